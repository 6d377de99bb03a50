import Core
import Storage
import Synchronization

/// Reads, each in a transaction of its own that sees one moment of the database.
final class PostgresReads: Sendable {
    /// How often a read is begun: once more for a connection that had gone unnoticed, and once for its successor.
    static let attempts = 3

    private struct Job: Sendable {
        /// Runs the closure; what it returns tells the reader.
        let run: @Sendable (PostgresTransaction) -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private let line: WaitingLine<Job>
    private let threads: [ConnectionThread]

    init(_ address: PostgresAddress, _ options: PostgresOptions) {
        let line = WaitingLine<Job>(capacity: options.waiting, patience: options.patience) { $0.fail($1) }
        self.line = line
        threads = (1...options.readers).map { number in
            ConnectionThread("reader \(number)", address, options) { place in
                while let job = line.next(upTo: 1).first { Self.serve(job, at: place) }
            }
        }
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
        let isGone = Atomic(false)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                line.join(
                    Job(
                        run: { transaction in
                            let result = Result {
                                if isGone.load(ordering: .relaxed) { throw CancellationError() }
                                return try body(transaction)
                            }
                            return { continuation.resume(with: result) }
                        }, fail: { continuation.resume(throwing: $0) }))
            }
        } onCancel: {
            isGone.store(true, ordering: .relaxed)
        }
    }

    /// Waits for the last readers.
    func close() {
        line.close(threads.count)
        for thread in threads { thread.join() }
    }

    private static func serve(_ job: Job, at place: ConnectionThread.Place) {
        var last = Interruption.disconnected(Refusal.unreachable)
        for _ in 1...attempts {
            do {
                let connection = try place.connection()
                defer { connection.rollback() }
                return try read(job, on: connection)()
            } catch let interruption as Interruption {
                last = interruption
                if case .disconnected = interruption { place.discard() }
            } catch {
                return job.fail(error)
            }
        }
        job.fail(last.problem)
    }

    private static func read(_ job: Job, on connection: PostgresConnection) throws -> @Sendable () -> Void {
        do {
            try connection.run(script: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        } catch let statement as RefusedStatement { throw statement.refusal.error }
        let transaction = PostgresTransaction(connection)
        let tell = job.run(transaction)
        if let interruption = transaction.interruption { throw interruption }
        return tell
    }
}
