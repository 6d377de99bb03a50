import Core
import Forum
import HTTPTypes
import Hummingbird
import WebSupport

/// Leads who comes to an address of an old community, where nothing is found here, to what stood there, if they may
/// see it.
package struct OldAddresses: RouterMiddleware {
    package typealias Context = VisitorContext

    private let forum: ForumPages

    package init(forum: ForumPages) { self.forum = forum }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            guard Self.isNotFound(error), request.method == .get || request.method == .head,
                !["api", "sync"].contains(request.area),
                let moved = try? await forum.forum.moved(from: request.uri.string, as: context.principal)
            else { throw error }
            return try await answer(moved.thread, moved.post, context)
        }
    }

    private static func isNotFound(_ error: any Error) -> Bool {
        (error as? Problem)?.kind == .notFound || (error as? HTTPError)?.status == .notFound
    }

    private func answer(_ thread: ForumThread, _ post: ForumPost?, _ context: VisitorContext) async throws -> Response {
        var path = thread.path.encodedPath
        if let post, !post.isOpening { path = try await forum.path(to: post, in: thread, for: context.principal) }
        var response = Response(status: .movedPermanently, headers: [.location: path])
        // For good, but for those alone who may see it: asked for each time.
        response.headers[.cacheControl] = "private, no-cache"
        return response
    }
}
