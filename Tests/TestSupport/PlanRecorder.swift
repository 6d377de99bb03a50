import Storage

/// Passes queries on and keeps the plan by which SQLite answers each.
package final class PlanRecorder: Transaction {
    private let transaction: any Transaction
    /// The steps of all plans, as `EXPLAIN QUERY PLAN` words them.
    package private(set) var plans: [String] = []

    package init(_ transaction: any Transaction) { self.transaction = transaction }

    package var dialect: any Dialect { transaction.dialect }

    package func rows<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        plans += try transaction.rows("EXPLAIN QUERY PLAN " + query) { $0.text(3) }
        return try transaction.rows(query, decode)
    }
}
