import Foundation
import GRDB
import SyncProtocol

// What the server says of mutations.
extension Outbox {
    /// Notes what push answered.
    /// - Returns: how many were refused.
    func settle(_ results: [MutationResult], at now: Date) throws -> Int {
        var refused = 0
        for result in results {
            if let code = result.code, result.status != .applied {
                if try rest(result, code, at: now) { continue }
                try refuse(result.clientID, result.id, code: code.rawValue, detail: result.detail)
                refused += 1
            } else {
                try database.execute(
                    sql: "UPDATE mutation SET state = 'sent' WHERE client_id = ? AND id = ? AND state = 'waiting'",
                    arguments: [result.clientID, result.id])
            }
        }
        return refused
    }

    /// Keeps a rejected mutation with its text.
    func refuse(_ client: String, _ id: Int64, code: String, detail: MutationDetail? = nil) throws {
        let detail = try detail.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
        try database.execute(
            sql: """
                UPDATE mutation SET state = 'refused', code = ?, detail = ?
                WHERE client_id = ? AND id = ? AND state IN ('waiting', 'sent')
                """, arguments: [code, detail, client, id])
    }

    /// A pull brought the effects of all mutations of a client up to a number. Numbers never fall: a server that was
    /// set back may know less, and says so otherwise.
    func acknowledge(_ changes: [String: Int64]) throws {
        for (client, id) in changes {
            try database.execute(
                sql: "UPDATE client SET acknowledged = max(acknowledged, ?) WHERE id = ?", arguments: [id, client])
        }
    }

    /// What push took and the pull after it does not know was lost on the server: it is sent again.
    func resendUnacknowledged() throws {
        try database.execute(
            sql: """
                UPDATE mutation SET state = 'waiting' WHERE state = 'sent'
                AND id > (SELECT acknowledged FROM client WHERE client.id = mutation.client_id)
                """)
    }

    /// Moves what is acknowledged into the log, and drops the oldest of the log.
    /// - Returns: whether anything was.
    @discardableResult
    func archive(at now: Date, _ options: DeviceOptions) throws -> Bool {
        let acknowledged = """
            state = 'sent' AND id <= (SELECT acknowledged FROM client WHERE client.id = mutation.client_id)
            """
        try database.execute(sql: "DELETE FROM mutation WHERE name = 'sys.ack' AND \(acknowledged)")
        try database.execute(
            sql: "UPDATE mutation SET state = 'done', acknowledged_at = ? WHERE \(acknowledged)",
            arguments: [now.milliseconds])
        let isAny = database.changesCount > 0
        try trim(at: now, options)
        return isAny
    }

    private func trim(at now: Date, _ options: DeviceOptions) throws {
        let oldest = now.milliseconds - Int64(options.logDays) * 86_400_000
        let old = try Row.fetchAll(
            database,
            sql: """
                SELECT position, client_id, id FROM (
                    SELECT position, client_id, id, acknowledged_at,
                        row_number() OVER (ORDER BY position DESC) AS place,
                        sum(length(args)) OVER (ORDER BY position DESC) AS bytes
                    FROM mutation WHERE state = 'done')
                WHERE acknowledged_at < ? OR place > ? OR bytes > ?
                """, arguments: [oldest, options.logEntries, options.logBytes])
        for row in old {
            try database.execute(
                sql: "UPDATE client SET dropped = max(dropped, ?) WHERE id = ?",
                arguments: [row["id"] as Int64, row["client_id"] as String])
            try database.execute(
                sql: "DELETE FROM mutation WHERE position = ?", arguments: [row["position"] as Int64])
        }
    }

    /// Takes those that were sent as sent, whatever became of the answer; numbers of a client that were lost between
    /// come again.
    /// - Returns: whether the queue can go on under its numbers.
    func resend(_ client: String, from expected: Int64) throws -> Bool {
        try database.execute(
            sql: """
                UPDATE mutation SET state = 'waiting' WHERE client_id = ? AND id >= ? AND state IN ('sent', 'done')
                """, arguments: [client, expected])
        return try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM mutation WHERE client_id = ? AND id = ? AND state = 'waiting')",
            arguments: [client, expected]) ?? false
    }

    /// Gives what waits under a client new numbers of another one: somebody else counts under the old name.
    func renumber(_ client: String) throws {
        let fresh = try newClient()
        let waiting = try Int64.fetchAll(
            database, sql: "SELECT position FROM mutation WHERE client_id = ? AND state = 'waiting' ORDER BY position",
            arguments: [client])
        for position in waiting { try move(position, to: fresh) }
        if try database.fact(.client) == client { try database.set(.client, fresh) }
    }

    func move(_ position: Int64, to client: String) throws {
        try database.execute(
            sql: "UPDATE mutation SET client_id = ?, id = ? WHERE position = ?",
            arguments: [client, try take(client), position])
    }
}
