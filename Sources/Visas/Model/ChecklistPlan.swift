import Core

/// The stages of a move, in their order.
package enum ChecklistStage: String, Codable, Sendable, CaseIterable, Comparable {
    case decide, prepare, apply, depart, arrive

    package static func < (a: Self, b: Self) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}

/// When each step of a checklist must begin so that all are done by the day of the journey: reckoned backwards, with
/// the longest time that each step may take.
package struct ChecklistPlan: Sendable, Equatable {
    /// A step that is still to be done.
    package struct Step: Sendable {
        package let id: String
        package let stage: ChecklistStage
        /// The longest time that it takes, in days.
        package let days: Int
        /// How long what it brings is good for.
        package let validityMonths: Int?
        package let dependsOn: [String]

        package init(id: String, stage: ChecklistStage, days: Int, validityMonths: Int? = nil, dependsOn: [String]) {
            self.id = id
            self.stage = stage
            self.days = days
            self.validityMonths = validityMonths
            self.dependsOn = dependsOn
        }
    }

    package struct Dates: Sendable, Equatable {
        /// The last day on which it may begin; of a step after the arrival, the first.
        package let start: CivilDay
        /// The day by which it must be done.
        package let end: CivilDay
        /// What is issued before this day is no longer good when it is needed.
        package let notBefore: CivilDay?
    }

    package let dates: [String: Dates]

    /// Reckons backwards from `target`, the day of the journey.
    ///
    /// A step ends before those that depend on it begin, and before those of a later stage begin. Steps after the
    /// arrival are reckoned forwards. Names of steps that are not among `steps` are done or do not apply: they hold
    /// nothing up. What depends on itself is left without dates.
    package init(_ steps: [Step], target: CivilDay) {
        var dates: [String: Dates] = [:]
        let known = Dictionary(steps.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var limit = target
        for stage in ChecklistStage.allCases.reversed() where stage != .arrive {
            let ofStage = steps.filter { $0.stage == stage }
            for step in Self.ordered(ofStage).reversed() {
                let followers = ofStage.filter { $0.dependsOn.contains(step.id) }
                let end = followers.compactMap { dates[$0.id]?.start }.min() ?? limit
                let start = min(end, limit).adding(-step.days)
                dates[step.id] = Dates(
                    start: start, end: min(end, limit),
                    notBefore: step.validityMonths.map { limit.addingMonths(-$0) })
            }
            limit = ofStage.compactMap { dates[$0.id]?.start }.min() ?? limit
        }
        for step in Self.ordered(steps.filter { $0.stage == .arrive }) {
            let before = step.dependsOn.filter { known[$0]?.stage == .arrive }.compactMap { dates[$0]?.end }.max()
            let start = before ?? target
            dates[step.id] = Dates(start: start, end: start.adding(step.days), notBefore: nil)
        }
        self.dates = dates
    }

    /// Steps after those that they depend on, otherwise in the order given; those in a circle are left out.
    package static func ordered(_ steps: [Step]) -> [Step] {
        var left = steps
        var names = Set(steps.map(\.id))
        var out: [Step] = []
        while let place = left.firstIndex(where: { names.isDisjoint(with: $0.dependsOn) }) {
            let step = left.remove(at: place)
            names.remove(step.id)
            out.append(step)
        }
        return out
    }
}

extension CivilDay {
    /// As many months later, on the last day of a month that is shorter.
    package func addingMonths(_ months: Int) -> CivilDay {
        let count = year * 12 + month - 1 + Int64(months)
        let (year, index) = (count >= 0 ? count / 12 : (count - 11) / 12, ((count % 12) + 12) % 12)
        for day in stride(from: day, through: 28, by: -1) {
            let candidate = CivilDay(year: year, month: index + 1, day: day)
            if CivilDay(daysSince1970: candidate.daysSince1970) == candidate { return candidate }
        }
        return CivilDay(year: year, month: index + 1, day: day)
    }
}
