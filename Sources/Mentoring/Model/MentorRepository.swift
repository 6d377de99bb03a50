import Core
import Matching
import Storage

/// SQL over mentors' profiles.
package enum MentorRepository {
    /// How a mentor stands at this moment, inside the transaction of who asks; `nil` when the member is no mentor.
    /// - Parameter day: today in UTC, by which a pause ends.
    package static func standing(
        of mentor: MemberID, on day: CivilDay, in transaction: any Transaction
    ) throws -> MentorStanding? {
        try transaction.first(
            """
            SELECT mentor.capacity, mentor.is_accepting, mentor.paused_until, mentor.verification,
                mentor.weekly_requests, standing.is_good,
                CASE WHEN EXISTS (SELECT 1 FROM mentoring_adult WHERE mentoring_adult.account_id = mentor.account_id)
                    THEN 1 ELSE 0 END
            FROM mentor_profile AS mentor CROSS JOIN account_standing AS standing
            WHERE mentor.account_id = \(mentor) AND standing.id = mentor.account_id
            """
        ) { row in
            MentorStanding(
                id: mentor, capacity: row.int(0), isAccepting: row.flag(1),
                isPaused: row.textOrNil(2).flatMap { CivilDay($0) }.map { day < $0 } ?? false,
                verification: row.int(3), weeklyRequests: row.int(4), isAdult: row.flag(6), isGood: row.flag(5))
        }
    }

    /// Tells the matcher that something about a mentor changed: the profile, the hours, or the seats taken.
    package static func touch(_ mentor: MemberID, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: scope, entity: "mentor", id: mentor.text))
    }

    /// The matcher's own scope: no device follows it.
    static let scope = "mentors"
}
