import Core
import Forum
import TestSupport
import Testing

@Suite("Voting by form and by API")
struct VoteTests {
    @Test func onesOwnPostIsRefused() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            let post = thread.openingPostID
            let page = try await app.writesNothing {
                try await app.submit("/posts/\(post)/vote", ["value": "1"], as: asker.browser)
            }
            #expect(page.status == 403 && page.text.contains("You cannot vote on your own post."))
            let api = try await app.writesNothing {
                try await app.api(.put, "/api/v1/posts/\(post)/vote", #"{"value": 1}"#, as: asker.program)
            }
            #expect(api.status == 403)
            #expect(try api.code() == "own_post")
            let view = try await app.follow("/threads/\(thread.id)", as: asker.browser).answer
            #expect(!view.text.contains("/posts/\(post)/vote"))
        }
    }

    @Test(arguments: ["2", "-2", "", "up", "1.0", "99999999999999999999"])
    func anythingButUpDownAndNoneIsRefused(value: String) async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let post = thread.openingPostID
            let page = try await app.writesNothing {
                try await app.submit("/posts/\(post)/vote", ["value": value], as: helper.browser)
            }
            #expect(page.status == 422)
            let json =
                value.isEmpty ? "{}" : #"{"value": \#(value == "up" ? "\"up\"" : value == "1.0" ? "1.5" : value)}"#
            let api = try await app.writesNothing {
                try await app.api(.put, "/api/v1/posts/\(post)/vote", json, as: helper.program)
            }
            #expect(api.status == 422)
            let errors = try api.errors()
            #expect(errors.count == 1 && errors[0].hasPrefix("#/value "))
        }
    }

    @Test func whatIsNotThereOrNotSeenIsNotFoundAndNobodySignsIn() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let missing = "0199f4b0-0000-7000-8000-0000000000ee"
            let nobody = try await app.writesNothing {
                try await app.submit("/posts/\(thread.openingPostID)/vote", ["value": "1"])
            }
            #expect(nobody.status == 303 && (nobody.header("Location") ?? "").hasPrefix("/sign-in"))
            try await app.setState(.hidden, ofThread: thread.id)
            for post in [missing, thread.openingPostID.text, "seven"] {
                let page = try await app.writesNothing {
                    try await app.submit("/posts/\(post)/vote", ["value": "1"], as: helper.browser)
                }
                let api = try await app.writesNothing {
                    try await app.api(.put, "/api/v1/posts/\(post)/vote", #"{"value": 1}"#, as: helper.program)
                }
                #expect(page.status == 404 && api.status == 404)
            }
        }
    }

    @Test func aVoteIsCountedOnceChangedAndTakenBack() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let post = thread.openingPostID
            func score() async throws -> Int? { try await app.get("/api/v1/posts/\(post)").json()["score"] as? Int }
            let up = try await app.submit("/posts/\(post)/vote", ["value": "1"], as: helper.browser)
            #expect(up.status == 303 && up.header("Location") == "/posts/\(post)")
            #expect(try await score() == 1)
            let view = try await app.follow("/posts/\(post)", as: helper.browser).answer
            #expect(view.text.contains("name=\"value\" value=\"0\" aria-pressed=\"true\""))
            #expect(view.text.contains("name=\"value\" value=\"-1\" aria-pressed=\"false\""))
            let same = try await app.writesNothing {
                try await app.api(.put, "/api/v1/posts/\(post)/vote", #"{"value": 1}"#, as: helper.program)
            }
            #expect(same.status == 200)
            #expect(try same.json()["score"] as? Int == 1)
            let down = try await app.api(.put, "/api/v1/posts/\(post)/vote", #"{"value": -1}"#, as: helper.program)
            #expect(try down.json()["score"] as? Int == -1)
            let fields = try await app.get("/api/v1/threads/\(thread.id)").json()
            #expect(fields["score"] as? Int == -1)
            let back = try await app.submit("/posts/\(post)/vote", ["value": "0"], as: helper.browser)
            #expect(back.status == 303)
            #expect(try await score() == 0)
            #expect(try await app.count("SELECT count(*) FROM post_vote WHERE value <> 0") == 0)
        }
    }
}

@Suite("Accepting an answer by form and by API")
struct AcceptTests {
    @Test func othersThanWhoAskedAreRefusedAndSeeNoButton() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            let page = try await app.writesNothing {
                try await app.submit("/threads/\(thread.id)/accepted", ["post": answer.id.text], as: helper.browser)
            }
            #expect(page.status == 403)
            let api = try await app.writesNothing {
                try await app.api(
                    .put, "/api/v1/threads/\(thread.id)/accepted", #"{"postId": "\#(answer.id)"}"#, as: helper.program)
            }
            #expect(api.status == 403)
            let button = "/threads/\(thread.id)/accepted"
            #expect(try await !(app.follow("/threads/\(thread.id)", as: helper.browser)).answer.text.contains(button))
            #expect(try await app.follow("/threads/\(thread.id)", as: asker.browser).answer.text.contains(button))
        }
    }

    @Test func whatIsNoAnswerHereIsRefused() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            for post in [thread.openingPostID.text, "0199f4b0-0000-7000-8000-0000000000ee"] {
                let api = try await app.writesNothing {
                    try await app.api(
                        .put, "/api/v1/threads/\(thread.id)/accepted", #"{"postId": "\#(post)"}"#, as: asker.program)
                }
                #expect(api.status == 422)
                #expect(try api.errors() == ["#/postId not_an_answer"])
            }
            let page = try await app.writesNothing {
                try await app.submit("/threads/\(thread.id)/accepted", ["post": "seven"], as: asker.browser)
            }
            #expect(page.status == 422)
        }
    }

    @Test func theAcceptedAnswerStandsFirstAndCanBeTakenBack() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let first = try await app.answer(thread, by: helper)
            app.clock.advance(.minutes(1))
            let second = try await app.answer(thread, by: helper)
            func order() async throws -> [String] { try await app.follow("/threads/\(thread.id)").answer.posts }
            let opening = thread.openingPostID.text
            #expect(try await order() == [opening, first.id.text, second.id.text])
            let accepted = try await app.submit(
                "/threads/\(thread.id)/accepted", ["post": second.id.text], as: asker.browser)
            #expect(accepted.status == 303 && accepted.header("Location") == "/posts/\(second.id)")
            #expect(try await order() == [opening, second.id.text, first.id.text])
            let view = try await app.follow("/threads/\(thread.id)").answer
            #expect(view.text.contains("<article class=\"post accepted\" id=\"post-\(second.id)\">"))
            #expect(try await app.get("/threads").text.contains("<b class=\"done\">"))
            let api = try await app.api(.delete, "/api/v1/threads/\(thread.id)/accepted", as: asker.program)
            #expect(api.status == 200)
            #expect(try api.json()["acceptedPostId"] == nil)
            #expect(try await order() == [opening, first.id.text, second.id.text])
            let put = try await app.api(
                .put, "/api/v1/threads/\(thread.id)/accepted", #"{"postId": "\#(first.id)"}"#, as: asker.program)
            #expect(put.status == 200)
            #expect(try put.json()["acceptedPostId"] as? String == first.id.text)
            let back = try await app.submit("/threads/\(thread.id)/accepted", ["post": ""], as: asker.browser)
            #expect(back.status == 303)
            #expect(try await app.get("/api/v1/threads/\(thread.id)").json()["acceptedPostId"] == nil)
        }
    }
}
