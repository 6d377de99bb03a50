/// What the rules make of a profile.
package struct PointsEvaluation: Sendable {
    package struct Factor: Sendable {
        package let id: String
        package let points: Int
        /// The most that the factor can give.
        package let most: Int
        package let match: Match
    }

    /// Which part of the factor's rule the profile met.
    package enum Match: Sendable {
        /// Nothing was said, or no row fits.
        case none
        case band(input: String, min: Double?, max: Double?)
        case choice(input: String, value: String)
        case flag(input: String, Bool)
        case units(input: String, count: Double, each: Int)
        case abilities(input: String, points: [(ability: String, level: Double, points: Int)])
        case combination(inputs: [String])
        /// The option that holds, if one does.
        case option(String?)
    }

    package struct Group: Sendable {
        package let id: String
        package let points: Int
        package let cap: Int?
        package let members: [String]
        /// Whether the highest of the members counts, rather than their sum.
        package let isHighest: Bool
    }

    package struct Gate: Sendable {
        package let text: String
        /// `nil` where the reader must judge.
        package let holds: Bool?
    }

    package let total: Int
    /// The most that anybody can have.
    package let most: Int
    /// `nil` for a system that only ranks.
    package let passes: Bool?
    /// Why no points are needed.
    package let bypass: String?
    package let factors: [Factor]
    package let groups: [Group]
    package let gates: [Gate]

    /// The option of a salary line that holds, if the system has such a factor.
    package var option: String? {
        factors.lazy.compactMap { if case .option(let option) = $0.match { option } else { nil } }.first
    }
}

extension PointsSystem {
    /// The one evaluator of all systems (the order of its steps is that of the data's description).
    package func evaluate(_ profile: PointsProfile) -> PointsEvaluation {
        let reading = PointsReading(profile: profile, derived: derived)
        var points: [String: Int] = [:]
        var results: [PointsEvaluation.Factor] = []
        for factor in factors {
            let (gained, match) = reading.score(factor, known: points)
            points[factor.id] = gained
            results.append(.init(id: factor.id, points: gained, most: factor.most, match: match))
        }
        var sums: [PointsEvaluation.Group] = []
        for group in groups {
            let members = group.members.map { points[$0] ?? 0 }
            let isHighest = group.combine == .max
            let sum = isHighest ? members.max() ?? 0 : members.reduce(0, +)
            let cap = group.cap.map { $0.points(profile.variant) }
            points[group.id] = cap.map { min($0, sum) } ?? sum
            sums.append(
                .init(
                    id: group.id, points: points[group.id] ?? 0, cap: cap, members: group.members,
                    isHighest: isHighest))
        }
        let total = totalOf.reduce(0) { $0 + (points[$1] ?? 0) }
        let judged = gates.map { gate in
            PointsEvaluation.Gate(text: gate.text, holds: gate.check.map(reading.holds))
        }
        let isBypassed = bypass.map { reading.holds($0.when) } ?? false
        let passes = passMark.map { isBypassed || (total >= $0 && judged.allSatisfy { $0.holds ?? true }) }
        return PointsEvaluation(
            total: total, most: most, passes: passes, bypass: isBypassed ? bypass?.result : nil, factors: results,
            groups: sums, gates: judged)
    }

    /// The most that the rules can give: what they say, else what their factors and caps come to.
    package var most: Int {
        if let maxTotal { return maxTotal }
        var points = Dictionary(factors.map { ($0.id, $0.most) }, uniquingKeysWith: { first, _ in first })
        for group in groups {
            let members = group.members.map { points[$0] ?? 0 }
            let sum = group.combine == .max ? members.max() ?? 0 : members.reduce(0, +)
            points[group.id] = group.cap.map { min($0.most, sum) } ?? sum
        }
        return totalOf.reduce(0) { $0 + (points[$1] ?? 0) }
    }
}

extension PointsFactor {
    /// The most that the factor can give; of what counts by the unit, what fifty years give.
    var most: Int {
        switch rule {
        case .bands(_, let rows): rows.map { $0.points?.most ?? 0 }.max() ?? 0
        case .lookup(_, let points): points.values.map(\.most).max() ?? 0
        case .flag(_, let points), .tradeable(let points, _, _): points.most
        case .perUnit(_, let points): points.most * 50
        case .perAbility(_, let abilities, let rows, let cap):
            min(cap?.most ?? .max, (rows.map { $0.points?.most ?? 0 }.max() ?? 0) * abilities.count)
        case .matrix(_, _, let table): table.values.flatMap(\.values).map(\.most).max() ?? 0
        }
    }
}
