import Core
import Matching

package enum GroupEventMark {}
package typealias GroupEventID = Identifier<GroupEventMark>

/// What an event is for.
package enum GroupEventKind: String, Codable, Sendable, CaseIterable {
    case meetup
    /// One answers, all ask.
    case ama
    case officeHours = "office_hours"
}

/// How the reader and an event stand.
package enum GroupEventSeat: String, Codable, Sendable, CaseIterable {
    case without = "none"
    case seat, waiting
}

/// What is announced of an event, checked.
package struct GroupEventContent: Sendable, Equatable {
    package var kind: GroupEventKind
    package var title: String
    package var body: String
    /// An address or a link.
    package var place: String
    package var startsAt: Timestamp
    package var minutes: Int
    /// By which clock it was announced: IANA.
    package var zone: String
    /// `nil` for as many as come.
    package var seats: Int?
}

/// A time at which members of a group meet.
package struct GroupEvent: Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable { case open, cancelled }

    package let id: GroupEventID
    package let group: GroupID
    package let host: GroupMemberName
    package let content: GroupEventContent
    package let state: State
    package let taken: Int
    package let waiting: Int
    package let own: GroupEventSeat
    /// Whether the reader is a member of the group.
    package let isMember: Bool
    package let updatedAt: Timestamp
    package let version: Int64

    package var path: String { "/events/\(id)" }
    package var calendarPath: String { "\(path).ics" }
    /// What calendars order changes by.
    package var sequence: Int64 { version - 1 }
    package var endsAt: Timestamp { content.startsAt.advanced(by: .minutes(Int64(content.minutes))) }
    /// Seats that nobody has; `nil` for as many as come.
    package var free: Int? { content.seats.map { max(0, $0 - taken) } }
    /// Where it is: for members.
    package var place: String? { isMember ? content.place : nil }

    /// Whether seats can be taken and given back.
    package func isAhead(at now: Timestamp) -> Bool { state == .open && content.startsAt > now }

    /// When those with a seat are reminded after a moment.
    static func nextReminder(of content: GroupEventContent, after now: Timestamp) -> Timestamp? {
        GroupEventLimits.reminders.map { content.startsAt.advanced(by: -$0) }.first { $0 > now }
    }
}

/// The numbers of events.
package enum GroupEventLimits {
    package static let seats = 1...1000
    package static let minutes = 15...720
    package static let usualMinutes = 60
    /// How far ahead one is announced.
    static let ahead = Span.days(366)
    /// To come, in one group.
    package static let most = 50
    static let reminders = [Span.hours(24), Span.hours(1)]
    package static let perPage = 30
}

/// What a moderator of a group fills in to announce an event.
package struct GroupEventDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: GroupEventID?
    package var kind: String?
    package var title: String?
    package var body: String?
    /// `YYYY-MM-DD` and `HH:MM` by the clock on the wall.
    package var day: String?
    package var time: String?
    /// IANA's name; the host's own unless told.
    package var zone: String?
    /// An hour unless told.
    package var minutes: Int?
    package var place: String?
    /// None, or 0: as many as come.
    package var seats: Int?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, kind, title, body, day, time, zone, minutes, place, seats
    }

    package func check(at now: Timestamp) throws { _ = try validated(zone: "UTC", at: now) }

    /// - Parameter own: the zone of the host.
    /// - Throws: `invalid` naming every field that is wrong.
    func validated(zone own: String, at now: Timestamp) throws -> GroupEventContent {
        try GroupEventChange(self).validated(over: nil, zone: own, at: now)
    }
}

/// Another time, place or text; what is absent stays.
package struct GroupEventChange: CheckedDraft, Equatable {
    package var kind: String?
    package var title: String?
    package var body: String?
    package var day: String?
    package var time: String?
    package var zone: String?
    package var minutes: Int?
    package var place: String?
    package var seats: Int?

    package init() {}

    init(_ draft: GroupEventDraft) {
        (kind, title, body) = (draft.kind, draft.title, draft.body)
        (day, time, zone, minutes) = (draft.day, draft.time, draft.zone, draft.minutes)
        (place, seats) = (draft.place, draft.seats)
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case kind, title, body, day, time, zone, minutes, place, seats
    }

    package func check(at now: Timestamp) throws {
        let usual = GroupEventContent(
            kind: .meetup, title: "A meeting", body: "", place: "Somewhere", startsAt: now.advanced(by: .days(1)),
            minutes: 60, zone: "UTC", seats: nil)
        _ = try validated(over: usual, zone: "UTC", at: now)
    }

    /// - Parameters:
    ///   - content: what stays where nothing is said; `nil` for an event that is new.
    ///   - own: the zone of who writes.
    /// - Throws: `invalid` naming every field that is wrong.
    func validated(over content: GroupEventContent?, zone own: String, at now: Timestamp) throws -> GroupEventContent {
        var validation = Validation()
        let kind = validation.choice(
            kind ?? content?.kind.rawValue ?? GroupEventKind.meetup.rawValue, "kind", default: GroupEventKind.meetup)
        let title = validation.text(title ?? content?.title, "title", 5...120)
        let body = validation.text(body ?? content?.body ?? "", "body", 0...4000, form: .block)
        let place = validation.text(place ?? content?.place, "place", 1...300)
        let minutes = minutes ?? content?.minutes ?? GroupEventLimits.usualMinutes
        validation.range(minutes, "minutes", GroupEventLimits.minutes)
        let seats = seats ?? content?.seats ?? 0
        if seats != 0 { validation.range(seats, "seats", GroupEventLimits.seats) }
        let (start, zone) = start(over: content, zone: own, at: now, &validation)
        try validation.check()
        guard let start else { throw Problem.invalid("time", "time_form") }
        return GroupEventContent(
            kind: kind, title: title, body: body, place: place, startsAt: start, minutes: minutes, zone: zone,
            seats: seats == 0 ? nil : seats)
    }

    private func start(
        over content: GroupEventContent?, zone own: String, at now: Timestamp, _ validation: inout Validation
    ) -> (start: Timestamp?, zone: String) {
        validation.note("day", .text(10...10))
        validation.note("time", .text(5...8))
        validation.note("zone", .text(1...64))
        let named = UserText.clean(zone ?? "", .line)
        let zone = named.isEmpty ? content?.zone ?? own : named
        validation.require(KnownZones.isKnown(zone), "zone", "unknown_time_zone")
        guard KnownZones.isKnown(zone) else { return (nil, zone) }
        let before = content.map { WallTime($0.startsAt, in: zone) }
        let date = UserText.clean(day ?? before?.day.description ?? "", .line)
        let clock = UserText.clean(time ?? before.map { Clockface.text($0.minute) } ?? "", .line)
        validation.require(!date.isEmpty, "day", "required")
        validation.require(!clock.isEmpty, "time", "required")
        let (civil, minute) = (CivilDay(date), Clockface.minutes(clock))
        validation.require(civil.map { (2000...2200).contains($0.year) } ?? false, "day", "day_form")
        validation.require(minute.map { $0 < 1440 } ?? false, "time", "time_form")
        guard let civil, let minute, minute < 1440 else { return (nil, zone) }
        // What is not touched stays to the second, also where the clocks show an hour twice.
        if day == nil, time == nil, named.isEmpty, let content { return (content.startsAt, zone) }
        guard let start = WallTime(civil, minute: minute).instant(in: zone) else { return (nil, zone) }
        validation.require(start > now, "time", "meeting_past")
        validation.require(start <= now.advanced(by: GroupEventLimits.ahead), "day", "event_far")
        return (start, zone)
    }
}

/// An event as the API shows it, and as devices hold it.
package struct GroupEventRecord: Codable, Sendable {
    package let id: GroupEventID
    package let groupId: GroupID
    package let hostId: MemberID
    /// The name: absent on devices.
    package let host: GroupMemberName?
    package let kind: GroupEventKind
    package let state: GroupEvent.State
    package let title: String
    package let body: String
    /// For the members of the group.
    package let place: String?
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    package let minutes: Int
    package let zone: String
    /// Absent for as many as come.
    package let seats: Int?
    package let freeSeats: Int?
    package let waiting: Int
    package let seat: GroupEventSeat
    package let updatedAt: Timestamp
    package let version: Int64

    /// - Parameter isNamed: whether the host's name is told here.
    package init(_ event: GroupEvent, isNamed: Bool = true) {
        let content = event.content
        (id, groupId, hostId, host) = (event.id, event.group, event.host.id, isNamed ? event.host : nil)
        (kind, state, title, body) = (content.kind, event.state, content.title, content.body)
        (place, startsAt, endsAt) = (event.place, content.startsAt, event.endsAt)
        (minutes, zone, seats) = (content.minutes, content.zone, content.seats)
        (freeSeats, waiting, seat) = (event.free, event.waiting, event.own)
        (updatedAt, version) = (event.updatedAt, event.version)
    }
}
