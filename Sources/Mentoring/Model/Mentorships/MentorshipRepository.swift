import Core
import Storage

/// SQL over mentorships; internal to the feature.
enum MentorshipRepository {
    private static let columns: Query = """
        mentorship.id, mentorship.track, mentorship.goal, mentorship.background, mentorship.question,
        mentorship.updated_at, mentorship.revision, mentor.id, mentor.username, mentor.display_name, mentee.id,
        mentee.username, mentee.display_name, mentorship.state, mentorship.deadline_at, mentorship.owes,
        mentorship.holds_seat, mentorship.weeks, mentorship.requested_at, mentorship.asked_more_at,
        mentorship.is_clock_stopped, mentorship.accepted_at, mentorship.mentor_wrote_at, mentorship.mentee_wrote_at,
        mentorship.spoken_at, mentorship.ends_at, mentorship.paused_at, mentorship.paused_for, mentorship.resume_on,
        mentorship.mentor_finished, mentorship.mentee_finished, mentorship.ended_at, mentorship.ending,
        mentorship.decline_reason, mentorship.extension_weeks, mentorship.extension_by, mentorship.is_mentee_left,
        mentorship.is_priority, mentorship.held_at
        """
    /// CROSS JOIN keeps SQLite on the order written: along the list's index, until the page is full.
    private static let joined: Query =
        "mentorship CROSS JOIN account_public AS mentor CROSS JOIN account_public AS mentee"
    private static let named: Query = "mentor.id = mentorship.mentor_id AND mentee.id = mentorship.mentee_id"

    private static func decode(_ row: any ResultRow) -> Mentorship {
        Mentorship(
            id: row.id(0), mentor: name(row, from: 7), mentee: name(row, from: 10),
            track: MentorshipTrack(rawValue: row.text(1)) ?? .career,
            request: MentorshipRequest(goal: row.text(2), background: row.text(3), question: row.text(4)),
            course: course(row, from: 13), updatedAt: row.time(5), version: row.integer(6), isPriority: row.flag(37))
    }

    private static func name(_ row: any ResultRow, from first: Int) -> MentoringName {
        MentoringName(id: row.id(first), username: row.text(first + 1), displayName: row.text(first + 2))
    }

    private static func course(_ row: any ResultRow, from first: Int) -> MentorshipCourse {
        var course = MentorshipCourse(requestedAt: row.time(first + 5))
        course.state = MentorshipState(rawValue: row.text(first)) ?? .cancelled
        course.deadlineAt = row.timeOrNil(first + 1)
        course.owes = row.textOrNil(first + 2).flatMap(MentorshipSide.init(rawValue:))
        course.holdsSeat = row.flag(first + 3)
        course.weeks = row.int(first + 4)
        course.askedMoreAt = row.timeOrNil(first + 6)
        course.isClockStopped = row.flag(first + 7)
        course.acceptedAt = row.timeOrNil(first + 8)
        course.wroteAt[.mentor] = row.timeOrNil(first + 9)
        course.wroteAt[.mentee] = row.timeOrNil(first + 10)
        course.spokenAt = row.timeOrNil(first + 11)
        course.endsAt = row.timeOrNil(first + 12)
        course.pausedAt = row.timeOrNil(first + 13)
        course.pausedFor = Span(milliseconds: row.integer(first + 14))
        course.resumeOn = row.textOrNil(first + 15).flatMap { CivilDay($0) }
        if row.flag(first + 16) { course.finished.insert(.mentor) }
        if row.flag(first + 17) { course.finished.insert(.mentee) }
        course.endedAt = row.timeOrNil(first + 18)
        course.ending = row.textOrNil(first + 19).flatMap(MentorshipEnding.init(rawValue:))
        course.declineReason = row.textOrNil(first + 20).flatMap(DeclineReason.init(rawValue:))
        if let weeks = row.integerOrNil(first + 21), let side = row.textOrNil(first + 22) {
            course.extending = MentorshipSide(rawValue: side).map { MentorshipExtension(weeks: Int(weeks), by: $0) }
        }
        course.isMenteeLeft = row.flag(first + 23)
        course.heldAt = row.timeOrNil(first + 25)
        return course
    }

    // MARK: Reading

    /// One page of a member's mentorships on one side, what changed last first, and one more if there is a next page.
    static func list(
        _ side: MentorshipSide, of member: MemberID, after cursor: PageCursor?, limit: Int,
        in transaction: any Transaction
    ) throws -> [Mentorship] {
        // What waits for a moderator is not the mentor's to see.
        let own: Query =
            side == .mentor
            ? "mentorship.held_at IS NULL AND mentorship.mentor_id = \(member)" : "mentorship.mentee_id = \(member)"
        return try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE \(own)
                AND (mentorship.updated_at, mentorship.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND \(named)
            ORDER BY mentorship.updated_at DESC, mentorship.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// Open requests of a mentor that come before all others, the oldest first.
    static func first(
        of mentor: MemberID, at now: Timestamp, in transaction: any Transaction
    ) throws -> [Mentorship] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE mentorship.mentor_id = \(mentor) AND mentorship.state = 'requested' AND mentorship.is_priority = 1
                AND mentorship.held_at IS NULL
                AND mentorship.deadline_at > \(now) AND \(named)
            ORDER BY mentorship.requested_at, mentorship.id LIMIT \(MentorshipLimits.first)
            """, decode)
    }

    /// The last one that left the mentee without a mentor since a moment, on a track or on any.
    static func left(
        _ mentee: MemberID, on track: MentorshipTrack?, since time: Timestamp, in transaction: any Transaction
    ) throws -> Mentorship? {
        let isThere: Query
        if let track { isThere = "mentorship.track = \(track.rawValue)" } else { isThere = "1 = 1" }
        return try transaction.first(
            """
            SELECT \(columns) FROM \(joined)
            WHERE mentorship.mentee_id = \(mentee) AND mentorship.is_mentee_left = 1
                AND mentorship.ended_at > \(time) AND \(isThere) AND \(named)
            ORDER BY mentorship.ended_at DESC, mentorship.id DESC LIMIT 1
            """, decode)
    }

    /// Those that are the member's own: what waits for a moderator is the mentee's alone.
    static func byID(_ ids: [String], of member: MemberID, in transaction: any Transaction) throws -> [Mentorship] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE \(transaction.dialect.anyOf("mentorship.id", ids))
                AND (mentorship.mentee_id = \(member)
                    OR (mentorship.mentor_id = \(member) AND mentorship.held_at IS NULL)) AND \(named)
            """, decode)
    }

    /// Whosesoever they are.
    static func byID(_ ids: [String], in transaction: any Transaction) throws -> [Mentorship] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE \(transaction.dialect.anyOf("mentorship.id", ids)) AND \(named)
            """, decode)
    }

    static func exists(_ id: MentorshipID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentorship WHERE id = \(id)")
    }

    /// Ids of those between two members that have not ended.
    static func live(
        between one: MemberID, and other: MemberID, in transaction: any Transaction
    ) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM mentorship WHERE deadline_at IS NOT NULL
                AND ((mentee_id = \(one) AND mentor_id = \(other)) OR (mentee_id = \(other) AND mentor_id = \(one)))
            """
        ) { $0.text(0) }
    }

    /// Ids of a member's mentorships that have not ended.
    static func live(of member: MemberID, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM mentorship WHERE mentor_id = \(member) AND deadline_at IS NOT NULL
            UNION SELECT id FROM mentorship WHERE mentee_id = \(member) AND deadline_at IS NOT NULL
            """
        ) { $0.text(0) }
    }

    /// Ids of all of a member's mentorships.
    static func all(of member: MemberID, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM mentorship WHERE mentor_id = \(member)
            UNION SELECT id FROM mentorship WHERE mentee_id = \(member)
            """
        ) { $0.text(0) }
    }

    /// The mentee's other open requests on the track.
    static func openRequests(
        of mentee: MemberID, on track: MentorshipTrack, besides id: MentorshipID, in transaction: any Transaction
    ) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM mentorship WHERE mentee_id = \(mentee) AND state = 'requested'
                AND track = \(track.rawValue) AND id <> \(id)
            """
        ) { $0.text(0) }
    }

    static func due(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM mentorship WHERE deadline_at IS NOT NULL AND deadline_at <= \(now)
            ORDER BY deadline_at, id LIMIT \(limit)
            """
        ) { $0.text(0) }
    }

    static func toRemind(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM mentorship WHERE remind_at IS NOT NULL AND remind_at <= \(now)
            ORDER BY remind_at, id LIMIT \(limit)
            """
        ) { $0.text(0) }
    }

    // MARK: Writing

    static func insert(_ mentorship: Mentorship, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let (course, request) = (mentorship.course, mentorship.request)
        try transaction.execute(
            """
            INSERT INTO mentorship (id, mentor_id, mentee_id, track, state, goal, background, question, deadline_at,
                remind_at, owes, weeks, requested_at, is_priority, held_at, updated_at)
            VALUES (\(mentorship.id), \(mentorship.mentor.id), \(mentorship.mentee.id), \(mentorship.track.rawValue),
                \(course.state.rawValue), \(request.goal), \(request.background), \(request.question),
                \(course.deadlineAt), \(course.nextReminder(after: now)), \(course.owes?.rawValue), \(course.weeks),
                \(course.requestedAt), \(mentorship.isPriority), \(course.heldAt), \(now))
            """)
    }

    /// - Parameter outcome: what became of the request, if it is this that decides it.
    static func update(
        _ mentorship: Mentorship, outcome: String?, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let course = mentorship.course
        try transaction.execute(
            """
            UPDATE mentorship SET state = \(course.state.rawValue), deadline_at = \(course.deadlineAt),
                remind_at = \(course.nextReminder(after: now)), owes = \(course.owes?.rawValue),
                holds_seat = \(course.holdsSeat), weeks = \(course.weeks),
                requested_at = \(course.requestedAt), held_at = \(course.heldAt), asked_more_at = \(course.askedMoreAt),
                is_clock_stopped = \(course.isClockStopped), accepted_at = \(course.acceptedAt),
                mentor_wrote_at = \(course.wroteAt[.mentor]), mentee_wrote_at = \(course.wroteAt[.mentee]),
                spoken_at = \(course.spokenAt), ends_at = \(course.endsAt), paused_at = \(course.pausedAt),
                paused_for = \(course.pausedFor.milliseconds), resume_on = \(course.resumeOn?.description),
                mentor_finished = \(course.finished.contains(.mentor)),
                mentee_finished = \(course.finished.contains(.mentee)), ended_at = \(course.endedAt),
                ending = \(course.ending?.rawValue), decline_reason = \(course.declineReason?.rawValue),
                extension_weeks = \(course.extending?.weeks), extension_by = \(course.extending?.by.rawValue),
                is_mentee_left = \(course.isMenteeLeft),
                outcome = COALESCE(outcome, \(outcome)),
                outcome_at = CASE WHEN outcome IS NULL AND \(outcome == nil ? 0 : 1) = 1
                    THEN \(course.endedAt ?? now) ELSE outcome_at END,
                updated_at = \(now), revision = \(mentorship.version)
            WHERE id = \(mentorship.id)
            """)
    }

    static func setReminder(
        _ time: Timestamp?, of id: MentorshipID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("UPDATE mentorship SET remind_at = \(time) WHERE id = \(id)")
    }
}
