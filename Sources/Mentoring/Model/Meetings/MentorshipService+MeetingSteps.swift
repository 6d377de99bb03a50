import Core
import Storage

extension MentorshipService {
    /// Takes a step of a meeting. Sent twice with the same key, it is taken once.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `stale` with `stale_version`; `conflict` with
    ///   `mentorship_step`, `meeting_step`, `meeting_begun`, `meeting_not_begun`, `meeting_too_late` or `id_conflict`;
    ///   `forbidden` with `meeting_other_side`; `invalid` naming what is wrong with another time.
    package func take(_ step: MeetingStep, _ id: MeetingID, as principal: Principal) async throws -> Meeting {
        try await store.write { try take(step, id, as: principal, in: $0) }
    }

    func take(
        _ step: MeetingStep, _ id: MeetingID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> Meeting {
        // Who may not write may still say that they do not come.
        let member = try step.event == .cancel ? principal.requireMember() : principal.requireWriter()
        let now = clock.now
        let (before, mentorship) = try ownMeeting(id, member.id, transaction)
        guard let side = mentorship.side(of: member.id) else { throw Problem.notFound }
        if let key = step.key, let earlier = try MeetingRepository.event(key, of: member.id, in: id, transaction) {
            guard earlier == step.event else { throw Problem(.conflict, "id_conflict") }
            return before
        }
        if let version = step.version, version != before.version { throw Problem(.stale, "stale_version") }
        guard mentorship.course.seen(at: now).state.isLive else { throw Problem(.conflict, "mentorship_step") }
        let time = try step.fields.map { try checked($0, before, zone: member.timeZone, at: now) }
        var after = before
        after.course = try before.course.after(step.event, by: side, time: time, at: now)
        try save(after, step.event, by: side, of: mentorship, from: before, key: step.key, at: now, in: transaction)
        if step.isSeries { try takeLater(step.event, after: before, by: side, in: mentorship, at: now, transaction) }
        if step.event == .held { try noteHeld(mentorship, at: now, in: transaction) }
        try tellOf(step.event, by: side, after, in: mentorship, transaction)
        if let struck = after.course.struck { try count(struck, in: mentorship, at: now, transaction) }
        return try ownMeeting(id, member.id, transaction).meeting
    }

    private func checked(
        _ fields: MeetingTimeFields, _ meeting: Meeting, zone: String, at now: Timestamp
    ) throws -> MeetingTime {
        var validation = Validation()
        let found = fields.checked(own: zone, usual: meeting.course.time, at: now, &validation)
        try validation.check()
        guard let found else { throw Problem.invalid("time", "time_form") }
        return found.time
    }

    /// The same step for those of the series that come later, where it can be taken.
    private func takeLater(
        _ event: MeetingEvent, after first: Meeting, by side: MentorshipSide, in mentorship: Mentorship,
        at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        guard let series = first.series else { return }
        let later = try MeetingRepository.later(of: series, after: first.course.startsAt, in: transaction)
        for before in later {
            var after = before
            guard let course = try? before.course.after(event, by: side, at: now) else { continue }
            after.course = course
            try save(after, event, by: side, of: mentorship, from: before, key: nil, at: now, in: transaction)
        }
    }

    private func save(
        _ meeting: Meeting, _ event: MeetingEvent, by side: MentorshipSide?, of mentorship: Mentorship,
        from before: Meeting, key: String?, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        var meeting = meeting
        meeting.version += 1
        try MeetingRepository.update(meeting, at: now, in: transaction)
        let member = side.map { mentorship.name(of: $0).id }
        try note(
            event, of: meeting, by: side, member, from: before.course.state, key: key, at: now, in: transaction)
        touch(meeting, in: transaction)
    }

    /// The first session makes an accepted mentorship an active one; each breaks the silence.
    private func noteHeld(
        _ mentorship: Mentorship, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let (course, event) = try mentorship.course.afterMeeting(at: now)
        var after = mentorship
        after.course = course
        guard let event else {
            guard course != mentorship.course else { return }
            try MentorshipRepository.update(after, outcome: nil, at: now, in: transaction)
            return try touch(after, hasOtherSeats: false, in: transaction)
        }
        let new = MentorshipEventRepository.New(event: event, actor: .program, from: mentorship.course.state)
        try save(after, new, at: now, in: transaction)
    }

    /// What was to come is cancelled with its mentorship.
    func closeMeetings(of mentorship: Mentorship, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let end = mentorship.course.endedAt ?? now
        let open = try MeetingRepository.open(
            in: mentorship.id, after: end, limit: MeetingLimits.calendar, transaction)
        for before in open {
            var after = before
            after.course = try before.course.after(.close, by: .mentor, at: now)
            try save(after, .close, by: nil, of: mentorship, from: before, key: nil, at: now, in: transaction)
        }
    }
}
