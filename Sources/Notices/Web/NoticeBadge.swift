import Core
import Hummingbird
import Notices
import WebSupport

/// Counts a member's notices for the header of the page. Visitors, assets, the API and sync pay nothing for it.
package struct NoticeBadge: RouterMiddleware {
    package typealias Context = VisitorContext

    private let notices: NoticeService

    package init(notices: NoticeService) { self.notices = notices }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        let isPage = request.method == .get && !["api", "sync"].contains(request.area) && !request.area.contains(".")
        guard isPage, context.visit.principal.member != nil else { return try await next(request, context) }
        var context = context
        // A page is no worse for a count that is missing.
        context.visit.notices = (try? await notices.unreadCount(as: context.visit.principal)) ?? 0
        return try await next(request, context)
    }
}
