import Core
import Hummingbird
import Moderation
import WebSupport

extension FlagDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["targetType": "post", "reason": "spam", "note": "Posted in five threads."]
}

extension DecisionDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "decision": "suspend", "note": "The third time.", "reason": "You asked members for money.",
    ]
}

extension SuspensionDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["reason": "You asked members for money.", "note": "The third time."]
}

extension AppealDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["text": "The offer is real: the employer's page names it."]
}

/// JSON routes of moderation.
package struct ModerationAPI: Sendable {
    let moderation: ModerationService

    package init(moderation: ModerationService) { self.moderation = moderation }

    // MARK: Flags

    @Sendable package func createFlag(
        _ request: Request, context: MemberContext, draft: FlagDraft
    ) async throws -> Answer<FlagRecord> {
        let (flag, isNew) = try await moderation.flag(draft, as: context.principal)
        return .created(FlagRecord(flag), at: "/api/v1/flags/\(flag.id)", isNew: isNew)
    }

    @Sendable package func listFlags(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<FlagRecord>> {
        let flags = try await moderation.flags(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: flags.items.map(FlagRecord.init), next: flags.next?.text))
    }

    @Sendable package func showFlag(_ request: Request, context: MemberContext) async throws -> Answer<FlagRecord> {
        .ok(FlagRecord(try await moderation.flag(try context.id("id"), as: context.principal)))
    }

    // MARK: Review

    @Sendable package func listItems(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<ReviewItemRecord>> {
        let queue = try await moderation.queue(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: queue.items.map(ReviewItemRecord.init), next: queue.next?.text))
    }

    @Sendable package func showItem(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ReviewItemRecord> {
        .ok(ReviewItemRecord(try await moderation.item(try context.id("id"), as: context.principal)))
    }

    @Sendable package func decide(
        _ request: Request, context: ModeratorContext, draft: DecisionDraft
    ) async throws -> Answer<ReviewItemRecord> {
        .ok(ReviewItemRecord(try await moderation.decide(draft, on: try context.id("id"), as: context.principal)))
    }

    // MARK: Members

    @Sendable package func suspend(
        _ request: Request, context: ModeratorContext, draft: SuspensionDraft
    ) async throws -> Answer<Nothing> {
        try await moderation.suspend(try context.text("username"), draft, as: context.principal)
        return .done
    }

    @Sendable package func lift(_ request: Request, context: ModeratorContext) async throws -> Answer<Nothing> {
        try await moderation.lift(try context.text("username"), note: "", as: context.principal)
        return .done
    }

    @Sendable package func restorePosts(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<Nothing> {
        try await moderation.restorePosts(of: try context.text("username"), as: context.principal)
        return .done
    }

    // MARK: One's own

    @Sendable package func listOwnItems(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<OwnItemRecord>> {
        let items = try await moderation.ownItems(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: items.items.map(OwnItemRecord.init), next: items.next?.text))
    }

    @Sendable package func appeal(
        _ request: Request, context: MemberContext, draft: AppealDraft
    ) async throws -> Answer<Nothing> {
        try await moderation.appeal(draft, on: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func setVouch(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await moderation.setVouch(true, for: try context.text("username"), as: context.principal)
        return .done
    }

    @Sendable package func removeVouch(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await moderation.setVouch(false, for: try context.text("username"), as: context.principal)
        return .done
    }

    // MARK: The log

    @Sendable package func listLog(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<ModerationRecord>> {
        let entries = try await moderation.log(
            .everyone, after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: entries.items.map(ModerationRecord.init), next: entries.next?.text))
    }
}
