import Core
import Matching
import Storage

/// What mentorships say of mentors' seats and of what lies between two members.
enum MentorshipLoad {
    /// Seats that are taken at a moment: what has lapsed holds none, whoever has looked in between.
    static func taken(of mentor: MemberID, at now: Timestamp, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM mentorship
                WHERE mentor_id = \(mentor) AND holds_seat = 1 AND deadline_at > \(now)
                """))
    }

    static func openRequests(of mentor: MemberID, at now: Timestamp, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM mentorship
                WHERE mentor_id = \(mentor) AND state = 'requested' AND held_at IS NULL AND deadline_at > \(now)
                """))
    }

    static func openRequests(ofMentee mentee: MemberID, at now: Timestamp, in transaction: any Transaction) throws
        -> Int
    {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM mentorship
                WHERE mentee_id = \(mentee) AND state = 'requested' AND deadline_at > \(now)
                """))
    }

    /// Requests of the last seven days: of a mentor, those that were asked for, not what a round found or began with an
    /// invitation.
    static func weekly(
        _ side: MentorshipSide, _ member: MemberID, at now: Timestamp, in transaction: any Transaction
    ) throws -> Int {
        let own: Query =
            side == .mentor
            ? """
            held_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM mentoring_offer AS offer
                    WHERE offer.mentor_id = mentorship.mentor_id AND offer.mentorship_id = mentorship.id)
                AND NOT EXISTS (SELECT 1 FROM mentorship_invitation AS invitation
                    WHERE invitation.mentorship_id = mentorship.id)
                AND mentor_id
            """ : "mentee_id"
        return Int(
            try transaction.number(
                """
                SELECT count(*) FROM mentorship
                WHERE \(own) = \(member) AND requested_at > \(now.advanced(by: .days(-7)))
                """))
    }

    /// Whether the mentee has a mentor on the track.
    static func hasSeat(
        _ mentee: MemberID, on track: MentorshipTrack, at now: Timestamp, in transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM mentorship WHERE mentee_id = \(mentee) AND track = \(track.rawValue)
                AND state IN ('accepted', 'active', 'paused') AND deadline_at > \(now)
            """)
    }

    /// Whether the mentee ever had a mentor, on whatever track.
    static func hasHadMentor(_ mentee: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentorship WHERE mentee_id = \(mentee) AND accepted_at IS NOT NULL")
    }

    /// Whether a block in either direction, what one of them called problematic, or a report that was upheld keeps the two
    /// apart.
    static func areApart(_ one: MemberID, _ other: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM mentoring_apart WHERE one_id = \(one) AND other_id = \(other)
            """)
    }

    /// Whether both said, after a mentorship, that they would meet again.
    static let bothAskAgain: Query = """
        2 = (SELECT count(*) FROM mentorship_feedback AS given
            WHERE given.mentorship_id = mentorship.id AND given.asks_again = 1)
        """

    /// Whether the mentor said no to the mentee or let a request expire some time ago, or the two have just ended.
    static func mustWait(
        _ mentee: MemberID, for mentor: MemberID, at now: Timestamp, in transaction: any Transaction
    ) throws -> Bool {
        let declined = now.advanced(by: -MentorshipLimits.afterDecline)
        let completed = now.advanced(by: -MentorshipLimits.afterCompletion)
        return try transaction.exists(
            """
            SELECT 1 FROM mentorship WHERE mentee_id = \(mentee) AND mentor_id = \(mentor)
                AND ((state = 'declined' AND ended_at > \(declined))
                    OR (state = 'expired' AND owes = 'mentor' AND ended_at > \(declined))
                    OR (state = 'requested' AND owes = 'mentor' AND deadline_at <= \(now))
                    OR (state = 'completed' AND ended_at > \(completed) AND NOT \(bothAskAgain)))
            """)
    }

    /// Whether the mentor let their last requests expire, one after the other.
    static func isAway(_ mentor: MemberID, in transaction: any Transaction) throws -> Bool {
        let last = try transaction.rows(
            """
            SELECT outcome FROM mentorship WHERE mentor_id = \(mentor) AND outcome IS NOT NULL
            ORDER BY outcome_at DESC, id DESC LIMIT \(MentorshipLimits.expiriesInARow)
            """
        ) { $0.text(0) }
        return last.count == MentorshipLimits.expiriesInARow && last.allSatisfy { $0 == "expired" }
    }

    static func isAdult(_ member: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentoring_adult WHERE account_id = \(member)")
    }

    static func hasProfile(_ mentor: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM mentor_profile WHERE account_id = \(mentor)")
    }

    static func isGood(_ member: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM account_standing WHERE id = \(member) AND is_good = 1")
    }

    /// The member with the username, as others see them.
    static func member(_ username: String, in transaction: any Transaction) throws -> MentoringName? {
        try transaction.first(
            """
            SELECT account.id, account.username, account.display_name FROM account_public AS account
            WHERE lower(account.username) = \(username.lowercased())
            """
        ) { MentoringName(id: $0.id(0), username: $0.text(1), displayName: $0.text(2)) }
    }

    /// Takes a mentor who does not answer out of sight, until they say that they are back.
    static func freeze(
        _ mentor: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE mentor_profile SET is_accepting = 0, updated_at = \(now), revision = revision + 1
            WHERE account_id = \(mentor) AND is_accepting = 1
            """) > 0
    }
}
