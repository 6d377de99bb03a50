import Core
import Storage

/// What a mentee learns of the mentor who said yes, besides what everybody reads.
package struct AcceptedMentor: Codable, Sendable, Equatable {
    /// By its name.
    package let employer: String
    /// By their months (`YYYY-MM`).
    package let stays: [MentorStay]
}

extension MentorshipService {
    /// What the mentee of a mentorship reads of the mentor, from the yes on and while it goes on or was completed.
    /// - Throws: `signInRequired`; `notFound` for all but the mentee, and while there is nothing to tell.
    package func acceptedMentor(_ id: MentorshipID, as principal: Principal) async throws -> AcceptedMentor {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let mentorship = try own(id, member.id, transaction).seen(at: now)
            guard mentorship.tellsMentor(to: member.id),
                let mentor = try MentorRepository.mentor(mentorship.mentor.id, in: transaction)
            else { throw Problem.notFound }
            return AcceptedMentor(employer: mentor.content.employer, stays: mentor.content.stays)
        }
    }
}

extension Mentorship {
    /// Whether a member may read what only the mentor's own mentees do.
    package func tellsMentor(to member: MemberID) -> Bool {
        member == mentee.id && [.accepted, .active, .paused, .completed].contains(course.state)
    }
}
