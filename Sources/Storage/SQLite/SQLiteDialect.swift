import Foundation
import Storage

struct SQLiteDialect: Dialect {
    func anyOf(_ column: Query, _ values: [String]) -> Query {
        // JSONEncoder cannot fail on strings; an empty list is the safe answer if it ever did.
        let list = (try? JSONEncoder().encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
        return "\(column) IN (SELECT value FROM json_each(\(list)))"
    }

    /// SQLite has one writer: nothing to lock.
    var rowLock: Query { "" }
    var search: any SearchIndex { SQLiteSearchIndex() }
    var migrationSuffix: String { "sqlite" }
}
