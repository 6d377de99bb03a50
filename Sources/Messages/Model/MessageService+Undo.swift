import Core
import Storage

/// What moderators do to all that an account sent, in one decision.
extension MessageService {
    /// Messages of a member that are read by others, and those that were taken back; at most 1,000 are counted.
    package static func counts(
        of member: MemberID, in transaction: any Transaction
    ) throws -> (sent: Int, withdrawn: Int) {
        (
            try MessageRepository.count(of: member, .sent, in: transaction),
            try MessageRepository.count(of: member, .withdrawn, in: transaction)
        )
    }

    /// Takes back what a member sent, and lets nothing through that waits.
    /// - Returns: how many, at most `limit`.
    package func withdraw(
        of member: MemberID, limit: Int, in transaction: any WriteTransaction
    ) throws -> Int {
        for place in try MessageRepository.refuseHeld(of: member, in: transaction) {
            transaction.touch(.changes(entity: "conversationMessage", id: place.id.text))
        }
        try MessageCaseRepository.closeHeld(of: member, at: clock.now, in: transaction)
        let taken = try MessageRepository.withdraw(of: member, limit: limit, in: transaction)
        let others = try others(of: member, in: taken, transaction)
        for place in taken {
            guard let other = others[place.conversation] else { continue }
            try takeAway(place.id, in: place.conversation, from: other, in: transaction)
        }
        for (conversation, other) in others.sorted(by: { $0.key < $1.key }) {
            try settle(conversation, in: transaction)
            try forgetIfRead(conversation, by: other, in: transaction)
        }
        return taken.count
    }

    /// Brings back what was taken back.
    /// - Returns: how many, at most `limit`.
    package func restore(
        of member: MemberID, limit: Int, in transaction: any WriteTransaction
    ) throws -> Int {
        let restored = try MessageRepository.restore(of: member, limit: limit, in: transaction)
        let others = try others(of: member, in: restored, transaction)
        for place in restored {
            guard let other = others[place.conversation] else { continue }
            transaction.touch(
                .enters(scope: Self.scope(other), entity: "conversationMessage", id: place.id.text))
            transaction.touch(.changes(entity: "conversationMessage", id: place.id.text))
        }
        for conversation in others.keys.sorted() { try settle(conversation, in: transaction) }
        return restored.count
    }

    private func others(
        of member: MemberID, in places: [MessageRepository.Place], _ transaction: any Transaction
    ) throws -> [ConversationID: MemberID] {
        let ids = Set(places.map(\.conversation.text)).sorted()
        guard !ids.isEmpty else { return [:] }
        let pairs = try transaction.rows(
            """
            SELECT id, first_id, second_id FROM conversation WHERE \(transaction.dialect.anyOf("id", ids))
            """
        ) { row -> (ConversationID, MemberID) in
            let first: MemberID = row.id(1)
            return (row.id(0), first == member ? row.id(2) : first)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// One of the two may see a message no longer.
    func takeAway(
        _ id: MessageID, in conversation: ConversationID, from other: MemberID,
        in transaction: any WriteTransaction
    ) throws {
        transaction.touch(.leaves(scope: Self.scope(other), entity: "conversationMessage", id: id.text))
        transaction.touch(.changes(entity: "conversationMessage", id: id.text))
    }

    /// Where nothing is unread any more, nothing is told of it.
    func forgetIfRead(
        _ conversation: ConversationID, by member: MemberID, in transaction: any WriteTransaction
    ) throws {
        let left = try ConversationRepository.byID([conversation.text], of: member, in: transaction).first
        if left?.unread ?? 0 == 0 { try listener(.gone(member, conversation), transaction) }
    }

    /// Takes away the sentences that are compared with nothing any more.
    package func forgetSentences() async throws {
        let before = clock.now.advanced(by: -limits.copiesWithin)
        let limit = 500
        var count = limit
        while count == limit {
            count = try await store.write {
                try MessageRepository.forgetSentences(before: before, limit: limit, in: $0)
            }
        }
    }
}
