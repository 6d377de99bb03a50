import Core
import Storage

/// SQL over conversations; internal to the feature.
enum ConversationRepository {
    private static let columns: Query = """
        own.conversation_id, other.id, other.username, other.display_name, own.last_number, own.last_at,
        own.read_number, own.is_hidden, own.revision, last.body, last.author_id, (
            SELECT count(*) FROM (
                SELECT 1 FROM conversation_message AS newer
                WHERE newer.conversation_id = own.conversation_id AND newer.number > own.read_number
                    AND newer.author_id <> own.account_id AND newer.state = 'sent'
                LIMIT \(MessageLimits.mostCounted)) AS unread)
        """
    private static let joined: Query = """
        conversation_member AS own CROSS JOIN account_public AS other
        LEFT JOIN conversation_message AS last
            ON last.conversation_id = own.conversation_id AND last.number = own.last_number
        """

    private static func decode(_ row: any ResultRow) -> Conversation {
        let other = Correspondent(id: row.id(1), username: row.text(2), displayName: row.text(3))
        return Conversation(
            id: row.id(0), other: other, lastNumber: row.integer(4), lastAt: row.time(5), readNumber: row.integer(6),
            unread: row.int(11), isHidden: row.flag(7), version: row.integer(8), lastBody: row.textOrNil(9) ?? "",
            isLastOwn: row.textOrNil(10) != other.id.text)
    }

    // MARK: Reading

    /// A page of the member's list, what was written last first, and one more if there is a next page.
    static func list(
        of member: MemberID, hidden isHidden: Bool, after cursor: PageCursor?, limit: Int,
        in transaction: any Transaction
    ) throws -> [Conversation] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE own.account_id = \(member) AND own.is_hidden = \(isHidden) AND own.last_at > 0
                AND (own.last_at, own.conversation_id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND other.id = own.other_id
            ORDER BY own.last_at DESC, own.conversation_id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// Those that the member is in and may see something of.
    static func byID(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [Conversation] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE \(transaction.dialect.anyOf("own.conversation_id", ids)) AND own.account_id = \(member)
                AND own.last_number > 0 AND other.id = own.other_id
            """, decode)
    }

    /// The conversation of two members, whether they may see something of it or not.
    static func between(
        _ one: MemberID, _ other: MemberID, in transaction: any Transaction
    ) throws -> ConversationID? {
        try transaction.first(
            """
            SELECT id FROM conversation WHERE first_id = \(min(one, other)) AND second_id = \(max(one, other))
            """
        ) { $0.id(0) }
    }

    /// How many a member began since then.
    static func begun(by member: MemberID, since: Timestamp, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                "SELECT count(*) FROM conversation WHERE began_by = \(member) AND began_at > \(since)"))
    }

    // MARK: Who may write

    /// What the other lets others do, unless the other is not here, or there is a block between the two.
    static func allowance(
        of other: MemberID, toward member: MemberID, in transaction: any Transaction
    ) throws -> MessageAllowance? {
        try transaction.first(
            """
            SELECT COALESCE(setting.allows, 'acquainted') FROM account
            LEFT JOIN conversation_setting AS setting ON setting.account_id = account.id
            WHERE account.id = \(other) AND account.state = 'active'
                AND NOT EXISTS (SELECT 1 FROM member_block WHERE member_block.account_id = \(other)
                    AND member_block.blocked_id = \(member))
                AND NOT EXISTS (SELECT 1 FROM member_block WHERE member_block.account_id = \(member)
                    AND member_block.blocked_id = \(other))
            """
        ) { MessageAllowance(rawValue: $0.text(0)) ?? .nobody }
    }

    static func areAcquainted(_ one: MemberID, _ other: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM conversation_acquaintance AS known
            WHERE known.one_id = \(one) AND known.other_id = \(other) LIMIT 1
            """)
    }

    /// Somebody who is here, by username.
    static func member(_ username: String, in transaction: any Transaction) throws -> Correspondent? {
        try transaction.first(
            """
            SELECT id, username, display_name FROM account
            WHERE lower(username) = \(username.lowercased()) AND state = 'active'
            """
        ) { Correspondent(id: $0.id(0), username: $0.text(1), displayName: $0.text(2)) }
    }

    static func allows(_ member: MemberID, in transaction: any Transaction) throws -> MessageAllowance? {
        try transaction.first("SELECT allows FROM conversation_setting WHERE account_id = \(member)") {
            MessageAllowance(rawValue: $0.text(0)) ?? .nobody
        }
    }

    // MARK: Writing

    static func setAllows(
        _ allows: MessageAllowance, of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO conversation_setting (account_id, allows) VALUES (\(member), \(allows.rawValue))
            ON CONFLICT (account_id) DO UPDATE SET allows = excluded.allows
            """)
    }

    static func begin(
        _ id: ConversationID, by member: MemberID, with other: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO conversation (id, first_id, second_id, began_by, began_at)
            VALUES (\(id), \(min(member, other)), \(max(member, other)), \(member), \(now))
            """)
        try transaction.execute(
            """
            INSERT INTO conversation_member (conversation_id, account_id, other_id)
            VALUES (\(id), \(member), \(other)), (\(id), \(other), \(member))
            """)
    }

    /// How it stands for one of the two after something was written, let through or taken away.
    struct Standing {
        let member: MemberID
        let other: MemberID
        let lastNumber: Int64
    }

    /// Notes for both which message is the last that they may see.
    static func settle(
        _ id: ConversationID, in transaction: any WriteTransaction
    ) throws -> [Standing] {
        func last(_ column: Query) -> Query {
            """
            COALESCE((SELECT \(column) FROM conversation_message AS message
                WHERE message.conversation_id = conversation_member.conversation_id
                    AND (message.state = 'sent' OR message.author_id = conversation_member.account_id)
                ORDER BY message.number DESC LIMIT 1), 0)
            """
        }
        return try transaction.rows(
            """
            UPDATE conversation_member SET last_number = \(last("message.number")), last_at = \(last("message.created_at")),
                revision = revision + 1
            WHERE conversation_id = \(id) RETURNING account_id, other_id, last_number
            """
        ) { Standing(member: $0.id(0), other: $0.id(1), lastNumber: $0.integer(2)) }
    }

    static func setRead(
        _ number: Int64, in id: ConversationID, by member: MemberID, transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE conversation_member SET read_number = \(number), revision = revision + 1
            WHERE conversation_id = \(id) AND account_id = \(member)
            """)
    }

    static func setHidden(
        _ isHidden: Bool, _ id: ConversationID, for member: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE conversation_member SET is_hidden = \(isHidden), revision = revision + 1
            WHERE conversation_id = \(id) AND account_id = \(member) AND is_hidden <> \(isHidden)
            """)
    }
}
