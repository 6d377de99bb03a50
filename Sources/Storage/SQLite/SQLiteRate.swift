import Core
import Foundation
import GRDB
import Storage

extension SQLiteStore {
    /// How often a second one connection answers all of the queries, each prepared once and stepped through to its
    /// end, its values read by nobody: what any program on this database cannot beat with one core.
    package func rate(of queries: [Query], seconds: Double) async throws -> Double {
        try await pool.read { connection in
            let statements = try queries.map { query in
                let (sql, values) = query.rendered()
                let statement = try connection.makeStatement(sql: sql)
                statement.setUncheckedArguments(StatementArguments(values.map(\.databaseValue)))
                return statement
            }
            let clock = ContinuousClock()
            let start = clock.now
            var rounds = 0
            while clock.now - start < .seconds(seconds) {
                for statement in statements {
                    let cursor = try Row.fetchCursor(statement)
                    while try cursor.next() != nil {}
                }
                rounds += 1
            }
            return Double(rounds) / ((clock.now - start) / .seconds(1))
        }
    }
}
