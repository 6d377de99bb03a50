import Synchronization

/// What was read of a table and made of it, for as long as the table's revision stays the same. Other processes may
/// write the table: the revision is asked for each time.
package final class KeptReading<Value: Sendable>: Sendable {
    private let kept = Mutex<(revision: Int64, value: Value)?>(nil)

    package init() {}

    /// - Parameters:
    ///   - revision: cheap to ask for; higher after every change.
    ///   - make: what is kept, read on the same snapshot.
    /// - Throws: what the closures throw; `unavailable` when the database cannot be read.
    package func value(
        from store: any Store, revision: @escaping @Sendable (any Transaction) throws -> Int64,
        make: @escaping @Sendable (any Transaction) throws -> Value
    ) async throws -> Value {
        let known = kept.withLock { $0 }
        let now = try await store.read { transaction -> (revision: Int64, value: Value) in
            let present = try revision(transaction)
            if let known, known.revision == present { return known }
            return (present, try make(transaction))
        }
        if now.revision != known?.revision { kept.withLock { $0 = now } }
        return now.value
    }
}
