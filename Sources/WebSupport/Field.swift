import Core
import Mustache
import Texts

/// One input of a form with its label, what was typed, and what is wrong with it.
package struct Field: MustacheParent, Sendable {
    package var name: String
    package var value: String
    package var inputType = "text"
    package var autocomplete = "on"
    package var direction = "auto"
    package var isRequired = true
    package var maxLength: Int?
    package var rows = 12
    package var options: [Option] = []
    /// Label and hint that are data rather than texts of the interface.
    package var ownLabel: String?
    package var ownHint: String?
    /// Key of the label's text; `hint_…` of the same name is the hint, where there is one.
    package var key: String
    private var error: String?
    private let phrases: Phrasebook

    /// - Parameter key: name of the texts `label_<key>` and `hint_<key>`.
    package init(_ name: String, key: String? = nil, value: String, problem: Problem?, phrases: Phrasebook) {
        self.name = name
        self.key = key ?? name
        self.value = value
        self.phrases = phrases
        error = problem?.fields.first { $0.field == name || $0.field.hasPrefix(name + "/") }.map {
            phrases.text("field_\($0.code)", $0.arguments)
        }
    }

    /// A choice in a list.
    package struct Option: MustacheParent, Sendable {
        let value: String
        let label: String
        let isSelected: Bool

        package init(_ value: String, _ label: String, isSelected: Bool) {
            self.value = value
            self.label = label
            self.isSelected = isSelected
        }

        package func child(named name: String) -> Any? {
            switch name {
            case "optionValue": value
            case "optionLabel": label
            case "isSelected": isSelected
            default: nil
            }
        }
    }

    /// The field with some of its parts set.
    package func with(_ change: (inout Field) -> Void) -> Field {
        var field = self
        change(&field)
        return field
    }

    private var id: String { "field-\(name)" }
    private var hint: String? { ownHint ?? phrases.phrase("hint_\(key)") }

    private var describedBy: [String] {
        let ids = [hint.map { _ in "\(id)-hint" }, error.map { _ in "\(id)-error" }].compactMap { $0 }
        return ids.isEmpty ? [] : [ids.joined(separator: " ")]
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "fieldName": self.name
        case "fieldID": id
        case "label": ownLabel ?? phrases.text("label_\(key)")
        case "hints": hint.map { [$0] } ?? []
        case "value": value
        case "errors": error.map { [$0] } ?? []
        case "isInvalid": error != nil
        case "isRequired": isRequired
        case "describedBy": describedBy
        case "autocomplete": autocomplete
        case "inputType": inputType
        case "direction": direction
        case "maxLength": maxLength.map { ["\($0)"] } ?? []
        case "rows": "\(rows)"
        case "options": options
        default: nil
        }
    }
}

/// One line of the summary at the top of a refused form.
package struct FormProblem: MustacheParent, Sendable {
    private let field: String
    private let text: String

    /// All that is wrong; a problem without fields is one line of its own.
    /// - Parameter labels: of fields that are named by data rather than by texts of the interface.
    package static func all(
        _ problem: Problem?, _ phrases: Phrasebook, labels: [String: String] = [:]
    ) -> [FormProblem] {
        guard let problem else { return [] }
        if problem.fields.isEmpty {
            return [FormProblem(field: "", text: phrases.text("problem_\(problem.code)", problem.arguments))]
        }
        return problem.fields.map { field in
            let name = String(field.field.prefix { $0 != "/" })
            let label = (labels[name] ?? phrases.phrase("label_\(name)")).map { "\($0): " } ?? ""
            return FormProblem(field: name, text: label + phrases.text("field_\(field.code)", field.arguments))
        }
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "problemField": field
        case "problemText": text
        default: nil
        }
    }
}

extension Problem {
    /// Whether a page shows its form again, filled, rather than an error page.
    package var belongsToForm: Bool { [.invalid, .conflict, .tooMany, .stale].contains(kind) }
}
