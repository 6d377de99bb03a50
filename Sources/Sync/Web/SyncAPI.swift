import Core
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Sync
import SyncProtocol
import WebSupport

/// The endpoints of the sync protocol (sync.md, section 1).
package struct SyncAPI: Sendable {
    let sync: SyncService
    private let site: SiteAddress
    private let limits: SyncLimits

    package init(sync: SyncService, site: SiteAddress, limits: SyncLimits = SyncLimits()) {
        self.sync = sync
        self.site = site
        self.limits = limits
    }

    @Sendable package func pull(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OrRefusal<PullResponse>> {
        let message: PullRequest = try await message(request, upTo: 64 << 10)
        let answer = try await sync.waitingPull(
            message, as: context.principal, userAgent: request.headers[.userAgent] ?? "")
        let headers = headers(at: answer.sequence, of: message.clientGroupID, request, context)
        return .encoded(try answer.body(), headers: headers)
    }

    @Sendable package func push(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OrRefusal<PushResponse>> {
        let message: PushRequest = try await message(request, upTo: limits.bodyBytes)
        let answer = try await sync.push(message, as: context.principal, userAgent: request.headers[.userAgent] ?? "")
        let headers = headers(at: answer.sequence, of: message.clientGroupID, request, context)
        return .encoded(try answer.body(), headers: headers)
    }

    @Sendable package func info(_ request: Request, context: VisitorContext) async throws -> Answer<SyncInfo> {
        .ok(try await sync.info())
    }

    /// What is said of every answer; and to a browser, which device it is, so that signing out shuts it out.
    private func headers(
        at sequence: Int64?, of group: String, _ request: Request, _ context: MemberContext
    ) -> HTTPFields {
        var headers: HTTPFields = [.cacheControl: "no-store"]
        if let sequence, let name = HTTPField.Name("X-Sync-Seq") { headers[name] = "\(sequence)" }
        if let seconds = sync.backoff, let name = HTTPField.Name("Backoff") { headers[name] = "\(seconds)" }
        if case .session = context.member.credential, sequence != nil,
            let cookie = DeviceCookie.remembering(group, in: request, site)
        {
            headers[.setCookie] = cookie
        }
        return headers
    }

    /// Envelopes ignore unknown fields; what they need and do not find is named by its pointer.
    private func message<Message: Decodable>(_ request: Request, upTo limit: Int) async throws -> Message {
        let mediaType = request.headers[.contentType]?.split(separator: ";").first?.lowercased()
        guard mediaType == "application/json" else { throw Problem(.unsupportedType, "json_expected") }
        let body = try await body(request, upTo: limit)
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

    private func body(_ request: Request, upTo limit: Int) async throws -> ByteBuffer {
        do {
            let body = try await request.bytes(upTo: limit)
            switch request.headers[.contentEncoding]?.lowercased() {
            case nil, "identity": return body
            case "gzip": return try Gzip.unpacked(body, upTo: limit)
            default: throw Problem(.unsupportedType, "bad_encoding")
            }
        } catch var problem as Problem where problem.kind == .tooLarge {
            problem.arguments["maxMutations"] = "\(limits.mutations)"
            throw problem
        }
    }

    private func badRequest(_ path: [any CodingKey]) -> Problem {
        let pointer = path.map { "/" + ($0.intValue.map(String.init) ?? $0.stringValue) }.joined()
        return Problem(.malformed, "bad_request", arguments: ["pointer": pointer])
    }
}
