import HTTPTypes
import Hummingbird

/// What browsers may do with our answers: load our own style, pictures and scripts, and nothing else.
package struct SecurityHeaders: RouterMiddleware {
    package typealias Context = VisitorContext

    private let fields: [HTTPField]
    private let isSecure: Bool

    /// - Parameter isSecure: whether the site is reached over HTTPS; then browsers are told to stay there.
    package init(isSecure: Bool) {
        self.isSecure = isSecure
        let policy = [
            "default-src 'none'", "style-src 'self'", "img-src 'self'", "script-src 'self'", "connect-src 'self'",
            "worker-src 'self'", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
        let values = [
            ("Content-Security-Policy", policy.joined(separator: "; ")),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"),
        ]
        let transport = isSecure ? [("Strict-Transport-Security", "max-age=31536000")] : []
        fields = (values + transport).compactMap { name, value in
            HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
        }
    }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in fields { response.headers.append(field) }
        if isSecure { secureCookies(&response.headers) }
        return response
    }

    /// No cookie of an https site travels without it, whoever set it.
    private func secureCookies(_ headers: inout HTTPFields) {
        let cookies = headers[values: .setCookie]
        if cookies.isEmpty { return }
        headers[values: .setCookie] = cookies.map { $0.hasSuffix("; Secure") ? $0 : "\($0); Secure" }
    }
}
