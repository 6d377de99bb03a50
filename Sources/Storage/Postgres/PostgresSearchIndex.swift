import Core
import Storage

/// Full-text search by tsvector and a GIN index. Terms come folded, and PostgreSQL takes them as they are; what is
/// found is ranked by `BestMatch`, as FTS5 ranks it on SQLite.
struct PostgresSearchIndex: SearchIndex {
    /// Documents from which statistics are made: of more than these they are estimates.
    static let sample = 10_000

    // MARK: Writing

    func add(_ document: SearchDocument, in transaction: any WriteTransaction) throws {
        if document.isEmpty { return try remove(document.id, in: transaction) }
        let next: Query = "nextval(pg_get_serial_sequence('search_document', 'number'))"
        let number: Query = document.shelf == .posts ? next : "-\(next)"
        try transaction.execute(
            """
            INSERT INTO search_document (number, id, written_at, title, tags, body) OVERRIDING SYSTEM VALUE
            VALUES (\(number), \(document.id), \(document.writtenAt), \(document.title), \(document.tags), \(document.body))
            ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at, title = excluded.title,
                tags = excluded.tags, body = excluded.body
            WHERE (search_document.written_at, search_document.title, search_document.tags, search_document.body)
                IS DISTINCT FROM (excluded.written_at, excluded.title, excluded.tags, excluded.body)
            """)
    }

    func remove(_ id: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM search_document WHERE id = \(id)")
    }

    func clear(in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM search_document")
    }

    /// VACUUM does it, by itself.
    func forget(in transaction: any WriteTransaction) throws -> Bool { false }

    // MARK: Finding

    func find(
        _ expression: SearchExpression, in field: SearchField, of shelf: SearchShelf, newest limit: Int,
        in transaction: any Transaction
    ) throws -> [SearchHit] {
        let condition = WordCondition(fields: field.fields)
        let newest: Query =
            switch shelf {
            case .posts: "AND number > 0 ORDER BY number DESC"
            case .places: "AND number < 0 ORDER BY number"
            }
        return try ranked(
            "\(condition.of(expression)) \(newest) LIMIT \(limit)", by: condition.words(of: expression), condition,
            in: transaction)
    }

    func find(
        _ expression: SearchExpression, among ids: [String], in transaction: any Transaction
    ) throws -> [SearchHit] {
        let condition = WordCondition(fields: SearchField.everywhere.fields)
        return try ranked(
            "\(condition.of(expression)) AND \(transaction.dialect.anyOf("id", ids))",
            by: condition.words(of: expression), condition, in: transaction)
    }

    private func ranked(
        _ condition: Query, by words: [SearchExpression], _ conditions: WordCondition, in transaction: any Transaction
    ) throws -> [SearchHit] {
        let counts = words.reduce("" as Query) { $0 + ", " + conditions.count(of: $1) }
        let hits = try transaction.plannedAnew(
            """
            SELECT found.id, found.written_at, found.terms\(counts)
            FROM (SELECT * FROM search_document WHERE \(condition)) AS found
            CROSS JOIN LATERAL (
                SELECT ' ' || replace(found.title, ' ', '  ') || ' ' AS title,
                    ' ' || replace(found.tags, ' ', '  ') || ' ' AS tags,
                    ' ' || replace(found.body, ' ', '  ') || ' ' AS body
                OFFSET 0) AS spaced
            """
        ) { row in
            Found(
                id: row.text(0), writtenAt: row.time(1), terms: row.int(2),
                counts: words.indices.map { row.int($0 + 3) })
        }
        if hits.isEmpty { return [] }
        let match = try statistics(words, conditions, in: transaction)
        return hits.map {
            SearchHit(id: $0.id, writtenAt: $0.writtenAt, rank: match.rank(terms: $0.terms, counts: $0.counts))
        }
    }

    private struct Found {
        let id: String
        let writtenAt: Timestamp
        let terms: Int
        /// How often each word is said, by the weight of where.
        let counts: [Int]
    }

    private func statistics(
        _ words: [SearchExpression], _ conditions: WordCondition, in transaction: any Transaction
    ) throws -> BestMatch {
        let counts = words.reduce("" as Query) { $0 + ", (" + Self.documents(conditions.of($1)) + ")" }
        let match = try transaction.plannedAnew(
            """
            SELECT count(*), sum(newest.terms),
                (SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = to_regclass('search_document'))\(counts)
            FROM (SELECT terms FROM search_document ORDER BY number DESC LIMIT \(Self.sample)) AS newest
            """
        ) { row in
            let sampled = row.int(0)
            return BestMatch(
                documents: sampled < Self.sample ? sampled : max(sampled, row.int(2)),
                averageTerms: Double(row.int(1)) / Double(max(1, sampled)),
                documentsByWord: words.indices.map { row.int($0 + 3) })
        }
        return match.first ?? BestMatch(documents: 0, averageTerms: 1, documentsByWord: words.map { _ in 0 })
    }

    /// A query of how many documents there are of which the condition is true.
    private static func documents(_ condition: Query) -> Query {
        "SELECT count(*) FROM (SELECT 1 FROM search_document WHERE \(condition) LIMIT \(sample)) AS sample"
    }

    func titles(with terms: [String], in transaction: any Transaction) throws -> [String: Int] {
        guard let first = terms.first else { return [:] }
        let condition = WordCondition(fields: SearchField.title.fields)
        let query = terms.dropFirst().reduce("SELECT (\(Self.documents(condition.of(.phrase([first])))))" as Query) {
            $0 + ", (" + Self.documents(condition.of(.phrase([$1]))) + ")"
        }
        let counts = try transaction.plannedAnew(query) { row in terms.indices.map { row.int($0) } }.first ?? []
        return Dictionary(zip(terms, counts).filter { $0.1 > 0 }) { first, _ in first }
    }

    // MARK: Checking

    func documents(_ ids: [String], in transaction: any Transaction) throws -> [SearchDocument] {
        try transaction.rows(
            """
            SELECT id, written_at, title, tags, body FROM search_document
            WHERE \(transaction.dialect.anyOf("id", ids))
            """
        ) {
            SearchDocument(
                id: $0.text(0), writtenAt: $0.time(1), title: $0.text(2), tags: $0.text(3), body: $0.text(4))
        }
    }

    func count(in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM search_document"))
    }

    /// The words are made from the document by the server itself.
    func verify(in transaction: any WriteTransaction) throws {}
}

extension Transaction {
    /// Rows by a plan for the very words that are looked for: how many documents have them decides how to find them.
    fileprivate func plannedAnew<Value>(
        _ query: Query, _ decode: (any ResultRow) throws -> Value
    ) throws -> [Value] {
        try (self as? PostgresTransaction)?.rowsPlannedAnew(query, decode) ?? rows(query, decode)
    }
}
