/// A round, solved and verified; published only when `verification` holds.
package struct ProgrammeRound: Sendable {
    /// Ids of those who took part, in order; places in `instance` are places here.
    package let mentees: [String]
    /// Ids of mentors in order.
    package let mentors: [String]
    package let instance: RoundInstance
    /// Beside each entry of the instance what the mentor makes of this mentee: less is better, and those alike are
    /// ordered by lot.
    package let grades: [UInt32]
    package let matching: RoundMatching
    package let verification: RoundVerification
    package let figures: FairnessFigures
    /// The lot of each mentee.
    package let lots: [UInt64]
    package let locked: [(mentee: String, mentor: String)]

    /// Makes the lists, solves, and looks at the result anew. The same plan and snapshot give the same round, whatever
    /// the order of rows and on however many processors.
    package init(
        _ plan: RoundPlan, _ index: MentorIndex, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async {
        let lists = RoundLists(plan, index)
        let wishes = await lists.wishes(progress)
        let lottery = Lottery(seed: plan.seed)
        lots = lists.mentees.map { lottery.number(of: $0.id) }
        mentees = lists.mentees.map(\.id)
        mentors = index.mentors.map(\.facts.id)
        locked = plan.locked
        (instance, grades) = Self.instance(wishes, lists, lots)
        matching = instance.matching()
        verification = RoundVerification(matching, of: instance) { mentee, row in
            index.allows(row, lists.mentees[mentee])
                && plan.answers[index.mentors[row].facts.id]?[lists.mentees[mentee].id] != .refuse
        }
        figures = FairnessFigures(matching, of: instance)
    }

    /// Pairs found, in the order of mentees.
    package var pairs: [(mentee: String, mentor: String)] {
        mentees.indices.compactMap { place in matching.mentor(of: place).map { (mentees[place], mentors[$0]) } }
    }

    /// Ranks mentees at each mentor: those it prefers first, then by its score, then by lot, then by id.
    private static func instance(
        _ wishes: [[RoundWish]], _ lists: RoundLists, _ lots: [UInt64]
    ) -> (RoundInstance, grades: [UInt32]) {
        let turns = turns(lots)
        var (offsets, rows): ([Int32], [Int32]) = ([0], [])
        var keys: [UInt64] = []
        for (mentee, list) in wishes.enumerated() {
            for wish in list {
                let answers = lists.plan.answers[lists.index.mentors[Int(wish.row)].facts.id]
                let isPreferred = answers?[lists.mentees[mentee].id] == .prefer
                rows.append(wish.row)
                keys.append(
                    (isPreferred ? 0 : 1 << 63) | UInt64(1_000_000 - wish.mentorTotal) << 32 | UInt64(turns[mentee]))
            }
            offsets.append(Int32(rows.count))
        }
        let instance = RoundInstance(
            capacities: lists.seats, offsets: offsets, mentors: rows, ranks: ranks(rows, keys, lists.seats.count))
        return (instance, keys.map { UInt32($0 >> 32) })
    }

    /// The place of each mentee in the lottery; mentees stand in the order of ids.
    private static func turns(_ lots: [UInt64]) -> [UInt32] {
        var turns = [UInt32](repeating: 0, count: lots.count)
        for (turn, place) in lots.indices.sorted(by: { (lots[$0], $0) < (lots[$1], $1) }).enumerated() {
            turns[place] = UInt32(turn)
        }
        return turns
    }

    /// Numbers the entries of each mentor by their keys.
    private static func ranks(_ rows: [Int32], _ keys: [UInt64], _ mentors: Int) -> [Int32] {
        var begins = [Int](repeating: 0, count: mentors + 1)
        for row in rows { begins[Int(row) + 1] += 1 }
        for mentor in 0..<mentors { begins[mentor + 1] += begins[mentor] }
        var (next, entries) = (begins, [Int32](repeating: 0, count: rows.count))
        for (entry, row) in rows.enumerated() {
            entries[next[Int(row)]] = Int32(entry)
            next[Int(row)] += 1
        }
        var ranks = [Int32](repeating: 0, count: rows.count)
        for mentor in 0..<mentors {
            let ordered = entries[begins[mentor]..<begins[mentor + 1]].sorted { keys[Int($0)] < keys[Int($1)] }
            for (rank, entry) in ordered.enumerated() { ranks[Int(entry)] = Int32(rank) }
        }
        return ranks
    }
}

extension MentorIndex {
    /// Whether a pair passes the hard filters.
    func allows(_ row: Int, _ mentee: MenteeFacts) -> Bool {
        let overlaps = schedules.overlaps(columns.schedules[row], schedule(of: mentee))
        return HardFilter.first(mentors[row].facts, mentee, settings, overlaps: overlaps) == nil
    }
}
