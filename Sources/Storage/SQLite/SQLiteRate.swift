import GRDB
import Storage

extension SQLiteStore {
    /// How often a second one connection answers all of the queries, each prepared once and stepped through to its
    /// end, its values read by nobody: what any program on this database cannot beat with one core.
    package func rate(of queries: [Query], seconds: Double) async throws -> Double {
        try await pool.read { connection in
            let statements = try queries.map { try BoundStatement($0, on: connection) }
            let clock = ContinuousClock()
            let start = clock.now
            var rounds = 0
            while clock.now - start < .seconds(seconds) {
                for statement in statements { try statement.run() }
                rounds += 1
            }
            return Double(rounds) / ((clock.now - start) / .seconds(1))
        }
    }
}
