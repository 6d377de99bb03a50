import Core
import Storage

/// Office hours: announced by mentors, with seats that members take and give back.
extension MentorshipService {
    // MARK: Reading

    /// A page of those to come, the next first: of mentors whom the member may see.
    /// - Throws: `signInRequired`.
    package func officeHours(
        after cursor: PageCursor? = nil, limit: Int = OfficeHourLimits.perPage, as principal: Principal
    ) async throws -> Paged<OfficeHour> {
        _ = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let found = try OfficeHourRepository.upcoming(
                at: now, after: cursor, limit: limit, visibleTo: principal, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.startsAt.milliseconds, id: $0.id.text) }
        }
    }

    /// What the member announced or has a seat in, also of the last days.
    /// - Throws: `signInRequired`.
    package func ownOfficeHours(as principal: Principal) async throws -> [OfficeHour] {
        let member = try principal.requireMember().id
        let since = clock.now.advanced(by: .days(-OfficeHourLimits.ownDays))
        return try await store.read { try OfficeHourRepository.own(of: member, since: since, in: $0) }
    }

    /// One with the names of those who have a seat: for the mentor alone.
    /// - Throws: `signInRequired`; `notFound`.
    package func officeHour(
        _ id: OfficeHourID, as principal: Principal
    ) async throws -> (office: OfficeHour, seated: [MentoringName]) {
        let member = try principal.requireMember().id
        return try await store.read { transaction in
            let office = try visible(id, principal, transaction)
            guard office.mentor.id == member else { return (office, []) }
            return (office, try OfficeHourRepository.seated(in: id, transaction))
        }
    }

    private func visible(
        _ id: OfficeHourID, _ principal: Principal, _ transaction: any Transaction
    ) throws -> OfficeHour {
        guard let office = try OfficeHourRepository.one(id, visibleTo: principal, in: transaction) else {
            throw Problem.notFound
        }
        return office
    }

    /// Whether the member may announce some.
    /// - Throws: `signInRequired`; `forbidden` with `office_hour_level` for who has no level as a mentor.
    package func requireOfficeHours(as principal: Principal) async throws {
        let member = try principal.requireWriter().id
        try await store.read { try requireLevel(of: member, $0) }
    }

    private func requireLevel(of member: MemberID, _ transaction: any Transaction) throws {
        let standing = try MentorRepository.standing(of: member, on: CivilDay(clock.now), in: transaction)
        guard let standing, standing.verification >= 1, standing.isAdult, standing.isGood else {
            throw Problem(.forbidden, "office_hour_level")
        }
    }

    // MARK: The mentor's side

    /// Announces one. Sent twice, with the same id or by the same form, it is announced once.
    /// - Throws: `signInRequired`; `forbidden` with `office_hour_level`; `invalid` naming the fields; `conflict` with
    ///   `id_conflict` or `too_many_office_hours`.
    package func announce(
        _ draft: OfficeHourDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (office: OfficeHour, isNew: Bool) {
        let now = clock.now
        return try await store.write { transaction in
            let member = try principal.requireWriter()
            if let known = try known(draft.id, form, member.id, transaction) { return (known, false) }
            try requireLevel(of: member.id, transaction)
            let content = try draft.validated(zone: member.timeZone, at: now)
            let most = OfficeHourLimits.ahead
            guard try OfficeHourRepository.ahead(of: member.id, at: now, in: transaction).count < most else {
                throw Problem(.conflict, "too_many_office_hours", arguments: ["max": "\(most)"])
            }
            let office = OfficeHour(
                id: draft.id ?? ids.next(at: now),
                mentor: MentoringName(id: member.id, username: member.username, displayName: member.displayName),
                content: content, state: .open, taken: 0, hasSeat: false, createdAt: now, updatedAt: now, version: 1)
            try OfficeHourRepository.insert(office, at: now, in: transaction)
            try SubmittedForms.note(office.id.text, of: form, from: member.id, at: now, in: transaction)
            return (office, true)
        }
    }

    /// What was sent before.
    private func known(
        _ sent: OfficeHourID?, _ form: FormReceipt?, _ member: MemberID, _ transaction: any Transaction
    ) throws -> OfficeHour? {
        if let earlier = try SubmittedForms.result(of: form, from: member, in: transaction) {
            return try OfficeHourRepository.byID([earlier], of: member, in: transaction).first
        }
        guard let sent, try OfficeHourRepository.exists(sent, in: transaction) else { return nil }
        let found = try OfficeHourRepository.byID([sent.text], of: member, in: transaction).first
        guard let found, found.mentor.id == member else { throw Problem(.conflict, "id_conflict") }
        return found
    }

    /// It does not take place: all with a seat are told. Once more is no mistake.
    /// - Throws: `signInRequired`; `notFound` for all but the mentor; `conflict` with `office_hour_begun`.
    package func cancelOfficeHour(_ id: OfficeHourID, as principal: Principal) async throws -> OfficeHour {
        let member = try principal.requireMember().id
        return try await store.write { transaction in
            let office = try visible(id, principal, transaction)
            guard office.mentor.id == member else { throw Problem.notFound }
            if office.state == .cancelled { return office }
            guard office.isAhead(at: clock.now) else { throw Problem(.conflict, "office_hour_begun") }
            try cancel(office, in: transaction)
            return try visible(id, principal, transaction)
        }
    }

    private func cancel(_ office: OfficeHour, in transaction: any WriteTransaction) throws {
        try OfficeHourRepository.cancel(office.id, at: clock.now, in: transaction)
        transaction.touch(.changes(entity: OfficeHourCollection.name, id: office.id.text))
        for name in try OfficeHourRepository.seated(in: office.id, transaction) {
            try tell(.officeHourCancelled, name.id, of: office, in: transaction)
        }
    }

    /// What a mentor whose account is closed announced does not take place.
    func cancelOfficeHours(of mentor: MemberID, in transaction: any WriteTransaction) throws {
        let ids = try OfficeHourRepository.ahead(of: mentor, at: clock.now, in: transaction)
        for office in try OfficeHourRepository.byID(ids, in: transaction) { try cancel(office, in: transaction) }
    }

    // MARK: Seats

    /// Takes a seat, or gives it back; the last one goes to one. Once more is no mistake.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `office_hour_self` or `mentoring_age`; `conflict` with
    ///   `office_hour_begun`, `office_hour_closed` or `slot_taken`.
    package func setSeat(
        _ isOn: Bool, in id: OfficeHourID, as principal: Principal
    ) async throws -> OfficeHour {
        // Who may not write may still say that they do not come.
        let member = try isOn ? principal.requireWriter() : principal.requireMember()
        return try await store.write { transaction in
            let office = try visible(id, principal, transaction)
            guard office.hasSeat != isOn else { return office }
            guard office.isAhead(at: clock.now) else { throw Problem(.conflict, "office_hour_begun") }
            if isOn {
                try takeSeat(in: office, member.id, transaction)
            } else {
                try giveSeat(in: office.id, member.id, transaction)
            }
            return try visible(id, principal, transaction)
        }
    }

    private func takeSeat(
        in office: OfficeHour, _ member: MemberID, _ transaction: any WriteTransaction
    ) throws {
        guard office.mentor.id != member else { throw Problem(.forbidden, "office_hour_self") }
        guard try MentorshipLoad.isAdult(member, in: transaction) else {
            throw Problem(.forbidden, "mentoring_age")
        }
        // Staff see mentors who are apart from them; whom they may meet is the same.
        let isOpen =
            try !MentorshipLoad.areApart(office.mentor.id, member, in: transaction)
            && MentorshipLoad.isGood(office.mentor.id, in: transaction)
            && rulesAccept(member, office.mentor.id, in: transaction)
        guard isOpen else { throw Problem(.conflict, "office_hour_closed") }
        guard try OfficeHourRepository.takeSeat(in: office.id, by: member, at: clock.now, transaction) else {
            throw Problem(.conflict, "slot_taken")
        }
        transaction.touch(
            .enters(scope: "u:\(member)", entity: OfficeHourCollection.name, id: office.id.text))
    }

    /// Whether the private rules of both accept the other: of these, that of genders counts in a group, too.
    private func rulesAccept(
        _ member: MemberID, _ mentor: MemberID, in transaction: any Transaction
    ) throws -> Bool {
        let rules = try PrivateRuleRepository.rules(of: [member.text, mentor.text], in: transaction)
        let (own, theirs) = (rules[member.text] ?? PrivateRules(), rules[mentor.text] ?? PrivateRules())
        return own.genderRule.accepts(theirs.gender) && theirs.genderRule.accepts(own.gender)
    }

    private func giveSeat(
        in id: OfficeHourID, _ member: MemberID, _ transaction: any WriteTransaction
    ) throws {
        guard try OfficeHourRepository.giveSeat(in: id, by: member, transaction) else { return }
        transaction.touch(.leaves(scope: "u:\(member)", entity: OfficeHourCollection.name, id: id.text))
    }

    /// Who is apart from a mentor has no seat with them any more.
    func giveSeats(
        between one: MemberID, and other: MemberID, in transaction: any WriteTransaction
    ) throws {
        for (member, mentor) in [(one, other), (other, one)] {
            let seats = try OfficeHourRepository.seats(
                of: member, with: mentor, at: clock.now, in: transaction)
            for id in seats { try giveSeat(in: id, member, transaction) }
        }
    }
}
