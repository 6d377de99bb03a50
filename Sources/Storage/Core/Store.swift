import Core

/// A database: many readers, and writers whose changes are all there or not at all.
package protocol Store: Sendable {
    /// Hints of commits that touched the change index.
    var commits: CommitHints { get }

    /// What writing has cost, and what waits now.
    var measures: StoreMeasures { get }
    var load: StoreLoad { get }

    /// The engine and its version, for the operator.
    var about: String { get }

    /// Runs `body` on one unchanging snapshot.
    /// - Throws: what `body` throws; `unavailable` when the database cannot be read or too many wait for it.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value

    /// Runs `body` and returns once its changes are safe on disk. Writers that wait are committed together, each
    /// on its own savepoint; `body` may run twice, so it holds nothing but SQL and pure functions.
    /// - Throws: what `body` throws, its changes undone; `unavailable` when the commit failed or too many wait.
    func write<Value: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> Value) async throws
        -> Value

    /// Runs `body` unless another node does work of the same name at this moment.
    /// - Returns: whether it ran.
    /// - Throws: what `body` throws; `unavailable` when it cannot be told whose turn it is.
    @discardableResult
    func alone(_ work: String, _ body: () async throws -> Void) async throws -> Bool

    /// Whether the database takes writes with the durability we promise.
    /// - Throws: `unavailable` naming what is wrong.
    func checkReadiness() async throws

    /// Takes out of the files what was deleted but still stands in a log.
    /// - Throws: `unavailable` with `busy` while readers stand in the log: then it is as it was, and to be emptied later.
    func emptyLog() async throws

    /// What the engine finds wrong with what it keeps, a line each; empty when all is well.
    func findings() async throws -> [String]

    /// Waits for the last writers and closes the files.
    func close() async throws
}

/// What may be asked of the database inside `Store.read` and `Store.write`. Synchronous on purpose: nothing slow
/// belongs inside.
package protocol Transaction: AnyObject {
    var dialect: any Dialect { get }

    /// Runs a query and decodes each of its rows.
    func rows<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value]
}

extension Transaction {
    /// The first row, if there is one.
    package func first<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> Value? {
        try rows(query, decode).first
    }

    /// The number in the only column of the only row; 0 when there is no row.
    package func number(_ query: Query) throws -> Int64 {
        try first(query) { $0.integer(0) } ?? 0
    }

    /// Whether the query has a row at all.
    package func exists(_ query: Query) throws -> Bool {
        try first(query) { _ in true } ?? false
    }
}

package protocol WriteTransaction: Transaction {
    /// Runs a statement.
    /// - Returns: how many rows it inserted, changed or removed.
    /// - Throws: `conflict` with the constraint's name as code when a constraint refuses.
    @discardableResult
    func execute(_ query: Query) throws -> Int

    /// Runs statements one after the other of which nobody needs to hear anything: in one turn where each costs a way
    /// to the server and back.
    /// - Throws: as `execute(_:)`, for the first that is refused.
    func execute(all queries: [Query]) throws

    /// Runs several statements of a migration.
    func execute(script: String) throws

    /// Notes for the change index what replicas must learn of this transaction.
    func touch(_ touch: Touch)

    /// Runs `body` so that, if it throws, only its own changes and touches are undone.
    func savepoint<Value>(_ body: () throws -> Value) throws -> Value
}

extension WriteTransaction {
    package func execute(all queries: [Query]) throws {
        for query in queries { try execute(query) }
    }
}
