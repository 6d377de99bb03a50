import Core
import Foundation
import Storage
import SyncProtocol

/// The rows `sys/…` of a page: what the replica itself is, not what the member sees.
struct ControlRows {
    private(set) var operations: [Data]
    private let encoder = JSONEncoder()

    init(isFresh: Bool) {
        operations = isFresh ? [Data(#"{"op":"clear"}"#.utf8)] : []
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    private struct Me: Encodable {
        let id: String
    }

    private struct Scope: Encodable {
        let id: String
        let rows: Int64
        /// About as many on a device.
        let bytes: Int64
    }

    /// `sys/me`: whose replica it is.
    mutating func put(me id: MemberID) throws { try put("sys/me", Me(id: id.text)) }

    mutating func put(_ progress: SyncProgressRow) throws { try put("sys/sync", progress) }

    /// `sys/scope/{scope}` for each that the replica holds from now on, so that a device may drop the large ones first.
    mutating func put(from held: ScopeSet, to effective: ScopeSet, in transaction: any Transaction) throws {
        guard held != effective else { return }
        for name in held.names where !effective.contains(name) {
            let key = JSONValue.string("sys/scope/\(name)").canonicalText
            operations.append(Data(#"{"key":\#(key),"op":"del"}"#.utf8))
        }
        let added = effective.names.filter { !held.contains($0) }
        let counts = try IndexEntries.counts(in: added, from: transaction)
        for name in added {
            let rows = counts[name] ?? [:]
            let bytes = rows.reduce(0) { $0 + $1.value * Self.bytes(ofRow: $1.key) }
            try put("sys/scope/\(name)", Scope(id: name, rows: rows.values.reduce(0, +), bytes: bytes))
        }
    }

    /// Of a usual row, with what a database on a device adds to it.
    private static func bytes(ofRow entity: String) -> Int64 {
        switch entity {
        case "post": 1_500
        case "thread", "me", "draft": 800
        case "member", "notification", "sys/m": 400
        default: 200
        }
    }

    private mutating func put(_ key: String, _ value: some Encodable) throws {
        operations.append(try PageContent.put(key, value, with: encoder))
    }
}
