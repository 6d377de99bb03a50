import Points
import Texts

/// The parts of a result in the reader's words.
package struct PointsWords: Sendable {
    private let phrases: Phrasebook
    private var language: String { phrases.language.rawValue }
    private var labels: PointsLabels { .shipped }

    package init(_ phrases: Phrasebook) { self.phrases = phrases }

    func input(_ name: String) -> String { labels.input(name, language) ?? name.replacing("_", with: " ") }

    func choice(_ value: String) -> String { labels.value(value, language) ?? value.replacing("_", with: " ") }

    func part(_ id: String) -> String {
        labels.part(id, language) ?? labels.input(id, language) ?? id.replacing("_", with: " ")
    }

    /// A factor is called by what it is, else by the input it counts.
    func factor(_ factor: PointsEvaluation.Factor) -> String {
        if let own = labels.part(factor.id, language) { return own }
        return switch factor.match {
        case .band(let name, _, _), .choice(let name, _), .flag(let name, _), .units(let name, _, _),
            .abilities(let name, _):
            input(name)
        case .none, .combination, .option: part(factor.id)
        }
    }

    /// The part of the rule that a profile met: `20–29`, `Master's degree`, `listening 9: 31, …`.
    package func rule(_ match: PointsEvaluation.Match) -> String {
        switch match {
        case .none: phrases.text("points_rule_none")
        case .band(_, let min, let max): band(min, max)
        case .choice(_, let value): choice(value)
        case .flag(_, let truth): truthText(truth)
        case .units(_, let count, let each): "\(number(count)) × \(each)"
        case .abilities(_, let points):
            points.map { "\(part($0.ability)) \(number($0.level)): \($0.points)" }
                .joined(separator: phrases.language == .urdu ? "، " : ", ")
        case .combination(let inputs): inputs.map(input).joined(separator: " + ")
        case .option(let option?): phrases.text("points_rule_option", ["option": option])
        case .option(nil): phrases.text("points_rule_no_option")
        }
    }

    func value(_ value: PointsValue) -> String {
        switch value {
        case .boolean(let truth): truthText(truth)
        case .number(let value): number(value)
        case .text(let text): choice(text)
        case .levels(let levels):
            PointsInput.abilities.map { "\(part($0)) \(number(levels[$0] ?? 0))" }
                .joined(separator: phrases.language == .urdu ? "، " : ", ")
        case .absent, .other: ""
        }
    }

    private func truthText(_ truth: Bool) -> String { phrases.text(truth ? "points_yes" : "points_no") }

    /// In Urdu too from the lesser to the greater, so it is isolated.
    private func band(_ min: Double?, _ max: Double?) -> String {
        let text = plainBand(min, max)
        return phrases.language == .urdu ? "\u{2066}\(text)\u{2069}" : text
    }

    private func plainBand(_ min: Double?, _ max: Double?) -> String {
        switch (min, max) {
        case (let min?, let max?) where min == max: number(min)
        case (let min?, let max?): "\(number(min))–\(number(max))"
        case (let min?, nil): "≥ \(number(min))"
        case (nil, let max?): "≤ \(number(max))"
        case (nil, nil): phrases.text("points_rule_any")
        }
    }

    private func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}
