import Core
import Storage
import TestSupport
import Testing

@testable import Forum

@Suite("Votes")
struct VoteTests {
    @Test func nobodyVotesForThemselvesOrWithMoreThanOne() async throws {
        try await Scene.play { scene in
            let post = scene.thread.openingPostID
            try await scene.app.refuses(Problem(.forbidden, "own_post")) {
                _ = try await scene.forum.vote(1, on: post, as: scene.asker.principal)
            }
            for value in [2, -2, .max, .min] {
                try await scene.app.refuses(.invalid("value", "out_of_range", ["min": "-1", "max": "1"])) {
                    _ = try await scene.forum.vote(value, on: post, as: scene.helper.principal)
                }
            }
            try await scene.app.refuses(Problem(.signInRequired, "sign_in_required")) {
                _ = try await scene.forum.vote(1, on: post, as: .visitor)
            }
        }
    }

    @Test func whatMayNotBeSeenCannotBeVotedOn() async throws {
        try await Scene.play { scene in
            let answer = try await scene.app.answer(scene.thread, by: scene.helper)
            try await scene.app.setState(.held, ofPost: answer.id)
            try await scene.app.refuses(.notFound) {
                _ = try await scene.forum.vote(1, on: answer.id, as: scene.asker.principal)
            }
            try await scene.app.setState(.published, ofPost: answer.id)
            try await scene.app.setState(.deleted, ofThread: scene.thread.id)
            try await scene.app.refuses(.notFound) {
                _ = try await scene.forum.vote(1, on: answer.id, as: scene.asker.principal)
            }
        }
    }

    @Test func theSameVoteTwiceCountsOnce() async throws {
        try await Scene.play { scene in
            let post = scene.thread.openingPostID
            let first = try await scene.forum.vote(1, on: post, as: scene.helper.principal)
            let again = try await scene.app.writesNothing {
                try await scene.forum.vote(1, on: post, as: scene.helper.principal)
            }
            #expect(first.upVotes == 1 && again.upVotes == 1)
            let turned = try await scene.forum.vote(-1, on: post, as: scene.helper.principal)
            #expect(turned.upVotes == 0 && turned.downVotes == 1 && turned.score == -1)
            let none = try await scene.forum.vote(0, on: post, as: scene.helper.principal)
            #expect(none.upVotes == 0 && none.downVotes == 0)
        }
    }

    @Test func votesForTheOpeningPostMoveItsThread() async throws {
        try await Scene.play { scene in
            for name in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"] {
                let voter = try await scene.app.member(name)
                _ = try await scene.forum.vote(1, on: scene.thread.openingPostID, as: voter.principal)
            }
            _ = try await scene.forum.vote(1, on: scene.thread.openingPostID, as: scene.helper.principal)
            let thread = try await scene.forum.thread(scene.thread.id, as: .visitor)
            #expect(thread.score == 10)
            #expect(thread.hotRank == scene.thread.hotRank + 1_000_000)
            #expect(thread.revision == scene.thread.revision, "a vote is no edit")
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func afterAnyWalkTheCountsAreTheSumsOfTheVotes(seed: UInt64) async throws {
        try await Scene.play { scene in
            var numbers = Seeded(seed)
            var voters = [scene.asker, scene.helper]
            for name in ["one", "two", "three", "four"] { voters.append(try await scene.app.member(name)) }
            var posts = [scene.thread.openingPostID]
            for voter in voters.prefix(4) { posts.append(try await scene.app.answer(scene.thread, by: voter).id) }
            var refused = 0
            for _ in 0..<150 {
                do {
                    _ = try await scene.forum.vote(
                        numbers.below(3) - 1, on: numbers.pick(posts), as: numbers.pick(voters).principal)
                } catch let problem as Problem {
                    #expect(problem == Problem(.forbidden, "own_post"), "seed \(seed)")
                    refused += 1
                }
                if numbers.below(25) == 0 {
                    _ = try await scene.forum.accept(
                        numbers.pick(Array(posts.dropFirst())), in: scene.thread.id, as: scene.asker.principal)
                }
            }
            #expect(refused > 0 && refused < 150, "seed \(seed)")
            try await Self.expectCountsAreSums(scene, "seed \(seed)")
        }
    }

    private static func expectCountsAreSums(_ scene: Scene, _ comment: Comment) async throws {
        let wrong = try await scene.app.count(
            """
            SELECT count(*) FROM forum_post AS post
            WHERE post.up_votes <> (SELECT count(*) FROM post_vote WHERE post_id = post.id AND value = 1)
                OR post.down_votes <> (SELECT count(*) FROM post_vote WHERE post_id = post.id AND value = -1)
            """)
        #expect(wrong == 0, comment)
        let thread = try await scene.forum.thread(scene.thread.id, as: .visitor)
        let page = try await scene.forum.page(of: thread.id, as: .visitor)
        #expect(thread.score == page.opening.score, comment)
        #expect(thread.hotRank == Ranking.hot(score: thread.score, createdAt: thread.createdAt), comment)
        for post in [page.opening] + page.answers.items {
            let place = Ranking.place(
                kind: .question, isOpening: post.isOpening, isAccepted: thread.acceptedPostID == post.id,
                up: post.upVotes, down: post.downVotes, createdAt: post.createdAt)
            #expect(post.place == place, comment)
        }
        #expect(page.answers.items.first?.id == thread.acceptedPostID, comment)
    }
}
