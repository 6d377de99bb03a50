import Core
import Dispatch
import Foundation

/// A thread with a connection of its own, which it opens when it is first needed and anew when it was lost.
final class ConnectionThread: Sendable {
    private let isOver = DispatchSemaphore(value: 0)

    /// Runs `body` on a thread until it returns.
    init(
        _ name: String, _ address: PostgresAddress, _ options: PostgresOptions,
        _ body: @escaping @Sendable (Place) -> Void
    ) {
        let isOver = isOver
        let thread = Thread {
            body(Place(address: address, options: options))
            isOver.signal()
        }
        thread.name = name
        thread.stackSize = 2 << 20
        thread.start()
    }

    /// Waits until the thread has ended.
    func join() { isOver.wait() }

    /// Where the thread keeps its connection.
    final class Place {
        private let address: PostgresAddress
        private let options: PostgresOptions
        private var kept: PostgresConnection?

        init(address: PostgresAddress, options: PostgresOptions) {
            self.address = address
            self.options = options
        }

        /// The open connection, or a new one.
        /// - Throws: `unavailable` with `database_unreachable`.
        func connection() throws -> PostgresConnection {
            if let kept, kept.isSound, !kept.isInTransaction { return kept }
            kept = nil
            let fresh = try PostgresConnection(address, options)
            kept = fresh
            return fresh
        }

        /// Closes the connection: the next one may lead to another server.
        func discard() { kept = nil }
    }
}
