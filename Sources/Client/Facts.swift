import GRDB
import SyncProtocol

/// What a replica knows of itself.
enum Fact: String {
    /// The client group: this device.
    case group
    /// Who numbers new mutations.
    case client
    /// Of the rows that are revealed.
    case cookie
    /// Of the last page that is staged; gone when nothing is.
    case stagedCookie
    /// Whether the staged pages began with `clear`.
    case stagedReset
    /// The last commit that the revealed rows know.
    case sequence
    /// When a pull last ended, in milliseconds.
    case syncedAt
    /// Whether bytes of rows that went may still be in the file.
    case scrub
    /// Until when not to pull, in milliseconds: the server said that this program is too old.
    case pullAfter
    /// What was sent again since the server was set back, as JSON.
    case restoration
}

extension Database {
    func fact(_ fact: Fact) throws -> String? {
        try String.fetchOne(
            cachedStatement(sql: "SELECT value FROM fact WHERE name = ?"), arguments: [fact.rawValue])
    }

    func number(_ fact: Fact) throws -> Int64? { try self.fact(fact).flatMap { Int64($0) } }

    func set(_ fact: Fact, _ value: String?) throws {
        guard let value else { return try execute(sql: "DELETE FROM fact WHERE name = ?", arguments: [fact.rawValue]) }
        try execute(
            sql: """
                INSERT INTO fact (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value
                """, arguments: [fact.rawValue, value])
    }
}
