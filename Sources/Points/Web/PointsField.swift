import Core
import Mustache
import Points
import Texts
import WebSupport

/// One input of a form made from rules: exactly one of its four shapes is there.
struct PointsField: MustacheParent {
    let name: String
    let input: PointsInput?
    let typed: PointsTyped
    let problem: Problem?
    let words: PointsWords
    let phrases: Phrasebook

    private var kind: PointsInput.Kind { input?.type ?? .boolean }
    private var isRequired: Bool { !(input?.isOptional ?? false) }

    func child(named name: String) -> Any? {
        switch name {
        case "boxes":
            kind == .boolean ? [PointsBox(name: self.name, isOn: typed[self.name] == "true", label: label)] : []
        case "choiceFields": kind == .choice ? [choiceField] : []
        case "numberFields": kind == .integer || kind == .number ? [numberField] : []
        case "levelSets": kind == .levels ? [PointsLevels(legend: label, isRequired: isRequired, fields: levels)] : []
        default: nil
        }
    }

    private var label: String { words.input(name) }

    private var numberField: Field {
        Field(name, value: typed[name], problem: problem, phrases: phrases).with {
            $0.ownLabel = label
            $0.isRequired = isRequired
            $0.direction = "ltr"
            $0.autocomplete = "off"
            $0.maxLength = 20
        }
    }

    private var choiceField: Field {
        choice(name, label: label, (input?.values ?? []).map { ($0, words.choice($0)) })
    }

    private var levels: [Field] {
        let levels = (input?.levels ?? 0...0).map { ("\($0)", "\($0)") }
        return PointsInput.abilities.map { ability in
            choice("\(name).\(ability)", label: words.part(ability), levels, isMarked: false)
        }
    }

    /// - Parameter isMarked: `false` where the whole set says that it is optional.
    private func choice(
        _ name: String, label: String, _ values: [(String, String)], isMarked: Bool = true
    ) -> Field {
        Field(name, value: typed[name], problem: problem, phrases: phrases).with {
            $0.ownLabel = label
            $0.isRequired = isRequired || !isMarked
            $0.autocomplete = "off"
            $0.options =
                [.init("", phrases.text("points_choose"), isSelected: typed[name].isEmpty)]
                + values.map { Field.Option($0.0, $0.1, isSelected: $0.0 == typed[name]) }
        }
    }
}

struct PointsBox: MustacheParent {
    let name: String
    let isOn: Bool
    let label: String

    func child(named name: String) -> Any? {
        switch name {
        case "boxName": self.name
        case "isTicked": isOn
        case "boxLabel": label
        default: nil
        }
    }
}

struct PointsLevels: MustacheParent {
    let legend: String
    let isRequired: Bool
    let fields: [Field]

    func child(named name: String) -> Any? {
        switch name {
        case "levelLegend": legend
        case "isOptionalSet": !isRequired
        case "levelFields": fields
        default: nil
        }
    }
}
