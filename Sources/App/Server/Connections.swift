import HummingbirdCore
import Synchronization

/// Counts open connections, and takes no more than a set number: those beyond wait in the system's queue.
final class Connections: AvailableConnectionsDelegate {
    private let open = Atomic(0)
    private let most: Int

    init(most: Int) { self.most = most }

    /// Connections that are open now.
    var count: Int { open.load(ordering: .relaxed) }

    func connectionOpened() { open.add(1, ordering: .relaxed) }
    func connectionClosed() { open.subtract(1, ordering: .relaxed) }
    func isAcceptingNewConnections() -> Bool { count < most }
}
