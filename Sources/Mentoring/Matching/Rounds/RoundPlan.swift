/// What a programme's round starts from: a frozen snapshot (the index), a seed, and what people said.
package struct RoundPlan: Sendable {
    /// What a mentor says of a mentee who asks.
    package enum Answer: Sendable {
        case prefer, accept, refuse
    }

    /// The lottery's, and that of ties among generated wishes.
    package var seed: String
    package var mentees: [MenteeFacts]
    /// Mentors whom a mentee ranked, best first.
    package var rankings: [String: [String]] = [:]
    /// By mentor, then mentee; `accept` where nothing is said.
    package var answers: [String: [String: Answer]] = [:]
    /// Pairs that stay as they are: their mentees take no part, their seats are gone.
    package var locked: [(mentee: String, mentor: String)] = []
    package var length = 30

    /// How many mentors a mentee may rank.
    package static let mostRanked = 10
    /// A mentor listed by more mentees than this for each seat is not to be counted on.
    static let crowd = 20
    /// How many mentors are added to a list that holds only such, and among how many they are looked for.
    static let (added, searched) = (10, 300)

    package init(seed: String, mentees: [MenteeFacts]) {
        self.seed = seed
        self.mentees = mentees
    }
}

/// A mentor in a mentee's list, with the mentor's score of the mentee.
struct RoundWish: Sendable {
    let row: Int32
    let mentorTotal: Int32
}

/// Lists of a round in the making.
struct RoundLists: Sendable {
    let index: MentorIndex
    let plan: RoundPlan
    /// Those who take part, by id.
    let mentees: [MenteeFacts]
    /// Seats by row.
    let seats: [Int32]

    init(_ plan: RoundPlan, _ index: MentorIndex) {
        self.plan = plan
        self.index = index
        let locked = Set(plan.locked.map(\.mentee))
        mentees = plan.mentees.filter { !locked.contains($0.id) }.sorted { $0.id < $1.id }
        var seats = index.mentors.map { Int32(max(0, $0.facts.freeSeats)) }
        for pair in plan.locked {
            if let row = index.row(of: pair.mentor) { seats[row] = max(0, seats[row] - 1) }
        }
        self.seats = seats
    }

    /// Every mentee's wishes, on all processors; `progress` hears how many lists are done.
    func wishes(_ progress: @escaping @Sendable (Int) -> Void) async -> [[RoundWish]] {
        let first = await each(mentees.indices.map { $0 }, progress) { wishes(of: mentees[$0]) }
        var asked = [Int32](repeating: 0, count: seats.count)
        for wish in first.joined() { asked[Int(wish.row)] += 1 }
        let crowded = asked.indices.map { asked[$0] > Int32(RoundPlan.crowd) * seats[$0] }
        let starved = first.indices.filter { place in
            first[place].count >= plan.length && first[place].allSatisfy { crowded[Int($0.row)] }
        }
        let more = await each(starved, { _ in }) { further(mentees[$0], beside: first[$0], crowded) }
        var lists = first
        for (place, wishes) in zip(starved, more) { lists[place] += wishes }
        return lists
    }

    /// Runs a piece of work for each of some places, in parallel, and gives the results in their order.
    private func each(
        _ places: [Int], _ progress: @escaping @Sendable (Int) -> Void,
        _ work: @escaping @Sendable (Int) -> [RoundWish]
    ) async -> [[RoundWish]] {
        let size = 256
        return await withTaskGroup(of: (Int, [[RoundWish]]).self) { group in
            for begin in stride(from: 0, to: places.count, by: size) {
                let chunk = places[begin..<min(begin + size, places.count)]
                group.addTask { (begin, chunk.map(work)) }
            }
            var (results, done) = ([[RoundWish]](repeating: [], count: places.count), 0)
            for await (begin, lists) in group {
                for (at, list) in lists.enumerated() { results[begin + at] = list }
                done += lists.count
                progress(done)
            }
            return results
        }
    }

    /// The mentee's own ranking as far as the hard filters let it, then the best by score.
    private func wishes(of mentee: MenteeFacts) -> [RoundWish] {
        let query = CompiledQuery(mentee, in: index, seed: plan.seed)
        var (wishes, seen): ([RoundWish], Set<Int>) = ([], [])
        for id in plan.rankings[mentee.id]?.prefix(RoundPlan.mostRanked) ?? [] {
            guard let row = index.row(of: id), isOpen(row, mentee), let score = index.judge(row, query),
                seen.insert(row).inserted
            else { continue }
            wishes.append(RoundWish(row: Int32(row), mentorTotal: Int32(score.mentorTotal)))
        }
        var stream = CandidateStream(index, query, batch: 2 * plan.length)
        while wishes.count < plan.length, let next = stream.next() {
            guard isOpen(next.row, mentee), seen.insert(next.row).inserted else { continue }
            wishes.append(RoundWish(row: next.key.row, mentorTotal: Int32(next.score.mentorTotal)))
        }
        return wishes
    }

    /// Mentors whom few asked for, for a mentee who else has none of these.
    private func further(_ mentee: MenteeFacts, beside wishes: [RoundWish], _ crowded: [Bool]) -> [RoundWish] {
        let query = CompiledQuery(mentee, in: index, seed: plan.seed)
        let seen = Set(wishes.map(\.row))
        var (added, searched): ([RoundWish], Int) = ([], 0)
        var stream = CandidateStream(index, query, batch: RoundPlan.searched)
        while added.count < RoundPlan.added, searched < RoundPlan.searched, let next = stream.next() {
            searched += 1
            guard !crowded[next.row], isOpen(next.row, mentee), !seen.contains(next.key.row) else { continue }
            added.append(RoundWish(row: next.key.row, mentorTotal: Int32(next.score.mentorTotal)))
        }
        return added
    }

    private func isOpen(_ row: Int, _ mentee: MenteeFacts) -> Bool {
        seats[row] > 0 && plan.answers[index.mentors[row].facts.id]?[mentee.id] != .refuse
    }
}
