import Synchronization

/// Tells whoever waits that something synced was committed. A hint carries nothing: who hears it looks for itself.
package final class CommitHints: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
        var announced = 0
        /// `nil` while nobody gathers.
        var gathered: TouchedPlaces?
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

    /// How many commits were announced: whether there was one in between.
    package var count: Int { state.withLock { $0.announced } }

    /// From now on it is kept where commits wrote, for the one who takes it.
    package func gather() { state.withLock { $0.gathered = $0.gathered ?? TouchedPlaces() } }

    /// Where commits wrote since the last time.
    package func takeGathered() -> TouchedPlaces {
        state.withLock { state in
            guard let gathered = state.gathered else { return TouchedPlaces() }
            state.gathered = TouchedPlaces()
            return gathered
        }
    }

    /// To be called after a commit that touched the change index.
    package func announce(_ places: TouchedPlaces) {
        let listeners = state.withLock { state in
            state.announced += 1
            state.gathered?.formUnion(places)
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield() }
    }
}
