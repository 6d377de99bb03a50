import Core
import Storage

extension TimelineService {
    /// Notes that something happened; the same id again gives what is there.
    /// - Throws: `signInRequired`; `notFound`; `invalid`; `conflict` with `id_conflict`, `timeline_same`,
    ///   `too_many_events`.
    package func add(
        _ draft: TimelineEventDraft, to id: TimelineID, as principal: Principal
    ) async throws -> (timeline: Timeline, event: TimelineEvent, isNew: Bool) {
        try await store.write { try add(draft, to: id, as: principal, in: $0) }
    }

    func add(
        _ draft: TimelineEventDraft, to id: TimelineID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> (timeline: Timeline, event: TimelineEvent, isNew: Bool) {
        let member = try principal.requireMember()
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

    /// Writes an event anew.
    /// - Throws: `signInRequired`; `notFound`; `invalid`; `conflict` with `timeline_same`.
    package func changeEvent(
        _ eventID: TimelineEventID, of id: TimelineID, _ change: TimelineEventChange, as principal: Principal
    ) async throws -> (timeline: Timeline, event: TimelineEvent) {
        try await store.write { try changeEvent(eventID, of: id, change, as: principal, in: $0) }
    }

    func changeEvent(
        _ eventID: TimelineEventID, of id: TimelineID, _ change: TimelineEventChange, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (timeline: Timeline, event: TimelineEvent) {
        let member = try principal.requireMember()
        let timeline = try own(id, member, transaction)
        guard let old = timeline.events.first(where: { $0.id == eventID }) else { throw Problem.notFound }
        let event = try change.applied(to: old).validated(eventID, at: clock.now)
        let changed = try put(event, in: id, member, transaction)
        return (changed, changed.events.first { $0.id == eventID } ?? event)
    }

    /// - Throws: `signInRequired`; `notFound`.
    package func removeEvent(
        _ eventID: TimelineEventID, of id: TimelineID, as principal: Principal
    ) async throws {
        _ = try await store.write { try removeEvent(eventID, of: id, as: principal, in: $0) }
    }

    func removeEvent(
        _ eventID: TimelineEventID, of id: TimelineID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> Timeline {
        let member = try principal.requireMember()
        let timeline = try own(id, member, transaction)
        guard timeline.events.contains(where: { $0.id == eventID }) else { throw Problem.notFound }
        try TimelineRepository.removeEvent(eventID, in: transaction)
        let summary = try TimelineSummary(timeline.events.filter { $0.id != eventID })
        try TimelineRepository.set(summary, of: id, at: clock.now, in: transaction)
        touch(id, of: member.id, in: transaction)
        let changed = try own(id, member, transaction)
        try settle(changed, in: transaction)
        return changed
    }

    func put(
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
        touch(id, of: member.id, in: transaction)
        let changed = try own(id, member, transaction)
        try settle(changed, in: transaction)
        return changed
    }

    // MARK: What the member is asked

    /// Notes that one still waits today.
    /// - Throws: `signInRequired`; `notFound`; `conflict` with `timeline_ended`.
    package func confirmWaiting(_ id: TimelineID, as principal: Principal) async throws -> Timeline {
        try await store.write { try confirmWaiting(id, on: today, as: principal, in: $0) }
    }

    /// - Parameter day: on which the member said so; an earlier one than is known changes nothing.
    func confirmWaiting(
        _ id: TimelineID, on day: CivilDay, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> Timeline {
        let member = try principal.requireMember()
        let timeline = try own(id, member, transaction)
        guard timeline.isOpen else { throw Problem(.conflict, "timeline_ended") }
        guard day > timeline.confirmedOn else { return timeline }
        try TimelineRepository.confirm(id, on: day, at: clock.now, in: transaction)
        try listener(.settled(id), transaction)
        touch(id, of: member.id, in: transaction)
        return try own(id, member, transaction)
    }

    /// Notes that an unusual length is right.
    /// - Throws: `signInRequired`; `notFound`.
    package func affirm(_ id: TimelineID, as principal: Principal) async throws -> Timeline {
        try await store.write { try affirm(id, as: principal, in: $0) }
    }

    func affirm(
        _ id: TimelineID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> Timeline {
        let member = try principal.requireMember()
        _ = try own(id, member, transaction)
        try TimelineRepository.affirm(id, at: clock.now, in: transaction)
        try listener(.settled(id), transaction)
        touch(id, of: member.id, in: transaction)
        return try own(id, member, transaction)
    }
}
