import Core
import Storage

/// SQL over what members thought of mentorships; internal to the feature.
enum FeedbackRepository {
    private static let columns: Query = "id, mentorship_id, side, rating, is_problematic, body, created_at, asks_again"

    private static func decode(_ row: any ResultRow) -> MentorshipFeedback {
        MentorshipFeedback(
            id: row.id(0), mentorship: row.id(1), side: MentorshipSide(rawValue: row.text(2)) ?? .mentee,
            rating: row.int(3), isProblematic: row.flag(4), asksAgain: row.flag(7), body: row.text(5),
            createdAt: row.time(6))
    }

    /// What the member said of a mentorship.
    static func feedback(
        of member: MemberID, on mentorship: MentorshipID, in transaction: any Transaction
    ) throws -> MentorshipFeedback? {
        try transaction.first(
            """
            SELECT \(columns) FROM mentorship_feedback
            WHERE mentorship_id = \(mentorship) AND account_id = \(member)
            """, decode)
    }

    static func byID(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [MentorshipFeedback] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship_feedback
            WHERE \(transaction.dialect.anyOf("id", ids)) AND account_id = \(member)
            """, decode)
    }

    static func all(of member: MemberID, in transaction: any Transaction) throws -> [MentorshipFeedback] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship_feedback WHERE account_id = \(member) ORDER BY created_at, id
            """, decode)
    }

    static func exists(_ id: MentorshipFeedbackID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentorship_feedback WHERE id = \(id)")
    }

    /// How mentees rated mentors: how often, and the sum of it. Who was never rated is missing.
    static func ratings(
        of mentors: [String], in transaction: any Transaction
    ) throws -> [String: (count: Int, sum: Int)] {
        let found = try transaction.rows(
            """
            SELECT mentorship.mentor_id, count(*), sum(given.rating)
            FROM mentorship CROSS JOIN mentorship_feedback AS given
            WHERE \(transaction.dialect.anyOf("mentorship.mentor_id", mentors))
                AND given.mentorship_id = mentorship.id AND given.side = 'mentee'
            GROUP BY mentorship.mentor_id
            """
        ) { ($0.text(0), (count: $0.int(1), sum: $0.int(2))) }
        return Dictionary(uniqueKeysWithValues: found)
    }

    static func insert(
        _ feedback: MentorshipFeedback, of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentorship_feedback (id, mentorship_id, side, account_id, rating, is_problematic,
                asks_again, body, created_at)
            VALUES (\(feedback.id), \(feedback.mentorship), \(feedback.side.rawValue), \(member), \(feedback.rating),
                \(feedback.isProblematic), \(feedback.asksAgain), \(feedback.body), \(feedback.createdAt))
            """)
    }

    static func askAgain(_ id: MentorshipFeedbackID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE mentorship_feedback SET asks_again = 1 WHERE id = \(id)")
    }

    /// What was said stays in the sums; that it was the member, and their words, go.
    /// - Returns: ids of what was theirs.
    static func forget(_ member: MemberID, in transaction: any WriteTransaction) throws -> [String] {
        try transaction.rows(
            "UPDATE mentorship_feedback SET account_id = NULL, body = '' WHERE account_id = \(member) RETURNING id"
        ) { $0.text(0) }
    }
}
