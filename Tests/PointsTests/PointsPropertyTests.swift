import Points
import TestSupport
import Testing

/// A profile that a system takes, at random.
private func profile(_ system: PointsSystem, _ random: inout Seeded) -> [String: PointsValue] {
    var values: [String: PointsValue] = [:]
    for (name, input) in system.inputs.sorted(by: { $0.key < $1.key }) {
        if input.isOptional, random.below(3) == 0 { continue }
        let range = PointsLabels.shipped.range(name)
        switch input.type {
        case .boolean: values[name] = .boolean(random.below(2) == 0)
        case .choice: values[name] = .text(random.pick(input.values ?? []))
        case .integer:
            let most = random.below(2) == 0 ? min(range.upperBound, 12) : range.upperBound
            values[name] = .number(Double(range.lowerBound + random.below(most - range.lowerBound + 1)))
        case .number:
            let most = random.below(2) == 0 ? min(range.upperBound, 100_000) : range.upperBound
            values[name] = .number(
                Double(range.lowerBound) + Double(random.below((most - range.lowerBound) * 4)) / 4)
        case .levels:
            let levels = PointsInput.abilities.map { ($0, Double(random.below(input.levels.upperBound + 1))) }
            values[name] = .levels(Dictionary(uniqueKeysWithValues: levels))
        }
    }
    return values
}

@Suite("Properties of every points system")
struct PointsPropertyTests {
    private static let systems = PointsLibrary.shipped.systems.map(\.id)

    private func total(_ id: String, _ values: [String: PointsValue]) throws -> Int {
        try PointsLibrary.shipped.evaluate(id, values, on: WorkedExample.day).result.total
    }

    @Test(arguments: systems)
    func nobodyHasMoreThanTheMaximum(id: String) throws {
        let system = try PointsLibrary.shipped.system(id)
        var random = Seeded()
        for _ in 0..<2_000 {
            let values = profile(system, &random)
            let total = try total(id, values)
            #expect(total <= system.most && total >= 0, "\(random): \(values)")
        }
    }

    /// A better level of a language never costs points: of an ability, and of a choice whose values go upwards.
    @Test(arguments: systems)
    func aBetterLanguageNeverCosts(id: String) throws {
        let system = try PointsLibrary.shipped.system(id)
        let languages = ["english", "german", "jlpt", "second_language_lowest_clb"]
        var random = Seeded()
        for _ in 0..<500 {
            let values = profile(system, &random)
            let before = try total(id, values)
            for (name, input) in system.inputs where input.type == .levels || languages.contains(name) {
                for better in Self.better(values[name], input) {
                    var changed = values
                    changed[name] = better
                    let after = try total(id, changed)
                    #expect(after >= before, "\(random): \(name) \(better) of \(values)")
                }
            }
        }
    }

    private static func better(_ value: PointsValue?, _ input: PointsInput) -> [PointsValue] {
        switch value {
        case .levels(let levels):
            return levels.keys.compactMap { ability in
                let level = (levels[ability] ?? 0) + 1
                return level <= Double(input.levels.upperBound)
                    ? .levels(levels.merging([ability: level]) { $1 }) : nil
            }
        case .text(let text):
            let values = input.values ?? []
            return (values.firstIndex(of: text).map { values[($0 + 1)...] } ?? []).map(PointsValue.text)
        case .number(let number): return number < 12 ? [.number(number + 1)] : []
        default: return []
        }
    }

    /// Points for each age around the borders, as the official tables say.
    @Test(
        arguments: [
            (
                "ca-express-entry-crs-2025",
                [17: 0, 18: 99, 19: 105, 20: 110, 29: 110, 30: 105, 31: 99, 44: 6, 45: 0, 46: 0]
            ),
            ("ca-federal-skilled-worker-67", [17: 0, 18: 12, 35: 12, 36: 11, 46: 1, 47: 0]),
            ("au-skilled-points-test", [18: 25, 24: 25, 25: 30, 32: 30, 33: 25, 39: 25, 40: 15, 44: 15]),
            ("de-opportunity-card", [35: 2, 36: 1, 40: 1, 41: 0]),
            ("at-rwr-shortage-occupation", [30: 15, 31: 10, 40: 10, 41: 5, 50: 5, 51: 0]),
            ("jp-hsp-1b", [29: 15, 30: 10, 34: 10, 35: 5, 39: 5, 40: 0]),
        ])
    func bordersOfAgeAreExact(id: String, points: [Int: Int]) throws {
        let example = try #require(WorkedExample.all.first { $0.system == id })
        for (age, expected) in points {
            var values = example.input
            values["age"] = .number(Double(age))
            if values["accompanying_spouse"] != nil { values["accompanying_spouse"] = .boolean(false) }
            let result = try PointsLibrary.shipped.evaluate(id, values, on: WorkedExample.day).result
            #expect(result.factors.first { $0.id == "age" }?.points == expected, "\(age)")
        }
    }

    /// What is said to raise the score raises it by as much as is said.
    @Test(arguments: systems)
    func adviceHoldsWhatItSays(id: String) throws {
        let system = try PointsLibrary.shipped.system(id)
        var random = Seeded()
        for _ in 0..<100 {
            let (_, checked, result) = try PointsLibrary.shipped.evaluate(
                id, profile(system, &random), on: WorkedExample.day)
            for better in system.improvements(on: checked) {
                var changed = checked.values
                changed[better.input] = better.value
                let after = try total(id, changed)
                #expect(after == result.total + better.gain && better.gain > 0, "\(random)")
                #expect(better.input != "age")
            }
        }
    }
}
