import Core
import Mustache
import Points
import Texts
import WebSupport

/// All calculators.
struct PointsListPage: Page {
    static let template = "points_list"
    let systems: [PointsSystem]
    let today: String
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "calculators": systems.map { CalculatorRow(system: $0, today: today, visit: visit) }
        default: nil
        }
    }
}

private struct CalculatorRow: MustacheParent {
    let system: PointsSystem
    let today: String
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "calculatorPath": "/calculators/\(system.id)"
        case "calculatorName": system.name
        case "calculatorCountry": Names.country(system.country, visit.language)
        case "calculatorAsOf": visit.phrases.text("points_as_of", ["date": system.asOf])
        case "isOutdated": !system.holds(on: today)
        default: nil
        }
    }
}

/// One calculator: its form, and above it the result of what was sent.
struct PointsPage: Page {
    static let template = "points_system"
    let system: PointsSystem
    let library: PointsLibrary
    /// As typed; empty for today.
    let day: String
    let visit: Visit
    var typed = PointsTyped()
    private(set) var problem: Problem?
    private(set) var result: PointsResult?

    init(system: PointsSystem, library: PointsLibrary, day: String, visit: Visit) {
        self.system = system
        self.library = library
        self.day = day
        self.visit = visit
    }

    private var phrases: Phrasebook { visit.phrases }
    private var words: PointsWords { PointsWords(phrases) }

    /// Computes what was typed, or notes why that cannot be.
    mutating func evaluate() {
        do {
            let on = day.isEmpty ? PointsDay.of(visit.now) : try PointsDay.checked(day)
            let (_, profile, evaluation) = try library.evaluate(system.id, typed.values(system), on: on)
            result = PointsResult(
                system: system, evaluation: evaluation, improvements: system.improvements(on: profile), day: on,
                words: words, phrases: phrases)
        } catch var refusal as Problem {
            refusal.fields = refusal.fields.map {
                FieldProblem($0.field.replacing("/", with: "."), $0.code, $0.arguments)
            }
            problem = refusal
        } catch {
            problem = .notFound
        }
    }

    /// Said of rules that do not hold today: whether others do.
    private var changedNotices: [String] {
        let today = PointsDay.of(visit.now)
        if system.holds(on: today) { return [] }
        let isKnown = (try? library.system(system.id, on: today))?.holds(on: today) ?? false
        return [phrases.text(isKnown ? "points_other_day" : "points_changed_now", span)]
    }

    private var span: [String: String] { system.rulesChanged.arguments }

    func child(named name: String) -> Any? {
        switch name {
        case "systemName": system.name
        case "systemPath": "/calculators/\(system.id)"
        case "systemCountry": Names.country(system.country, visit.language)
        case "rulesAsOf": phrases.text("points_as_of", ["date": system.asOf])
        case "rulesSpan": phrases.text(system.effectiveTo == nil ? "points_since" : "points_span", span)
        case "changedNotices": changedNotices
        case "statusNotes": system.statusNote.map { [$0] } ?? []
        case "hasProblems": problem != nil
        case "problems": FormProblem.all(problem, phrases, labels: problemLabels)
        case "results": result.map { [$0] } ?? []
        case "pointsFields": system.inputOrder.map(field)
        case "dayField": dayField
        case "hasOtherRules": !otherRules.isEmpty
        case "otherRules": otherRules
        case "ruleSources": system.sources.map(SourceRow.init)
        case "sharedPath": typed.sharedPath(system, on: day.isEmpty ? nil : day)
        default: nil
        }
    }

    /// The ways to the rules of other days.
    private var otherRules: [RulesLink] {
        library.ruleSets(of: system.id).filter { $0.effectiveFrom != system.effectiveFrom }
            .map { RulesLink(system: $0, phrases: phrases) }
    }

    private var dayField: Field {
        Field("on", key: "points_on", value: day, problem: problem, phrases: phrases).with {
            $0.inputType = "date"
            $0.isRequired = false
            $0.autocomplete = "off"
            $0.direction = "ltr"
        }
    }

    private var problemLabels: [String: String] {
        var labels: [String: String] = ["on": phrases.text("label_points_on")]
        for (name, input) in system.inputs {
            labels[name] = words.input(name)
            guard input.type == .levels else { continue }
            for ability in PointsInput.abilities {
                labels["\(name).\(ability)"] = "\(words.input(name)), \(words.part(ability))"
            }
        }
        return labels
    }

    private func field(_ name: String) -> PointsField {
        PointsField(
            name: name, input: system.inputs[name], typed: typed, problem: problem, words: words, phrases: phrases)
    }
}

private struct RulesLink: MustacheParent {
    let system: PointsSystem
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "rulesPath":
            (system.effectiveFrom ?? system.effectiveTo).map { "/calculators/\(system.id)?on=\($0)" }
                ?? "/calculators/\(system.id)"
        case "rulesDays":
            phrases.text(
                system.effectiveTo == nil ? "points_since" : "points_span", system.rulesChanged.arguments)
        default: nil
        }
    }
}

private struct SourceRow: MustacheParent {
    let source: PointsSource

    func child(named name: String) -> Any? {
        switch name {
        case "sourceName": source.name
        case "sourceAddresses": source.url.map { [$0] } ?? []
        case "sourceDate": source.asOf
        default: nil
        }
    }
}
