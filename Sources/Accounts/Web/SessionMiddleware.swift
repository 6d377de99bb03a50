import Accounts
import Core
import Hummingbird
import Texts
import WebSupport

/// Who asks, and in which language: a session cookie on pages, a bearer token on the API, either on sync.
package struct SessionMiddleware: RouterMiddleware {
    package typealias Context = VisitorContext

    private let sessions: SessionService
    private let site: SiteAddress
    private let proxies: Set<String>

    /// - Parameter proxies: addresses whose `X-Forwarded-For` is believed.
    package init(sessions: SessionService, site: SiteAddress, proxies: Set<String>) {
        self.sessions = sessions
        self.site = site
        self.proxies = proxies
    }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let forwarded = request.headers.filter { $0.name.canonicalName == "x-forwarded-for" }.map(\.value)
        context.visit.remoteAddress = ClientAddress.found(
            peer: context.peer, forwarded: forwarded, proxies: proxies)
        context.visit.site = site
        context.visit.here = here(request)
        context.visit.principal = try await principal(request)
        context.visit.language = language(request, context.visit.principal)
        context.visit.theme =
            request.cookies[DisplayCookies.theme].map(\.value).flatMap(DisplayCookies.checked) ?? "auto"
        context.visit.flash = request.method == .get ? PendingFlash.code(in: request) : nil
        return try await next(request, context)
    }

    /// Where a form at the foot of the page leads back to: this page, or the one that a form was sent from.
    private func here(_ request: Request) -> String {
        if request.method == .get || request.method == .head { return RelativePath.checked(request.uri.string) }
        let prefix = "://\(request.head.authority ?? "")/"
        guard let referer = request.headers[.referer], let host = referer.range(of: prefix) else { return "/" }
        return RelativePath.checked("/" + referer[host.upperBound...])
    }

    private func principal(_ request: Request) async throws -> Principal {
        if let header = request.headers[.authorization] {
            guard header.lowercased().hasPrefix("bearer "), header.utf8.count <= 500 else {
                throw Problem(.signInRequired, "token_invalid")
            }
            let secret = BearerSecret(String(header.dropFirst("bearer ".count)))
            let principal = try await sessions.principal(token: secret)
            try checkScope(of: principal, for: request)
            return principal
        }
        guard request.area != "api", let cookie = request.cookies[site.sessionCookie]?.value else {
            return .visitor
        }
        return try await sessions.principal(session: BearerSecret(cookie))
    }

    /// A token opens only what it was made for.
    private func checkScope(of principal: Principal, for request: Request) throws {
        guard case .token(_, let scopes) = principal.member?.credential else { return }
        // Says of itself who may see it: to others it is not there.
        if request.area == "metrics" { return }
        let isRead = request.method == .get || request.method == .head
        let needed: TokenScope = request.area == "sync" ? .sync : isRead ? .read : .write
        guard scopes.contains(needed) || (needed == .read && scopes.contains(.write)) else {
            throw Problem(.forbidden, "scope_missing", arguments: ["scope": needed.rawValue])
        }
    }

    private func language(_ request: Request, _ principal: Principal) -> Language {
        request.cookies[DisplayCookies.language].flatMap { Language(rawValue: $0.value) }
            ?? principal.member.flatMap { Language(rawValue: $0.language) }
            ?? request.headers[.acceptLanguage].flatMap(Language.init(acceptLanguage:))
            ?? .english
    }
}
