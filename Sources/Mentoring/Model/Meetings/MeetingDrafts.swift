import Core

/// What one of the two fills in to propose a meeting, or a series of them.
package struct MeetingDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: MeetingID?
    /// `YYYY-MM-DD` and `HH:MM` by the clock on the wall.
    package var day: String?
    package var time: String?
    /// IANA's name; the member's own unless told.
    package var zone: String?
    /// An hour unless told.
    package var minutes: Int?
    package var place: String?
    /// `weekly` or `fortnightly`; once unless told.
    package var repeats: String?
    /// How many there are in all when it repeats.
    package var count: Int?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, day, time, zone, minutes, place, repeats, count
    }

    package func check(at now: Timestamp) throws { _ = try validated(zone: "UTC", at: now) }

    struct Valid: Sendable {
        let id: MeetingID?
        /// The first of the series, or the only one.
        let times: [MeetingTime]
    }

    /// - Parameter own: the zone of who proposes.
    /// - Throws: `invalid` naming every field that is wrong.
    func validated(zone own: String, at now: Timestamp) throws -> Valid {
        var validation = Validation()
        let wanted = MeetingTimeFields(day: day, time: time, zone: zone, minutes: minutes, place: place)
        let first = wanted.checked(own: own, usual: nil, at: now, &validation)
        let rhythm: MeetingRhythm? = validation.choiceOrNone(repeats ?? "", "repeats")
        validation.range(rhythm == nil ? 2 : count ?? 0, "count", MeetingLimits.series)
        try validation.check()
        guard let first else { throw Problem.invalid("time", "time_form") }
        let places = rhythm.map { rhythm in (0..<(count ?? 1)).map { $0 * rhythm.days } } ?? [0]
        let times = places.compactMap { days -> MeetingTime? in
            guard let start = first.wall.adding(days: days).instant(in: first.time.zone) else { return nil }
            var time = first.time
            time.startsAt = start
            return time
        }
        return Valid(id: id, times: times)
    }
}

/// When and where, as people write it.
struct MeetingTimeFields {
    let day: String?
    let time: String?
    let zone: String?
    let minutes: Int?
    let place: String?

    /// - Parameters:
    ///   - own: the zone of who writes.
    ///   - usual: what is not said stays like this.
    /// - Returns: `nil` where something is wrong, which the validation knows then.
    func checked(
        own: String, usual: MeetingTime?, at now: Timestamp, _ validation: inout Validation
    ) -> (wall: WallTime, time: MeetingTime)? {
        validation.note("day", .text(10...10))
        validation.note("time", .text(5...8))
        validation.note("zone", .text(1...64))
        let (date, clock) = (UserText.clean(day ?? "", .line), UserText.clean(time ?? "", .line))
        let zone = UserText.clean(zone ?? "", .line).isEmpty ? own : UserText.clean(zone ?? "", .line)
        let minutes = minutes ?? usual?.minutes ?? MeetingLimits.usualMinutes
        validation.range(minutes, "minutes", MeetingLimits.minutes)
        let place = place == nil ? usual?.place ?? "" : validation.text(place, "place", 0...300)
        if place.isEmpty { validation.note("place", .text(0...300)) }
        validation.require(!date.isEmpty, "day", "required")
        validation.require(!clock.isEmpty, "time", "required")
        validation.require(KnownZones.isKnown(zone), "zone", "unknown_time_zone")
        let (civil, minute) = (CivilDay(date), Clockface.minutes(clock))
        validation.require(civil.map { (2000...2200).contains($0.year) } ?? false, "day", "day_form")
        validation.require(minute.map { $0 < 1440 } ?? false, "time", "time_form")
        guard validation.fields.isEmpty, let civil, let minute else { return nil }
        let wall = WallTime(civil, minute: minute)
        guard let start = wall.instant(in: zone) else { return nil }
        validation.require(start > now, "time", "meeting_past")
        validation.require(start <= now.advanced(by: MeetingLimits.ahead), "day", "meeting_far")
        return (wall, MeetingTime(startsAt: start, minutes: minutes, zone: zone, place: place))
    }
}

/// A step of one of the two.
package struct MeetingStep: Sendable {
    package let event: MeetingEvent
    /// The version that the step is made from, if the caller knows.
    package var version: Int64?
    /// What tells a step that is sent twice from a second one.
    package var key: String?
    /// Whether the later ones of the series are meant too.
    package var isSeries = false
    /// For a move.
    var fields: MeetingTimeFields?
}

/// What the API, sync and pages take for a step.
package protocol MeetingStepDraft: CheckedDraft {
    var version: Int64? { get set }
    var key: String? { get set }

    /// - Throws: `invalid` naming every field that is wrong.
    func step(_ event: MeetingEvent) throws -> MeetingStep
}

extension MeetingStepDraft {
    func plain(_ event: MeetingEvent) throws -> MeetingStep {
        var validation = Validation()
        let key = validation.text(key, "key", 0...64)
        try validation.check()
        return MeetingStep(event: event, version: version, key: key.isEmpty ? nil : key)
    }
}

/// A yes to a proposal, or that it does not take place.
package struct MeetingReply: MeetingStepDraft {
    package var version: Int64?
    package var key: String?
    /// Whether the later ones of the series are meant too.
    package var series: Bool?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case version, key, series }

    package func check(at now: Timestamp) throws { _ = try step(.confirm) }

    package func step(_ event: MeetingEvent) throws -> MeetingStep {
        var step = try plain(event)
        step.isSeries = series ?? false
        return step
    }
}

/// Another time; what is not said stays as it is.
package struct MeetingMove: MeetingStepDraft {
    package var version: Int64?
    package var key: String?
    package var day: String?
    package var time: String?
    /// The member's own unless told.
    package var zone: String?
    package var minutes: Int?
    package var place: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case version, key, day, time, zone, minutes, place }

    private var fields: MeetingTimeFields {
        MeetingTimeFields(day: day, time: time, zone: zone, minutes: minutes, place: place)
    }

    package func check(at now: Timestamp) throws {
        _ = try step(.move)
        var validation = Validation()
        _ = fields.checked(own: "UTC", usual: nil, at: now, &validation)
        try validation.check()
    }

    package func step(_ event: MeetingEvent) throws -> MeetingStep {
        var step = try plain(event)
        step.fields = fields
        return step
    }
}

/// What became of a meeting.
package struct MeetingReport: MeetingStepDraft {
    package var version: Int64?
    package var key: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case version, key }

    package func check(at now: Timestamp) throws { _ = try step(.held) }

    package func step(_ event: MeetingEvent) throws -> MeetingStep { try plain(event) }
}

/// A meeting as the API shows it to the two, and as their devices hold it.
package struct MeetingRecord: Codable, Sendable {
    package let id: MeetingID
    package let mentorshipId: MentorshipID
    /// The first of those that were proposed together.
    package let seriesId: MeetingID?
    package let state: MeetingState
    /// Steps are made from one version, and lead to the next.
    package let version: Int64
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    package let minutes: Int
    /// IANA's name: by which clock it was proposed.
    package let zone: String
    package let place: String
    /// Whose proposal stands: the other confirms.
    package let proposedBy: MentorshipSide
    package let missedBy: MentorshipSide?
    package let cancelledBy: MentorshipSide?
    /// Cancelled less than three hours before.
    package let isLate: Bool
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(_ meeting: Meeting) {
        let course = meeting.course
        id = meeting.id
        mentorshipId = meeting.mentorship
        seriesId = meeting.series
        state = course.state
        version = meeting.version
        startsAt = course.startsAt
        endsAt = course.endsAt
        minutes = course.time.minutes
        zone = course.time.zone
        place = course.time.place
        proposedBy = course.proposedBy
        missedBy = course.missedBy
        cancelledBy = course.cancelledBy
        isLate = course.isLate
        createdAt = meeting.createdAt
        updatedAt = meeting.updatedAt
    }
}
