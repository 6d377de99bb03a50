import Core
import Storage

/// SQL over who takes part in rounds, and what they said; internal to the feature.
enum RoundMemberRepository {
    static func membership(
        of member: MemberID, in round: RoundID, _ transaction: any Transaction
    ) throws -> RoundMembership? {
        try transaction.first(
            "SELECT side, seats FROM mentoring_round_member WHERE round_id = \(round) AND account_id = \(member)"
        ) { RoundMembership(side: MentorshipSide(rawValue: $0.text(0)) ?? .mentee, seats: $0.int(1)) }
    }

    static func put(
        _ membership: RoundMembership, of member: MemberID, in round: RoundID, at now: Timestamp,
        _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentoring_round_member (round_id, account_id, side, seats, joined_at)
            VALUES (\(round), \(member), \(membership.side.rawValue), \(membership.seats), \(now))
            ON CONFLICT (round_id, account_id) DO UPDATE SET side = excluded.side, seats = excluded.seats
            """)
    }

    /// Takes a member out, with what they said and what was said of them.
    static func remove(
        _ member: MemberID, from round: RoundID, _ transaction: any WriteTransaction
    ) throws {
        for statement: Query in [
            "DELETE FROM mentoring_round_member WHERE round_id = \(round) AND account_id = \(member)",
            "DELETE FROM mentoring_round_wish WHERE round_id = \(round) AND mentee_id = \(member)",
            "DELETE FROM mentoring_round_wish WHERE round_id = \(round) AND mentor_id = \(member)",
            "DELETE FROM mentoring_round_answer WHERE round_id = \(round) AND mentee_id = \(member)",
            "DELETE FROM mentoring_round_answer WHERE round_id = \(round) AND mentor_id = \(member)",
            "DELETE FROM mentoring_round_pair WHERE round_id = \(round) AND mentee_id = \(member)",
            "DELETE FROM mentoring_round_pair WHERE round_id = \(round) AND mentor_id = \(member)",
        ] { try transaction.execute(statement) }
    }

    static func counts(of round: RoundID, in transaction: any Transaction) throws -> RoundCounts {
        var counts = RoundCounts()
        for row in try transaction.rows(
            """
            SELECT side, count(*), sum(seats) FROM mentoring_round_member WHERE round_id = \(round) GROUP BY side
            """, { (side: $0.text(0), count: $0.int(1), seats: $0.int(2)) })
        {
            if row.side == "mentor" {
                (counts.mentors, counts.seats) = (row.count, row.seats)
            } else {
                counts.mentees = row.count
            }
        }
        counts.ranking = Int(
            try transaction.number(
                "SELECT count(DISTINCT mentee_id) FROM mentoring_round_wish WHERE round_id = \(round)"))
        return counts
    }

    /// All of one side, in the order of ids; or a batch of them.
    static func ids(
        _ side: MentorshipSide, of round: RoundID, after last: String = "", limit: Int = 1_000_000,
        in transaction: any Transaction
    ) throws -> [String] {
        try transaction.rows(
            """
            SELECT account_id FROM mentoring_round_member
            WHERE round_id = \(round) AND side = \(side.rawValue) AND account_id > \(last)
            ORDER BY account_id LIMIT \(limit)
            """
        ) { $0.text(0) }
    }

    /// Seats that mentors offer in the round, by id.
    static func seats(of round: RoundID, in transaction: any Transaction) throws -> [String: Int] {
        let rows = try transaction.rows(
            "SELECT account_id, seats FROM mentoring_round_member WHERE round_id = \(round) AND side = 'mentor'"
        ) { ($0.text(0), $0.int(1)) }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    /// A batch of members in the order of their ids.
    static func members(
        of round: RoundID, after last: String, limit: Int, in transaction: any Transaction
    ) throws -> [(id: MemberID, side: MentorshipSide)] {
        try transaction.rows(
            """
            SELECT account_id, side FROM mentoring_round_member WHERE round_id = \(round) AND account_id > \(last)
            ORDER BY account_id LIMIT \(limit)
            """
        ) { ($0.id(0), MentorshipSide(rawValue: $0.text(1)) ?? .mentee) }
    }

    // MARK: Wishes

    /// Mentors whom a mentee ranked, the best first.
    static func wishes(
        of mentee: MemberID, in round: RoundID, _ transaction: any Transaction
    ) throws -> [String] {
        try transaction.rows(
            """
            SELECT mentor_id FROM mentoring_round_wish WHERE round_id = \(round) AND mentee_id = \(mentee)
            ORDER BY place, mentor_id
            """
        ) { $0.text(0) }
    }

    static func wishes(of round: RoundID, in transaction: any Transaction) throws -> [String: [String]] {
        let rows = try transaction.rows(
            "SELECT mentee_id, mentor_id, place FROM mentoring_round_wish WHERE round_id = \(round)"
        ) { (mentee: $0.text(0), mentor: $0.text(1), place: $0.int(2)) }
        return Dictionary(grouping: rows, by: \.mentee).mapValues { wishes in
            wishes.sorted { ($0.place, $0.mentor) < ($1.place, $1.mentor) }.map(\.mentor)
        }
    }

    static func put(
        _ mentors: [String], of mentee: MemberID, in round: RoundID, _ transaction: any WriteTransaction
    ) throws {
        var statements: [Query] = [
            "DELETE FROM mentoring_round_wish WHERE round_id = \(round) AND mentee_id = \(mentee)"
        ]
        for (place, mentor) in mentors.enumerated() {
            statements.append(
                """
                INSERT INTO mentoring_round_wish (round_id, mentee_id, mentor_id, place)
                VALUES (\(round), \(mentee), \(mentor), \(place + 1))
                """)
        }
        try transaction.execute(all: statements)
    }

    // MARK: Answers

    /// Mentees who ranked a mentor, in the order of ids, and one more if there is a next page: not those whom a block
    /// keeps apart, nor what place they gave.
    static func incoming(
        _ mentor: MemberID, in round: RoundID, after last: String, limit: Int, _ transaction: any Transaction
    ) throws -> [IncomingMentee] {
        try transaction.rows(
            """
            SELECT mentee.id, mentee.username, mentee.display_name, profile.goal, profile.topics, profile.destinations,
                answer.answer
            FROM mentoring_round_wish AS wish CROSS JOIN account_public AS mentee
                CROSS JOIN mentee_profile AS profile
                LEFT JOIN mentoring_round_answer AS answer ON answer.round_id = wish.round_id
                    AND answer.mentor_id = wish.mentor_id AND answer.mentee_id = wish.mentee_id
            WHERE wish.round_id = \(round) AND wish.mentor_id = \(mentor) AND wish.mentee_id > \(last)
                AND mentee.id = wish.mentee_id AND profile.account_id = wish.mentee_id
                AND NOT EXISTS (SELECT 1 FROM mentoring_apart
                    WHERE mentoring_apart.one_id = \(mentor) AND mentoring_apart.other_id = wish.mentee_id)
            ORDER BY wish.mentee_id LIMIT \(limit + 1)
            """
        ) { row in
            IncomingMentee(
                mentee: MentoringName(id: row.id(0), username: row.text(1), displayName: row.text(2)),
                goal: row.text(3), topics: Lines.choices(row.text(4)), destinations: Lines.destinations(row.text(5)),
                answer: row.textOrNil(6).flatMap(RoundAnswer.init(rawValue:)) ?? .ok)
        }
    }

    /// Whether a mentee ranked a mentor, and nothing keeps the two apart.
    static func isRanked(
        _ mentor: MemberID, by mentee: MemberID, in round: RoundID, _ transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM mentoring_round_wish
            WHERE round_id = \(round) AND mentor_id = \(mentor) AND mentee_id = \(mentee)
            """) && !MentorshipLoad.areApart(mentor, mentee, in: transaction)
    }

    static func put(
        _ answer: RoundAnswer, of mentor: MemberID, to mentee: MemberID, in round: RoundID,
        _ transaction: any WriteTransaction
    ) throws {
        guard answer != .ok else {
            try transaction.execute(
                """
                DELETE FROM mentoring_round_answer
                WHERE round_id = \(round) AND mentor_id = \(mentor) AND mentee_id = \(mentee)
                """)
            return
        }
        try transaction.execute(
            """
            INSERT INTO mentoring_round_answer (round_id, mentor_id, mentee_id, answer)
            VALUES (\(round), \(mentor), \(mentee), \(answer.rawValue))
            ON CONFLICT (round_id, mentor_id, mentee_id) DO UPDATE SET answer = excluded.answer
            """)
    }

    static func answers(
        of round: RoundID, in transaction: any Transaction
    ) throws -> [(mentor: String, mentee: String, answer: RoundAnswer)] {
        try transaction.rows(
            "SELECT mentor_id, mentee_id, answer FROM mentoring_round_answer WHERE round_id = \(round)"
        ) { ($0.text(0), $0.text(1), RoundAnswer(rawValue: $0.text(2)) ?? .ok) }
    }
}
