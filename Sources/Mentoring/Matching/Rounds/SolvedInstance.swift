/// A named round, solved: who has whom, and all that it takes to check it.
package struct SolvedInstance: Sendable {
    /// An entry of a list that does not count, and why.
    package struct Pruned: Sendable, Equatable {
        package enum Reason: String, Sendable, CaseIterable {
            /// Nobody has this id.
            case unknown
            /// It stands in the list before.
            case duplicate
            /// Somebody named themselves.
            case itself
        }

        package let pointer: String
        package let reason: Reason
    }

    package let named: NamedInstance
    package let instance: RoundInstance
    package let matching: RoundMatching
    package let verification: RoundVerification
    package let pruned: [Pruned]
    /// The lot of each mentee who is somebody's equal, by id.
    package let lots: [String: UInt64]

    package init(_ named: NamedInstance) {
        self.named = named
        var pruning = Pruning(
            mentees: Self.places(named.mentees.map(\.id)), mentors: Self.places(named.mentors.map(\.id)))
        let wishes = named.mentees.map { pruning.list($0.mentors, of: $0.id, among: pruning.mentors) }
        let tied = Set(named.mentors.flatMap { $0.mentees.filter { $0.count > 1 }.joined() }.map(\.id))
        let lottery = Lottery(seed: named.seed ?? "")
        let lots = Dictionary(uniqueKeysWithValues: tied.map { ($0, lottery.number(of: $0)) })
        let orders = named.mentors.map { mentor in
            let entries = mentor.mentees.flatMap { group in
                group.sorted { (lots[$0.id] ?? 0, $0.id) < (lots[$1.id] ?? 0, $1.id) }
            }
            return (mentor.capacity, pruning.list(entries, of: mentor.id, among: pruning.mentees))
        }
        self.lots = lots
        pruned = pruning.pruned
        instance = RoundInstance(mentees: wishes, mentors: orders)
        matching = instance.matching()
        verification = RoundVerification(matching, of: instance)
    }

    private static func places(_ ids: [String]) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    }

    /// The mentees of each mentor in the mentor's order; those without any, too.
    package var assigned: [(mentor: String, mentees: [String])] {
        var held: [[(rank: Int32, mentee: String)]] = named.mentors.map { _ in [] }
        for (place, mentee) in named.mentees.enumerated() {
            guard let mentor = matching.mentor(of: place) else { continue }
            let entry = Int(instance.offsets[place] + matching.choices[place])
            held[mentor].append((instance.ranks[entry], mentee.id))
        }
        return zip(named.mentors, held).map { ($0.id, $1.sorted { $0.rank < $1.rank }.map(\.mentee)) }
    }

    /// Mentees who have nobody, in the file's order.
    package var unmatched: [String] {
        named.mentees.enumerated().filter { matching.choices[$0.offset] < 0 }.map(\.element.id)
    }

    private struct Pruning {
        let mentees: [String: Int]
        let mentors: [String: Int]
        var pruned: [Pruned] = []

        mutating func list(_ entries: [NamedInstance.Entry], of id: String, among others: [String: Int]) -> [Int] {
            var seen: Set<String> = []
            return entries.compactMap { entry in
                if entry.id == id {
                    pruned.append(Pruned(pointer: entry.pointer, reason: .itself))
                } else if !seen.insert(entry.id).inserted {
                    pruned.append(Pruned(pointer: entry.pointer, reason: .duplicate))
                } else if let place = others[entry.id] {
                    return place
                } else {
                    pruned.append(Pruned(pointer: entry.pointer, reason: .unknown))
                }
                return nil
            }
        }
    }
}
