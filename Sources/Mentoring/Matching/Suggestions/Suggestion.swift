/// A mentor to be shown to a mentee.
package struct Suggestion: Sendable {
    package let mentor: String
    package let score: PairScore
    package let explanation: Explanation
    /// So many requests are open that only the waitlist is offered.
    package let isWaitlistOnly: Bool
}

/// What a mentee is shown: mentors in order, or what could be relaxed when there are none.
package struct Suggestions: Sendable {
    package let items: [Suggestion]
    package let relaxations: [Relaxation]
}

extension MentorIndex {
    /// The best mentors for a mentee: exact, varied, with a place for somebody new, and nobody shown too often. The same
    /// snapshot, seed and request give the same answer.
    /// - Parameters:
    ///   - seed: of the day: breaks ties.
    ///   - ledger: how often mentors were shown; who shows the answer notes it there.
    ///   - counted: mentors whom the mentee was shown already on this day: to show them again counts for nothing.
    package func suggestions(
        for mentee: MenteeFacts, seed: String, count: Int = 20, ledger: ExposureLedger = ExposureLedger(),
        counted: Set<String> = []
    ) -> Suggestions {
        let query = CompiledQuery(mentee, in: self, seed: seed)
        let day = settings.day
        func admits(_ mentor: MentorFacts) -> Bool {
            counted.contains(mentor.id) || ledger.mayShow(mentor.id, freeSeats: mentor.freeSeats, on: day)
        }
        var stream = CandidateStream(self, query, batch: 4 * count, admits: admits)
        var pool: [Candidate] = []
        while pool.count < 2 * count, let next = stream.next() { pool.append(next) }
        var chosen = varied(pool, count, query)
        if let last = chosen.last, !chosen.contains(where: isNew) {
            var newcomers = CandidateStream(self, query, batch: 16, onlyNew: true, admits: admits)
            if let new = newcomers.next(), 10 * Int(new.key.total) >= 9 * Int(last.key.total) {
                chosen[chosen.count - 1] = new
            }
        }
        let items = chosen.map { suggestion($0.row, $0.score, query) }
        return Suggestions(items: items, relaxations: items.isEmpty ? Relaxation.of(mentee) : [])
    }

    /// The best of some mentors for a mentee by score alone, with reasons.
    /// - Parameter isAmong: which ids count.
    package func suggestions(
        for mentee: MenteeFacts, seed: String, count: Int, among isAmong: @escaping (String) -> Bool
    ) -> [Suggestion] {
        let query = CompiledQuery(mentee, in: self, seed: seed)
        var stream = CandidateStream(self, query, batch: 4 * count, admits: { isAmong($0.id) })
        var found: [Suggestion] = []
        while found.count < count, let next = stream.next() { found.append(suggestion(next.row, next.score, query)) }
        return found
    }

    /// One mentor for a mentee, with reasons; `nil` when a hard filter refuses the pair.
    package func suggestion(of id: String, for mentee: MenteeFacts) -> Suggestion? {
        let query = CompiledQuery(mentee, in: self, seed: "")
        return row(of: id).flatMap { row in judge(row, query).map { suggestion(row, $0, query) } }
    }

    private func suggestion(_ row: Int, _ score: PairScore, _ query: CompiledQuery) -> Suggestion {
        let mentor = mentors[row].facts
        let hours = schedules.hours(columns.schedules[row], query.schedule)
        return Suggestion(
            mentor: mentor.id, score: score,
            explanation: Explanation(
                mentor, query.mentee, score, hours: hours, settings: settings, zones: schedules),
            isWaitlistOnly: mentor.openRequests >= 2 * mentor.freeSeats)
    }

    /// The best so many by score alone, without regard to variety or exposure.
    package func best(for mentee: MenteeFacts, seed: String, count: Int) -> [(id: String, score: PairScore)] {
        var stream = CandidateStream(self, CompiledQuery(mentee, in: self, seed: seed), batch: 4 * count)
        var found: [(id: String, score: PairScore)] = []
        while found.count < count, let next = stream.next() { found.append((mentors[next.row].facts.id, next.score)) }
        return found
    }

    private func isNew(_ candidate: Candidate) -> Bool {
        mentors[candidate.row].facts.pastMentees < MentorColumns.newBelow
    }

    /// Chooses one after the other by score less a penalty for being like one chosen already.
    private func varied(_ pool: [Candidate], _ count: Int, _ query: CompiledQuery) -> [Candidate] {
        let traits = pool.map { Likeness(mentors[$0.row].facts, wanted: query.skills) }
        var (left, chosen): ([(place: Int, likeness: Int)], [Candidate]) = (pool.indices.map { ($0, 0) }, [])
        while chosen.count < count, !left.isEmpty {
            var best = 0
            for at in left.indices.dropFirst() where value(left[at], pool) > value(left[best], pool) { best = at }
            let taken = left.remove(at: best).place
            chosen.append(pool[taken])
            for at in left.indices {
                left[at].likeness = max(left[at].likeness, traits[left[at].place].to(traits[taken]))
            }
        }
        return chosen
    }

    private func value(_ one: (place: Int, likeness: Int), _ pool: [Candidate]) -> Int {
        // 0.15 of the whole scale for 1000 thousandths of likeness.
        Int(pool[one.place].key.total) - 150 * one.likeness
    }
}

/// By what two mentors are alike: 1000 for the same employer, city, or single skill that is wanted of them; else the
/// share of skills that both have (P. Jaccard).
struct Likeness: Sendable {
    private let employer: EmployerCode?
    private let place: PlaceCode?
    private let only: SkillCode?
    private let skills: Set<SkillCode>

    init(_ mentor: MentorFacts, wanted: [Int32]) {
        employer = mentor.employer
        place = mentor.place
        skills = Set(mentor.skills)
        let common = skills.filter { wanted[Int($0)] > 0 }
        only = common.count == 1 ? common.first : nil
    }

    func to(_ other: Likeness) -> Int {
        if let employer, employer == other.employer { return 1000 }
        if let place, place == other.place { return 1000 }
        if let only, only == other.only { return 1000 }
        let both = skills.intersection(other.skills).count
        let either = skills.count + other.skills.count - both
        return either == 0 ? 0 : (2000 * both + either) / (2 * either)
    }
}
