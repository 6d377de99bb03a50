import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// Boxes to tick under one heading, with what is wrong with the choice.
struct CheckList: MustacheParent {
    struct Item: MustacheParent {
        let value: String
        let label: String
        let isChosen: Bool

        func child(named name: String) -> Any? {
            switch name {
            case "itemValue": value
            case "itemLabel": label
            case "isChosen": isChosen
            default: nil
            }
        }
    }

    let name: String
    let legend: String
    let hint: String?
    let error: String?
    let items: [Item]

    func child(named name: String) -> Any? {
        switch name {
        case "listName": self.name
        case "listLegend": legend
        case "listHints": hint.map { [$0] } ?? []
        case "listErrors": error.map { [$0] } ?? []
        case "listItems": items
        default: nil
        }
    }
}

/// Rows of fields under one heading: stays, experiences, hours.
struct FieldRows: MustacheParent {
    struct Row: MustacheParent {
        let title: String
        let fields: [Kind]
        var days: [CheckList.Item] = []
        var daysName = ""

        func child(named name: String) -> Any? {
            switch name {
            case "rowTitle": title
            case "rowFields": fields
            case "hasDays": !days.isEmpty
            case "rowDays": days
            case "daysName": daysName
            default: nil
            }
        }
    }

    /// A field to type in, or one to choose in.
    struct Kind: MustacheParent {
        let field: Field

        func child(named name: String) -> Any? {
            switch name {
            case "typedFields": field.options.isEmpty ? [field] : []
            case "chosenFields": field.options.isEmpty ? [] : [field]
            default: nil
            }
        }
    }

    let name: String
    let legend: String
    let hint: String?
    let error: String?
    let rows: [Row]

    func child(named name: String) -> Any? {
        switch name {
        case "rowsName": self.name
        case "rowsLegend": legend
        case "rowsHints": hint.map { [$0] } ?? []
        case "rowsErrors": error.map { [$0] } ?? []
        case "rowItems": rows
        default: nil
        }
    }
}

/// Makes the fields of one form: from what was sent, or from what is stored.
struct FieldMaker {
    /// Beginning of the keys of its labels and hints.
    let prefix: String
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var phrases: Phrasebook { visit.phrases }

    /// What is wrong with a field that is no single input.
    func error(_ name: String) -> String? {
        problem?.fields.first { $0.field == name || $0.field.hasPrefix(name + "/") }.map {
            phrases.text("field_\($0.code)", $0.arguments)
        }
    }

    func field(_ name: String, _ stored: String, most: Int? = nil, isRequired: Bool = false) -> Field {
        Field(name, key: "\(prefix)_\(name)", value: form?[name] ?? stored, problem: problem, phrases: phrases).with {
            $0.autocomplete = "off"
            $0.maxLength = most
            $0.isRequired = isRequired
        }
    }

    func choice(
        _ name: String, _ stored: String, _ options: [(value: String, label: String)], empty: String? = nil
    ) -> Field {
        field(name, stored).with { field in
            let chosen = field.value
            field.isRequired = empty == nil
            field.options = empty.map { [Field.Option("", phrases.text($0), isSelected: chosen.isEmpty)] } ?? []
            field.options += options.map { Field.Option($0.value, $0.label, isSelected: $0.value == chosen) }
        }
    }

    func country(_ name: String, _ stored: String) -> Field {
        choice(name, stored, CountryNames.all(visit.language), empty: "choose_nothing")
    }

    /// A country in a row, to be typed: a list of all in each row would be half of the page.
    func countryPart(_ name: String, _ row: Int, _ stored: String?) -> FieldRows.Kind {
        part(name, row, stored.map { Names.country($0, visit.language) } ?? "", most: 60)
    }

    func checks(_ name: String, _ stored: [String], _ options: [(value: String, label: String)]) -> CheckList {
        let chosen = form?.all(name) ?? stored
        return CheckList(
            name: name, legend: phrases.text("label_\(prefix)_\(name)"),
            hint: phrases.phrase("hint_\(prefix)_\(name)"), error: error(name),
            items: options.map { CheckList.Item(value: $0.value, label: $0.label, isChosen: chosen.contains($0.value)) }
        )
    }

    /// One box alone.
    func isTicked(_ name: String, _ stored: Bool) -> Bool { form.map { $0[name] == "on" } ?? stored }

    /// One field of a row.
    func part(_ name: String, _ row: Int, _ stored: String, most: Int = 80, isLatin: Bool = false) -> FieldRows.Kind {
        FieldRows.Kind(
            field: field("\(name)\(row)", stored, most: most).with {
                $0.key = "\(prefix)_\(name)"
                $0.direction = isLatin ? "ltr" : "auto"
            })
    }

    /// Rows with what is stored or was sent, and some that are empty.
    func rows(
        _ name: String, count: Int, more: Int, most: Int, _ row: (Int) -> FieldRows.Row
    ) -> FieldRows {
        let sent = form.map { form in
            (0..<most).last { row in
                self.row(row).contains { !(form[$0] ?? "").isEmpty }
            }.map { $0 + 1 } ?? 0
        }
        let wanted = min(most, max(count, sent ?? 0) + more)
        return FieldRows(
            name: name, legend: phrases.text("label_\(prefix)_\(name)"),
            hint: phrases.phrase("hint_\(prefix)_\(name)"), error: error(name), rows: (0..<wanted).map(row))
    }

    /// First fields of rows, by which it is seen that a row was filled.
    private func row(_ number: Int) -> [String] {
        ["stayCountry", "experiencePathway", "destinationCountry", "pathway", "windowStart", "exceptionDay"].map {
            "\($0)\(number)"
        }
    }
}

enum CountryNames {
    static func all(_ language: Language) -> [(value: String, label: String)] {
        KnownCountries.codes.map { ($0, Names.country($0, language)) }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    }

    /// The code of a country by its code or its name in either language; else the text as it was typed.
    static func code(of text: String) -> String { codes[text.lowercased()] ?? text }

    private static let codes: [String: String] = {
        var codes: [String: String] = [:]
        for code in KnownCountries.codes {
            codes[code.lowercased()] = code
            for language in Language.allCases { codes[Names.country(code, language).lowercased()] = code }
        }
        return codes
    }()
}
