import Core
import HTTPTypes
import Hummingbird
import Logging

/// Gives each request an id, counts it, and writes one line when it is answered: what, how it ended, how long it took. No
/// address, no name, no query: nothing that says who read what.
package struct RequestLog: RouterMiddleware {
    package typealias Context = VisitorContext

    private let ids: IdentifierSource
    private let clock: Clock
    private let measures: RequestMeasures

    package init(ids: IdentifierSource, clock: Clock, measures: RequestMeasures) {
        self.measures = measures
        self.ids = ids
        self.clock = clock
    }

    package func handle(
        _ request: Request, context: VisitorContext, next: (Request, VisitorContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let id: Identifier<RequestLog> = ids.next(at: clock.now)
        context.visit.requestID = id.text
        context.visit.now = clock.now
        context.logger[metadataKey: "request"] = "\(id)"
        let start = ContinuousClock.now
        measures.inFlight.add()
        defer { measures.inFlight.add(-1) }
        var response = try await next(request, context)
        if request.method == .head { response = response.createHeadResponse() }
        if let name = HTTPField.Name("X-Request-ID") { response.headers[name] = id.text }
        let spent = ContinuousClock.now - start
        measures.record(route: context.endpointPath, status: response.status.code, spent)
        var metadata: Logger.Metadata = [
            "method": "\(request.method)", "route": "\(context.endpointPath ?? "none")",
            "status": "\(response.status.code)",
            "microseconds":
                "\(spent.components.seconds * 1_000_000 + spent.components.attoseconds / 1_000_000_000_000)",
        ]
        if let id = request.syncRequestID { metadata["sync-request"] = "\(id)" }
        context.logger.info("answered", metadata: metadata)
        return response
    }
}

extension Request {
    /// What a device calls its request, so that its log and ours can be laid side by side.
    fileprivate var syncRequestID: String? {
        guard area == "sync" else { return nil }
        let names: Set = ["x-sync-request-id", "x-replicache-requestid"]
        let id = headers.first { names.contains($0.name.canonicalName) }?.value ?? ""
        let isPlain = id.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }
        return isPlain && (1...100).contains(id.utf8.count) ? id : nil
    }
}
