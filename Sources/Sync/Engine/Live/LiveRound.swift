import Core
import Storage

/// Finds out whom commits concern and tells them. One question to the database a round, however many streams are open.
struct LiveRound: Sendable {
    let service: SyncService
    let streams: LiveStreams
    let now: ContinuousClock.Instant

    /// Whom a round concerns.
    private struct Concerned: Sendable {
        var sequence: Int64
        /// Scopes that changed and that everybody may read who wants them, or that are each member's own.
        var open: [String] = []
        /// Others that changed, by stream: those that its member may read, and those that they may not.
        var closed: [Int: (readable: Set<String>, lost: Set<String>)] = [:]
        /// Streams whose members may not ask any more.
        var ended: Set<Int> = []
    }

    /// - Parameter places: where commits wrote since the last round.
    func run(_ places: TouchedPlaces) async throws {
        if !places.isEmpty, streams.count > 0 {
            if places.isUnknown {
                try await pokeAll()
            } else {
                try await poke(places)
            }
        }
        keepAlive()
    }

    /// Nobody knows what was written while nobody listened.
    private func pokeAll() async throws {
        let sequence = try await service.store.read { try History.read(in: $0).sequence }
        poke(streams.state.withLock { Array($0.entries.keys) }, sequence)
    }

    private func poke(_ places: TouchedPlaces) async throws {
        let concerned = try await service.store.read { try whom(places, in: $0) }
        let ids = streams.state.withLock { state in
            concerned.open.reduce(into: Set<Int>()) { $0.formUnion(state.followers[$1] ?? []) }
        }
        let hearing = concerned.closed.filter { !$0.value.readable.isEmpty }.keys
        poke(ids.union(hearing), concerned.sequence)
        streams.change(concerned.closed.keys) { entry in
            let (readable, lost) = concerned.closed[entry.id] ?? ([], [])
            if !lost.isSubset(of: entry.lost) { entry.due.isRevoked = true }
            entry.lost.formUnion(lost)
            entry.lost.subtract(readable)
        }
        end(concerned.ended)
        try await refresh(places)
    }

    private func poke(_ ids: some Sequence<Int>, _ sequence: Int64) {
        streams.change(ids) { entry in
            guard sequence != entry.heard else { return }
            if let last = entry.pokedAt, now - last < LiveStreams.pause {
                entry.owed = sequence
            } else {
                entry.tell(sequence)
                (entry.owed, entry.pokedAt) = (nil, now)
            }
        }
    }

    private func end(_ ids: Set<Int>) {
        streams.change(ids) { entry in
            entry.due.isRevoked = true
            entry.isOver = true
        }
    }

    // MARK: Whom it concerns

    private func whom(_ places: TouchedPlaces, in transaction: any Transaction) throws -> Concerned {
        var scopes = Set(places.places.map(\.scope))
        for (entity, rows) in Dictionary(grouping: places.rows, by: \.entity) {
            scopes.formUnion(try IndexEntries.scopes(of: rows.map(\.id), entity, from: transaction))
        }
        let wanted = streams.state.withLock { state in scopes.filter { state.followers[$0] != nil } }
        var found = Concerned(sequence: try History.read(in: transaction).sequence)
        let own = wanted.filter { $0.hasPrefix("u:") || $0 == "pub" }
        let others = wanted.subtracting(own)
        let everyones = try service.effective.readable(Array(others), by: .stranger, in: transaction)
        found.open = Array(own.union(everyones))
        try look(at: others.subtracting(everyones), &found, in: transaction)
        return found
    }

    /// What not everybody may read is looked at for each who wants it, as the member they are by now.
    private func look(
        at scopes: Set<String>, _ found: inout Concerned, in transaction: any Transaction
    ) throws {
        let readers = streams.state.withLock { state in
            scopes.reduce(into: [Int: (member: Principal.Member, scopes: [String])]()) { readers, scope in
                for id in state.followers[scope] ?? [] {
                    guard let member = state.entries[id]?.member else { continue }
                    readers[id, default: (member, [])].scopes.append(scope)
                }
            }
        }
        for (id, (member, wanted)) in readers {
            let present: Principal.Member
            do {
                present = try service.reader(member, in: transaction)
            } catch let problem as Problem where [.signInRequired, .forbidden].contains(problem.kind) {
                found.ended.insert(id)
                continue
            }
            let readable = try service.effective.readable(wanted, by: present, in: transaction)
            found.closed[id] = (readable, Set(wanted).subtracting(readable))
        }
    }

    /// Who subscribed to something, or stopped to, hears of other scopes from now on.
    private func refresh(_ places: TouchedPlaces) async throws {
        let scopes = places.places.filter { $0.entity == Subscriptions.entity }.map(\.scope)
        let stale = streams.state.withLock { state in
            scopes.flatMap { state.followers[$0] ?? [] }.compactMap { id in
                state.entries[id].map { (id: id, member: $0.member) }
            }
        }
        try await service.follow(stale)
    }

    // MARK: Time

    /// Pokes that were too early, and comments where nothing was said for long.
    private func keepAlive() {
        let ids = streams.state.withLock { state in
            state.entries.filter { _, entry in
                entry.owed != nil || now - entry.spokeAt >= LiveStreams.silence
            }.map(\.key)
        }
        streams.change(ids) { entry in
            if let owed = entry.owed, entry.pokedAt.map({ now - $0 >= LiveStreams.pause }) ?? true {
                entry.tell(owed)
                (entry.owed, entry.pokedAt) = (nil, now)
            }
            if now - entry.spokeAt >= LiveStreams.silence { entry.due.hasComment = true }
        }
    }
}

extension Principal.Member {
    /// Somebody of whom nobody knows anything: what they may read, every member may.
    fileprivate static var stranger: Principal.Member {
        Principal.Member(
            id: MemberID(trusted: "00000000-0000-7000-8000-000000000000"), username: "", displayName: "",
            roles: [.member], credential: .session(id: "", steppedUpAt: Timestamp(milliseconds: 0)), isVerified: true,
            isSuspended: false, joinedAt: Timestamp(milliseconds: 0), language: "en", timeZone: "UTC")
    }
}
