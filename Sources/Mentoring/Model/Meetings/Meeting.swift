import Core

package enum MeetingMark {}
package typealias MeetingID = Identifier<MeetingMark>

/// Where a meeting stands.
package enum MeetingState: String, Codable, Sendable, CaseIterable {
    case proposed, confirmed, held
    /// One of the two did not come.
    case noShow = "no_show"
    case cancelled

    /// It may still take place.
    package var isOpen: Bool { self == .proposed || self == .confirmed }
}

/// What can happen to a meeting.
package enum MeetingEvent: String, Codable, Sendable, CaseIterable {
    case propose, confirm
    /// Another time, which the other confirms again.
    case move
    case cancel, held
    /// The other did not come.
    case noShow = "no-show"
    /// The mentorship has ended.
    case close

    /// What one of the two may ask for by a page, the API or sync.
    package static let steps: [MeetingEvent] = [.confirm, .held, .noShow, .move, .cancel]
}

/// How often a proposal repeats.
package enum MeetingRhythm: String, Codable, Sendable, CaseIterable {
    case weekly, fortnightly

    package var days: Int { self == .weekly ? 7 : 14 }
}

/// A time at which the two of a mentorship mean to talk.
package struct Meeting: Sendable, Equatable {
    package let id: MeetingID
    package let mentorship: MentorshipID
    /// The first of those that were proposed together.
    package let series: MeetingID?
    package var course: MeetingCourse
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    /// Steps are made from one version, and lead to the next.
    package var version: Int64

    /// What calendars order changes by.
    package var sequence: Int64 { version - 1 }
    /// The meeting as a file for calendars.
    package var calendarPath: String { "/mentoring/meetings/\(id).ics" }
    package var path: String { "/mentoring/meetings/\(id)" }

    /// As it is once its mentorship has ended: what was to come is cancelled.
    package func seen(afterEnd end: Timestamp?) -> Meeting {
        guard let end, course.state.isOpen, course.startsAt > end else { return self }
        var meeting = self
        meeting.course.state = .cancelled
        meeting.updatedAt = end
        meeting.version += 1
        return meeting
    }

    /// What one of the two may do now.
    package func steps(of side: MentorshipSide, at now: Timestamp) -> [MeetingEvent] {
        MeetingEvent.steps.filter { event in
            (try? course.after(event, by: side, time: course.time, at: now)) != nil
        }
    }
}

/// When and where.
package struct MeetingTime: Sendable, Equatable {
    package var startsAt: Timestamp
    package var minutes: Int
    /// IANA's name: of whom proposes it.
    package var zone: String
    package var place: String
}

/// The numbers of meetings (mentoring.md, section 10).
package enum MeetingLimits {
    package static let minutes = 15...120
    package static let usualMinutes = 60
    package static let series = 2...12
    /// How far ahead the first of a proposal may be.
    package static let ahead = Span.days(182)
    /// Meetings of a mentorship that are to come.
    package static let open = 24
    /// Cancelled later than this is late; moved is not any more.
    package static let late = Span.hours(3)
    /// Until then the other may still come.
    package static let waiting = Span.minutes(10)
    package static let reminders = [Span.hours(24), Span.hours(1)]
    /// What was missed counts so long.
    package static let strikeDays = Span.days(30)
    package static let warning = 2
    package static let pausing = 4
    package static let perPage = 30
    /// In one calendar.
    package static let calendar = 200
}

/// How a meeting stands: a value that moves by its rules alone.
package struct MeetingCourse: Sendable, Equatable {
    package var state = MeetingState.proposed
    package var time: MeetingTime
    /// Whose proposal stands.
    package var proposedBy: MentorshipSide
    package var missedBy: MentorshipSide?
    package var cancelledBy: MentorshipSide?
    /// Cancelled less than three hours before.
    package var isLate = false

    package init(_ time: MeetingTime, proposedBy side: MentorshipSide) { (self.time, proposedBy) = (time, side) }

    package var startsAt: Timestamp { time.startsAt }
    package var endsAt: Timestamp { time.startsAt.advanced(by: .minutes(Int64(time.minutes))) }
    /// Who missed it or cancelled late.
    package var struck: MentorshipSide? { missedBy ?? (isLate ? cancelledBy : nil) }

    /// How it stands after a step.
    /// - Parameter time: for a move.
    /// - Throws: `conflict` with `meeting_step` for what cannot happen any more, `meeting_not_begun`, `meeting_begun` or
    ///   `meeting_too_late`; `forbidden` with `meeting_other_side`.
    package func after(
        _ event: MeetingEvent, by side: MentorshipSide, time: MeetingTime? = nil, at now: Timestamp
    ) throws -> MeetingCourse {
        switch event {
        case .confirm: return try confirmed(by: side, at: now)
        case .move: return try moved(to: time ?? self.time, by: side, at: now)
        case .cancel: return try cancelled(by: side, at: now)
        case .held:
            try requireBegun(at: now, since: Span(milliseconds: 0))
            return with { $0.state = .held }
        case .noShow:
            try requireBegun(at: now, since: MeetingLimits.waiting)
            return with { ($0.state, $0.missedBy) = (.noShow, side.other) }
        case .close:
            guard state.isOpen else { throw Problem(.conflict, "meeting_step") }
            return with { $0.state = .cancelled }
        case .propose: throw Problem(.conflict, "meeting_step")
        }
    }

    private func confirmed(by side: MentorshipSide, at now: Timestamp) throws -> MeetingCourse {
        guard state == .proposed else { throw Problem(.conflict, "meeting_step") }
        guard side != proposedBy else { throw Problem(.forbidden, "meeting_other_side") }
        guard startsAt > now else { throw Problem(.conflict, "meeting_begun") }
        return with { $0.state = .confirmed }
    }

    private func moved(to time: MeetingTime, by side: MentorshipSide, at now: Timestamp) throws -> MeetingCourse {
        guard state.isOpen else { throw Problem(.conflict, "meeting_step") }
        if state == .confirmed {
            guard startsAt > now else { throw Problem(.conflict, "meeting_begun") }
            // Else whoever cancels late would move it first.
            guard startsAt.since(now) >= MeetingLimits.late else { throw Problem(.conflict, "meeting_too_late") }
        }
        return with { ($0.state, $0.time, $0.proposedBy) = (.proposed, time, side) }
    }

    private func cancelled(by side: MentorshipSide, at now: Timestamp) throws -> MeetingCourse {
        guard state.isOpen else { throw Problem(.conflict, "meeting_step") }
        let isConfirmed = state == .confirmed
        guard !isConfirmed || startsAt > now else { throw Problem(.conflict, "meeting_begun") }
        return with { course in
            (course.state, course.cancelledBy) = (.cancelled, side)
            course.isLate = isConfirmed && startsAt.since(now) < MeetingLimits.late
        }
    }

    private func requireBegun(at now: Timestamp, since span: Span) throws {
        guard state == .confirmed else { throw Problem(.conflict, "meeting_step") }
        guard startsAt.advanced(by: span) <= now else { throw Problem(.conflict, "meeting_not_begun") }
    }

    /// The next reminder after a moment: only of what both have agreed on.
    package func nextReminder(after now: Timestamp) -> Timestamp? {
        guard state == .confirmed else { return nil }
        return MeetingLimits.reminders.map { startsAt.advanced(by: -$0) }.first { $0 > now }
    }

    private func with(_ change: (inout MeetingCourse) -> Void) -> MeetingCourse {
        var course = self
        change(&course)
        return course
    }
}
