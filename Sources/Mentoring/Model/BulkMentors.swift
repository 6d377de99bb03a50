import Core
import Matching
import Storage

extension MentoringService {
    /// A mentor who is listed already: for data to measure with.
    package struct MentorToLoad: Sendable {
        let id: MemberID
        let content: MentorContent
        let hours: Availability
        let listedAt: Timestamp

        /// - Parameter content: as the form takes it; it is not checked.
        package init(id: MemberID, content: MentorContent, hours: Availability, listedAt: Timestamp) {
            (self.id, self.content, self.hours, self.listedAt) = (id, content, hours, listedAt)
        }
    }

    /// Writes many mentors in one transaction, each with the first level.
    package func load(_ mentors: [MentorToLoad]) async throws {
        try await store.write { transaction in
            for mentor in mentors {
                try MenteeRepository.confirmAdult(mentor.id, at: mentor.listedAt, in: transaction)
                try MentorRepository.put(mentor.content, of: mentor.id, at: mentor.listedAt, in: transaction)
                try MentorRepository.setLevel(
                    1, of: mentor.id, listedAt: mentor.listedAt, at: mentor.listedAt, in: transaction)
                let stored = Mentor(
                    member: MentoringName(id: mentor.id, username: "", displayName: ""), content: mentor.content,
                    verification: 1, listedAt: mentor.listedAt, updatedAt: mentor.listedAt, revision: 1)
                try MentorRepository.putFacets(of: stored, in: transaction)
                try MenteeRepository.put(mentor.hours, of: mentor.id, in: transaction)
                MentorRepository.touch(mentor.id, in: transaction)
            }
        }
    }

    /// Writes what a member looks for, and when they have time.
    package func load(_ content: MenteeContent, hours: Availability, of member: MemberID) async throws {
        let now = clock.now
        try await store.write { transaction in
            try MenteeRepository.confirmAdult(member, at: now, in: transaction)
            try MenteeRepository.put(content, of: member, at: now, in: transaction)
            try MenteeRepository.put(hours, of: member, in: transaction)
        }
    }
}
