import Core
import Storage
import Sync

/// Members' timelines, and the figures made of them.
package struct TimelineService: Sendable {
    let store: any Store
    let clock: Clock
    let ids: IdentifierSource

    /// Timelines that a member may have.
    package static let most = 20
    /// Events that a timeline may have.
    package static let mostEvents = 60

    package init(store: any Store, clock: Clock, ids: IdentifierSource) {
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    private var today: CivilDay { CivilDay(clock.now) }

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

    /// - Throws: `signInRequired`; `notFound` for another's too.
    package func timeline(_ id: TimelineID, as principal: Principal) async throws -> Timeline {
        let member = try principal.requireMember()
        return try await store.read { try own(id, member, $0) }
    }

    private func own(_ id: TimelineID, _ member: Principal.Member, _ transaction: any Transaction) throws -> Timeline {
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
        if try TimelineRepository.count(of: member.id, in: transaction) >= Self.most {
            throw Problem(.conflict, "too_many_timelines", arguments: ["max": "\(Self.most)"])
        }
        if draft.another != true, try TimelineRepository.hasOpen(pathway, of: member.id, in: transaction) {
            throw Problem(.conflict, "timeline_open")
        }
        let id: TimelineID = draft.id ?? ids.next(at: now)
        try TimelineRepository.insert(id, pathway, settings, of: member.id, at: now, in: transaction)
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
        let member = try principal.requireMember()
        return try await store.write { transaction in
            let timeline = try own(id, member, transaction)
            if let revision, revision != timeline.revision { throw Problem(.stale, "stale_version") }
            var validation = Validation()
            let settings = change.applied(to: timeline.settings, &validation)
            try validation.check()
            try TimelineRepository.set(settings, of: id, at: clock.now, in: transaction)
            return try own(id, member, transaction)
        }
    }

    /// Deletes a timeline with all its events; the next night's figures are made without it.
    /// - Throws: `signInRequired`; `notFound`.
    package func remove(_ id: TimelineID, as principal: Principal) async throws {
        let member = try principal.requireMember()
        try await store.write { transaction in
            _ = try own(id, member, transaction)
            try TimelineRepository.remove(id, in: transaction)
        }
    }

    // MARK: Events

    /// Notes that something happened; the same id again gives what is there.
    /// - Throws: `signInRequired`; `notFound`; `invalid`; `conflict` with `id_conflict`, `timeline_same`,
    ///   `too_many_events`.
    package func add(
        _ draft: TimelineEventDraft, to id: TimelineID, as principal: Principal
    ) async throws -> (timeline: Timeline, event: TimelineEvent, isNew: Bool) {
        let member = try principal.requireMember()
        return try await store.write { transaction in
            let timeline = try own(id, member, transaction)
            if let eventID = draft.id, let known = timeline.events.first(where: { $0.id == eventID }) {
                return (timeline, known, false)
            }
            if let eventID = draft.id, try TimelineRepository.timeline(ofEvent: eventID, in: transaction) != nil {
                throw Problem(.conflict, "id_conflict")
            }
            let event = try draft.validated(draft.id ?? ids.next(at: clock.now), at: clock.now)
            guard timeline.events.count < Self.mostEvents else {
                throw Problem(.conflict, "too_many_events", arguments: ["max": "\(Self.mostEvents)"])
            }
            return (try put(event, in: id, member, transaction), event, true)
        }
    }

    /// Writes an event anew.
    /// - Throws: `signInRequired`; `notFound`; `invalid`; `conflict` with `timeline_same`.
    package func changeEvent(
        _ eventID: TimelineEventID, of id: TimelineID, _ change: TimelineEventChange, as principal: Principal
    ) async throws -> (timeline: Timeline, event: TimelineEvent) {
        let member = try principal.requireMember()
        return try await store.write { transaction in
            let timeline = try own(id, member, transaction)
            guard let old = timeline.events.first(where: { $0.id == eventID }) else { throw Problem.notFound }
            let event = try change.applied(to: old).validated(eventID, at: clock.now)
            let changed = try put(event, in: id, member, transaction)
            return (changed, changed.events.first { $0.id == eventID } ?? event)
        }
    }

    /// - Throws: `signInRequired`; `notFound`.
    package func removeEvent(
        _ eventID: TimelineEventID, of id: TimelineID, as principal: Principal
    ) async throws {
        let member = try principal.requireMember()
        try await store.write { transaction in
            let timeline = try own(id, member, transaction)
            guard timeline.events.contains(where: { $0.id == eventID }) else { throw Problem.notFound }
            try TimelineRepository.removeEvent(eventID, in: transaction)
            let summary = try TimelineSummary(timeline.events.filter { $0.id != eventID })
            try TimelineRepository.set(summary, of: id, at: clock.now, in: transaction)
        }
    }

    private func put(
        _ event: TimelineEvent, in id: TimelineID, _ member: Principal.Member, _ transaction: any WriteTransaction
    ) throws -> Timeline {
        let timeline = try own(id, member, transaction)
        let summary = try TimelineSummary(timeline.events.filter { $0.id != event.id } + [event])
        if let day = summary.submittedOn,
            try TimelineRepository.hasSame(timeline.pathwayID, day, of: member.id, but: id, in: transaction)
        {
            throw Problem(.conflict, "timeline_same")
        }
        try TimelineRepository.save(event, in: id, transaction)
        try TimelineRepository.set(summary, of: id, at: clock.now, in: transaction)
        return try own(id, member, transaction)
    }

    // MARK: What the member is asked

    /// Notes that one still waits today.
    /// - Throws: `signInRequired`; `notFound`; `conflict` with `timeline_ended`.
    package func confirmWaiting(_ id: TimelineID, as principal: Principal) async throws -> Timeline {
        let member = try principal.requireMember()
        return try await store.write { transaction in
            guard try own(id, member, transaction).isOpen else { throw Problem(.conflict, "timeline_ended") }
            try TimelineRepository.confirm(id, on: today, at: clock.now, in: transaction)
            return try own(id, member, transaction)
        }
    }

    /// Notes that an unusual length is right.
    /// - Throws: `signInRequired`; `notFound`.
    package func affirm(_ id: TimelineID, as principal: Principal) async throws -> Timeline {
        let member = try principal.requireMember()
        return try await store.write { transaction in
            _ = try own(id, member, transaction)
            try TimelineRepository.affirm(id, at: clock.now, in: transaction)
            return try own(id, member, transaction)
        }
    }
}

extension Timeline {
    var settings: TimelineSettings {
        TimelineSettings(
            office: office, lane: lane, nationality: nationality, dependants: dependants, visibility: visibility)
    }
}
