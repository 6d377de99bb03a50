/// How evenly a round served those who took part. Shares are thousandths, rounded half up.
package struct FairnessFigures: Sendable, Equatable {
    package let mentees: Int
    package let matched: Int
    package let firstChoice: Int
    package let topThree: Int
    package let seats: Int
    /// Gini's coefficient of how often mentors were named: 0 when all are alike, near 1000 when one has all.
    package let giniOfDemand: Int

    package init(_ matching: RoundMatching, of instance: RoundInstance) {
        mentees = instance.menteeCount
        matched = matching.choices.count { $0 >= 0 }
        firstChoice = matching.choices.count { $0 == 0 }
        topThree = matching.choices.count { $0 >= 0 && $0 < 3 }
        seats = instance.capacities.reduce(0) { $0 + Int(max(0, $1)) }
        var asked = [Int](repeating: 0, count: instance.capacities.count)
        for mentor in instance.mentors { asked[Int(mentor)] += 1 }
        giniOfDemand = Self.gini(asked)
    }

    package var matchedShare: Int { Self.share(matched, of: mentees) }
    package var firstChoiceShare: Int { Self.share(firstChoice, of: mentees) }
    package var topThreeShare: Int { Self.share(topThree, of: mentees) }

    static func share(_ part: Int, of whole: Int) -> Int { whole == 0 ? 0 : (2000 * part + whole) / (2 * whole) }

    /// `sum((2i - n - 1) x_i) / (n sum(x))` over ascending values, in thousandths (C. Gini, 1912).
    package static func gini(_ values: [Int]) -> Int {
        let (count, sum) = (values.count, values.reduce(0, +))
        guard sum > 0 else { return 0 }
        let weighted = values.sorted().enumerated().reduce(0) { $0 + (2 * $1.offset + 1 - count) * $1.element }
        return share(weighted, of: count * sum)
    }
}
