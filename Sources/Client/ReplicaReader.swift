import Foundation
import GRDB
import SyncProtocol

/// Reads the replica at one moment, with what waits laid over it.
public struct ReplicaReader {
    let database: Database

    /// - Parameter order: `ASC` or `DESC`, by rank.
    func rows<Record: Decodable>(
        _ entity: String, parent: String? = nil, _ order: String, limit: Int = -1, as type: Record.Type = Record.self
    ) throws -> [Record] {
        let sql = """
            SELECT value FROM seen WHERE entity = ?\(parent == nil ? "" : " AND parent = ?")
            ORDER BY rank \(order), key \(order) LIMIT \(limit)
            """
        let arguments = StatementArguments([entity] + (parent.map { [$0] } ?? []))
        return try String.fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
            .map { try Self.decode($0) }
    }

    func row<Record: Decodable>(_ key: String, as type: Record.Type = Record.self) throws -> Record? {
        try String.fetchOne(database.cachedStatement(sql: "SELECT value FROM seen WHERE key = ?"), arguments: [key])
            .map { try Self.decode($0) }
    }

    private static func decode<Record: Decodable>(_ text: String) throws -> Record {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            return Instant.date(text) ?? Date(milliseconds: 0)
        }
        return try decoder.decode(Record.self, from: Data(text.utf8))
    }

    /// The value of a row as the server made it, with what waits laid over it: for entities that have no type here.
    public func value(_ key: String) throws -> JSONValue? { try row(key) }

    /// All keys that are there.
    public func keys() throws -> [String] {
        try String.fetchAll(database, sql: "SELECT key FROM seen ORDER BY key")
    }

    /// Whether nothing is on the device: no row, and nothing that was written.
    public func isBlank() throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT NOT EXISTS (SELECT 1 FROM row) AND NOT EXISTS (SELECT 1 FROM mutation)") ?? true
    }

    /// Whether a row shows something that the server is not known to have.
    public func isUnsent(_ key: String) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM overlay WHERE key = ?)"), arguments: [key])
            ?? false
    }

    /// Where the server stood when the rows were read; `nil` before the first sync.
    public func sequence() throws -> Int64? { try database.number(.sequence) }

    /// When a sync last ended well.
    public func syncedAt() throws -> Date? { try database.number(.syncedAt).map { Date(milliseconds: $0) } }

    /// The name of this device in the member's list of devices.
    public func deviceID() throws -> String { try database.fact(.group) ?? "" }

    /// What was sent again because the server was set back, until `Device.dismissRestoration()`.
    public func restoration() throws -> Restoration? {
        try database.fact(.restoration).map { try JSONDecoder().decode(Restoration.self, from: Data($0.utf8)) }
    }
}
