import TestSupport
import Testing

@testable import Timelines

/// A cohort at random: some joined late, some wait.
func randomCohort(_ random: inout Seeded, upTo count: Int = 80) -> [WaitingCase] {
    (0..<random.below(count) + 5).map { _ in
        let entry = random.below(3) == 0 ? random.below(60) : 0
        let isDecided = random.below(10) < 7
        return WaitingCase(
            entryDay: entry, lastDay: entry + 1 + random.below(90), isDecided: isDecided,
            outcome: isDecided ? random.pick(WaitingCase.Outcome.allCases) : nil)
    }
}

@Suite("How many still wait")
struct SurvivalTests {
    private static let shares = [0.25, 0.5, 0.75, 0.9]

    /// One more who waits never makes waiting look shorter.
    @Test func aWaitingCaseNeverLowersAPercentile() {
        var random = Seeded()
        for _ in 0..<500 {
            let cases = randomCohort(&random)
            let more = WaitingCase(
                entryDay: random.below(2) == 0 ? 0 : random.below(100), lastDay: random.below(200), isDecided: false)
            let (before, after) = (SurvivalCurve(cases), SurvivalCurve(cases + [more]))
            for share in Self.shares {
                let (old, new) = (before.percentile(share), after.percentile(share))
                let isLower = (new ?? .max) < (old ?? .max)
                #expect(!isLower, "\(random): \(share) \(more)")
            }
        }
    }

    /// Approved, refused and waiting are all there are.
    @Test func outcomesAddUpToOne() {
        var random = Seeded()
        for _ in 0..<200 {
            for step in SurvivalCurve(randomCohort(&random)).steps {
                let sum = step.approved + step.refused + step.survival
                #expect(abs(sum - 1) < 1e-9, "\(random): day \(step.day)")
            }
        }
    }

    @Test func withoutWaitingItIsThePlainPercentile() {
        let days = [20, 30, 30, 45, 60]
        let curve = SurvivalCurve(days.map { WaitingCase(entryDay: 0, lastDay: $0, isDecided: true) })
        let found = Self.shares.map(curve.percentile)
        #expect(found == [30, 30, 45, 60])
        let waiting = [50, 70, 90, 40, 100].map { WaitingCase(entryDay: 0, lastDay: $0, isDecided: false) }
        let all = SurvivalCurve(days.map { WaitingCase(entryDay: 0, lastDay: $0, isDecided: true) } + waiting)
        let seen = Self.shares.map(all.percentile)
        #expect(seen == [30, 60, nil, nil], "those who wait double the median")
    }

    @Test func noChanceWhereNobodyOrFewWait() {
        let cases = (1...12).map { WaitingCase(entryDay: 0, lastDay: $0 * 10, isDecided: true) }
        let curve = SurvivalCurve(cases)
        #expect(curve.chance(within: 30, waited: 0, least: 10) == 0.25)
        #expect(curve.chance(within: 30, waited: 40, least: 10) == nil, "nine are at risk")
        #expect(curve.chance(within: 30, waited: 120) == nil, "nobody waits")
    }

    @Test func nobodyIsAtRiskBeforeJoiningOrWhenNeverWatched() {
        let curve = SurvivalCurve([
            WaitingCase(entryDay: 30, lastDay: 30, isDecided: true),
            WaitingCase(entryDay: 10, lastDay: 20, isDecided: true),
            WaitingCase(entryDay: 0, lastDay: 40, isDecided: false),
        ])
        #expect(curve.steps.map(\.day) == [20])
        #expect(curve.atRisk(on: 10) == 1 && curve.atRisk(on: 11) == 2 && curve.atRisk(on: 20) == 2)
    }
}
