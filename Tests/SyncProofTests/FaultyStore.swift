import Storage
import Synchronization

/// The server died; whoever asked hears nothing.
struct ServerDied: Error {}

/// What is to happen to the writes of the request that is being served.
final class FaultPlan: Sendable {
    /// The labelled steps of a transaction at which the server can die.
    enum Fate: Sendable, CaseIterable {
        case beforeBegin, beforeCommit, afterCommit
        /// No death: an engine may have to run a transaction anew.
        case runsTwice
    }

    private struct State {
        var fate: (fate: Fate, write: Int)?
        var writes = 0
        var isDead = false
        var interlude: (access: Int, run: @Sendable () async -> Void)?
        var accesses = 0
    }

    private let state = Mutex(State())

    /// - Parameter write: which of the request's transactions it befalls, from 0 on.
    func arm(_ fate: Fate?, write: Int) {
        state.withLock { $0 = State(fate: fate.map { ($0, write) }) }
    }

    /// Lets something else happen before one of the request's transactions.
    func interrupt(access: Int, _ run: @escaping @Sendable () async -> Void) {
        state.withLock { $0.interlude = (access, run) }
    }

    /// From here on nothing befalls the request.
    func spare() {
        state.withLock { ($0.fate, $0.interlude) = (nil, nil) }
    }

    var isDead: Bool { state.withLock { $0.isDead } }

    func die() throws -> Never {
        state.withLock { $0.isDead = true }
        throw ServerDied()
    }

    fileprivate func nextAccess() async throws {
        let run = state.withLock { state -> (@Sendable () async -> Void)? in
            defer { state.accesses += 1 }
            guard let interlude = state.interlude, interlude.access == state.accesses else { return nil }
            state.interlude = nil
            return interlude.run
        }
        await run?()
        if isDead { throw ServerDied() }
    }

    fileprivate func nextWrite() -> Fate? {
        state.withLock { state in
            defer { state.writes += 1 }
            guard let (fate, write) = state.fate, write == state.writes else { return nil }
            state.fate = nil
            return fate
        }
    }
}

/// A double of the engine that dies where the plan says, and lets others in between two transactions.
final class FaultyStore: Store {
    private let inner: any Store
    private let plan: FaultPlan

    init(_ inner: any Store, _ plan: FaultPlan) {
        self.inner = inner
        self.plan = plan
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Value) async throws -> Value {
        try await plan.nextAccess()
        return try await inner.read(body)
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any WriteTransaction) throws -> Value
    ) async throws -> Value {
        try await plan.nextAccess()
        switch plan.nextWrite() {
        case nil: return try await inner.write(body)
        case .beforeBegin: try plan.die()
        case .beforeCommit:
            _ = try? await inner.write { transaction -> Value in
                _ = try body(transaction)
                throw ServerDied()
            }
            try plan.die()
        case .afterCommit:
            _ = try? await inner.write(body)
            try plan.die()
        case .runsTwice:
            return try await inner.write { transaction in
                do {
                    try transaction.savepoint { () -> Void in
                        _ = try body(transaction)
                        throw ServerDied()
                    }
                } catch is ServerDied {}
                return try body(transaction)
            }
        }
    }

    var commits: CommitHints { inner.commits }
    var measures: StoreMeasures { inner.measures }
    var load: StoreLoad { inner.load }
    var about: String { inner.about }
    func alone(_ work: String, _ body: () async throws -> Void) async throws -> Bool {
        try await inner.alone(work, body)
    }
    func checkReadiness() async throws { try await inner.checkReadiness() }
    func emptyLog() async throws { try await inner.emptyLog() }
    func findings() async throws -> [String] { try await inner.findings() }
    func close() async throws { try await inner.close() }
}
