import Core

package enum OfficeHourMark {}
package typealias OfficeHourID = Identifier<OfficeHourMark>

/// A time at which a mentor talks with a group: it takes no seat of a mentorship, and counts as mentoring.
package struct OfficeHour: Sendable, Equatable {
    package enum State: String, Codable, Sendable, CaseIterable { case open, cancelled }

    package let id: OfficeHourID
    package let mentor: MentoringName
    package let content: OfficeHourContent
    package let state: State
    /// Seats that are taken, of those there are.
    package let taken: Int
    /// Whether the reader has one.
    package let hasSeat: Bool
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    package let version: Int64

    package var path: String { "/mentoring/office-hours/\(id)" }
    package var calendarPath: String { "\(path).ics" }
    /// What calendars order changes by.
    package var sequence: Int64 { version - 1 }
    /// The time as meetings have it.
    package var course: MeetingCourse { MeetingCourse(content.time, proposedBy: .mentor) }
    package var startsAt: Timestamp { content.time.startsAt }
    package var endsAt: Timestamp { course.endsAt }
    package var free: Int { max(0, content.seats - taken) }

    /// Whether seats can be taken and given back.
    package func isAhead(at now: Timestamp) -> Bool { state == .open && startsAt > now }

    /// Where it is: for the mentor and those with a seat.
    package func place(for member: MemberID?) -> String? {
        hasSeat || member == mentor.id ? content.time.place : nil
    }

    /// When all are reminded after a moment, in the end when it is over.
    func nextMoment(after now: Timestamp) -> Timestamp? {
        guard state == .open else { return nil }
        return (MeetingLimits.reminders.map { startsAt.advanced(by: -$0) } + [endsAt]).first { $0 > now }
    }
}

/// What a mentor announces, checked.
package struct OfficeHourContent: Sendable, Equatable {
    package var title: String
    package var body: String
    package var time: MeetingTime
    /// 2 to 20.
    package var seats: Int
    /// BCP 47.
    package var language: String
}

/// The numbers of office hours (mentoring.md, section 10).
package enum OfficeHourLimits {
    package static let seats = 2...20
    package static let usualSeats = 8
    /// Of a mentor, to come.
    package static let ahead = 10
    /// Days for which one's own are shown after they are over.
    static let ownDays: Int64 = 7
    static let own = 50
    package static let perPage = 30
}

/// What a mentor fills in to announce one.
package struct OfficeHourDraft: CheckedDraft, Equatable {
    /// Made by a client that may have to send twice; otherwise ours.
    package var id: OfficeHourID?
    package var title: String?
    package var body: String?
    /// `YYYY-MM-DD` and `HH:MM` by the clock on the wall.
    package var day: String?
    package var time: String?
    /// IANA's name; the mentor's own unless told.
    package var zone: String?
    /// An hour unless told.
    package var minutes: Int?
    /// A link: only those with a seat read it.
    package var place: String?
    /// Eight unless told.
    package var seats: Int?
    /// BCP 47.
    package var language: String?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, title, body, day, time, zone, minutes, place, seats, language
    }

    package func check(at now: Timestamp) throws { _ = try validated(zone: "UTC", at: now) }

    /// - Parameter own: the zone of the mentor.
    /// - Throws: `invalid` naming every field that is wrong.
    func validated(zone own: String, at now: Timestamp) throws -> OfficeHourContent {
        var validation = Validation()
        let title = validation.text(title, "title", 5...120)
        let body = validation.text(body, "body", 0...2000, form: .block)
        let fields = MeetingTimeFields(day: day, time: time, zone: zone, minutes: minutes, place: place ?? "")
        let found = fields.checked(own: own, usual: nil, at: now, &validation)
        validation.require(!UserText.clean(place ?? "", .line).isEmpty, "place", "required")
        let seats = validation.whole(seats ?? OfficeHourLimits.usualSeats, "seats", OfficeHourLimits.seats)
        let language = validation.language(language ?? "", "language")
        try validation.check()
        guard let time = found?.time else { throw Problem.invalid("time", "time_form") }
        return OfficeHourContent(title: title, body: body, time: time, seats: seats, language: language)
    }
}

/// Office hours as the API shows them, and as devices hold those in which one has a seat.
package struct OfficeHourRecord: Codable, Sendable {
    package let id: OfficeHourID
    package let mentorId: MemberID
    /// The name: absent on devices.
    package let mentor: MentoringName?
    package let state: OfficeHour.State
    package let title: String
    package let body: String
    package let startsAt: Timestamp
    package let endsAt: Timestamp
    package let minutes: Int
    /// IANA's name: by which clock it was announced.
    package let zone: String
    /// For the mentor and those with a seat.
    package let place: String?
    package let language: String
    package let seats: Int
    package let freeSeats: Int
    package let hasSeat: Bool
    package let updatedAt: Timestamp
    package let version: Int64

    /// - Parameter isNamed: whether the name is told here.
    package init(_ office: OfficeHour, for member: MemberID?, isNamed: Bool = true) {
        let content = office.content
        (id, mentorId, mentor) = (office.id, office.mentor.id, isNamed ? office.mentor : nil)
        (state, title, body) = (office.state, content.title, content.body)
        (startsAt, endsAt, minutes) = (office.startsAt, office.endsAt, content.time.minutes)
        (zone, place, language) = (content.time.zone, office.place(for: member), content.language)
        (seats, freeSeats, hasSeat) = (content.seats, office.free, office.hasSeat)
        (updatedAt, version) = (office.updatedAt, office.version)
    }
}
