import CPostgres
import Core

/// A mistake of ours that PostgreSQL refused. It names no value that people wrote.
struct PostgresError: Error, CustomStringConvertible {
    let state: String
    let message: String

    var description: String { "PostgreSQL \(state): \(message)" }
}

/// Why a transaction cannot go on, whatever its closure would make of it.
enum Interruption: Error {
    /// It met another one: it runs anew, on the same connection.
    case collided
    /// The connection is gone, or leads to a server that no longer takes writes: it runs anew on another one.
    case disconnected(Problem)
    /// The connection went while the server committed: nobody knows whether it did.
    case commitUnknown
}

/// What a refused statement means, by its SQLSTATE.
enum Refusal {
    /// A constraint, which may have refused because of a row that this transaction cannot see yet.
    case constraint(any Error)
    case interruption(Interruption)
    case other(any Error)

    static let unreachable = Problem(.unavailable, "storage_unavailable", retryAfter: 5)

    /// - Parameter constraint: the name of the constraint that refused.
    init(state: String, constraint: String, message: String) {
        switch state {
        case "23505", "23P01": self = .constraint(Problem(.conflict, constraint))
        case "23503": self = .constraint(Problem(.conflict, "foreign_key"))
        // Another process makes the same table.
        case "42P07", "42710": self = .constraint(PostgresError(state: state, message: message))
        case "40001", "40P01": self = .interruption(.collided)
        // A plan, or a prepared statement, from before a migration by another process.
        case "0A000" where message.contains("cached plan"), "26000":
            self = .interruption(.disconnected(Self.unreachable))
        case "25006": self = .interruption(.disconnected(Problem(.unavailable, "read_only", retryAfter: 5)))
        case "42P01": self = .other(Problem(.unavailable, "no_such_table"))
        case "53100": self = .other(Problem(.unavailable, "disk_full", retryAfter: 60))
        case "53000", "53200", "55P03", "57014": self = .other(Problem(.unavailable, "busy", retryAfter: 5))
        // Text that is no text: a zero byte, a half of a pair.
        case "22021", "22P05": self = .other(Problem(.malformed, "text_unstorable"))
        default: self = Self.byClass(state, message)
        }
    }

    private static func byClass(_ state: String, _ message: String) -> Refusal {
        switch state.prefix(2) {
        // Connection exceptions, shutdown, too many connections, and no state at all: libpq's own complaint.
        case "08", "57", "53", "": .interruption(.disconnected(unreachable))
        case "25" where state == "25P03": .interruption(.disconnected(unreachable))
        case "58", "F0", "XX": .other(Problem(.unavailable, "storage_unavailable", retryAfter: 60))
        default: .other(PostgresError(state: state, message: message))
        }
    }

    /// What the closure of a transaction is told.
    var error: any Error {
        switch self {
        case .constraint(let error): error
        case .interruption(let interruption): interruption
        case .other(let error): error
        }
    }
}

extension Interruption {
    /// What people are told when trying again did not help.
    var problem: Problem {
        switch self {
        case .collided: Problem(.unavailable, "busy", retryAfter: 2)
        case .disconnected(let problem): problem
        case .commitUnknown: Refusal.unreachable
        }
    }
}
