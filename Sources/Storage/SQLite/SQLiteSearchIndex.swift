import Core
import Foundation
import Storage

/// Full-text search by FTS5. Terms come folded; the tokenizer only splits them at spaces.
struct SQLiteSearchIndex: SearchIndex {
    private static let columns: Query = """
        search_document.id, search_document.written_at, search_document.title, search_document.tags,
        search_document.body
        """

    private static func decode(_ row: any ResultRow, from column: Int = 0) -> SearchDocument {
        SearchDocument(
            id: row.text(column), writtenAt: row.time(column + 1), title: row.text(column + 2),
            tags: row.text(column + 3), body: row.text(column + 4))
    }

    // MARK: Writing

    func add(_ document: SearchDocument, in transaction: any WriteTransaction) throws {
        let known = try known(document.id, in: transaction)
        if known?.document == document { return }
        if let known { try take(known.document, number: known.number, in: transaction) }
        if document.isEmpty { return }
        let number = try known?.number ?? newNumber(on: document.shelf, in: transaction)
        try transaction.execute(
            """
            INSERT INTO search_document (number, id, written_at, title, tags, body)
            VALUES (\(number), \(document.id), \(document.writtenAt), \(document.title), \(document.tags),
                \(document.body))
            """)
        try writeText(
            """
            INSERT INTO search_text (rowid, title, tags, body)
            VALUES (\(number), \(document.title), \(document.tags), \(document.body))
            """, in: transaction)
    }

    private func newNumber(on shelf: SearchShelf, in transaction: any Transaction) throws -> Int64 {
        switch shelf {
        case .posts: max(0, try transaction.number("SELECT COALESCE(max(number), 0) FROM search_document")) + 1
        case .places: min(0, try transaction.number("SELECT COALESCE(min(number), 0) FROM search_document")) - 1
        }
    }

    func remove(_ id: String, in transaction: any WriteTransaction) throws {
        guard let known = try known(id, in: transaction) else { return }
        try take(known.document, number: known.number, in: transaction)
    }

    private func known(
        _ id: String, in transaction: any Transaction
    ) throws -> (number: Int64, document: SearchDocument)? {
        try transaction.first(
            "SELECT search_document.number, \(Self.columns) FROM search_document WHERE search_document.id = \(id)"
        ) { ($0.integer(0), Self.decode($0, from: 1)) }
    }

    /// FTS5 must be told what it was given: the table beside it holds the only copy.
    private func take(_ document: SearchDocument, number: Int64, in transaction: any WriteTransaction) throws {
        try writeText(
            """
            INSERT INTO search_text (search_text, rowid, title, tags, body)
            VALUES ('delete', \(number), \(document.title), \(document.tags), \(document.body))
            """, in: transaction)
        try transaction.execute("DELETE FROM search_document WHERE number = \(number)")
    }

    /// What a transaction writes it finds by the words only after its end.
    private func writeText(_ query: Query, in transaction: any WriteTransaction) throws {
        if let transaction = transaction as? SQLiteTransaction {
            transaction.postpone(query)
        } else {
            try transaction.execute(query)
        }
    }

    func clear(in transaction: any WriteTransaction) throws {
        try writeText("INSERT INTO search_text (search_text) VALUES ('delete-all')", in: transaction)
        try transaction.execute("DELETE FROM search_document")
    }

    /// A term that was taken out stays in the file until its segment is merged with the one that says so.
    func forget(in transaction: any WriteTransaction) throws -> Bool {
        let before = try transaction.number("SELECT total_changes()")
        try transaction.execute("INSERT INTO search_text (search_text, rank) VALUES ('merge', -256)")
        // FTS5 writes at least two rows when it has merged something.
        return try transaction.number("SELECT total_changes()") - before >= 2
    }

    // MARK: Finding

    func find(
        _ expression: SearchExpression, in field: SearchField, of shelf: SearchShelf, newest limit: Int,
        in transaction: any Transaction
    ) throws -> [SearchHit] {
        let newest: Query =
            switch shelf {
            case .posts: "AND search_text.rowid > 0 ORDER BY search_text.rowid DESC"
            case .places: "AND search_text.rowid < 0 ORDER BY search_text.rowid"
            }
        // Walked from the newest on and stopped: to rank every post with a common word would take a tenth of a
        // second for a hundred thousand of them.
        return try transaction.rows(
            """
            \(Self.selection(Self.text(of: expression, in: field))) \(newest) LIMIT \(limit)
            """, Self.decodeHit)
    }

    func find(
        _ expression: SearchExpression, among ids: [String], in transaction: any Transaction
    ) throws -> [SearchHit] {
        // The plus keeps SQLite from asking FTS5 anew for each row: that costs more than one walk of all.
        try transaction.rows(
            """
            \(Self.selection(Self.text(of: expression)))
                AND +search_text.rowid IN (
                    SELECT named.number FROM search_document AS named
                    WHERE \(transaction.dialect.anyOf("named.id", ids)))
            """, Self.decodeHit)
    }

    private static func selection(_ match: String) -> Query {
        """
        SELECT search_document.id, search_document.written_at,
            CAST(round(-1000000 * bm25(search_text, 10, 5, 1)) AS INTEGER)
        FROM search_text CROSS JOIN search_document
        WHERE search_text MATCH \(match) AND search_document.number = search_text.rowid
        """
    }

    private static func decodeHit(_ row: any ResultRow) -> SearchHit {
        SearchHit(id: row.text(0), writtenAt: row.time(1), rank: row.integer(2))
    }

    func titles(with terms: [String], in transaction: any Transaction) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for term in terms {
            let count = try transaction.number("SELECT doc FROM search_term WHERE term = \(term) AND col = 'title'")
            if count > 0 { counts[term] = Int(count) }
        }
        return counts
    }

    private static func text(of expression: SearchExpression, in field: SearchField) -> String {
        switch field {
        case .everywhere: text(of: expression)
        case .title: "{title} : (\(text(of: expression)))"
        case .titleAndTags: "{title tags} : (\(text(of: expression)))"
        }
    }

    /// FTS5's own language. Every term stands between quotes, so that none is an operator.
    private static func text(of expression: SearchExpression) -> String {
        switch expression {
        case .phrase(let terms): quoted(terms.joined(separator: " "))
        case .prefix(let start): "(\(quoted(start)) OR \(quoted(start)) *)"
        case .all(let parts): "(" + parts.map { text(of: $0) }.joined(separator: " AND ") + ")"
        case .any(let parts): "(" + parts.map { text(of: $0) }.joined(separator: " OR ") + ")"
        }
    }

    private static func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }

    // MARK: Checking

    func documents(_ ids: [String], in transaction: any Transaction) throws -> [SearchDocument] {
        try transaction.rows(
            """
            SELECT \(Self.columns) FROM search_document
            WHERE \(transaction.dialect.anyOf("search_document.id", ids))
            """
        ) { Self.decode($0) }
    }

    func count(in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM search_document"))
    }

    func verify(in transaction: any WriteTransaction) throws {
        try transaction.execute("INSERT INTO search_text (search_text, rank) VALUES ('integrity-check', 1)")
    }
}
