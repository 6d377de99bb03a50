import Core
import Storage
import TestSupport
import Testing

@testable import Forum

private let second = "The second text, long enough to be taken."
private let third = "The third text, long enough to be taken too."

extension Scene {
    fileprivate func edit(
        _ post: PostID, _ body: String, title: String? = nil, base: Int64?, as member: TestMember
    ) async throws -> ForumPost {
        try await forum.edit(PostChange(body: body, title: title, baseRev: base), of: post, as: member.principal)
    }

    fileprivate func revisions(of post: PostID) async throws -> [String] {
        try await app.services.store.read { transaction in
            try transaction.rows("SELECT body FROM post_revision WHERE post_id = \(post) ORDER BY revision") {
                $0.text(0)
            }
        }
    }
}

@Suite("Editing: what is refused")
struct RefusedEditTests {
    @Test func onlyTheAuthorAndStaffEdit() async throws {
        try await Scene.play { scene in
            let post = scene.thread.openingPostID
            try await scene.app.refuses(Problem(.forbidden, "not_yours")) {
                _ = try await scene.edit(post, second, base: 1, as: scene.helper)
            }
            try await scene.app.setState(.hidden, ofPost: post)
            try await scene.app.refuses(.notFound) { _ = try await scene.edit(post, second, base: 1, as: scene.helper) }
            try await scene.app.setState(.deleted, ofPost: post)
            try await scene.app.refuses(.notFound) { _ = try await scene.edit(post, second, base: 1, as: scene.asker) }
        }
    }

    @Test func aModeratorInBetweenMustBeLookedAtFirst() async throws {
        try await Scene.play { scene in
            let moderator = try await scene.app.member("moderator", roles: [.moderator])
            let post = scene.thread.openingPostID
            _ = try await scene.edit(post, second, base: 1, as: moderator)
            try await scene.app.refuses(Problem(.conflict, "edit_conflict")) {
                _ = try await scene.edit(post, third, base: 1, as: scene.asker)
            }
            #expect(try await scene.edit(post, third, base: 2, as: scene.asker).body == third)
        }
    }

    /// Two devices of the author: one saw the moderator's edit, the other did not (sync.md, section 7).
    @Test func aModeratorInBetweenIsNotForgottenWhenTheAuthorEditsAgain() async throws {
        try await Scene.play { scene in
            let moderator = try await scene.app.member("moderator", roles: [.moderator])
            let post = scene.thread.openingPostID
            _ = try await scene.edit(post, second, base: 1, as: moderator)
            _ = try await scene.edit(post, third, base: 2, as: scene.asker)
            try await scene.app.refuses(Problem(.conflict, "edit_conflict")) {
                _ = try await scene.edit(post, "What the other device still had.", base: 1, as: scene.asker)
            }
        }
    }

    @Test func aModeratorWithAnOldTextMustLookFirst() async throws {
        try await Scene.play { scene in
            let moderator = try await scene.app.member("moderator", roles: [.moderator])
            let post = scene.thread.openingPostID
            _ = try await scene.edit(post, second, base: 1, as: scene.asker)
            try await scene.app.refuses(Problem(.conflict, "edit_conflict")) {
                _ = try await scene.edit(post, third, base: 1, as: moderator)
            }
        }
    }
}

@Suite("Editing: what it leads to")
struct EditTests {
    @Test func withinFiveMinutesNoRevisionIsKept() async throws {
        try await Scene.play { scene in
            scene.app.clock.advance(Span(milliseconds: Span.minutes(5).milliseconds - 1))
            let post = try await scene.edit(scene.thread.openingPostID, second, base: 1, as: scene.asker)
            #expect(post.body == second && post.html.contains("The second text") && post.revision == 2)
            #expect(post.editedAt == scene.app.clock.clock.now)
            #expect(try await scene.revisions(of: post.id) == [])
        }
    }

    @Test func laterEachTextIsKept() async throws {
        try await Scene.play { scene in
            let post = scene.thread.openingPostID
            scene.app.clock.advance(.minutes(5))
            _ = try await scene.edit(post, second, base: 1, as: scene.asker)
            scene.app.clock.advance(.minutes(5))
            _ = try await scene.edit(post, third, base: 2, as: scene.asker)
            #expect(
                try await scene.revisions(of: post) == ["I have a BSc from Lahore and an offer from Berlin.", second])
        }
    }

    @Test func anothersTextIsKeptEvenWithinFiveMinutes() async throws {
        try await Scene.play { scene in
            let moderator = try await scene.app.member("moderator", roles: [.moderator])
            let post = scene.thread.openingPostID
            _ = try await scene.edit(post, second, base: 1, as: moderator)
            _ = try await scene.edit(post, third, base: 2, as: scene.asker)
            #expect(
                try await scene.revisions(of: post) == ["I have a BSc from Lahore and an offer from Berlin.", second])
            #expect(
                try await scene.app.count(
                    "SELECT count(*) FROM post_revision WHERE editor_id = \(moderator.id) AND revision = 2") == 1)
        }
    }

    @Test func ofTwoEditsFromOneBaseTheLaterWinsAndTheOlderIsKept() async throws {
        try await Scene.play { scene in
            let post = scene.thread.openingPostID
            _ = try await scene.edit(post, second, base: 1, as: scene.asker)
            let last = try await scene.edit(post, third, base: 1, as: scene.asker)
            #expect(last.body == third && last.revision == 3)
            #expect(try await scene.revisions(of: post) == [second])
        }
    }

    @Test func theSameTextAgainChangesNothing() async throws {
        try await Scene.play { scene in
            scene.app.clock.advance(.hours(1))
            let post = try await scene.app.writesNothing {
                try await scene.edit(
                    scene.thread.openingPostID, " I have a BSc from Lahore and an offer from Berlin.\n", base: 1,
                    as: scene.asker)
            }
            #expect(post.revision == 1 && post.editedAt == nil)
        }
    }

    @Test func theTitleGoesWithTheOpeningPostAlone() async throws {
        try await Scene.play { scene in
            let answer = try await scene.app.answer(scene.thread, by: scene.helper)
            _ = try await scene.edit(
                scene.thread.openingPostID, second, title: "Blue Card: which papers now?", base: 1, as: scene.asker)
            _ = try await scene.edit(answer.id, second, title: "A title of the answerer's", base: 1, as: scene.helper)
            let thread = try await scene.forum.thread(scene.thread.id, as: .visitor)
            #expect(thread.title == "Blue Card: which papers now?" && thread.slug == "blue-card-which-papers-now")
            #expect(thread.revision == 2)
        }
    }
}
