import Core
import Storage

/// What opportunities and the talent directory know of a member.
package struct OpportunityPersonalData: PersonalData {
    package let tables: Set<String> = ["opportunity", "opportunity_interest", "talent_entry", "talent_look"]

    package init() {}

    private struct Note: Encodable, Sendable {
        let opportunityId: String
        let note: String
        let createdAt: Timestamp
    }

    private struct Reply: Encodable, Sendable {
        let opportunityId: String
        let reply: String
        let repliedAt: Timestamp?
    }

    private struct Look: Encodable, Sendable {
        let on: String
        /// Whether somebody looked at the member's entry, or the member at somebody's.
        let isOwn: Bool
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let posted = try OpportunityRepository.posted(by: member.id, after: nil, limit: 100_000, in: transaction)
        let notes = try transaction.rows(
            """
            SELECT opportunity_id, note, created_at FROM opportunity_interest WHERE account_id = \(member.id)
            ORDER BY created_at, id
            """
        ) { Note(opportunityId: $0.text(0), note: $0.text(1), createdAt: $0.time(2)) }
        let replies = try transaction.rows(
            """
            SELECT interest.opportunity_id, interest.reply, interest.replied_at
            FROM opportunity CROSS JOIN opportunity_interest AS interest
            WHERE opportunity.account_id = \(member.id) AND interest.opportunity_id = opportunity.id
                AND interest.reply <> ''
            ORDER BY interest.replied_at, interest.id
            """
        ) { Reply(opportunityId: $0.text(0), reply: $0.text(1), repliedAt: $0.timeOrNil(2)) }
        let entry = try TalentRepository.entry(of: member.id, in: transaction)
        return [
            "opportunities": posted.map(OpportunityRecord.init), "interests": notes, "interestReplies": replies,
            "talentEntry": entry.map { [TalentRecord($0, isNamed: true)] } ?? [],
            "talentLooks": try looks(member.id, in: transaction),
        ]
    }

    private func looks(_ member: MemberID, in transaction: any Transaction) throws -> [Look] {
        try transaction.rows(
            """
            SELECT looked_on, 0 FROM talent_look WHERE viewer_id = \(member)
            UNION ALL SELECT look.looked_on, 1 FROM talent_entry AS entry CROSS JOIN talent_look AS look
            WHERE entry.account_id = \(member) AND look.entry_id = entry.id
            ORDER BY 1
            """
        ) { Look(on: $0.text(0), isOwn: $0.flag(1)) }
    }

    /// Nobody answers for the doors of one who leaves: they are closed, and emptied where the words are to go. What was
    /// between two goes with either.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM opportunity_interest WHERE account_id = \(member)")
        try transaction.execute("DELETE FROM talent_look WHERE viewer_id = \(member)")
        try transaction.execute("DELETE FROM talent_entry WHERE account_id = \(member)")
        try transaction.execute(
            """
            UPDATE opportunity SET state = 'closed', updated_at = \(now), revision = revision + 1
            WHERE account_id = \(member) AND state <> 'closed'
            """)
        guard posts == .remove else { return }
        try transaction.execute(
            """
            UPDATE opportunity_interest SET reply = '' WHERE opportunity_id IN (
                SELECT opportunity.id FROM opportunity WHERE opportunity.account_id = \(member))
            """)
        try transaction.execute(
            """
            UPDATE opportunity SET title = '—', body = '—', html = '<p>—</p>', revision = revision + 1
            WHERE account_id = \(member)
            """)
    }
}
