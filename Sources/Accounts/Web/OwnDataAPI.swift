import Accounts
import Core
import Hummingbird
import WebSupport

extension LeavingDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["posts": "anonymise"]
}

/// JSON routes of one's own sessions, data and blocks.
extension AccountAPI {
    @Sendable package func listSessions(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<Session>> {
        .ok(ListAnswer(items: try await sessions.sessions(as: context.principal), next: nil))
    }

    @Sendable package func removeSession(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await sessions.revokeSession(try context.text("id"), as: context.principal)
        return .done
    }

    @Sendable package func export(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ExportAnswer> {
        .encoded(try await leaving.export(as: context.principal), headers: [.cacheControl: "no-store"])
    }

    @Sendable package func leave(
        _ request: Request, context: MemberContext, draft: LeavingDraft
    ) async throws -> Answer<LeavingService.Deletion> {
        let posts = try draft.validated()
        try await sessions.confirm(password: draft.password ?? "", as: context.principal)
        return .accepted(try await leaving.requestDeletion(posts, as: context.principal))
    }

    @Sendable package func listBlocks(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<BlockedMember>> {
        .ok(ListAnswer(items: try await accounts.blocks(as: context.principal), next: nil))
    }

    @Sendable package func setBlock(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await accounts.setBlock(true, on: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func removeBlock(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await accounts.setBlock(false, on: try context.id("id"), as: context.principal)
        return .done
    }
}

/// What an export looks like: lists of one's own things, by kind.
package struct ExportAnswer: Codable, Sendable {
    let exportedAt: Timestamp
}
