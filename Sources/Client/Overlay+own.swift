import Foundation
import GRDB
import SyncProtocol

// What the mutations of one's own things do.
extension Overlay {
    /// The maximum wins, as on the server; only a reset goes back.
    func markRead(_ arguments: JSONValue, isReset: Bool) throws {
        guard let thread = arguments["threadId"]?.stringValue else { return }
        let known = try value("read/\(thread)")
        guard let post = arguments["upTo"]?.stringValue else {
            if isReset { try remove("read/\(thread)") }
            return
        }
        if !isReset, let before = known?["upTo"]?.stringValue, try time(of: before) >= time(of: post) { return }
        let epoch = (known?["epoch"]?.integerValue ?? 0) + (isReset ? 1 : 0)
        try put(
            "read/\(thread)",
            [
                "id": .string(thread), "threadId": .string(thread), "upTo": .string(post),
                "epoch": .integer(epoch),
            ])
    }

    /// By its row, or by its id when the post is not on this device: ids sort by the time of their making.
    private func time(of post: String) throws -> String {
        if let time = try value("post/\(post)")?["createdAt"]?.stringValue { return time }
        let digits = post.replacingOccurrences(of: "-", with: "").prefix(12)
        return Int64(digits, radix: 16).map { Instant.text(Date(milliseconds: $0)) } ?? ""
    }

    func follow(_ arguments: JSONValue) throws {
        guard let scope = arguments["scope"]?.stringValue, let isOn = arguments["on"] else { return }
        try put("subscription/\(scope)", ["id": .string(scope), "scope": .string(scope), "on": isOn])
    }

    func changeProfile(_ arguments: JSONValue) throws {
        guard case .object(let changes) = arguments else { return }
        try change("me/\(member)", changes.mapValues { Optional($0) })
        let shown = changes.filter { ["displayName", "origin", "destination"].contains($0.key) }
        try change("member/\(member)", shown.mapValues { Optional($0) })
    }

    func keepDraft(_ arguments: JSONValue, at date: Date) throws {
        guard let id = arguments["id"]?.stringValue, case .object(var members) = arguments else { return }
        members["updatedAt"] = .string(Instant.text(date))
        try put("draft/\(id)", .object(members))
    }

    /// These notices, or all.
    func seeNotices(_ arguments: JSONValue, at date: Date) throws {
        var keys: [String] = []
        if case .array(let ids)? = arguments["ids"] {
            keys = ids.compactMap(\.stringValue).map { "notification/\($0)" }
        } else {
            keys = try String.fetchAll(database, sql: "SELECT key FROM seen WHERE entity = 'notification'")
        }
        for key in keys where try value(key)?["readAt"]?.stringValue == nil {
            try change(key, ["readAt": .string(Instant.text(date))])
        }
    }

    func putAway(_ arguments: JSONValue) throws {
        guard let client = arguments["clientID"]?.stringValue, let upTo = arguments["upTo"]?.integerValue else {
            return
        }
        let prefix = "sys/m/\(client)/"
        let keys = try String.fetchAll(
            database, sql: "SELECT key FROM seen WHERE entity = 'sys/m' AND substr(key, 1, ?) = ?",
            arguments: [prefix.utf8.count, prefix])
        for key in keys where (Int64(key.dropFirst(prefix.count)) ?? .max) <= upTo { try remove(key) }
    }
}
