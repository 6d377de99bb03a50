import Core
import GRDB
import Storage

/// Runs our queries on one GRDB connection. Lives as long as the closure it is handed to.
final class SQLiteTransaction: WriteTransaction {
    private let connection: Database
    private(set) var touches: [Touch] = []
    private var postponed: [Query] = []

    init(_ connection: Database) {
        self.connection = connection
    }

    var dialect: any Dialect { SQLiteDialect() }

    func rows<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        try translatingErrors { try statement(query).rows(decode) }
    }

    func execute(_ query: Query) throws -> Int {
        try translatingErrors {
            try statement(query).run()
            return connection.changesCount
        }
    }

    func execute(script: String) throws {
        try translatingErrors { try connection.execute(sql: script) }
    }

    func touch(_ touch: Touch) {
        touches.append(touch)
    }

    /// Keeps a statement on the full-text table until the end of the transaction. FTS5 writes out what it has
    /// gathered whenever a savepoint begins, and every statement of several rows begins one: a group of writers
    /// would pay for a segment, and its merging, with each of their statements.
    func postpone(_ query: Query) { postponed.append(query) }

    /// Runs what was postponed.
    func executePostponed() throws {
        for query in postponed { _ = try execute(query) }
        postponed = []
    }

    func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        let (mark, postponedMark) = (touches.count, postponed.count)
        try checkRunning()
        try run("SAVEPOINT mark")
        do {
            let value = try body()
            try run("RELEASE mark")
            return value
        } catch {
            touches.removeSubrange(mark...)
            postponed.removeSubrange(postponedMark...)
            // A full disk may have ended the whole transaction already; then there is nothing to go back to.
            if connection.isInsideTransaction {
                try run("ROLLBACK TO mark")
                try run("RELEASE mark")
            }
            throw error
        }
    }

    private func run(_ sql: String) throws {
        try translatingErrors { try connection.cachedStatement(sql: sql).execute() }
    }

    /// A full disk may have ended the transaction: then a writer who goes on would write outside of any.
    private func checkRunning() throws {
        guard connection.isInsideTransaction else { throw Problem(.unavailable, "storage_unavailable", retryAfter: 60) }
    }

    private func statement(_ query: Query) throws -> BoundStatement {
        try checkRunning()
        return try BoundStatement(query, on: connection)
    }
}
