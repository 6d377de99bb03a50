import Core
import Storage
import Sync
import Visas

/// Members' timelines, and the figures made of them.
package struct TimelineService: Sendable {
    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    let listener: Listener
    /// The last night's figures of all members of each pathway.
    let keptTotals = KeptReading<(night: CivilDay?, figures: [PathwayID: ProcessingFigure])>()

    package typealias Listener = @Sendable (TimelineNews, any WriteTransaction) throws -> Void

    /// Timelines that a member may have.
    package static let most = 20
    /// Events that a timeline may have.
    package static let mostEvents = 60

    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, listener: @escaping Listener = { _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.listener = listener
    }

    /// Today, in UTC.
    package var today: CivilDay { CivilDay(clock.now) }

    /// One's own timelines, the one begun last first.
    /// - Throws: `signInRequired`.
    package func timelines(as principal: Principal) async throws -> [Timeline] {
        let member = try principal.requireMember()
        return try await store.read { try TimelineRepository.timelines(of: member.id, in: $0) }
    }

    /// Timelines of which the member should say whether they still wait.
    /// - Throws: `signInRequired`.
    package func asked(as principal: Principal) async throws -> [Timeline] {
        let today = today
        return try await timelines(as: principal).filter { $0.isDue(on: today) }
    }

    /// Every pathway, by country: what a timeline may follow.
    package func pathways() async throws -> [PathwayRow] { try await store.read { try VisaService.rows(in: $0) } }

    /// - Throws: `signInRequired`; `notFound` for another's too.
    package func timeline(_ id: TimelineID, as principal: Principal) async throws -> Timeline {
        let member = try principal.requireMember()
        return try await store.read { try own(id, member, $0) }
    }

    func own(_ id: TimelineID, _ member: Principal.Member, _ transaction: any Transaction) throws -> Timeline {
        guard let timeline = try TimelineRepository.timeline(id, of: member.id, in: transaction) else {
            throw Problem.notFound
        }
        return timeline
    }

    /// Begins a timeline; the same id again gives what is there.
    /// - Throws: `signInRequired`; `invalid`; `conflict` with `id_conflict`, `timeline_open` (another of the pathway is
    ///   open and `another` does not say that it is meant), `timeline_same`, `too_many_timelines`.
    package func start(
        _ draft: TimelineDraft, as principal: Principal
    ) async throws -> (timeline: Timeline, isNew: Bool) {
        try await store.write { try start(draft, as: principal, in: $0) }
    }

    func start(
        _ draft: TimelineDraft, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> (timeline: Timeline, isNew: Bool) {
        let member = try principal.requireMember()
        let now = clock.now
        let (pathway, settings, filedOn) = try draft.validated(at: now)
        if let id = draft.id, let owner = try TimelineRepository.owner(of: id, in: transaction) {
            guard owner == member.id else { throw Problem(.conflict, "id_conflict") }
            return (try own(id, member, transaction), false)
        }
        guard let version = try VisaService.version(of: pathway, on: today, in: transaction) else {
            throw Problem.invalid("pathwayId", "unknown_pathway")
        }
        if try TimelineRepository.count(of: member.id, in: transaction) >= Self.most {
            throw Problem(.conflict, "too_many_timelines", arguments: ["max": "\(Self.most)"])
        }
        if draft.another != true, try TimelineRepository.hasOpen(pathway, of: member.id, in: transaction) {
            throw Problem(.conflict, "timeline_open")
        }
        let id: TimelineID = draft.id ?? ids.next(at: now)
        try TimelineRepository.insert(id, pathway, version, settings, of: member.id, at: now, in: transaction)
        touch(id, of: member.id, in: transaction)
        if let filedOn {
            let event = TimelineEvent(
                id: ids.next(at: now), kind: .submitted, day: filedOn, precision: .day, note: "", evidence: .none,
                createdAt: now)
            _ = try put(event, in: id, member, transaction)
        }
        return (try own(id, member, transaction), true)
    }

    /// Changes what is said besides the events.
    /// - Throws: `signInRequired`; `notFound`; `invalid`; `stale` when `revision` is not that of the timeline.
    package func change(
        _ id: TimelineID, _ change: TimelineChange, revision: Int64? = nil, as principal: Principal
    ) async throws -> Timeline {
        try await store.write { try self.change(id, change, revision: revision, as: principal, in: $0) }
    }

    func change(
        _ id: TimelineID, _ change: TimelineChange, revision: Int64?, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> Timeline {
        let member = try principal.requireMember()
        let timeline = try own(id, member, transaction)
        if let revision, revision != timeline.revision { throw Problem(.stale, "stale_version") }
        var validation = Validation()
        let settings = change.applied(to: timeline.settings, &validation)
        try validation.check()
        try TimelineRepository.set(settings, of: id, at: clock.now, in: transaction)
        touch(id, of: member.id, in: transaction)
        return try own(id, member, transaction)
    }

    /// Deletes a timeline with all its events; the next night's figures are made without it.
    /// - Throws: `signInRequired`; `notFound`.
    package func remove(_ id: TimelineID, as principal: Principal) async throws {
        try await store.write { try remove(id, as: principal, in: $0) }
    }

    func remove(_ id: TimelineID, as principal: Principal, in transaction: any WriteTransaction) throws {
        let member = try principal.requireMember()
        _ = try own(id, member, transaction)
        try TimelineRepository.remove(id, in: transaction)
        try listener(.settled(id), transaction)
        transaction.touch(.leaves(scope: "u:\(member.id)", entity: TimelineCollection.name, id: id.text))
    }

    func touch(_ id: TimelineID, of member: MemberID, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: "u:\(member)", entity: TimelineCollection.name, id: id.text))
    }
}

extension Timeline {
    var settings: TimelineSettings {
        TimelineSettings(
            office: office, lane: lane, nationality: nationality, dependants: dependants, visibility: visibility)
    }
}
