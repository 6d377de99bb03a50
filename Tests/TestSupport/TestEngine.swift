import Foundation
import Storage

/// The engine that a run of the tests is about: SQLite, or PostgreSQL when `KARWAN_TEST_DATABASE` says where one is
/// (`Tests/postgres.sh`).
package enum TestEngine: Sendable, Equatable {
    case sqlite
    /// The address of the server's database `postgres`.
    case postgres(String)

    package static let current = server.map { .postgres($0) } ?? TestEngine.sqlite

    /// The server, if there is one.
    package static let server = ProcessInfo.processInfo.environment["KARWAN_TEST_DATABASE"]

    /// For tests about SQLite itself, its files, its plans, its log: they run with SQLite alone, and are counted as
    /// skipped with PostgreSQL.
    package static var isSQLite: Bool { current == .sqlite }
    package static var isPostgres: Bool { !isSQLite }

    /// What the engines have no common words for.
    package static func query(sqlite: Query, postgres: Query) -> Query { isSQLite ? sqlite : postgres }
}
