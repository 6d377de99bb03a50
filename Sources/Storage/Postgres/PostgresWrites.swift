import Core
import Logging
import Storage

/// Writers, several of whom share a transaction when they have had to wait. Transactions run at the same time on
/// several connections, and are serializable: each sees the database as if it ran alone, or runs anew.
///
/// So check-then-insert, counters, limits and numbers hold as they do on SQLite, where writers stand in one line. Two
/// transactions that meet on a row cost a second run; after `patience` runs a transaction asks for the database alone.
final class PostgresWrites: Sendable {
    /// Writers in one commit: with savepoints of their own they stay below the 64 that the server keeps at hand.
    static let groupSize = 32
    /// Runs of a transaction among others; then runs alone.
    static let runsAmongOthers = 3
    static let runs = 8

    /// A waiting writer.
    struct Job: Sendable {
        /// Runs the writer's closure inside the transaction.
        let run: @Sendable (PostgresTransaction) -> Outcome
        /// Tells a writer that its closure will not run any more.
        let fail: @Sendable (any Error) -> Void
        /// Whether a constraint has refused it once already.
        var wasRefused = false
    }

    struct Outcome: Sendable {
        /// Whether the writer's own closure threw; then its changes must go.
        let failed: Bool
        /// Called after COMMIT with `nil`, or with what made the commit fail.
        let tell: @Sendable ((any Error)?) -> Void
    }

    private let line: WaitingLine<Job>
    private let threads: [ConnectionThread]

    init(
        _ address: PostgresAddress, _ options: PostgresOptions, news: PostgresNews, measures: StoreMeasures,
        clock: Clock, logger: Logger
    ) {
        let line = WaitingLine<Job>(capacity: options.waiting, patience: options.patience) { $0.fail($1) }
        self.line = line
        threads = (1...options.writers).map { number in
            ConnectionThread("writer \(number)", address, options) { place in
                let committer = GroupCommitter(
                    place: place, news: news, measures: measures, clock: clock, logger: logger)
                while true {
                    let group = line.next(upTo: Self.groupSize)
                    if group.isEmpty { return }
                    committer.commit(group)
                }
            }
        }
    }

    /// Writers that wait for their turn.
    var waitingCount: Int { line.count }

    func run<Value: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            line.join(
                Job(
                    run: { transaction in
                        let result = Result { try body(transaction) }
                        return Outcome(failed: (try? result.get()) == nil) { commitError in
                            if let commitError, case .success = result {
                                continuation.resume(throwing: commitError)
                            } else {
                                continuation.resume(with: result)
                            }
                        }
                    }, fail: { continuation.resume(throwing: $0) }))
        }
    }

    /// Waits for the last writers.
    func close() {
        line.close(threads.count)
        for thread in threads { thread.join() }
    }
}
