/// How much of a group may be shown, so that nobody can be told from it.
package enum Disclosure: String, Sendable, Codable, CaseIterable {
    case suppress, countOnly = "count_only", percentiles = "percentiles_that_are_reached"

    /// Members that a published cell has at least; and where nationality, origin, language or office is a dimension.
    package static let least = 10
    package static let leastOfGroups = 20
    package static let leastDecisions = 5
    /// Decisions from which the ninetieth percentile is shown.
    package static let leastForTail = 20
    /// Members below which days are rounded.
    package static let exactFrom = 50

    package static func of(members: Int, decisions: Int, least: Int = Disclosure.least) -> Disclosure {
        if members < least { return .suppress }
        return decisions < leastDecisions ? .countOnly : .percentiles
    }

    /// Which of the cells that together make up a total of `total` members may be shown: those of at least `least`, and
    /// of them so many that what is left over is nobody, or `least` as well. Else a total minus what is shown would
    /// tell of a few.
    /// - Parameter sizes: members by cell; those who said nothing of the dimension are in none.
    package static func shown(_ sizes: [String: Int], of total: Int, least: Int) -> Set<String> {
        var shown = sizes.filter { $0.value >= least }
        func rest() -> Int { total - shown.values.reduce(0, +) }
        while rest() > 0, rest() < least, let smallest = shown.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
            shown[smallest.key] = nil
        }
        return Set(shown.keys)
    }

    /// Days as they may be shown of so many members.
    package static func rounded(_ day: Int, members: Int) -> Int {
        members < exactFrom ? (day + 2) / 5 * 5 : day
    }
}
