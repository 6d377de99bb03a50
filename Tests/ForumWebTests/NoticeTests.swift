import Core
import Forum
import Notices
import Storage
import TestSupport
import Testing

extension TestApp {
    /// `kind count` of a member's notices, the newest first.
    fileprivate func notices(of member: TestMember) async throws -> [String] {
        try await get("/api/v1/notifications", as: member.program).items().map {
            "\($0["kind"] ?? "") \($0["count"] ?? "")"
        }
    }

    /// The number in the header.
    fileprivate func badge(_ member: TestMember) async throws -> String? {
        try await get("/help", as: member.browser).text.firstMatch(of: /Notices <\/span>([0-9+]+)<\/b>/)
            .map { String($0.output.1) }
    }
}

@Suite("Notices: what is refused")
struct RefusedNoticeTests {
    @Test func noticesAreTheirMembersAlone() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            _ = try await app.answer(thread, by: helper)
            let notice = try #require(try await app.get("/api/v1/notifications", as: asker.program).items().first)
            let id = "\(notice["id"] ?? "")"
            #expect(try await app.get("/notifications/\(id)", as: helper.browser).status == 404)
            let taken = try await app.writesNothing {
                try await app.api(
                    .put, "/api/v1/notifications/read", #"{"ids": ["\#(id)"]}"#, as: helper.program)
            }
            #expect(taken.status == 204)
            #expect(try await app.badge(asker) == "1")
            #expect(try await app.notices(of: helper) == [])
            #expect(try await app.get("/notifications").status == 303)
            #expect(try await app.get("/api/v1/notifications").status == 401)
            #expect(try await !app.get("/help").text.contains("Notices"))
        }
    }

    @Test(arguments: [#"{"id": "x"}"#, #"{"ids": ["x"]}"#, #"{"ids": 4}"#])
    func whatIsNoListOfNoticesIsRefused(json: String) async throws {
        try await TestApp.run { app in
            let (asker, _, _) = try await app.scene()
            let refused = try await app.writesNothing {
                try await app.api(.put, "/api/v1/notifications/read", json, as: asker.program)
            }
            #expect(refused.status == 422)
        }
    }

    @Test func blocksMutesAndSettingsAreSilent() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let other = try await app.member("other")
            let words = "Ask @asker and @other, they know it all."
            try await app.services.accounts.setBlock(true, on: helper.id, as: other.principal)
            _ = try await app.api(
                .put, "/api/v1/threads/\(thread.id)/level", #"{"level": "muted"}"#, as: asker.program)
            let answer = try await app.answer(thread, by: helper, body: words)
            #expect(answer.html.contains("href=\"/members/other\""), "nobody learns of a block")
            #expect(try await app.count("SELECT count(*) FROM notification") == 0)
            _ = try await app.api(
                .put, "/api/v1/threads/\(thread.id)/level", #"{"level": "normal"}"#, as: asker.program)
            let form = try await app.submit("/settings/notifications", ["kinds": "accepted"], as: asker.browser)
            #expect(form.status == 303)
            let settings = try await app.get("/api/v1/me/notification-settings", as: asker.program).json()
            #expect(settings["replies"] as? Bool == false && settings["accepted"] as? Bool == true)
            _ = try await app.answer(thread, by: helper, body: words + " Indeed.")
            try await app.services.accounts.setBlock(false, on: helper.id, as: other.principal)
            try await app.services.accounts.setBlock(true, on: other.id, as: helper.principal)
            _ = try await app.answer(thread, by: helper, body: words + " Once more.")
            #expect(try await app.count("SELECT count(*) FROM notification") == 0)
        }
    }
}

@Suite("Notices")
struct NoticeTests {
    @Test func answersAreGatheredByThreadUntilTheyAreSeen() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            #expect(try await app.badge(asker) == nil)
            #expect(try await app.get("/notifications", as: asker.browser).text.contains("class=\"empty\""))
            for number in 1...3 {
                app.clock.advance(.minutes(1))
                _ = try await app.answer(thread, by: helper, body: "Answer number \(number), which is new.")
            }
            #expect(try await app.notices(of: asker) == ["reply 3"])
            #expect(try await app.notices(of: helper) == [])
            #expect(try await app.badge(asker) == "1")
            let page = try await app.get("/notifications", as: asker.browser)
            #expect(page.text.contains("3 new posts") && page.text.contains(thread.title))
            var device = Device(app, asker)
            try await device.pull()
            #expect(device.count("notification") == 1)
            _ = try await app.get(thread.path, as: asker.browser)
            #expect(try await app.badge(asker) == nil)
            try await device.pull()
            let row = try #require(try await app.get("/api/v1/notifications", as: asker.program).items().first)
            #expect(device.value("notification/\(row["id"] ?? "")")?["readAt"] is String)
            app.clock.advance(.minutes(1))
            _ = try await app.answer(thread, by: helper, body: "A fourth answer begins another notice.")
            #expect(try await app.notices(of: asker) == ["reply 1", "reply 3"])
            let first = try await app.get("/api/v1/notifications?limit=1", as: asker.program).json()
            let next = try #require(first["next"] as? String)
            let rest = try await app.get("/api/v1/notifications?after=\(next)", as: asker.program).items()
            #expect(rest.count == 1)
        }
    }

    @Test func whoeverFollowsANoticeSeesWhatItTellsOf() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            _ = try await app.services.forum.accept(answer.id, in: thread.id, as: asker.principal)
            #expect(try await app.notices(of: helper) == ["accepted 1"])
            let page = try await app.get("/notifications", as: helper.browser)
            let link = try #require(page.text.firstMatch(of: /href="(\/notifications\/[0-9a-f-]{36})"/)?.output.1)
            let (_, path) = try await app.follow(String(link), as: helper.browser)
            #expect(path.hasSuffix("#post-\(answer.id)"))
            #expect(try await app.badge(helper) == nil)
            #expect(try await app.notices(of: helper) == ["accepted 1"])
            _ = try await app.services.forum.accept(nil, in: thread.id, as: asker.principal)
            #expect(try await app.notices(of: helper) == [])
        }
    }

    @Test func whoIsNamedIsToldOnce() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let other = try await app.member("other")
            let answer = try await app.answer(
                thread, by: helper, body: "I am @helper. @Other knows, @asker too. @gone?")
            #expect(answer.html.contains("href=\"/members/other\">@other</a> knows") && answer.html.contains("@gone?"))
            #expect(!answer.html.contains("/members/gone"))
            #expect(try await app.notices(of: other) == ["mention 1"])
            #expect(try await app.notices(of: helper) == [])
            #expect(try await app.notices(of: asker) == ["mention 1"], "named and answered is told of once")
            app.clock.advance(.minutes(1))
            _ = try await app.services.forum.edit(
                PostChange(body: "@other and @asker, and now @third as well.", baseRev: 1), of: answer.id,
                as: helper.principal)
            #expect(try await app.notices(of: other) == ["mention 1"])
            _ = try await app.submit("/notifications/read", [:], as: other.browser)
            #expect(try await app.badge(other) == nil)
            let preview = try await app.api(
                .post, "/api/v1/markdown", #"{"body": "@other and `@other`"}"#, as: asker.program)
            #expect(try (preview.json()["html"] as? String)?.components(separatedBy: "<a ").count == 2)
        }
    }

    @Test func watchersHearOfThreadsAndPostsAsTheyChose() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let (asker, helper) = (try await app.member("asker"), try await app.member("helper"))
            let (all, first, tagged) = (
                try await app.member("all"), try await app.member("first"), try await app.member("tagged")
            )
            _ = try await app.question("A question before the one", in: category, by: asker, tags: ["visa"])
            for (member, path, level) in [
                (all, "categories/\(category)", "watching"), (first, "categories/\(category)", "watching-first-post"),
                (tagged, "tags/visa", "watching"), (helper, "categories/\(category)", "tracking"),
            ] {
                let set = try await app.api(
                    .put, "/api/v1/\(path)/level", #"{"level": "\#(level)"}"#, as: member.program)
                #expect(set.status == 200)
            }
            let thread = try await app.question("A question that some watch", in: category, by: asker, tags: ["visa"])
            for member in [all, first, tagged] { #expect(try await app.notices(of: member) == ["thread 1"]) }
            #expect(try await app.notices(of: helper) == [])
            #expect(try await app.notices(of: asker) == [])
            app.clock.advance(.minutes(1))
            _ = try await app.api(
                .put, "/api/v1/threads/\(thread.id)/level", #"{"level": "normal"}"#, as: tagged.program)
            _ = try await app.answer(thread, by: helper)
            #expect(try await app.notices(of: all) == ["thread 2"])
            #expect(try await app.notices(of: first) == ["thread 1"], "what it tells of is the first post alone")
            #expect(try await app.notices(of: tagged) == ["thread 1"], "the thread's own level wins")
        }
    }

    @Test func aNoticeOfWhatMayNotBeSeenIsNotThere() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let moderator = try await app.member("moderator", roles: [.moderator])
            let staffs = try await app.category("staff-room", audience: .staff)
            _ = try await app.question(
                "The secret of the staff", in: staffs, by: moderator, body: "Nobody tell @helper about any of this.")
            #expect(try await app.notices(of: helper) == [])
            #expect(try await app.badge(helper) == nil)
            let answer = try await app.answer(thread, by: helper, body: "An answer for @asker that will be hidden.")
            let notice = try #require(try await app.get("/api/v1/notifications", as: asker.program).items().first)
            let id = "\(notice["id"] ?? "")"
            var device = Device(app, asker)
            try await device.pull()
            #expect(device.count("notification") == 1)
            try await app.setState(.hidden, ofPost: answer.id)
            #expect(try await app.notices(of: asker) == [])
            #expect(try await app.badge(asker) == nil)
            #expect(try await app.get("/notifications/\(id)", as: asker.browser).status == 404)
            try await device.pull()
            #expect(device.count("notification") == 0)
            try await app.setState(.held, ofPost: answer.id)
            try await app.setState(.published, ofPost: answer.id)
            #expect(try await app.notices(of: asker) == ["mention 1"])
            try await app.setState(.hidden, ofThread: thread.id)
            try await device.pull()
            #expect(device.count("notification") == 1, "one's own hidden thread is one's own to see")
            try await app.setState(.deleted, ofThread: thread.id)
            try await device.pull()
            #expect(device.count("notification") == 0)
            #expect(try await app.notices(of: asker) == [])
        }
    }

    @Test func hundredsWhoWatchAreToldAHundredAtATime() async throws {
        try await TestApp.run(tampering: true) { app in
            let (_, helper, thread) = try await app.scene()
            try await app.change(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 249)
                INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
                    consent_version, created_at, updated_at)
                SELECT '0199f4b0-0000-7000-8000-' || (100000000000 + i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC',
                    'en', 1, i, i FROM n
                """)
            try await app.change(
                """
                INSERT INTO notice_level (account_id, scope, target_id, level, reason, updated_at)
                SELECT id, 'thread', \(thread.id), 'watching', 'chosen', 1 FROM account WHERE username LIKE 'm%'
                """)
            // The last of them by id is named, too, and is told of that alone.
            let named = try await app.member("zulfiqar")
            try await app.change(
                """
                INSERT INTO notice_level (account_id, scope, target_id, level, reason, updated_at)
                VALUES (\(named.id), 'thread', \(thread.id), 'watching', 'chosen', 1)
                """)
            _ = try await app.answer(thread, by: helper, body: "Ask @zulfiqar, who knows it all.")
            #expect(try await app.count("SELECT count(*) FROM notification") == 102)
            var rounds = 0
            while try await app.services.notices.spread() { rounds += 1 }
            #expect(rounds == 2)
            #expect(try await app.count("SELECT count(*) FROM notification") == 251)
            #expect(try await app.count("SELECT count(DISTINCT account_id) FROM notification") == 251)
            #expect(try await app.services.notices.spread() == false)
        }
    }

    @Test func whatIsOlderThanAYearIsForgotten() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            _ = try await app.answer(thread, by: helper)
            app.clock.advance(.days(200))
            _ = try await app.services.forum.reply(
                ReplyDraft(body: "Is it still so, @helper? Please look again."), to: thread.id, as: asker.principal)
            app.clock.advance(.days(166))
            try await app.services.notices.forgetOld()
            #expect(try await app.count("SELECT count(*) FROM notification") == 1)
        }
    }
}
