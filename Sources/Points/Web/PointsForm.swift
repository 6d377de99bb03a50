import Core
import Hummingbird
import Points
import WebSupport

/// What a person typed into the form of a points system: text by field. Levels of an ability are fields of their own:
/// `first_language_clb.listening`.
struct PointsTyped: Sendable {
    private(set) var texts: [String: String] = [:]

    init() {}

    init(_ form: Form, _ system: PointsSystem) {
        for field in Self.fields(system) { texts[field] = form[field].map { String($0.prefix(40)) } }
    }

    /// What a shared link carries: of a job alone, whatever else stands in it.
    init(_ request: Request, _ system: PointsSystem) {
        for field in Self.fields(system) where PointsLabels.shipped.isShared(field) {
            let text = request.typed(field)
            if !text.isEmpty { texts[field] = String(text.prefix(40)) }
        }
    }

    subscript(_ field: String) -> String { texts[field] ?? "" }

    private static func fields(_ system: PointsSystem) -> [String] {
        system.inputs.flatMap { name, input in
            input.type == .levels ? PointsInput.abilities.map { "\(name).\($0)" } : [name]
        }
    }

    /// What the rules take it for.
    func values(_ system: PointsSystem) -> [String: PointsValue] {
        var values: [String: PointsValue] = [:]
        for (name, input) in system.inputs { values[name] = value(name, input) }
        return values
    }

    private func value(_ name: String, _ input: PointsInput) -> PointsValue {
        let text = self[name]
        switch input.type {
        case .boolean: return .boolean(text == "true")
        case .choice: return text.isEmpty ? .absent : .text(text)
        case .integer, .number:
            if text.isEmpty { return .absent }
            return Self.number(text).map(PointsValue.number) ?? .other
        case .levels:
            let typed = PointsInput.abilities.map { ($0, self["\(name).\($0)"]) }.filter { !$0.1.isEmpty }
            if typed.isEmpty { return .absent }
            return .levels(Dictionary(uniqueKeysWithValues: typed.map { ($0, Self.number($1) ?? .nan) }))
        }
    }

    /// A number with digits of any script; what people put between thousands does not count.
    private static func number(_ text: String) -> Double? {
        let plain = text.compactMap { character -> Character? in
            if let digit = character.wholeNumberValue, digit < 10 { return Character("\(digit)") }
            if [",", "٬", " ", "\u{A0}"].contains(character) { return nil }
            return character == "٫" ? "." : character
        }
        let isPlain = plain.allSatisfy { ("0"..."9").contains($0) || $0 == "." || $0 == "-" }
        return isPlain ? Double(String(plain)) : nil
    }

    /// The address that may be passed on: what speaks of the job, nothing of the person.
    func sharedPath(_ system: PointsSystem, on day: String?) -> String {
        var parts = system.inputOrder.filter { PointsLabels.shipped.isShared($0) && !self[$0].isEmpty }
            .map { "\($0)=\(Links.escaped(self[$0]))" }
        if let day { parts.append("on=\(day)") }
        let path = "/calculators/\(system.id)"
        return parts.isEmpty ? path : "\(path)?\(parts.joined(separator: "&"))"
    }
}
