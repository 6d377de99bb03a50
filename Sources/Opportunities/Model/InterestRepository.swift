import Core
import Storage

/// SQL over interest in opportunities; internal to the feature.
enum InterestRepository {
    private static let columns: Query = """
        interest.id, interest.opportunity_id, interest.note, interest.reply, interest.replied_at, interest.created_at,
        member.id, member.username, member.display_name
        """

    private static func decode(_ row: any ResultRow) -> Interest {
        Interest(
            id: row.id(0), opportunity: row.id(1), member: OpportunityRepository.name(row, from: 6), note: row.text(2),
            reply: row.text(3), repliedAt: row.timeOrNil(4), createdAt: row.time(5))
    }

    /// What the one who opened the door is shown, the first first; a block between the two takes it out of sight.
    static func interests(
        in opportunity: OpportunityID, for poster: MemberID, after cursor: PageCursor?, limit: Int,
        in transaction: any Transaction
    ) throws -> [Interest] {
        try transaction.rows(
            """
            SELECT \(columns) FROM opportunity_interest AS interest CROSS JOIN account_public AS member
            WHERE interest.opportunity_id = \(opportunity)
                AND (interest.created_at, interest.id) > (\(cursor?.key ?? .min), \(cursor?.id ?? ""))
                AND member.id = interest.account_id AND \(unblocked(poster))
            ORDER BY interest.created_at, interest.id LIMIT \(limit + 1)
            """, decode)
    }

    private static func unblocked(_ poster: MemberID) -> Query {
        """
        NOT EXISTS (SELECT 1 FROM member_block WHERE member_block.account_id = \(poster)
            AND member_block.blocked_id = interest.account_id)
        AND NOT EXISTS (SELECT 1 FROM member_block WHERE member_block.account_id = interest.account_id
            AND member_block.blocked_id = \(poster))
        """
    }

    /// Whether the one who opened the door may be told of a member's interest.
    static func isTold(
        _ poster: MemberID, of member: MemberID, in transaction: any Transaction
    ) throws -> Bool {
        try !transaction.exists(
            """
            SELECT 1 FROM member_block WHERE (account_id = \(poster) AND blocked_id = \(member))
                OR (account_id = \(member) AND blocked_id = \(poster))
            """)
    }

    static func interest(
        of member: MemberID, in opportunity: OpportunityID, _ transaction: any Transaction
    ) throws -> Interest? {
        try transaction.first(
            """
            SELECT \(columns) FROM opportunity_interest AS interest CROSS JOIN account_public AS member
            WHERE interest.opportunity_id = \(opportunity) AND interest.account_id = \(member)
                AND member.id = interest.account_id
            """, decode)
    }

    static func interest(
        _ id: InterestID, in opportunity: OpportunityID, for poster: MemberID, _ transaction: any Transaction
    ) throws -> Interest? {
        try transaction.first(
            """
            SELECT \(columns) FROM opportunity_interest AS interest CROSS JOIN account_public AS member
            WHERE interest.id = \(id) AND interest.opportunity_id = \(opportunity)
                AND member.id = interest.account_id AND \(unblocked(poster))
            """, decode)
    }

    /// - Returns: whether it is new.
    static func put(
        _ note: String, _ id: InterestID, of member: MemberID, in opportunity: OpportunityID, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws -> Bool {
        let kept = try transaction.first(
            """
            INSERT INTO opportunity_interest (id, opportunity_id, account_id, note, created_at)
            VALUES (\(id), \(opportunity), \(member), \(note), \(now))
            ON CONFLICT (opportunity_id, account_id) DO UPDATE SET note = excluded.note
            RETURNING id
            """
        ) { $0.text(0) }
        return kept == id.text
    }

    static func remove(
        of member: MemberID, in opportunity: OpportunityID, _ transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            "DELETE FROM opportunity_interest WHERE opportunity_id = \(opportunity) AND account_id = \(member)") > 0
    }

    static func answer(
        _ reply: String, _ id: InterestID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE opportunity_interest SET reply = \(reply), replied_at = \(now) WHERE id = \(id)")
    }
}
