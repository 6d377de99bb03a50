/// Mentors for a question of the forum: who knows the country, went the pathway or has the skills. Nobody's time is
/// booked, so seats, hours and languages do not count.
extension MentorIndex {
    /// The mentors who fit best, in order, among those who take requests.
    /// - Parameters:
    ///   - question: what the question is about, as if its author looked for a mentor.
    ///   - seed: breaks ties: the question's id.
    package func mentors(for question: MenteeFacts, seed: String, most: Int) -> [String] {
        let hash = KeyedHash(key: seed)
        var heap = BoundedHeap(capacity: most)
        for (row, mentor) in mentors.enumerated() where Self.takesQuestions(mentor.facts) {
            guard mentor.facts.id != question.id else { continue }
            let score = PairScore.of(mentor.facts, question, settings, overlaps: [])
            let fit = Self.deciding.reduce(0) { $0 + $1.menteeWeight * score[$1] }
            guard fit > 0 else { continue }
            let total = fit + Feature.responsiveness.menteeWeight * score[.responsiveness]
            heap.insert(
                CandidateKey(total: Int32(total), tie: hash.number(of: mentor.facts.id), row: Int32(row)))
        }
        return heap.keys.sorted { $0.precedes($1) }.map { mentors[Int($0.row)].facts.id }
    }

    private static let deciding: [Feature] = [.skills, .corridor, .visa]

    /// Seats may be full: an answer takes none. Who has a break has one.
    private static func takesQuestions(_ mentor: MentorFacts) -> Bool {
        mentor.verification >= 1 && mentor.isAccepting && !mentor.isPaused && !mentor.isSuspended && mentor.capacity > 0
    }
}
