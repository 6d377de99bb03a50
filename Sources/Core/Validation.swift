import Synchronization

/// Collects what is wrong with every field of a draft, not only with the first.
package struct Validation {
    package private(set) var fields: [FieldProblem] = []
    @TaskLocal private static var notebook: RuleNotebook?

    package init() {}

    /// Notes that `field` is wrong, once per field: the first complaint is the one to mend first.
    package mutating func refuse(_ field: String, _ code: String, _ arguments: [String: String] = [:]) {
        guard !fields.contains(where: { $0.field == field }) else { return }
        fields.append(FieldProblem(field, code, arguments))
    }

    package mutating func require(
        _ condition: Bool, _ field: String, _ code: String, _ arguments: [String: String] = [:]
    ) {
        if !condition { refuse(field, code, arguments) }
    }

    /// A text of `length` characters, cleaned (`UserText`); a missing one counts as empty.
    package mutating func text(
        _ value: String?, _ field: String, _ length: ClosedRange<Int>, form: UserText.Form = .line
    ) -> String {
        Self.notebook?.note(field, .text(length))
        let cleaned = UserText.clean(value ?? "", form)
        if UserText.hasControlCharacters(cleaned) {
            refuse(field, "control_characters")
        } else if UserText.visibleLength(cleaned) == 0, length.lowerBound > 0 {
            refuse(field, "required")
        } else if UserText.visibleLength(cleaned) < length.lowerBound {
            refuse(field, "too_short", ["min": "\(length.lowerBound)"])
        } else if cleaned.count > length.upperBound || cleaned.utf8.count > length.upperBound * 4 {
            refuse(field, "too_long", ["max": "\(length.upperBound)"])
        }
        return cleaned
    }

    /// One of the values of an enumeration.
    package mutating func choice<Value: RawRepresentable>(
        _ value: String?, _ field: String, default fallback: Value, as: Value.Type = Value.self
    ) -> Value where Value.RawValue == String {
        if let cases = Value.self as? any CaseIterable.Type { Self.notebook?.note(field, .choice(Self.texts(cases))) }
        guard let value, !value.isEmpty else {
            refuse(field, "required")
            return fallback
        }
        guard let chosen = Value(rawValue: value) else {
            refuse(field, "unknown_choice")
            return fallback
        }
        return chosen
    }

    /// One of the values of an enumeration, or an empty text for none.
    package mutating func choiceOrNone<Value: RawRepresentable & CaseIterable>(
        _ value: String, _ field: String
    ) -> Value? where Value.RawValue == String {
        Self.notebook?.note(field, .choice(Value.allCases.map(\.rawValue) + [""]))
        let chosen = Value(rawValue: value)
        require(value.isEmpty || chosen != nil, field, "unknown_choice")
        return chosen
    }

    /// One of a few texts.
    package mutating func choice(_ value: String, _ field: String, of choices: some Collection<String>) {
        Self.notebook?.note(field, .choice(choices.sorted()))
        require(choices.contains(value), field, "unknown_choice")
    }

    /// A whole number between two.
    package mutating func range(_ value: Int, _ field: String, _ range: ClosedRange<Int>) {
        Self.notebook?.note(field, .range(range))
        require(
            range.contains(value), field, "out_of_range", ["min": "\(range.lowerBound)", "max": "\(range.upperBound)"])
    }

    /// A list of at most so many elements.
    package mutating func count(_ count: Int, _ field: String, atMost most: Int) {
        Self.notebook?.note(field, .count(0...most))
        require(count <= most, field, "too_many", ["max": "\(most)"])
    }

    /// Tells the API's description of a rule that the caller checks itself.
    package func note(_ field: String, _ rule: FieldRule) { Self.notebook?.note(field, rule) }

    private static func texts<Cases: CaseIterable>(_ type: Cases.Type) -> [String] {
        type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
    }

    /// - Throws: `invalid` with all complaints, if there are any.
    package func check() throws {
        if !fields.isEmpty { throw Problem(.invalid, "invalid", fields: fields) }
    }
}

/// What a check demands of a field.
package enum FieldRule: Sendable, Equatable {
    /// Characters.
    case text(ClosedRange<Int>)
    case choice([String])
    case range(ClosedRange<Int>)
    /// Elements of a list.
    case count(ClosedRange<Int>)
}

/// A draft whose fields can be checked before anything is looked up.
package protocol CheckedDraft: Codable, Sendable {
    /// - Throws: `invalid` naming every field that is wrong.
    func check(at now: Timestamp) throws
}

extension Validation {
    /// What the checks made by `body` demand, by field: the API's description takes its limits from the checks
    /// themselves.
    /// - Throws: what `body` throws.
    package static func rules(of body: () throws -> Void) throws -> [(field: String, rule: FieldRule)] {
        let notebook = RuleNotebook()
        try $notebook.withValue(notebook, operation: body)
        return notebook.rules
    }
}

/// Collects the rules of one run of the checks.
private final class RuleNotebook: Sendable {
    private let noted = Mutex<[(field: String, rule: FieldRule)]>([])

    var rules: [(field: String, rule: FieldRule)] { noted.withLock { $0 } }

    func note(_ field: String, _ rule: FieldRule) { noted.withLock { $0.append((field, rule)) } }
}
