import Core
import Forum
import TestSupport
import Testing

@Suite("Deleting: what is refused")
struct RefusedDeletionTests {
    @Test func othersDeleteNothing() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            for (path, viewer) in [
                ("/posts/\(answer.id)/delete", asker), ("/posts/\(thread.openingPostID)/delete", helper),
            ] {
                let asked = try await app.get(path, as: viewer.browser)
                #expect(asked.status == 403 && !asked.text.contains("class=\"danger\""))
                let sent = try await app.writesNothing { try await app.submit(path, [:], as: viewer.browser) }
                #expect(sent.status == 403)
            }
            let api = try await app.writesNothing {
                try await app.api(.delete, "/api/v1/posts/\(answer.id)", as: asker.program)
            }
            #expect(api.status == 403)
            #expect(try await app.api(.delete, "/api/v1/posts/\(answer.id)").status == 401)
        }
    }

    @Test func aThreadWithAnswersIsNotItsAuthorsToTakeAway() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            _ = try await app.answer(thread, by: helper)
            let page = try await app.get("/posts/\(thread.openingPostID)/delete", as: asker.browser)
            #expect(page.status == 409 && page.text.contains("their words are not yours to take away"))
            let api = try await app.writesNothing {
                try await app.api(.delete, "/api/v1/threads/\(thread.id)", as: asker.program)
            }
            #expect(api.status == 409)
            #expect(try api.code() == "thread_has_answers")
        }
    }

    @Test func whatSomebodyElseDeletedIsNotTakenBack() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            #expect(try await app.api(.delete, "/api/v1/posts/\(answer.id)", as: helper.program).status == 204)
            let other = try await app.writesNothing {
                try await app.submit("/posts/\(answer.id)/restore", [:], as: asker.browser)
            }
            #expect(other.status == 404)
            app.clock.advance(.hours(25))
            let late = try await app.writesNothing {
                try await app.submit("/posts/\(answer.id)/restore", [:], as: helper.browser)
            }
            #expect(late.status == 404)
        }
    }
}

@Suite("Deleting")
struct DeletionTests {
    @Test func anAnswerGoesAndComesBack() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper, body: "The words that will be taken back.")
            _ = try await app.services.forum.accept(answer.id, in: thread.id, as: asker.principal)
            let asked = try await app.get("/posts/\(answer.id)/delete", as: helper.browser)
            #expect(asked.status == 200 && asked.text.contains("The words that will be taken back."))
            let sent = try await app.submit("/posts/\(answer.id)/delete", [:], as: helper.browser)
            #expect(sent.status == 303 && sent.header("Location") == "/deleted")
            for viewer in [Viewer.nobody, asker.program, helper.program] {
                #expect(try await app.api(.get, "/api/v1/posts/\(answer.id)", as: viewer).status == 404)
            }
            let bare = try await app.api(.get, "/api/v1/threads/\(thread.id)").json()
            #expect(bare["postCount"] as? Int == 1 && bare["acceptedPostId"] == nil)
            let list = try await app.get("/deleted", as: helper.browser)
            #expect(list.text.contains("The words that will be taken back."))
            #expect(try await !app.get("/deleted", as: asker.browser).text.contains("The words that"))
            #expect(try await app.submit("/posts/\(answer.id)/restore", [:], as: helper.browser).status == 303)
            #expect(try await app.api(.get, "/api/v1/posts/\(answer.id)").status == 200)
            #expect(try await app.api(.get, "/api/v1/threads/\(thread.id)").json()["postCount"] as? Int == 2)
        }
    }

    @Test func afterADayTheWordsAreNowhere() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene("The unmistakabletitle of this question")
            let answer = try await app.answer(thread, by: helper, body: "The unmistakablebody of an answer.")
            app.clock.advance(.minutes(6))
            _ = try await app.services.forum.edit(
                PostChange(body: "The unmistakablebody, second edition.", baseRev: 1), of: answer.id,
                as: helper.principal)
            try await app.services.forum.deletePost(answer.id, as: helper.principal)
            try await app.services.forum.deleteThread(thread.id, as: asker.principal)
            try await app.services.forum.eraseDeleted()
            #expect(try await app.count("SELECT count(*) FROM forum_post WHERE body LIKE '%unmistakable%'") == 1)
            app.clock.advance(.hours(25))
            try await app.services.forum.eraseDeleted()
            #expect(try await app.count("SELECT count(*) FROM forum_post WHERE body <> '' OR html <> ''") == 0)
            #expect(try await app.count("SELECT count(*) FROM post_revision") == 0)
            #expect(try await app.count("SELECT count(*) FROM forum_thread WHERE title <> ''") == 0)
        }
    }

    @Test func aTagIsShownWhileAThreadShowsIt() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let made = try await app.api(
                .post, "/api/v1/threads",
                #"{"categoryId": "\#(category)", "kind": "question", "title": "Does a tag stay when its thread goes?", "body": "I would like to know that for sure.", "tags": ["lonely"]}"#,
                as: asker.program)
            let id = try #require(try made.json()["id"] as? String)
            #expect(try await app.get("/tags/lonely").status == 200)
            var device = Device(app, asker)
            try await device.pull()
            #expect(device.count("tag") == 1)
            #expect(try await app.api(.delete, "/api/v1/threads/\(id)", as: asker.program).status == 204)
            #expect(try await app.get("/tags/lonely").status == 404)
            try await device.pull()
            #expect(device.count("tag") == 0)
        }
    }

    @Test func replicasLoseWhatIsDeletedAndAuthorsKeepWhatIsHidden() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            var his = Device(app, helper)
            var hers = Device(app, asker)
            for device in [0, 1] {
                if device == 0 {
                    try await his.follow("t:\(thread.id)")
                } else {
                    try await hers.follow("t:\(thread.id)")
                }
            }
            try await his.pull()
            try await hers.pull()
            #expect(his.count("post") == 2 && hers.count("post") == 2)
            try await app.setState(.hidden, ofPost: answer.id)
            try await his.pull()
            try await hers.pull()
            #expect(his.value("post/\(answer.id)")?["state"] as? String == "hidden")
            #expect(hers.count("post") == 1 && hers.value("member/\(helper.id)") == nil)
            try await app.setState(.deleted, ofPost: answer.id)
            try await his.pull()
            #expect(his.count("post") == 1)
            try await app.setState(.published, ofPost: answer.id)
            try await hers.pull()
            #expect(hers.count("post") == 2 && hers.value("member/\(helper.id)") != nil)
        }
    }
}
