import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// Office hours to come, and the reader's own.
struct OfficeHourListPage: Page {
    static let template = "office_hour_list"
    let found: Paged<OfficeHour>
    let own: [OfficeHour]
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .mentors }

    func child(named name: String) -> Any? {
        switch name {
        case "hasOwn": !own.isEmpty
        case "ownOffices": own.map { OfficeHourRow(office: $0, visit: visit) }
        case "offices": found.items.map { OfficeHourRow(office: $0, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "pager": Pager("/mentoring/office-hours", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// One in a few lines, by the reader's clock.
struct OfficeHourRow: MustacheParent {
    let office: OfficeHour
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }
    private var member: MemberID? { visit.principal.member?.id }

    func child(named name: String) -> Any? {
        switch name {
        case "officePath": office.path
        case "officeTitle": office.content.title
        case "mentorName": MentorshipWords.name(office.mentor, phrases)
        case "meetingStart": office.startsAt.rfc3339
        case "ownTime": MeetingWords.time(office.course, in: visit.principal.member?.timeZone ?? "UTC", phrases)
        case "startMoment": Moment(office.startsAt, visit)
        case "officeLanguage": Names.language(office.content.language, visit.language)
        case "seatsText": seats
        case "isAgreed": office.hasSeat && office.state == .open
        default: nil
        }
    }

    private var seats: String {
        if office.state == .cancelled { return phrases.text("meeting_state_cancelled") }
        if office.mentor.id == member {
            return phrases.text(
                "office_hour_taken", ["taken": "\(office.taken)", "seats": "\(office.content.seats)"])
        }
        if office.hasSeat { return phrases.text("office_hour_has_seat") }
        return office.free == 0
            ? phrases.text("office_hour_full") : phrases.text("office_hour_free", count: office.free)
    }
}

/// One, with what the reader may do.
struct OfficeHourPage: Page {
    static let template = "office_hour"
    let office: OfficeHour
    let seated: [MentoringName]
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }
    private var member: MemberID? { visit.principal.member?.id }
    private var isMentor: Bool { office.mentor.id == member }
    private var isAhead: Bool { office.isAhead(at: visit.now) }

    func child(named name: String) -> Any? {
        switch name {
        case "shownOffice": OfficeHourRow(office: office, visit: visit)
        case "mentorPath": "/mentors/\(office.mentor.username)"
        case "aboutTexts": office.content.body.isEmpty ? [] : [office.content.body]
        case "zoneText": phrases.text("office_hour_zone", ["zone": office.content.time.zone])
        case "placeTexts": place.map { [$0] } ?? []
        case "hidesPlace": place == nil && isAhead
        case "isMentor": isMentor
        case "hasNobody": isMentor && seated.isEmpty
        case "seatedMembers": seated.map { SeatedRow(name: $0, phrases: phrases) }
        case "takePaths": !isMentor && isAhead && !office.hasSeat && office.free > 0 ? ["\(office.path)/seat"] : []
        case "givePaths": isAhead && office.hasSeat ? ["\(office.path)/seat"] : []
        case "cancelPaths": isMentor && isAhead ? ["\(office.path)/cancel"] : []
        case "calendarPaths": isMentor || office.hasSeat ? [office.calendarPath] : []
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }

    private var place: String? { office.place(for: member) }
}

private struct SeatedRow: MustacheParent {
    let name: MentoringName
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "memberName": MentoringWords.name(self.name, phrases)
        case "memberPath": "/members/\(self.name.username)"
        default: nil
        }
    }
}

/// The form by which a mentor announces office hours.
struct OfficeHourFormPage: Page {
    static let template = "office_hour_form"
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "formID": form?["formID"] ?? "office-\(visit.now.milliseconds)"
        case "titleField": field("title", "").with { $0.maxLength = 120 }
        case "bodyField": field("body", "").with { ($0.isRequired, $0.rows) = (false, 6) }
        case "timeFields": [day, time, zone, minutes, place, seats, language]
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases, labels: labels)
        default: nil
        }
    }

    private var labels: [String: String] {
        MentoringWords.labels("meeting", OfficeHourDraft.CodingKeys.self, phrases).merging(
            MentoringWords.labels("office", OfficeHourDraft.CodingKeys.self, phrases)
        ) { $1 }
    }

    private func field(_ name: String, _ usual: String, key: String? = nil) -> Field {
        Field(
            name, key: key ?? "office_\(name)", value: form?[name] ?? usual, problem: problem, phrases: phrases
        ).with { $0.autocomplete = "off" }
    }

    private var day: Field {
        field("day", "", key: "meeting_day").with { ($0.inputType, $0.direction) = ("date", "ltr") }
    }

    private var time: Field {
        field("time", "", key: "meeting_time").with { ($0.inputType, $0.direction) = ("time", "ltr") }
    }

    private var zone: Field {
        field("zone", visit.principal.member?.timeZone ?? "UTC", key: "meeting_zone").with {
            ($0.maxLength, $0.direction) = (64, "ltr")
        }
    }

    private var minutes: Field {
        field("minutes", "\(MeetingLimits.usualMinutes)", key: "meeting_minutes").with {
            ($0.inputType, $0.direction) = ("number", "ltr")
        }
    }

    private var place: Field { field("place", "").with { $0.maxLength = 300 } }

    private var seats: Field {
        field("seats", "\(OfficeHourLimits.usualSeats)").with { ($0.inputType, $0.direction) = ("number", "ltr") }
    }

    private var language: Field {
        field("language", "").with { ($0.maxLength, $0.direction) = (35, "ltr") }
    }
}
