import Core
import Groups
import Mustache
import Texts
import WebSupport

/// Events of a group that are not over.
struct GroupEventListPage: Page {
    static let template = "group_event_list"
    let group: MemberGroup
    let found: Paged<GroupEvent>
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .groups }

    func child(named name: String) -> Any? {
        switch name {
        case "shownGroup": GroupRow(group: group, visit: visit)
        case "newEventPaths": visit.principal.canModerate(group) ? ["\(group.path)/events/new"] : []
        case "events": found.items.map { GroupEventRow(event: $0, visit: visit) }
        case "isEmpty": found.items.isEmpty
        case "pager": Pager("\(group.path)/events", isFirst: isFirst, next: found.next)
        default: nil
        }
    }
}

/// One in a few lines, by the reader's clock.
struct GroupEventRow: MustacheParent {
    let event: GroupEvent
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "eventPath": event.path
        case "eventTitle": event.content.title
        case "eventKind": phrases.text("event_kind_\(event.content.kind.rawValue)")
        case "eventStart": event.content.startsAt.rfc3339
        case "ownTime":
            phrases.timeSpan(
                from: event.content.startsAt, to: event.endsAt,
                in: visit.principal.member?.timeZone ?? event.content.zone)
        case "startMoment": Moment(event.content.startsAt, visit)
        case "seatsText": seats
        case "isAgreed": event.own == .seat && event.state == .open
        default: nil
        }
    }

    private var seats: String {
        if event.state == .cancelled { return phrases.text("event_state_cancelled") }
        switch event.own {
        case .seat: return phrases.text("event_own_seat")
        case .waiting: return phrases.text("event_own_waiting")
        case .without: break
        }
        guard let free = event.free else { return phrases.text("event_coming", count: event.taken) }
        return free == 0 ? phrases.text("event_full", count: event.waiting) : phrases.text("event_free", count: free)
    }
}

/// One, with what the reader may do.
struct GroupEventPage: Page {
    static let template = "group_event"
    let event: GroupEvent
    let group: MemberGroup
    let coming: [GroupMemberName]
    let problem: Problem?
    let visit: Visit

    var section: Section? { .groups }
    private var phrases: Phrasebook { visit.phrases }
    private var isAhead: Bool { event.isAhead(at: visit.now) }
    private var canHost: Bool { visit.principal.canModerate(group) }

    func child(named name: String) -> Any? {
        switch name {
        case "shownGroup": GroupRow(group: group, visit: visit)
        case "shownEvent": GroupEventRow(event: event, visit: visit)
        case "hostName":
            event.host.displayName.isEmpty ? phrases.text("former_member") : event.host.displayName
        case "hostPath": Links.member(event.host.username)
        case "zoneText": phrases.text("event_zone", ["zone": event.content.zone])
        case "aboutTexts": event.content.body.isEmpty ? [] : [event.content.body]
        case "placeTexts": event.place.map { [$0] } ?? []
        case "hidesPlace": event.place == nil
        case "takePaths": isAhead && event.isMember && event.own == .without ? ["\(event.path)/seat"] : []
        case "takeLabel": phrases.text(event.free == 0 ? "event_wait" : "event_take")
        case "givePaths": isAhead && event.own != .without ? ["\(event.path)/seat"] : []
        case "giveLabel": phrases.text(event.own == .waiting ? "event_wait_no_more" : "event_give")
        case "calendarPaths": event.isMember ? [event.calendarPath] : []
        case "editPaths": canHost && isAhead ? ["\(event.path)/edit"] : []
        case "cancelPaths": canHost && isAhead ? ["\(event.path)/cancel"] : []
        case "showsComing": visit.principal.canReadMembers(of: group)
        case "hasNobody": coming.isEmpty
        case "comingMembers": coming.map { ComingRow(name: $0, phrases: phrases) }
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases)
        default: nil
        }
    }
}

private struct ComingRow: MustacheParent {
    let name: GroupMemberName
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "memberName":
            self.name.displayName.isEmpty ? phrases.text("former_member") : self.name.displayName
        case "memberPath": Links.member(self.name.username)
        default: nil
        }
    }
}

/// The form by which an event is announced, or changed.
struct GroupEventFormPage: Page {
    static let template = "group_event_form"
    let group: MemberGroup
    /// `nil` for one that is new.
    let event: GroupEvent?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    var section: Section? { .groups }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "shownGroup": GroupRow(group: group, visit: visit)
        case "headingText": phrases.text(event == nil ? "event_new" : "event_edit")
        case "sendLabel": phrases.text(event == nil ? "event_announce" : "save_changes")
        case "formPath": event.map { "\($0.path)/edit" } ?? "\(group.path)/events/new"
        case "backPath": event?.path ?? "\(group.path)/events"
        case "formIDs": event == nil ? [form?["formID"] ?? "event-\(visit.now.milliseconds)"] : []
        case "versions": event.map { [form?["version"] ?? "\($0.version)"] } ?? []
        case "kindChoice": kind
        case "titleField": field("title", event?.content.title).with { $0.maxLength = 120 }
        case "bodyField": field("body", event?.content.body).with { ($0.isRequired, $0.rows) = (false, 6) }
        case "timeFields": [day, time, zone, minutes, place, seats]
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases, labels: labels)
        default: nil
        }
    }

    private var labels: [String: String] {
        Dictionary(
            uniqueKeysWithValues: GroupEventChange.CodingKeys.allCases.map {
                ($0.rawValue, phrases.text("label_event_\($0.rawValue)"))
            })
    }

    private var kind: Field {
        field("kind", event?.content.kind.rawValue ?? GroupEventKind.meetup.rawValue).with { field in
            let chosen = field.value
            field.options = GroupEventKind.allCases.map { kind in
                Field.Option(
                    kind.rawValue, phrases.text("event_kind_\(kind.rawValue)"), isSelected: kind.rawValue == chosen)
            }
        }
    }

    private func field(_ name: String, _ stored: String?) -> Field {
        Field(
            name, key: "event_\(name)", value: form?[name] ?? stored ?? "", problem: problem, phrases: phrases
        ).with { $0.autocomplete = "off" }
    }

    private var ownZone: String { event?.content.zone ?? visit.principal.member?.timeZone ?? "UTC" }
    private var wall: WallTime? { event.map { WallTime($0.content.startsAt, in: ownZone) } }

    private var day: Field {
        field("day", wall?.day.description).with { ($0.inputType, $0.direction) = ("date", "ltr") }
    }

    private var time: Field {
        field("time", wall.map { Clockface.text($0.minute) }).with { ($0.inputType, $0.direction) = ("time", "ltr") }
    }

    private var zone: Field {
        field("zone", ownZone).with { ($0.maxLength, $0.direction) = (64, "ltr") }
    }

    private var minutes: Field {
        field("minutes", "\(event?.content.minutes ?? GroupEventLimits.usualMinutes)").with {
            ($0.inputType, $0.direction) = ("number", "ltr")
        }
    }

    private var place: Field { field("place", event?.content.place).with { $0.maxLength = 300 } }

    private var seats: Field {
        field("seats", event?.content.seats.map { "\($0)" }).with {
            ($0.inputType, $0.direction, $0.isRequired) = ("number", "ltr", false)
        }
    }
}
