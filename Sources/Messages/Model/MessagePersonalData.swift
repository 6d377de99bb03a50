import Core
import Storage

/// What private messages know of a member.
package struct MessagePersonalData: PersonalData {
    package let tables: Set<String> = [
        "conversation_member", "conversation_message", "conversation_sentence", "conversation_setting",
        "conversation_case",
    ]
    private let messages: MessageService

    package init(messages: MessageService) { self.messages = messages }

    private struct Wrote: Encodable, Sendable {
        let id: MessageID
        let conversationId: ConversationID
        let body: String
        let state: MessageState
        let createdAt: Timestamp
    }

    private struct Reported: Encodable, Sendable {
        let messageId: MessageID
        let reason: String
        let note: String
        let state: MessageCaseState
        let createdAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let wrote = try MessageRepository.all(by: member.id, in: transaction).map {
            Wrote(
                id: $0.id, conversationId: $0.conversation, body: $0.body, state: $0.state, createdAt: $0.createdAt)
        }
        let reports = try MessageCaseRepository.opened(by: member.id, after: nil, limit: 100_000, in: transaction)
        let allows = try ConversationRepository.allows(member.id, in: transaction)
        return [
            "messages": wrote, "messageSettings": allows.map { [MessageSettingsRecord($0)] } ?? [],
            "messageReports": reports.map {
                Reported(
                    messageId: $0.message, reason: $0.reason, note: $0.words, state: $0.state, createdAt: $0.openedAt)
            },
        ]
    }

    /// What the member wrote stays with the other, without a name or, if the member wants that, without words. Nothing
    /// that waits is let through, and what tells the other of it by name goes.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        for place in try MessageRepository.refuseHeld(of: member, in: transaction) {
            transaction.touch(.changes(entity: "conversationMessage", id: place.id.text))
        }
        try MessageCaseRepository.closeHeld(of: member, at: now, in: transaction)
        if posts == .remove {
            for id in try MessageRepository.empty(of: member, in: transaction) {
                transaction.touch(.changes(entity: "conversationMessage", id: id.text))
            }
        }
        let others = try transaction.rows(
            "SELECT conversation_id, other_id FROM conversation_member WHERE account_id = \(member)"
        ) { (conversation: $0.id(0, as: ConversationMark.self), other: $0.id(1, as: MemberMark.self)) }
        for (conversation, other) in others { try messages.listener(.gone(other, conversation), transaction) }
        try leaveScope(of: member, in: transaction)
        for statement: Query in [
            "DELETE FROM conversation_member WHERE account_id = \(member)",
            "DELETE FROM conversation_sentence WHERE account_id = \(member)",
            "DELETE FROM conversation_setting WHERE account_id = \(member)",
            "UPDATE conversation_case SET opened_by = NULL, words = '', answer = '' WHERE opened_by = \(member)",
        ] { try transaction.execute(statement) }
    }

    private func leaveScope(of member: MemberID, in transaction: any WriteTransaction) throws {
        let scope = MessageService.scope(member)
        let rows = try transaction.rows(
            """
            SELECT 'conversation', own.conversation_id FROM conversation_member AS own WHERE own.account_id = \(member)
            UNION ALL SELECT 'member', own.other_id FROM conversation_member AS own WHERE own.account_id = \(member)
            UNION ALL SELECT 'conversationMessage', message.id
            FROM conversation_member AS own CROSS JOIN conversation_message AS message
            WHERE own.account_id = \(member) AND message.conversation_id = own.conversation_id
            """
        ) { ($0.text(0), $0.text(1)) }
        for (entity, id) in rows { transaction.touch(.leaves(scope: scope, entity: entity, id: id)) }
    }
}
