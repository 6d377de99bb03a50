import Core
import Storage

/// SQL over levels that mentors ask for; internal to the feature.
enum ReviewRepository {
    private static let columns: Query = """
        review.id, review.level, review.note, review.state, review.basis, review.answer, review.opened_at,
        review.decided_at, member.id, member.username, member.display_name,
        (SELECT count(*) FROM member_vouches AS known WHERE known.account_id = review.account_id)
        """
    private static let joined: Query = "mentor_review AS review CROSS JOIN account_public AS member"

    private static func decode(_ row: any ResultRow) -> MentorReview {
        MentorReview(
            id: row.id(0), mentor: MentoringName(id: row.id(8), username: row.text(9), displayName: row.text(10)),
            level: row.int(1), note: row.text(2), state: MentorReviewState(rawValue: row.text(3)) ?? .open,
            basis: row.textOrNil(4).flatMap(MentorReviewBasis.init), answer: row.text(5), openedAt: row.time(6),
            decidedAt: row.timeOrNil(7), vouches: row.int(11))
    }

    static func review(_ id: MentorReviewID, in transaction: any Transaction) throws -> MentorReview? {
        try transaction.first(
            "SELECT \(columns) FROM \(joined) WHERE review.id = \(id) AND member.id = review.account_id", decode)
    }

    /// The last that a mentor asked for.
    static func last(of member: MemberID, in transaction: any Transaction) throws -> MentorReview? {
        try transaction.first(
            """
            SELECT \(columns) FROM \(joined) WHERE review.account_id = \(member) AND member.id = review.account_id
            ORDER BY review.opened_at DESC, review.id DESC LIMIT 1
            """, decode)
    }

    /// All that a mentor asked for, the first first.
    static func all(of member: MemberID, in transaction: any Transaction) throws -> [MentorReview] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined) WHERE review.account_id = \(member) AND member.id = review.account_id
            ORDER BY review.opened_at, review.id
            """, decode)
    }

    /// A page of those that wait, the oldest first, and one more if there is a next page.
    static func open(
        after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [MentorReview] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE review.state = 'open' AND (review.opened_at, review.id) > (\(cursor?.key ?? 0), \(cursor?.id ?? ""))
                AND member.id = review.account_id
            ORDER BY review.opened_at, review.id LIMIT \(limit + 1)
            """, decode)
    }

    static func insert(
        _ id: MentorReviewID, of member: MemberID, level: Int, note: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentor_review (id, account_id, level, note, state, opened_at)
            VALUES (\(id), \(member), \(level), \(note), 'open', \(now))
            """)
    }

    static func decide(
        _ id: MentorReviewID, _ state: MentorReviewState, basis: MentorReviewBasis?, answer: String,
        by moderator: MemberID?, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        // What the mentor wrote to be believed is not kept when it was looked at.
        try transaction.execute(
            """
            UPDATE mentor_review SET state = \(state.rawValue), basis = \(basis?.rawValue), answer = \(answer),
                note = '', decided_by = \(moderator), decided_at = \(now)
            WHERE id = \(id)
            """)
    }
}
