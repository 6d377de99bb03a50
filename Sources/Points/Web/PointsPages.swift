import Core
import Hummingbird
import Points
import WebSupport

/// Calculators. They keep nothing: a form is sent, its result shown, and no address holds what a person said of
/// themselves.
package struct PointsPages: Sendable {
    private let library: PointsLibrary
    private let pages: PageRenderer

    package init(library: PointsLibrary = .shipped, pages: PageRenderer) {
        self.library = library
        self.pages = pages
    }

    @Sendable package func listPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let today = PointsDay.of(context.visit.now)
        let page = PointsListPage(systems: library.systems, today: today, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func formPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let system = try library.system(try context.text("system"))
        var page = PointsPage(system: system, visit: context.visit)
        page.typed = PointsTyped(request, system)
        page.day = request.typed("on")
        return pages.response(page, context.visit)
    }

    @Sendable package func submit(_ request: Request, context: VisitorContext) async throws -> Response {
        let system = try library.system(try context.text("system"))
        let form = try await request.form()
        var page = PointsPage(system: system, visit: context.visit)
        page.typed = PointsTyped(form, system)
        page.day = String((form["on"] ?? "").prefix(40))
        page.evaluate(library)
        return pages.response(page, context.visit, refusing: page.problem)
    }
}
