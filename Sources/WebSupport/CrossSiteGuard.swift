import Core
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Storage

/// Refuses writes that another site makes a member's browser send (community.md, CSRF).
///
/// Browsers say where a request comes from in `Sec-Fetch-Site`; older ones in `Origin`; where both are missing, the
/// form must carry the token that its page was given. Requests with a bearer token carry no cookie to abuse.
package struct CrossSiteGuard: RouterMiddleware {
    package typealias Context = VisitorContext

    private let tokens: FormTokens
    private let site: SiteAddress

    package init(tokens: FormTokens, site: SiteAddress) {
        self.tokens = tokens
        self.site = site
    }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        var request = request
        var newCookie: String?
        if [.get, .head, .options].contains(request.method) {
            if request.fetchSite == nil {
                if tokens.token(for: request, site) == nil { newCookie = Base64URL.encode(randomBytes(16)) }
                context.visit.formToken = newCookie.map(tokens.token) ?? tokens.token(for: request, site)
            }
        } else if mayActByCookie(request) {
            try await check(&request)
        }
        var response = try await next(request, context)
        if let newCookie, response.headers[.contentType]?.hasPrefix("text/html") ?? false {
            response.headers[values: .setCookie].append(site.cookie(FormTokens.visitCookie, newCookie, maxAge: 86_400))
        }
        return response
    }

    /// A bearer token is no cookie; the API takes no cookies; sync without a session is refused anyway, as 401; and the
    /// link that ends letters is its own proof: mail programs post to it and say nothing of where they come from
    /// (RFC 8058).
    private func mayActByCookie(_ request: Request) -> Bool {
        if request.headers[.authorization] != nil || ["api", "unsubscribe"].contains(request.area) {
            return false
        }
        return request.area != "sync" || request.cookies[site.sessionCookie] != nil
    }

    private func check(_ request: inout Request) async throws {
        if let fetchSite = request.fetchSite {
            guard fetchSite == "same-origin" || fetchSite == "none" else { throw Problem(.forbidden, "cross_site") }
        } else if let origin = request.headers[.origin] {
            guard site.isOurs(origin: origin, host: request.head.authority) else {
                throw Problem(.forbidden, "cross_site")
            }
        } else {
            let body = try await request.bytes(upTo: Form.maxBytes)
            request.body = .init(buffer: body)
            let sent = try Form(body.readableBytesView)["formToken"] ?? ""
            guard let expected = tokens.token(for: request, site), !sent.isEmpty, sent == expected else {
                throw Problem(.forbidden, "form_token")
            }
        }
    }
}

/// Tokens bound to a session, or for visitors to a cookie of their own.
package struct FormTokens: Sendable {
    private let key: SymmetricKey

    package init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    static let visitCookie = "karwan_visit"

    /// The token for whoever sends the request; `nil` when there is no cookie to bind it to.
    func token(for request: Request, _ site: SiteAddress) -> String? {
        let cookie = request.cookies[site.sessionCookie]?.value ?? request.cookies[Self.visitCookie]?.value
        return cookie.map(token)
    }

    func token(_ cookie: String) -> String {
        Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Data(cookie.utf8), using: key))
    }
}

/// Where the site is reached.
package struct SiteAddress: Sendable {
    /// `https://karwan.example` or `http://127.0.0.1:8080`, without a slash at the end.
    package let text: String
    package var isSecure: Bool { text.hasPrefix("https:") }

    package init(_ text: String) { self.text = text }

    /// `__Host-` cookies are taken over HTTPS alone; the first run on loopback has none.
    package var sessionCookie: String { isSecure ? "__Host-karwan_session" : "karwan_session" }

    /// Whether `Origin` is this site: the configured address, or the host that the browser itself asked.
    func isOurs(origin: String, host: String?) -> Bool {
        origin == text || (host.map { origin == (isSecure ? "https://" : "http://") + $0 } ?? false)
    }

    /// A cookie of ours, sent to the whole site.
    package func cookie(_ name: String, _ value: String, maxAge: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(maxAge); HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")
    }
}

extension Request {
    /// Where the browser says the request comes from (W3C Fetch Metadata).
    package var fetchSite: String? { headers.first { $0.name.canonicalName == "sec-fetch-site" }?.value }
}
