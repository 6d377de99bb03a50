import Core
import Storage

/// SQL over those who wait for a mentor; internal to the feature.
enum MentorWaitRepository {
    private static let columns: Query = """
        wait.id, wait.mentee_id, wait.state, wait.joined_at, wait.offered_at, wait.offer_until, mentor.id,
        mentor.username, mentor.display_name
        """
    private static let joined: Query = "mentor_wait AS wait CROSS JOIN account_public AS mentor"

    private static func decode(_ row: any ResultRow) -> MentorWait {
        MentorWait(
            id: row.id(0), mentor: MentoringName(id: row.id(6), username: row.text(7), displayName: row.text(8)),
            mentee: row.id(1), state: MentorWaitState(rawValue: row.text(2)) ?? .left, joinedAt: row.time(3),
            offeredAt: row.timeOrNil(4), offerUntil: row.timeOrNil(5))
    }

    // MARK: Reading

    /// Where a mentee waits, the first first.
    static func open(of mentee: MemberID, in transaction: any Transaction) throws -> [MentorWait] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE wait.mentee_id = \(mentee) AND wait.state IN ('waiting', 'offered') AND mentor.id = wait.mentor_id
            ORDER BY wait.joined_at, wait.id
            """, decode)
    }

    /// All that a mentee ever waited for.
    static func all(of mentee: MemberID, in transaction: any Transaction) throws -> [MentorWait] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined) WHERE wait.mentee_id = \(mentee) AND mentor.id = wait.mentor_id
            ORDER BY wait.joined_at, wait.id
            """, decode)
    }

    static func open(
        of mentee: MemberID, for mentor: MemberID, in transaction: any Transaction
    ) throws -> MentorWait? {
        try transaction.first(
            """
            SELECT \(columns) FROM \(joined)
            WHERE wait.mentor_id = \(mentor) AND wait.mentee_id = \(mentee) AND wait.state IN ('waiting', 'offered')
                AND mentor.id = wait.mentor_id
            """, decode)
    }

    /// Those of the member's own.
    static func byID(_ ids: [String], of mentee: MemberID, in transaction: any Transaction) throws -> [MentorWait] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE \(transaction.dialect.anyOf("wait.id", ids)) AND wait.mentee_id = \(mentee)
                AND mentor.id = wait.mentor_id
            """, decode)
    }

    /// Who waits for a mentor, the first first.
    static func line(of mentor: MemberID, limit: Int, in transaction: any Transaction) throws -> [MentorWait] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE wait.mentor_id = \(mentor) AND wait.state = 'waiting' AND mentor.id = wait.mentor_id
            ORDER BY wait.joined_at, wait.id LIMIT \(limit)
            """, decode)
    }

    static func isAnybodyWaiting(for mentor: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentor_wait WHERE mentor_id = \(mentor) AND state = 'waiting'")
    }

    /// Offers of a mentor's seats that stand at a moment.
    static func offers(of mentor: MemberID, at now: Timestamp, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM mentor_wait
                WHERE mentor_id = \(mentor) AND state = 'offered' AND offer_until > \(now)
                """))
    }

    /// The last real waits for a mentor.
    static func waits(for mentor: MemberID, in transaction: any Transaction) throws -> [Span] {
        try transaction.rows(
            """
            SELECT offered_at - joined_at FROM mentor_wait WHERE mentor_id = \(mentor) AND offered_at IS NOT NULL
            ORDER BY offered_at DESC, id DESC LIMIT \(WaitLimits.measured)
            """
        ) { Span(milliseconds: $0.integer(0)) }
    }

    /// Mentors for whom somebody waits, in their order, a batch at a time.
    static func mentors(after id: String, limit: Int, in transaction: any Transaction) throws -> [MemberID] {
        try transaction.rows(
            """
            SELECT DISTINCT mentor_id FROM mentor_wait WHERE state = 'waiting' AND mentor_id > \(id)
            ORDER BY mentor_id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    /// Offers whose time is over.
    /// - Returns: whose seats were offered, one for each offer.
    static func due(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [MemberID] {
        try transaction.rows(
            """
            SELECT mentor_id FROM mentor_wait WHERE state = 'offered' AND offer_until <= \(now)
            ORDER BY offer_until, id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    // MARK: Writing

    static func join(
        _ id: MentorWaitID, _ mentee: MemberID, for mentor: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentor_wait (id, mentor_id, mentee_id, state, joined_at)
            VALUES (\(id), \(mentor), \(mentee), 'waiting', \(now))
            """)
        touch(id, of: mentee, isOpen: true, in: transaction)
    }

    static func offer(_ wait: MentorWait, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE mentor_wait SET state = 'offered', offered_at = \(now),
                offer_until = \(now.advanced(by: WaitLimits.offer))
            WHERE id = \(wait.id)
            """)
        touch(wait.id, of: wait.mentee, isOpen: true, in: transaction)
    }

    static func end(
        _ wait: MentorWait, _ state: MentorWaitState, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE mentor_wait SET state = \(state.rawValue), ended_at = \(now) WHERE id = \(wait.id)")
        touch(wait.id, of: wait.mentee, isOpen: false, in: transaction)
    }

    /// Writes down which of a mentor's offers have gone by.
    static func pass(of mentor: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let passed = try transaction.rows(
            """
            UPDATE mentor_wait SET state = 'passed', ended_at = offer_until
            WHERE mentor_id = \(mentor) AND state = 'offered' AND offer_until <= \(now) RETURNING id, mentee_id
            """
        ) { (id: MentorWaitID(trusted: $0.text(0)), mentee: MemberID(trusted: $0.text(1))) }
        for one in passed { touch(one.id, of: one.mentee, isOpen: false, in: transaction) }
    }

    /// Takes a member out of all lines, and the line of a mentor away.
    static func forget(_ member: MemberID, in transaction: any WriteTransaction) throws {
        let gone = try transaction.rows(
            "DELETE FROM mentor_wait WHERE mentee_id = \(member) OR mentor_id = \(member) RETURNING id, mentee_id"
        ) { (id: MentorWaitID(trusted: $0.text(0)), mentee: MemberID(trusted: $0.text(1))) }
        for one in gone { touch(one.id, of: one.mentee, isOpen: false, in: transaction) }
    }

    private static func touch(
        _ id: MentorWaitID, of mentee: MemberID, isOpen: Bool, in transaction: any WriteTransaction
    ) {
        let scope = "u:\(mentee)"
        transaction.touch(
            isOpen
                ? .enters(scope: scope, entity: "waiting", id: id.text)
                : .leaves(scope: scope, entity: "waiting", id: id.text))
    }
}
