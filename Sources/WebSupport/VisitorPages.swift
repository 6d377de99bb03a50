import Core
import HTTPTypes
import Hummingbird
import NIOCore
import Texts

/// Answers visitors with pages, and programs without a token with JSON, from memory, where that cannot be told from
/// reading them anew.
///
/// It takes requests that carry nothing of anybody's: no session, no token, no message of a moment ago, and pages by a
/// browser that says where they come from, so that no form needs a token. It keeps whole answers that set no cookie.
package struct VisitorPages: RouterMiddleware {
    package typealias Context = VisitorContext

    private let cache: PageCache
    private let site: SiteAddress
    /// Patterns of the routes whose pages are kept.
    private let routes: Set<String>

    /// - Parameter routes: as `RouterPath` writes them: `/threads/{id}/{slug}`.
    package init(cache: PageCache, site: SiteAddress, routes: Set<String>) {
        self.cache = cache
        self.site = site
        self.routes = routes
    }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        guard request.method == .get, let route = context.endpointPath, routes.contains(route),
            let key = key(of: request), let moment = cache.moment(at: context.visit.now)
        else { return try await next(request, context) }
        let known = request.headers[.ifNoneMatch]
        if let page = cache.page(key, at: moment) { return Self.answer(page, known) }
        var context = context
        context.visit.now = cache.time(of: moment)
        var head = request.head
        head.headerFields[.ifNoneMatch] = nil
        let response = try await next(Request(head: head, body: request.body), context)
        guard let page = try await Self.page(of: response) else { return response }
        cache.keep(page, key, since: moment)
        return Self.answer(page, known)
    }

    /// `nil` for a request whose answer is not everybody's.
    private func key(of request: Request) -> PageCache.Key? {
        guard request.headers[.authorization] == nil, request.fetchSite != nil || request.area == "api",
            request.area != "api" || Self.takesAnything(request)
        else { return nil }
        var language: Language?
        var theme = "auto"
        if request.headers[.cookie] != nil {
            let cookies = request.cookies
            guard cookies[site.sessionCookie] == nil, cookies[PendingFlash.cookie] == nil else { return nil }
            language = cookies[DisplayCookies.language].flatMap { Language(rawValue: $0.value) }
            theme = cookies[DisplayCookies.theme].map(\.value).flatMap(DisplayCookies.checked) ?? theme
        }
        let spoken =
            language ?? request.headers[.acceptLanguage].flatMap(Language.init(acceptLanguage:)) ?? .english
        return PageCache.Key(
            address: request.uri.string, language: spoken.rawValue, theme: theme,
            isCompressed: Gzip.isAccepted(by: request))
    }

    /// Whether the client takes JSON without being asked twice; of others the API decides.
    private static func takesAnything(_ request: Request) -> Bool {
        request.headers[.accept].map { ["", "*/*", "application/json"].contains($0) } ?? true
    }

    /// The page that an answer holds, if it is one that anybody may get: whole, with a tag, and no cookie.
    private static func page(of response: Response) async throws -> PageCache.Page? {
        guard response.status == .ok, response.headers[.eTag] != nil, response.headers[.setCookie] == nil,
            let type = response.headers[.contentType],
            type.hasPrefix("text/html") || type.hasPrefix("application/json")
        else { return nil }
        let collected = CollectingWriter()
        try await response.body.write(collected)
        return PageCache.Page(headers: response.headers, body: collected.buffer)
    }

    private static func answer(_ page: PageCache.Page, _ known: String?) -> Response {
        let response = Response(status: .ok, headers: page.headers, body: .init(byteBuffer: page.body))
        return ConditionalRequests.answer(response, to: known)
    }
}
