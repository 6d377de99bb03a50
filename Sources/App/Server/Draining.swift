import Synchronization

/// Whether the server is about to stop: supervisors and balancers learn of it at `/ready`.
package final class Draining: Sendable {
    private let begun = Atomic(false)

    package init() {}

    package var hasBegun: Bool { begun.load(ordering: .relaxed) }
    package func begin() { begun.store(true, ordering: .relaxed) }
}
