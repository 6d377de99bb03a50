import Core
import Storage
import Sync
import Visas

/// SQL over members' timelines; internal to the feature.
enum TimelineRepository {
    private static let columns: Query = """
        timeline.id, timeline.pathway_id, timeline.office, timeline.lane, timeline.nationality, timeline.dependants,
        timeline.visibility, timeline.submitted_on, timeline.ended_on, timeline.ending, timeline.confirmed_on,
        CASE WHEN timeline.doubted_at IS NOT NULL AND timeline.is_affirmed = 0 THEN 1 ELSE 0 END,
        timeline.created_at, timeline.updated_at, timeline.revision, timeline.pathway_version
        """

    private static func decode(_ row: any ResultRow) -> Timeline {
        Timeline(
            id: row.id(0), pathwayID: row.text(1), pathwayVersion: row.integerOrNil(15), office: row.text(2),
            lane: Timeline.Lane(rawValue: row.text(3)) ?? .standard, nationality: row.textOrNil(4),
            dependants: row.integerOrNil(5).map { $0 != 0 },
            visibility: Timeline.Visibility(rawValue: row.text(6)) ?? .private,
            submittedOn: row.textOrNil(7).flatMap { CivilDay($0) }, endedOn: row.textOrNil(8).flatMap { CivilDay($0) },
            ending: row.textOrNil(9).flatMap(Timeline.Ending.init), confirmedOn: day(row.text(10)),
            isDoubted: row.flag(11), createdAt: row.time(12), updatedAt: row.time(13), revision: row.integer(14))
    }

    /// A day that our own tables hold.
    static func day(_ text: String) -> CivilDay { CivilDay(text) ?? CivilDay(daysSince1970: 0) }

    static func owner(of id: TimelineID, in transaction: any Transaction) throws -> MemberID? {
        try transaction.first("SELECT account_id FROM timeline WHERE id = \(id)") { $0.id(0) }
    }

    static func count(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM timeline WHERE account_id = \(member)"))
    }

    /// The member's timelines, the one begun last first, each with its events.
    static func timelines(
        of member: MemberID, ids: [String]? = nil, in transaction: any Transaction
    ) throws -> [Timeline] {
        let chosen: Query = ids.map { "AND \(transaction.dialect.anyOf("timeline.id", $0))" } ?? ""
        var timelines = try transaction.rows(
            """
            SELECT \(columns) FROM timeline WHERE timeline.account_id = \(member) \(chosen)
            ORDER BY timeline.created_at DESC, timeline.id DESC
            """, decode)
        let events = try events(of: timelines.map(\.id.text), in: transaction)
        let pathways = try VisaService.rows(Set(timelines.map(\.pathwayID)), in: transaction)
        for index in timelines.indices {
            timelines[index].events = events[timelines[index].id] ?? []
            timelines[index].pathway = pathways[timelines[index].pathwayID]
        }
        return timelines
    }

    static func timeline(_ id: TimelineID, of member: MemberID, in transaction: any Transaction) throws -> Timeline? {
        try timelines(of: member, ids: [id.text], in: transaction).first
    }

    private static func events(
        of ids: [String], in transaction: any Transaction
    ) throws -> [TimelineID: [TimelineEvent]] {
        guard !ids.isEmpty else { return [:] }
        let rows = try transaction.rows(
            """
            SELECT event.timeline_id, event.id, event.type, event.happened_on, event.precision, event.note,
                event.evidence, event.created_at
            FROM timeline_event AS event WHERE \(transaction.dialect.anyOf("event.timeline_id", ids))
            ORDER BY event.timeline_id, event.happened_on, event.id
            """
        ) { row -> (TimelineID, TimelineEvent)? in
            guard let kind = TimelineEvent.Kind(rawValue: row.text(2)) else { return nil }
            return (
                row.id(0),
                TimelineEvent(
                    id: row.id(1), kind: kind, day: day(row.text(3)),
                    precision: TimelineEvent.Precision(rawValue: row.text(4)) ?? .day, note: row.text(5),
                    evidence: TimelineEvent.Evidence(rawValue: row.text(6)) ?? .none, createdAt: row.time(7))
            )
        }
        return Dictionary(grouping: rows.compactMap { $0 }, by: \.0).mapValues { $0.map(\.1) }
    }

    static func hasOpen(_ pathway: String, of member: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM timeline WHERE account_id = \(member) AND pathway_id = \(pathway) AND ending IS NULL
            """)
    }

    static func hasSame(
        _ pathway: String, _ day: CivilDay, of member: MemberID, but id: TimelineID, in transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM timeline WHERE account_id = \(member) AND pathway_id = \(pathway)
                AND submitted_on = \(day.description) AND id <> \(id)
            """)
    }

    static func insert(
        _ id: TimelineID, _ pathway: PathwayID, _ version: Int64, _ settings: TimelineSettings, of member: MemberID,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO timeline (id, account_id, pathway_id, pathway_version, office, lane, nationality, dependants, visibility,
                confirmed_on, created_at, updated_at)
            VALUES (\(id), \(member), \(pathway), \(version), \(settings.office), \(settings.lane.rawValue),
                \(settings.nationality), \(settings.dependants.map { $0 ? 1 : 0 }), \(settings.visibility.rawValue),
                \(CivilDay(now).description), \(now), \(now))
            """)
    }

    static func set(
        _ settings: TimelineSettings, of id: TimelineID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE timeline SET office = \(settings.office), lane = \(settings.lane.rawValue),
                nationality = \(settings.nationality), dependants = \(settings.dependants.map { $0 ? 1 : 0 }),
                visibility = \(settings.visibility.rawValue), updated_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    /// Notes what the events come to.
    static func set(
        _ summary: TimelineSummary, of id: TimelineID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let waitsSince = summary.ending == nil ? summary.submittedOn : nil
        let firstQuestion = waitsSince.map { Timeline.nextQuestion(filed: $0, after: $0) }
        try transaction.execute(
            """
            UPDATE timeline SET submitted_on = \(summary.submittedOn?.description),
                ended_on = \(summary.endedOn?.description), ending = \(summary.ending?.rawValue),
                ask_on = CASE WHEN submitted_on = \(waitsSince?.description) AND ask_on IS NOT NULL THEN ask_on
                    ELSE \(firstQuestion?.description) END,
                doubted_at = NULL, is_affirmed = 0, updated_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    // MARK: Who still waits

    /// Timelines with their members of which the day of the next question has come, without their events.
    static func toAsk(
        on day: CivilDay, limit: Int, in transaction: any Transaction
    ) throws -> [(member: MemberID, timeline: Timeline)] {
        try transaction.rows(
            """
            SELECT \(columns), timeline.account_id FROM timeline WHERE timeline.ask_on <= \(day.description)
            ORDER BY timeline.ask_on, timeline.id LIMIT \(limit)
            """
        ) { ($0.id(16), decode($0)) }
    }

    static func setNextQuestions(
        _ days: [(id: TimelineID, day: CivilDay)], in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            all: days.map { "UPDATE timeline SET ask_on = \($0.day.description) WHERE id = \($0.id)" })
    }

    static func confirm(
        _ id: TimelineID, on day: CivilDay, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE timeline SET confirmed_on = \(day.description), updated_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    static func affirm(_ id: TimelineID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE timeline SET is_affirmed = 1, updated_at = \(now), revision = revision + 1 WHERE id = \(id)")
    }

    static func remove(_ id: TimelineID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM timeline_event WHERE timeline_id = \(id)")
        try transaction.execute("DELETE FROM timeline WHERE id = \(id)")
    }

    static func save(
        _ event: TimelineEvent, in timeline: TimelineID, _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO timeline_event (id, timeline_id, type, happened_on, precision, note, created_at)
            VALUES (\(event.id), \(timeline), \(event.kind.rawValue), \(event.day.description),
                \(event.precision.rawValue), \(event.note), \(event.createdAt))
            ON CONFLICT (id) DO UPDATE SET type = excluded.type, happened_on = excluded.happened_on,
                precision = excluded.precision, note = excluded.note
            """)
    }

    static func timeline(ofEvent id: TimelineEventID, in transaction: any Transaction) throws -> TimelineID? {
        try transaction.first("SELECT timeline_id FROM timeline_event WHERE id = \(id)") { $0.id(0) }
    }

    static func removeEvent(_ id: TimelineEventID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM timeline_event WHERE id = \(id)")
    }

    static func removeAll(of member: MemberID, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "DELETE FROM timeline_event WHERE timeline_id IN (SELECT id FROM timeline WHERE account_id = \(member))")
        try transaction.execute("DELETE FROM timeline WHERE account_id = \(member)")
    }
}
