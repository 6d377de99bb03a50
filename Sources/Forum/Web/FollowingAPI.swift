import Core
import Forum
import Hummingbird
import WebSupport

extension LevelDraft: APIDraft {
    package static let fieldNames: Set<String> = ["level"]
    package static let samples = ["level": NoticeLevel.watching.rawValue]
}

/// JSON routes of what a member follows.
extension ForumAPI {
    @Sendable package func setThreadLevel(
        _ request: Request, context: MemberContext, draft: LevelDraft
    ) async throws -> Answer<LevelRecord> {
        .ok(try await forum.setLevel(draft, of: .thread(try context.id("id")), as: context.principal))
    }

    @Sendable package func setCategoryLevel(
        _ request: Request, context: MemberContext, draft: LevelDraft
    ) async throws -> Answer<LevelRecord> {
        .ok(try await forum.setLevel(draft, of: .category(try context.id("id")), as: context.principal))
    }

    @Sendable package func setTagLevel(
        _ request: Request, context: MemberContext, draft: LevelDraft
    ) async throws -> Answer<LevelRecord> {
        let tag = try await forum.tag(try context.text("tag"), as: context.principal)
        return .ok(try await forum.setLevel(draft, of: .tag(tag.id), as: context.principal))
    }

    @Sendable package func listLevels(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<LevelRecord>> {
        .ok(ListAnswer(items: try await forum.levels(as: context.principal), next: nil))
    }

    @Sendable package func listFollowed(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<ThreadRecord>> {
        let list = request.query("list").map { FollowedList(rawValue: $0) } ?? .following
        guard let list else { throw Problem.invalid("list", "unknown_choice") }
        let page = try await forum.threads(
            list, after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: page.items.map { ThreadRecord($0, withAuthor: true) }, next: page.next?.text))
    }
}
