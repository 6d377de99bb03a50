import Core
import Foundation
import GRDB
import Logging
import Storage
import Synchronization

/// Commits writers that wait together: one `BEGIN IMMEDIATE`, a savepoint each, one sync of the disk.
final class WriteGroups: Sendable {
    /// Writers in one commit.
    static let groupSize = 64
    /// Writers that may wait; beyond them the answer is 503 at once.
    static let capacity = 2048
    /// Bytes by which the write-ahead log grows until it is copied into the database. Once the whole of it was copied
    /// the log begins anew and its file is cut to this size (`journal_size_limit`); while readers stand in it, it grows.
    static let checkpointBytes = 4 << 20

    /// A waiting writer.
    private struct Job: Sendable {
        /// Runs the writer's closure inside the group.
        let run: @Sendable (SQLiteTransaction, _ inSavepoint: Bool) -> Outcome
        /// Tells a writer that never ran why.
        let fail: @Sendable (any Error) -> Void
    }

    private struct Outcome: Sendable {
        /// Whether the writer's own closure threw; then its changes must go.
        let failed: Bool
        /// Called after COMMIT with `nil`, or with what made the commit fail.
        let tell: @Sendable ((any Error)?) -> Void
    }

    private struct Waiting {
        var jobs: [Job] = []
        var isDraining = false
    }

    private let pool: DatabasePool
    private let commits: CommitHints
    private let measures: StoreMeasures
    private let clock: Clock
    private let logger: Logger
    /// Whether the log is ours to copy into the database.
    private let checkpoints: Bool
    private let waiting = Mutex(Waiting())
    /// Size of the log beyond which it is copied.
    private let due = Mutex(checkpointBytes)

    init(
        pool: DatabasePool, commits: CommitHints, measures: StoreMeasures, clock: Clock, logger: Logger,
        checkpoints: Bool
    ) {
        self.checkpoints = checkpoints
        self.pool = pool
        self.commits = commits
        self.measures = measures
        self.clock = clock
        self.logger = logger
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            let job = Job(
                run: { transaction, inSavepoint in
                    let result = Result {
                        inSavepoint ? try transaction.savepoint { try body(transaction) } : try body(transaction)
                    }
                    return Outcome(failed: (try? result.get()) == nil) { commitError in
                        if let commitError, case .success = result {
                            continuation.resume(throwing: commitError)
                        } else {
                            continuation.resume(with: result)
                        }
                    }
                },
                fail: { continuation.resume(throwing: $0) })
            let (accepted, mustStart) = waiting.withLock { waiting -> (Bool, Bool) in
                guard waiting.jobs.count < Self.capacity else { return (false, false) }
                waiting.jobs.append(job)
                defer { waiting.isDraining = true }
                return (true, !waiting.isDraining)
            }
            if !accepted { continuation.resume(throwing: Problem(.unavailable, "busy", retryAfter: 2)) }
            if mustStart { pool.asyncWriteWithoutTransaction { connection in self.drain(connection) } }
        }
    }

    /// Commits group after group until nobody waits, then looks after the log.
    private func drain(_ connection: Database) {
        while true {
            let group = waiting.withLock { waiting -> [Job] in
                let group = Array(waiting.jobs.prefix(Self.groupSize))
                waiting.jobs.removeFirst(group.count)
                if group.isEmpty { waiting.isDraining = false }
                return group
            }
            if group.isEmpty { return }
            commit(group, on: connection)
            if checkpoints { checkpointIfLarge(connection) }
        }
    }

    private func commit(_ group: [Job], on connection: Database) {
        var outcomes: [Outcome] = []
        let start = ContinuousClock.now
        let failure: (any Error)?
        do {
            try translatingErrors {
                try connection.beginTransaction(.immediate)
                let transaction = SQLiteTransaction(connection)
                // A full disk may end the transaction: whoever wrote then would write by themselves, in no commit.
                for job in group where connection.isInsideTransaction {
                    outcomes.append(job.run(transaction, group.count > 1))
                }
                guard connection.isInsideTransaction else {
                    throw Problem(.unavailable, "storage_unavailable", retryAfter: 60)
                }
                // A writer alone has no savepoint: if it failed, everything it did goes with the transaction.
                if group.count == 1, outcomes[0].failed { return try connection.rollback() }
                try transaction.executePostponed()
                try ChangeIndex.stamp(transaction.touches, at: clock.now, in: transaction)
                try connection.commit()
                if !transaction.touches.isEmpty { commits.announce(TouchedPlaces(transaction.touches)) }
            }
            failure = nil
            measures.groupSizes.record(Double(group.count))
            measures.commitSeconds.record(ContinuousClock.now - start)
        } catch {
            measures.failedCommits.add()
            if connection.isInsideTransaction { try? connection.rollback() }
            logger.error("commit failed", metadata: ["error": "\(error.forLog)", "writers": "\(group.count)"])
            failure = (error as? Problem) ?? Problem(.unavailable, "storage_unavailable", retryAfter: 60)
        }
        for outcome in outcomes { outcome.tell(failure) }
        // A transaction that did not begin, or ended before its time, leaves writers that never ran.
        for job in group.dropFirst(outcomes.count) {
            job.fail(failure ?? Problem(.unavailable, "storage_unavailable", retryAfter: 60))
        }
    }

    /// Writers that wait for their turn.
    var waitingCount: Int { waiting.withLock { $0.jobs.count } }

    /// Size of the write-ahead log. The system's own call: `FileManager` looks the names of owner and group up besides.
    var logBytes: Int {
        var facts = stat()
        return stat(pool.path + "-wal", &facts) == 0 ? Int(facts.st_size) : 0
    }

    private func checkpointIfLarge(_ connection: Database) {
        let bytes = logBytes
        let isDue = due.withLock { due in
            if bytes <= Self.checkpointBytes { due = Self.checkpointBytes }
            guard bytes > due else { return false }
            due = bytes + Self.checkpointBytes
            return true
        }
        guard isDue else { return }
        do {
            _ = try connection.checkpoint(.passive)
        } catch {
            logger.warning("checkpoint failed", metadata: ["error": "\(error.forLog)"])
        }
    }
}
