import Core
import Forum
import TestSupport
import Testing

private let second = "The second text, long enough to be taken."

@Suite("Editing: what is refused")
struct RefusedEditTests {
    @Test func othersGetNoFormAndChangeNothing() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let path = "/posts/\(thread.openingPostID)/edit"
            let form = try await app.get(path, as: helper.browser)
            #expect(form.status == 403 && !form.text.contains("<textarea"))
            let sent = try await app.writesNothing { try await app.submit(path, ["body": second], as: helper.browser) }
            #expect(sent.status == 403)
            let api = try await app.writesNothing {
                try await app.api(
                    .patch, "/api/v1/posts/\(thread.openingPostID)", #"{"body": "\#(second)"}"#, as: helper.program)
            }
            #expect(api.status == 403)
            #expect(try api.code() == "not_yours")
            #expect(try await !(app.follow("/threads/\(thread.id)", as: helper.browser)).answer.text.contains(path))
            #expect(try await app.get(path).status == 303)
        }
    }

    @Test func eachFieldIsRefusedBesideItAndKept() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            let page = try await app.writesNothing {
                try await app.submit(
                    "/posts/\(thread.openingPostID)/edit",
                    ["title": "Short <b>", "body": "Too short", "baseRevision": "1"], as: asker.browser)
            }
            #expect(page.status == 422)
            #expect(page.complaint(about: "title") == "Please write at least 12 characters.")
            #expect(page.complaint(about: "body") == "Please write at least 20 characters.")
            #expect(page.value(of: "title") == "Short <b>" && page.value(of: "body") == "Too short")
        }
    }

    @Test func aStaleRevisionIsRefusedByTheAPI() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            let path = "/api/v1/posts/\(thread.openingPostID)"
            let first = try await app.api(
                .patch, path, #"{"body": "\#(second)"}"#, as: asker.program, headers: ["If-Match": "\"1\""])
            #expect(first.status == 200 && first.header("ETag")?.hasPrefix("\"2-") == true)
            for tag in ["\"1\"", "\"3\"", "\"x\"", "W/\"1\""] {
                let stale = try await app.writesNothing {
                    try await app.api(
                        .patch, path, #"{"body": "Another text of some length."}"#, as: asker.program,
                        headers: ["If-Match": tag])
                }
                #expect(stale.status == 412)
                #expect(try stale.code() == "stale_version")
            }
            #expect(try await app.get(path).json()["body"] as? String == second)
        }
    }

    @Test func aModeratorInBetweenIsShownAndNothingTypedIsLost() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            let moderator = try await app.member("moderator", roles: [.moderator])
            let path = "/posts/\(thread.openingPostID)/edit"
            let theirs = "What the moderator made of it."
            let mended = try await app.submit(
                path, ["title": thread.title, "body": theirs, "baseRevision": "1"], as: moderator.browser)
            #expect(mended.status == 303)
            let page = try await app.writesNothing {
                try await app.submit(
                    path, ["title": thread.title, "body": second, "baseRevision": "1"], as: asker.browser)
            }
            #expect(page.status == 409)
            #expect(page.value(of: "body") == second && page.text.contains(theirs))
            #expect(page.text.contains("name=\"baseRevision\" value=\"2\""))
            let api = try await app.writesNothing {
                try await app.api(
                    .patch, "/api/v1/posts/\(thread.openingPostID)", #"{"body": "\#(second)", "baseRev": 1}"#,
                    as: asker.program)
            }
            #expect(api.status == 409)
            #expect(try api.code() == "edit_conflict")
            let after = try await app.submit(
                path, ["title": thread.title, "body": second, "baseRevision": "2"], as: asker.browser)
            #expect(after.status == 303)
        }
    }
}

@Suite("Editing: what it leads to")
struct EditTests {
    @Test func theFormHoldsWhatIsThere() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            let form = try await app.writesNothing {
                try await app.get("/posts/\(thread.openingPostID)/edit", as: asker.browser)
            }
            #expect(form.status == 200)
            #expect(form.value(of: "title") == thread.title)
            #expect(form.value(of: "body") == "I have a BSc from Lahore and an offer from Berlin.")
            let other = try await app.get("/posts/\(answer.id)/edit", as: helper.browser)
            #expect(other.value(of: "title") == nil && other.value(of: "body") == answer.body)
        }
    }

    @Test func aNewTitleGivesANewAddressAndTheOldOneLeadsThere() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            let sent = try await app.submit(
                "/posts/\(thread.openingPostID)/edit",
                ["title": "Blue Card: which papers now?", "body": second, "baseRevision": "1"], as: asker.browser)
            #expect(sent.status == 303 && sent.header("Location") == "/posts/\(thread.openingPostID)")
            let old = try await app.get(thread.path)
            #expect(old.status == 303)
            #expect(old.header("Location") == "/threads/\(thread.id)/blue-card-which-papers-now")
            let page = try await app.follow(thread.path).answer
            #expect(
                page.text.contains("<h1 dir=\"auto\">Blue Card: which papers now?</h1>") && page.text.contains(second))
            #expect(try await app.get("/threads").titles == ["Blue Card: which papers now?"])
            let fields = try await app.get("/api/v1/threads/\(thread.id)").json()
            #expect(fields["slug"] as? String == "blue-card-which-papers-now" && fields["revision"] as? Int == 2)
        }
    }

    @Test func aPreviewWritesNothing() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            let page = try await app.writesNothing {
                try await app.submit(
                    "/posts/\(thread.openingPostID)/edit",
                    ["title": "x", "body": "**bold** text", "baseRevision": "1", "action": "preview"],
                    as: asker.browser)
            }
            #expect(page.status == 200 && page.text.contains("<strong>bold</strong>"))
            #expect(page.value(of: "body") == "**bold** text" && page.value(of: "title") == "x")
        }
    }

    @Test func anEditedPostSaysSo() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            app.clock.advance(.hours(1))
            let api = try await app.api(
                .patch, "/api/v1/posts/\(thread.openingPostID)", #"{"body": "\#(second)"}"#, as: asker.program,
                headers: ["If-Match": "*"])
            #expect(api.status == 200)
            let fields = try api.json()
            #expect(fields["revision"] as? Int == 2 && fields["editedAt"] as? String == "2026-11-21T10:00:00.000Z")
            #expect(fields["html"] as? String == "<p dir=\"auto\">\(second)</p>\n")
            let page = try await app.follow("/threads/\(thread.id)").answer
            #expect(page.text.contains("datetime=\"2026-11-21T10:00:00.000Z\""))
            #expect(try await app.count("SELECT count(*) FROM post_revision") == 1)
        }
    }
}
