import Core
import Forum
import Moderation
import TestSupport

/// Somebody who gave their name nowhere. A search for members finds them by it, as anybody: not by the word that the walk
/// looks for.
extension Canaries {
    /// A question and answers without a name, one of them flagged and one held: who wrote them, by name and by id, is met
    /// by nobody else, moderators included.
    static func unnamed(
        in category: CategoryID, _ thread: ForumThread, flaggedBy reporter: TestMember, _ app: TestApp
    ) async throws -> (thread: ForumThread, words: [Word]) {
        let writer = try await app.member("unnamedwriter", displayName: "The nameofnobody")
        let forum = app.services.forum
        let asked = try await forum.startThread(
            ThreadDraft(
                categoryId: category.text, kind: "question", title: "A question without a name to it",
                body: "Who asked this is to be known by nobody.", tags: ["visa"], anonymous: true),
            as: writer.principal
        ).thread
        var answers: [ForumPost] = []
        for body in ["An answer without a name to it.", "Another one, which is held by a moderator."] {
            answers.append(
                try await forum.reply(ReplyDraft(body: body, anonymous: true), to: thread.id, as: writer.principal).post
            )
        }
        app.clock.advance(.minutes(10))
        _ = try await forum.edit(
            PostChange(body: "An answer without a name, changed.", baseRev: 1), of: answers[0].id, as: writer.principal)
        let flag = FlagDraft(
            targetType: "post", targetId: answers[0].id, reason: "spam", note: "A note of a reporter.")
        _ = try await app.services.moderation.flag(flag, as: reporter.principal)
        try await app.setState(.held, ofPost: answers[1].id)
        return (
            asked,
            [writer.username, writer.id.text, "nameofnobody"].map { Word(word: $0, seenBy: []) }
        )
    }
}
