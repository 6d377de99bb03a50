import Synchronization

/// Whether the server is about to stop: supervisors and balancers learn of it at `/ready`, and what would last for ever
/// is told to end.
package final class Draining: Sendable {
    private let begun = Atomic(false)
    private let endings = Mutex<[@Sendable () -> Void]>([])

    package init() {}

    package var hasBegun: Bool { begun.load(ordering: .relaxed) }

    package func begin() {
        begun.store(true, ordering: .relaxed)
        for end in endings.withLock({ $0 }) { end() }
    }

    /// To be called at the beginning of the end.
    package func whenBegun(_ end: @escaping @Sendable () -> Void) { endings.withLock { $0.append(end) } }
}
