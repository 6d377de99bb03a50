import Core
import Storage

/// SQL over saved searches; internal to the feature.
enum SavedSearchRepository {
    private static let columns: Query = """
        search.id, search.filter, search.state, search.created_at, search.seen_at, search.revision, search.told_until
        """

    private static func decode(_ row: any ResultRow) -> SavedSearch {
        SavedSearch(
            id: row.id(0), filter: JobFilter(query: row.text(1)),
            state: SavedSearch.State(rawValue: row.text(2)) ?? .paused, createdAt: row.time(3), seenAt: row.time(4),
            revision: row.integer(5), toldUntil: row.time(6))
    }

    /// The member's own, the newest first; there are few.
    static func searches(of member: MemberID, in transaction: any Transaction) throws -> [SavedSearch] {
        try transaction.rows(
            """
            SELECT \(columns) FROM saved_search AS search WHERE search.account_id = \(member)
            ORDER BY search.created_at DESC, search.id DESC
            """, decode)
    }

    static func owner(of id: SavedSearchID, in transaction: any Transaction) throws -> MemberID? {
        try transaction.first("SELECT account_id FROM saved_search WHERE id = \(id)") { $0.id(0) }
    }

    static func insert(
        _ id: SavedSearchID, _ filter: JobFilter, of member: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO saved_search (id, account_id, filter, state, told_until, next_at, seen_at, created_at)
            VALUES (\(id), \(member), \(filter.query), 'on', \(now), \(now.advanced(by: SavedSearch.pause)), \(now),
                \(now))
            """)
    }

    /// What was posted while it was paused is not told of.
    static func setState(
        _ state: SavedSearch.State, of id: SavedSearchID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE saved_search SET state = \(state.rawValue), told_until = \(now), seen_at = \(now),
                next_at = \(now.advanced(by: SavedSearch.pause)), revision = revision + 1
            WHERE id = \(id) AND state <> \(state.rawValue)
            """)
    }

    static func remove(_ id: SavedSearchID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM saved_search WHERE id = \(id)")
    }

    static func setSeen(by member: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE saved_search SET seen_at = \(now) WHERE account_id = \(member)")
    }

    // MARK: Letters

    /// Members of whom a search is due, the longest waiting first.
    static func due(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [MemberID] {
        try transaction.rows(
            """
            SELECT search.account_id FROM saved_search AS search WHERE search.state = 'on' AND search.next_at <= \(now)
            ORDER BY search.next_at, search.account_id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    /// All searches of a member are due together again: one letter a day.
    static func setTold(of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE saved_search SET told_until = \(now), next_at = \(now.advanced(by: SavedSearch.pause))
            WHERE account_id = \(member) AND state = 'on'
            """)
    }

    static func pauseUnseen(of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE saved_search SET state = 'paused', revision = revision + 1
            WHERE account_id = \(member) AND state = 'on' AND seen_at <= \(now.advanced(by: -SavedSearch.unseen))
            """)
    }
}
