import Core
import HTTPTypes
import Hummingbird
import Moderation
import Mustache
import Texts
import WebSupport

/// Who wrote an anonymous post: asked for by one moderator, agreed to by another.
extension ModerationPages {
    @Sendable package func submitUnmasking(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let id: ReviewItemID = try context.id("id")
        do {
            _ = try await moderation.requestUnmasking(
                UnmaskingDraft(reason: form["reason"]), of: id, as: context.principal)
            return .seeOther("/moderation/items/\(id)", flash: "unmask_requested")
        } catch let problem as Problem where problem.belongsToForm {
            return try await item(context, form: form, problem: problem)
        }
    }

    @Sendable package func confirmUnmasking(_ request: Request, context: ModeratorContext) async throws -> Response {
        let id: ReviewItemID = try context.id("id")
        _ = try await moderation.confirmUnmasking(of: id, as: context.principal)
        return .seeOther("/moderation/items/\(id)", flash: "unmasked")
    }
}

/// How it stands.
struct UnmaskingView: MustacheParent {
    let found: ReviewCase
    let unmasking: Unmasking
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "requesterName":
            unmasking.requesterName.isEmpty ? visit.phrases.text("former_member") : unmasking.requesterName
        case "unmaskReasonText": unmasking.reason
        case "requestedAt": Moment(unmasking.requestedAt, visit)
        case "confirmPaths":
            unmasking.confirmedAt == nil ? ["/moderation/items/\(found.item.id)/unmasking/confirm"] : []
        case "unmaskedPeople": found.unmasked.map { [MemberLink(member: $0, visit: visit)] } ?? []
        case "isForOthers": unmasking.confirmedAt != nil && found.unmasked == nil
        default: nil
        }
    }
}

extension UnmaskingDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["reason": "The same scam in five threads."]
}

extension ModerationAPI {
    @Sendable package func requestUnmasking(
        _ request: Request, context: ModeratorContext, draft: UnmaskingDraft
    ) async throws -> Answer<ReviewItemRecord> {
        .ok(
            ReviewItemRecord(
                try await moderation.requestUnmasking(draft, of: try context.id("id"), as: context.principal)))
    }

    @Sendable package func confirmUnmasking(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ReviewItemRecord> {
        .ok(ReviewItemRecord(try await moderation.confirmUnmasking(of: try context.id("id"), as: context.principal)))
    }
}
