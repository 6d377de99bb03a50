import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

@Suite("Taking one's data along")
struct ExportTests {
    @Test func itAsksForThePasswordAndForASignIn() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            #expect(try await app.api(.get, "/api/v1/me/export").status == 401)
            for password in ["", "wrong password here"] {
                let refused = try await app.submit(
                    "/settings/data/export", ["exportPassword": password], as: member.browser)
                #expect(refused.status == 422 && !refused.text.contains("sana@example.org"))
            }
        }
    }

    @Test func allOfMineAndNoWordOfOthersIsInIt() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let sana = try await app.member("sana")
            let omar = try await app.member("omar", displayName: "Othersname")
            let thread = try await app.question(
                "What othersquestion asks about", in: category, by: omar, body: "Some otherswords to answer to.")
            let answer = try await app.answer(thread, by: sana, body: "My ownanswer, with what I know.")
            _ = try await app.answer(thread, by: omar, body: "More otherswords in reply.")
            _ = try await app.services.forum.vote(1, on: thread.openingPostID, as: sana.principal)
            try await app.services.forum.setBookmark(true, on: thread.openingPostID, as: sana.principal)
            let draft = DraftContent(kind: .thread, body: "An owndraft that is not sent.")
            _ = try await app.services.forum.saveDraft(
                draft, as: app.services.forum.newDraftID(), by: sana.principal)
            let file = try await app.submit(
                "/settings/data/export", ["exportPassword": TestApp.password], as: sana.browser)
            #expect(file.status == 200 && file.header("Content-Disposition")?.contains("attachment") == true)
            let json = try file.json()
            #expect((json["posts"] as? [[String: Any]])?.first?["id"] as? String == answer.id.text)
            for kind in ["account", "posts", "votes", "drafts", "bookmarks", "sessions", "subscriptions"] {
                #expect((json[kind] as? [Any])?.isEmpty == false || kind == "subscriptions", "\(kind)")
            }
            for word in ["ownanswer", "owndraft", "sana@example.org"] { #expect(file.text.contains(word), "\(word)") }
            for word in ["others", "Othersname", "omar"] { #expect(!file.text.contains(word), "\(word)") }
            let api = try await app.api(.get, "/api/v1/me/export", as: sana.program)
            #expect(api.status == 200 && api.text.contains("ownanswer") && !api.text.contains("otherswords"))
        }
    }
}

@Suite("Leaving")
struct LeavingTests {
    @Test func withoutPasswordOrChoiceNothingIsAskedFor() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            for (password, posts) in [("", "remove"), ("wrong password", "remove"), (TestApp.password, "burn")] {
                let page = try await app.submit(
                    "/settings/data/leave", ["password": password, "posts": posts], as: member.browser)
                #expect(page.status == 422)
                let body = #"{"password": "\#(password)", "posts": "\#(posts)"}"#
                #expect(try await app.api(.delete, "/api/v1/me", body, as: member.program).status == 422)
            }
            #expect(try await app.count("SELECT count(*) FROM account_deletion") == 0)
            #expect(try await app.count("SELECT count(*) FROM session") > 0)
        }
    }

    @Test func forFourteenDaysOneMayStay() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let sent = try await app.submit(
                "/settings/data/leave", ["password": TestApp.password, "posts": "remove"], as: member.browser)
            #expect(sent.status == 303)
            #expect(try await app.get("/settings/data", as: member.browser).status == 303)
            #expect(try await app.api(.get, "/api/v1/me", as: member.program).status == 401)
            app.clock.advance(.days(13))
            try await app.services.leaving.eraseDue()
            let back = try await app.submit(
                "/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            #expect(back.status == 303 && back.header("Location") == "/settings/data")
            let again = try #require(back.session)
            #expect(try await app.get("/settings/data", as: again).text.contains("Keep my account"))
            #expect(try await app.submit("/settings/data/stay", [:], as: again).status == 303)
            app.clock.advance(.days(30))
            try await app.services.leaving.eraseDue()
            #expect(try await app.get("/members/sana").status == 200)
        }
    }

    @Test(arguments: ["anonymise", "remove"])
    func afterwardsNothingIsFoundInTheDatabase(posts: String) async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let sana = try await app.member("sanakhatoon", displayName: "Sanaswholename")
            let omar = try await app.member("omar")
            let lone = try await app.question("My leavingtitle nobody answered", in: category, by: sana)
            let asked = try await app.question(
                "My answeredtitle for everybody", in: category, by: sana, body: "My openingwords of that question.")
            _ = try await app.answer(asked, by: omar, body: "The otherswords that must stay.")
            let theirs = try await app.question("A question of somebody else", in: category, by: omar)
            let answer = try await app.answer(theirs, by: sana, body: "My answerwords, first edition.")
            app.clock.advance(.minutes(6))
            _ = try await app.services.forum.edit(
                PostChange(body: "My answerwords, secondedition.", baseRev: 1), of: answer.id, as: sana.principal)
            let draft = DraftContent(kind: .thread, body: "My draftwords, never sent.")
            _ = try await app.services.forum.saveDraft(
                draft, as: app.services.forum.newDraftID(), by: sana.principal)
            try await app.services.accounts.requestReset(email: "sanakhatoon@example.org")
            var change = ProfileChangeJSON()
            change.about = "My aboutwords."
            _ = try await app.api(.patch, "/api/v1/me", try change.text(), as: sana.program)
            let push = """
                {"pushVersion": 1, "clientGroupID": "sanasdevice", "mutations": [{"clientID": "sanasclient", "id": 1,
                "name": "post.create", "args": {"threadId": "\(theirs.id)", "id": "x", "body": "My rejectedwords."}}]}
                """
            #expect(try await app.api(.post, "/sync/v1/push", push, as: sana.program).status == 200)
            let body = #"{"password": "\#(TestApp.password)", "posts": "\#(posts)"}"#
            #expect(try await app.api(.delete, "/api/v1/me", body, as: sana.program).status == 202)
            let gone = [
                "sanakhatoon", "Sanaswholename", "draftwords", "aboutwords", "rejectedwords", "sanasdevice",
                "sanasclient", "first edition",
            ]
            let words = ["answeredtitle", "openingwords", "secondedition", "leavingtitle"]
            let before = try await app.everything()
            for word in gone + words { #expect(before.contains(word), "\(word) was never there") }
            app.clock.advance(.days(14))
            try await app.services.leaving.eraseDue()
            let after = try await app.everything()
            for word in gone { #expect(!after.contains(word), "\(word)") }
            for word in words { #expect(after.contains(word) == (posts == "anonymise"), "\(word)") }
            #expect(after.contains("otherswords"))
            #expect(try await app.get("/members/sanakhatoon").status == 404)
            let page = try await app.get(theirs.path)
            #expect(page.text.contains("Former member") == (posts == "anonymise"))
            #expect(try await app.get("/threads/\(lone.id)").status == (posts == "anonymise" ? 303 : 404))
        }
    }

    @Test func aBlockOfSomebodyWhoIsGoneLeavesTheDevicesOfWhoeverBlocked() async throws {
        try await TestApp.run { app in
            let (sana, omar) = (try await app.member("sana"), try await app.member("omar"))
            var device = Device(app, sana)
            let block = try await app.api(.put, "/api/v1/me/blocks/\(omar.id)", as: sana.program)
            #expect(block.status == 204)
            try await device.pull()
            #expect(device.count("block") == 1)
            _ = try await app.services.leaving.requestDeletion(.anonymise, as: omar.principal)
            app.clock.advance(.days(14))
            try await app.services.leaving.eraseDue()
            try await device.pull()
            #expect(device.count("block") == 0)
            #expect(try await app.count("SELECT count(*) FROM member_block") == 0)
        }
    }

    private static let sqlite: Query = """
        SELECT tables.name AS table_name, columns.name AS column_name
        FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'
        """
    private static let postgres: Query = """
        SELECT columns.table_name, columns.column_name FROM information_schema.columns AS columns
        WHERE columns.table_schema = 'public'
            AND columns.table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
        """

    /// A new table that names accounts must say what becomes of its rows.
    @Test func everyTableThatNamesAnAccountIsAnsweredFor() async throws {
        try await TestApp.run { app in
            let naming = try await app.services.store.read { transaction in
                try transaction.rows(
                    """
                    SELECT DISTINCT table_name FROM (\(TestEngine.query(sqlite: Self.sqlite, postgres: Self.postgres))) AS columns
                    WHERE column_name LIKE '%account_id' OR table_name = 'account'
                        OR column_name IN
                            ('author_id', 'editor_id', 'deleted_by', 'blocked_id', 'member_id', 'reporter_id', 'poster_id',
                                'actor_id', 'decided_by', 'created_by', 'viewer_id', 'mentor_id', 'mentee_id', 'host_id',
                                'requested_by')
                    """
                ) { $0.text(0) }
            }
            let answered = app.services.leaving.tables
            #expect(Set(naming).subtracting(answered) == [])
            #expect(answered.subtracting(naming) == [])
        }
    }
}

/// The body of a change of profile.
private struct ProfileChangeJSON: Encodable {
    var about: String?

    func text() throws -> String { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
}
