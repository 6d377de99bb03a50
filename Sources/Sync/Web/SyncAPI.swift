import Core
import Foundation
import HTTPTypes
import Hummingbird
import Sync
import SyncProtocol
import WebSupport

/// The endpoints of the sync protocol (sync.md, section 1).
package struct SyncAPI: Sendable {
    let sync: SyncService
    private let limits: SyncLimits

    package init(sync: SyncService, limits: SyncLimits = SyncLimits()) {
        self.sync = sync
        self.limits = limits
    }

    @Sendable package func pull(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OrRefusal<PullResponse>> {
        let message: PullRequest = try await message(request, upTo: 64 << 10)
        let answer = try await sync.waitingPull(
            message, as: context.principal, userAgent: request.headers[.userAgent] ?? "")
        return self.answer(try answer.body(), at: answer.sequence)
    }

    @Sendable package func push(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OrRefusal<PushResponse>> {
        let message: PushRequest = try await message(request, upTo: limits.bodyBytes)
        let answer = try await sync.push(message, as: context.principal, userAgent: request.headers[.userAgent] ?? "")
        return self.answer(try answer.body(), at: answer.sequence)
    }

    @Sendable package func info(_ request: Request, context: VisitorContext) async throws -> Answer<SyncInfo> {
        .ok(try await sync.info())
    }

    private func answer<Message>(_ body: Data, at sequence: Int64?) -> Answer<OrRefusal<Message>> {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        if let sequence, let name = HTTPField.Name("X-Sync-Seq") { headers[name] = "\(sequence)" }
        return .encoded(body, headers: headers)
    }

    /// Envelopes ignore unknown fields; what they need and do not find is named by its pointer.
    private func message<Message: Decodable>(_ request: Request, upTo limit: Int) async throws -> Message {
        let mediaType = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard mediaType == "application/json" else { throw Problem(.unsupportedType, "json_expected") }
        var body = try await request.bytes(upTo: limit)
        switch request.headers[.contentEncoding]?.lowercased() {
        case nil, "identity": break
        case "gzip": body = try Gzip.unpacked(body, upTo: limit)
        default: throw Problem(.unsupportedType, "bad_encoding")
        }
        do {
            return try JSONDecoder().decode(Message.self, from: Data(body.readableBytesView))
        } catch DecodingError.keyNotFound(let key, let context) {
            throw badRequest(context.codingPath + [key])
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw badRequest(context.codingPath)
        } catch DecodingError.dataCorrupted(let context) {
            throw badRequest(context.codingPath)
        }
    }

    private func badRequest(_ path: [any CodingKey]) -> Problem {
        let pointer = path.map { "/" + ($0.intValue.map(String.init) ?? $0.stringValue) }.joined()
        return Problem(.malformed, "bad_request", arguments: ["pointer": pointer])
    }
}
