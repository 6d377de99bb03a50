import Core
import Storage
import TestSupport
import Testing

@testable import Forum

private let postOne = PostID(trusted: "0199f4b0-0000-7000-8000-0000000000b1")
private let words = "They asked me for the HEC attestation only."

@Suite("Answering: what is refused")
struct RefusedReplyTests {
    @Test func whatIsNotThereCannotBeAnswered() async throws {
        try await Scene.play { scene in
            let missing = ThreadID(trusted: "0199f4b0-0000-7000-8000-0000000000ee")
            try await scene.app.refuses(.notFound) {
                _ = try await scene.forum.reply(ReplyDraft(body: words), to: missing, as: scene.helper.principal)
            }
            try await scene.app.setState(.hidden, ofThread: scene.thread.id)
            try await scene.app.refuses(.notFound) {
                _ = try await scene.forum.reply(
                    ReplyDraft(body: words), to: scene.thread.id, as: scene.helper.principal)
            }
        }
    }

    @Test func aLockedThreadTakesAnswersFromStaffAlone() async throws {
        try await Scene.play { scene in
            let moderator = try await scene.app.member("moderator", roles: [.moderator])
            try await scene.app.change("UPDATE forum_thread SET is_locked = 1 WHERE id = \(scene.thread.id)")
            for member in [scene.asker, scene.helper] {
                try await scene.app.refuses(Problem(.conflict, "thread_locked")) {
                    _ = try await scene.forum.reply(
                        ReplyDraft(body: words), to: scene.thread.id, as: member.principal)
                }
            }
            #expect(try await scene.app.answer(scene.thread, by: moderator).body == words)
        }
    }

    @Test func theIDOfAnotherPostIsAConflict() async throws {
        try await Scene.play { scene in
            let draft = ReplyDraft(id: postOne, body: words)
            _ = try await scene.forum.reply(draft, to: scene.thread.id, as: scene.helper.principal)
            try await scene.app.refuses(Problem(.conflict, "id_conflict")) {
                _ = try await scene.forum.reply(draft, to: scene.thread.id, as: scene.asker.principal)
            }
            let second = try await scene.app.question(
                "A second question of the same?", in: scene.thread.category.id, by: scene.asker)
            try await scene.app.refuses(Problem(.conflict, "id_conflict")) {
                _ = try await scene.forum.reply(draft, to: second.id, as: scene.helper.principal)
            }
        }
    }

    @Test func aReplyNamesAPostOfTheSameThread() async throws {
        try await Scene.play { scene in
            let second = try await scene.app.question(
                "A second question of the same?", in: scene.thread.category.id, by: scene.asker)
            let elsewhere = try await scene.app.answer(second, by: scene.helper)
            let hidden = try await scene.app.answer(scene.thread, by: scene.asker)
            try await scene.app.setState(.hidden, ofPost: hidden.id)
            for parent in [elsewhere.id, hidden.id, postOne] {
                try await scene.app.refuses(.invalid("parentId", "unknown_choice")) {
                    _ = try await scene.forum.reply(
                        ReplyDraft(parentId: parent, body: words), to: scene.thread.id, as: scene.helper.principal)
                }
            }
        }
    }
}

@Suite("Answering: what it leads to")
struct ReplyTests {
    @Test func theSameIDTwiceIsOneAnswer() async throws {
        try await Scene.play { scene in
            let draft = ReplyDraft(id: postOne, body: words, trueAsOf: "2026-10")
            let first = try await scene.forum.reply(draft, to: scene.thread.id, as: scene.helper.principal)
            let again = try await scene.app.writesNothing {
                try await scene.forum.reply(draft, to: scene.thread.id, as: scene.helper.principal)
            }
            #expect(first.isNew && !again.isNew && first.post == again.post)
            #expect(first.post.trueAsOf == "2026-10" && !first.post.isOpening)
            let thread = try await scene.forum.thread(scene.thread.id, as: .visitor)
            #expect(thread.answerCount == 1)
        }
    }

    @Test func theSameIDIsAnsweredEvenAfterTheThreadWasLocked() async throws {
        try await Scene.play { scene in
            let draft = ReplyDraft(id: postOne, body: words)
            _ = try await scene.forum.reply(draft, to: scene.thread.id, as: scene.helper.principal)
            try await scene.app.change("UPDATE forum_thread SET is_locked = 1 WHERE id = \(scene.thread.id)")
            let again = try await scene.forum.reply(draft, to: scene.thread.id, as: scene.helper.principal)
            #expect(!again.isNew)
        }
    }

    @Test func theSameFormTwiceIsOneAnswerAndOtherWordsAreAnother() async throws {
        try await Scene.play { scene in
            @Sendable func send(_ hash: String, as member: TestMember) async throws -> Bool {
                let receipt = FormReceipt(formID: "answer-\(scene.thread.id)-1", contentHash: hash)
                return try await scene.forum.reply(
                    ReplyDraft(body: words), to: scene.thread.id, form: receipt, as: member.principal
                ).isNew
            }
            #expect(try await send("a", as: scene.helper))
            let again = try await scene.app.writesNothing { try await send("a", as: scene.helper) }
            #expect(!again)
            #expect(try await send("b", as: scene.helper))
            #expect(try await send("a", as: scene.asker))
            #expect(try await scene.forum.thread(scene.thread.id, as: .visitor).answerCount == 3)
        }
    }

    @Test func anAnswerMovesTheThreadUpAndMarksItReadForItsWriterAlone() async throws {
        try await Scene.play { scene in
            scene.app.clock.advance(.hours(3))
            let post = try await scene.app.answer(scene.thread, by: scene.helper)
            let thread = try await scene.forum.thread(scene.thread.id, as: scene.asker.principal)
            #expect(thread.lastPostAt == TestApp.start.advanced(by: .hours(3)))
            #expect(thread.createdAt == TestApp.start)
            #expect(try await scene.forum.unread(among: [thread], as: scene.asker.principal) == [thread.id: 1])
            #expect(try await scene.forum.unread(among: [thread], as: scene.helper.principal) == [:])
            #expect(try await scene.forum.unread(among: [thread], as: .visitor) == [:])
            #expect(try await scene.app.count("SELECT count(*) FROM thread_read WHERE up_to = \(post.id)") == 1)
        }
    }

    @Test func aReplyToAReplyKeepsItsParent() async throws {
        try await Scene.play { scene in
            let answer = try await scene.app.answer(scene.thread, by: scene.helper)
            let reply = try await scene.forum.reply(
                ReplyDraft(parentId: answer.id, body: words), to: scene.thread.id, as: scene.asker.principal)
            #expect(reply.post.parentID == answer.id)
            let page = try await scene.forum.page(of: scene.thread.id, limit: 1, as: .visitor)
            #expect(page.answers.items.count == 1 && page.answers.next != nil)
            let rest = try await scene.forum.page(
                of: scene.thread.id, after: page.answers.next, limit: 1, as: .visitor)
            #expect(rest.answers.items.map(\.id) == [reply.post.id])
            #expect(rest.parents[answer.id]?.author?.displayName == "Name of helper")
        }
    }
}
