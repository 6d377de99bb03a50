import Core

/// A change of one input that would raise the score.
package struct PointsImprovement: Sendable {
    package let input: String
    package let value: PointsValue
    package let total: Int
    package let gain: Int
    /// Whether the person would pass with it, who does not now.
    package let wouldPass: Bool
}

extension PointsSystem {
    /// What would raise the score, the greatest gain first: of each input that a person can change, the smallest step
    /// that gains anything, and of a choice also the best. Nobody is advised to be younger.
    package func improvements(on profile: PointsProfile) -> [PointsImprovement] {
        let now = evaluate(profile)
        var found: [PointsImprovement] = []
        for name in inputOrder where !PointsLabels.shipped.isFixed(name) {
            guard let input = inputs[name] else { continue }
            let better = steps(name, input, profile).compactMap { value -> PointsImprovement? in
                var values = profile.values
                values[name] = value
                let then = evaluate(PointsProfile(checked: values, of: self))
                guard then.total > now.total else { return nil }
                return PointsImprovement(
                    input: name, value: value, total: then.total, gain: then.total - now.total,
                    wouldPass: then.passes == true && now.passes == false)
            }
            if let first = better.first { found.append(first) }
            if input.type == .choice, let best = better.max(by: { $0.gain < $1.gain }), best.gain > better[0].gain {
                found.append(best)
            }
        }
        return Array(found.sorted { ($1.gain, $0.input) < ($0.gain, $1.input) }.prefix(8))
    }

    /// Values that are a step up from the present one, the smallest first.
    private func steps(_ name: String, _ input: PointsInput, _ profile: PointsProfile) -> [PointsValue] {
        let present = profile.values[name]
        switch input.type {
        case .boolean: return present?.truth == true ? [] : [.boolean(true)]
        case .choice:
            return (input.values ?? []).filter { $0 != present?.text }.map(PointsValue.text)
        case .levels:
            guard let levels = present?.levels else { return [] }
            return input.levels.dropFirst().map { level in .levels(levels.mapValues { max($0, Double(level)) }) }
        case .integer, .number:
            let number = present?.number ?? 0
            let range = PointsLabels.shipped.range(name)
            return thresholds(name, profile).filter { $0 > number && $0 <= Double(range.upperBound) }.sorted().map(
                PointsValue.number)
        }
    }

    /// Where the rules on a number change.
    private func thresholds(_ name: String, _ profile: PointsProfile) -> Set<Double> {
        let reading = PointsReading(profile: profile, derived: derived)
        var found: Set<Double> = []
        for value in derived where value.input == name { found.formUnion((value.rows ?? []).compactMap(\.min)) }
        for factor in factors {
            switch factor.rule {
            case .bands(name, let rows): found.formUnion(rows.compactMap(\.min))
            case .perUnit(name, _): found.insert((profile.values[name]?.number ?? 0) + 1)
            case .tradeable(_, _, let options) where name == TradeableOption.salary:
                found.formUnion(options.compactMap(reading.needed).map { $0.rounded(.up) })
            default: break
            }
        }
        return found
    }
}
