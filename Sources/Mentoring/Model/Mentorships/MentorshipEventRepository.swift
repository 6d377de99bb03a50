import Core
import Storage

/// SQL over what happened to mentorships; internal to the feature. Rows are added, none is changed.
enum MentorshipEventRepository {
    /// What happened, and who did it.
    struct New {
        let event: MentorshipEvent
        let actor: MentorshipActor
        /// `nil` for the clock and the program.
        var member: MemberID?
        var from: MentorshipState?
        var reason = ""
        var key: String?
    }

    static func add(
        _ new: New, _ id: String, to mentorship: Mentorship, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentorship_event (id, mentorship_id, event, actor, account_id, from_state, to_state, version,
                reason, idempotency_key, created_at)
            VALUES (\(id), \(mentorship.id), \(new.event.rawValue), \(new.actor.rawValue), \(new.member),
                \(new.from?.rawValue), \(mentorship.course.state.rawValue), \(mentorship.version), \(new.reason),
                \(new.key), \(now))
            """)
    }

    /// The event that a member sent under a key before.
    static func event(
        _ key: String, of member: MemberID, in mentorship: MentorshipID, _ transaction: any Transaction
    ) throws -> MentorshipEvent? {
        try transaction.first(
            """
            SELECT event FROM mentorship_event WHERE mentorship_id = \(mentorship) AND account_id = \(member)
                AND idempotency_key = \(key)
            """
        ) { MentorshipEvent(rawValue: $0.text(0)) } ?? nil
    }
}

/// SQL over what the two wrote; internal to the feature.
enum MentorshipMessageRepository {
    private static let columns: Query = """
        message.id, message.mentorship_id, message.number, message.body, message.created_at, author.id,
        author.username, author.display_name
        """

    private static func decode(_ row: any ResultRow) -> MentorshipMessage {
        MentorshipMessage(
            id: row.id(0), mentorship: row.id(1), number: row.integer(2),
            author: MentoringName(id: row.id(5), username: row.text(6), displayName: row.text(7)), body: row.text(3),
            createdAt: row.time(4))
    }

    /// The last of a mentorship, the newest first, and one more if there is a next page.
    static func messages(
        in mentorship: MentorshipID, before number: Int64, limit: Int, _ transaction: any Transaction
    ) throws -> [MentorshipMessage] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship_message AS message CROSS JOIN account_public AS author
            WHERE message.mentorship_id = \(mentorship) AND message.number < \(number)
                AND author.id = message.author_id
            ORDER BY message.number DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// Those of the member's mentorships.
    static func byID(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [MentorshipMessage] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentorship_message AS message CROSS JOIN mentorship
            CROSS JOIN account_public AS author
            WHERE \(transaction.dialect.anyOf("message.id", ids)) AND mentorship.id = message.mentorship_id
                AND (mentorship.mentor_id = \(member) OR mentorship.mentee_id = \(member))
                AND author.id = message.author_id
            """, decode)
    }

    /// Where a message is, whose it is and what it says.
    static func place(
        of id: MentorshipMessageID, in transaction: any Transaction
    ) throws -> (mentorship: MentorshipID, author: MemberID, body: String)? {
        try transaction.first("SELECT mentorship_id, author_id, body FROM mentorship_message WHERE id = \(id)") {
            ($0.id(0), $0.id(1), $0.text(2))
        }
    }

    static func add(
        _ body: String, _ id: MentorshipMessageID, by author: MemberID, to mentorship: MentorshipID,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentorship_message (id, mentorship_id, number, author_id, body, created_at)
            VALUES (\(id), \(mentorship), 1 + COALESCE((
                SELECT max(other.number) FROM mentorship_message AS other
                WHERE other.mentorship_id = \(mentorship)), 0),
                \(author), \(body), \(now))
            """)
    }
}
