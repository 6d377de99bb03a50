/// Collects what is wrong with every field of a draft, not only with the first.
package struct Validation {
    package private(set) var fields: [FieldProblem] = []

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

    /// - Throws: `invalid` with all complaints, if there are any.
    package func check() throws {
        if !fields.isEmpty { throw Problem(.invalid, "invalid", fields: fields) }
    }
}
