/// What was said about one input.
package enum PointsValue: Sendable, Equatable {
    case boolean(Bool)
    case number(Double)
    case text(String)
    case levels([String: Double])
    /// `null`: the same as nothing.
    case absent
    /// A list, or anything else that no input takes.
    case other

    package var truth: Bool? { if case .boolean(let truth) = self { truth } else { nil } }
    package var number: Double? { if case .number(let number) = self { number } else { nil } }
    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var levels: [String: Double]? { if case .levels(let levels) = self { levels } else { nil } }
}

extension PointsValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .absent
        } else if let truth = try? container.decode(Bool.self) {
            self = .boolean(truth)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let levels = try? container.decode([String: Double].self) {
            self = .levels(levels)
        } else {
            self = .other
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .boolean(let truth): try container.encode(truth)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .levels(let levels): try container.encode(levels)
        case .absent, .other: try container.encodeNil()
        }
    }
}
