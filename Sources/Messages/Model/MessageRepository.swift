import Core
import Markup
import Storage

/// SQL over what members write to each other; internal to the feature.
enum MessageRepository {
    private static let columns: Query = """
        message.id, message.conversation_id, message.number, message.author_id, message.body, message.html,
        message.markup_version, message.state, message.warning, message.created_at
        """

    /// Its author is not told what its reader is warned of.
    private static func columns(for member: MemberID) -> Query {
        """
        message.id, message.conversation_id, message.number, message.author_id, message.body, message.html,
        message.markup_version, message.state,
        CASE WHEN message.author_id = \(member) THEN '' ELSE message.warning END, message.created_at
        """
    }

    /// What is not sent its author alone sees.
    private static func isSeen(by member: MemberID) -> Query {
        "(message.state = 'sent' OR message.author_id = \(member))"
    }

    static func decode(_ row: any ResultRow) -> PrivateMessage {
        let body = row.text(4)
        return PrivateMessage(
            id: row.id(0), conversation: row.id(1), number: row.integer(2), author: row.id(3), body: body,
            html: row.int(6) == Markup.version ? row.text(5) : Markup.html(body),
            state: MessageState(rawValue: row.text(7)) ?? .held, warning: MessageWarning(rawValue: row.text(8)),
            createdAt: row.time(9))
    }

    // MARK: Reading

    /// The last of a conversation that a member may see, the newest first, and one more if there is a next page.
    static func messages(
        in conversation: ConversationID, before number: Int64, limit: Int, seenBy member: MemberID,
        _ transaction: any Transaction
    ) throws -> [PrivateMessage] {
        try transaction.rows(
            """
            SELECT \(columns(for: member)) FROM conversation_message AS message
            WHERE message.conversation_id = \(conversation) AND message.number < \(number)
                AND \(isSeen(by: member))
            ORDER BY message.number DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// Those around a message, in their order.
    static func neighbours(
        of message: PrivateMessage, each count: Int, seenBy member: MemberID, in transaction: any Transaction
    ) throws -> [PrivateMessage] {
        let before = try messages(
            in: message.conversation, before: message.number, limit: count - 1, seenBy: member, transaction)
        let after = try transaction.rows(
            """
            SELECT \(columns(for: member)) FROM conversation_message AS message
            WHERE message.conversation_id = \(message.conversation) AND message.number > \(message.number)
                AND \(isSeen(by: member))
            ORDER BY message.number LIMIT \(count)
            """, decode)
        return before.reversed() + after
    }

    /// Those of the member's conversations that they may see.
    static func byID(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [PrivateMessage] {
        try transaction.rows(
            """
            SELECT \(columns(for: member)) FROM conversation_message AS message CROSS JOIN conversation_member AS own
            WHERE \(transaction.dialect.anyOf("message.id", ids)) AND own.conversation_id = message.conversation_id
                AND own.account_id = \(member) AND \(isSeen(by: member))
            """, decode)
    }

    /// What a member wrote, the oldest first.
    static func all(by member: MemberID, in transaction: any Transaction) throws -> [PrivateMessage] {
        try transaction.rows(
            """
            SELECT \(columns) FROM conversation_message AS message WHERE message.author_id = \(member)
            ORDER BY message.created_at, message.id
            """, decode)
    }

    static func stored(_ id: MessageID, in transaction: any Transaction) throws -> PrivateMessage? {
        try transaction.first(
            "SELECT \(columns) FROM conversation_message AS message WHERE message.id = \(id)", decode)
    }

    /// Whether something that a member sent is there to be read.
    static func hasWritten(
        _ member: MemberID, in conversation: ConversationID, _ transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM conversation_message AS message
            WHERE message.conversation_id = \(conversation) AND message.author_id = \(member)
                AND message.state = 'sent'
            LIMIT 1
            """)
    }

    static func count(
        by member: MemberID, in conversation: ConversationID, _ transaction: any Transaction
    ) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM conversation_message
                WHERE conversation_id = \(conversation) AND author_id = \(member)
                """))
    }

    // MARK: Writing

    private static func next(in conversation: ConversationID) -> Query {
        """
        1 + COALESCE((SELECT max(other.number) FROM conversation_message AS other
            WHERE other.conversation_id = \(conversation)), 0)
        """
    }

    /// What is written.
    struct New {
        let id: MessageID
        let conversation: ConversationID
        let author: MemberID
        let body: String
        let html: String
        let state: MessageState
        let warning: MessageWarning?
    }

    static func add(_ new: New, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO conversation_message (id, conversation_id, number, author_id, body, html, markup_version, state,
                warning, created_at)
            VALUES (\(new.id), \(new.conversation), \(next(in: new.conversation)), \(new.author), \(new.body),
                \(new.html), \(Markup.version), \(new.state.rawValue), \(new.warning?.rawValue ?? ""), \(now))
            """)
    }

    /// Lets a message through as the last of its conversation.
    static func release(
        _ message: PrivateMessage, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE conversation_message SET state = 'sent', created_at = \(now),
                number = \(next(in: message.conversation))
            WHERE id = \(message.id)
            """)
    }

    static func setState(_ state: MessageState, of id: MessageID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE conversation_message SET state = \(state.rawValue) WHERE id = \(id)")
    }

    // MARK: Copies

    /// Those of the sentences that a member wrote to so many others since.
    static func copied(
        _ digests: [String], by member: MemberID, besides conversation: ConversationID, copies: Int,
        since: Timestamp, in transaction: any Transaction
    ) throws -> Set<String> {
        Set(
            try transaction.rows(
                """
                SELECT digest FROM conversation_sentence
                WHERE account_id = \(member) AND \(transaction.dialect.anyOf("digest", digests))
                    AND conversation_id <> \(conversation) AND written_at > \(since)
                GROUP BY digest HAVING count(*) >= \(copies)
                """
            ) { $0.text(0) })
    }

    static func keep(
        _ digests: [String], by member: MemberID, in conversation: ConversationID, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws {
        for digest in digests {
            try transaction.execute(
                """
                INSERT INTO conversation_sentence (account_id, digest, conversation_id, written_at)
                VALUES (\(member), \(digest), \(conversation), \(now))
                ON CONFLICT (account_id, digest, conversation_id) DO UPDATE SET written_at = excluded.written_at
                """)
        }
    }

    /// - Returns: how many were taken away, at most `limit`.
    static func forgetSentences(
        before time: Timestamp, limit: Int, in transaction: any WriteTransaction
    ) throws -> Int {
        try transaction.rows(
            """
            DELETE FROM conversation_sentence WHERE (account_id, digest, conversation_id) IN (
                SELECT account_id, digest, conversation_id FROM conversation_sentence
                WHERE written_at <= \(time) LIMIT \(limit))
            RETURNING digest
            """
        ) { $0.text(0) }.count
    }

    // MARK: All of an account

    /// What one member's message is, and for whom.
    struct Place {
        let id: MessageID
        let conversation: ConversationID
    }

    /// - Returns: what was taken back, at most `limit`.
    static func withdraw(
        of member: MemberID, limit: Int, in transaction: any WriteTransaction
    ) throws -> [Place] {
        try transaction.rows(
            """
            UPDATE conversation_message SET state = 'withdrawn' WHERE id IN (
                SELECT message.id FROM conversation_message AS message
                WHERE message.author_id = \(member) AND message.state = 'sent'
                ORDER BY message.created_at, message.id LIMIT \(limit))
            RETURNING id, conversation_id
            """
        ) { Place(id: $0.id(0), conversation: $0.id(1)) }
    }

    /// - Returns: what was brought back, at most `limit`.
    static func restore(
        of member: MemberID, limit: Int, in transaction: any WriteTransaction
    ) throws -> [Place] {
        try transaction.rows(
            """
            UPDATE conversation_message SET state = 'sent' WHERE id IN (
                SELECT message.id FROM conversation_message AS message
                WHERE message.author_id = \(member) AND message.state = 'withdrawn'
                ORDER BY message.id LIMIT \(limit))
            RETURNING id, conversation_id
            """
        ) { Place(id: $0.id(0), conversation: $0.id(1)) }
    }

    /// What a member has that waits is not let through.
    static func refuseHeld(of member: MemberID, in transaction: any WriteTransaction) throws -> [Place] {
        try transaction.rows(
            """
            UPDATE conversation_message SET state = 'refused' WHERE id IN (
                SELECT matter.message_id FROM conversation_case AS matter
                WHERE matter.account_id = \(member) AND matter.state = 'open' AND matter.kind = 'held')
                AND state = 'held'
            RETURNING id, conversation_id
            """
        ) { Place(id: $0.id(0), conversation: $0.id(1)) }
    }

    /// Messages of a member in a state, at most 1,000 are counted.
    static func count(
        of member: MemberID, _ state: MessageState, in transaction: any Transaction
    ) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM conversation_message AS message
                    WHERE message.author_id = \(member) AND message.state = \(state.rawValue) LIMIT 1000) AS found
                """))
    }

    /// Takes the words out of all that a member wrote.
    static func empty(of member: MemberID, in transaction: any WriteTransaction) throws -> [MessageID] {
        try transaction.rows(
            """
            UPDATE conversation_message SET body = '—', html = '<p>—</p>' WHERE author_id = \(member) RETURNING id
            """
        ) { $0.id(0) }
    }
}
