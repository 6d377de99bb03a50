import Core
import Synchronization

/// The open event streams of this process. One lock guards them all, and one round speaks to all of them: a stream costs
/// a bell and the names of its scopes, no timer and no question to the database of its own.
package final class LiveStreams: Sendable {
    typealias Instant = ContinuousClock.Instant

    /// A member's stream while it is open.
    struct Entry: Sendable {
        let id: Int
        let member: Principal.Member
        /// The client group, if the client said.
        let group: String?
        let bell: AsyncStream<Void>.Continuation
        var scopes: [String]
        /// Scopes among them of whose loss the client was told.
        var lost: Set<String> = []
        var due: DueEvents
        /// The number of the last poke, or that with which it began: the same is not told again.
        var heard: Int64?
        /// A poke that came too soon after the last one.
        var owed: Int64?
        var pokedAt: Instant?
        var spokeAt: Instant
        var isOver = false
        /// Whether it was told that its token is about to end.
        var isWarned = false

        mutating func tell(_ sequence: Int64) {
            guard sequence != heard else { return }
            (due.poke, heard) = (sequence, sequence)
        }
    }

    struct State {
        var entries: [Int: Entry] = [:]
        /// Ids of the streams that want a scope.
        var followers: [String: Set<Int>] = [:]
        var counts: [MemberID: Int] = [:]
        var next = 0
        var isClosed = false
    }

    /// Streams of this process, and of one member; 0 for as many as there are.
    private let limits: (all: Int, each: Int)
    let state = Mutex(State())

    static let pause = Duration.milliseconds(250)
    static let silence = Duration.seconds(20)

    package init(most: Int = 0, mostOfMember: Int = 0) { limits = (most, mostOfMember) }

    /// Open streams.
    package var count: Int { state.withLock { $0.entries.count } }

    /// - Throws: `unavailable` with `busy` when the program is about to stop, or too many are open; `tooMany` with
    ///   `too_many_streams` when the member has too many.
    func check(_ member: MemberID) throws { try state.withLock { try check(member, $0) } }

    private func check(_ member: MemberID, _ state: State) throws {
        if state.isClosed { throw Problem(.unavailable, "busy", retryAfter: 1) }
        if limits.all > 0, state.entries.count >= limits.all { throw Problem(.unavailable, "busy", retryAfter: 30) }
        if limits.each > 0, state.counts[member, default: 0] >= limits.each {
            throw Problem(.tooMany, "too_many_streams", arguments: ["max": "\(limits.each)"], retryAfter: 30)
        }
    }

    /// Begins a stream. Its bell rings whenever `take` has something to tell.
    /// - Throws: as `check`.
    func open(_ opening: LiveOpening, at now: Instant) throws -> (id: Int, bell: AsyncStream<Void>) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = try state.withLock { state in
            try check(opening.member.id, state)
            state.next += 1
            state.entries[state.next] = Entry(
                id: state.next, member: opening.member, group: opening.group, bell: continuation, scopes: [],
                due: opening.due, heard: opening.heard,
                pokedAt: opening.due.poke == nil ? nil : now, spokeAt: now)
            state.counts[opening.member.id, default: 0] += 1
            state.follow(opening.scopes, state.next)
            return state.next
        }
        continuation.yield()
        return (id, stream)
    }

    /// What is to be told now; nothing is told twice.
    func take(_ id: Int, at now: Instant) -> (events: [LiveEvent], isOver: Bool) {
        state.withLock { state in
            guard var entry = state.entries[id] else { return ([], true) }
            let events = entry.due.all
            entry.due = DueEvents()
            if !events.isEmpty { entry.spokeAt = now }
            state.entries[id] = entry
            return (events, entry.isOver)
        }
    }

    /// Forgets a stream and wakes the one who writes to it, to stop.
    func forget(_ id: Int) { state.withLock { $0.remove(id) }?.bell.finish() }

    /// Ends all streams and begins no more: the program is about to stop.
    package func close() {
        let entries = state.withLock { state in
            state.isClosed = true
            defer { (state.entries, state.followers, state.counts) = ([:], [:], [:]) }
            return Array(state.entries.values)
        }
        for entry in entries { entry.bell.finish() }
    }

    /// Changes streams and wakes those that have something to tell then.
    func change(_ ids: some Sequence<Int>, _ body: (inout Entry) -> Void) {
        let bells = state.withLock { state in
            ids.compactMap { id -> AsyncStream<Void>.Continuation? in
                guard var entry = state.entries[id] else { return nil }
                body(&entry)
                state.entries[id] = entry
                return entry.isOver || !entry.due.all.isEmpty ? entry.bell : nil
            }
        }
        for bell in bells { bell.yield() }
    }
}

extension LiveStreams.State {
    /// Gives a stream the scopes that its member wants by now.
    mutating func follow(_ scopes: [String], _ id: Int) {
        guard entries[id] != nil else { return }
        for scope in entries[id]?.scopes ?? [] { unfollow(scope, id) }
        // The names of the index are shared, not copied.
        let names = Set(scopes).map { followers.index(forKey: $0).map { followers.keys[$0] } ?? $0 }
        for name in names { followers[name, default: []].insert(id) }
        entries[id]?.scopes = names
        entries[id]?.lost.formIntersection(names)
    }

    private mutating func unfollow(_ scope: String, _ id: Int) {
        followers[scope]?.remove(id)
        if followers[scope]?.isEmpty == true { followers[scope] = nil }
    }

    mutating func remove(_ id: Int) -> LiveStreams.Entry? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        for scope in entry.scopes { unfollow(scope, id) }
        counts[entry.member.id, default: 0] -= 1
        if counts[entry.member.id] == 0 { counts[entry.member.id] = nil }
        return entry
    }
}

/// What a stream begins with.
struct LiveOpening: Sendable {
    var member: Principal.Member
    var group: String?
    var scopes: [String]
    var due: DueEvents
    /// The number that the client knows of.
    var heard: Int64?
}
