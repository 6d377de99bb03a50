import Core
import Hummingbird
import Visas
import WebSupport

/// Pages of visa pathways: lists, comparison, history, reports and corrections. The page of one pathway spans features
/// and stands in `Pages`.
package struct VisaPages: Sendable {
    let visas: VisaService
    let pages: PageRenderer

    package init(visas: VisaService, pages: PageRenderer) {
        self.visas = visas
        self.pages = pages
    }

    // MARK: Lists

    @Sendable package func listPage(_ request: Request, context: VisitorContext) async throws -> Response {
        try await list(PathwayFilter(request), path: "/visas", request, context)
    }

    @Sendable package func countryPage(_ request: Request, context: VisitorContext) async throws -> Response {
        var filter = PathwayFilter(request)
        let country = try context.text("country").uppercased()
        filter.country = country
        guard try await visas.countries().contains(where: { $0.country == country }) else { throw Problem.notFound }
        return try await list(filter, path: "/visas/\(country.lowercased())", request, context)
    }

    private func list(
        _ filter: PathwayFilter, path: String, _ request: Request, _ context: VisitorContext
    ) async throws -> Response {
        let after = try request.after
        let page = PathwayListPage(
            countries: try await visas.countries(), rows: try await visas.pathways(filter, after: after),
            filter: filter, path: path, isFirst: after == nil, day: visas.today, visit: context.visit)
        return pages.response(page, context.visit)
    }

    // MARK: Comparison

    @Sendable package func comparePage(_ request: Request, context: VisitorContext) async throws -> Response {
        let ids = request.uri.queryParameters[values: "pathway"].prefix(20).map(String.init)
        let page = ComparePage(
            pathways: try await visas.compared(ids), asked: Set(ids).count, day: visas.today, visit: context.visit)
        return pages.response(page, context.visit)
    }

    // MARK: History

    @Sendable package func historyPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let pathway = try await visas.pathway(at: context)
        let page = PathwayHistoryPage(
            pathway: pathway, versions: try await visas.versions(of: pathway.id), visit: context.visit)
        return pages.response(page, context.visit)
    }
}

extension VisaService {
    /// The pathway that an address names: `/visas/:country/:slug`.
    /// - Throws: `notFound`.
    package func pathway(at context: some PageContext) async throws -> Pathway {
        try await pathway(country: try context.text("country"), slug: try context.text("slug"))
    }
}

extension PathwayFilter {
    /// What a list is narrowed to; a value that is none narrows nothing.
    init(_ request: Request) {
        let country = request.query("country").flatMap { Self.isCode($0) ? $0.uppercased() : nil }
        self.init(
            country: country, category: request.query("category").flatMap(PathwayCategory.init),
            status: request.query("status").flatMap(PathwayStatus.init))
    }

    /// Two letters, as ISO 3166 has them.
    static func isCode(_ text: String) -> Bool {
        text.utf8.count == 2 && text.allSatisfy { $0.isASCII && $0.isLetter }
    }
}
