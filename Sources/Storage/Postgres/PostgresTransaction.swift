import Core
import Storage

/// Runs our queries on one connection. Lives as long as the closure it is handed to.
final class PostgresTransaction: WriteTransaction {
    private let connection: PostgresConnection
    private(set) var touches: [Touch] = []
    /// Why the whole transaction must run anew; from then on nothing is asked of the server.
    private(set) var interruption: Interruption?
    /// Whether a constraint has refused something since the last writer began.
    private(set) var hasMetConstraint = false
    /// What the server refused since then, for a closure that went on regardless.
    private(set) var refused: (any Error)?

    init(_ connection: PostgresConnection) { self.connection = connection }

    var dialect: any Dialect { PostgresDialect() }

    func rows<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        try decoded(try asking { try connection.run(query) }, decode)
    }

    /// As `rows`, with a plan for these very values: how many documents have a word decides how to find them.
    func rowsPlannedAnew<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        try decoded(try asking { try connection.runOnce(query) }, decode)
    }

    private func decoded<Value>(
        _ result: PostgresResult, _ decode: (any ResultRow) throws -> Value
    ) throws -> [Value] {
        try withExtendedLifetime(result) { try (0..<result.count).map { try decode(result.row($0)) } }
    }

    func execute(_ query: Query) throws -> Int { try asking { try connection.run(query) }.changes }

    func execute(all queries: [Query]) throws {
        guard queries.count > 1 else { return try queries.forEach { _ = try execute($0) } }
        try asking { try connection.run(all: queries) }
    }

    /// Building an index of a large table may take longer than any other statement.
    func execute(script: String) throws {
        _ = try asking { try connection.run(script: "SET LOCAL statement_timeout = 0;\n" + script) }
    }

    func touch(_ touch: Touch) { touches.append(touch) }

    func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
        let mark = touches.count
        try order("SAVEPOINT mark")
        do {
            let value = try body()
            if let refused, connection.isAborted { throw refused }
            try order("RELEASE SAVEPOINT mark")
            return value
        } catch {
            touches.removeSubrange(mark...)
            if interruption == nil { try order("ROLLBACK TO SAVEPOINT mark; RELEASE SAVEPOINT mark") }
            throw error
        }
    }

    /// Asks the server, unless the transaction is over.
    private func asking<Answer>(_ body: () throws -> Answer) throws -> Answer {
        if let interruption { throw interruption }
        // The server would only say that it has refused something before.
        if let refused, connection.isAborted { throw refused }
        do {
            return try body()
        } catch let statement as RefusedStatement {
            note(statement.refusal)
            throw statement.refusal.error
        } catch let met as Interruption {
            interruption = met
            throw met
        }
    }

    private func note(_ refusal: Refusal) {
        switch refusal {
        case .constraint: hasMetConstraint = true
        case .interruption(let met): interruption = met
        case .other: break
        }
        refused = refusal.error
    }

    /// Runs what an aborted transaction takes as well.
    private func order(_ sql: String) throws {
        if let interruption { throw interruption }
        do {
            try connection.run(script: sql)
        } catch let statement as RefusedStatement {
            note(statement.refusal)
            throw statement.refusal.error
        } catch let met as Interruption {
            interruption = met
            throw met
        }
    }

    // MARK: Writers that share a transaction

    /// Begins the part of the next writer. The parts of several stand between savepoints.
    func beginNextPart() throws {
        (hasMetConstraint, refused) = (false, nil)
        try order("RELEASE SAVEPOINT writer; SAVEPOINT writer")
    }

    /// Takes back what the writer did that began last.
    /// - Parameter mark: the number of touches there were when it began.
    func undoPart(touchesBefore mark: Int) throws {
        touches.removeSubrange(mark...)
        try order("ROLLBACK TO SAVEPOINT writer")
    }

    /// A closure that went on after the server had refused something has not succeeded, whatever it returned.
    var isAborted: Bool { connection.isAborted }
}
