import Core
import Foundation
import Storage

/// SQL over emigration figures that were taken over; internal to the feature.
enum EmigrationRepository {
    enum Kind: String {
        case period, sum, about
    }

    struct Key: Hashable, Sendable {
        let kind: String
        let scope: String
        let period: String
    }

    /// What is kept of a record.
    struct Row: Sendable {
        let key: Key
        let content: String

        init(_ kind: Kind, scope: String = "", period: String = "", _ value: some Encodable) throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            key = Key(kind: kind.rawValue, scope: scope, period: period)
            content = String(decoding: try encoder.encode(value), as: UTF8.self)
        }

        fileprivate init(_ row: any ResultRow) {
            key = Key(kind: row.text(0), scope: row.text(1), period: row.text(2))
            content = row.text(3)
        }

        /// What it holds; `nil` for what another version of the program wrote.
        func value<Value: Decodable>(_ kind: Kind, as type: Value.Type) -> Value? {
            key.kind == kind.rawValue ? try? JSONDecoder().decode(type, from: Data(content.utf8)) : nil
        }
    }

    /// Higher after every import that changed something.
    static func revision(in transaction: any Transaction) throws -> Int64 {
        try transaction.number("SELECT COALESCE(max(revision), 0) FROM emigration_record")
    }

    static func all(in transaction: any Transaction) throws -> [Row] {
        try transaction.rows(
            "SELECT kind, scope, period, content FROM emigration_record ORDER BY kind, scope, period", Row.init)
    }

    static func save(
        _ rows: [Row], revision: Int64, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            all: rows.map { row in
                """
                INSERT INTO emigration_record (kind, scope, period, revision, imported_at, content)
                VALUES (\(row.key.kind), \(row.key.scope), \(row.key.period), \(revision), \(now), \(row.content))
                ON CONFLICT (kind, scope, period) DO UPDATE SET revision = excluded.revision,
                    imported_at = excluded.imported_at, content = excluded.content
                """
            })
    }
}
