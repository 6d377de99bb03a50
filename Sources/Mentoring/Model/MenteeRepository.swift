import Core
import Matching
import Storage

/// SQL over mentees' profiles; internal to the feature.
enum MenteeRepository {
    private static let columns: Query = """
        goal, origin, experience_years, timeline, is_async_only, employer, topics, skills, languages, needed_languages,
        destinations, pathways, is_oriented
        """

    private static func content(_ row: any ResultRow) -> MenteeContent {
        var content = MenteeContent()
        (content.goal, content.origin, content.experienceYears) = (row.text(0), row.textOrNil(1), row.int(2))
        content.timeline = MenteeTimeline(rawValue: row.text(3)) ?? .later
        (content.isAsyncOnly, content.employer) = (row.flag(4), row.text(5))
        content.topics = Lines.choices(row.text(6))
        content.skills = Lines.values(row.text(7))
        content.languages = Lines.languages(row.text(8))
        content.neededLanguages = Lines.values(row.text(9))
        content.destinations = Lines.destinations(row.text(10))
        content.pathways = Lines.values(row.text(11))
        content.isOriented = row.flag(12)
        return content
    }

    static func mentee(_ id: MemberID, in transaction: any Transaction) throws -> Mentee? {
        try transaction.first(
            "SELECT \(columns), updated_at, revision FROM mentee_profile WHERE account_id = \(id)"
        ) { Mentee(id: id, content: content($0), updatedAt: $0.time(13), revision: $0.integer(14)) }
    }

    /// What some mentees say, by id.
    static func contents(of ids: [String], in transaction: any Transaction) throws -> [String: MenteeContent] {
        let rows = try transaction.rows(
            """
            SELECT \(columns), account_id FROM mentee_profile WHERE \(transaction.dialect.anyOf("account_id", ids))
            """
        ) { ($0.text(13), content($0)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    static func put(
        _ content: MenteeContent, of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentee_profile (account_id, goal, origin, experience_years, timeline, is_async_only, employer,
                topics, skills, languages, needed_languages, destinations, pathways, is_oriented, created_at,
                updated_at)
            VALUES (\(member), \(content.goal), \(content.origin), \(content.experienceYears),
                \(content.timeline.rawValue), \(content.isAsyncOnly), \(content.employer),
                \(Lines.text(content.topics.map(\.rawValue))), \(Lines.text(content.skills)),
                \(Lines.text(content.languages)), \(Lines.text(content.neededLanguages)),
                \(Lines.text(content.destinations)), \(Lines.text(content.pathways)), \(content.isOriented), \(now),
                \(now))
            ON CONFLICT (account_id) DO UPDATE SET goal = excluded.goal, origin = excluded.origin,
                experience_years = excluded.experience_years, timeline = excluded.timeline,
                is_async_only = excluded.is_async_only, employer = excluded.employer, topics = excluded.topics,
                skills = excluded.skills, languages = excluded.languages,
                needed_languages = excluded.needed_languages, destinations = excluded.destinations,
                pathways = excluded.pathways, is_oriented = excluded.is_oriented, updated_at = excluded.updated_at,
                revision = mentee_profile.revision + 1
            """)
    }

    // MARK: Hours

    static func hours(of ids: [String], in transaction: any Transaction) throws -> [String: Availability] {
        var found: [String: Availability] = [:]
        let windows = try transaction.rows(
            """
            SELECT account_id, weekdays, start_minute, end_minute, zone, position FROM availability_window
            WHERE \(transaction.dialect.anyOf("account_id", ids))
            """
        ) { row in
            (
                id: row.text(0), place: row.int(5),
                window: WeeklyWindow(
                    weekdays: UInt8(clamping: row.int(1)), start: row.int(2), end: row.int(3), zone: row.text(4))
            )
        }
        for row in windows.sorted(by: { $0.place < $1.place }) {
            found[row.id, default: Availability()].windows.append(row.window)
        }
        let exceptions = try transaction.rows(
            """
            SELECT account_id, is_free, happens_on, start_minute, end_minute, zone, position
            FROM availability_exception WHERE \(transaction.dialect.anyOf("account_id", ids))
            """
        ) { row in
            (
                id: row.text(0), place: row.int(6),
                exception: DatedException(
                    isFree: row.flag(1), day: Int(CivilDay(row.text(2))?.daysSince1970 ?? 0), start: row.int(3),
                    end: row.int(4), zone: row.text(5))
            )
        }
        for row in exceptions.sorted(by: { $0.place < $1.place }) {
            found[row.id, default: Availability()].exceptions.append(row.exception)
        }
        return found
    }

    static func put(
        _ hours: Availability, of member: MemberID, in transaction: any WriteTransaction
    ) throws {
        var statements: [Query] = [
            "DELETE FROM availability_window WHERE account_id = \(member)",
            "DELETE FROM availability_exception WHERE account_id = \(member)",
        ]
        for (position, window) in hours.windows.enumerated() {
            statements.append(
                """
                INSERT INTO availability_window (account_id, position, weekdays, start_minute, end_minute, zone)
                VALUES (\(member), \(position), \(Int(window.weekdays)), \(Int(window.start)), \(Int(window.end)),
                    \(window.zone))
                """)
        }
        for (position, exception) in hours.exceptions.enumerated() {
            statements.append(
                """
                INSERT INTO availability_exception (account_id, position, is_free, happens_on, start_minute,
                    end_minute, zone)
                VALUES (\(member), \(position), \(exception.isFree),
                    \(CivilDay(daysSince1970: Int64(exception.day)).description), \(Int(exception.start)),
                    \(Int(exception.end)), \(exception.zone))
                """)
        }
        try transaction.execute(all: statements)
    }

    // MARK: Who is of age

    static func adults(_ ids: [String], in transaction: any Transaction) throws -> Set<String> {
        Set(
            try transaction.rows(
                "SELECT account_id FROM mentoring_adult WHERE \(transaction.dialect.anyOf("account_id", ids))"
            ) { $0.text(0) })
    }

    static func confirmAdult(
        _ member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentoring_adult (account_id, confirmed_at) VALUES (\(member), \(now))
            ON CONFLICT (account_id) DO NOTHING
            """)
    }
}
