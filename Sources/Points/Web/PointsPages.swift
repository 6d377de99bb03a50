import Core
import Hummingbird
import Points
import WebSupport

/// Calculators. They keep nothing: a form is sent, its result shown, and no address holds what a person said of
/// themselves.
package struct PointsPages: Sendable {
    private let points: PointsService
    private let pages: PageRenderer

    package init(points: PointsService, pages: PageRenderer) {
        self.points = points
        self.pages = pages
    }

    @Sendable package func listPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let today = PointsDay.of(context.visit.now)
        let systems = try await points.library().systems(on: today)
        let page = PointsListPage(systems: systems, today: today, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func formPage(_ request: Request, context: VisitorContext) async throws -> Response {
        var page = try await page(of: request.typed("on"), context)
        page.typed = PointsTyped(request, page.system)
        return pages.response(page, context.visit)
    }

    @Sendable package func submit(_ request: Request, context: VisitorContext) async throws -> Response {
        let form = try await request.form()
        var page = try await page(of: String((form["on"] ?? "").prefix(40)), context)
        page.typed = PointsTyped(form, page.system)
        page.evaluate()
        return pages.response(page, context.visit, refusing: page.problem)
    }

    /// A calculator by the rules of a day.
    /// - Parameter day: as typed; what is no day is today.
    private func page(of day: String, _ context: VisitorContext) async throws -> PointsPage {
        let library = try await points.library()
        let id = try context.text("system")
        let system = try library.system(id, on: PointsDay.shown(day, at: context.visit.now))
        return PointsPage(system: system, library: library, day: day, visit: context.visit)
    }
}
