import Core
import Storage
import Sync
import SyncProtocol

/// The member's own timelines, each with its events.
struct TimelineCollection: SyncedCollection {
    static let name = "timeline"
    var entity: String { Self.name }

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try TimelineRepository.timelines(of: viewer.id, ids: ids, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, TimelineRecord($0)) })
    }
}

/// `timeline.set`: what is said besides the events.
private struct TimelineSetting: Decodable {
    let id: TimelineID
    /// What the device had before: with it a change that another device made meanwhile is not written over.
    let revision: Int64?
    let office: String?
    let lane: String?
    let nationality: String?
    let dependants: Bool?
    let visibility: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, revision, office, lane, nationality, dependants, visibility
    }

    var change: TimelineChange {
        TimelineChange(
            office: office, lane: lane, nationality: nationality, dependants: dependants, visibility: visibility)
    }
}

/// `timeline.waiting`: the day on which the member said to be waiting still.
private struct StillWaiting: Decodable {
    let id: TimelineID
    let on: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case id, on }
}

/// `timelineEvent.add`, `timelineEvent.set` and `timelineEvent.remove`.
private struct SentEvent: Decodable {
    let timelineId: TimelineID
    let id: TimelineEventID
    let type: String?
    let date: String?
    let precision: String?
    let note: String?

    enum CodingKeys: String, CodingKey, CaseIterable { case timelineId, id, type, date, precision, note }

    var draft: TimelineEventDraft {
        TimelineEventDraft(id: id, type: type, date: date, precision: precision, note: note)
    }

    var change: TimelineEventChange {
        TimelineEventChange(type: type, date: date, precision: precision, note: note)
    }
}

private struct NamedTimeline: Decodable {
    let id: TimelineID
}

extension TimelineService {
    package var syncedCollections: [any SyncedCollection] { [TimelineCollection()] }

    /// What clients may push, each by the same function that the forms call. Of each field the last to arrive counts,
    /// unless the client says which revision it changed.
    package var syncedMutations: [SyncedMutation] {
        [
            timelineStart, timelineSet, timelineRemove, timelineWaiting, timelineAffirm, eventAdd, eventSet,
            eventRemove,
        ]
    }

    /// Every row of timelines that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = ["SELECT 'u:' || account_id, 'timeline', id FROM timeline"]

    private static func effect(_ timeline: Timeline) -> MutationEffect { MutationEffect(rows: [row(timeline)]) }

    private static func row(_ timeline: Timeline) -> SyncedRow {
        SyncedRow(key: "\(TimelineCollection.name)/\(timeline.id)", value: TimelineRecord(timeline))
    }

    private var timelineStart: SyncedMutation {
        SyncedMutation(name: "timeline.start") { arguments, principal, now in
            let draft: TimelineDraft = try arguments.decode(allowing: TimelineDraft.CodingKeys.self)
            guard draft.id != nil else { throw Problem.invalid("id", "required") }
            try draft.check(at: now)
            return { Self.effect(try start(draft, as: principal, in: $0).timeline) }
        }
    }

    private var timelineSet: SyncedMutation {
        SyncedMutation(name: "timeline.set") { arguments, principal, now in
            let sent: TimelineSetting = try arguments.decode(allowing: TimelineSetting.CodingKeys.self)
            try sent.change.check(at: now)
            return { transaction in
                do {
                    let revision = sent.revision
                    return Self.effect(
                        try change(sent.id, sent.change, revision: revision, as: principal, in: transaction))
                } catch let problem as Problem where problem.kind == .stale {
                    let present = try own(sent.id, try principal.requireMember(), transaction)
                    throw MutationConflict(problem, rows: [Self.row(present)])
                }
            }
        }
    }

    private var timelineRemove: SyncedMutation {
        SyncedMutation(name: "timeline.remove") { arguments, principal, _ in
            let sent: NamedTimeline = try arguments.decode(allowing: ["id"])
            return { transaction in
                try remove(sent.id, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    private var timelineWaiting: SyncedMutation {
        SyncedMutation(name: "timeline.waiting") { arguments, principal, now in
            let sent: StillWaiting = try arguments.decode(allowing: StillWaiting.CodingKeys.self)
            var validation = Validation()
            let day = TimelineDay.read(sent.on, "on", at: now, &validation) ?? CivilDay(now)
            try validation.check()
            return { Self.effect(try confirmWaiting(sent.id, on: min(day, today), as: principal, in: $0)) }
        }
    }

    private var timelineAffirm: SyncedMutation {
        SyncedMutation(name: "timeline.affirm") { arguments, principal, _ in
            let sent: NamedTimeline = try arguments.decode(allowing: ["id"])
            return { Self.effect(try affirm(sent.id, as: principal, in: $0)) }
        }
    }

    private var eventAdd: SyncedMutation {
        SyncedMutation(name: "timelineEvent.add") { arguments, principal, now in
            let sent: SentEvent = try arguments.decode(allowing: SentEvent.CodingKeys.self)
            try sent.draft.check(at: now)
            return { Self.effect(try add(sent.draft, to: sent.timelineId, as: principal, in: $0).timeline) }
        }
    }

    private var eventSet: SyncedMutation {
        SyncedMutation(name: "timelineEvent.set") { arguments, principal, now in
            let sent: SentEvent = try arguments.decode(allowing: SentEvent.CodingKeys.self)
            try sent.change.check(at: now)
            return { transaction in
                let changed = try changeEvent(
                    sent.id, of: sent.timelineId, sent.change, as: principal, in: transaction)
                return Self.effect(changed.timeline)
            }
        }
    }

    private var eventRemove: SyncedMutation {
        SyncedMutation(name: "timelineEvent.remove") { arguments, principal, _ in
            let sent: SentEvent = try arguments.decode(allowing: ["timelineId", "id"])
            return { Self.effect(try removeEvent(sent.id, of: sent.timelineId, as: principal, in: $0)) }
        }
    }
}
