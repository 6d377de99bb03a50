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
        /// Requests answered within 72 hours, of all.
        package var answers = ShrunkShare()
        /// Hours until most requests are answered; `nil` when too few were.
        package var typicalAnswerHours: Int?

        package init() {}
    }

    /// By the mentor's id; who is missing has none.
    package static func loads(of mentors: [String], in transaction: any Transaction) throws -> [String: Load] { [:] }

    /// What lies between a mentee and mentors besides blocks and "not this one": declined requests, past mentorships.
    package static func pasts(of mentee: MemberID, in transaction: any Transaction) throws -> [String: PairPast] { [:] }
}
