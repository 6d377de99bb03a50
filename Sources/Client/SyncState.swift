import SyncProtocol
import Synchronization

/// What background sync is doing.
public enum SyncState: Sendable, Equatable {
    /// Nothing runs.
    case off
    /// Fetching or sending; `progress` of a long transfer, in rows.
    case syncing(progress: PullNotes.Progress?)
    /// All is there, and the device listens for more.
    case upToDate
    /// It failed and will be tried again by itself.
    case retrying(SyncFault)
    /// It failed, and the member must do something first.
    case stopped(SyncFault)
    /// This device could not write to its own file.
    case broken(String)
}

/// Where the state stands, for everybody who looks.
final class StateBoard: Sendable {
    private struct State {
        var now = SyncState.off
        var watchers: [Int: AsyncStream<SyncState>.Continuation] = [:]
        var last = 0
    }

    private let state = Mutex(State())

    var now: SyncState { state.withLock { $0.now } }

    func set(_ new: SyncState) {
        let watchers = state.withLock { state -> [AsyncStream<SyncState>.Continuation] in
            defer { state.now = new }
            return state.now == new ? [] : Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield(new) }
    }

    /// The present state, then each one that follows; who reads slowly misses those between.
    func updates() -> AsyncStream<SyncState> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let number = state.withLock { state in
                state.last += 1
                state.watchers[state.last] = continuation
                continuation.yield(state.now)
                return state.last
            }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.watchers.removeValue(forKey: number) }
            }
        }
    }
}
