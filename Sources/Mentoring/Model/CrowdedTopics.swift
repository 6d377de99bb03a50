import Core
import Matching
import Storage
import Synchronization

/// Topics for which more people ask than mentors have seats, as the mentors in memory have it: who never had a mentor
/// waits with these, while questions and office hours stay open (mentoring.md, section 11).
package final class CrowdedTopics: Sendable {
    /// Fewer open requests are no crowd.
    static let least = 10

    private let topics = Mutex<Set<MentoringTopic>>([])

    package init() {}

    package var all: Set<MentoringTopic> { topics.withLock { $0 } }

    func set(_ index: MentorIndex) {
        let known = MentoringTopic.allCases
        let crowded = index.crowdedTopics(least: Self.least).compactMap { code in
            known.indices.contains(Int(code)) ? known[Int(code)] : nil
        }
        topics.withLock { $0 = Set(crowded) }
    }
}

extension MentorshipService {
    /// Who never had a mentor does not ask where all that they want is crowded.
    /// - Throws: `conflict` with `mentor_topics_crowded`.
    func checkDemand(of mentee: MemberID, in transaction: any Transaction) throws {
        let crowded = crowdedTopics.all
        guard !crowded.isEmpty, let wanted = try MenteeRepository.mentee(mentee, in: transaction)?.content.topics,
            !wanted.isEmpty, crowded.isSuperset(of: wanted),
            try !MentorshipLoad.hasHadMentor(mentee, in: transaction)
        else { return }
        throw Problem(.conflict, "mentor_topics_crowded")
    }
}
