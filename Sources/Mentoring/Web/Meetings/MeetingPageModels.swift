import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// Meetings of a mentorship, the latest first.
struct MeetingListPage: Page {
    static let template = "meeting_list"
    let found: MentorshipMeetings
    let isFirst: Bool
    let problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }
    private var mentorship: Mentorship { found.mentorship }
    private var side: MentorshipSide { mentorship.reader(visit) }
    private var path: String { "\(mentorship.path)/meetings" }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorshipPath": mentorship.path
        case "otherName": MentorshipWords.name(mentorship.name(of: side.other), phrases)
        case "newPaths": mentorship.course.state.isLive ? ["\(path)/new"] : []
        case "calendarPaths": found.meetings.items.isEmpty ? [] : ["\(path).ics"]
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        case "isEmpty": found.meetings.items.isEmpty
        case "meetings":
            found.meetings.items.map {
                MeetingRow(meeting: $0, mentorship: mentorship, zones: found.zones, visit: visit)
            }
        case "pager": Pager(path, isFirst: isFirst, next: found.meetings.next)
        default: nil
        }
    }
}

/// A meeting on the clocks of both, and what the reader may do.
struct MeetingRow: MustacheParent {
    let meeting: Meeting
    let mentorship: Mentorship
    let zones: [MentorshipSide: String]
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }
    private var course: MeetingCourse { meeting.course }
    private var side: MentorshipSide { mentorship.reader(visit) }
    private var otherName: String { MentorshipWords.name(mentorship.name(of: side.other), phrases) }

    func child(named name: String) -> Any? {
        switch name {
        case "meetingID": meeting.id.text
        case "meetingStart": course.startsAt.rfc3339
        case "ownTime": MeetingWords.time(course, in: zones[side] ?? "UTC", phrases)
        case "otherTimes": otherTime.map { [$0] } ?? []
        case "meetingState": phrases.text("meeting_state_\(course.state.rawValue)")
        case "isAgreed": course.state == .confirmed || course.state == .held
        case "meetingNotes": notes
        case "placeTexts": course.time.place.isEmpty ? [] : [course.time.place]
        case "calendarPath": meeting.calendarPath
        case "stepPath": "\(meeting.path)/steps"
        case "movePaths": steps.contains(.move) ? ["\(meeting.path)/move"] : []
        case "meetingSteps":
            steps.filter { $0 != .move }.map {
                StepButton(event: $0, meeting: meeting, name: otherName, phrases: phrases)
            }
        default: nil
        }
    }

    private var steps: [MeetingEvent] {
        mentorship.course.state.isLive ? meeting.steps(of: side, at: visit.now) : []
    }

    private var otherTime: String? {
        guard let zone = zones[side.other], zone != zones[side] else { return nil }
        return phrases.text(
            "meeting_for_other", ["name": otherName, "time": MeetingWords.time(course, in: zone, phrases)])
    }

    /// What the reader should know besides where it stands.
    private var notes: [String] {
        var notes: [String] = []
        if course.state == .proposed {
            let key = course.startsAt <= visit.now ? "too_late" : course.proposedBy == side ? "other" : "you"
            notes.append(phrases.text("meeting_waits_\(key)", ["name": otherName]))
        }
        if let missed = course.missedBy {
            notes.append(phrases.text("meeting_missed_\(missed == side ? "you" : "other")", ["name": otherName]))
        }
        if let who = course.cancelledBy {
            let whose = course.isLate ? (who == side ? "you_late" : "other_late") : who == side ? "you" : "other"
            notes.append(phrases.text("meeting_cancelled_\(whose)", ["name": otherName]))
        }
        return notes
    }
}

private struct StepButton: MustacheParent {
    let event: MeetingEvent
    let meeting: Meeting
    let name: String
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "stepName": event.rawValue
        case "stepLabel": phrases.text("meeting_step_\(event.rawValue)", ["name": self.name])
        case "meetingVersion": "\(meeting.version)"
        case "isMainStep": event == .confirm || event == .held
        case "takesSeries": meeting.series != nil && (event == .confirm || event == .cancel)
        default: nil
        }
    }
}

/// The form in which a meeting is proposed, or another time for it.
struct MeetingFormPage: Page {
    static let template = "meeting_form"
    let mentorship: Mentorship
    let zones: [MentorshipSide: String]
    /// What is moved; `nil` for a new one.
    var meeting: Meeting?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .mentors }
    private var phrases: Phrasebook { visit.phrases }
    private var side: MentorshipSide { mentorship.reader(visit) }
    private var otherName: String { MentorshipWords.name(mentorship.name(of: side.other), phrases) }

    func child(named name: String) -> Any? {
        switch name {
        case "listPath": "\(mentorship.path)/meetings"
        case "otherName": otherName
        case "formHeading": phrases.text(meeting == nil ? "meeting_new" : "meeting_move")
        case "formPath": meeting.map { "\($0.path)/move" } ?? "\(mentorship.path)/meetings/new"
        case "formID": "meeting-\(mentorship.id)"
        case "versions": meeting.map { ["\($0.version)"] } ?? []
        case "presentTimes": meeting.map { [MeetingWords.time($0.course, in: zones[side] ?? "UTC", phrases)] } ?? []
        case "otherZones":
            [phrases.text("meeting_other_zone", ["name": otherName, "zone": zones[side.other] ?? "UTC"])]
        case "isNewMeeting": meeting == nil
        case "timeFields": [day, time, zone, minutes, place]
        case "repeats": repeats
        case "count": count
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }

    private func field(_ name: String, _ stored: String) -> Field {
        Field(name, key: "meeting_\(name)", value: form?[name] ?? stored, problem: problem, phrases: phrases).with {
            $0.autocomplete = "off"
        }
    }

    private var wall: WallTime? { meeting.map { WallTime($0.course.startsAt, in: zones[side] ?? "UTC") } }

    private var day: Field {
        field("day", wall?.day.description ?? "").with { ($0.inputType, $0.direction) = ("date", "ltr") }
    }

    private var time: Field {
        field("time", wall.map { Clockface.text($0.minute) } ?? "").with {
            ($0.inputType, $0.direction) = ("time", "ltr")
        }
    }

    private var zone: Field {
        field("zone", zones[side] ?? "UTC").with { ($0.maxLength, $0.direction) = (64, "ltr") }
    }

    private var minutes: Field {
        field("minutes", "\(meeting?.course.time.minutes ?? MeetingLimits.usualMinutes)").with {
            ($0.inputType, $0.direction) = ("number", "ltr")
        }
    }

    private var place: Field {
        field("place", meeting?.course.time.place ?? "").with { ($0.maxLength, $0.isRequired) = (300, false) }
    }

    private var repeats: Field {
        field("repeats", "").with { field in
            let chosen = field.value
            field.options = [.init("", phrases.text("meeting_once"), isSelected: chosen.isEmpty)]
            field.options += MeetingRhythm.allCases.map {
                .init($0.rawValue, phrases.text("meeting_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
            }
        }
    }

    private var count: Field {
        field("count", "").with { ($0.inputType, $0.direction, $0.isRequired) = ("number", "ltr", false) }
    }
}

extension Mentorship {
    /// Which of the two reads the page.
    func reader(_ visit: Visit) -> MentorshipSide { visit.principal.member.flatMap { side(of: $0.id) } ?? .mentee }
}
