import Core
import Foundation
import Storage

struct SQLiteDialect: Dialect {
    func anyOf(_ column: Query, _ values: [String]) -> Query {
        "\(column) IN (SELECT value FROM json_each(\(Self.list(values))))"
    }

    private static func list(_ values: [String]) -> String {
        // Ids and names of scopes, which is nearly always what is asked for, stand for themselves in JSON.
        let areSimple = values.allSatisfy { $0.utf8.allSatisfy { 0x20..<0x7F ~= $0 && $0 != 0x22 && $0 != 0x5C } }
        if areSimple { return values.isEmpty ? "[]" : "[\"" + values.joined(separator: "\",\"") + "\"]" }
        // JSONEncoder cannot fail on strings; an empty list is the safe answer if it ever did.
        return (try? JSONEncoder().encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    var search: any SearchIndex { SQLiteSearchIndex() }
    var migrationSuffix: String { "sqlite" }

    /// SQLite has one writer: its number is the last one and one.
    func nextSequence(in transaction: any WriteTransaction) throws -> Int64 {
        let next = try transaction.first(
            "UPDATE change_counter SET sequence = sequence + 1 WHERE id = 1 RETURNING sequence"
        ) { $0.integer(0) }
        guard let next else { throw Problem(.unavailable, "storage_unavailable") }
        return next
    }

    func lockSchema(in transaction: any WriteTransaction) throws {}
}
