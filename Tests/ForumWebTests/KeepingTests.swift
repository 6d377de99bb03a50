import Core
import Forum
import TestSupport
import Testing

private let words = "These words took an hour on a phone, and must not be lost."

@Suite("Drafts")
struct DraftTests {
    private let id = "019aa5c1-7c00-7000-8000-00000000d0a1"

    @Test func whoseTheyAreNobodyElseSees() async throws {
        try await TestApp.run { app in
            let (asker, helper, _) = try await app.scene()
            let path = "/api/v1/drafts/\(id)"
            let kept = try await app.api(.put, path, #"{"kind": "thread", "body": "\#(words)"}"#, as: asker.program)
            #expect(kept.status == 200)
            #expect(try await app.api(.get, path, as: helper.program).status == 404)
            #expect(try await app.get("/drafts/\(id)", as: helper.browser).status == 404)
            #expect(try await !app.get("/drafts", as: helper.browser).text.contains("took an hour"))
            let taken = try await app.writesNothing {
                try await app.api(.put, path, #"{"kind": "thread", "body": "Mine now."}"#, as: helper.program)
            }
            #expect(taken.status == 409)
            _ = try await app.api(.delete, path, as: helper.program)
            #expect(try await app.api(.get, path, as: asker.program).json()["body"] as? String == words)
        }
    }

    @Test func tooMuchIsRefusedNamingTheField() async throws {
        try await TestApp.run { app in
            let (asker, _, _) = try await app.scene()
            let long = String(repeating: "x", count: 40_001)
            for (json, field) in [
                (#"{"kind": "letter", "body": "x"}"#, "#/kind"), (#"{"kind": "post", "body": "\#(long)"}"#, "#/body"),
                (#"{"kind": "post", "bodi": "x"}"#, "#/bodi"), (#"{"kind": 4}"#, "#/kind"),
            ] {
                let refused = try await app.writesNothing {
                    try await app.api(.put, "/api/v1/drafts/\(id)", json, as: asker.program)
                }
                #expect(refused.status == 422 && refused.text.contains(field), "\(field)")
            }
        }
    }

    @Test func theFormKeepsThemAndGoesOnFromThem() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            let saved = try await app.submit(
                "/threads/\(thread.id)/answers", ["body": words, "action": "draft"], as: asker.browser)
            #expect(saved.status == 303 && saved.header("Location") == "/drafts")
            let list = try await app.get("/drafts", as: asker.browser)
            #expect(list.text.contains("took an hour"))
            let link = try #require(list.text.firstMatch(of: /href="(\/drafts\/[0-9a-f-]+)"/)?.1)
            let (form, _) = try await app.follow(String(link), as: asker.browser)
            #expect(form.text.contains(words))
            let draft = try #require(form.text.firstMatch(of: /name="draftID" value="([^"]+)"/)?.1)
            let sent = try await app.submit(
                "/threads/\(thread.id)/answers", ["body": words, "draftID": String(draft), "action": "publish"],
                as: asker.browser)
            #expect(sent.status == 303)
            #expect(try await app.count("SELECT count(*) FROM draft") == 0)
            #expect(try await app.count("SELECT count(*) FROM forum_post WHERE body = \(words)") == 1)
        }
    }

    @Test func aSessionThatEndedWhileWritingCostsNoWord() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            let path = "/threads/\(thread.id)/answers"
            let refused = try await app.writesNothing {
                try await app.submit(path, ["body": "\(words) <b>", "formID": "answer-1", "password": "secret"])
            }
            #expect(refused.status == 401)
            #expect(refused.text.contains("\(words) &lt;b&gt;</textarea>"))
            #expect(refused.text.contains("name=\"formID\" value=\"answer-1\"") && !refused.text.contains("secret"))
            #expect(refused.text.contains("action=\"\(path)\""))
            #expect(try await app.submit(path, ["body": words, "formID": "answer-1"], as: asker.browser).status == 303)
        }
    }

    @Test func devicesShareThem() async throws {
        try await TestApp.run { app in
            let (asker, helper, _) = try await app.scene()
            var device = Device(app, asker)
            var other = Device(app, helper)
            #expect(try await device.push("draft.put", ["id": id, "kind": "thread", "body": words]) == "applied")
            try await device.pull()
            try await other.pull()
            #expect(device.value("draft/\(id)")?["body"] as? String == words && other.count("draft") == 0)
            #expect(try await app.get("/drafts", as: asker.browser).text.contains("took an hour"))
            #expect(try await device.push("draft.put", ["id": id, "kind": "thread", "body": 7]) == "invalid")
            #expect(try await device.push("draft.delete", ["id": id]) == "applied")
            try await device.pull()
            #expect(device.count("draft") == 0)
        }
    }
}

@Suite("Bookmarks")
struct BookmarkTests {
    @Test func whatMayNotBeSeenIsNotMarked() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            try await app.setState(.hidden, ofThread: thread.id)
            let post = thread.openingPostID
            let refused = try await app.writesNothing {
                try await app.api(.put, "/api/v1/posts/\(post)/bookmark", as: helper.program)
            }
            #expect(refused.status == 404)
            #expect(try await app.api(.put, "/api/v1/posts/\(post)/bookmark", as: asker.program).status == 204)
            #expect(try await app.api(.put, "/api/v1/posts/\(post)/bookmark").status == 401)
        }
    }

    @Test func theyAreFoundAgainAndLeaveWithThePost() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper, body: "An answer that is worth keeping.")
            for path in ["/posts/\(answer.id)/bookmark", "/posts/\(thread.openingPostID)/bookmark"] {
                app.clock.advance(.minutes(1))
                #expect(try await app.submit(path, ["bookmark": "on"], as: asker.browser).status == 303)
            }
            let again = try await app.writesNothing {
                try await app.api(.put, "/api/v1/posts/\(answer.id)/bookmark", as: asker.program)
            }
            #expect(again.status == 204)
            let first = try await app.api(.get, "/api/v1/me/bookmarks?limit=1", as: asker.program).json()
            #expect(((first["items"] as? [[String: Any]])?.first?["id"] as? String) == thread.openingPostID.text)
            let next = try #require(first["next"] as? String)
            let rest = try await app.api(.get, "/api/v1/me/bookmarks?after=\(next)", as: asker.program).json()
            #expect((rest["items"] as? [[String: Any]])?.map { $0["id"] as? String } == [answer.id.text])
            #expect(try await app.get("/bookmarks", as: asker.browser).text.contains("worth keeping"))
            #expect(try await !app.get("/bookmarks", as: helper.browser).text.contains("worth keeping"))
            try await app.setState(.hidden, ofPost: answer.id)
            #expect(try await !app.get("/bookmarks", as: asker.browser).text.contains("worth keeping"))
            #expect(
                try await app.submit(
                    "/posts/\(thread.openingPostID)/bookmark", ["bookmark": "off"], as: asker.browser
                ).status == 303)
            #expect(try await app.count("SELECT count(*) FROM bookmark") == 1)
        }
    }
}

@Suite("What a post said before")
struct HistoryTests {
    @Test func eachChangeIsShownWithWhatWentAndCame() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper, body: "The fee is 100 euros in <Berlin>.")
            app.clock.advance(.minutes(6))
            _ = try await app.services.forum.edit(
                PostChange(body: "The fee is 147 euros in <Berlin>.", baseRev: 1), of: answer.id, as: helper.principal)
            let page = try await app.get("/posts/\(answer.id)/history")
            #expect(page.status == 200)
            #expect(page.text.contains("The fee is <del>100 </del><ins>147 </ins>euros in &lt;Berlin&gt;."))
            let items = try await app.api(.get, "/api/v1/posts/\(answer.id)/revisions").json()["items"]
            let bodies = (items as? [[String: Any]])?.map { $0["body"] as? String }
            #expect(bodies == ["The fee is 100 euros in <Berlin>.", "The fee is 147 euros in <Berlin>."])
            for (viewer, status) in [(Viewer.nobody, 401), (asker.program, 403)] {
                let refused = try await app.writesNothing {
                    try await app.api(.delete, "/api/v1/posts/\(answer.id)/revisions/1", as: viewer)
                }
                #expect(refused.status == status)
            }
            #expect(
                try await app.submit("/posts/\(answer.id)/history/1/remove", [:], as: helper.browser).status == 303)
            #expect(try await !app.get("/posts/\(answer.id)/history").text.contains("100"))
            try await app.setState(.hidden, ofPost: answer.id)
            #expect(try await app.get("/posts/\(answer.id)/history").status == 404)
            #expect(try await app.api(.get, "/api/v1/posts/\(answer.id)/revisions").status == 404)
        }
    }
}

@Suite("Changing a thread")
struct ThreadChangeTests {
    @Test func othersChangeNothingAndAnOldVersionIsRefused() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let path = "/api/v1/threads/\(thread.id)"
            let other = try await app.writesNothing {
                try await app.api(.patch, path, #"{"tags": ["visa"]}"#, as: helper.program)
            }
            #expect(other.status == 403)
            #expect(try await app.get("/threads/\(thread.id)/edit", as: helper.browser).status == 403)
            #expect(
                try await app.api(
                    .patch, path, #"{"tags": ["visa"]}"#, as: asker.program, headers: ["If-Match": "\"1\""]
                ).status == 200)
            let stale = try await app.writesNothing {
                try await app.api(
                    .patch, path, #"{"title": "A title made from the old one"}"#, as: asker.program,
                    headers: ["If-Match": "\"1\""])
            }
            #expect(stale.status == 412)
            let form = try await app.writesNothing {
                try await app.submit(
                    "/threads/\(thread.id)/edit",
                    ["title": "A title made from the old one", "categoryId": thread.category.id.text, "revision": "1"],
                    as: asker.browser)
            }
            #expect(form.status == 412 && form.value(of: "title") == "A title made from the old one")
        }
    }

    @Test func titleTagsAndCategoryMoveTogether() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            let other = try await app.category("elsewhere")
            let sent = try await app.submit(
                "/threads/\(thread.id)/edit",
                ["title": "What the Blue Card needs by now", "categoryId": other.text, "tags": "visa, degree"],
                as: asker.browser)
            #expect(sent.status == 303)
            let changed = try await app.api(.get, "/api/v1/threads/\(thread.id)").json()
            #expect(changed["title"] as? String == "What the Blue Card needs by now")
            #expect(changed["categoryId"] as? String == other.text)
            #expect(Set(changed["tags"] as? [String] ?? []) == ["visa", "degree"])
            #expect(try await app.get("/tags/visa").text.contains("by now"))
        }
    }
}
