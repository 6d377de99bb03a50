import Foundation

/// One case of a cohort, in days after filing.
package struct WaitingCase: Sendable, Equatable {
    package enum Outcome: String, Sendable, CaseIterable {
        case approved, refused
    }

    /// The day after which the case is watched: 0, or the days between filing and joining.
    package var entryDay: Int
    /// The day of the decision; of one that waits, the last on which that was confirmed.
    package var lastDay: Int
    package var isDecided: Bool
    package var outcome: Outcome?

    package init(entryDay: Int, lastDay: Int, isDecided: Bool, outcome: Outcome? = nil) {
        self.entryDay = entryDay
        self.lastDay = lastDay
        self.isDecided = isDecided
        self.outcome = outcome
    }
}

/// How many still wait as days go by: Kaplan and Meier's estimate with late entry, its log-log interval with
/// Greenwood's variance, and for each outcome the share that has had it (Aalen and Johansen).
package struct SurvivalCurve: Sendable {
    package struct Step: Sendable, Equatable {
        package let day: Int
        package let atRisk: Int
        package let decisions: Int
        /// The share that still waits after the day.
        package let survival: Double
        /// The interval of 95 in 100; `nil` where all or none wait.
        package let low: Double?
        package let high: Double?
        /// The shares that were approved and refused until the day.
        package let approved: Double
        package let refused: Double
    }

    package let steps: [Step]
    private let entries: [Int]
    private let lasts: [Int]

    /// The quantile of the normal distribution for 95 in 100.
    private static let z = 1.959963984540054
    /// What the rounding of a product may amount to.
    private static let grain = 1e-9

    package init(_ cases: [WaitingCase]) {
        // A case that ends before it is watched was never at risk.
        let cases = cases.filter { $0.entryDay < $0.lastDay }
        entries = cases.map(\.entryDay).sorted()
        lasts = cases.map(\.lastDay).sorted()
        var steps: [Step] = []
        var (survival, variance, approved, refused) = (1.0, 0.0, 0.0, 0.0)
        let decided = Dictionary(grouping: cases.filter(\.isDecided), by: \.lastDay)
        for (day, decisions) in decided.sorted(by: { $0.key < $1.key }) {
            let atRisk = Self.atRisk(on: day, entries: entries, lasts: lasts)
            let (n, d) = (Double(atRisk), Double(decisions.count))
            approved += survival * Double(decisions.count { $0.outcome == .approved }) / n
            refused += survival * Double(decisions.count { $0.outcome == .refused }) / n
            survival = atRisk == decisions.count ? 0 : survival * (1 - d / n)
            variance += atRisk == decisions.count ? 0 : d / (n * (n - d))
            let interval = Self.interval(survival, variance)
            steps.append(
                Step(
                    day: day, atRisk: atRisk, decisions: decisions.count, survival: survival, low: interval?.low,
                    high: interval?.high, approved: approved, refused: refused))
        }
        self.steps = steps
    }

    private static func interval(_ survival: Double, _ variance: Double) -> (low: Double, high: Double)? {
        guard survival > 0, survival < 1 else { return nil }
        let spread = z * variance.squareRoot() / abs(log(survival))
        return (pow(survival, exp(spread)), pow(survival, exp(-spread)))
    }

    private static func atRisk(on day: Int, entries: [Int], lasts: [Int]) -> Int {
        let entered = entries.partitioningIndex { $0 >= day }
        let left = lasts.partitioningIndex { $0 >= day }
        return entered - left
    }

    /// Cases that were watched and waited just before the day.
    package func atRisk(on day: Int) -> Int { Self.atRisk(on: day, entries: entries, lasts: lasts) }

    /// The share that still waits after a day.
    package func survival(after day: Int) -> Double { steps.last { $0.day <= day }?.survival ?? 1 }

    /// The first day after which at most `1 - share` still wait; `nil` when that was not reached.
    package func percentile(_ share: Double) -> Int? {
        steps.first { $0.survival <= 1 - share + Self.grain }?.day
    }

    /// The days between which the percentile lies in 95 of 100 such cohorts; `nil` for an end that was not reached.
    package func interval(ofPercentile share: Double) -> (low: Int?, high: Int?) {
        let bound = 1 - share + Self.grain
        let low = steps.first { ($0.low ?? $0.survival) <= bound }?.day
        let high = steps.first { ($0.high ?? $0.survival) <= bound }?.day
        return (low, high)
    }

    /// The chance of a decision within so many days of someone who has waited `waited` days; `nil` when nobody waits
    /// that long, or fewer than `least` were watched then.
    package func chance(within days: Int, waited: Int, least: Int = 0) -> Double? {
        let now = survival(after: waited)
        guard now > 0, atRisk(on: max(1, waited)) >= least else { return nil }
        return 1 - survival(after: waited + days) / now
    }
}

extension [Int] {
    /// The first place of a sorted list at which a condition holds that holds for all after it.
    fileprivate func partitioningIndex(_ belongs: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
