import Core
import Dispatch
import Synchronization

/// Those who wait for a connection, in the order in which they came. Its length has a bound, and so has the wait.
final class WaitingLine<Job: Sendable>: Sendable {
    private struct State {
        var jobs: [(job: Job, since: ContinuousClock.Instant)] = []
        var isClosed = false
        var isWatched = false
    }

    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)
    private let capacity: Int
    private let patience: Duration
    private let turnAway: @Sendable (Job, Problem) -> Void

    /// - Parameter turnAway: tells a job that it will not run.
    init(capacity: Int, patience: Duration, turnAway: @escaping @Sendable (Job, Problem) -> Void) {
        self.capacity = capacity
        self.patience = patience
        self.turnAway = turnAway
    }

    var count: Int { state.withLock { $0.jobs.count } }

    static var busy: Problem { Problem(.unavailable, "busy", retryAfter: 2) }

    func join(_ job: Job) {
        let (refusal, mustWatch) = state.withLock { state -> (Problem?, Bool) in
            if state.isClosed { return (Problem(.unavailable, "storage_unavailable", retryAfter: 60), false) }
            guard state.jobs.count < capacity else { return (Self.busy, false) }
            state.jobs.append((job, .now))
            defer { state.isWatched = true }
            return (nil, !state.isWatched)
        }
        if let refusal { return turnAway(job, refusal) }
        arrivals.signal()
        if mustWatch { watch() }
    }

    /// Waits for jobs.
    /// - Returns: those that came first; none when the line is closed and empty.
    func next(upTo most: Int) -> [Job] {
        while true {
            arrivals.wait()
            let (jobs, isOver) = state.withLock { state -> ([Job], Bool) in
                let jobs = state.jobs.prefix(most).map(\.job)
                state.jobs.removeFirst(jobs.count)
                return (jobs, state.isClosed && jobs.isEmpty)
            }
            // Somebody else took the one whose arrival was heard, among several.
            if jobs.isEmpty, !isOver { continue }
            return jobs
        }
    }

    /// Takes nobody any more. Who waits is still served.
    /// - Parameter threads: how many serve the line: each is told.
    func close(_ threads: Int) {
        state.withLock { $0.isClosed = true }
        for _ in 0..<threads { arrivals.signal() }
    }

    /// Turns away who has waited too long, as long as anybody waits.
    private func watch() {
        DispatchQueue.global().asyncAfter(deadline: .now() + patience.seconds / 4) { [weak self] in
            self?.turnAwayTheLate()
        }
    }

    private func turnAwayTheLate() {
        let (late, mustWatch) = state.withLock { state -> ([Job], Bool) in
            let now = ContinuousClock.now
            let late = state.jobs.prefix { now - $0.since >= patience }.map(\.job)
            state.jobs.removeFirst(late.count)
            state.isWatched = !state.jobs.isEmpty
            return (late, state.isWatched)
        }
        for job in late { turnAway(job, Self.busy) }
        if mustWatch { watch() }
    }
}

extension Duration {
    var seconds: Double { self / .seconds(1) }
}
