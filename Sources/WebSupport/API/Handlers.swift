import Core
import Hummingbird

/// A handler of the API as the router takes it.
package func answered<Context, Body>(
    _ handler: @escaping @Sendable (Request, Context) async throws -> Answer<Body>
) -> @Sendable (Request, Context) async throws -> Response {
    { request, context in
        try request.requireJSONAccepted()
        return try await handler(request, context).response()
    }
}

/// A handler that takes a draft: it is decoded here, so that what is described is what is read.
package func answered<Context, Draft: APIDraft, Body>(
    _ handler: @escaping @Sendable (Request, Context, Draft) async throws -> Answer<Body>
) -> @Sendable (Request, Context) async throws -> Response {
    { request, context in
        try request.requireJSONAccepted()
        return try await handler(request, context, try await request.draft()).response()
    }
}

extension Request {
    /// - Throws: `notAcceptable` when JSON is not among what the client takes (RFC 9110, section 12.5.1).
    fileprivate func requireJSONAccepted() throws {
        guard let accept = headers[.accept], !accept.isEmpty else { return }
        let ranges = accept.lowercased().split(separator: ",").map { range in
            range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
        }
        let takesJSON = ranges.contains { range in
            guard let type = range.first else { return false }
            let isRefused = range.dropFirst().contains { ["q=0", "q=0.0", "q=0.00", "q=0.000"].contains($0) }
            return !isRefused && ["application/json", "application/*", "*/*"].contains(type)
        }
        if !takesJSON { throw Problem(.notAcceptable, "json_only") }
    }
}
