import Core
import Forum
import Storage

/// SQL over flags; internal to the feature.
enum FlagRepository {
    private static let columns: Query = """
        flag.id, flag.item_id, flag.post_id, flag.reporter_id, flag.reason, flag.note, flag.weight, flag.outcome,
        flag.created_at, flag.decided_at, reporter.display_name
        """

    private static func decode(_ row: any ResultRow) -> Flag {
        Flag(
            id: row.id(0), itemID: row.id(1), postID: row.id(2), reporterID: row.id(3), reporterName: row.text(10),
            reason: FlagReason(rawValue: row.text(4)) ?? .spam, note: row.text(5), weight: row.int(6),
            outcome: FlagOutcome(rawValue: row.text(7)) ?? .open, createdAt: row.time(8),
            decidedAt: row.timeOrNil(9))
    }

    static func insert(
        _ flag: Flag, author: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO flag (id, item_id, post_id, author_id, reporter_id, reason, note, weight, outcome, created_at)
            VALUES (\(flag.id), \(flag.itemID), \(flag.postID), \(author), \(flag.reporterID), \(flag.reason.rawValue),
                \(flag.note), \(flag.weight), 'open', \(flag.createdAt))
            """)
    }

    /// The flag of one member on one post.
    static func flag(
        on post: PostID, by reporter: MemberID, in transaction: any Transaction
    ) throws -> Flag? {
        try transaction.first(
            """
            SELECT \(columns) FROM flag CROSS JOIN account_public AS reporter
            WHERE flag.reporter_id = \(reporter) AND flag.post_id = \(post) AND reporter.id = flag.reporter_id
            """, decode)
    }

    static func flag(_ id: FlagID, by reporter: MemberID, in transaction: any Transaction) throws -> Flag? {
        try transaction.first(
            """
            SELECT \(columns) FROM flag CROSS JOIN account_public AS reporter
            WHERE flag.id = \(id) AND flag.reporter_id = \(reporter) AND reporter.id = flag.reporter_id
            """, decode)
    }

    /// What a member flagged, the newest first, and one more if there is a next page.
    static func flags(
        by reporter: MemberID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Flag] {
        try transaction.rows(
            """
            SELECT \(columns) FROM flag CROSS JOIN account_public AS reporter
            WHERE flag.reporter_id = \(reporter)
                AND (flag.created_at, flag.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND reporter.id = flag.reporter_id
            ORDER BY flag.created_at DESC, flag.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// Flags by item, the oldest first.
    static func flags(
        of items: [ReviewItemID], in transaction: any Transaction
    ) throws -> [ReviewItemID: [Flag]] {
        guard !items.isEmpty else { return [:] }
        let flags = try transaction.rows(
            """
            SELECT \(columns) FROM flag CROSS JOIN account_public AS reporter
            WHERE \(transaction.dialect.anyOf("flag.item_id", items.map(\.text))) AND reporter.id = flag.reporter_id
            """, decode)
        let ordered = flags.sorted { ($0.createdAt, $0.id.text) < ($1.createdAt, $1.id.text) }
        return Dictionary(grouping: ordered, by: \.itemID)
    }

    static func close(
        _ item: ReviewItemID, _ outcome: FlagOutcome, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE flag SET outcome = \(outcome.rawValue), decided_at = \(now) WHERE item_id = \(item)")
    }

    /// Flags on a member's posts that nobody has looked at, and by how many members.
    static func open(
        against author: MemberID, in transaction: any Transaction
    ) throws -> (flags: Int, reporters: Int) {
        try transaction.first(
            """
            SELECT count(*), count(DISTINCT flag.reporter_id) FROM flag
            WHERE flag.author_id = \(author) AND flag.outcome = 'open'
            """
        ) { ($0.int(0), $0.int(1)) } ?? (0, 0)
    }

    /// Whether some of these flags are on posts without the member's name.
    static func hasAnonymous(against author: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM flag CROSS JOIN forum_post AS post
            WHERE flag.author_id = \(author) AND flag.outcome = 'open' AND post.id = flag.post_id
                AND post.pseudonym IS NOT NULL
            """)
    }

    /// Whether a moderator upheld a flag against the member since then.
    static func hasUpheld(
        against author: MemberID, since: Timestamp, in transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM flag
            WHERE flag.author_id = \(author) AND flag.outcome = 'upheld' AND flag.decided_at > \(since)
            """)
    }
}
