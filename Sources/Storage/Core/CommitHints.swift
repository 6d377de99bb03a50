import Synchronization

/// Tells whoever waits that something synced was committed. A hint carries nothing: who hears it looks for itself.
package final class CommitHints: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Hints from now on; those that nobody took yet count as one.
    package func stream() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let key = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.listeners.removeValue(forKey: key) }
        }
        return stream
    }

    /// To be called after a commit that touched the change index.
    package func announce() {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield() }
    }
}
