import Core
import Hummingbird
import Mustache
import Visas
import WebSupport

/// Steps that a member adds to their own copy.
extension ChecklistPages {
    @Sendable package func addPage(_ request: Request, context: MemberContext) async throws -> Response {
        let pathway = try await visas.pathway(at: context)
        let own = try await own(pathway, context)
        let page = OwnStepPage(
            pathway: pathway, own: own, stepID: checklists.newStepID(), form: nil, problem: nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitStep(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let pathway = try await visas.pathway(at: context)
        let own = try await own(pathway, context)
        do {
            let draft = try OwnStepDraft(form)
            let (step, _) = try await checklists.addStep(draft, to: own.checklist.id, as: context.principal)
            return .seeOther("\(pathway.checklistPath)#step-\(step.item.id)", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = OwnStepPage(
                pathway: pathway, own: own, stepID: OwnStepID(form["stepID"] ?? "") ?? checklists.newStepID(),
                form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func removeStepPage(_ request: Request, context: MemberContext) async throws -> Response {
        let (pathway, own, step) = try await found(context)
        guard step.item.isOwn else { throw Problem.notFound }
        let page = OwnStepRemovePage(pathway: pathway, own: own, step: step, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitStepRemoval(_ request: Request, context: MemberContext) async throws -> Response {
        let (pathway, own, step) = try await found(context)
        try await checklists.removeStep(step.item.id, from: own.checklist.id, as: context.principal)
        return .seeOther(pathway.checklistPath, flash: "step_removed")
    }
}

/// The days that a form says a step takes: 0 for an empty field, none where the form does not ask.
private func leadTime(_ form: Form) throws -> Int? {
    guard let text = form["leadTimeDays"] else { return nil }
    if text.isEmpty { return 0 }
    guard let days = Int(text) else { throw Problem.invalid("leadTimeDays", "wrong_type") }
    return days
}

extension OwnStepDraft {
    /// - Throws: `invalid` naming `leadTimeDays` for what is no number.
    init(_ form: Form) throws {
        self.init(
            id: form["stepID"].flatMap { OwnStepID($0) }, label: form["label"], stage: form["stage"],
            leadTimeDays: try leadTime(form))
    }
}

extension ChecklistItemChange {
    /// A button of the list sends a state alone; a step's own form all of it.
    /// - Throws: `invalid` naming `leadTimeDays` for what is no number.
    init(_ form: Form, isOwn: Bool) throws {
        self.init(state: form["state"], doneOn: form["doneOn"], note: form["note"])
        guard isOwn else { return }
        label = form["label"]
        stage = form["stage"]
        leadTimeDays = try leadTime(form)
    }
}

/// The form for a step of one's own.
struct OwnStepPage: Page {
    static let template = "checklist_add"
    let pathway: Pathway
    let own: ChecklistPage
    /// Of the step to be: sent twice, it is added once.
    let stepID: OwnStepID
    let form: Form?
    let problem: Problem?
    let visit: Visit

    var section: Section? { .visas }

    func child(named name: String) -> Any? {
        switch name {
        case "stepID": stepID.text
        case "pathwayName": pathway.name
        case "checklistPath": pathway.checklistPath
        case "checklistID": own.checklist.id.text
        case "ownFields": [OwnStepFields(step: nil, form: form, problem: problem, visit: visit)]
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

/// What a member says of a step of their own.
struct OwnStepFields: MustacheParent {
    /// `nil` for one that is still to be added.
    let step: ChecklistStep?
    let form: Form?
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "labelField":
            field("label", "step_label", form?["label"] ?? step?.item.label ?? "").with { $0.maxLength = 200 }
        case "stageChoice": stageChoice
        case "leadField":
            field("leadTimeDays", "step_lead", form?["leadTimeDays"] ?? step?.item.leadMax.map(String.init) ?? "").with
            {
                $0.isRequired = false
                $0.inputType = "number"
                $0.direction = "ltr"
            }
        default: nil
        }
    }

    private func field(_ name: String, _ key: String, _ value: String) -> Field {
        Field(name, key: key, value: value, problem: problem, phrases: visit.phrases)
    }

    private var stageChoice: Field {
        field("stage", "step_stage", "").with { field in
            let chosen = form?["stage"] ?? step?.item.stage.rawValue ?? ChecklistStage.prepare.rawValue
            field.options = ChecklistStage.allCases.map {
                Field.Option(
                    $0.rawValue, visit.phrases.text("checklist_stage_\($0.rawValue)"), isSelected: $0.rawValue == chosen
                )
            }
        }
    }
}

/// Whether a step of one's own is really to go.
struct OwnStepRemovePage: Page {
    static let template = "checklist_step_remove"
    let pathway: Pathway
    let own: ChecklistPage
    let step: ChecklistStep
    let visit: Visit

    var section: Section? { .visas }

    func child(named name: String) -> Any? {
        switch name {
        case "checklistID": own.checklist.id.text
        case "stepLabel": step.item.label
        case "checklistPath": "\(pathway.checklistPath)#step-\(step.item.id)"
        default: nil
        }
    }
}
