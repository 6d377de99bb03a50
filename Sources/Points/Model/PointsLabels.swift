import Embedded
import Foundation

/// What people read of the rules in their own language, and what the rules do not say of an input: its bounds, whether
/// a person can change it, whether a link may carry it.
package struct PointsLabels: Decodable, Sendable {
    private let inputs: [String: Input]
    /// Factors and groups that are not just an input.
    private let parts: [String: [String: String]]
    private let values: [String: [String: String]]

    private struct Input: Decodable, Sendable {
        let en: String
        let ur: String
        let min: Int?
        let max: Int?
        /// Nobody changes it to gain points.
        let fixed: Bool?
        /// Speaks of a job, not of a person.
        let shared: Bool?
    }

    package static let shipped: PointsLabels = {
        let file = EmbeddedFile.at("Sources/App/Data/points-labels.json")
        let labels = file.flatMap { try? JSONDecoder().decode(PointsLabels.self, from: $0.data) }
        return labels ?? PointsLabels(inputs: [:], parts: [:], values: [:])
    }()

    private init(inputs: [String: Input], parts: [String: [String: String]], values: [String: [String: String]]) {
        (self.inputs, self.parts, self.values) = (inputs, parts, values)
    }

    /// - Parameter language: `en` or `ur`. `nil` for an input that nobody named.
    package func input(_ name: String, _ language: String) -> String? {
        inputs[name].map { language == "ur" ? $0.ur : $0.en }
    }

    package func part(_ id: String, _ language: String) -> String? { parts[id]?[language] }

    package func value(_ value: String, _ language: String) -> String? { values[value]?[language] }

    /// Numbers that make sense; of an input that nobody named, any that is not absurd.
    package func range(_ name: String) -> ClosedRange<Int> {
        guard inputs[name] != nil else { return 0...100_000_000 }
        let least = inputs[name]?.min ?? 0
        return least...max(least, inputs[name]?.max ?? 100)
    }

    package func isFixed(_ name: String) -> Bool { inputs[name]?.fixed ?? false }

    /// Whether a link that is passed on may carry it: it says something of a job, nothing of a person.
    package func isShared(_ name: String) -> Bool { inputs[name]?.shared ?? false }
}
