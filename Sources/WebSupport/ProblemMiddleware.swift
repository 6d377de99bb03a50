import Core
import HTTPTypes
import Hummingbird
import NIOCore

/// Turns whatever is thrown into an answer: problem details for programs, a page for people. What is no `Problem`
/// is logged once with all we know, and shown as a fixed sentence with the request's id.
package struct ProblemMiddleware: RouterMiddleware {
    package typealias Context = VisitorContext

    private let pages: PageRenderer
    private let routes: RouteTable

    package init(pages: PageRenderer, routes: RouteTable) {
        self.pages = pages
        self.routes = routes
    }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = problem(of: error, request, context)
            if ["api", "sync"].contains(request.area) { return try problem.apiResponse(context.visit) }
            if let kept = await keptWords(problem, request, context.visit) { return kept }
            return page(problem, request, context.visit)
        }
    }

    private func problem(of error: any Error, _ request: Request, _ context: VisitorContext) -> Problem {
        if let problem = error as? Problem { return problem }
        if let error = error as? HTTPError {
            if error.status == .notFound {
                let allowed = routes.methods(for: request.uri.path)
                if allowed.isEmpty { return .notFound }
                return Problem(.methodNotAllowed, "method_not_allowed", arguments: ["allow": allowed])
            }
            if error.status == .badRequest { return Problem(.malformed, "malformed") }
            if error.status == .contentTooLarge { return Problem(.tooLarge, "too_large", arguments: ["maxBytes": ""]) }
        }
        context.logger.error("unexpected error", metadata: ["error": "\(error.forLog)"])
        return Problem(.unavailable, "internal")
    }

    /// A form that somebody sent after their session had ended comes back with what they wrote.
    private func keptWords(_ problem: Problem, _ request: Request, _ visit: Visit) async -> Response? {
        guard problem.kind == .signInRequired, visit.principal.member == nil, request.method == .post,
            let form = try? await request.form(), let body = form["body"], !body.isEmpty
        else { return nil }
        let page = SignedOutPage(path: request.uri.path, form: form, visit: visit)
        var response = pages.response(page, visit, status: .unauthorized)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func page(_ problem: Problem, _ request: Request, _ visit: Visit) -> Response {
        if problem.kind == .signInRequired, visit.principal.member == nil {
            let isRead = request.method == .get || request.method == .head
            return .seeOther(Links.signIn(back: isRead ? visit.here : "/"), flash: "sign_in_first")
        }
        var response = pages.response(ProblemPage(problem, visit), visit, status: problem.status)
        response.headers[.cacheControl] = "no-store"
        problem.explain(in: &response.headers)
        return response
    }
}

extension Problem {
    /// What headers say of a refusal: when to come back, and what would be taken.
    func explain(in headers: inout HTTPFields) {
        if let retryAfter {
            headers[.retryAfter] = "\(retryAfter)"
            if kind == .tooMany, let limit = arguments["limit"], let bucket = arguments["bucket"],
                let window = arguments["window"], let name = HTTPField.Name("RateLimit"),
                let policy = HTTPField.Name("RateLimit-Policy")
            {
                // draft-ietf-httpapi-ratelimit-headers: quota and window of the policy, what remains, seconds to wait.
                headers[policy] = "\"\(bucket)\";q=\(limit);w=\(window)"
                headers[name] = "\"\(bucket)\";r=0;t=\(retryAfter)"
            }
        }
        if let allow = arguments["allow"] { headers[.allow] = allow }
    }

    /// The kind's status, but 500 for what we did not foresee.
    var status: HTTPResponse.Status { code == "internal" ? .internalServerError : kind.status }
}

extension Problem {
    var titleKey: String { code == "internal" ? "internal" : kind.rawValue }
}
