import Core
import Storage

/// Locks that a node holds while it does what only one of them should: advisory locks of a session, on a connection of
/// its own. A node that ends, or loses the connection, holds none any more.
final class PostgresTurns: Sendable {
    private struct Job: Sendable {
        let run: @Sendable (ConnectionThread.Place) -> Void
        let fail: @Sendable (any Error) -> Void
    }

    /// `karw` in ASCII: other programs on the server have locks of their own.
    private static let family = 0x6B61_7277

    private let line: WaitingLine<Job>
    private let thread: ConnectionThread

    init(_ address: PostgresAddress, _ options: PostgresOptions) {
        let line = WaitingLine<Job>(capacity: options.waiting, patience: options.patience) { $0.fail($1) }
        self.line = line
        thread = ConnectionThread("turns", address, options) { place in
            while let job = line.next(upTo: 1).first { job.run(place) }
        }
    }

    /// - Returns: whether it is this node's turn, until it is given back.
    func take(_ work: String) async throws -> Bool {
        try await ask("SELECT 1 WHERE pg_try_advisory_lock(CAST(\(Self.family) AS int4), hashtext(\(work)))")
    }

    func giveBack(_ work: String) async {
        // Whose connection is gone holds nothing.
        _ = try? await ask("SELECT 1 WHERE pg_advisory_unlock(CAST(\(Self.family) AS int4), hashtext(\(work)))")
    }

    private func ask(_ query: Query) async throws -> Bool {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Bool, any Error>) in
            let job = Job(
                run: { place in
                    continuation.resume(
                        with: Result {
                            do {
                                return try place.connection().run(query).count == 1
                            } catch {
                                place.discard()
                                throw Problem(.unavailable, "storage_unavailable", retryAfter: 60)
                            }
                        })
                }, fail: { continuation.resume(throwing: $0) })
            line.join(job)
        }
    }

    func close() {
        line.close(1)
        thread.join()
    }
}
