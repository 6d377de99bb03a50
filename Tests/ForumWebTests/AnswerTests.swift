import Core
import Forum
import TestSupport
import Testing

private let words = "They asked me for the HEC attestation only."

@Suite("Answering: what is refused")
struct RefusedAnswerTests {
    @Test func aLockedThreadRefusesAndKeepsTheText() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            try await app.change("UPDATE forum_thread SET is_locked = 1 WHERE id = \(thread.id)")
            let page = try await app.writesNothing {
                try await app.submit("/threads/\(thread.id)/answers", ["body": words], as: helper.browser)
            }
            #expect(page.status == 409)
            #expect(page.text.contains("This thread is closed"))
            #expect(page.text.contains(words), "what was typed is lost")
            let api = try await app.writesNothing {
                try await app.api(
                    .post, "/api/v1/threads/\(thread.id)/posts", #"{"body": "\#(words)"}"#, as: helper.program)
            }
            #expect(api.status == 409)
            #expect(try api.code() == "thread_locked")
        }
    }

    @Test func aShortAnswerIsRefusedBesideItsFieldAndKept() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let page = try await app.writesNothing {
                try await app.submit("/threads/\(thread.id)/answers", ["body": "Too <short>"], as: helper.browser)
            }
            #expect(page.status == 422)
            #expect(page.complaint(about: "body") == "Please write at least 20 characters.")
            #expect(page.value(of: "body") == "Too <short>")
            #expect(page.posts == [thread.openingPostID.text])
            let api = try await app.writesNothing {
                try await app.api(
                    .post, "/api/v1/threads/\(thread.id)/posts", #"{"body": "Too short", "trueAsOf": "soon"}"#,
                    as: helper.program)
            }
            #expect(api.status == 422)
            #expect(try api.errors() == ["#/body too_short", "#/trueAsOf month_form"])
        }
    }

    @Test func nobodyAndTheUnconfirmedAndTheSuspendedWriteNothing() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let new = try await app.member("new", verified: false)
            try await app.change(
                "UPDATE account SET state = 'suspended', suspended_until = \(app.clock.clock.now.advanced(by: Span.days(1))) WHERE id = \(helper.id)"
            )
            let path = "/threads/\(thread.id)/answers"
            let nobody = try await app.writesNothing { try await app.submit(path, ["body": words]) }
            #expect(nobody.status == 401 && nobody.text.contains(words))
            for member in [new, helper] {
                let page = try await app.writesNothing {
                    try await app.submit(path, ["body": words], as: member.browser)
                }
                #expect(page.status == 403)
                let api = try await app.writesNothing {
                    try await app.api(
                        .post, "/api/v1/threads/\(thread.id)/posts", #"{"body": "\#(words)"}"#, as: member.program)
                }
                #expect(api.status == 403)
            }
        }
    }

    @Test(arguments: ["hidden", "held", "deleted"])
    func aThreadThatMayNotBeSeenIsNotFound(state: String) async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            try await app.setState(try #require(PostState(rawValue: state)), ofThread: thread.id)
            let page = try await app.writesNothing {
                try await app.submit("/threads/\(thread.id)/answers", ["body": words], as: helper.browser)
            }
            #expect(page.status == 404 && !page.text.contains(thread.title))
            let preview = try await app.submit(
                "/threads/\(thread.id)/answers", ["body": words, "action": "preview"], as: helper.browser)
            #expect(preview.status == 404 && !preview.text.contains(thread.title))
            let api = try await app.writesNothing {
                try await app.api(
                    .post, "/api/v1/threads/\(thread.id)/posts", #"{"body": "\#(words)"}"#, as: helper.program)
            }
            #expect(api.status == 404)
        }
    }
}

@Suite("Answering: what it leads to")
struct AnswerTests {
    @Test func aPreviewShowsTheTextAndWritesNothing() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let page = try await app.writesNothing {
                try await app.submit(
                    "/threads/\(thread.id)/answers", ["body": "*soon* <b>", "action": "preview"], as: helper.browser)
            }
            #expect(page.status == 200)
            #expect(page.text.contains("<em>soon</em> &lt;b&gt;"))
            #expect(page.value(of: "body") == "*soon* <b>")
            #expect(page.posts == [thread.openingPostID.text])
        }
    }

    @Test func theSameFormTwiceIsOneAnswerAndOtherWordsAreAnother() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let path = "/threads/\(thread.id)/answers"
            let form: KeyValuePairs = ["formID": "answer-1", "body": words, "action": "publish"]
            let first = try await app.submit(path, form, as: helper.browser)
            let again = try await app.writesNothing { try await app.submit(path, form, as: helper.browser) }
            #expect(first.status == 303 && again.status == 303)
            let location = try #require(first.header("Location"))
            #expect(again.header("Location") == location && location.hasPrefix("/posts/"))
            let (page, whole) = try await app.follow(location, as: helper.browser)
            #expect(page.status == 200 && page.posts.count == 2 && page.text.contains(words))
            #expect(whole.hasSuffix("#post-\(location.dropFirst("/posts/".count))"))
            let other = try await app.submit(
                path, ["formID": "answer-1", "body": words + " Indeed.", "action": "publish"], as: helper.browser)
            #expect(other.header("Location") != location)
            #expect(try await app.count("SELECT count(*) FROM forum_post WHERE is_opening = 0") == 2)
        }
    }

    @Test func theFormOfThePageIsAnotherOnceSomebodyAnswered() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            func formID() async throws -> String {
                let page = try await app.follow("/threads/\(thread.id)", as: helper.browser).answer
                return try #require(page.text.firstMatch(of: /name="formID" value="([^"]*)"/)).output.1.description
            }
            let before = try await formID()
            #expect(try await formID() == before)
            app.clock.advance(.minutes(1))
            _ = try await app.answer(thread, by: helper)
            #expect(try await formID() != before)
        }
    }

    @Test func theSameIDTwiceIsOneAnswerForAProgram() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let path = "/api/v1/threads/\(thread.id)/posts"
            let id = "0199f4b0-0000-7000-8000-0000000000b1"
            let json = #"{"id": "\#(id)", "body": "\#(words)", "trueAsOf": "2026-10"}"#
            let first = try await app.api(.post, path, json, as: helper.program)
            #expect(first.status == 201)
            #expect(
                first.header("Location") == "/api/v1/posts/\(id)" && first.header("ETag")?.hasPrefix("\"1-") == true)
            let again = try await app.writesNothing { try await app.api(.post, path, json, as: helper.program) }
            #expect(again.status == 200 && again.text == first.text)
            let others = try await app.writesNothing { try await app.api(.post, path, json, as: asker.program) }
            #expect(others.status == 409)
            #expect(try others.code() == "id_conflict")
            let unknown = try await app.writesNothing {
                try await app.api(.post, path, #"{"body": "\#(words)", "anonymus": true}"#, as: helper.program)
            }
            #expect(unknown.status == 422)
            #expect(try unknown.errors() == ["#/anonymus unknown_field"])
            let page = try await app.follow("/posts/\(id)").answer
            #expect(page.text.contains("October 2026"))
        }
    }

    @Test func aReplyNamesItsParentAlsoOnAnotherPage() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            let form = try await app.follow(
                "/threads/\(thread.id)/\(thread.slug)?reply=\(answer.id)", as: asker.browser)
            #expect(form.answer.text.contains("name=\"parentID\" value=\"\(answer.id)\""))
            let sent = try await app.submit(
                "/threads/\(thread.id)/answers", ["body": words, "parentID": answer.id.text], as: asker.browser)
            #expect(sent.status == 303)
            let link = "In reply to <a href=\"#post-\(answer.id)\"><bdi>Name of helper</bdi></a>"
            #expect(try await app.follow("/threads/\(thread.id)").answer.text.contains(link))
            // Fifty answers with a vote stand before the reply: then its parent is on the page before.
            for number in 0..<49 {
                app.clock.advance(.minutes(1))
                _ = try await app.answer(thread, by: helper, body: "Filler of the page, number \(number).")
            }
            try await app.change("UPDATE forum_post SET place = place + 9000000000000 WHERE parent_id IS NOT NULL")
            let landed = try await app.follow(try #require(sent.header("Location"))).answer
            #expect(landed.text.contains("<bdi>Name of helper</bdi></a>") && landed.text.contains("In reply to"))
        }
    }
}
