import Foundation
import SyncProtocol

/// Why a push must go another way; the queue is whole.
enum PushObstacle: Error, Sendable, Equatable {
    /// The server expects another number of a client.
    case gap(client: String, expected: Int64)
    /// Another device counts under the same name.
    case forked(client: String)
    /// The server's history was rewritten: pull first.
    case rewritten
    case tooLarge
}

/// What the protocol says in answers other than the one that was hoped for (sync.md, section 8).
enum Answers {
    private struct Details: Decodable {
        let code: String?
        let detail: String?
        let arguments: [String: String]?
    }

    /// The message of an answer.
    /// - Throws: `SyncFault`, `PushObstacle`.
    static func message<Message: Decodable>(_ type: Message.Type, _ reply: Line.Reply) throws -> Message {
        guard reply.status == 200 else { throw refusal(reply) }
        // Refusals are short; large pages are read once.
        if reply.body.count < 1_000, let refusal = try? JSONDecoder().decode(SyncRefusal.self, from: reply.body) {
            switch refusal {
            case .clientStateNotFound: throw SyncFault.revoked
            case .versionNotSupported: throw SyncFault.updateNeeded
            }
        }
        do {
            return try JSONDecoder().decode(type, from: reply.body)
        } catch {
            // Networks that want a sign-in of their own answer everything, with status 200.
            throw SyncFault.unreachable("the answer is none of a Karwan server")
        }
    }

    private static func refusal(_ reply: Line.Reply) -> any Error {
        let details = try? JSONDecoder().decode(Details.self, from: reply.body)
        let code = details?.code.flatMap { SyncProblemCode(rawValue: $0) }
        let client = details?.arguments?["clientID"] ?? ""
        switch (reply.status, code) {
        case (400, _): return SyncFault.malformed(details?.arguments?["pointer"] ?? details?.detail ?? "")
        case (401, _): return SyncFault.signInNeeded
        case (403, .groupOwnedByOther): return SyncFault.otherMember
        case (403, .accountSuspended): return SyncFault.suspended
        case (403, _): return details == nil ? SyncFault.unreachable("status 403") : SyncFault.signInNeeded
        case (409, .mutationGap):
            return PushObstacle.gap(
                client: client, expected: details?.arguments?["expected"].flatMap { Int64($0) } ?? 1)
        case (409, .clientForked): return PushObstacle.forked(client: client)
        case (409, _) where details?.code == "epoch_changed": return PushObstacle.rewritten
        case (413, _): return PushObstacle.tooLarge
        case (429, _), (503, _): return SyncFault.busy(retryAfter: reply.retryAfter)
        default: return SyncFault.failed(status: reply.status)
        }
    }
}
