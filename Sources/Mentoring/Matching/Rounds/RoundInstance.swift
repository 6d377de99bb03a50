/// A hospitals/residents problem in flat arrays: mentees propose, mentors have seats.
///
/// Entries of a mentee's list stand together, best first; `offsets` says where each list begins. Only pairs that both
/// sides accept are in it. Eight bytes an entry: 24 MB for 100,000 lists of 30.
package struct RoundInstance: Sendable, Equatable {
    /// Seats by mentor.
    package let capacities: [Int32]
    /// Where the list of each mentee begins, and last the number of entries.
    package let offsets: [Int32]
    /// Mentors, best first for each mentee.
    package let mentors: [Int32]
    /// Beside each entry how the mentor ranks this mentee: less is better, no two of one mentor alike.
    package let ranks: [Int32]

    package var menteeCount: Int { offsets.count - 1 }

    /// Takes arrays that fit one another: `offsets` ascends from 0 to the number of entries, every mentor named has a
    /// capacity.
    package init(capacities: [Int32], offsets: [Int32], mentors: [Int32], ranks: [Int32]) {
        self.capacities = capacities
        self.offsets = offsets
        self.mentors = mentors
        self.ranks = ranks
    }

    /// Lists of both sides, best first: a pair counts when each names the other and there is a seat.
    /// The first mention counts; what is out of range does not.
    package init(mentees: [[Int]], mentors: [(capacity: Int, mentees: [Int])]) {
        let orders = mentors.map { mentor in
            var ranks: [Int: Int32] = [:]
            if mentor.capacity > 0 {
                for mentee in mentor.mentees where ranks[mentee] == nil { ranks[mentee] = Int32(ranks.count) }
            }
            return ranks
        }
        var (offsets, entries, ranks): ([Int32], [Int32], [Int32]) = ([0], [], [])
        for (mentee, list) in mentees.enumerated() {
            var seen: Set<Int> = []
            for mentor in list where mentors.indices.contains(mentor) && seen.insert(mentor).inserted {
                guard let rank = orders[mentor][mentee] else { continue }
                entries.append(Int32(mentor))
                ranks.append(rank)
            }
            offsets.append(Int32(entries.count))
        }
        self.init(
            capacities: mentors.map { Int32(clamping: max(0, $0.capacity)) }, offsets: offsets, mentors: entries,
            ranks: ranks)
    }

    /// Where a mentee's list lies.
    @inline(__always) package func list(of mentee: Int) -> Range<Int> {
        Int(offsets[mentee])..<Int(offsets[mentee + 1])
    }
}

/// Who has whom after a round.
package struct RoundMatching: Sendable, Equatable {
    /// The mentor of each mentee, -1 for none.
    package let mentors: [Int32]
    /// The place of that mentor in the mentee's list, -1 for none.
    package let choices: [Int32]

    package init(mentors: [Int32], choices: [Int32]) {
        self.mentors = mentors
        self.choices = choices
    }

    package func mentor(of mentee: Int) -> Int? { mentors[mentee] < 0 ? nil : Int(mentors[mentee]) }
}
