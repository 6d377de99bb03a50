import Core
import Foundation

/// An application that a member begins to follow.
package struct TimelineDraft: CheckedDraft {
    package var id: TimelineID?
    package var pathwayId: String?
    package var office: String?
    package var lane: String?
    /// The day on which it was submitted, when it was.
    package var filedOn: String?
    package var nationality: String?
    package var dependants: Bool?
    package var visibility: String?
    /// Says that it is meant, although another of the same pathway is open.
    package var another: Bool?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, pathwayId, office, lane, filedOn, nationality, dependants, visibility, another
    }

    package init(
        id: TimelineID? = nil, pathwayId: String?, office: String? = nil, lane: String? = nil, filedOn: String? = nil,
        nationality: String? = nil, dependants: Bool? = nil, visibility: String? = nil, another: Bool? = nil
    ) {
        (self.id, self.pathwayId, self.office, self.lane, self.filedOn) = (id, pathwayId, office, lane, filedOn)
        self.nationality = nationality
        self.dependants = dependants
        self.visibility = visibility
        self.another = another
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> (pathway: String, settings: TimelineSettings, filedOn: CivilDay?) {
        var validation = Validation()
        let pathway = validation.text(pathwayId, "pathwayId", 1...80)
        let change = TimelineChange(
            office: office, lane: lane, nationality: nationality, dependants: dependants, visibility: visibility)
        let settings = change.applied(to: TimelineSettings(), &validation)
        let filed = TimelineDay.read(filedOn, "filedOn", at: now, &validation)
        try validation.check()
        return (pathway, settings, filed)
    }
}

/// What of a timeline may change besides its events; what is absent stays.
package struct TimelineChange: CheckedDraft {
    package var office: String?
    package var lane: String?
    /// An empty text takes it back.
    package var nationality: String?
    package var dependants: Bool?
    package var visibility: String?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case office, lane, nationality, dependants, visibility
    }

    package init(
        office: String? = nil, lane: String? = nil, nationality: String? = nil, dependants: Bool? = nil,
        visibility: String? = nil
    ) {
        self.office = office
        self.lane = lane
        self.nationality = nationality
        self.dependants = dependants
        self.visibility = visibility
    }

    package func check(at now: Timestamp) throws {
        var validation = Validation()
        _ = applied(to: TimelineSettings(), &validation)
        try validation.check()
    }

    func applied(to settings: TimelineSettings, _ validation: inout Validation) -> TimelineSettings {
        var settings = settings
        validation.note("office", .text(0...60))
        if let office { settings.office = validation.text(office, "office", 0...60) }
        let lane: Timeline.Lane? = validation.choiceOrNone(lane ?? "", "lane")
        settings.lane = lane ?? settings.lane
        let visibility: Timeline.Visibility? = validation.choiceOrNone(visibility ?? "", "visibility")
        settings.visibility = visibility ?? settings.visibility
        validation.note("nationality", .text(0...2))
        if let nationality {
            let code = nationality.uppercased()
            let isKnown = code.isEmpty || Self.countries.contains(code)
            validation.require(isKnown, "nationality", "unknown_country")
            settings.nationality = isKnown && !code.isEmpty ? code : nil
        }
        if let dependants { settings.dependants = dependants }
        return settings
    }

    private static let countries = Set(
        Locale.Region.isoRegions.map(\.identifier).filter { $0.count == 2 && $0.allSatisfy(\.isLetter) })
}

/// What a member says of an application besides its events.
struct TimelineSettings: Sendable {
    var office = ""
    var lane = Timeline.Lane.standard
    var nationality: String?
    var dependants: Bool?
    var visibility = Timeline.Visibility.private
}

/// Something that happened, as a member says it.
package struct TimelineEventDraft: CheckedDraft {
    package var id: TimelineEventID?
    package var type: String?
    /// `2026-11-21`, or `2026-11` with the precision of a month.
    package var date: String?
    package var precision: String?
    package var note: String?

    package enum CodingKeys: String, CodingKey, CaseIterable { case id, type, date, precision, note }

    package init(
        id: TimelineEventID? = nil, type: String?, date: String?, precision: String? = nil, note: String? = nil
    ) {
        (self.id, self.type, self.date, self.precision, self.note) = (id, type, date, precision, note)
    }

    package func check(at now: Timestamp) throws { _ = try validated(TimelineEventID(trusted: ""), at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(_ id: TimelineEventID, at now: Timestamp) throws -> TimelineEvent {
        var validation = Validation()
        let kind = validation.choice(type, "type", default: TimelineEvent.Kind.submitted)
        let isMonth = precision == "month" || (precision ?? "").isEmpty && date?.utf8.count == 7
        let told: TimelineEvent.Precision? = validation.choiceOrNone(precision ?? "", "precision")
        let text = date.map { isMonth && $0.utf8.count == 7 ? $0 + "-01" : $0 }
        validation.require(!(text ?? "").isEmpty, "date", "required")
        let day = TimelineDay.read(text, "date", at: now, &validation)
        let note = validation.text(note, "note", 0...1000, form: .block)
        try validation.check()
        guard let day else { throw Problem.invalid("date", "required") }
        let isWholeMonth = told == .month || isMonth
        return TimelineEvent(
            id: id, kind: kind, day: isWholeMonth ? day.adding(1 - Int(day.day)) : day,
            precision: isWholeMonth ? .month : .day, note: note, evidence: .none, createdAt: now)
    }
}

/// An event written anew; what is absent stays.
package struct TimelineEventChange: CheckedDraft {
    package var type: String?
    package var date: String?
    package var precision: String?
    package var note: String?

    package enum CodingKeys: String, CodingKey, CaseIterable { case type, date, precision, note }

    package init(type: String? = nil, date: String? = nil, precision: String? = nil, note: String? = nil) {
        (self.type, self.date, self.precision, self.note) = (type, date, precision, note)
    }

    package func check(at now: Timestamp) throws {
        let whole = TimelineEventDraft(
            type: type ?? "submitted", date: date ?? "2020-01-01", precision: precision, note: note)
        try whole.check(at: now)
    }

    /// The event as it is then.
    func applied(to event: TimelineEvent) -> TimelineEventDraft {
        TimelineEventDraft(
            type: type ?? event.kind.rawValue, date: date ?? event.day.description,
            precision: precision ?? (date == nil ? event.precision.rawValue : nil), note: note ?? event.note)
    }
}

/// Days of an application: none in the future, and none before there was a register of such things.
enum TimelineDay {
    private static let first = CivilDay(year: 2000, month: 1, day: 1)

    static func read(
        _ text: String?, _ field: String, at now: Timestamp, _ validation: inout Validation
    ) -> CivilDay? {
        validation.note(field, .text(0...10))
        guard let text, !text.isEmpty else { return nil }
        guard let day = CivilDay(text) else {
            validation.refuse(field, "wrong_form")
            return nil
        }
        // Somewhere on earth it is a day later than here.
        validation.require(day <= CivilDay(now.advanced(by: .hours(14))), field, "in_future")
        validation.require(day >= first, field, "too_early")
        return day
    }
}
