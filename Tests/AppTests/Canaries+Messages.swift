import Core
import Messages
import Storage
import TestSupport

/// Words of private messages that somebody may not see.
extension Canaries {
    static let messageWords: [Word] = [
        Word(word: "canaryprivateword", seenBy: ["owner", "mentor"]),
        Word(word: "canaryreportedword", seenBy: ["owner", "mentor", "moderator"]),
        Word(word: "canarymessagenote", seenBy: ["mentor", "moderator"]),
        Word(word: "canaryheldword", seenBy: ["owner", "moderator"]),
    ]

    /// What a mentee wrote to their mentor: one message, one that the mentor reported, and one that waits.
    static func messages(of owner: TestMember, with mentor: TestMember, _ app: TestApp) async throws {
        let messages = app.services.messages
        let begun = try await MessageTemplates.begin(
            "The canaryprivateword of mine.", to: mentor.username, as: owner, app)
        let reported = try await MessageTemplates.begin(
            "The canaryreportedword of mine.", to: mentor.username, as: owner, app)
        _ = try await messages.report(
            MessageReportDraft(reason: "spam", note: "The canarymessagenote of mine."), of: reported.message.id,
            in: begun.conversation.id, as: mentor.principal)
        let held = "0199f4b0-0000-7000-8000-0000000000f1"
        try await app.services.store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO conversation_message (id, conversation_id, number, author_id, body, html, markup_version,
                    state, warning, created_at)
                VALUES (\(held), \(begun.conversation.id), 9, \(owner.id), 'The canaryheldword of mine.',
                    '<p>The canaryheldword of mine.</p>', 2, 'held', 'scam', 1)
                """)
            try transaction.execute(
                """
                INSERT INTO conversation_case (id, kind, message_id, account_id, reason, words, state, opened_at)
                VALUES (\(held), 'held', \(held), \(owner.id), 'scam', '', 'open', 1)
                """)
            try transaction.execute(
                "INSERT INTO conversation_case_message (case_id, message_id) VALUES (\(held), \(held))")
            transaction.touch(.enters(scope: "u:\(owner.id)", entity: "conversationMessage", id: held))
        }
    }

    /// Conversations and what moderators decide, and messages.
    static func messageValues(_ app: TestApp) async throws -> (ids: [String], messages: [String]) {
        try await app.services.store.read { transaction in
            (
                try transaction.rows("SELECT id FROM conversation UNION SELECT id FROM conversation_case ORDER BY 1") {
                    $0.text(0)
                }, try transaction.rows("SELECT id FROM conversation_message ORDER BY id") { $0.text(0) }
            )
        }
    }
}
