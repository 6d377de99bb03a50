import Core
import Hummingbird
import Visas
import WebSupport

extension PathwayEditDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "field": "salaryThreshold", "value": "50700 EUR year", "sourceURL": "https://www.make-it-in-germany.com/en/",
        "sourceName": "Make it in Germany", "asOf": "2026-11-20", "confidence": "high", "effectiveFrom": "2026-11-20",
        "note": "As the page says today.",
    ]
}

extension PathwayReportDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "field": "fee", "body": "The fee went up at the beginning of the month.",
        "link": "https://www.make-it-in-germany.com/en/",
    ]
}

extension VisaDecisionDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["decision": "accept"]
}

/// JSON routes of visa pathways.
package struct VisaAPI: Sendable {
    let visas: VisaService

    package init(visas: VisaService) { self.visas = visas }

    @Sendable package func listPathways(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<PathwayRowRecord>> {
        let rows = try await visas.pathways(
            try PathwayFilter(checking: request), after: try request.after, limit: try request.limit)
        return .ok(
            ListAnswer(items: rows.items.map { PathwayRowRecord($0, on: visas.today) }, next: rows.next?.text))
    }

    @Sendable package func showPathway(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<PathwayRecord> {
        let pathway = try await visas.pathway(try context.text("id"))
        return .ok(PathwayRecord(pathway, on: visas.today), revision: pathway.version)
    }

    @Sendable package func listVersions(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<PathwayVersionRecord>> {
        let versions = try await visas.versions(of: try context.text("id"))
        return .ok(ListAnswer(items: versions.map(PathwayVersionRecord.init), next: nil))
    }

    // MARK: Reports

    @Sendable package func createReport(
        _ request: Request, context: MemberContext, draft: PathwayReportDraft
    ) async throws -> Answer<PathwayReportRecord> {
        let report = try await visas.report(draft, of: try context.text("id"), as: context.principal)
        return .created(PathwayReportRecord(report), at: "/api/v1/pathway-reports/\(report.id)")
    }

    @Sendable package func showReport(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<PathwayReportRecord> {
        let id: PathwayReportID = try context.id("id")
        return .ok(PathwayReportRecord(try await visas.report(id, as: context.principal)))
    }

    @Sendable package func listReports(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<PathwayReportRecord>> {
        let reports = try await visas.openReports(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: reports.items.map(PathwayReportRecord.init), next: reports.next?.text))
    }

    @Sendable package func decideReport(
        _ request: Request, context: ModeratorContext, draft: VisaDecisionDraft
    ) async throws -> Answer<PathwayReportRecord> {
        let id: PathwayReportID = try context.id("id")
        return .ok(PathwayReportRecord(try await visas.decide(draft, on: id, as: context.principal)))
    }

    // MARK: Corrections

    @Sendable package func createEdit(
        _ request: Request, context: MemberContext, draft: PathwayEditDraft
    ) async throws -> Answer<PathwayEditRecord> {
        let edit = try await visas.edit(draft, of: try context.text("id"), as: context.principal)
        return .created(PathwayEditRecord(edit), at: "/api/v1/pathway-edits/\(edit.id)")
    }

    @Sendable package func showEdit(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<PathwayEditRecord> {
        let id: PathwayEditID = try context.id("id")
        return .ok(PathwayEditRecord(try await visas.edit(id, as: context.principal)))
    }

    @Sendable package func listEdits(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<PathwayEditRecord>> {
        let edits = try await visas.openEdits(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: edits.items.map(PathwayEditRecord.init), next: edits.next?.text))
    }

    @Sendable package func decideEdit(
        _ request: Request, context: ModeratorContext, draft: VisaDecisionDraft
    ) async throws -> Answer<PathwayEditRecord> {
        let id: PathwayEditID = try context.id("id")
        return .ok(PathwayEditRecord(try await visas.decide(draft, on: id, as: context.principal)))
    }
}

extension PathwayFilter {
    /// What a program narrows a list to.
    /// - Throws: `invalid` naming a parameter that is none of its values.
    init(checking request: Request) throws {
        var validation = Validation()
        let country = request.query("country").map { $0.uppercased() }
        validation.require(country.map(Self.isCode) ?? true, "country", "unknown_country")
        let category: PathwayCategory? = validation.choiceOrNone(request.query("category") ?? "", "category")
        let status: PathwayStatus? = validation.choiceOrNone(request.query("status") ?? "", "status")
        try validation.check()
        self.init(country: country, category: category, status: status)
    }
}
