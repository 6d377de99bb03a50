import Core
import Mustache
import Texts
import Visas
import WebSupport

/// The field for the day of the journey.
private func targetField(_ value: String, _ problem: Problem?, _ phrases: Phrasebook) -> Field {
    Field("targetDate", key: "target_date", value: value, problem: problem, phrases: phrases).with {
        $0.inputType = "date"
        $0.direction = "ltr"
        $0.isRequired = false
    }
}

/// What the data says, for who has no copy.
struct ChecklistTemplatePage: Page {
    static let template = "checklist_template"
    let pathway: Pathway
    let template: ChecklistTemplate
    let day: CivilDay
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .visas }

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": pathway.name
        case "pathwayPath": pathway.path
        case "checklistPath": pathway.checklistPath
        case "noteTexts": template.notes
        case "isMember": visit.principal.member != nil
        case "signInPath": Links.signIn(back: pathway.checklistPath)
        case "targetField": targetField(form?["targetDate"] ?? "", problem, visit.phrases)
        case "stages": StageView.all(template.steps, nil, day, visit)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

/// A member's own copy.
struct OwnChecklistPage: Page {
    static let template = "checklist_own"
    let pathway: Pathway
    let own: ChecklistPage
    let day: CivilDay
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .visas }

    private var late: [ChecklistStep] { own.steps.filter { $0.isLate(on: day) } }
    private var unseen: Int { own.steps.count { $0.isNew || $0.hasChanged } }

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": pathway.name
        case "pathwayPath": pathway.path
        case "checklistPath": pathway.checklistPath
        case "progressText":
            visit.phrases.text("checklist_progress", ["done": "\(own.doneCount)", "total": "\(own.steps.count)"])
        case "targetTexts":
            own.checklist.target.map {
                [visit.phrases.text("checklist_target", ["day": FactText.day($0, visit.phrases)])]
            } ?? []
        case "checklistID": own.checklist.id.text
        case "targetField":
            targetField(form?["targetDate"] ?? own.checklist.target?.description ?? "", problem, visit.phrases)
        case "hasLate": !late.isEmpty
        case "lateSteps": late.map { StepView(step: $0, path: pathway.checklistPath, day: day, visit: visit) }
        case "updateTexts": unseen == 0 ? [] : [visit.phrases.text("checklist_update", count: unseen)]
        case "stages": StageView.all(own.steps, pathway.checklistPath, day, visit)
        case "addPath":
            own.steps.count { $0.item.isOwn } < ChecklistService.mostOwnSteps ? ["\(pathway.checklistPath)-add"] : []
        case "calendarPath": "\(pathway.path)/checklist.ics"
        case "hasTarget": own.checklist.target != nil
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

/// The steps of a stage.
struct StageView: MustacheParent {
    let stage: ChecklistStage
    let steps: [ChecklistStep]
    /// Of the member's copy; `nil` where nothing can be ticked.
    let path: String?
    let day: CivilDay
    let visit: Visit

    static func all(_ steps: [ChecklistStep], _ path: String?, _ day: CivilDay, _ visit: Visit) -> [StageView] {
        ChecklistStage.allCases.compactMap { stage in
            let own = steps.filter { $0.item.stage == stage }
            return own.isEmpty ? nil : StageView(stage: stage, steps: own, path: path, day: day, visit: visit)
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "stageID": "stage-\(stage.rawValue)"
        case "stageLabel": visit.phrases.text("checklist_stage_\(stage.rawValue)")
        case "steps": steps.map { StepView(step: $0, path: path, day: day, visit: visit) }
        default: nil
        }
    }
}

/// A step, with what the member did about it.
struct StepView: MustacheParent {
    let step: ChecklistStep
    let path: String?
    let day: CivilDay
    let visit: Visit

    private var item: ChecklistItem { step.item }
    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "stepID": "step-\(item.id)"
        case "stepPath": path.map { "\($0)/\(item.id)" } ?? ""
        case "stepLabel": item.label
        case "stepDetail": item.detail
        case "issuerTexts": item.issuer.isEmpty ? [] : [item.issuer]
        case "conditionTexts": item.appliesIf.isEmpty ? [] : [item.appliesIf]
        case "isConditional": !item.isMandatory
        case "leadTexts": leadTexts
        case "validityTexts":
            item.validityMonths.map { [phrases.text("checklist_valid", count: $0)] } ?? []
        case "costTexts": Fee(item.cost).map { [$0.amount.shown] } ?? []
        case "officialPaths": item.officialURL.map { [$0] } ?? []
        case "stepSource": item.isOwn ? [] : [StepSource(item: item, visit: visit)]
        case "isAdded": item.isOwn
        case "startTexts": startTexts
        case "notBeforeTexts":
            step.dates?.notBefore.map { [phrases.text("checklist_not_before", ["day": FactText.day($0, phrases)])] }
                ?? []
        case "waitTexts": step.state.isSettled ? [] : step.waitsFor
        case "isLate": step.isLate(on: day)
        case "stateText": phrases.text("checklist_state_\(step.state.rawValue)")
        case "isDone": step.state == .done
        case "isSettled": step.state.isSettled
        case "doneTexts": step.entry?.doneOn.map { [FactText.day($0, phrases)] } ?? []
        case "ownNote": step.entry?.note ?? ""
        case "isNew": path != nil && step.isNew
        case "hasChanged": step.hasChanged
        case "isRetired": item.isRetired
        case "isOwn": path != nil
        default: nil
        }
    }

    private var leadTexts: [String] {
        guard let max = item.leadMax else { return [] }
        let min = item.leadMin ?? max
        return [
            min == max
                ? phrases.text("days_count", count: max)
                : phrases.text("days_range", ["min": "\(min)", "max": "\(max)"])
        ]
    }

    private var startTexts: [String] {
        guard let dates = step.dates, !step.state.isSettled else { return [] }
        let key = item.stage == .arrive ? "checklist_from" : "checklist_start_by"
        return [phrases.text(key, ["day": FactText.day(dates.start, phrases)])]
    }
}

/// Where the data has a step from.
private struct StepSource: MustacheParent {
    let item: ChecklistItem
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "asOfText": visit.phrases.text("fact_as_of", ["day": FactText.day(item.asOf, visit.phrases)])
        case "sourcePaths": item.sourceURL.map { [$0] } ?? []
        case "sourceName": item.sourceName
        case "isUnchecked": item.sourceURL == nil
        case "confidenceText": visit.phrases.text("confidence_\(item.confidence.rawValue)")
        default: nil
        }
    }
}

/// A step by itself, with its form.
struct ChecklistItemPage: Page {
    static let template = "checklist_item"
    let pathway: Pathway
    let step: ChecklistStep
    let own: ChecklistPage
    let day: CivilDay
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .visas }

    func child(named name: String) -> Any? {
        switch name {
        case "checklistPath": "\(pathway.checklistPath)#step-\(step.item.id)"
        case "checklistID": own.checklist.id.text
        case "pathwayName": pathway.name
        case "shownStep": StepView(step: step, path: pathway.checklistPath, day: day, visit: visit)
        case "ownFields":
            step.item.isOwn ? [OwnStepFields(step: step, form: form, problem: problem, visit: visit)] : []
        case "removePaths": step.item.isOwn ? ["\(pathway.checklistPath)/\(step.item.id)/remove"] : []
        case "stateChoice": stateChoice
        case "dayField":
            Field(
                "doneOn", key: "done_on", value: form?["doneOn"] ?? step.entry?.doneOn?.description ?? "",
                problem: problem, phrases: visit.phrases
            ).with {
                $0.inputType = "date"
                $0.direction = "ltr"
                $0.isRequired = false
            }
        case "noteArea":
            Field(
                "note", key: "step_note", value: form?["note"] ?? step.entry?.note ?? "", problem: problem,
                phrases: visit.phrases
            ).with {
                $0.rows = 4
                $0.isRequired = false
                $0.maxLength = 2000
            }
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    private var stateChoice: Field {
        Field("state", key: "step_state", value: "", problem: problem, phrases: visit.phrases).with { field in
            let chosen = form?["state"] ?? step.state.rawValue
            field.options = ChecklistState.allCases.map {
                Field.Option(
                    $0.rawValue, visit.phrases.text("checklist_state_\($0.rawValue)"), isSelected: $0.rawValue == chosen
                )
            }
        }
    }
}

/// Whether the copy is really to go.
struct ChecklistRemovePage: Page {
    static let template = "checklist_remove"
    let pathway: Pathway
    let own: ChecklistPage
    let visit: Visit

    var section: Section? { .visas }

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": pathway.name
        case "checklistPath": pathway.checklistPath
        case "progressText":
            visit.phrases.text("checklist_progress", ["done": "\(own.doneCount)", "total": "\(own.steps.count)"])
        default: nil
        }
    }
}

/// A member's copies.
struct ChecklistsPage: Page {
    static let template = "checklist_list"
    let summaries: [ChecklistSummary]
    let visit: Visit

    var section: Section? { .visas }

    func child(named name: String) -> Any? {
        switch name {
        case "isEmpty": summaries.isEmpty
        case "ownLists": summaries.map { SummaryRow(summary: $0, visit: visit) }
        default: nil
        }
    }
}

private struct SummaryRow: MustacheParent {
    let summary: ChecklistSummary
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": summary.pathwayName
        case "checklistPath": summary.checklist.checklistPath
        case "progressText":
            visit.phrases.text("checklist_progress", ["done": "\(summary.done)", "total": "\(summary.total)"])
        case "targetTexts":
            summary.checklist.target.map {
                [visit.phrases.text("checklist_target", ["day": FactText.day($0, visit.phrases)])]
            } ?? []
        default: nil
        }
    }
}

extension ChecklistPage {
    /// The last day to begin each open step, and the day of the journey.
    func calendar(of pathway: Pathway, at site: String, _ phrases: Phrasebook) -> ICalendar {
        let address = "\(site)\(pathway.checklistPath)"
        var entries = steps.compactMap { step -> ICalendar.Entry? in
            guard let dates = step.dates, !step.state.isSettled else { return nil }
            let key = step.item.stage == .arrive ? "calendar_from" : "calendar_start_by"
            return ICalendar.Entry(
                id: "\(checklist.id)-\(step.item.id)", day: dates.start,
                title: phrases.text(key, ["step": step.item.label]), text: step.item.detail,
                address: "\(address)#step-\(step.item.id)")
        }
        if let target = checklist.target {
            entries.append(
                ICalendar.Entry(
                    id: "\(checklist.id)-journey", day: target,
                    title: phrases.text("calendar_journey", ["pathway": pathway.name]), address: address))
        }
        return ICalendar(name: pathway.name, entries: entries.sorted { $0.day < $1.day })
    }
}
