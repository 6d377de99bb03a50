import Core
import Foundation
import Storage
import SyncProtocol

/// One attempt at a pull, in one read transaction. What must be written first is handed back; that is rare.
struct PullTurn: Sendable {
    enum Step: Sendable {
        case answer(PullAnswer)
        case prepare(Preparation)
    }

    /// Short writes that a page depends on.
    struct Preparation: Sendable {
        var bindsGroup = false
        var scopeSet: ScopeSet?
        /// The epoch to end, when history proved to be rewritten.
        var endedEpoch: String?

        var isEmpty: Bool { !bindsGroup && scopeSet == nil && endedEpoch == nil }
    }

    let request: PullRequest
    private(set) var member: Principal.Member
    let userAgent: String
    let now: Timestamp
    let service: SyncService

    init(request: PullRequest, member: Principal.Member, userAgent: String, now: Timestamp, service: SyncService) {
        self.request = request
        self.member = member
        self.userAgent = userAgent
        self.now = now
        self.service = service
    }

    /// The same for the member as they are by now.
    func of(_ member: Principal.Member) -> PullTurn {
        var turn = self
        turn.member = member
        return turn
    }

    func run(in transaction: any Transaction) throws -> Step {
        var preparation = Preparation()
        let group = try DeviceGroup.find(request.clientGroupID, in: transaction)
        try group?.check(owner: member.id)
        if group?.isRevoked == true { return .answer(.refused(.clientStateNotFound)) }
        preparation.bindsGroup = isDue(group?.lastUsedAt)

        let effective = try service.effective.set(for: member, at: now, in: transaction)
        if isDue(try effective.lastUsed(in: transaction)) { preparation.scopeSet = effective }

        let history = try History.read(in: transaction)
        let start = try start(history, effective, &preparation, in: transaction)
        guard preparation.isEmpty else { return .prepare(preparation) }
        return .answer(.page(try page(start, history, effective, in: transaction)))
    }

    func write(_ preparation: Preparation, in transaction: any WriteTransaction) throws {
        if preparation.bindsGroup {
            try DeviceGroup.bind(
                request.clientGroupID, to: member.id, userAgent: userAgent, at: now, in: transaction)
        }
        try preparation.scopeSet?.intern(at: now, in: transaction)
        if let epoch = preparation.endedEpoch {
            try History.renew(epoch, to: service.newEpoch(at: now), in: transaction)
        }
    }

    private func isDue(_ lastUsed: Timestamp?) -> Bool {
        guard let lastUsed else { return true }
        return now.since(lastUsed) >= service.limits.useNoted
    }

    // MARK: - Where the replica stands

    private struct Start {
        var state: ReplicaState
        /// `clear` comes first.
        var isFresh: Bool
        var reason: ResetReason?
        var group: [UInt8]
        /// The cookie's own time is running out: it is replaced although nothing changed.
        var isOld = false
    }

    private func start(
        _ history: History, _ effective: ScopeSet, _ preparation: inout Preparation, in transaction: any Transaction
    ) throws -> Start {
        func fresh(_ reason: ResetReason?) -> Start { self.fresh(reason, history, effective) }
        guard let cookie = request.cookie, cookie != .null else { return fresh(nil) }
        guard let cursor = service.seal.open(cookie, for: member.id) else { return fresh(.integrity) }
        switch try history.judge(cursor, in: transaction) {
        case .reset(let reason): return fresh(reason)
        case .rewritten:
            preparation.endedEpoch = history.epoch
            return fresh(.epochChanged)
        case .good(let readAt):
            guard let held = try ScopeSet.named(cursor.scopeSet, in: transaction) else {
                return fresh(.scopesetUnknown)
            }
            guard let state = ReplicaState(cursor, of: held) else { return fresh(.integrity) }
            let age = readAt.map { now.since($0).milliseconds } ?? .max
            return Start(
                state: state, isFresh: false, reason: nil, group: cursor.group,
                isOld: cursor.last < history.sequence && age > service.limits.retention.milliseconds / 3)
        }
    }

    /// A replica that begins anew, for a reason unless it is new.
    private func fresh(_ reason: ResetReason?, _ history: History, _ effective: ScopeSet) -> Start {
        Start(
            state: ReplicaState(empty: effective, at: history.sequence), isFresh: true, reason: reason,
            group: groupHash)
    }

    // MARK: - The page

    private func page(
        _ start: Start, _ history: History, _ effective: ScopeSet, in transaction: any Transaction
    ) throws -> PullPage {
        var builder = builder(start.state, history, effective, isFirst: !start.state.isPartial, in: transaction)
        let hasMore = try builder.build()
        if hasMore, try isTooLarge(start, history, effective, in: transaction) {
            return try page(fresh(.deltaTooLarge, history, effective), history, effective, in: transaction)
        }
        var state = builder.state
        // A cookie lent by another group of the member says nothing of what this one's clients know.
        let acknowledged = start.group == groupHash ? state.acknowledged : 0
        let changes =
            hasMore
            ? [:]
            : try DeviceClient.changes(
                inGroup: request.clientGroupID, after: acknowledged, of: history.epoch, from: transaction)
        if !hasMore { state.acknowledged = history.sequence }
        let isUnchanged =
            builder.content.isEmpty && changes.isEmpty && !hasMore && !start.isFresh && !start.isOld
            && !start.state.isPartial && start.state.scopes == effective
        return PullPage(
            cookie: isUnchanged
                ? request.cookie ?? .null : try cookie(state, start, history, hasMore: hasMore, in: transaction),
            lastMutationIDChanges: changes,
            operations: try operations(start, builder, effective, hasMore: hasMore, in: transaction),
            hasMore: hasMore, sequence: history.sequence, phase: builder.phase,
            notes: try notes(start, builder, history, hasMore: hasMore, in: transaction))
    }

    private func builder(
        _ state: ReplicaState, _ history: History, _ effective: ScopeSet, isFirst: Bool,
        in transaction: any Transaction
    ) -> PageBuilder {
        let limits = service.limits
        let bytes = request.ext?.maxBytes ?? (isFirst ? limits.firstPageBytes : limits.pageBytes)
        let size = PageContent.Size(
            rows: min(max(request.ext?.maxRows ?? limits.pageRows, 1), limits.mostPageRows),
            bytes: min(max(bytes, 1), limits.mostPageBytes))
        return PageBuilder(
            state, effective: effective, at: history.sequence, for: member, collections: service.collections,
            size: size, chunk: limits.chunk, namesScopes: request.ext?.purge == "scopes", in: transaction)
    }

    /// Whether beginning anew is less than catching up. Only asked of a replica at rest, or a busy site would
    /// never let one finish.
    private func isTooLarge(
        _ start: Start, _ history: History, _ effective: ScopeSet, in transaction: any Transaction
    ) throws -> Bool {
        guard !start.isFresh, !start.state.isPartial, start.state.scopes == effective else { return false }
        let delta = try IndexEntries.count(
            changedIn: effective.names, after: start.state.position, from: transaction)
        guard delta >= service.limits.smallestReset else { return false }
        return try delta > IndexEntries.count(in: effective.names, from: transaction)
    }

    private func cookie(
        _ state: ReplicaState, _ start: Start, _ history: History, hasMore: Bool, in transaction: any Transaction
    ) throws -> JSONValue {
        let cursor = state.cursor(
            epoch: SyncCursor.shortHash(history.epoch, 8),
            tag: try History.commit(state.last, in: transaction)?.tag ?? 0,
            // Only a final page acknowledges, so only it may change for whom.
            group: hasMore ? start.group : groupHash)
        let order = CookieSeal.order(after: request.cookie)
        let cookie = service.seal.cookie(cursor, order: order, for: member.id)
        assert(!hasMore || cookie["c"] != request.cookie?["c"], "a page without progress")
        return cookie
    }

    /// The page with the control rows, which are each replica's own.
    private func operations(
        _ start: Start, _ builder: PageBuilder, _ effective: ScopeSet, hasMore: Bool, in transaction: any Transaction
    ) throws -> [Data] {
        var rows = ControlRows(isFresh: start.isFresh)
        if start.isFresh { try rows.put(me: member.id) }
        let held = start.isFresh ? ScopeSet([]) : start.state.scopes
        if builder.state.scopes == effective { try rows.put(from: held, to: effective, in: transaction) }
        if hasMore || start.state.isPartial {
            let isCounted = hasMore && builder.state.total > 0
            try rows.put(
                SyncProgressRow(
                    partial: hasMore, phase: builder.phase, done: isCounted ? builder.state.done : nil,
                    total: isCounted ? builder.state.total : nil))
        }
        return rows.operations + builder.content.operations
    }

    private func notes(
        _ start: Start, _ builder: PageBuilder, _ history: History, hasMore: Bool, in transaction: any Transaction
    ) throws -> PullNotes? {
        let state = builder.state
        let progress = PullNotes.Progress(done: min(state.done, state.total), total: state.total)
        let known =
            start.reason == .epochChanged
            ? try DeviceClient.before(history.epoch, inGroup: request.clientGroupID, from: transaction) : nil
        let notes = PullNotes(
            reset: start.reason.map { PullNotes.Reset(reason: $0, lastMutationIDs: known) },
            progress: hasMore && state.total > 0 ? progress : nil, purgedScopes: builder.purgedScopes)
        return notes == PullNotes() ? nil : notes
    }

    private var groupHash: [UInt8] { SyncCursor.shortHash(request.clientGroupID, 4) }
}
