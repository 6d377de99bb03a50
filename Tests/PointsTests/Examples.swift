import Embedded
import Foundation
import Points

/// A worked example of the shipped rules.
struct WorkedExample: Sendable, CustomStringConvertible {
    let system: String
    let id: String
    /// The profile as JSON, for the API.
    let json: String
    let input: [String: PointsValue]
    let numbers: [String: Int]
    let passes: Bool?
    /// `""` for none that holds; `nil` where the example does not say.
    let option: String?

    var description: String { id }

    /// A day on which the rules of every system hold.
    static let day = "2026-10-15"

    static let all: [WorkedExample] = {
        let file = EmbeddedFile.at("Sources/App/Data/points-systems.json")?.data ?? Data()
        let content = try? JSONSerialization.jsonObject(with: file) as? [String: Any]
        return (content?["systems"] as? [[String: Any]] ?? []).flatMap(examples)
    }()

    private static func examples(_ system: [String: Any]) -> [WorkedExample] {
        (system["worked_examples"] as? [[String: Any]] ?? []).compactMap { example in
            guard let id = example["id"] as? String, let input = example["input"] as? [String: Any],
                let expected = example["expected"] as? [String: Any],
                let data = try? JSONSerialization.data(withJSONObject: input),
                let values = try? JSONDecoder().decode([String: PointsValue].self, from: data)
            else { return nil }
            return WorkedExample(
                system: system["id"] as? String ?? "", id: id, json: String(decoding: data, as: UTF8.self),
                input: values,
                numbers: expected.filter { !["passes", "option"].contains($0.key) }.compactMapValues { $0 as? Int },
                passes: expected["passes"] as? Bool,
                option: expected.keys.contains("option") ? expected["option"] as? String ?? "" : nil)
        }
    }

    /// The profile as a browser sends it.
    var form: [(String, String)] {
        input.flatMap { name, value -> [(String, String)] in
            switch value {
            case .boolean(let truth): truth ? [(name, "true")] : []
            case .number(let number): [(name, number == number.rounded() ? "\(Int(number))" : "\(number)")]
            case .text(let text): [(name, text)]
            case .levels(let levels): levels.map { ("\(name).\($0.key)", "\(Int($0.value))") }
            case .absent, .other: []
            }
        }
    }
}
