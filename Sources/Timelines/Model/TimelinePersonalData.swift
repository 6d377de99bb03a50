import Core
import Storage

/// What timelines know of a member.
package struct TimelinePersonalData: PersonalData {
    package let tables: Set<String> = ["timeline"]

    package init() {}

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        ["timelines": try TimelineRepository.timelines(of: member.id, in: transaction).map { TimelineRecord($0) }]
    }

    /// All of it goes; figures that were made with it name nobody, and the next are made without it.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try TimelineRepository.removeAll(of: member, in: transaction)
    }
}

/// A timeline as programs get it.
package struct TimelineRecord: Codable, Sendable {
    package let id: TimelineID
    let pathwayId: String
    /// The version of the pathway that was in force when the timeline was begun.
    let pathwayVersion: Int64?
    let office: String
    let lane: Timeline.Lane
    let nationality: String?
    let dependants: Bool?
    let visibility: Timeline.Visibility
    let submittedOn: CivilDay?
    let endedOn: CivilDay?
    let ending: Timeline.Ending?
    /// The last day on which the member said to be waiting.
    let confirmedOn: CivilDay
    /// Whether the member is asked if an unusual length is right.
    let isDoubted: Bool
    let events: [TimelineEventRecord]
    let createdAt: Timestamp
    let updatedAt: Timestamp
    let revision: Int64

    package init(_ timeline: Timeline) {
        id = timeline.id
        pathwayId = timeline.pathwayID
        pathwayVersion = timeline.pathwayVersion
        office = timeline.office
        lane = timeline.lane
        nationality = timeline.nationality
        dependants = timeline.dependants
        visibility = timeline.visibility
        submittedOn = timeline.submittedOn
        endedOn = timeline.endedOn
        ending = timeline.ending
        confirmedOn = timeline.confirmedOn
        isDoubted = timeline.isDoubted
        events = timeline.events.map { TimelineEventRecord($0) }
        createdAt = timeline.createdAt
        updatedAt = timeline.updatedAt
        revision = timeline.revision
    }
}

/// An event as programs get it.
package struct TimelineEventRecord: Codable, Sendable {
    package let id: TimelineEventID
    let type: TimelineEvent.Kind
    /// The first of the month where only that is known.
    let date: CivilDay
    let precision: TimelineEvent.Precision
    let note: String
    let evidence: TimelineEvent.Evidence
    let createdAt: Timestamp

    package init(_ event: TimelineEvent) {
        id = event.id
        type = event.kind
        date = event.day
        precision = event.precision
        note = event.note
        evidence = event.evidence
        createdAt = event.createdAt
    }
}
