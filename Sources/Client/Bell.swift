import Synchronization

/// Wakes whoever sleeps until there is something to do; a ring while nobody sleeps is not lost.
final class Bell: Sendable {
    private struct State {
        var isRung = false
        var sleepers: [Int: CheckedContinuation<Void, Never>] = [:]
        /// Woken before they slept.
        var over: Set<Int> = []
        var last = 0
    }

    private let state = Mutex(State())

    func ring() {
        let sleepers = state.withLock { state in
            state.isRung = state.sleepers.isEmpty
            defer { state.sleepers = [:] }
            return state.sleepers
        }
        for sleeper in sleepers.values { sleeper.resume() }
    }

    /// Returns when the bell rings, when it rang since it was last heard, after a time, or when the task is cancelled.
    func wait(atMost time: Duration) async {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        let alarm = Task {
            // Cancelled when the bell was faster: then there is nobody to wake.
            if (try? await Task.sleep(for: time)) != nil { wake(number) }
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isRung || state.over.contains(number) {
                        state.isRung = false
                        return true
                    }
                    state.sleepers[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            alarm.cancel()
            wake(number)
        }
        alarm.cancel()
        _ = state.withLock { $0.over.remove(number) }
    }

    private func wake(_ number: Int) {
        let sleeper = state.withLock { state in
            state.over.insert(number)
            return state.sleepers.removeValue(forKey: number)
        }
        sleeper?.resume()
    }
}
