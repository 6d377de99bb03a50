import Core
import Storage

/// SQL over what moderators decide about messages; internal to the feature.
enum MessageCaseRepository {
    private static let columns: Query = """
        matter.id, matter.kind, matter.message_id, matter.reason, matter.words, matter.state, matter.answer,
        matter.opened_at, matter.decided_at, about.id, about.username, about.display_name, opener.id, opener.username,
        opener.display_name
        """
    private static let joined: Query = """
        conversation_case AS matter CROSS JOIN account_public AS about
        LEFT JOIN account_public AS opener ON opener.id = matter.opened_by
        """

    private static func decode(_ row: any ResultRow) -> MessageCase {
        MessageCase(
            id: row.id(0), kind: MessageCaseKind(rawValue: row.text(1)) ?? .report, message: row.id(2),
            about: Correspondent(id: row.id(9), username: row.text(10), displayName: row.text(11)),
            openedBy: row.isNull(12)
                ? nil : Correspondent(id: row.id(12), username: row.text(13), displayName: row.text(14)),
            reason: row.text(3), words: row.text(4), state: MessageCaseState(rawValue: row.text(5)) ?? .closed,
            answer: row.text(6), openedAt: row.time(7), decidedAt: row.timeOrNil(8))
    }

    // MARK: Reading

    static func found(_ id: MessageCaseID, in transaction: any Transaction) throws -> MessageCase? {
        try transaction.first(
            "SELECT \(columns) FROM \(joined) WHERE matter.id = \(id) AND about.id = matter.account_id", decode)
    }

    /// What a member reported of a message.
    static func report(
        of message: MessageID, by member: MemberID, in transaction: any Transaction
    ) throws -> MessageCase? {
        try transaction.first(
            """
            SELECT \(columns) FROM \(joined)
            WHERE matter.message_id = \(message) AND matter.opened_by = \(member) AND matter.kind = 'report'
                AND about.id = matter.account_id
            """, decode)
    }

    /// A page of those that wait, the oldest first, and one more if there is a next page.
    static func open(after cursor: PageCursor?, limit: Int, in transaction: any Transaction) throws -> [MessageCase] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE matter.state = 'open' AND (matter.opened_at, matter.id) > (\(cursor?.key ?? 0), \(cursor?.id ?? ""))
                AND about.id = matter.account_id
            ORDER BY matter.opened_at, matter.id LIMIT \(limit + 1)
            """, decode)
    }

    /// A page of what a member reported, the newest first, and one more if there is a next page.
    static func opened(
        by member: MemberID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [MessageCase] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE matter.opened_by = \(member)
                AND (matter.opened_at, matter.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND about.id = matter.account_id
            ORDER BY matter.opened_at DESC, matter.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// The same cases with the messages that moderators may read: one question, however many they are.
    static func withMessages(_ cases: [MessageCase], in transaction: any Transaction) throws -> [MessageCase] {
        guard !cases.isEmpty else { return [] }
        let rows = try transaction.rows(
            """
            SELECT message.id, message.conversation_id, message.number, message.author_id, message.body, message.html,
                message.markup_version, message.state, message.warning, message.created_at, shown.case_id,
                author.username, author.display_name
            FROM conversation_case_message AS shown CROSS JOIN conversation_message AS message
            CROSS JOIN account_public AS author
            WHERE \(transaction.dialect.anyOf("shown.case_id", cases.map(\.id.text)))
                AND message.id = shown.message_id AND author.id = message.author_id
            """
        ) { row in
            (
                MessageRepository.decode(row), matter: row.text(10),
                author: Correspondent(id: row.id(3), username: row.text(11), displayName: row.text(12))
            )
        }
        return cases.map { found in
            var found = found
            found.shown = rows.filter { $0.matter == found.id.text }.sorted { $0.0.number < $1.0.number }.map {
                MessageCase.Shown(message: $0.0, author: $0.author, isJudged: $0.0.id == found.message)
            }
            return found
        }
    }

    // MARK: Writing

    /// Something that is to be decided.
    struct New {
        let kind: MessageCaseKind
        let message: MessageID
        let about: MemberID
        let openedBy: MemberID?
        let reason: String
        var words = ""
    }

    static func open(
        _ new: New, _ id: MessageCaseID, shown: [MessageID], at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO conversation_case (id, kind, message_id, account_id, opened_by, reason, words, state, opened_at)
            VALUES (\(id), \(new.kind.rawValue), \(new.message), \(new.about), \(new.openedBy), \(new.reason),
                \(new.words), 'open', \(now))
            """)
        for message in Set([new.message] + shown) {
            try transaction.execute(
                "INSERT INTO conversation_case_message (case_id, message_id) VALUES (\(id), \(message))")
        }
    }

    static func decide(
        _ id: MessageCaseID, isGranted: Bool, answer: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE conversation_case SET state = \(isGranted ? "granted" : "refused"), answer = \(answer),
                decided_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// What waits of a member is decided with all else of theirs.
    static func closeHeld(of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE conversation_case SET state = 'closed', decided_at = \(now)
            WHERE account_id = \(member) AND state = 'open' AND kind = 'held'
            """)
    }
}
