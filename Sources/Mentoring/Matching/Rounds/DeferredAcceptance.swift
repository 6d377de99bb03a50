extension RoundInstance {
    /// The stable matching that is best for every mentee at once: mentees propose, mentors keep the best they have seats
    /// for (D. Gale and L. S. Shapley, College Admissions and the Stability of Marriage, 1962).
    ///
    /// Each mentor holds its mentees in a heap whose top is the worst of them, so that P entries and c seats cost
    /// O(P log c). As ranks are strict, the result does not depend on who proposes first.
    package func matching() -> RoundMatching {
        var holders = SeatHeaps(of: self)
        var next = Array(offsets.dropLast())
        var choices = [Int32](repeating: -1, count: menteeCount)
        var free = [Int32](stride(from: Int32(menteeCount) - 1, through: 0, by: -1))
        while let mentee = free.popLast() {
            var place = Int(next[Int(mentee)])
            let list = list(of: Int(mentee))
            while place < list.upperBound {
                let answer = holders.propose(to: Int(mentors[place]), by: mentee, rank: ranks[place])
                place += 1
                if case .refused = answer { continue }
                choices[Int(mentee)] = Int32(place - 1 - list.lowerBound)
                if case .insteadOf(let other) = answer {
                    choices[Int(other)] = -1
                    free.append(other)
                }
                break
            }
            next[Int(mentee)] = Int32(place)
        }
        let found = choices.indices.map { choices[$0] < 0 ? -1 : mentors[Int(offsets[$0] + choices[$0])] }
        return RoundMatching(mentors: found, choices: choices)
    }
}

/// The mentees whom each mentor holds: heaps of one array, the worst of each on top.
private struct SeatHeaps {
    enum Answer { case refused, accepted, insteadOf(Int32) }

    /// Rank above mentee, so that numbers order as ranks do.
    private var seats: [UInt64]
    private let begins: [Int32]
    private var counts: [Int32]

    /// No mentor needs more seats than mentees who name it.
    init(of instance: RoundInstance) {
        var asked = [Int32](repeating: 0, count: instance.capacities.count)
        for mentor in instance.mentors { asked[Int(mentor)] += 1 }
        var begins: [Int32] = [0]
        begins.reserveCapacity(asked.count + 1)
        for (mentor, count) in asked.enumerated() {
            begins.append((begins.last ?? 0) + max(0, min(count, instance.capacities[mentor])))
        }
        self.begins = begins
        counts = [Int32](repeating: 0, count: asked.count)
        seats = [UInt64](repeating: 0, count: Int(begins.last ?? 0))
    }

    mutating func propose(to mentor: Int, by mentee: Int32, rank: Int32) -> Answer {
        let (begin, capacity) = (Int(begins[mentor]), Int(begins[mentor + 1] - begins[mentor]))
        let (count, key) = (Int(counts[mentor]), UInt64(UInt32(rank)) << 32 | UInt64(UInt32(mentee)))
        if count < capacity {
            rise(key, begin, count)
            counts[mentor] += 1
            return .accepted
        }
        guard capacity > 0, key < seats[begin] else { return .refused }
        let worst = seats[begin]
        sink(key, begin, capacity)
        return .insteadOf(Int32(truncatingIfNeeded: worst & 0xFFFF_FFFF))
    }

    private mutating func rise(_ key: UInt64, _ begin: Int, _ last: Int) {
        var place = last
        while place > 0 {
            let above = (place - 1) / 2
            if seats[begin + above] >= key { break }
            seats[begin + place] = seats[begin + above]
            place = above
        }
        seats[begin + place] = key
    }

    private mutating func sink(_ key: UInt64, _ begin: Int, _ count: Int) {
        var place = 0
        while place * 2 + 1 < count {
            var below = place * 2 + 1
            if below + 1 < count, seats[begin + below + 1] > seats[begin + below] { below += 1 }
            if seats[begin + below] <= key { break }
            seats[begin + place] = seats[begin + below]
            place = below
        }
        seats[begin + place] = key
    }
}
