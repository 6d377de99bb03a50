import Core
import Forum
import Storage
import StorageSQLite

/// The queries of a thread's page as the program runs them, and how often a second the database alone can answer them.
enum PageLimit {
    /// - Throws: `notFound`.
    static func queries(of thread: ThreadID, forum: ForumService) async throws -> [Query] {
        try await forum.store.read { transaction in
            let recorder = Recorder(transaction)
            _ = try forum.page(
                of: thread, after: nil, limit: ForumService.answersPerPage, as: .visitor, in: recorder)
            return recorder.queries
        }
    }
}

/// Passes queries on and remembers them.
private final class Recorder: Transaction {
    private let transaction: any Transaction
    private(set) var queries: [Query] = []

    init(_ transaction: any Transaction) { self.transaction = transaction }

    var dialect: any Dialect { transaction.dialect }

    func rows<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        queries.append(query)
        return try transaction.rows(query, decode)
    }
}
