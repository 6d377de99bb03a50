import Storage

/// A row of the replica: entity and id.
struct IndexKey: Hashable, Sendable {
    var entity: String
    var id: String

    var text: String { "\(entity)/\(id)" }

    /// Before every key there is.
    static let start = IndexKey(entity: "", id: "")
}

/// A place in the order of (version, key).
struct IndexPosition: Hashable, Sendable {
    var sequence: Int64
    /// `nil`: behind every key of the sequence.
    var key: IndexKey?
}

/// A row and the version that the change index gives it.
struct IndexEntry: Sendable {
    var key: IndexKey
    /// When the entry last changed.
    var ver: Int64
    /// When the row itself did, the same in every scope.
    var rowVersion: Int64
}

/// Reading of the change index; `Storage` alone writes it.
enum IndexEntries {
    /// Rows that are in the scope, by key.
    static func present(
        in scope: String, after key: IndexKey, limit: Int, from transaction: any Transaction
    ) throws -> [IndexEntry] {
        try entries(
            """
            scope = \(scope) AND state = 1 AND (entity, row_id) > (\(key.entity), \(key.id))
            ORDER BY entity, row_id LIMIT \(limit)
            """, from: transaction)
    }

    /// Rows that a replica may hold because of the scope, by key: those that had entered by `last`, without those
    /// whose departure it has been told of.
    static func purgeable(
        in scope: String, after key: IndexKey, enteredBy last: Int64, told position: IndexPosition, limit: Int,
        from transaction: any Transaction
    ) throws -> [IndexEntry] {
        try entries(
            """
            scope = \(scope) AND first_ver <= \(last) AND (entity, row_id) > (\(key.entity), \(key.id))
            AND (state = 1 OR \(behind(position)))
            ORDER BY entity, row_id LIMIT \(limit)
            """, from: transaction)
    }

    /// What changed in any of the scopes after a position and up to a version, in the order of (version, key); once for
    /// each row, however many of the scopes show it. All of it is read and sorted, whatever the limit.
    static func changed(
        in scopes: [String], after position: IndexPosition, upTo last: Int64, limit: Int,
        from transaction: any Transaction
    ) throws -> [IndexEntry] {
        try entries(
            """
            \(transaction.dialect.anyOf("scope", scopes)) AND \(behind(position)) AND ver <= \(last)
            ORDER BY ver, entity, row_id LIMIT \(limit)
            """, from: transaction)
    }

    /// Where rows of an entity are shown.
    static func scopes(of ids: [String], _ entity: String, from transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT DISTINCT scope FROM change_index_entry
            WHERE entity = \(entity) AND \(transaction.dialect.anyOf("row_id", ids)) AND state = 1
            """
        ) { $0.text(0) }
    }

    /// Which of the rows any of the scopes holds.
    static func held(
        _ keys: [IndexKey], by scopes: [String], from transaction: any Transaction
    ) throws -> Set<IndexKey> {
        try among(keys, scopes, "state = 1", from: transaction)
    }

    /// Which of the rows had entered any of the scopes by `last`, whether they are there still or not.
    static func entered(
        _ keys: [IndexKey], any scopes: [String], by last: Int64, from transaction: any Transaction
    ) throws -> Set<IndexKey> {
        try among(keys, scopes, "first_ver <= \(last)", from: transaction)
    }

    /// Which of the rows have such an entry in any of the scopes.
    private static func among(
        _ keys: [IndexKey], _ scopes: [String], _ condition: Query, from transaction: any Transaction
    ) throws -> Set<IndexKey> {
        var found: Set<IndexKey> = []
        for (entity, keys) in Dictionary(grouping: keys, by: \.entity) {
            // The appended '' keeps engines from starting at the scopes: 200 of them times every row.
            let ids = try transaction.rows(
                """
                SELECT DISTINCT row_id FROM change_index_entry
                WHERE entity = \(entity) AND \(transaction.dialect.anyOf("row_id", keys.map(\.id)))
                AND \(condition) AND \(transaction.dialect.anyOf("scope || ''", scopes))
                """
            ) { $0.text(0) }
            found.formUnion(ids.map { IndexKey(entity: entity, id: $0) })
        }
        return found
    }

    /// How many rows are in the scopes; one that is in several counts as often.
    static func count(in scopes: [String], from transaction: any Transaction) throws -> Int64 {
        try transaction.number(
            "SELECT count(*) FROM change_index_entry WHERE \(transaction.dialect.anyOf("scope", scopes)) AND state = 1")
    }

    /// The same by scope and entity.
    static func counts(
        in scopes: [String], from transaction: any Transaction
    ) throws -> [String: [String: Int64]] {
        guard !scopes.isEmpty else { return [:] }
        let counts = try transaction.rows(
            """
            SELECT scope, entity, count(*) FROM change_index_entry
            WHERE \(transaction.dialect.anyOf("scope", scopes)) AND state = 1 GROUP BY scope, entity
            """
        ) { ($0.text(0), $0.text(1), $0.integer(2)) }
        return counts.reduce(into: [:]) { $0[$1.0, default: [:]][$1.1] = $1.2 }
    }

    /// How many entries of the scopes changed after a position.
    static func count(
        changedIn scopes: [String], after position: IndexPosition, from transaction: any Transaction
    ) throws -> Int64 {
        try transaction.number(
            """
            SELECT count(*) FROM change_index_entry
            WHERE \(transaction.dialect.anyOf("scope", scopes)) AND \(behind(position))
            """)
    }

    private static func behind(_ position: IndexPosition) -> Query {
        guard let key = position.key else { return "ver > \(position.sequence)" }
        return "(ver, entity, row_id) > (\(position.sequence), \(key.entity), \(key.id))"
    }

    private static func entries(_ condition: Query, from transaction: any Transaction) throws -> [IndexEntry] {
        try transaction.rows("SELECT DISTINCT entity, row_id, ver, row_ver FROM change_index_entry WHERE \(condition)")
        { row in
            IndexEntry(
                key: IndexKey(entity: row.text(0), id: row.text(1)), ver: row.integer(2), rowVersion: row.integer(3))
        }
    }
}
