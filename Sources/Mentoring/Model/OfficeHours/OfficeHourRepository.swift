import Core
import Storage
import Visibility

/// SQL over office hours; internal to the feature.
enum OfficeHourRepository {
    private static func hasSeat(_ member: MemberID?) -> Query {
        guard let member else { return "1 = 0" }
        return """
            EXISTS (SELECT 1 FROM office_hour_seat AS seat
                WHERE seat.office_hour_id = office.id AND seat.account_id = \(member))
            """
    }

    private static func columns(for member: MemberID?) -> Query {
        """
        office.id, office.state, office.title, office.body, office.starts_at, office.minutes, office.zone,
        office.place, office.seats, office.taken, office.language, office.created_at, office.updated_at,
        office.revision, member.id, member.username, member.display_name,
        CASE WHEN \(hasSeat(member)) THEN 1 ELSE 0 END
        """
    }

    private static func decode(_ row: any ResultRow) -> OfficeHour {
        let time = MeetingTime(
            startsAt: row.time(4), minutes: row.int(5), zone: row.text(6), place: row.text(7))
        return OfficeHour(
            id: row.id(0),
            mentor: MentoringName(id: row.id(14), username: row.text(15), displayName: row.text(16)),
            content: OfficeHourContent(
                title: row.text(2), body: row.text(3), time: time, seats: row.int(8), language: row.text(10)),
            state: OfficeHour.State(rawValue: row.text(1)) ?? .cancelled, taken: row.int(9), hasSeat: row.flag(17),
            createdAt: row.time(11), updatedAt: row.time(12), version: row.integer(13))
    }

    // MARK: Reading

    /// A page of those to come, the next first, and one more if there is a next page: of mentors whom the reader may
    /// see.
    static func upcoming(
        at now: Timestamp, after cursor: PageCursor?, limit: Int, visibleTo principal: Principal,
        in transaction: any Transaction
    ) throws -> [OfficeHour] {
        // Nothing that has begun, however old the cursor is.
        let start = cursor ?? PageCursor(key: 0, id: "")
        let (key, id) = start.key < now.milliseconds ? (now.milliseconds, "~") : (start.key, start.id)
        return try transaction.rows(
            """
            SELECT \(columns(for: principal.member?.id))
            FROM office_hour AS office CROSS JOIN account_public AS member CROSS JOIN mentor_profile AS mentor
            CROSS JOIN account_standing AS standing
            WHERE office.state = 'open' AND (office.starts_at, office.id) > (\(key), \(id))
                AND member.id = office.mentor_id AND mentor.account_id = office.mentor_id
                AND standing.id = office.mentor_id AND \(Visibility.mentors(principal))
            ORDER BY office.starts_at, office.id LIMIT \(limit + 1)
            """, decode)
    }

    /// What a member announced or has a seat in, and that is not long over, the next first.
    static func own(
        of member: MemberID, since time: Timestamp, in transaction: any Transaction
    ) throws -> [OfficeHour] {
        try transaction.rows(
            """
            SELECT \(columns(for: member)) FROM office_hour AS office CROSS JOIN account_public AS member
            WHERE office.id IN (
                    SELECT id FROM office_hour WHERE mentor_id = \(member) AND starts_at > \(time)
                    UNION ALL SELECT office_hour_id FROM office_hour_seat WHERE account_id = \(member))
                AND office.starts_at > \(time) AND member.id = office.mentor_id
            ORDER BY office.starts_at, office.id LIMIT \(OfficeHourLimits.own)
            """, decode)
    }

    /// Those that the member announced or has a seat in.
    static func byID(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [OfficeHour] {
        try transaction.rows(
            """
            SELECT \(columns(for: member)) FROM office_hour AS office CROSS JOIN account_public AS member
            WHERE \(transaction.dialect.anyOf("office.id", ids)) AND member.id = office.mentor_id
                AND (office.mentor_id = \(member) OR \(hasSeat(member)))
            """, decode)
    }

    /// Whosesoever they are.
    static func byID(_ ids: [String], in transaction: any Transaction) throws -> [OfficeHour] {
        try transaction.rows(
            """
            SELECT \(columns(for: nil)) FROM office_hour AS office CROSS JOIN account_public AS member
            WHERE \(transaction.dialect.anyOf("office.id", ids)) AND member.id = office.mentor_id
            """, decode)
    }

    /// One that is the reader's, or that is open and of a mentor whom they may see.
    static func one(
        _ id: OfficeHourID, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> OfficeHour? {
        if let member = principal.member, let own = try byID([id.text], of: member.id, in: transaction).first {
            return own
        }
        return try transaction.first(
            """
            SELECT \(columns(for: principal.member?.id))
            FROM office_hour AS office CROSS JOIN account_public AS member CROSS JOIN mentor_profile AS mentor
            CROSS JOIN account_standing AS standing
            WHERE office.id = \(id) AND office.state = 'open' AND member.id = office.mentor_id
                AND mentor.account_id = office.mentor_id AND standing.id = office.mentor_id
                AND \(Visibility.mentors(principal))
            """, decode)
    }

    static func exists(_ id: OfficeHourID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM office_hour WHERE id = \(id)")
    }

    /// Ids of a mentor's that are to come.
    static func ahead(of mentor: MemberID, at now: Timestamp, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM office_hour WHERE mentor_id = \(mentor) AND starts_at > \(now) AND state = 'open'
            ORDER BY starts_at, id
            """
        ) { $0.text(0) }
    }

    /// Who has a seat, the first who took one first.
    static func seated(in id: OfficeHourID, _ transaction: any Transaction) throws -> [MentoringName] {
        try transaction.rows(
            """
            SELECT member.id, member.username, member.display_name
            FROM office_hour_seat AS seat CROSS JOIN account_public AS member
            WHERE seat.office_hour_id = \(id) AND member.id = seat.account_id ORDER BY seat.taken_at, member.id
            """
        ) { MentoringName(id: $0.id(0), username: $0.text(1), displayName: $0.text(2)) }
    }

    /// Ids of those to come of a mentor in which a member has a seat.
    static func seats(
        of member: MemberID, with mentor: MemberID?, at now: Timestamp, in transaction: any Transaction
    ) throws -> [OfficeHourID] {
        let isWith: Query = mentor.map { (id: MemberID) -> Query in "office.mentor_id = \(id)" } ?? "1 = 1"
        return try transaction.rows(
            """
            SELECT office.id FROM office_hour_seat AS seat CROSS JOIN office_hour AS office
            WHERE seat.account_id = \(member) AND office.id = seat.office_hour_id AND office.starts_at > \(now)
                AND \(isWith)
            """
        ) { $0.id(0) }
    }

    static func due(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT id FROM office_hour WHERE remind_at IS NOT NULL AND remind_at <= \(now)
            ORDER BY remind_at, id LIMIT \(limit)
            """
        ) { $0.text(0) }
    }

    /// How many took place, by the mentor; who is missing held none.
    static func held(by mentors: [String], in transaction: any Transaction) throws -> [(mentor: String, count: Int)] {
        try transaction.rows(
            """
            SELECT mentor_id, count(*) FROM office_hour
            WHERE \(transaction.dialect.anyOf("mentor_id", mentors)) AND held_at IS NOT NULL GROUP BY mentor_id
            """
        ) { ($0.text(0), $0.int(1)) }
    }

    // MARK: Writing

    static func insert(_ office: OfficeHour, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let (content, time) = (office.content, office.content.time)
        try transaction.execute(
            """
            INSERT INTO office_hour (id, mentor_id, state, title, body, starts_at, minutes, zone, place, language,
                seats, remind_at, created_at, updated_at)
            VALUES (\(office.id), \(office.mentor.id), \(office.state.rawValue), \(content.title), \(content.body),
                \(time.startsAt), \(time.minutes), \(time.zone), \(time.place), \(content.language),
                \(content.seats), \(office.nextMoment(after: now)), \(now), \(now))
            """)
    }

    /// Counts a seat and notes whose it is.
    /// - Returns: whether there was one.
    static func takeSeat(
        in id: OfficeHourID, by member: MemberID, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws -> Bool {
        let isFree =
            try transaction.execute(
                """
                UPDATE office_hour SET taken = taken + 1 WHERE id = \(id) AND state = 'open' AND taken < seats
                """) > 0
        guard isFree else { return false }
        try transaction.execute(
            """
            INSERT INTO office_hour_seat (office_hour_id, account_id, taken_at) VALUES (\(id), \(member), \(now))
            """)
        return true
    }

    /// - Returns: whether the member had a seat.
    static func giveSeat(
        in id: OfficeHourID, by member: MemberID, _ transaction: any WriteTransaction
    ) throws -> Bool {
        let had =
            try transaction.execute(
                "DELETE FROM office_hour_seat WHERE office_hour_id = \(id) AND account_id = \(member)") > 0
        if had { try transaction.execute("UPDATE office_hour SET taken = taken - 1 WHERE id = \(id)") }
        return had
    }

    static func cancel(_ id: OfficeHourID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE office_hour SET state = 'cancelled', remind_at = NULL, updated_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    static func setMoment(
        _ time: Timestamp?, of id: OfficeHourID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("UPDATE office_hour SET remind_at = \(time) WHERE id = \(id)")
    }

    /// It is over: with somebody in it, it took place.
    static func noteHeld(_ office: OfficeHour, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE office_hour SET held_at = \(office.endsAt), remind_at = NULL
            WHERE id = \(office.id) AND state = 'open' AND taken > 0
            """)
    }
}
