import Core
import Forum
import Storage

/// SQL over review items; internal to the feature.
enum ReviewRepository {
    private static let columns: Query = """
        item.id, item.target_type, item.target_id, item.author_id, author.username, author.display_name, item.cause,
        item.weight, item.place, item.opened_at, item.hidden_at, item.restored_at, item.appeal_of, item.appeal,
        item.decision, item.note, item.decided_by, item.decided_at, judged.pseudonym
        """
    private static let tables: Query = """
        review_item AS item CROSS JOIN account_public AS author LEFT JOIN forum_post AS judged
            ON judged.id = item.target_id
        """

    private static func decode(_ row: any ResultRow) -> ReviewItem {
        let pseudonym = row.integerOrNil(18).map { Int($0) }
        return ReviewItem(
            id: row.id(0), targetType: ReviewTarget(rawValue: row.text(1)) ?? .post, targetID: row.text(2),
            authorID: row.id(3),
            author: pseudonym == nil
                ? ReviewItem.Person(id: row.id(3), username: row.text(4), displayName: row.text(5)) : nil,
            pseudonym: pseudonym,
            cause: ReviewCause(rawValue: row.text(6)) ?? .flags, weight: row.int(7), place: row.integer(8),
            openedAt: row.time(9), hiddenAt: row.timeOrNil(10), restoredAt: row.timeOrNil(11),
            appealOf: row.idOrNil(12), appeal: row.text(13),
            decision: row.textOrNil(14).flatMap(Decision.init(rawValue:)), note: row.text(15),
            decidedBy: row.idOrNil(16), decidedAt: row.timeOrNil(17))
    }

    /// The heaviest first, of equal ones the oldest: one number, so that a page starts where the last one ended.
    private static func place(weight: Int, openedAt: Timestamp) -> Int64 {
        openedAt.milliseconds - Int64(min(weight, 100_000)) * 10_000_000_000_000
    }

    struct New: Sendable {
        let id: ReviewItemID
        let targetType: ReviewTarget
        let targetID: String
        let author: MemberID
        let cause: ReviewCause
        let weight: Int
        var appealOf: ReviewItemID?
        var appeal = ""
    }

    /// - Throws: `conflict` when there is an open item on the target, or an appeal of the same decision.
    static func insert(_ item: New, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO review_item (id, target_type, target_id, author_id, cause, weight, place, opened_at, appeal_of,
                appeal)
            VALUES (\(item.id), \(item.targetType.rawValue), \(item.targetID), \(item.author), \(item.cause.rawValue),
                \(item.weight), \(place(weight: item.weight, openedAt: now)), \(now), \(item.appealOf), \(item.appeal))
            """)
    }

    static func item(_ id: ReviewItemID, in transaction: any Transaction) throws -> ReviewItem? {
        try transaction.first(
            "SELECT \(columns) FROM \(tables) WHERE item.id = \(id) AND author.id = item.author_id", decode)
    }

    /// What is to be decided of a target.
    static func open(
        _ type: ReviewTarget, _ target: String, in transaction: any Transaction
    ) throws -> ReviewItem? {
        try transaction.first(
            """
            SELECT \(columns) FROM \(tables) WHERE item.target_type = \(type.rawValue) AND item.target_id = \(target)
                AND item.decided_at IS NULL AND author.id = item.author_id
            """, decode)
    }

    /// Whether something of a member's waits for a moderator.
    static func hasHeld(by author: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM review_item
            WHERE author_id = \(author) AND cause = 'held' AND decided_at IS NULL LIMIT 1
            """)
    }

    /// What of a member's is to be decided, appeals apart, the oldest first.
    static func waiting(
        by author: MemberID, limit: Int, in transaction: any Transaction
    ) throws -> [ReviewItemID] {
        try transaction.rows(
            """
            SELECT id FROM review_item WHERE author_id = \(author) AND cause <> 'appeal' AND decided_at IS NULL
            ORDER BY opened_at, id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    /// A page of the queue, and one more if there is a next one.
    static func queue(
        after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [ReviewItem] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(tables)
            WHERE item.decided_at IS NULL AND (item.place, item.id) > (\(cursor?.key ?? .min), \(cursor?.id ?? ""))
                AND author.id = item.author_id
            ORDER BY item.place, item.id LIMIT \(limit + 1)
            """, decode)
    }

    /// What was or is to be decided of a member's, the newest first.
    /// - Parameter named: whether anonymous posts are left out: others than the member do not know whose they are.
    static func items(
        by author: MemberID, named: Bool = false, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [ReviewItem] {
        let bearingNames: Query = named ? "AND judged.pseudonym IS NULL" : ""
        return try transaction.rows(
            """
            SELECT \(columns) FROM \(tables)
            WHERE item.author_id = \(author) \(bearingNames)
                AND (item.opened_at, item.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND author.id = item.author_id
            ORDER BY item.opened_at DESC, item.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// Which of the decisions were appealed.
    static func appealed(
        among ids: [ReviewItemID], in transaction: any Transaction
    ) throws -> Set<ReviewItemID> {
        guard !ids.isEmpty else { return [] }
        return Set(
            try transaction.rows(
                """
                SELECT item.appeal_of FROM review_item AS item
                WHERE \(transaction.dialect.anyOf("item.appeal_of", ids.map(\.text))) AND item.appeal_of IS NOT NULL
                """
            ) { $0.id(0) })
    }

    /// Whether something of the member's was opened since, of that cause, about the member.
    static func hasAppealed(
        _ member: MemberID, since: Timestamp, in transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM review_item AS item
            WHERE item.author_id = \(member) AND item.opened_at >= \(since) AND item.cause = 'appeal'
                AND item.target_type = 'member'
            """)
    }

    static func setWeight(_ weight: Int, of item: ReviewItem, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE review_item SET weight = \(weight), place = \(place(weight: weight, openedAt: item.openedAt))
            WHERE id = \(item.id)
            """)
    }

    static func setHidden(_ id: ReviewItemID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE review_item SET hidden_at = \(now) WHERE id = \(id)")
    }

    static func setRestored(_ id: ReviewItemID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE review_item SET restored_at = \(now) WHERE id = \(id)")
    }

    static func decide(
        _ id: ReviewItemID, _ decision: Decision, note: String, by member: MemberID?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE review_item SET decision = \(decision.rawValue), note = \(note), decided_by = \(member),
                decided_at = \(now)
            WHERE id = \(id)
            """)
    }
}
