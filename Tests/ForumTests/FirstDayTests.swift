import Core
import Storage
import TestSupport
import Testing

@testable import Forum

@Suite("The limits of an account's first day")
struct FirstDayTests {
    private static func tooMany(_ code: String, _ most: Int) -> Problem {
        Problem(.tooMany, code, arguments: ["max": "\(most)"], retryAfter: 86_400)
    }

    @Test func aNewAccountStartsThreeThreadsAndAFourthTomorrow() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let new = try await app.member("newcomer", joinedAgo: .hours(1))
            for number in 1...3 { _ = try await app.question("Question number \(number)?", in: category, by: new) }
            try await app.refuses(Self.tooMany("first_day_threads", 3)) {
                _ = try await app.question("Question number four?", in: category, by: new)
            }
            app.clock.advance(Span(milliseconds: Span.hours(23).milliseconds - 1))
            try await app.refuses(Self.tooMany("first_day_threads", 3)) {
                _ = try await app.question("Question number four?", in: category, by: new)
            }
            app.clock.advance(Span(milliseconds: 1))
            _ = try await app.question("Question number four?", in: category, by: new)
        }
    }

    @Test func aNewAccountWritesTenPostsAndOpeningPostsAreNotCounted() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let new = try await app.member("newcomer", joinedAgo: .hours(1))
            let thread = try await app.question(in: category, by: new)
            for number in 1...10 { _ = try await app.answer(thread, by: new, body: "Answer number \(number) of ten.") }
            try await app.refuses(Self.tooMany("first_day_posts", 10)) { _ = try await app.answer(thread, by: new) }
        }
    }

    @Test func whatWasSentTwiceIsNoSecondOne() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let new = try await app.member("newcomer", joinedAgo: .hours(1))
            for number in 1...2 { _ = try await app.question("Question number \(number)?", in: category, by: new) }
            let draft = ThreadDraft(
                id: ThreadID(trusted: "0199f4b0-0000-7000-8000-0000000000a1"), categoryId: category.text,
                kind: "question", title: "Question number three?", body: "With a body of some length.", tags: nil)
            _ = try await app.services.forum.startThread(draft, as: new.principal)
            let again = try await app.writesNothing {
                try await app.services.forum.startThread(draft, as: new.principal)
            }
            #expect(!again.isNew)
        }
    }

    @Test func oldAccountsAndStaffWriteOn() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let old = try await app.member("old", joinedAgo: .days(1))
            let moderator = try await app.member("moderator", roles: [.moderator], joinedAgo: .hours(1))
            for member in [old, moderator] {
                for number in 1...4 {
                    _ = try await app.question("Question number \(number)?", in: category, by: member)
                }
            }
            #expect(try await app.count("SELECT count(*) FROM forum_thread") == 8)
        }
    }
}

@Suite("How far a member has read")
struct ReadMarkTests {
    @Test func anOlderMarkChangesNothing() async throws {
        try await Scene.play { scene in
            let first = try await scene.app.answer(scene.thread, by: scene.helper)
            scene.app.clock.advance(.minutes(1))
            let last = try await scene.app.answer(scene.thread, by: scene.helper)
            let reader = try await scene.app.member("reader")
            try await scene.forum.markRead(scene.thread.id, upTo: last.id, as: reader.principal)
            try await scene.app.writesNothing {
                try await scene.forum.markRead(scene.thread.id, upTo: first.id, as: reader.principal)
                try await scene.forum.markRead(scene.thread.id, upTo: last.id, as: reader.principal)
            }
            let page = try await scene.forum.page(of: scene.thread.id, as: reader.principal)
            #expect(page.seenUpTo == last.createdAt)
        }
    }

    @Test func aPostOfAnotherThreadOrNoneThatIsSeenIsNotFound() async throws {
        try await Scene.play { scene in
            let second = try await scene.app.question(
                "A second question of the same?", in: scene.thread.category.id, by: scene.asker)
            let hidden = try await scene.app.answer(scene.thread, by: scene.helper)
            try await scene.app.setState(.hidden, ofPost: hidden.id)
            for post in [second.openingPostID, hidden.id, PostID(trusted: "0199f4b0-0000-7000-8000-0000000000ee")] {
                try await scene.app.refuses(.notFound) {
                    try await scene.forum.markRead(scene.thread.id, upTo: post, as: scene.asker.principal)
                }
            }
            try await scene.app.refuses(Problem(.signInRequired, "sign_in_required")) {
                try await scene.forum.markRead(
                    scene.thread.id, upTo: scene.thread.openingPostID, as: .visitor)
            }
        }
    }
}
