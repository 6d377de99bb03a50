import Core
import Storage
import SyncProtocol

/// Builds one page inside one read transaction: what was lost, then what is new, then what changed (the pull rules
/// of sync.md, section 3, by their numbers).
struct PageBuilder {
    let transaction: any Transaction
    let viewer: Principal.Member
    let collections: [String: any SyncedCollection]
    /// The scopes in force.
    let effective: ScopeSet
    /// N: the sequence of the snapshot that is read.
    let now: Int64
    let chunk: Int

    private(set) var state: ReplicaState
    private(set) var content: PageContent
    private(set) var phase = PullPhase.delta
    /// Lost scopes that are named in the place of their rows.
    private(set) var purgedScopes: [String]?
    private let namesScopes: Bool
    /// Scopes in force at the cookie's `last`: only what had entered one of them by then may be at the replica, and
    /// nothing else is named.
    private let known: (scopes: ScopeSet, last: Int64)

    init(
        _ state: ReplicaState, effective: ScopeSet, at now: Int64, for viewer: Principal.Member,
        collections: [String: any SyncedCollection], size: PageContent.Size, chunk: Int, namesScopes: Bool,
        in transaction: any Transaction
    ) {
        self.namesScopes = namesScopes
        self.state = state
        self.effective = effective
        self.now = now
        self.viewer = viewer
        self.collections = collections
        self.chunk = chunk
        self.transaction = transaction
        content = PageContent(size)
        known = (state.scopes, state.last)
    }

    /// Fills the page.
    /// - Returns: whether more pages are needed.
    mutating func build() throws -> Bool {
        let hasMore = try !purge() || !backfill() || !delta()
        state.done += content.puts
        state.isPartial = hasMore
        if !hasMore { (state.done, state.total) = (0, 0) }
        return hasMore
    }

    // MARK: - 1 Lost scopes

    /// - Returns: whether every row of lost scopes was named.
    private mutating func purge() throws -> Bool {
        let gone = state.scopes.names.filter { !effective.contains($0) }
        let target = Array(effective.digest.prefix(8))
        // Towards another set it begins anew: rows may have been spared for a scope that is lost by now.
        let start = state.purge.flatMap { $0.target == target ? $0.place : nil }
        // What is being purged is not held any more, should it come back before the end.
        state.pending.formUnion(gone)
        if let current = state.backfill, !effective.contains(current.scope) { state.backfill = nil }
        if namesScopes {
            purgedScopes = gone.isEmpty ? nil : gone
            adopt()
            return true
        }
        for scope in gone where scope >= start?.scope ?? "" {
            var key = start?.scope == scope ? start?.key ?? .start : .start
            while true {
                let limit = content.wanted(chunk)
                let entries = try IndexEntries.purgeable(
                    in: scope, after: key, enteredBy: known.last, told: state.position, limit: limit, from: transaction)
                let held = try IndexEntries.held(entries.map(\.key), by: effective.names, from: transaction)
                for entry in entries {
                    if content.isFull {
                        phase = .purge
                        state.purge = (ReplicaState.Place(scope: scope, key: key), target)
                        return false
                    }
                    key = entry.key
                    content.visit()
                    if !held.contains(key), !content.names(key) { content.del(key) }
                }
                if entries.count < limit { break }
            }
        }
        adopt()
        return true
    }

    /// From here on the page may put rows, so the scopes in force count as held, in part or wholly.
    private mutating func adopt() {
        let added = effective.names.filter { !state.scopes.contains($0) }
        state.purge = nil
        state.pending = state.pending.filter(effective.contains).union(added)
        state.scopes = effective
        state.last = now
    }

    // MARK: - 2 New scopes

    /// - Returns: whether every scope is wholly sent.
    private mutating func backfill() throws -> Bool {
        if !state.isPartial, !state.pending.isEmpty {
            state.total = try IndexEntries.count(in: Array(state.pending), from: transaction)
        }
        let started = state.backfill?.scope
        let order = state.pending.sorted {
            ($0 == started) == ($1 == started) ? ScopeSet.arrivesBefore($0, $1) : $0 == started
        }
        for scope in order {
            var key = scope == started ? state.backfill?.key ?? .start : .start
            while true {
                let limit = content.wanted(chunk)
                let entries = try IndexEntries.present(in: scope, after: key, limit: limit, from: transaction)
                let rows = try values(of: entries)
                for entry in entries {
                    if content.isFull {
                        phase = .snapshot
                        state.backfill = ReplicaState.Place(scope: scope, key: key)
                        return false
                    }
                    key = entry.key
                    content.visit()
                    if let value = rows[key], !content.names(key) {
                        try content.put(key, value, ver: entry.rowVersion)
                    }
                }
                if entries.count < limit { break }
            }
            state.pending.remove(scope)
            state.backfill = nil
        }
        return true
    }

    // MARK: - 3 Changes

    /// - Returns: whether every change up to N was sent.
    private mutating func delta() throws -> Bool {
        // Where the last whole commit ended.
        var boundary: (mark: PageContent.Mark, position: IndexPosition)?
        if state.position.key == nil { boundary = (content.mark, state.position) }
        // Some commits at a time, more where little changed: a page must not sort all that later ones hold.
        var commits: Int64 = 250
        while true {
            let limit = content.wanted(chunk)
            let last = min(now, state.position.sequence + commits)
            let entries = try IndexEntries.changed(
                in: effective.names, after: state.position, upTo: last, limit: limit, from: transaction)
            let held = try IndexEntries.held(entries.map(\.key), by: effective.names, from: transaction)
            let rows = try values(of: entries.filter { held.contains($0.key) })
            let gone = try IndexEntries.entered(
                entries.map(\.key).filter { rows[$0] == nil }, any: known.scopes.names, by: known.last,
                from: transaction)
            for entry in entries {
                if entry.ver != state.position.sequence, state.position.key != nil {
                    state.position.key = nil
                    boundary = (content.mark, state.position)
                }
                if content.isFull {
                    // A page ends between commits unless one commit alone is larger.
                    if state.position.key != nil, let boundary, !boundary.mark.isEmpty {
                        content.rewind(to: boundary.mark)
                        state.position = boundary.position
                    }
                    return false
                }
                state.position = IndexPosition(sequence: entry.ver, key: entry.key)
                content.visit()
                if content.names(entry.key) { continue }
                if let value = rows[entry.key] {
                    try content.put(entry.key, value, ver: entry.rowVersion)
                } else if gone.contains(entry.key) {
                    content.del(entry.key)
                }
            }
            if entries.count == limit { continue }
            state.position = IndexPosition(sequence: last, key: nil)
            if last == now { return true }
            boundary = (content.mark, state.position)
            commits *= 4
        }
    }

    /// Current values of rows that an effective scope holds.
    private func values(of entries: [IndexEntry]) throws -> [IndexKey: any Encodable & Sendable] {
        let wanted = entries.map(\.key).filter { !content.names($0) }
        var rows: [IndexKey: any Encodable & Sendable] = [:]
        for (entity, keys) in Dictionary(grouping: wanted, by: \.entity) {
            let values = try collections[entity]?.values(keys.map(\.id).sorted(), for: viewer, in: transaction) ?? [:]
            for key in keys { if let value = values[key.id] { rows[key] = value } }
        }
        return rows
    }
}
