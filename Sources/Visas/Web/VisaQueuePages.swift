import Core
import Hummingbird
import Mustache
import Texts
import Visas
import WebSupport

/// What moderators decide about pathways.
extension VisaPages {
    @Sendable package func queuePage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await queue(context, edits: try request.after("edits"), reports: try request.after("reports"))
    }

    @Sendable package func submitEditDecision(_ request: Request, context: ModeratorContext) async throws -> Response {
        let draft = VisaDecisionDraft(decision: try await request.form()["decision"])
        do {
            _ = try await visas.decide(draft, on: try context.id("id", as: PathwayEditMark.self), as: context.principal)
            return .seeOther("/moderation/visas", flash: "decided")
        } catch let problem as Problem where problem.belongsToForm {
            return try await queue(context, problem: problem)
        }
    }

    @Sendable package func submitReportDecision(_ request: Request, context: ModeratorContext) async throws -> Response
    {
        let draft = VisaDecisionDraft(decision: try await request.form()["decision"])
        do {
            _ = try await visas.decide(
                draft, on: try context.id("id", as: PathwayReportMark.self), as: context.principal)
            return .seeOther("/moderation/visas", flash: "decided")
        } catch let problem as Problem where problem.belongsToForm {
            return try await queue(context, problem: problem)
        }
    }

    private func queue(
        _ context: ModeratorContext, edits: PageCursor? = nil, reports: PageCursor? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = VisaQueuePage(
            edits: try await visas.openEdits(after: edits, as: context.principal),
            reports: try await visas.openReports(after: reports, as: context.principal),
            isFirst: (edits: edits == nil, reports: reports == nil), problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }
}

/// Corrections and reports that wait, the oldest first.
struct VisaQueuePage: Page {
    static let template = "visa_queue"
    static let path = "/moderation/visas"
    let edits: Paged<PathwayEdit>
    let reports: Paged<PathwayReport>
    /// Whether the lists are shown from their beginnings.
    let isFirst: (edits: Bool, reports: Bool)
    let problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "waitingEdits": edits.items.map { EditRow(edit: $0, visit: visit) }
        case "waitingReports": reports.items.map { ReportRow(report: $0, visit: visit) }
        case "hasNoEdits": edits.items.isEmpty
        case "hasNoReports": reports.items.isEmpty
        case "editPagers": pagers(isFirst.edits, edits.next, "edits")
        case "reportPagers": pagers(isFirst.reports, reports.next, "reports")
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    /// Where a list has more than one page.
    private func pagers(_ isFirst: Bool, _ next: PageCursor?, _ parameter: String) -> [Pager] {
        isFirst && next == nil ? [] : [Pager(Self.path, isFirst: isFirst, next: next, parameter: parameter)]
    }
}

private struct EditRow: MustacheParent {
    let edit: PathwayEdit
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": edit.pathwayName
        case "pathwayPath": edit.pathway.pathwayPath
        case "change": ChangeView(field: edit.field, before: edit.present, after: edit.value, visit: visit)
        case "sourcePath": edit.sourceURL
        case "sourceName": edit.sourceName.isEmpty ? edit.sourceURL : edit.sourceName
        case "asOfText": visit.phrases.text("fact_as_of", ["day": FactText.day(edit.asOf, visit.phrases)])
        case "effectiveText":
            visit.phrases.text("version_effective", ["day": FactText.day(edit.effectiveFrom, visit.phrases)])
        case "noteText": edit.note
        case "personName": edit.authorName
        case "personPath": Links.member(edit.authorUsername)
        case "sentAt": Moment(edit.createdAt, visit)
        case "isOwn": edit.authorID == visit.principal.member?.id
        case "decisionPath": "/moderation/visas/edits/\(edit.id)/decision"
        default: nil
        }
    }
}

private struct ReportRow: MustacheParent {
    let report: PathwayReport
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": report.pathwayName
        case "pathwayPath": report.pathway.pathwayPath
        case "fieldTexts": report.field.map { [visit.phrases.text("pathway_field_\($0.rawValue)")] } ?? []
        case "reportText": report.body
        case "sourcePath": report.link
        case "personName": report.reporterName
        case "personPath": Links.member(report.reporterUsername)
        case "sentAt": Moment(report.createdAt, visit)
        case "decisionPath": "/moderation/visas/reports/\(report.id)/decision"
        default: nil
        }
    }
}

extension PathwayID {
    /// The address of the pathway of that name: `/visas/de/eu-blue-card`.
    var pathwayPath: String { "/visas/\(prefix(2))/\(dropFirst(3))" }
}
