import Core
import Hummingbird
import Visas
import WebSupport

/// Checklists: what the data says, and a member's own copy.
package struct ChecklistPages: Sendable {
    let visas: VisaService
    let checklists: ChecklistService
    let pages: PageRenderer
    let address: String

    /// - Parameter address: of the site, for links in calendars.
    package init(visas: VisaService, checklists: ChecklistService, pages: PageRenderer, address: String) {
        self.visas = visas
        self.checklists = checklists
        self.pages = pages
        self.address = address
    }

    // MARK: The checklist

    /// The member's own copy, or what the data says and a form to begin one.
    @Sendable package func checklistPage(_ request: Request, context: VisitorContext) async throws -> Response {
        try await show(context, form: nil, problem: nil)
    }

    private func show(_ context: some PageContext, form: Form?, problem: Problem?) async throws -> Response {
        let pathway = try await visas.pathway(at: context)
        if let own = try await checklists.checklist(for: pathway.id, as: context.principal) {
            let page = OwnChecklistPage(
                pathway: pathway, own: own, day: checklists.today, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
        let page = ChecklistTemplatePage(
            pathway: pathway, template: try await checklists.template(for: pathway), day: checklists.today,
            form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    /// Begins a copy, or sets another day of the journey.
    @Sendable package func submitChecklist(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let pathway = try await visas.pathway(at: context)
        do {
            let own = try await checklists.checklist(for: pathway.id, as: context.principal)
            if let own {
                let change = ChecklistChange(targetDate: form["targetDate"] ?? "")
                try await checklists.change(change, of: own.checklist.id, as: context.principal)
            } else {
                let draft = ChecklistDraft(pathwayId: pathway.id, targetDate: form["targetDate"])
                _ = try await checklists.start(draft, as: context.principal)
            }
            return .seeOther(pathway.checklistPath, flash: own == nil ? "checklist_started" : "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(context, form: form, problem: problem)
        }
    }

    // MARK: A step

    @Sendable package func itemPage(_ request: Request, context: MemberContext) async throws -> Response {
        let (pathway, own, step) = try await found(context)
        let page = ChecklistItemPage(
            pathway: pathway, step: step, own: own, day: checklists.today, form: nil, problem: nil,
            visit: context.visit)
        return pages.response(page, context.visit)
    }

    /// A button of the list sends a state alone; the step's own form all of it.
    @Sendable package func submitItem(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let (pathway, own, step) = try await found(context)
        do {
            let change = try ChecklistItemChange(form, isOwn: step.item.isOwn)
            try await checklists.setItem(step.item.id, change, in: own.checklist.id, as: context.principal)
            return .seeOther("\(pathway.checklistPath)#step-\(step.item.id)", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = ChecklistItemPage(
                pathway: pathway, step: step, own: own, day: checklists.today, form: form, problem: problem,
                visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    func found(
        _ context: MemberContext
    ) async throws -> (pathway: Pathway, own: ChecklistPage, step: ChecklistStep) {
        let pathway = try await visas.pathway(at: context)
        let own = try await own(pathway, context)
        let item = try context.text("item")
        guard let step = own.steps.first(where: { $0.item.id == item }) else { throw Problem.notFound }
        return (pathway, own, step)
    }

    func own(_ pathway: Pathway, _ context: MemberContext) async throws -> ChecklistPage {
        guard let own = try await checklists.checklist(for: pathway.id, as: context.principal) else {
            throw Problem.notFound
        }
        return own
    }

    // MARK: The whole copy

    /// What the data has got since is taken up.
    @Sendable package func submitUpdate(_ request: Request, context: MemberContext) async throws -> Response {
        let pathway = try await visas.pathway(at: context)
        try await checklists.takeUpdate(try await own(pathway, context).checklist.id, as: context.principal)
        return .seeOther(pathway.checklistPath, flash: "saved")
    }

    @Sendable package func removePage(_ request: Request, context: MemberContext) async throws -> Response {
        let pathway = try await visas.pathway(at: context)
        let page = ChecklistRemovePage(pathway: pathway, own: try await own(pathway, context), visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitRemoval(_ request: Request, context: MemberContext) async throws -> Response {
        let pathway = try await visas.pathway(at: context)
        try await checklists.remove(try await own(pathway, context).checklist.id, as: context.principal)
        return .seeOther(pathway.path, flash: "checklist_removed")
    }

    /// The member's copies.
    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        let page = ChecklistsPage(
            summaries: try await checklists.checklists(as: context.principal), visit: context.visit)
        return pages.response(page, context.visit)
    }

    /// The deadlines, for the calendar of a phone.
    @Sendable package func calendar(_ request: Request, context: MemberContext) async throws -> Response {
        let pathway = try await visas.pathway(at: context)
        let own = try await own(pathway, context)
        let site = address.hasSuffix("/") ? String(address.dropLast()) : address
        let calendar = own.calendar(of: pathway, at: site, context.visit.phrases)
        return calendar.response(named: pathway.id, at: context.visit.now)
    }
}

extension Checklist {
    package var checklistPath: String { "\(pathway.pathwayPath)/checklist" }
}

extension Pathway {
    package var checklistPath: String { "\(path)/checklist" }
}
