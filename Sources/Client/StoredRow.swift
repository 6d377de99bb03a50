import Foundation
import GRDB
import SyncProtocol

/// A row of the replica: its key and value, and by what it is found.
struct StoredRow {
    let key: String
    let entity: String
    /// The thread of a post, the category of a thread.
    let parent: String
    /// Sorts the rows of one parent.
    let rank: String
    /// `nil` for one that is gone.
    let value: String?

    init(key: String, value: JSONValue?) {
        self.key = key
        entity = Self.entity(of: key)
        parent = Self.parent(entity, value)
        rank = Self.rank(entity, value)
        self.value = value?.canonicalText
    }

    /// What stands before the id: `post` of `post/…`, `sys/m` of `sys/m/…/…`.
    static func entity(of key: String) -> String {
        let parts = key.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.first == "sys", parts.count > 2 else { return String(parts.first ?? "") }
        return "sys/\(parts[1])"
    }

    private static func parent(_ entity: String, _ value: JSONValue?) -> String {
        switch entity {
        case "post": value?["threadId"]?.stringValue ?? ""
        case "thread": value?["categoryId"]?.stringValue ?? ""
        default: ""
        }
    }

    private static func rank(_ entity: String, _ value: JSONValue?) -> String {
        switch entity {
        // The opening post stands before whatever the clocks say.
        case "post": value?["isOpening"]?.boolValue == true ? "" : value?["createdAt"]?.stringValue ?? ""
        case "thread": value?["lastPostAt"]?.stringValue ?? ""
        case "notification": value?["createdAt"]?.stringValue ?? ""
        case "category": padded(value?["position"]?.integerValue ?? 0)
        default: ""
        }
    }

    private static func padded(_ number: Int64) -> String {
        let digits = String(max(0, number))
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }

    /// Writes it into `staged` or `overlay`.
    func write(into table: String, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO \(table) (key, entity, parent, rank, value) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET parent = excluded.parent, rank = excluded.rank, value = excluded.value
                """)
        try statement.execute(arguments: [key, entity, parent, rank, value])
    }
}

extension JSONValue {
    /// What a canonical text says.
    init(text: String) throws { self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }
}
