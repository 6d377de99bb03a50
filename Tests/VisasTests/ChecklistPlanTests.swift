import Core
import TestSupport
import Testing

@testable import Visas

@Suite("Reckoning backwards from the day of the journey")
struct ChecklistPlanTests {
    private static let target = CivilDay(year: 2027, month: 6, day: 1)

    @Test func stepsEndBeforeWhatFollowsThem() {
        let steps = [
            ChecklistPlan.Step(id: "passport", stage: .prepare, days: 30, dependsOn: []),
            .init(id: "degree", stage: .prepare, days: 20, dependsOn: ["passport"]),
            .init(id: "police", stage: .prepare, days: 10, validityMonths: 3, dependsOn: []),
            .init(id: "apply", stage: .apply, days: 60, dependsOn: ["degree"]),
            .init(id: "protector", stage: .depart, days: 5, dependsOn: ["apply"]),
            .init(id: "register", stage: .arrive, days: 14, dependsOn: []),
            .init(id: "bank", stage: .arrive, days: 7, dependsOn: ["register"]),
        ]
        let dates = ChecklistPlan(steps, target: Self.target).dates.mapValues { "\($0.start) \($0.end)" }
        #expect(dates["protector"] == "2027-05-27 2027-06-01" && dates["apply"] == "2027-03-28 2027-05-27")
        #expect(dates["degree"] == "2027-03-08 2027-03-28" && dates["passport"] == "2027-02-06 2027-03-08")
        #expect(dates["police"] == "2027-03-18 2027-03-28")
        #expect(dates["register"] == "2027-06-01 2027-06-15" && dates["bank"] == "2027-06-15 2027-06-22")
        let notBefore = ChecklistPlan(steps, target: Self.target).dates["police"]?.notBefore
        #expect(notBefore == CivilDay(year: 2026, month: 12, day: 28))
    }

    @Test func whatWaitsForItselfHasNoDate() {
        let steps = [
            ChecklistPlan.Step(id: "a", stage: .prepare, days: 1, dependsOn: ["b"]),
            .init(id: "b", stage: .prepare, days: 1, dependsOn: ["a"]),
            .init(id: "c", stage: .prepare, days: 1, dependsOn: []),
        ]
        #expect(Set(ChecklistPlan(steps, target: Self.target).dates.keys) == ["c"])
    }

    @Test func monthsEndWhereTheCalendarSays() throws {
        let day = try #require(CivilDay("2026-03-31"))
        #expect(day.addingMonths(-1).description == "2026-02-28" && day.addingMonths(-13).description == "2025-02-28")
        #expect(day.addingMonths(9).description == "2026-12-31" && day.addingMonths(23).description == "2028-02-29")
    }

    /// In a thousand checklists: nothing is begun before what comes first has ended, all ends by the day of the journey,
    /// and no step could begin a day later.
    @Test func everyPlanKeepsToItsOrderAndWastesNoDay() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededNumbers(seed: seed)
        for _ in 0..<1000 {
            let steps = Self.steps(&random)
            let dates = ChecklistPlan(steps, target: Self.target).dates
            #expect(dates.count == steps.count, "seed \(seed)")
            for step in steps where step.stage != .arrive {
                guard let own = dates[step.id] else { continue }
                let followers = steps.filter { $0.dependsOn.contains(step.id) || $0.stage > step.stage }
                let starts = followers.filter { $0.stage != .arrive }.compactMap { dates[$0.id]?.start }
                #expect(own.end == (starts + [Self.target]).min(), "seed \(seed)")
                #expect(own.start.adding(step.days) == own.end, "seed \(seed)")
            }
            for step in steps where step.stage == .arrive {
                let before = step.dependsOn.compactMap { dates[$0]?.end }
                #expect(dates[step.id]?.start == (before + [Self.target]).max(), "seed \(seed)")
            }
        }
    }

    /// Steps of which each may depend on earlier ones of its stage or of one before.
    private static func steps(_ random: inout SeededNumbers) -> [ChecklistPlan.Step] {
        var steps: [ChecklistPlan.Step] = []
        for number in 0..<Int.random(in: 1...14, using: &random) {
            let stage = ChecklistStage.allCases.randomElement(using: &random) ?? .prepare
            let before = steps.filter { $0.stage <= stage && Bool.random(using: &random) }.map(\.id)
            steps.append(
                .init(id: "\(number)", stage: stage, days: Int.random(in: 0...120, using: &random), dependsOn: before))
        }
        return steps.shuffled(using: &random)
    }
}
