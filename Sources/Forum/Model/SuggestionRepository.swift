import Core
import Storage
import Visibility

/// SQL over suggested texts; internal to the feature.
enum SuggestionRepository {
    private static let columns: Query = """
        suggestion.id, suggestion.post_id, suggestion.base_revision, suggestion.body, suggestion.note, suggestion.state,
        suggestion.created_at, suggestion.decided_at, suggestion.reason, author.id, author.username,
        author.display_name, author.origin, author.destination, author.is_mentor, author.is_staff
        """

    private static func decode(_ row: any ResultRow) -> Suggestion {
        Suggestion(
            id: row.id(0), postID: row.id(1), author: Author(row, from: 9), baseRevision: row.integer(2),
            body: row.text(3), note: row.text(4), state: Suggestion.State(rawValue: row.text(5)) ?? .withdrawn,
            createdAt: row.time(6), decidedAt: row.timeOrNil(7), reason: row.text(8))
    }

    static func suggestion(_ id: SuggestionID, in transaction: any Transaction) throws -> Suggestion? {
        try transaction.first(
            """
            SELECT \(columns) FROM post_suggestion AS suggestion CROSS JOIN account_public AS author
            WHERE suggestion.id = \(id) AND author.id = suggestion.author_id
            """, decode)
    }

    /// What waits for a decision about one post, the oldest first, and one more if there is a next page.
    static func openQuery(of post: PostID, after cursor: PageCursor?, limit: Int) -> Query {
        """
        SELECT \(columns) FROM post_suggestion AS suggestion CROSS JOIN account_public AS author
        WHERE suggestion.post_id = \(post) AND suggestion.state = 'open'
            AND (suggestion.created_at, suggestion.id) > (\(cursor?.key ?? Int64.min), \(cursor?.id ?? ""))
            AND author.id = suggestion.author_id
        ORDER BY suggestion.created_at, suggestion.id LIMIT \(limit + 1)
        """
    }

    static func open(
        of post: PostID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Suggestion] {
        try transaction.rows(openQuery(of: post, after: cursor, limit: limit), decode)
    }

    /// What waits anywhere, the oldest first.
    static func waitingQuery(after cursor: PageCursor?, limit: Int, visibleTo principal: Principal) -> Query {
        """
        SELECT \(columns) FROM post_suggestion AS suggestion CROSS JOIN account_public AS author
            CROSS JOIN forum_post AS post CROSS JOIN forum_thread AS thread CROSS JOIN category
        WHERE suggestion.state = 'open'
            AND (suggestion.created_at, suggestion.id) > (\(cursor?.key ?? Int64.min), \(cursor?.id ?? ""))
            AND author.id = suggestion.author_id AND post.id = suggestion.post_id AND thread.id = post.thread_id
            AND category.id = thread.category_id AND \(Visibility.posts(principal)) AND \(Visibility.threads(principal))
        ORDER BY suggestion.created_at, suggestion.id LIMIT \(limit + 1)
        """
    }

    static func waiting(
        after cursor: PageCursor?, limit: Int, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [Suggestion] {
        try transaction.rows(waitingQuery(after: cursor, limit: limit, visibleTo: principal), decode)
    }

    /// What a member suggested, for one post or for all, the newest first.
    static func ownQuery(of member: MemberID, for post: PostID?, after cursor: PageCursor?, limit: Int) -> Query {
        let place: Query = post.map { "AND suggestion.post_id = \($0)" } ?? ""
        return """
            SELECT \(columns) FROM post_suggestion AS suggestion CROSS JOIN account_public AS author
            WHERE suggestion.author_id = \(member) \(place)
                AND (suggestion.created_at, suggestion.id) < (\(cursor?.key ?? Int64.max), \(cursor?.id ?? "~"))
                AND author.id = suggestion.author_id
            ORDER BY suggestion.created_at DESC, suggestion.id DESC LIMIT \(limit + 1)
            """
    }

    static func own(
        of member: MemberID, for post: PostID?, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Suggestion] {
        try transaction.rows(ownQuery(of: member, for: post, after: cursor, limit: limit), decode)
    }

    /// The one of a member that waits for a decision about a post.
    static func openID(
        of member: MemberID, for post: PostID, in transaction: any Transaction
    ) throws -> SuggestionID? {
        try transaction.first(
            """
            SELECT id FROM post_suggestion WHERE post_id = \(post) AND author_id = \(member) AND state = 'open'
            """
        ) { $0.id(0) }
    }

    /// How many wait, of a post; at most a hundred are counted.
    static func openCount(of post: PostID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM post_suggestion WHERE post_id = \(post) AND state = 'open' LIMIT 100) AS waiting
                """))
    }

    /// How many of a member's wait.
    static func openCount(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                "SELECT count(*) FROM post_suggestion WHERE author_id = \(member) AND state = 'open'"))
    }

    static func insert(
        _ id: SuggestionID, _ valid: SuggestionDraft.Valid, for post: PostID, by member: MemberID,
        isApplied: Bool, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO post_suggestion (id, post_id, author_id, base_revision, body, note, state, created_at, decided_at)
            VALUES (\(id), \(post), \(member), \(valid.baseRevision), \(valid.body.source), \(valid.note),
                \((isApplied ? Suggestion.State.applied : .open).rawValue), \(now), \(isApplied ? now : nil))
            """)
    }

    /// Another text in the place of one that waits: it goes to the end of those that do.
    static func replace(
        _ id: SuggestionID, _ valid: SuggestionDraft.Valid, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE post_suggestion SET base_revision = \(valid.baseRevision), body = \(valid.body.source),
                note = \(valid.note), created_at = \(now)
            WHERE id = \(id)
            """)
    }

    static func decide(
        _ id: SuggestionID, _ state: Suggestion.State, reason: String, by member: MemberID?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE post_suggestion SET state = \(state.rawValue), reason = \(reason), decided_by = \(member),
                decided_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// What waits of a member waits no longer.
    static func withdrawAll(
        of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE post_suggestion SET state = 'withdrawn', decided_at = \(now)
            WHERE author_id = \(member) AND state = 'open'
            """)
    }
}
