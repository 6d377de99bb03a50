/// What is wrong with a matching; a round with anything in it is not published.
package struct RoundVerification: Sendable, Equatable {
    package struct Pair: Sendable, Equatable, Hashable {
        package let mentee: Int
        package let mentor: Int

        package init(mentee: Int, mentor: Int) {
            self.mentee = mentee
            self.mentor = mentor
        }
    }

    /// Pairs of which both would rather have each other.
    package private(set) var blocking: [Pair] = []
    /// Mentors with more mentees than seats.
    package private(set) var overfull: [Int] = []
    /// Pairs that are not listed, or stand at another place of the list than is said.
    package private(set) var unlisted: [Pair] = []
    /// Pairs that a hard filter refuses.
    package private(set) var filtered: [Pair] = []

    package var holds: Bool { blocking.isEmpty && overfull.isEmpty && unlisted.isEmpty && filtered.isEmpty }

    /// Looks at every entry once; `allows` says whether a pair passes the hard filters.
    package init(
        _ matching: RoundMatching, of instance: RoundInstance, allows: (Int, Int) -> Bool = { _, _ in true }
    ) {
        var held = [Int32](repeating: 0, count: instance.capacities.count)
        var worst = [Int32](repeating: -1, count: instance.capacities.count)
        for mentee in 0..<instance.menteeCount {
            guard let mentor = matching.mentor(of: mentee) else { continue }
            let pair = Pair(mentee: mentee, mentor: mentor)
            let (list, choice) = (instance.list(of: mentee), Int(matching.choices[mentee]))
            guard choice >= 0, choice < list.count, Int(instance.mentors[list.lowerBound + choice]) == mentor else {
                unlisted.append(pair)
                continue
            }
            held[mentor] += 1
            worst[mentor] = max(worst[mentor], instance.ranks[list.lowerBound + choice])
            if !allows(mentee, mentor) { filtered.append(pair) }
        }
        overfull = held.indices.filter { held[$0] > max(0, instance.capacities[$0]) }
        for mentee in 0..<instance.menteeCount {
            let (list, choice) = (instance.list(of: mentee), Int(matching.choices[mentee]))
            for place in list.prefix(choice < 0 ? list.count : choice) {
                let mentor = Int(instance.mentors[place])
                if held[mentor] < instance.capacities[mentor]
                    || (instance.capacities[mentor] > 0 && instance.ranks[place] < worst[mentor])
                {
                    blocking.append(Pair(mentee: mentee, mentor: mentor))
                }
            }
        }
    }
}
