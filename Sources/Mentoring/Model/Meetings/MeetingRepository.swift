import Core
import Storage

/// SQL over meetings; internal to the feature.
enum MeetingRepository {
    private static let columns: Query = """
        meeting.id, meeting.mentorship_id, meeting.series_id, meeting.state, meeting.starts_at, meeting.minutes,
        meeting.zone, meeting.place, meeting.proposed_by, meeting.missed_by, meeting.cancelled_by, meeting.is_late,
        meeting.created_at, meeting.updated_at, meeting.revision
        """

    private static func decode(_ row: any ResultRow) -> Meeting {
        let time = MeetingTime(
            startsAt: row.time(4), minutes: row.int(5), zone: row.text(6), place: row.text(7))
        var course = MeetingCourse(time, proposedBy: MentorshipSide(rawValue: row.text(8)) ?? .mentor)
        course.state = MeetingState(rawValue: row.text(3)) ?? .cancelled
        course.missedBy = row.textOrNil(9).flatMap(MentorshipSide.init(rawValue:))
        course.cancelledBy = row.textOrNil(10).flatMap(MentorshipSide.init(rawValue:))
        course.isLate = row.flag(11)
        return Meeting(
            id: row.id(0), mentorship: row.id(1), series: row.idOrNil(2), course: course, createdAt: row.time(12),
            updatedAt: row.time(13), version: row.integer(14))
    }

    // MARK: Reading

    /// One page of a mentorship's meetings, the latest first, and one more if there is a next page.
    static func meetings(
        in mentorship: MentorshipID, after cursor: PageCursor?, limit: Int, _ transaction: any Transaction
    ) throws -> [Meeting] {
        try transaction.rows(
            """
            SELECT \(columns) FROM meeting
            WHERE meeting.mentorship_id = \(mentorship)
                AND (meeting.starts_at, meeting.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
            ORDER BY meeting.starts_at DESC, meeting.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// Those to come, the next first.
    static func open(
        in mentorship: MentorshipID, after now: Timestamp, limit: Int, _ transaction: any Transaction
    ) throws -> [Meeting] {
        try transaction.rows(
            """
            SELECT \(columns) FROM meeting
            WHERE meeting.mentorship_id = \(mentorship) AND meeting.starts_at > \(now)
                AND meeting.state IN ('proposed', 'confirmed')
            ORDER BY meeting.starts_at, meeting.id LIMIT \(limit)
            """, decode)
    }

    /// Those of the member's mentorships.
    static func byID(_ ids: [String], of member: MemberID, in transaction: any Transaction) throws -> [Meeting] {
        try transaction.rows(
            """
            SELECT \(columns) FROM meeting CROSS JOIN mentorship
            WHERE \(transaction.dialect.anyOf("meeting.id", ids)) AND mentorship.id = meeting.mentorship_id
                AND (mentorship.mentor_id = \(member) OR mentorship.mentee_id = \(member))
            """, decode)
    }

    /// Whosesoever they are.
    static func byID(_ ids: [String], in transaction: any Transaction) throws -> [Meeting] {
        try transaction.rows(
            "SELECT \(columns) FROM meeting WHERE \(transaction.dialect.anyOf("meeting.id", ids))", decode)
    }

    static func exists(_ id: MeetingID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM meeting WHERE id = \(id)")
    }

    /// Open ones of a series that come after a moment, the next first.
    static func later(
        of series: MeetingID, after time: Timestamp, in transaction: any Transaction
    ) throws -> [Meeting] {
        try transaction.rows(
            """
            SELECT \(columns) FROM meeting
            WHERE meeting.series_id = \(series) AND meeting.starts_at > \(time)
                AND meeting.state IN ('proposed', 'confirmed')
            ORDER BY meeting.starts_at, meeting.id
            """, decode)
    }

    /// Meetings with a reminder that is due, and since when.
    static func toRemind(
        at now: Timestamp, limit: Int, in transaction: any Transaction
    ) throws -> [String: Timestamp] {
        let found = try transaction.rows(
            """
            SELECT id, remind_at FROM meeting WHERE remind_at IS NOT NULL AND remind_at <= \(now)
            ORDER BY remind_at, id LIMIT \(limit)
            """
        ) { ($0.text(0), $0.time(1)) }
        return Dictionary(uniqueKeysWithValues: found)
    }

    /// By which clocks members read times.
    static func zones(of members: [MemberID], in transaction: any Transaction) throws -> [MemberID: String] {
        let found = try transaction.rows(
            "SELECT id, time_zone FROM account_zone WHERE \(transaction.dialect.anyOf("id", members.map(\.text)))"
        ) { (MemberID(trusted: $0.text(0)), $0.text(1)) }
        return Dictionary(uniqueKeysWithValues: found)
    }

    // MARK: Writing

    static func insert(_ meeting: Meeting, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let time = meeting.course.time
        try transaction.execute(
            """
            INSERT INTO meeting (id, mentorship_id, series_id, state, starts_at, minutes, zone, place, proposed_by,
                created_at, updated_at)
            VALUES (\(meeting.id), \(meeting.mentorship), \(meeting.series), \(meeting.course.state.rawValue),
                \(time.startsAt), \(time.minutes), \(time.zone), \(time.place), \(meeting.course.proposedBy.rawValue),
                \(now), \(now))
            """)
    }

    static func update(_ meeting: Meeting, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let (course, time) = (meeting.course, meeting.course.time)
        let struckAt: Timestamp? = course.struck == nil ? nil : now
        try transaction.execute(
            """
            UPDATE meeting SET state = \(course.state.rawValue), starts_at = \(time.startsAt),
                minutes = \(time.minutes), zone = \(time.zone), place = \(time.place),
                proposed_by = \(course.proposedBy.rawValue), missed_by = \(course.missedBy?.rawValue),
                cancelled_by = \(course.cancelledBy?.rawValue), is_late = \(course.isLate),
                struck = \(course.struck?.rawValue),
                struck_at = COALESCE(struck_at, \(struckAt)),
                remind_at = \(course.nextReminder(after: now)), updated_at = \(now), revision = \(meeting.version)
            WHERE id = \(meeting.id)
            """)
    }

    static func setReminder(_ time: Timestamp?, of id: MeetingID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE meeting SET remind_at = \(time) WHERE id = \(id)")
    }

    // MARK: What happened

    static func note(
        _ event: MeetingEvent, of meeting: Meeting, by side: MentorshipSide?, _ member: MemberID?,
        from state: MeetingState?, key: String?, _ id: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO meeting_event (id, meeting_id, event, actor, account_id, from_state, to_state, version,
                idempotency_key, created_at)
            VALUES (\(id), \(meeting.id), \(event.rawValue), \(side?.rawValue ?? "program"), \(member),
                \(state?.rawValue), \(meeting.course.state.rawValue), \(meeting.version), \(key), \(now))
            """)
    }

    /// The event that a member sent under a key before.
    static func event(
        _ key: String, of member: MemberID, in meeting: MeetingID, _ transaction: any Transaction
    ) throws -> MeetingEvent? {
        try transaction.first(
            """
            SELECT event FROM meeting_event WHERE meeting_id = \(meeting) AND account_id = \(member)
                AND idempotency_key = \(key)
            """
        ) { MeetingEvent(rawValue: $0.text(0)) } ?? nil
    }

    /// How often a member missed a meeting on one side, or cancelled one late, since a moment.
    static func strikes(
        of member: MemberID, as side: MentorshipSide, since time: Timestamp, in transaction: any Transaction
    ) throws -> Int {
        let own: Query = side == .mentor ? "mentorship.mentor_id" : "mentorship.mentee_id"
        return Int(
            try transaction.number(
                """
                SELECT count(*) FROM mentorship CROSS JOIN meeting
                WHERE \(own) = \(member) AND meeting.mentorship_id = mentorship.id
                    AND meeting.struck = \(side.rawValue) AND meeting.struck_at > \(time)
                """))
    }
}

extension MeetingRepository {
    /// Who proposed a meeting first; `nil` for one who is gone.
    static func proposer(of id: MeetingID, in transaction: any Transaction) throws -> MemberID? {
        try transaction.first(
            "SELECT account_id FROM meeting_event WHERE meeting_id = \(id) AND event = 'propose'"
        ) { $0.idOrNil(0) } ?? nil
    }
}
