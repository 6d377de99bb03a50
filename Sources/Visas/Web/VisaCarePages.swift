import Core
import Hummingbird
import Visas
import WebSupport

/// Reports and corrections of pathways by members.
extension VisaPages {
    // MARK: Reports

    @Sendable package func reportPage(_ request: Request, context: MemberContext) async throws -> Response {
        let pathway = try await visas.pathway(at: context)
        return pages.response(
            ReportPage(pathway: pathway, form: nil, problem: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitReport(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let pathway = try await visas.pathway(at: context)
        let draft = PathwayReportDraft(field: form["field"], body: form["body"], link: form["link"])
        do {
            _ = try await visas.report(draft, of: pathway.id, as: context.principal)
            return .seeOther(pathway.path, flash: "pathway_reported")
        } catch let problem as Problem where problem.belongsToForm {
            let page = ReportPage(pathway: pathway, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    // MARK: Corrections

    /// Without a field, the choice of one; who may not correct learns it before filling in a form.
    @Sendable package func editPage(_ request: Request, context: MemberContext) async throws -> Response {
        let pathway = try await visas.pathway(at: context)
        guard context.principal.canEditPathways else { throw Problem(.forbidden, "edits_need_trust") }
        guard let field = request.query("field").flatMap(PathwayField.init), field.isEditable else {
            return pages.response(EditChoicePage(pathway: pathway, visit: context.visit), context.visit)
        }
        let page = EditPage(
            pathway: pathway, field: field, day: visas.today, form: nil, problem: nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitEdit(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let pathway = try await visas.pathway(at: context)
        do {
            let edit = try await visas.edit(PathwayEditDraft(form), of: pathway.id, as: context.principal)
            return .seeOther(pathway.path, flash: edit.state == .open ? "pathway_edit_waits" : "pathway_edited")
        } catch let problem as Problem where problem.belongsToForm {
            let field = form["field"].flatMap(PathwayField.init) ?? .summary
            let page = EditPage(
                pathway: pathway, field: field, day: visas.today, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }
}

extension PathwayEditDraft {
    init(_ form: Form) {
        self.init(field: form["field"], value: form["value"], sourceURL: form["sourceURL"], asOf: form["asOf"])
        sourceName = form["sourceName"]
        confidence = form["confidence"]
        effectiveFrom = form["effectiveFrom"]
        note = form["note"]
        version = form["version"].flatMap { Int64($0) }
    }
}
