import Core

/// How a mentorship stands, without its words: a value that moves by the table alone.
package struct MentorshipCourse: Sendable, Equatable {
    package var state = MentorshipState.requested
    /// When it goes on by itself; `nil` for what has ended.
    package var deadlineAt: Timestamp?
    /// Who owes an answer.
    package var owes: MentorshipSide?
    package var holdsSeat = false
    package var weeks = MentorshipLimits.weeks
    /// When the mentor was asked; of a request that waits for a moderator, when it was written.
    package var requestedAt: Timestamp
    /// Since when it waits for a moderator. What was never let through keeps it: the mentor never learns of it.
    package var heldAt: Timestamp?
    package var askedMoreAt: Timestamp?
    package var isClockStopped = false
    package var acceptedAt: Timestamp?
    /// First words of each since it was accepted.
    package var wroteAt: [MentorshipSide: Timestamp] = [:]
    package var spokenAt: Timestamp?
    package var endsAt: Timestamp?
    package var pausedAt: Timestamp?
    package var pausedFor = Span(milliseconds: 0)
    /// The day on which the two mean to go on.
    package var resumeOn: CivilDay?
    package var finished: Set<MentorshipSide> = []
    /// A longer time that one of the two proposes.
    package var extending: MentorshipExtension?
    package var endedAt: Timestamp?
    package var ending: MentorshipEnding?
    package var declineReason: DeclineReason?
    /// It ended by no choice of the mentee.
    package var isMenteeLeft = false

    /// One that is asked for at this moment.
    package init(requestedAt now: Timestamp) {
        requestedAt = now
        deadlineAt = now.advanced(by: MentorshipLimits.answering)
        owes = .mentor
    }

    /// The same, waiting for a moderator first: nobody owes an answer yet.
    package func held() -> MentorshipCourse {
        with { course in
            (course.heldAt, course.owes) = (requestedAt, nil)
            course.deadlineAt = requestedAt.advanced(by: SafetyLimits.holding)
        }
    }

    /// Whether it waits for a moderator.
    package var isHeld: Bool { state == .requested && heldAt != nil }

    /// What a step says besides its name.
    package struct Details: Sendable, Equatable {
        package var reason: DeclineReason?
        /// How long it is to last.
        package var weeks: Int?
        package var resumeOn: CivilDay?

        package init(reason: DeclineReason? = nil, weeks: Int? = nil, resumeOn: CivilDay? = nil) {
            (self.reason, self.weeks, self.resumeOn) = (reason, weeks, resumeOn)
        }
    }

    // MARK: Time

    /// How it stands at a moment, whoever has looked in between: a deadline that has passed has done its work.
    package func seen(at now: Timestamp) -> MentorshipCourse {
        guard let deadlineAt, deadlineAt <= now else { return self }
        return lapsed(at: deadlineAt)
    }

    private func lapsed(at deadline: Timestamp) -> MentorshipCourse {
        switch state {
        case .requested: closed(.expired, .expired, at: deadline)
        case .accepted:
            // The mentor never wrote, the mentee did.
            closed(.cancelled, .neverStarted, at: deadline).with {
                $0.isMenteeLeft = wroteAt[.mentee] != nil && wroteAt[.mentor] == nil
            }
        case .active where deadline == endsAt: closed(.completed, .term, at: deadline)
        case .active: closed(.cancelled, .timedOut, at: deadline).with { $0.isMenteeLeft = owes == .mentor }
        case .paused: closed(.completed, .pausedOut, at: deadline)
        case .completed, .declined, .expired, .cancelled: self
        }
    }

    /// Whether the request came to nothing a while ago: whoever asked is shown who else fits.
    package func isRefused(at now: Timestamp) -> Bool {
        guard [.declined, .expired].contains(state), let endedAt else { return false }
        return now < endedAt.advanced(by: MentorshipLimits.priority)
    }

    /// Whether the mentor let the request expire: not where the mentee owed the answer.
    package var isMentorsExpiry: Bool { state == .expired && owes == .mentor }

    // MARK: Steps

    /// How it stands after a step.
    /// - Throws: `conflict` with `mentorship_step` for what is not in the table, or once its deadline has passed;
    ///   `forbidden` with `mentorship_other_side`; `conflict` with `mentorship_asked_more` or `mentorship_seat_kept`;
    ///   `conflict` with `mentorship_longest`; `invalid` naming `until` or `weeks`.
    package func after(
        _ event: MentorshipEvent, by actor: MentorshipActor, _ details: Details = Details(), at now: Timestamp
    ) throws -> MentorshipCourse {
        let present = seen(at: now)
        // Time does what it does at its own moment, and only then.
        if event == .lapse, actor == .clock, present != self { return present }
        let rule = try MentorshipRule.rule(for: event, from: present.state, by: actor)
        guard event != .lapse, event != .request else { throw Problem(.conflict, "mentorship_step") }
        let next = try present.moved(event, by: actor, details, at: now)
        guard rule.to.contains(next.state) else { throw Problem(.conflict, "mentorship_step") }
        return next
    }

    private func moved(
        _ event: MentorshipEvent, by actor: MentorshipActor, _ details: Details, at now: Timestamp
    ) throws -> MentorshipCourse {
        switch event {
        case .accept: accepted(for: details.weeks ?? MentorshipLimits.weeks, at: now)
        case .decline: closed(.declined, .declined, at: now).with { $0.declineReason = details.reason }
        case .askMore: try stopped(at: now)
        case .answer: try restarted(at: now)
        case .withdraw: closed(.cancelled, .withdrawn, at: now)
        case .supersede: closed(.cancelled, .superseded, at: now)
        case .admit: try admitted(at: now)
        case .refuse: try refused(at: now)
        case .begin: begun(at: now)
        case .pause: try paused(until: details.resumeOn, at: now)
        case .resume: resumed(at: now)
        case .release: try released(at: now)
        case .complete: completed(by: actor, at: now)
        case .extend: try extended(by: actor, to: details.weeks)
        // Whatever the reason: the other side reads "ended".
        case .end, .close:
            closed(.cancelled, .ended, at: now).with { $0.isMenteeLeft = state.isLive && actor != .mentee }
        case .request, .lapse: self
        }
    }

    private func closed(
        _ state: MentorshipState, _ ending: MentorshipEnding, at now: Timestamp
    ) -> MentorshipCourse {
        with { course in
            (course.state, course.ending, course.endedAt) = (state, ending, now)
            (course.deadlineAt, course.holdsSeat, course.isClockStopped) = (nil, false, false)
            course.extending = nil
        }
    }

    /// The mentor hears of it now, and has as long as with any other.
    private func admitted(at now: Timestamp) throws -> MentorshipCourse {
        guard isHeld else { throw Problem(.conflict, "mentorship_step") }
        return MentorshipCourse(requestedAt: now).with { $0.weeks = weeks }
    }

    private func refused(at now: Timestamp) throws -> MentorshipCourse {
        guard isHeld else { throw Problem(.conflict, "mentorship_step") }
        return closed(.cancelled, .ended, at: now)
    }

    private func accepted(for weeks: Int, at now: Timestamp) -> MentorshipCourse {
        with { course in
            (course.state, course.acceptedAt, course.weeks) = (.accepted, now, weeks)
            course.deadlineAt = now.advanced(by: MentorshipLimits.beginning)
            (course.holdsSeat, course.owes, course.isClockStopped) = (true, nil, false)
        }
    }

    private func stopped(at now: Timestamp) throws -> MentorshipCourse {
        guard askedMoreAt == nil else { throw Problem(.conflict, "mentorship_asked_more") }
        return with { course in
            (course.askedMoreAt, course.isClockStopped, course.owes) = (now, true, .mentee)
            course.deadlineAt = deadlineAt?.advanced(by: MentorshipLimits.askingMore)
        }
    }

    /// Of the time for which the clock might have stood, what was not needed is taken back.
    private func restarted(at now: Timestamp) throws -> MentorshipCourse {
        guard isClockStopped, let askedMoreAt else { throw Problem(.conflict, "mentorship_step") }
        let stood = min(now.since(askedMoreAt), MentorshipLimits.askingMore)
        let unused = Span(milliseconds: stood.milliseconds - MentorshipLimits.askingMore.milliseconds)
        return with { course in
            (course.isClockStopped, course.owes) = (false, .mentor)
            course.deadlineAt = deadlineAt?.advanced(by: unused)
        }
    }

    private func begun(at now: Timestamp) -> MentorshipCourse {
        with { course in
            course.state = .active
            course.endsAt = now.advanced(by: .days(Int64(7 * weeks)))
            course.listen(at: now)
        }
    }

    private func paused(until day: CivilDay?, at now: Timestamp) throws -> MentorshipCourse {
        let left = Span(milliseconds: MentorshipLimits.pausing.milliseconds - pausedFor.milliseconds)
        let last = now.advanced(by: left)
        guard let day, CivilDay(now) < day, day.start <= last else {
            throw Problem.invalid("until", "pause_range", ["max": "\(max(0, left.milliseconds / 86_400_000))"])
        }
        return with { course in
            (course.state, course.pausedAt, course.resumeOn, course.deadlineAt) = (.paused, now, day, last)
        }
    }

    private func resumed(at now: Timestamp) -> MentorshipCourse {
        with { course in
            let stood = now.since(pausedAt ?? now)
            course.pausedFor = Span(milliseconds: pausedFor.milliseconds + stood.milliseconds)
            course.endsAt = endsAt?.advanced(by: stood)
            (course.state, course.pausedAt, course.resumeOn, course.holdsSeat) = (.active, nil, nil, true)
            course.listen(at: now)
        }
    }

    private func released(at now: Timestamp) throws -> MentorshipCourse {
        guard holdsSeat, let pausedAt, pausedAt.advanced(by: MentorshipLimits.keepingSeat) <= now else {
            throw Problem(.conflict, "mentorship_seat_kept")
        }
        return with { $0.holdsSeat = false }
    }

    private func completed(by actor: MentorshipActor, at now: Timestamp) -> MentorshipCourse {
        with { course in
            course.finished.insert(actor == .mentor ? .mentor : .mentee)
            if course.finished.count == 2 { course = course.closed(.completed, .finished, at: now) }
        }
    }

    /// One proposes how long it is to last in all; it is agreed once the other says the same.
    private func extended(by actor: MentorshipActor, to proposed: Int?) throws -> MentorshipCourse {
        let (side, most): (MentorshipSide, Int) = (
            actor == .mentor ? .mentor : .mentee, MentorshipLimits.weekRange.upperBound
        )
        guard weeks < most else { throw Problem(.conflict, "mentorship_longest", arguments: ["max": "\(most)"]) }
        guard let proposed, (weeks + 1...most).contains(proposed) else {
            throw Problem.invalid("weeks", "out_of_range", ["min": "\(weeks + 1)", "max": "\(most)"])
        }
        guard extending == MentorshipExtension(weeks: proposed, by: side.other) else {
            return with { $0.extending = MentorshipExtension(weeks: proposed, by: side) }
        }
        return with { course in
            course.endsAt = endOf(weeks: proposed)
            (course.weeks, course.extending) = (proposed, nil)
            guard let end = course.endsAt, let spokenAt else { return }
            course.deadlineAt = min(end, spokenAt.advanced(by: MentorshipLimits.silence))
        }
    }

    /// The last day if it lasted so many weeks in all.
    package func endOf(weeks other: Int) -> Timestamp? {
        endsAt?.advanced(by: .days(Int64(7 * (other - weeks))))
    }

    // MARK: Words

    /// Whether one of the two may write.
    package func takesWords(of side: MentorshipSide) -> Bool {
        switch state {
        case .accepted, .active, .paused: true
        // In-platform first, and only where the mentor asked.
        case .requested: side == .mentee && askedMoreAt != nil
        case .completed, .declined, .expired, .cancelled: false
        }
    }

    /// How it stands after one of the two wrote, and whether that was the answer asked for or the beginning.
    /// - Throws: `conflict` with `mentorship_silent`.
    package func afterWords(
        of side: MentorshipSide, at now: Timestamp
    ) throws -> (course: MentorshipCourse, event: MentorshipEvent?) {
        let present = seen(at: now)
        guard present.takesWords(of: side) else { throw Problem(.conflict, "mentorship_silent") }
        if present.state == .requested {
            guard present.isClockStopped else { return (present, nil) }
            return (try present.after(.answer, by: MentorshipActor(side), at: now), .answer)
        }
        let heard = present.with { course in
            course.wroteAt[side] = course.wroteAt[side] ?? now
            course.owes = side.other
            course.listen(at: now)
        }
        guard heard.state == .accepted, heard.wroteAt.count == 2 else { return (heard, nil) }
        return (try heard.after(.begin, by: .program, at: now), .begin)
    }

    /// How it stands after the two have met, and whether that was the beginning.
    package func afterMeeting(at now: Timestamp) throws -> (course: MentorshipCourse, event: MentorshipEvent?) {
        let present = seen(at: now)
        switch present.state {
        case .accepted: return (try present.after(.begin, by: .program, at: now), .begin)
        case .active: return (present.with { $0.listen(at: now) }, nil)
        case .requested, .paused, .completed, .declined, .expired, .cancelled: return (present, nil)
        }
    }

    /// The silence begins anew.
    private mutating func listen(at now: Timestamp) {
        spokenAt = now
        guard state == .active, let endsAt else { return }
        deadlineAt = min(endsAt, now.advanced(by: MentorshipLimits.silence))
    }

    // MARK: Reminders

    /// When one of the two is reminded.
    private var reminders: [Timestamp] {
        switch state {
        case .requested where isHeld: []
        case .requested:
            // 48 hours and 5 days after it was asked, later by what the clock stood.
            [5, 2].compactMap { deadlineAt?.advanced(by: .days(-$0)) }
                .filter { !isClockStopped || $0 > (askedMoreAt ?? $0).advanced(by: MentorshipLimits.askingMore) }
        case .accepted: [5, 10].compactMap { acceptedAt?.advanced(by: .days($0)) }
        case .active: [7, 14, 21].compactMap { spokenAt?.advanced(by: .days($0)) }
        case .paused: resumeOn.map { [$0.start] } ?? []
        case .completed, .declined, .expired, .cancelled: []
        }
    }

    /// The next reminder after a moment, if it comes before the deadline.
    package func nextReminder(after now: Timestamp) -> Timestamp? {
        reminders.first { $0 > now && $0 < deadlineAt ?? $0 }
    }

    func with(_ change: (inout MentorshipCourse) -> Void) -> MentorshipCourse {
        var course = self
        change(&course)
        return course
    }
}
