import Core
import Storage
import TestSupport
import Testing

@testable import Forum

@Suite("Accepting an answer")
struct AcceptTests {
    @Test func onlyWhoAskedAndStaffAccept() async throws {
        try await Scene.play { scene in
            let answer = try await scene.app.answer(scene.thread, by: scene.helper)
            let moderator = try await scene.app.member("moderator", roles: [.moderator])
            try await scene.app.refuses(Problem(.forbidden, "not_yours")) {
                _ = try await scene.forum.accept(answer.id, in: scene.thread.id, as: scene.helper.principal)
            }
            try await scene.app.refuses(Problem(.signInRequired, "sign_in_required")) {
                _ = try await scene.forum.accept(answer.id, in: scene.thread.id, as: .visitor)
            }
            let accepted = try await scene.forum.accept(answer.id, in: scene.thread.id, as: moderator.principal)
            #expect(accepted.acceptedPostID == answer.id)
        }
    }

    @Test func onlyAVisibleAnswerOfTheThreadIsAccepted() async throws {
        try await Scene.play { scene in
            let second = try await scene.app.question(
                "A second question of the same?", in: scene.thread.category.id, by: scene.asker)
            let elsewhere = try await scene.app.answer(second, by: scene.helper)
            let hidden = try await scene.app.answer(scene.thread, by: scene.helper)
            let ownHeld = try await scene.app.answer(scene.thread, by: scene.asker)
            try await scene.app.setState(.hidden, ofPost: hidden.id)
            try await scene.app.setState(.held, ofPost: ownHeld.id)
            for post in [scene.thread.openingPostID, elsewhere.id, hidden.id, ownHeld.id] {
                try await scene.app.refuses(.invalid("postId", "not_an_answer")) {
                    _ = try await scene.forum.accept(post, in: scene.thread.id, as: scene.asker.principal)
                }
            }
        }
    }

    @Test func discussionsHaveNoAcceptedAnswer() async throws {
        try await Scene.play { scene in
            let talk = try await scene.app.question(
                "How was your first winter?", in: scene.thread.category.id, by: scene.asker, kind: "discussion")
            let answer = try await scene.app.answer(talk, by: scene.helper)
            try await scene.app.refuses(Problem(.conflict, "not_a_question")) {
                _ = try await scene.forum.accept(answer.id, in: talk.id, as: scene.asker.principal)
            }
        }
    }

    @Test func theAcceptedAnswerStandsFirstAndTheOneBeforeGoesBackToItsPlace() async throws {
        try await Scene.play { scene in
            let first = try await scene.app.answer(scene.thread, by: scene.helper)
            scene.app.clock.advance(.minutes(1))
            let second = try await scene.app.answer(scene.thread, by: scene.helper)
            scene.app.clock.advance(.minutes(1))
            let third = try await scene.app.answer(scene.thread, by: scene.helper)
            _ = try await scene.forum.vote(1, on: second.id, as: scene.asker.principal)
            func order() async throws -> [PostID] {
                try await scene.forum.page(of: scene.thread.id, as: .visitor).answers.items.map(\.id)
            }
            #expect(try await order() == [second.id, first.id, third.id])
            _ = try await scene.forum.accept(third.id, in: scene.thread.id, as: scene.asker.principal)
            #expect(try await order() == [third.id, second.id, first.id])
            let moved = try await scene.forum.accept(first.id, in: scene.thread.id, as: scene.asker.principal)
            #expect(try await order() == [first.id, second.id, third.id])
            #expect(moved.acceptedPostID == first.id && moved.revision == scene.thread.revision + 2)
            let none = try await scene.forum.accept(nil, in: scene.thread.id, as: scene.asker.principal)
            #expect(none.acceptedPostID == nil)
            #expect(try await order() == [second.id, first.id, third.id])
        }
    }

    @Test func acceptingTwiceChangesNothing() async throws {
        try await Scene.play { scene in
            let answer = try await scene.app.answer(scene.thread, by: scene.helper)
            let once = try await scene.forum.accept(answer.id, in: scene.thread.id, as: scene.asker.principal)
            let twice = try await scene.app.writesNothing {
                try await scene.forum.accept(answer.id, in: scene.thread.id, as: scene.asker.principal)
            }
            #expect(once == twice)
        }
    }

    @Test func votesLeaveTheAcceptedAnswerInItsPlace() async throws {
        try await Scene.play { scene in
            let answer = try await scene.app.answer(scene.thread, by: scene.helper)
            _ = try await scene.forum.accept(answer.id, in: scene.thread.id, as: scene.asker.principal)
            let voted = try await scene.forum.vote(-1, on: answer.id, as: scene.asker.principal)
            #expect(voted.place == -1 && voted.downVotes == 1)
        }
    }
}
