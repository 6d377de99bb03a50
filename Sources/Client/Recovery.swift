import Foundation
import GRDB
import SyncProtocol

/// The server was set back to an earlier state: what of the member's it had lost is sent again.
public struct Restoration: Codable, Sendable, Hashable {
    /// When it was noticed.
    public var at: Date
    /// Changes that are sent again.
    public var count: Int
    /// Whether older changes may be lost that this device does not have any more.
    public var mayMissOlder: Bool
}

extension Outbox {
    /// Puts what the server has lost before all that waits, under a new client: the old numbers may be taken in the
    /// new history, and what waits must not overtake what it depends on.
    /// - Parameter known: the last mutation of each client that the server still has.
    func recover(_ known: [String: Int64], at now: Date) throws {
        // Pushed to a history that is no more, acknowledged by none.
        try database.execute(sql: "UPDATE mutation SET state = 'waiting' WHERE state = 'sent'")
        let log = try Row.fetchAll(
            database, sql: "SELECT position, client_id, id FROM mutation WHERE state = 'done' ORDER BY position")
        let lost = log.filter { ($0["id"] as Int64) > known[$0["client_id"], default: 0] }
        let clients = try Row.fetchAll(database, sql: "SELECT id, dropped FROM client WHERE dropped > 0")
        let misses = clients.contains { ($0["dropped"] as Int64) > known[$0["id"], default: 0] }
        guard !lost.isEmpty || misses else { return }
        if !lost.isEmpty { try requeue(lost.map { $0["position"] }) }
        let restoration = Restoration(at: now, count: lost.count, mayMissOlder: misses)
        try database.set(.restoration, String(decoding: try JSONEncoder().encode(restoration), as: UTF8.self))
    }

    private func requeue(_ positions: [Int64]) throws {
        let client = try newClient()
        let first = try Int64.fetchOne(database, sql: "SELECT min(position) FROM mutation") ?? 0
        for (index, position) in positions.enumerated() {
            try move(position, to: client)
            try database.execute(
                sql: """
                    UPDATE mutation SET position = ?, state = 'waiting', recovered = 1, attempts = 0,
                        acknowledged_at = NULL
                    WHERE position = ?
                    """, arguments: [first - Int64(positions.count - index), position])
        }
    }

    /// A recovered mutation may come before what it answers, which another device has yet to send again: it is tried
    /// three times more.
    /// - Returns: whether it rests.
    func rest(_ result: MutationResult, _ code: MutationCode, at now: Date) throws -> Bool {
        guard code == .notFound else { return false }
        let minutes: [Int64] = [1, 10, 60]
        let attempts = try Int.fetchOne(
            database,
            sql: "SELECT attempts FROM mutation WHERE client_id = ? AND id = ? AND recovered = 1 AND state = 'waiting'",
            arguments: [result.clientID, result.id])
        guard let attempts, attempts < minutes.count else { return false }
        try database.execute(
            sql: """
                UPDATE mutation SET state = 'resting', attempts = attempts + 1, retry_at = ?
                WHERE client_id = ? AND id = ?
                """, arguments: [now.milliseconds + minutes[attempts] * 60_000, result.clientID, result.id])
        return true
    }

    /// Puts what has rested enough at the end of the queue, under the next number of its client.
    func wake(at now: Date) throws {
        let ready = try Row.fetchAll(
            database,
            sql: """
                SELECT position, client_id FROM mutation WHERE state = 'resting' AND retry_at <= ? ORDER BY position
                """, arguments: [now.milliseconds])
        for row in ready {
            let position: Int64 = row["position"]
            try move(position, to: row["client_id"])
            try database.execute(
                sql: """
                    UPDATE mutation SET state = 'waiting', retry_at = NULL,
                        position = (SELECT max(position) + 1 FROM mutation)
                    WHERE position = ?
                    """, arguments: [position])
        }
    }
}
