import Foundation
import GRDB
import SyncProtocol

/// What the rows become by the mutations that wait: laid over the revealed rows, made anew whenever either changes, so
/// that members see what they wrote from the moment they wrote it until the server's own row takes its place.
struct Overlay {
    let database: Database
    /// The member's own id; empty before their profile has come.
    let member: String

    init(_ database: Database) throws {
        self.database = database
        member = try Replica.member(database) ?? ""
    }

    /// Lays all that waits over the rows that are revealed now.
    static func rebuild(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM overlay")
        let overlay = try Overlay(database)
        let waiting = try Row.fetchCursor(
            database,
            sql:
                "SELECT name, args, made_at FROM mutation WHERE state IN ('waiting', 'sent', 'resting') ORDER BY position"
        )
        while let row = try waiting.next() {
            try overlay.apply(row[0], try JSONValue(text: row[1]), at: Date(milliseconds: row[2]))
        }
    }

    /// The value as it stands with what was laid over it.
    func value(_ key: String) throws -> JSONValue? {
        let laid = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT value FROM overlay WHERE key = ?"), arguments: [key])
        if let laid { return try (laid[0] as String?).map { try JSONValue(text: $0) } }
        let text = try String.fetchOne(
            database.cachedStatement(sql: "SELECT value FROM row WHERE key = ?"), arguments: [key])
        return try text.map { try JSONValue(text: $0) }
    }

    func isThere(_ key: String) throws -> Bool { if case .some = try value(key) { true } else { false } }

    func put(_ key: String, _ value: JSONValue) throws {
        try StoredRow(key: key, value: value).write(into: "overlay", database)
    }

    func remove(_ key: String) throws {
        try StoredRow(key: key, value: nil).write(into: "overlay", database)
    }

    /// Changes members of a row that is there; `nil` takes one away.
    func change(_ key: String, _ changes: [String: JSONValue?]) throws {
        guard case .object(var members) = try value(key) else { return }
        for (name, value) in changes { members[name] = value }
        try put(key, .object(members))
    }

    /// Lays one mutation over; one that this program does not know changes nothing before the server has done it.
    func apply(_ name: String, _ arguments: JSONValue, at date: Date) throws {
        switch name {
        case "thread.create": try startThread(arguments, at: date)
        case "thread.accept": try accept(arguments)
        case "thread.delete": try removeNamed(arguments, "thread")
        case "post.create": try answer(arguments, at: date)
        case "post.edit": try edit(arguments, at: date)
        case "post.delete": try removePost(arguments)
        case "vote.set": try vote(arguments)
        case "bookmark.set": try bookmark(arguments)
        case "read.mark": try markRead(arguments, isReset: false)
        case "read.reset": try markRead(arguments, isReset: true)
        case "scope.set": try follow(arguments)
        case "profile.patch": try changeProfile(arguments)
        case "draft.put": try keepDraft(arguments, at: date)
        case "draft.delete": try removeNamed(arguments, "draft")
        case "notification.read": try seeNotices(arguments, at: date)
        case "sys.ack": try putAway(arguments)
        default: break
        }
    }
}
