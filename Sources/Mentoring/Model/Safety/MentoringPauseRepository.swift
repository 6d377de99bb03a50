import Core
import Storage

/// SQL over pauses after missed meetings; internal to the feature.
enum MentoringPauseRepository {
    private static let columns: Query = """
        pause.id, pause.account_id, pause.side, pause.began_at, pause.until_day, pause.lifted_at,
        (SELECT appeal.state FROM mentoring_case AS appeal
            WHERE appeal.opened_by = pause.account_id AND appeal.kind = 'appeal' AND appeal.target_id = pause.id)
        """

    private static func decode(_ row: any ResultRow) -> MentoringPause {
        let beganAt = row.time(3)
        return MentoringPause(
            id: row.id(0), member: row.id(1), side: MentorshipSide(rawValue: row.text(2)) ?? .mentee,
            beganAt: beganAt, until: CivilDay(row.text(4)) ?? CivilDay(beganAt), liftedAt: row.timeOrNil(5),
            appeal: row.textOrNil(6).flatMap(MentoringCaseState.init(rawValue:)))
    }

    /// Those of a member that hold on a day.
    static func present(
        of member: MemberID, on day: CivilDay, in transaction: any Transaction
    ) throws -> [MentoringPause] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentoring_pause AS pause
            WHERE pause.account_id = \(member) AND pause.lifted_at IS NULL AND pause.until_day > \(day.description)
            ORDER BY pause.began_at DESC, pause.id DESC
            """, decode)
    }

    static func all(of member: MemberID, in transaction: any Transaction) throws -> [MentoringPause] {
        try transaction.rows(
            """
            SELECT \(columns) FROM mentoring_pause AS pause WHERE pause.account_id = \(member)
            ORDER BY pause.began_at, pause.id
            """, decode)
    }

    static func byID(_ ids: [String], in transaction: any Transaction) throws -> [MentoringPause] {
        guard !ids.isEmpty else { return [] }
        return try transaction.rows(
            """
            SELECT \(columns) FROM mentoring_pause AS pause WHERE \(transaction.dialect.anyOf("pause.id", ids))
            """, decode)
    }

    /// The last days of pauses of mentors that were not lifted, by mentor; some may be over.
    static func ends(of mentors: [String], in transaction: any Transaction) throws -> [String: CivilDay] {
        let found = try transaction.rows(
            """
            SELECT account_id, max(until_day) FROM mentoring_pause
            WHERE \(transaction.dialect.anyOf("account_id", mentors)) AND side = 'mentor' AND lifted_at IS NULL
            GROUP BY account_id
            """
        ) { ($0.text(0), CivilDay($0.text(1))) }
        return Dictionary(uniqueKeysWithValues: found).compactMapValues { $0 }
    }

    /// Those of the members who may not ask mentors on a day.
    static func pausedMentees(
        of members: [String], on day: CivilDay, in transaction: any Transaction
    ) throws -> Set<String> {
        Set(
            try transaction.rows(
                """
                SELECT account_id FROM mentoring_pause
                WHERE \(transaction.dialect.anyOf("account_id", members)) AND side = 'mentee' AND lifted_at IS NULL
                    AND until_day > \(day.description)
                """
            ) { $0.text(0) })
    }

    /// When a moderator last took one back: what was missed before counts no more.
    static func lastLifted(
        of member: MemberID, as side: MentorshipSide, in transaction: any Transaction
    ) throws -> Timestamp? {
        try transaction.first(
            """
            SELECT max(lifted_at) FROM mentoring_pause WHERE account_id = \(member) AND side = \(side.rawValue)
            """
        ) { $0.timeOrNil(0) } ?? nil
    }

    static func insert(
        _ id: MentoringPauseID, of member: MemberID, as side: MentorshipSide, from now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        let until = CivilDay(now).adding(SafetyLimits.pauseDays)
        try transaction.execute(
            """
            INSERT INTO mentoring_pause (id, account_id, side, began_at, until_day)
            VALUES (\(id), \(member), \(side.rawValue), \(now), \(until.description))
            """)
    }

    static func lift(_ id: MentoringPauseID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE mentoring_pause SET lifted_at = \(now) WHERE id = \(id)")
    }
}
