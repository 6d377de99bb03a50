import Core
import Storage

/// Events of groups: announced by who moderates, with seats that members take and give back.
extension GroupService {
    // MARK: Reading

    /// A page of those of a group that are not over, the next first.
    /// - Throws: `notFound`, also for who may not read in the group.
    package func events(
        in id: GroupID, after cursor: PageCursor? = nil, limit: Int = GroupEventLimits.perPage,
        as principal: Principal
    ) async throws -> Paged<GroupEvent> {
        let now = clock.now
        return try await store.read { transaction in
            let group = try visible(id, as: principal, in: transaction)
            guard principal.canRead(group) else { throw Problem.notFound }
            let found = try GroupEventRepository.upcoming(
                in: id, at: now, after: cursor, limit: limit, for: principal.member?.id, transaction)
            return Paged(found, limit: limit) {
                PageCursor(key: $0.content.startsAt.milliseconds, id: $0.id.text)
            }
        }
    }

    /// One with its group, and for members the names of those who come, the first first.
    /// - Throws: `notFound`.
    package func event(
        _ id: GroupEventID, as principal: Principal
    ) async throws -> (event: GroupEvent, group: MemberGroup, coming: [GroupMemberName]) {
        try await store.read { transaction in
            let event = try visible(id, principal, transaction)
            let group = try visible(event.group, as: principal, in: transaction)
            let coming =
                principal.canReadMembers(of: group)
                ? try GroupEventRepository.seated(
                    .seat, in: id, limit: GroupEventLimits.seats.upperBound, transaction) : []
            return (event, group, coming)
        }
    }

    private func visible(
        _ id: GroupEventID, _ principal: Principal, _ transaction: any Transaction
    ) throws -> GroupEvent {
        guard let event = try GroupEventRepository.byID([id.text], visibleTo: principal, transaction).first else {
            throw Problem.notFound
        }
        return event
    }

    // MARK: Announcing

    /// The group, if the principal may announce events in it.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `group_moderators_only`.
    package func requireEventHost(_ id: GroupID, as principal: Principal) async throws {
        _ = try await store.read { try moderated(id, as: principal, in: $0) }
    }

    /// Announces one. Sent twice, with the same id or by the same form, it is announced once.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `group_moderators_only`; `invalid` naming the fields;
    ///   `conflict` with `id_conflict` or `too_many_group_events`.
    package func announce(
        _ draft: GroupEventDraft, in id: GroupID, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (event: GroupEvent, isNew: Bool) {
        let now = clock.now
        return try await store.write { transaction in
            let member = try principal.requireWriter()
            if let known = try known(draft.id, form, principal, transaction) { return (known, false) }
            let group = try moderated(id, as: principal, in: transaction)
            let content = try draft.validated(zone: member.timeZone, at: now)
            let most = GroupEventLimits.most
            guard try GroupEventRepository.count(in: id, after: now, transaction) < most else {
                throw Problem(.conflict, "too_many_group_events", arguments: ["max": "\(most)"])
            }
            let event = draft.id ?? ids.next(at: now)
            try GroupEventRepository.insert(event, content, in: group.id, by: member.id, at: now, transaction)
            transaction.touch(
                .enters(scope: Self.scope(id), entity: GroupEventCollection.name, id: event.text))
            try SubmittedForms.note(event.text, of: form, from: member.id, at: now, in: transaction)
            return (try visible(event, principal, transaction), true)
        }
    }

    /// What was sent before.
    private func known(
        _ sent: GroupEventID?, _ form: FormReceipt?, _ principal: Principal, _ transaction: any Transaction
    ) throws -> GroupEvent? {
        let member = try principal.requireMember().id
        if let earlier = try SubmittedForms.result(of: form, from: member, in: transaction) {
            return try visible(GroupEventID(trusted: earlier), principal, transaction)
        }
        guard let sent, try GroupEventRepository.exists(sent, transaction) else { return nil }
        let found = try GroupEventRepository.byID([sent.text], visibleTo: principal, transaction).first
        guard let found, found.host.id == member else { throw Problem(.conflict, "id_conflict") }
        return found
    }

    /// Changes one that is to come; who has a seat is told when it is at another time or place.
    /// - Parameter version: the one that the change was made from, if the caller knows.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `group_moderators_only`; `invalid` naming the fields;
    ///   `conflict` with `event_begun`; `stale` with `stale_version`.
    package func change(
        _ draft: GroupEventChange, of id: GroupEventID, from version: Int64? = nil, as principal: Principal
    ) async throws -> GroupEvent {
        let now = clock.now
        return try await store.write { transaction in
            let event = try hosted(id, principal, transaction)
            guard event.isAhead(at: now) else { throw Problem(.conflict, "event_begun") }
            guard version == nil || version == event.version else { throw Problem(.stale, "stale_version") }
            let content = try draft.validated(
                over: event.content, zone: try principal.requireMember().timeZone, at: now)
            guard content.seats.map({ $0 >= event.taken }) ?? true else {
                throw Problem.invalid("seats", "event_seats_taken", ["count": "\(event.taken)"])
            }
            try GroupEventRepository.update(id, content, at: now, transaction)
            try touch(id, transaction)
            try promote(event, titled: content.title, transaction)
            let isMoved =
                content.startsAt != event.content.startsAt || content.minutes != event.content.minutes
                || content.place != event.content.place
            if isMoved { try tellAll(.eventMoved, of: event, titled: content.title, transaction) }
            return try visible(id, principal, transaction)
        }
    }

    /// It does not take place: all who come or wait are told. Once more is no mistake.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `group_moderators_only`; `conflict` with `event_begun`.
    package func cancel(_ id: GroupEventID, as principal: Principal) async throws -> GroupEvent {
        let now = clock.now
        return try await store.write { transaction in
            let event = try hosted(id, principal, transaction)
            if event.state == .cancelled { return event }
            guard event.isAhead(at: now) else { throw Problem(.conflict, "event_begun") }
            try GroupEventRepository.cancel(id, at: now, transaction)
            try touch(id, transaction)
            try tellAll(.eventCancelled, of: event, titled: event.content.title, transaction)
            return try visible(id, principal, transaction)
        }
    }

    private func hosted(
        _ id: GroupEventID, _ principal: Principal, _ transaction: any Transaction
    ) throws -> GroupEvent {
        let event = try visible(id, principal, transaction)
        _ = try moderated(event.group, as: principal, in: transaction)
        return event
    }

    // MARK: Seats

    /// Takes a seat, or waits for one where none is free; or gives it back, and it goes to who waits longest. Once more
    /// is no mistake.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `group_members_only`; `conflict` with `event_begun`.
    package func setSeat(_ isOn: Bool, in id: GroupEventID, as principal: Principal) async throws -> GroupEvent {
        // Who may not write may still say that they do not come.
        let member = try isOn ? principal.requireWriter() : principal.requireMember()
        let now = clock.now
        return try await store.write { transaction in
            let event = try visible(id, principal, transaction)
            guard isOn == (event.own == .without) else { return event }
            guard event.isAhead(at: now) else { throw Problem(.conflict, "event_begun") }
            if isOn {
                guard event.isMember else { throw Problem(.forbidden, "group_members_only") }
                _ = try GroupEventRepository.take(in: id, by: member.id, at: now, transaction)
            } else {
                try GroupEventRepository.give(in: id, by: member.id, transaction)
                try promote(event, titled: event.content.title, transaction)
            }
            try touch(id, transaction)
            return try visible(id, principal, transaction)
        }
    }

    /// Who is in a group no longer comes to none of its events.
    func giveSeats(of member: MemberID, in group: GroupID, _ transaction: any WriteTransaction) throws {
        let ids = try GroupEventRepository.ahead(of: member, in: group, at: clock.now, transaction)
        let program = Principal.system(reason: "leaving")
        for event in try GroupEventRepository.byID(ids.map(\.text), visibleTo: program, transaction) {
            try GroupEventRepository.give(in: event.id, by: member, transaction)
            try promote(event, titled: event.content.title, transaction)
            try touch(event.id, transaction)
        }
    }

    private func promote(
        _ event: GroupEvent, titled title: String, _ transaction: any WriteTransaction
    ) throws {
        while let next = try GroupEventRepository.promote(in: event.id, at: clock.now, transaction) {
            try listener(.told(next, .eventSeat, of: event.group, title: title), transaction)
        }
    }

    private func touch(_ id: GroupEventID, _ transaction: any WriteTransaction) throws {
        transaction.touch(.changes(entity: GroupEventCollection.name, id: id.text))
    }

    // MARK: Telling

    private func tellAll(
        _ kind: GroupNews.Kind, of event: GroupEvent, titled title: String, _ transaction: any WriteTransaction
    ) throws {
        for state in [GroupEventSeat.seat, .waiting] where state == .seat || kind != .eventSoon {
            let people = try GroupEventRepository.seated(
                state, in: event.id, limit: GroupEventLimits.seats.upperBound, transaction)
            for person in people {
                try listener(.told(person.id, kind, of: event.group, title: title), transaction)
            }
        }
    }

    /// Reminds those who come of events that are a day or an hour ahead, some hundreds at a time; of nothing that has
    /// begun.
    package func remindOfEvents() async throws {
        let limit = 200
        var done = limit
        while done == limit {
            done = try await store.write { transaction in
                let now = clock.now
                let due = try GroupEventRepository.due(at: now, limit: limit, transaction)
                let program = Principal.system(reason: "reminders")
                for event in try GroupEventRepository.byID(due, visibleTo: program, transaction) {
                    try GroupEventRepository.setReminder(
                        GroupEvent.nextReminder(of: event.content, after: now), of: event.id, transaction)
                    guard event.isAhead(at: now) else { continue }
                    try tellAll(.eventSoon, of: event, titled: event.content.title, transaction)
                }
                return due.count
            }
        }
    }
}
