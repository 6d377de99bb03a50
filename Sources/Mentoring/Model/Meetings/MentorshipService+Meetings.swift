import Core
import Storage

/// A mentorship's meetings, and by which clocks the two read them.
package struct MentorshipMeetings: Sendable {
    package let mentorship: Mentorship
    package let meetings: Paged<Meeting>
    package let zones: [MentorshipSide: String]
}

extension MentorshipService {
    // MARK: Reading

    /// A page of a mentorship's meetings, the latest first.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func meetings(
        in id: MentorshipID, after cursor: PageCursor? = nil, limit: Int = MeetingLimits.perPage,
        as principal: Principal
    ) async throws -> MentorshipMeetings {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let mentorship = try own(id, member.id, transaction).seen(at: now)
            let found = try MeetingRepository.meetings(in: id, after: cursor, limit: limit, transaction)
            let page = Paged(found, limit: limit) { meeting in
                PageCursor(key: meeting.course.startsAt.milliseconds, id: meeting.id.text)
            }
            return MentorshipMeetings(
                mentorship: mentorship, meetings: page.map { $0.seen(afterEnd: mentorship.course.endedAt) },
                zones: try zones(of: mentorship, in: transaction))
        }
    }

    /// The next meetings of a mentorship, the first first.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func nextMeetings(in id: MentorshipID, as principal: Principal) async throws -> [Meeting] {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let mentorship = try own(id, member.id, transaction).seen(at: now)
            guard mentorship.course.state.isLive else { return [] }
            return try MeetingRepository.open(in: id, after: now, limit: 3, transaction)
        }
    }

    /// A meeting with its mentorship.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func meeting(
        _ id: MeetingID, as principal: Principal
    ) async throws -> (meeting: Meeting, mentorship: Mentorship) {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let (meeting, mentorship) = try ownMeeting(id, member.id, transaction)
            let seen = mentorship.seen(at: now)
            return (meeting.seen(afterEnd: seen.course.endedAt), seen)
        }
    }

    func ownMeeting(
        _ id: MeetingID, _ member: MemberID, _ transaction: any Transaction
    ) throws -> (meeting: Meeting, mentorship: Mentorship) {
        guard let meeting = try MeetingRepository.byID([id.text], of: member, in: transaction).first else {
            throw Problem.notFound
        }
        return (meeting, try own(meeting.mentorship, member, transaction))
    }

    func zones(of mentorship: Mentorship, in transaction: any Transaction) throws -> [MentorshipSide: String] {
        let found = try MeetingRepository.zones(of: [mentorship.mentor.id, mentorship.mentee.id], in: transaction)
        return [.mentor: found[mentorship.mentor.id] ?? "UTC", .mentee: found[mentorship.mentee.id] ?? "UTC"]
    }

    // MARK: Proposing

    /// Proposes a meeting, or a series. Sent twice, with the same id or by the same form, it is proposed once.
    /// - Returns: all that were made, the first first; of what was known before the first alone.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `invalid` naming the fields; `conflict` with
    ///   `mentorship_step`, `id_conflict` or `too_many_meetings`.
    package func propose(
        _ draft: MeetingDraft, in id: MentorshipID, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (meetings: [Meeting], isNew: Bool) {
        try await store.write { try propose(draft, in: id, form: form, as: principal, in: $0) }
    }

    func propose(
        _ draft: MeetingDraft, in id: MentorshipID, form: FormReceipt? = nil, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (meetings: [Meeting], isNew: Bool) {
        let member = try principal.requireWriter()
        let now = clock.now
        let mentorship = try own(id, member.id, transaction)
        guard let side = mentorship.side(of: member.id) else { throw Problem.notFound }
        if let known = try known(draft.id, form, member.id, in: id, transaction) { return ([known], false) }
        let valid = try draft.validated(zone: member.timeZone, at: now)
        guard mentorship.course.seen(at: now).state.isLive else { throw Problem(.conflict, "mentorship_step") }
        let most = MeetingLimits.open
        let open = try MeetingRepository.open(in: id, after: now, limit: most, transaction).count
        guard open + valid.times.count <= most else {
            throw Problem(.conflict, "too_many_meetings", arguments: ["max": "\(most)"])
        }
        let meetings = try add(valid, by: side, to: mentorship, at: now, in: transaction)
        try SubmittedForms.note(meetings[0].id.text, of: form, from: member.id, at: now, in: transaction)
        try tell(.meetingProposed, side.other, of: meetings[0], in: mentorship, transaction)
        return (meetings, true)
    }

    private func add(
        _ valid: MeetingDraft.Valid, by side: MentorshipSide, to mentorship: Mentorship, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws -> [Meeting] {
        let first: MeetingID = valid.id ?? ids.next(at: now)
        let series = valid.times.count > 1 ? first : nil
        let member = mentorship.name(of: side).id
        return try valid.times.enumerated().map { place, time in
            let meeting = Meeting(
                id: place == 0 ? first : ids.next(at: now), mentorship: mentorship.id, series: series,
                course: MeetingCourse(time, proposedBy: side), createdAt: now, updatedAt: now, version: 1)
            try MeetingRepository.insert(meeting, at: now, in: transaction)
            try note(.propose, of: meeting, by: side, member, from: nil, at: now, in: transaction)
            touch(meeting, in: transaction)
            return meeting
        }
    }

    /// What was sent before.
    private func known(
        _ sent: MeetingID?, _ form: FormReceipt?, _ member: MemberID, in mentorship: MentorshipID,
        _ transaction: any Transaction
    ) throws -> Meeting? {
        if let earlier = try SubmittedForms.result(of: form, from: member, in: transaction) {
            return try ownMeeting(MeetingID(trusted: earlier), member, transaction).meeting
        }
        guard let sent, try MeetingRepository.exists(sent, in: transaction) else { return nil }
        let found = try MeetingRepository.byID([sent.text], of: member, in: transaction).first
        let event = try MeetingRepository.proposer(of: sent, in: transaction)
        guard let found, found.mentorship == mentorship, event == member else {
            throw Problem(.conflict, "id_conflict")
        }
        return found
    }

    // MARK: What is written

    func note(
        _ event: MeetingEvent, of meeting: Meeting, by side: MentorshipSide?, _ member: MemberID?,
        from state: MeetingState?, key: String? = nil, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let id: MeetingID = ids.next(at: now)
        try MeetingRepository.note(
            event, of: meeting, by: side, member, from: state, key: key, id.text, at: now, in: transaction)
    }

    func touch(_ meeting: Meeting, in transaction: any WriteTransaction) {
        transaction.touch(
            .enters(scope: Self.scope(meeting.mentorship), entity: "meeting", id: meeting.id.text))
    }
}
