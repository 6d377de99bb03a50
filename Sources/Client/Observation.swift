import GRDB

extension Device {
    /// Reads at one moment.
    /// - Throws: `DatabaseError`, and what `body` throws.
    public func read<Value>(_ body: (ReplicaReader) throws -> Value) throws -> Value {
        try replica.read { try body(ReplicaReader(database: $0)) }
    }

    /// Reads now, and again whenever something that was read has changed: a page that was revealed whole, or
    /// something that the member wrote. Equal values in a row come once.
    public func observe<Value: Sendable & Equatable>(
        _ body: @escaping @Sendable (ReplicaReader) throws -> Value
    ) -> AsyncThrowingStream<Value, any Error> {
        let pool = replica.pool
        return AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let values = ValueObservation.tracking { try body(ReplicaReader(database: $0)) }.removeDuplicates()
                .values(in: pool, bufferingPolicy: .bufferingNewest(1))
            let watch = Task {
                do {
                    for try await value in values { continuation.yield(value) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in watch.cancel() }
        }
    }
}
