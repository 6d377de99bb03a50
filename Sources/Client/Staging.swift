import Foundation
import GRDB
import SyncProtocol

/// What to ask the server for next.
struct Position: Sendable {
    let group: String
    let cookie: JSONValue?
}

/// Another program pulled into the same replica meanwhile.
struct PageOutOfTurn: Error {}

// Pages are kept apart until the last one is there: a half-done pull is never seen, and goes on where it stopped,
// also after the program was killed.
extension Replica {
    func position() throws -> Position { try pool.read(Self.position) }

    static func position(_ database: Database) throws -> Position {
        let cookie = try database.fact(.stagedCookie) ?? database.fact(.cookie)
        return Position(group: try database.fact(.group) ?? "", cookie: try cookie.map { try JSONValue(text: $0) })
    }

    /// Keeps a page; the last one reveals all of them.
    /// - Parameter position: what the page was asked with.
    /// - Throws: `PageOutOfTurn` when it does not follow what is there.
    func take(_ page: PullResponse, asked position: Position) throws {
        let now = now
        try pool.write { database in
            let expected = try database.fact(.stagedCookie) ?? database.fact(.cookie)
            guard expected == position.cookie?.canonicalText, try database.fact(.group) == position.group else {
                throw PageOutOfTurn()
            }
            if let reset = page.ext?.reset, reset.reason == .epochChanged {
                // A server that does not say what it knows knows nothing.
                try Outbox(database).recover(reset.lastMutationIDs ?? [:], at: now)
            }
            for operation in page.patch { try Self.stage(operation, database) }
            guard page.hasMore != true else {
                return try database.set(.stagedCookie, page.cookie.canonicalText)
            }
            try reveal(page, at: now, database)
        }
    }

    private static func stage(_ operation: PatchOperation, _ database: Database) throws {
        switch operation {
        case .clear:
            if try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM staged)") == true {
                try Replica.mark(database)
            }
            try database.execute(sql: "DELETE FROM staged")
            try database.set(.stagedReset, "1")
        case .put(let key, let value):
            try StoredRow(key: key, value: value).write(into: "staged", database)
        case .del(let key):
            let row = StoredRow(key: key, value: nil)
            let isStaged = try Bool.fetchOne(
                database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM staged WHERE key = ?)"), arguments: [key])
            if isStaged == true, row.isOfOthers { try Replica.mark(database) }
            try row.write(into: "staged", database)
        }
    }

    private func reveal(_ page: PullResponse, at now: Date, _ database: Database) throws {
        let isAnothers = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM staged WHERE entity = 'me' AND value IS NOT NULL)
                    AND EXISTS (SELECT 1 FROM row WHERE entity = 'me')
                    AND NOT EXISTS (SELECT 1 FROM staged JOIN row ON row.key = staged.key WHERE row.entity = 'me')
                """)
        guard isAnothers != true else { throw SyncFault.otherMember }
        let isReset = try database.fact(.stagedReset) != nil
        let goes =
            isReset
            ? "NOT EXISTS (SELECT 1 FROM staged WHERE staged.key = row.key AND staged.value IS NOT NULL)"
            : "key IN (SELECT key FROM staged WHERE value IS NULL)"
        let scrubs = "SELECT EXISTS (SELECT 1 FROM row WHERE entity NOT IN (\(StoredRow.ownEntities)) AND \(goes))"
        if try Bool.fetchOne(database, sql: scrubs) == true { try Self.mark(database) }
        try database.execute(sql: "DELETE FROM row WHERE \(goes)")
        try database.execute(
            sql: """
                INSERT INTO row (key, entity, parent, rank, value)
                SELECT key, entity, parent, rank, value FROM staged WHERE value IS NOT NULL
                ON CONFLICT (key) DO UPDATE SET parent = excluded.parent, rank = excluded.rank, value = excluded.value
                WHERE row.value <> excluded.value
                """)
        try database.execute(sql: "DELETE FROM staged")
        try database.set(.stagedCookie, nil)
        try database.set(.stagedReset, nil)
        try database.set(.cookie, page.cookie.canonicalText)
        try database.set(.sequence, page.seq.map { String($0) })
        try database.set(.syncedAt, String(now.milliseconds))
        try database.set(.pullAfter, nil)
        let outbox = Outbox(database)
        try outbox.acknowledge(page.lastMutationIDChanges)
        try outbox.resendUnacknowledged()
        try outbox.archive(at: now, options)
        try Overlay.rebuild(database)
    }
}

extension StoredRow {
    /// Entities whose rows hold no word of anybody else: their bytes may go when they go.
    static let ownEntities = "'vote', 'read', 'bookmark', 'subscription', 'level', 'sys', 'sys/m', 'sys/scope'"

    var isOfOthers: Bool { !Self.ownEntities.contains("'\(entity)'") }
}
