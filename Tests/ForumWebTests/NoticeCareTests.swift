import Core
import Forum
import TestSupport
import Testing

extension TestApp {
    fileprivate func told(_ member: TestMember) async throws -> [String] {
        try await get("/api/v1/notifications", as: member.program).items().map {
            "\($0["kind"] ?? "") \($0["count"] ?? "")"
        }
    }
}

@Suite("Notices follow what happens later")
struct NoticeCareTests {
    @Test func whatIsApprovedLateIsGatheredWithWhatCameAfterIt() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let late = try await app.answer(thread, by: helper)
            try await app.setState(.held, ofPost: late.id)
            _ = try await app.submit("/notifications/read", [:], as: asker.browser)
            app.clock.advance(.minutes(10))
            _ = try await app.answer(thread, by: helper, body: "Another answer, seen at once.")
            #expect(try await app.told(asker) == ["reply 1"])
            app.clock.advance(.minutes(10))
            try await app.setState(.published, ofPost: late.id)
            #expect(
                try await app.told(asker) == ["reply 2", "reply 1"], "the older one was seen and is of the late one")
        }
    }

    @Test func aHiddenAnswerIsAcceptedNoMore() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            _ = try await app.services.forum.accept(answer.id, in: thread.id, as: asker.principal)
            var device = Device(app, helper)
            try await device.pull()
            #expect(device.count("notification") == 1)
            try await app.setState(.hidden, ofPost: answer.id)
            try await app.setState(.published, ofPost: answer.id)
            #expect(try await app.told(helper) == [])
            try await device.pull()
            #expect(device.count("notification") == 0)
        }
    }

    @Test func replicasLearnANewTitleAndLoseWhatMovesOutOfSight() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let moderator = try await app.member("moderator", roles: [.moderator])
            let staffs = try await app.category("staff-room", audience: .staff)
            let answer = try await app.answer(thread, by: asker, body: "Does @helper know more about it?")
            var device = Device(app, helper)
            try await device.pull()
            let id = try #require(device.ids("notification").first)
            func rename(_ path: String, _ json: String, _ member: TestMember) async throws {
                let sent = try await app.api(.patch, path, json, as: member.program, headers: ["If-Match": "*"])
                #expect(sent.status == 200)
            }
            try await rename("/api/v1/threads/\(thread.id)", #"{"title": "A title of another kind"}"#, asker)
            try await device.pull()
            #expect("\(device.value("notification/\(id)") ?? [:])".contains("A title of another kind"))
            try await rename(
                "/api/v1/posts/\(thread.openingPostID)",
                #"{"title": "The third of all titles", "body": "I have a BSc from Lahore and an offer from Berlin."}"#,
                asker)
            try await device.pull()
            #expect("\(device.value("notification/\(id)") ?? [:])".contains("The third of all titles"))
            try await rename("/api/v1/threads/\(thread.id)", #"{"categoryId": "\#(staffs)"}"#, moderator)
            try await device.pull()
            #expect(device.count("notification") == 0)
            #expect(try await app.get("/api/v1/posts/\(answer.id)", as: helper.program).status == 404)
        }
    }

    @Test func whoIsStaffNoMoreLosesTheNoticesOfStaff() async throws {
        try await TestApp.run { app in
            let staffs = try await app.category("staff-room", audience: .staff)
            let moderator = try await app.member("moderator", roles: [.moderator])
            let former = try await app.member("former", roles: [.moderator])
            _ = try await app.question(
                "The secret of the staff", in: staffs, by: moderator, body: "Please look at this, @former, today.")
            var device = Device(app, former)
            try await device.pull()
            #expect(device.count("notification") == 1)
            try await app.services.accounts.setRole(.moderator, on: false, username: "former")
            try await device.pull()
            #expect(device.count("notification") == 0)
        }
    }

    @Test func hundredsOfNoticesAreLookedAtAgainAHundredAtATime() async throws {
        try await TestApp.run(tampering: true) { app in
            let (_, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            try await app.change(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 249)
                INSERT INTO notification (id, account_id, kind, thread_id, post_id, first_at, last_at, created_at, read_at)
                SELECT '0199f4b0-' || i, \(helper.id), 'post', \(thread.id), \(answer.id), 1, 1, 1, 1 FROM n
                """)
            try await app.change(
                """
                INSERT INTO change_index_entry (scope, entity, row_id, ver, state, first_ver, row_ver)
                SELECT 'u:' || account_id, 'notification', id, 1, 1, 1, 1 FROM notification WHERE id LIKE '0199f4b0-%'
                """)
            func waiting() async throws -> Int {
                try await app.count("SELECT count(*) FROM change_index_entry WHERE entity = 'notification' AND ver = 1")
            }
            try await app.setState(.hidden, ofPost: answer.id)
            #expect(try await waiting() >= 149)
            #expect(try await app.services.notices.spread())
            #expect(try await waiting() > 0)
            while try await app.services.notices.spread() {}
            #expect(try await waiting() == 0)
            #expect(try await app.count("SELECT count(*) FROM notification_refresh") == 0)
        }
    }

    @Test func aLongThreadIsErasedWhole() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene("The unmistakabletitle of this question")
            let moderator = try await app.member("moderator", roles: [.moderator])
            for number in 1...210 {
                _ = try await app.answer(thread, by: helper, body: "The unmistakablebody with number \(number).")
            }
            try await app.services.forum.deleteThread(thread.id, as: moderator.principal)
            app.clock.advance(.hours(25))
            try await app.services.forum.eraseDeleted()
            #expect(try await app.count("SELECT count(*) FROM forum_post WHERE body <> '' OR html <> ''") == 0)
            #expect(try await app.count("SELECT count(*) FROM forum_thread WHERE title <> ''") == 0)
            #expect(try await app.count("SELECT count(*) FROM search_document WHERE number > 0") == 0)
        }
    }
}
