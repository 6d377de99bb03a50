import Core
import HTTPTypes
import Hummingbird
import NIOCore
import Sync
import WebSupport

/// Hints while something changes: `GET /sync/v1/events` (sync.md, section 9).
extension SyncAPI {
    /// For who cannot send headers: a ticket in the address of one stream.
    @Sendable package func ticket(_ request: Request, context: MemberContext) async throws -> Answer<StreamTicket> {
        .ok(try sync.makeTicket(as: context.principal), headers: [.cacheControl: "no-store"])
    }

    /// A stream of events that ends when its client goes, may listen no longer, or the program stops.
    @Sendable package func events(_ request: Request, context: VisitorContext) async throws -> Response {
        let query = request.uri.queryParameters
        let lastEventID = HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int64($0) }
        let prepared = try await sync.prepareStream(
            StreamRequest(
                ticket: query["ticket"].map(String.init), group: query["clientGroupID"].map(String.init),
                lastEventID: lastEventID), as: context.principal)
        let endsAfterPoke = query["closeafter"] == "poke"
        let body = ResponseBody { writer in
            try await speak(prepared, until: context.closed, endsAfterPoke: endsAfterPoke, &writer)
        }
        return Response(status: .ok, headers: Self.streamHeaders, body: body)
    }

    private static var streamHeaders: HTTPFields {
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
        // nginx holds back what it may collect.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return headers
    }

    /// Begins the stream when its head was sent: a request for the head alone begins none.
    private func speak(
        _ prepared: PreparedStream, until closed: EventLoopFuture<Void>, endsAfterPoke: Bool,
        _ writer: inout any ResponseBodyWriter
    ) async throws {
        let stream = try await sync.openStream(prepared)
        defer { sync.closeStream(stream.id) }
        closed.whenComplete { _ in sync.closeStream(stream.id) }
        // Thousands that lost their server must not come back in one moment.
        try await writer.write(ByteBuffer(string: "retry: \(Int.random(in: 1_000...8_000))\n\n"))
        for await _ in stream.bell {
            let (events, isOver) = sync.takeEvents(stream.id)
            if !events.isEmpty { try await writer.write(ByteBuffer(bytes: events.flatMap(\.bytes))) }
            if isOver || (endsAfterPoke && events.contains(where: \.isPoke)) { break }
        }
        try await writer.finish(nil)
    }
}

extension LiveEvent {
    fileprivate var isPoke: Bool { if case .poke = self { true } else { false } }
}
