import Core
import Matching
import Storage

/// Seats that mentorships take: the one place where the matcher learns of them.
package enum MentorSeats {
    /// What the index must know of a mentor's mentorships.
    package struct Load: Sendable, Equatable {
        /// Seats of accepted, active and paused mentorships.
        package var taken = 0
        package var openRequests = 0
        package var pastMentees = 0
        /// How often mentees rated the mentor, and the sum of it.
        package var ratingCount = 0
        package var ratingSum = 0
        /// Requests answered within 72 hours, of all.
        package var answers = ShrunkShare()
        /// Hours until most requests are answered; `nil` when too few were.
        package var typicalAnswerHours: Int?

        package init() {}
    }

    /// By the mentor's id; who is missing has none.
    package static func loads(
        of mentors: [String], on day: CivilDay, in transaction: any Transaction
    ) throws -> [String: Load] {
        let found = try transaction.rows(
            """
            SELECT mentor_id, sum(holds_seat),
                sum(CASE WHEN state = 'requested' AND held_at IS NULL THEN 1 ELSE 0 END),
                sum(CASE WHEN accepted_at IS NULL THEN 0 ELSE 1 END)
            FROM mentorship WHERE \(transaction.dialect.anyOf("mentor_id", mentors)) GROUP BY mentor_id
            """
        ) { row in
            var load = Load()
            (load.taken, load.openRequests, load.pastMentees) = (row.int(1), row.int(2), row.int(3))
            return (row.text(0), load)
        }
        let ratings = try FeedbackRepository.ratings(of: mentors, in: transaction)
        let answering = try MatchHistory.answering(of: mentors, on: day, in: transaction)
        return Dictionary(
            uniqueKeysWithValues: found.map { id, load in
                var load = load
                (load.ratingCount, load.ratingSum) = (ratings[id]?.count ?? 0, ratings[id]?.sum ?? 0)
                if let known = answering[id] {
                    (load.answers, load.typicalAnswerHours) = (known.share, known.typicalHours)
                }
                return (id, load)
            })
    }

    /// What lies between a mentee and mentors besides blocks and "not this one": declined requests, past mentorships.
    package static func pasts(of mentee: MemberID, in transaction: any Transaction) throws -> [String: PairPast] {
        try pasts(where: "mentee_id = \(mentee)", in: transaction)[mentee.text] ?? [:]
    }

    /// The same of many mentees, by their ids.
    static func pasts(
        ofAll ids: [String], in transaction: any Transaction
    ) throws -> [String: [String: PairPast]] {
        try pasts(where: transaction.dialect.anyOf("mentee_id", ids), in: transaction)
    }

    private static func pasts(
        where isMentee: Query, in transaction: any Transaction
    ) throws -> [String: [String: PairPast]] {
        let found = try transaction.rows(
            """
            SELECT mentee_id, mentor_id, max(CASE WHEN state = 'declined' OR (state = 'expired' AND owes = 'mentor')
                THEN ended_at END),
                max(CASE WHEN state = 'completed' AND NOT \(MentorshipLoad.bothAskAgain) THEN ended_at END),
                max(CASE WHEN deadline_at IS NULL THEN 0 ELSE 1 END)
            FROM mentorship WHERE \(isMentee) GROUP BY mentee_id, mentor_id
            """
        ) { row in
            var past = PairPast()
            past.declinedOn = row.timeOrNil(2).map { Int(CivilDay($0).daysSince1970) }
            past.completedOn = row.timeOrNil(3).map { Int(CivilDay($0).daysSince1970) }
            past.isTogether = row.flag(4)
            return (mentee: row.text(0), mentor: row.text(1), past: past)
        }
        return found.reduce(into: [:]) { $0[$1.mentee, default: [:]][$1.mentor] = $1.past }
    }
}
