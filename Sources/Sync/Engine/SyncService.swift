import Core
import Crypto
import Foundation
import Storage
import SyncProtocol

/// Push and pull: how devices keep a replica of what their member may see, and change it while offline.
package struct SyncService: Sendable {
    let store: any Store
    let seal: CookieSeal
    let clock: Clock
    let ids: IdentifierSource
    let collections: [String: any SyncedCollection]
    let effective: EffectiveScopes
    let mutations: [String: SyncedMutation]
    let limits: SyncLimits
    /// A member as they are by now, or `nil` for who may not ask any more.
    package typealias Present = @Sendable (Principal.Member, Timestamp, any Transaction) throws -> Principal.Member?

    /// Of credentials those that are good, and until when; asked for the streams that are open.
    package typealias Standing = @Sendable (OpenCredentials, Timestamp, any Transaction) throws -> [String: Timestamp]

    let budget: PushBudget?
    private let present: Present
    let standing: Standing
    package let live: LiveStreams
    let tickets: TicketSeal
    package let measures = SyncMeasures()
    let onMistake: @Sendable (_ mutation: String, any Error) -> Void

    /// - Parameters:
    ///   - collections: what the features show, one for each entity.
    ///   - scopes: where they show it, one for each kind.
    ///   - mutations: what clients may push, besides `scope.set` and `sys.ack`.
    ///   - budget: how much a member may push; `nil` for as much as they like.
    ///   - onMistake: told of each mutation that failed by a mistake of ours.
    ///   - present: who a member is by now, asked where a request takes its time.
    ///   - live: the event streams of this process.
    ///   - standing: asked now and then who may still listen.
    package init(
        store: any Store, secrets: SiteSecrets, clock: Clock, ids: IdentifierSource,
        collections: [any SyncedCollection], scopes: [any SyncedScopes], mutations: [SyncedMutation],
        limits: SyncLimits = SyncLimits(), budget: PushBudget? = nil,
        onMistake: @escaping @Sendable (_ mutation: String, any Error) -> Void = { _, _ in },
        present: @escaping Present = { member, _, _ in member }, live: LiveStreams = LiveStreams(),
        standing: @escaping Standing = { open, now, _ in
            let until = now.advanced(by: .days(1))
            return Dictionary((open.sessions + open.tokens).map { ($0, until) }, uniquingKeysWith: { $1 })
        }
    ) {
        self.onMistake = onMistake
        self.store = store
        self.clock = clock
        self.ids = ids
        self.limits = limits
        self.budget = budget
        self.present = present
        self.live = live
        self.standing = standing
        seal = CookieSeal(key: secrets.cursorKey)
        tickets = TicketSeal(key: secrets.cursorKey)
        let effective = EffectiveScopes(scopes)
        self.effective = effective
        let rows: [any SyncedCollection] = [SubscriptionRows(), OutcomeRows()]
        self.collections = Dictionary((rows + collections).map { ($0.entity, $0) }, uniquingKeysWith: { $1 })
        let own = [Subscriptions.mutation(effective, limit: limits.scopes), MutationOutcomes.acknowledgement]
        self.mutations = Dictionary((own + mutations).map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    }

    /// One page of what changed since the request's cookie.
    /// - Throws: `signInRequired`; `forbidden` with `account_suspended` or `group_owned_by_other`; `malformed`
    ///   with `bad_request`; `unavailable`.
    /// - Parameter isLater: whether some time has gone by since the member was asked who they are.
    package func pull(
        _ request: PullRequest, as principal: Principal, userAgent: String = "", isLater: Bool = false
    ) async throws -> PullAnswer {
        let member = try Self.reader(principal)
        try DeviceGroup.checkID(request.clientGroupID, "/clientGroupID")
        guard request.pullVersion == SyncVersion.wire else { return .refused(.versionNotSupported(.pull)) }
        guard limits.schemaVersions.contains(request.schemaVersion ?? "") else {
            return .refused(.versionNotSupported(.schema))
        }
        let turn = PullTurn(request: request, member: member, userAgent: userAgent, now: clock.now, service: self)
        // Once for what must be written first, and once more should history be renewed just then.
        for _ in 0..<3 {
            let step = try await store.read { transaction in
                try (isLater ? turn.of(reader(member, in: transaction)) : turn).run(in: transaction)
            }
            switch step {
            case .answer(let answer): return answer
            case .prepare(let preparation):
                try await store.write { try turn.write(preparation, in: $0) }
            }
        }
        throw Problem(.unavailable, "busy", retryAfter: 2)
    }

    /// Applies a queue of mutations, each exactly once.
    /// - Throws: as `pull`; `conflict` with `mutation_gap` or `client_forked`; `tooLarge`. What was applied before
    ///   stays applied, and is answered as a duplicate when it comes again.
    package func push(_ request: PushRequest, as principal: Principal, userAgent: String = "") async throws
        -> PushAnswer
    {
        let member = try Self.reader(principal)
        let queue = PushQueue(request: request, member: member, userAgent: userAgent, service: self)
        return try await queue.run()
    }

    /// What clients may know before they sign in.
    package func info() async throws -> SyncInfo {
        let epoch = try await store.read { try History.read(in: $0).epoch }
        return SyncInfo(
            pullVersions: [SyncVersion.wire], pushVersions: [SyncVersion.wire],
            schemaVersions: limits.schemaVersions.subtracting([""]).sorted(),
            limits: SyncInfo.Limits(
                bodyBytes: limits.bodyBytes, mutations: limits.mutations, argumentBytes: limits.argumentBytes,
                scopes: limits.scopes, pageRows: limits.mostPageRows, pageBytes: limits.mostPageBytes),
            retentionDays: Int(limits.retention.milliseconds / Span.days(1).milliseconds),
            epochHash: Base64URL.encode(SyncCursor.shortHash(epoch, 8)))
    }

    /// Seconds that clients should leave between requests while many wait to write; `nil` when few do.
    package var backoff: Int? {
        let waiting = store.load.waitingWriters
        return waiting < limits.busyWriters ? nil : min(60, waiting / limits.busyWriters * 5)
    }

    /// The name of a new history.
    func newEpoch(at now: Timestamp) -> String { ids.next(at: now, as: SyncService.self).text }

    /// The member as they are by now.
    /// - Throws: `signInRequired`; `forbidden` with `account_suspended`.
    func reader(_ member: Principal.Member, in transaction: any Transaction) throws -> Principal.Member {
        try Self.reader(present(member, clock.now, transaction).map { .member($0) } ?? .visitor)
    }

    static func reader(_ principal: Principal) throws -> Principal.Member {
        let member = try principal.requireMember()
        guard !member.isSuspended else { throw Problem(.forbidden, SyncProblemCode.accountSuspended.rawValue) }
        return member
    }
}
