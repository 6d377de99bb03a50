import Foundation
import GRDB
import SyncProtocol

// What becomes of refused mutations: the member mends them or puts them away.
extension Device {
    /// Sends a refused mutation again, mended or as it was.
    /// - Parameter arguments: `nil` leaves them; what was written is in `OutboxItem.arguments`.
    /// - Throws: `NotOnDevice` for a place where nothing refused is.
    public func retry(_ position: Int64, with arguments: JSONValue? = nil) throws {
        let now = replica.now
        try replica.write { database in
            let outbox = Outbox(database)
            let item = try outbox.refused(at: position)
            let sent = try arguments ?? JSONValue(text: item.arguments)
            _ = try outbox.add(item.name, sent, at: now)
            try outbox.putAway(position, at: now)
            try Overlay.rebuild(database)
        }
        bell.ring()
    }

    /// Puts a refused mutation away, with its text.
    /// - Throws: `NotOnDevice` for a place where nothing refused is.
    public func discard(_ position: Int64) throws {
        let now = replica.now
        try replica.write { database in
            let outbox = Outbox(database)
            _ = try outbox.refused(at: position)
            try outbox.putAway(position, at: now)
            try Overlay.rebuild(database)
        }
        bell.ring()
    }

    /// The notice that the server was set back has been read.
    public func dismissRestoration() throws { try replica.write { try $0.set(.restoration, nil) } }
}

extension Outbox {
    fileprivate func refused(at position: Int64) throws -> (name: String, arguments: String) {
        let row = try Row.fetchOne(
            database, sql: "SELECT name, args FROM mutation WHERE position = ? AND state = 'refused'",
            arguments: [position])
        guard let row else { throw NotOnDevice(id: "\(position)") }
        return (row[0], row[1])
    }

    /// Forgets it here, and has the server forget what it keeps for it, as far as nothing refused stands before it.
    fileprivate func putAway(_ position: Int64, at now: Date) throws {
        let gone = try Row.fetchOne(
            database, sql: "DELETE FROM mutation WHERE position = ? RETURNING client_id, id", arguments: [position])
        guard let gone else { return }
        let client: String = gone[0]
        let earlier = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM mutation WHERE client_id = ? AND id < ? AND state = 'refused')",
            arguments: [client, gone[1] as Int64])
        guard earlier == false else { return }
        let next = try Int64.fetchOne(
            database, sql: "SELECT min(id) FROM mutation WHERE client_id = ? AND state <> 'done' AND id > ?",
            arguments: [client, gone[1] as Int64])
        let upTo =
            try next ?? Int64.fetchOne(
                database, sql: "SELECT next_id FROM client WHERE id = ?", arguments: [client]) ?? 1
        _ = try add("sys.ack", ["clientID": .string(client), "upTo": .integer(upTo - 1)], at: now)
    }
}
