import Core
import Forum
import TestSupport
import Testing

@Suite("Deleting and taking it back is no way around moderation")
struct RestoreTests {
    @Test(arguments: ["held", "hidden"]) func whatWasWithheldIsWithheldAgain(state: String) async throws {
        try await Scene.play { scene in
            let withheld = try #require(PostState(rawValue: state))
            let opening = scene.thread.openingPostID
            try await scene.app.setState(withheld, ofPost: scene.answer.id)
            try await scene.deleteAndRestore(scene.answer.id, by: scene.helper)
            #expect(try await scene.state() == state)
            #expect(try await !scene.isShown())

            try await scene.app.setState(withheld, ofThread: scene.thread.id)
            try await scene.deleteAndRestore(opening, by: scene.asker)
            #expect(try await !scene.isShown(opening))
            let own = try await scene.app.api(.get, "/api/v1/posts/\(opening)", as: scene.asker.program)
            #expect(own.status == 200)
        }
    }

    @Test(arguments: [("hide", "hidden"), ("approve", "published"), ("reject", "published")])
    func whatIsDecidedMeanwhileHoldsWhenItComesBack(decision: String, state: String) async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            try await scene.delete(scene.answer.id, by: scene.helper)
            #expect(try await scene.decide(decision).status == 200)
            #expect(try await scene.state() == "deleted")
            let back = try await scene.app.submit(
                "/posts/\(scene.answer.id)/restore", [:], as: scene.helper.browser)
            #expect(back.status == 303)
            #expect(try await scene.state() == state)
            #expect(try await scene.isShown() == (state == "published"))
        }
    }

    @Test func whatIsRemovedMeanwhileDoesNotComeBack() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            try await scene.delete(scene.answer.id, by: scene.helper)
            #expect(try await scene.decide("remove").status == 200)
            let back = try await scene.writesNothing {
                try await scene.app.submit("/posts/\(scene.answer.id)/restore", [:], as: scene.helper.browser)
            }
            #expect(back.status == 404)
            #expect(try await scene.state() == "deleted")
            let list = try await scene.app.get("/deleted", as: scene.helper.browser)
            #expect(!list.text.contains("/posts/\(scene.answer.id)/restore"))
        }
    }

    @Test func anAppealThatIsGrantedDoesNotUndoItsAuthorsDeletion() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            let item = try #require(try await scene.queue().first?["id"] as? String)
            #expect(try await scene.decide("hide").status == 200)
            try await scene.delete(scene.answer.id, by: scene.helper)
            let appeal = try await scene.app.api(
                .post, "/api/v1/review-items/\(item)/appeal", #"{"text": "The offer is real, look at their page."}"#,
                as: scene.helper.program)
            #expect(appeal.status == 204)
            #expect(try await scene.decide("approve").status == 200)
            #expect(try await scene.state() == "deleted")
            _ = try await scene.app.submit("/posts/\(scene.answer.id)/restore", [:], as: scene.helper.browser)
            #expect(try await scene.isShown())
        }
    }
}

extension Scene {
    func delete(_ post: PostID, by member: TestMember) async throws {
        let sent = try await app.submit("/posts/\(post)/delete", [:], as: member.browser)
        #expect(sent.status == 303 && sent.header("Location") == "/deleted")
    }

    func deleteAndRestore(_ post: PostID, by member: TestMember) async throws {
        try await delete(post, by: member)
        let back = try await app.submit("/posts/\(post)/restore", [:], as: member.browser)
        #expect(back.status == 303)
    }
}
