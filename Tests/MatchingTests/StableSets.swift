import Matching
import TestSupport

/// Other ways to stable matchings, plain and slow, to hold the fast one against.
extension RoundInstance {
    /// Every mentor's list, best first, by the ranks.
    var orders: [[Int]] {
        var lists: [[(rank: Int32, mentee: Int)]] = capacities.map { _ in [] }
        for mentee in 0..<menteeCount {
            for place in list(of: mentee) { lists[Int(mentors[place])].append((ranks[place], mentee)) }
        }
        return lists.map { $0.sorted { $0.rank < $1.rank }.map(\.mentee) }
    }

    /// Wishes of every mentee, best first.
    var wishes: [[Int]] { (0..<menteeCount).map { list(of: $0).map { Int(mentors[$0]) } } }

    func matching(of pairs: [Int?]) -> RoundMatching {
        let wishes = wishes
        return RoundMatching(
            mentors: pairs.map { Int32($0 ?? -1) },
            choices: pairs.enumerated().map { mentee, mentor in
                Int32(mentor.flatMap { wishes[mentee].firstIndex(of: $0) } ?? -1)
            })
    }

    /// Mentors propose: the stable matching that is best for them, and worst for every mentee.
    func mentorOptimal() -> RoundMatching {
        let (orders, wishes) = (orders, wishes)
        var (next, held) = (capacities.map { _ in 0 }, capacities.map { _ in 0 })
        var pairs: [Int?] = wishes.map { _ in nil }
        var isMoving = true
        while isMoving {
            isMoving = false
            for mentor in orders.indices {
                while held[mentor] < Int(capacities[mentor]), next[mentor] < orders[mentor].count {
                    let mentee = orders[mentor][next[mentor]]
                    next[mentor] += 1
                    isMoving = true
                    let place = wishes[mentee].firstIndex(of: mentor) ?? .max
                    let old = pairs[mentee].flatMap { wishes[mentee].firstIndex(of: $0) } ?? .max
                    guard place < old else { continue }
                    if let left = pairs[mentee] { held[left] -= 1 }
                    pairs[mentee] = mentor
                    held[mentor] += 1
                }
            }
        }
        return matching(of: pairs)
    }

    /// Every stable matching, by trying all.
    func allStable() -> [RoundMatching] {
        let wishes = wishes
        var found: [RoundMatching] = []
        func extend(_ pairs: [Int?]) {
            guard pairs.count < menteeCount else {
                let candidate = matching(of: pairs)
                if RoundVerification(candidate, of: self).holds { found.append(candidate) }
                return
            }
            extend(pairs + [nil])
            for mentor in wishes[pairs.count] where pairs.count(where: { $0 == mentor }) < Int(capacities[mentor]) {
                extend(pairs + [mentor])
            }
        }
        extend([])
        return found
    }

    /// Lists of random length that need not be mutual; capacities from none to three.
    static func random(_ random: inout Seeded, mentees: Int, mentors: Int) -> RandomRound {
        RandomRound(
            wishes: (0..<mentees).map { _ in
                Array((0..<mentors).shuffled(using: &random).prefix(random.below(mentors + 1)))
            },
            orders: (0..<mentors).map { _ in
                (
                    random.below(4),
                    Array((0..<mentees).shuffled(using: &random).prefix(mentees - random.below(mentees / 2 + 1)))
                )
            })
    }
}

/// A round before pruning, whose parts a test can change.
struct RandomRound {
    var wishes: [[Int]]
    var orders: [(Int, [Int])]

    var instance: RoundInstance {
        RoundInstance(mentees: wishes, mentors: orders.map { (capacity: $0.0, mentees: $0.1) })
    }

    /// The place of what a mentee got in a list of wishes, `.max` for nothing.
    static func place(_ mentee: Int, in wishes: [[Int]], of matching: RoundMatching) -> Int {
        matching.mentor(of: mentee).flatMap { wishes[mentee].firstIndex(of: $0) } ?? .max
    }
}
