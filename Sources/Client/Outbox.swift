import Foundation
import GRDB
import SyncProtocol

/// The queue of mutations inside one transaction. A mutation is `waiting` until push answered, `sent` until a pull
/// brought its effect, then `done`: it stays for some days, in case the server is set back to an older state. A
/// rejected one is `refused` until the member puts it away; a recovered one that came too early is `resting`.
struct Outbox {
    let database: Database

    init(_ database: Database) { self.database = database }

    /// Begins another numbering, for mutations made from now on.
    @discardableResult
    func beginClient() throws -> String {
        let id = try newClient()
        try database.set(.client, id)
        return id
    }

    func newClient() throws -> String {
        let id = UUID().uuidString.lowercased()
        try database.execute(
            sql: "INSERT INTO client (id, next_id, acknowledged, dropped) VALUES (?, 1, 0, 0)", arguments: [id])
        return id
    }

    /// The next number of a client.
    func take(_ client: String) throws -> Int64 {
        let number = try Int64.fetchOne(
            database, sql: "UPDATE client SET next_id = next_id + 1 WHERE id = ? RETURNING next_id - 1",
            arguments: [client])
        guard let number else { throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a client without numbers") }
        return number
    }

    /// Puts a mutation at the end of the queue.
    /// - Returns: its place.
    func add(_ name: String, _ arguments: JSONValue, at now: Date) throws -> Int64 {
        let client = try database.fact(.client) ?? beginClient()
        let position = try lastPosition() + 1
        try database.execute(
            sql: """
                INSERT INTO mutation (position, client_id, id, name, args, made_at, state)
                VALUES (?, ?, ?, ?, ?, ?, 'waiting')
                """,
            arguments: [position, client, try take(client), name, arguments.canonicalText, now.milliseconds])
        return position
    }

    /// What one push carries at most, about: over two kilobytes a second it must arrive within a minute.
    static let batchBytes = 64 << 10

    /// The first of those that wait, in the order in which they are to be applied.
    func batch(_ count: Int) throws -> [ClientMutation] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT client_id, id, name, args, made_at FROM mutation WHERE state = 'waiting'
                ORDER BY position LIMIT ?
                """, arguments: [count])
        var batch: [ClientMutation] = []
        var bytes = 0
        while let row = try rows.next() {
            let arguments: String = row[3]
            bytes += arguments.utf8.count
            if !batch.isEmpty, bytes > Self.batchBytes { break }
            batch.append(
                ClientMutation(
                    clientID: row[0], id: row[1], name: row[2], args: try JSONValue(text: arguments),
                    timestamp: Double(row[4] as Int64)))
        }
        return batch
    }

    /// How many wait, or were sent and are not known to have arrived.
    func count() throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT count(*) FROM mutation WHERE state IN ('waiting', 'sent', 'resting')") ?? 0
    }

    /// The place of the newest; 0 when there is none.
    func lastPosition() throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(0, coalesce(max(position), 0)) FROM mutation") ?? 0
    }

    /// Whether something was written since.
    func isWaiting(after position: Int64) throws -> Bool {
        try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM mutation WHERE state = 'waiting' AND position > ?)",
            arguments: [position]) ?? false
    }
}
