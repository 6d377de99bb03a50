import Core
import Crypto
import Foundation
import Storage

/// A sorted set of scopes and the id under which cursors name it.
struct ScopeSet: Sendable, Equatable {
    let names: [String]
    /// 128 bits of SHA-256 of the names.
    let digest: [UInt8]

    init(_ names: some Sequence<String>) {
        self.names = Set(names).sorted()
        digest = Array(SHA256.hash(data: Data(self.names.joined(separator: "\n").utf8)).prefix(16))
    }

    var id: String { Base64URL.encode(digest) }

    func contains(_ name: String) -> Bool {
        var (low, high) = (0, names.count)
        while low < high {
            let middle = (low + high) / 2
            if names[middle] == name { return true }
            if names[middle] < name { low = middle + 1 } else { high = middle }
        }
        return false
    }

    /// The set that an id of a cursor stands for, unless it was forgotten.
    static func named(_ digest: [UInt8], in transaction: any Transaction) throws -> ScopeSet? {
        let text = try transaction.first("SELECT scopes FROM scope_set WHERE id = \(Base64URL.encode(digest))") {
            $0.text(0)
        }
        return text.map { ScopeSet($0.split(separator: "\n").map(String.init)) }
    }

    /// When it was last noted that a cursor names the set; `nil` when it is not kept yet.
    func lastUsed(in transaction: any Transaction) throws -> Timestamp? {
        try transaction.first("SELECT last_used_at FROM scope_set WHERE id = \(id)") { $0.time(0) }
    }

    /// Keeps the set, and notes that it is in use.
    func intern(at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO scope_set (id, scopes, last_used_at) VALUES (\(id), \(names.joined(separator: "\n")), \(now))
            ON CONFLICT (id) DO UPDATE SET last_used_at = excluded.last_used_at
            """)
    }

    /// The order in which scopes reach a replica that lacks them: what a person looks at first comes first.
    static func arrivesBefore(_ a: String, _ b: String) -> Bool { (rank(a), a) < (rank(b), b) }

    private static func rank(_ name: String) -> Int {
        switch name.prefix(while: { $0 != ":" }) {
        case "u": 0
        case "mod": 1
        case "c": 2
        case "m": 3
        case "t": 4
        case "k": 5
        case "j": 6
        case "v": 7
        case "g": 8
        case "pub": 10
        default: 9
        }
    }
}
