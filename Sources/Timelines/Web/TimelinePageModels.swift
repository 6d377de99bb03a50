import Core
import Mustache
import Texts
import Timelines
import Visas
import WebSupport

/// One's own timelines; those first of which one is asked something.
struct TimelinesPage: Page {
    static let template = "timeline_list"
    let timelines: [Timeline]
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "timelines":
            timelines.map { TimelineRow(timeline: $0, visit: visit) }.sorted { $0.isAsked && !$1.isAsked }
        case "isEmpty": timelines.isEmpty
        default: nil
        }
    }
}

/// A timeline in one or two lines.
struct TimelineRow: MustacheParent {
    let timeline: Timeline
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }
    private var today: CivilDay { CivilDay(visit.now) }
    var isAsked: Bool { isDue || timeline.isDoubted }
    private var isDue: Bool { timeline.isDue(on: today) }

    func child(named name: String) -> Any? {
        switch name {
        case "timelinePath": "/timelines/\(timeline.id)"
        case "pathwayName": timeline.pathwayName
        case "rulePaths":
            timeline.pathwayVersion == nil ? [] : timeline.pathway.map { ["\($0.path)/history"] } ?? []
        case "ruleText": phrases.text("timeline_version", ["number": "\(timeline.pathwayVersion ?? 0)"])
        case "stateText": state
        case "isWaiting": timeline.isOpen && timeline.submittedOn != nil
        case "isDue": isDue
        case "isDoubted": timeline.isDoubted
        case "visibilityText": phrases.text("timeline_visibility_\(timeline.visibility.rawValue)")
        default: nil
        }
    }

    private var state: String {
        guard let submittedOn = timeline.submittedOn else { return phrases.text("timeline_preparing") }
        let days = (timeline.endedOn ?? today).days(since: submittedOn)
        guard let ending = timeline.ending else { return phrases.text("timeline_waiting", count: days) }
        return phrases.text("timeline_ended_\(ending.rawValue)", count: days)
    }
}

/// The form of a new timeline, and of what may change besides events.
struct TimelineFormPage: Page {
    static let template = "timeline_form"
    let timeline: Timeline?
    /// What a new one may follow.
    let pathways: [PathwayRow]
    let form: Form?
    let problem: Problem?
    let visit: Visit

    init(
        timeline: Timeline? = nil, pathways: [PathwayRow] = [], form: Form? = nil, problem: Problem? = nil, visit: Visit
    ) {
        (self.timeline, self.pathways, self.form, self.problem) = (timeline, pathways, form, problem)
        self.visit = visit
    }

    private var phrases: Phrasebook { visit.phrases }

    private func field(_ name: String, key: String? = nil, _ value: String) -> Field {
        Field(name, key: key, value: form?[name] ?? value, problem: problem, phrases: phrases).with {
            $0.isRequired = false
            $0.autocomplete = "off"
        }
    }

    private func choice(_ name: String, key: String? = nil, _ value: String, _ options: [(String, String)]) -> Field {
        let chosen = form?[name] ?? value
        return field(name, key: key, value).with {
            $0.options = options.map { Field.Option($0.0, $0.1, isSelected: $0.0 == chosen) }
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "formPath": timeline.map { "/timelines/\($0.id)/edit" } ?? "/timelines/new"
        case "formBack": timeline.map { "/timelines/\($0.id)" } ?? "/timelines"
        case "formHeading": phrases.text(timeline == nil ? "timeline_new" : "timeline_edit")
        case "revisions": timeline.map { ["\($0.revision)"] } ?? []
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        case "pathwayFields": timeline == nil ? [pathway] : []
        case "filedFields": timeline == nil ? [filed] : []
        case "detailFields": [lane, nationality, dependants, visibility]
        case "officeField": field("office", timeline?.office ?? "").with { $0.maxLength = 60 }
        case "asksForAnother": problem?.code == "timeline_open" || form?["another"] == "true"
        default: nil
        }
    }

    private var pathway: Field {
        let groups = pathways.map { pathway in
            (pathway.id, "\(Names.country(pathway.country, visit.language)): \(pathway.name)")
        }
        return choice("pathwayId", "", [("", phrases.text("points_choose"))] + groups).with { $0.isRequired = true }
    }

    private var filed: Field {
        field("filedOn", "").with {
            $0.inputType = "date"
            $0.direction = "ltr"
        }
    }

    private var lane: Field {
        choice(
            "lane", timeline?.lane.rawValue ?? "standard",
            Timeline.Lane.allCases.map { ($0.rawValue, phrases.text("timeline_lane_\($0.rawValue)")) })
    }

    private var nationality: Field {
        let countries = ["PK", "IN", "BD", "LK", "NP", "AF", "IR", "EG", "NG", "PH", "TR"].map {
            ($0, Names.country($0, visit.language))
        }
        let own = timeline?.nationality.map { [($0, Names.country($0, visit.language))] } ?? []
        let others = own.filter { pair in !countries.contains { $0.0 == pair.0 } }
        return choice(
            "nationality", timeline?.nationality ?? "",
            [("", phrases.text("timeline_not_said"))] + countries.sorted { $0.1 < $1.1 } + others)
    }

    private var dependants: Field {
        choice(
            "dependants", timeline?.dependants.map { $0 ? "yes" : "no" } ?? "",
            [
                ("", phrases.text("timeline_not_said")), ("yes", phrases.text("points_yes")),
                ("no", phrases.text("points_no")),
            ])
    }

    private var visibility: Field {
        choice(
            "visibility", key: "timeline_visibility", timeline?.visibility.rawValue ?? "private",
            Timeline.Visibility.allCases.map {
                ($0.rawValue, phrases.text("timeline_visibility_\($0.rawValue)"))
            })
    }
}

/// One timeline: what happened, what one is asked, what others waited.
struct TimelinePage: Page {
    static let template = "timeline"
    let timeline: Timeline
    let times: ProcessingTimes?
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "row": TimelineRow(timeline: timeline, visit: visit)
        case "figuresPath": "/processing-times/\(timeline.pathwayID)"
        case "laneText": phrases.text("timeline_lane_\(timeline.lane.rawValue)")
        case "officeNames": timeline.office.isEmpty ? [] : [timeline.office]
        case "events": timeline.events.map { EventRow(event: $0, timeline: timeline.id, visit: visit) }
        case "hasNoEvents": timeline.events.isEmpty
        case "confirmedText":
            phrases.text("timeline_confirmed", ["date": phrases.day(timeline.confirmedOn)])
        case "chanceTexts": chance.map { [$0] } ?? []
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        case "typeField": typeField
        case "dateField": dateField
        case "noteField": noteField
        default: nil
        }
    }

    /// Of those who waited as long: never a promise of a day.
    private var chance: String? {
        guard timeline.isOpen, let submittedOn = timeline.submittedOn, let times, let figure = times.figure,
            let percent = times.chance(waited: CivilDay(visit.now).days(since: submittedOn))
        else { return nil }
        return phrases.text("timeline_chance", ["percent": "\(percent)", "members": "\(figure.members)"])
    }

    private var typeField: Field {
        let chosen = form?["type"] ?? (timeline.submittedOn == nil ? "submitted" : "acknowledged")
        return Field("type", key: "event_type", value: chosen, problem: problem, phrases: phrases).with {
            $0.options = TimelineEvent.Kind.allCases.map {
                .init($0.rawValue, phrases.text("event_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
            }
        }
    }

    private var dateField: Field {
        Field("date", key: "event_date", value: form?["date"] ?? "", problem: problem, phrases: phrases).with {
            $0.direction = "ltr"
            $0.autocomplete = "off"
            $0.maxLength = 10
        }
    }

    private var noteField: Field {
        Field("note", key: "event_note", value: form?["note"] ?? "", problem: problem, phrases: phrases).with {
            $0.isRequired = false
            $0.autocomplete = "off"
            $0.rows = 3
            $0.maxLength = 1000
        }
    }
}

private struct EventRow: MustacheParent {
    let event: TimelineEvent
    let timeline: TimelineID
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "eventName": visit.phrases.text("event_\(event.kind.rawValue)")
        case "eventDay": event.precision == .day ? event.day.description : String(event.day.description.prefix(7))
        case "eventDayText": event.precision == .day ? visit.phrases.day(event.day) : visit.phrases.month(event.day)
        case "eventNotes": event.note.isEmpty ? [] : [event.note]
        case "eventRemoval": "/timelines/\(timeline)/events/\(event.id)/remove"
        default: nil
        }
    }
}

extension RemovalPage {
    /// - Parameter event: what goes of it; without one, all.
    init(_ timeline: Timeline, event: TimelineEvent? = nil, visit: Visit) {
        let path = "/timelines/\(timeline.id)"
        self.init(
            of: event.map { visit.phrases.text("event_\($0.kind.rawValue)") }
                ?? timeline.pathwayName,
            meaning: visit.phrases.text(event == nil ? "timeline_remove_intro" : "event_remove_intro"),
            path: event.map { "\(path)/events/\($0.id)/remove" } ?? "\(path)/delete", back: path, visit: visit)
    }
}
