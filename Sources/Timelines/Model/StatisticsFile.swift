import Core
import Foundation

/// Cohorts as a file gives them, in the layout of the published cases.
package struct StatisticsFile: Decodable, Sendable {
    struct Cohort: Decodable, Sendable {
        let id: String?
        let cases: [Case]
    }

    struct Case: Decodable, Sendable {
        let entryDay: Int
        let lastDay: Int
        let decided: Bool?
        let outcome: String?

        enum CodingKeys: String, CodingKey {
            case decided, outcome
            case entryDay = "entry_day", lastDay = "last_day"
        }

        var value: WaitingCase {
            let outcome = outcome.flatMap(WaitingCase.Outcome.init)
            return WaitingCase(
                entryDay: entryDay, lastDay: lastDay, isDecided: decided ?? (outcome != nil), outcome: outcome)
        }
    }

    struct Conditional: Decodable, Sendable {
        let id: String?
        let title: String
        let rule: String

        /// The cohort that the title names, and the days of `1 - S(65)/S(35)`.
        var question: (cohort: String, until: Int, waited: Int)? {
            guard let cohort = title.firstMatch(of: /from ([A-Za-z0-9_-]+)/)?.output.1,
                let days = rule.firstMatch(of: /S\((\d+)\)\s*\/\s*S\((\d+)\)/)?.output,
                let until = Int(days.1), let waited = Int(days.2)
            else { return nil }
            return (String(cohort), until, waited)
        }
    }

    struct Suppression: Decodable, Sendable {
        struct Case: Decodable, Sendable {
            let id: String?
            let members: Int
            let decided: Int

            enum CodingKeys: String, CodingKey { case id, decided, members = "distinct_members" }
        }

        let cases: [Case]
    }

    let kaplanMeier: [Cohort]?
    let competingOutcomes: [Cohort]?
    let conditional: [Conditional]?
    let suppression: Suppression?

    enum CodingKeys: String, CodingKey {
        case conditional, suppression
        case kaplanMeier = "kaplan_meier", competingOutcomes = "competing_outcomes"
    }

    /// The statistics of all that the file holds.
    package var answers: StatisticsAnswers {
        StatisticsAnswers(
            kaplanMeier: (kaplanMeier ?? []).map(StatisticsAnswers.Waiting.init),
            competingOutcomes: (competingOutcomes ?? []).map(StatisticsAnswers.Outcomes.init),
            conditional: (conditional ?? []).map { asked in
                let chance = asked.question.flatMap { cohort, until, waited in
                    (kaplanMeier ?? []).first { $0.id == cohort }.flatMap {
                        SurvivalCurve($0.cases.map(\.value)).chance(within: until - waited, waited: waited)
                    }
                }
                return .init(id: asked.id, probability: chance)
            },
            suppression: (suppression?.cases ?? []).map {
                .init(id: $0.id, shown: Disclosure.of(members: $0.members, decisions: $0.decided))
            })
    }
}

/// What the file's cohorts come to; absent numbers are `null`.
package struct StatisticsAnswers: Encodable, Sendable {
    struct Waiting: Encodable, Sendable {
        let id: String?
        let curve: SurvivalCurve

        init(_ cohort: StatisticsFile.Cohort) {
            id = cohort.id
            curve = SurvivalCurve(cohort.cases.map(\.value))
        }

        private enum Key: String, CodingKey { case id, steps, p25, p50, p75, p90, intervals }

        func encode(to encoder: any Encoder) throws {
            var out = encoder.container(keyedBy: Key.self)
            try out.encode(id, forKey: .id)
            try out.encode(curve.steps.map(Step.init), forKey: .steps)
            var intervals: [String: [Int?]] = [:]
            for (key, share) in [(Key.p25, 0.25), (.p50, 0.5), (.p75, 0.75), (.p90, 0.9)] {
                try out.encode(curve.percentile(share), forKey: key)
                let (low, high) = curve.interval(ofPercentile: share)
                intervals[key.rawValue] = [low, high]
            }
            try out.encode(intervals, forKey: .intervals)
        }
    }

    struct Step: Encodable, Sendable {
        let step: SurvivalCurve.Step

        init(_ step: SurvivalCurve.Step) { self.step = step }

        private enum Key: String, CodingKey { case day = "t", atRisk = "at_risk", events, survival, ci95 }

        func encode(to encoder: any Encoder) throws {
            var out = encoder.container(keyedBy: Key.self)
            try out.encode(step.day, forKey: .day)
            try out.encode(step.atRisk, forKey: .atRisk)
            try out.encode(step.decisions, forKey: .events)
            try out.encode(step.survival, forKey: .survival)
            let interval = step.low.flatMap { low in step.high.map { [low, $0] } }
            try out.encode(interval, forKey: .ci95)
        }
    }

    struct Outcomes: Encodable, Sendable {
        let id: String?
        let steps: [OutcomeStep]

        init(_ cohort: StatisticsFile.Cohort) {
            id = cohort.id
            steps = SurvivalCurve(cohort.cases.map(\.value)).steps.map(OutcomeStep.init)
        }
    }

    struct OutcomeStep: Encodable, Sendable {
        let day: Int
        let atRisk: Int
        let approved: Double
        let refused: Double
        let stillWaiting: Double

        init(_ step: SurvivalCurve.Step) {
            day = step.day
            atRisk = step.atRisk
            approved = step.approved
            refused = step.refused
            stillWaiting = step.survival
        }

        enum CodingKeys: String, CodingKey {
            case approved, refused
            case day = "t", atRisk = "at_risk", stillWaiting = "still_waiting"
        }
    }

    struct Chance: Encodable, Sendable {
        let id: String?
        let probability: Double?
    }

    struct Shown: Encodable, Sendable {
        let id: String?
        let shown: Disclosure
    }

    let kaplanMeier: [Waiting]
    let competingOutcomes: [Outcomes]
    let conditional: [Chance]
    let suppression: [Shown]

    enum CodingKeys: String, CodingKey {
        case conditional, suppression
        case kaplanMeier = "kaplan_meier", competingOutcomes = "competing_outcomes"
    }
}
