import Core
import Hummingbird

/// Answers 304 without a body when the client has what it asks for (RFC 9110, section 13.1.2).
package struct ConditionalRequests: RouterMiddleware {
    package typealias Context = VisitorContext

    package init() {}

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        guard request.method == .get || request.method == .head else { return response }
        return Self.answer(response, to: request.headers[.ifNoneMatch])
    }

    /// 304 in the place of an answer that the client has already.
    /// - Parameter known: what it says it has, `If-None-Match`.
    static func answer(_ response: Response, to known: String?) -> Response {
        guard response.status == .ok, let known, let tag = response.headers[.eTag], matches(tag, known)
        else { return response }
        var headers = response.headers
        headers[.contentLength] = nil
        headers[.contentType] = nil
        headers[.contentEncoding] = nil
        var unchanged = Response(status: .notModified, headers: headers)
        // Set to 0 with every empty body; here it would speak of the 200's (RFC 9110, section 8.6).
        unchanged.headers[.contentLength] = nil
        return unchanged
    }

    /// Weak comparison: what follows `W/` counts.
    private static func matches(_ tag: String, _ known: String) -> Bool {
        func strong(_ tag: some StringProtocol) -> String {
            let plain = String(tag.filter { $0 != " " })
            return plain.hasPrefix("W/") ? String(plain.dropFirst(2)) : plain
        }
        return known == "*" || known.split(separator: ",").contains { strong($0) == strong(tag) }
    }
}

extension Request {
    /// The revision in `If-Match`, whose ETags are `"<revision>-<hash>"`; `nil` without the header or for `*`.
    /// - Throws: `stale` for a tag that is none of ours.
    package var ifMatch: Int64? {
        get throws {
            guard let header = headers[.ifMatch], header != "*" else { return nil }
            let tag = header.hasPrefix("W/") ? header.dropFirst(2) : header[...]
            let number = tag.filter { $0 != "\"" }.prefix { $0 != "-" }
            guard let revision = Int64(number) else { throw Problem(.stale, "stale_version") }
            return revision
        }
    }
}
