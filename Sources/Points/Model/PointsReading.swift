/// A profile with what is derived from it, as the rules read it.
struct PointsReading {
    private let profile: PointsProfile
    private let derived: [String: DerivedValue]

    init(profile: PointsProfile, derived: [DerivedValue]) {
        self.profile = profile
        self.derived = Dictionary(derived.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func value(_ name: String) -> PointsValue? { profile.values[name] }

    private func lowest(_ name: String) -> Double? { value(name)?.levels?.values.min() }

    /// The word by which a table is read: a derived value, an input's own, `true` or `false`.
    private func word(_ name: String) -> String? {
        guard let derivation = derived[name] else {
            return value(name).flatMap { $0.text ?? $0.truth.map { "\($0)" } }
        }
        let number: Double? =
            switch derivation.type {
            case "lowest_ability_bands": lowest(derivation.input)
            case "bands": value(derivation.input)?.number
            default: nil
            }
        if let number { return derivation.rows?.row(of: number)?.value }
        return value(derivation.input)?.text.flatMap { derivation.map?[$0] }
    }

    /// Points of a factor; of those before it the `known` ones.
    func score(_ factor: PointsFactor, known: [String: Int]) -> (Int, PointsEvaluation.Match) {
        let variant = profile.variant
        switch factor.rule {
        case .bands(let input, let rows):
            guard let row = value(input)?.number.flatMap(rows.row) else { return (0, .none) }
            return (row.points?.points(variant) ?? 0, .band(input: input, min: row.min, max: row.max))
        case .lookup(let input, let points):
            guard let text = value(input)?.text else { return (0, .none) }
            return (points[text]?.points(variant) ?? 0, .choice(input: input, value: text))
        case .flag(let input, let points):
            guard let truth = value(input)?.truth else { return (0, .none) }
            return (truth ? points.points(variant) : 0, .flag(input: input, truth))
        case .perUnit(let input, let points):
            guard let count = value(input)?.number else { return (0, .none) }
            let each = points.points(variant)
            return (Int(count) * each, .units(input: input, count: count, each: each))
        case .perAbility(let input, let abilities, let rows, let cap):
            return score(input, abilities, rows, cap)
        case .matrix(let row, let col, let table):
            guard let row = word(row), let col = word(col), let cell = table[row]?[col] else { return (0, .none) }
            return (cell.points(variant), .combination(inputs: factor.rule.inputs.map { derived[$0]?.input ?? $0 }))
        case .tradeable(let points, let requires, let options):
            let isOpen = requires.allSatisfy { (known[$0] ?? 0) > 0 }
            let option = isOpen ? options.first(where: holds)?.option : nil
            return (option == nil ? 0 : points.points(variant), .option(option))
        }
    }

    private func score(
        _ input: String, _ abilities: [String], _ rows: [PointsBand], _ cap: PointsScale?
    ) -> (Int, PointsEvaluation.Match) {
        guard let levels = value(input)?.levels else { return (0, .none) }
        let each = abilities.map { ability in
            let level = levels[ability] ?? 0
            return (
                ability: ability, level: level, points: rows.row(of: level)?.points?.points(profile.variant) ?? 0
            )
        }
        let sum = each.reduce(0) { $0 + $1.points }
        let capped = cap.map { min($0.points(profile.variant), sum) } ?? sum
        return (capped, .abilities(input: input, points: each))
    }

    private func holds(_ option: TradeableOption) -> Bool {
        guard let salary = value(TradeableOption.salary)?.number, let needed = needed(option) else { return false }
        return salary + 1e-6 >= needed && option.conditions.allSatisfy { value($0)?.truth == true }
    }

    /// The yearly salary that an option asks at the hours worked; `nil` without a going rate.
    func needed(_ option: TradeableOption) -> Double? {
        guard let rate = value(option.goingRate ?? TradeableOption.goingRate)?.number,
            let hours = value(TradeableOption.hours)?.number
        else { return nil }
        return max(option.minSalary, rate * option.fraction * hours / TradeableOption.fullHours)
    }

    func holds(_ check: PointsCheck) -> Bool {
        switch check {
        case .any(let checks): checks.contains(where: holds)
        case .isTrue(let input): value(input)?.truth == true
        case .atLeast(let input, let least): value(input)?.number.map { $0 >= least } ?? false
        case .atMost(let input, let most): value(input)?.number.map { $0 <= most } ?? false
        case .lowestAtLeast(let input, let least): lowest(input).map { $0 >= least } ?? false
        case .isOneOf(let input, let values): value(input)?.text.map(values.contains) ?? false
        }
    }
}
