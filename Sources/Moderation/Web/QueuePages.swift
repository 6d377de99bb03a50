import Core
import HTTPTypes
import Hummingbird
import Moderation
import WebSupport

/// Pages for moderators.
extension ModerationPages {
    @Sendable package func queuePage(_ request: Request, context: ModeratorContext) async throws -> Response {
        let after = try request.after
        let queue = try await moderation.queue(after: after, as: context.principal)
        return pages.response(QueuePage(queue: queue, isFirst: after == nil, visit: context.visit), context.visit)
    }

    @Sendable package func itemPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await item(context)
    }

    @Sendable package func submitDecision(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let draft = DecisionDraft(
            decision: form["decision"], note: form["note"], days: form["days"].flatMap { Int($0) },
            reason: form["reason"])
        do {
            _ = try await moderation.decide(draft, on: try context.id("id"), as: context.principal)
            return .seeOther("/moderation", flash: "decided")
        } catch let problem as Problem where problem.belongsToForm {
            return try await item(context, form: form, problem: problem)
        }
    }

    func item(
        _ context: ModeratorContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let found = try await moderation.item(try context.id("id"), as: context.principal)
        let page = ItemPage(found: found, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    // MARK: Members

    @Sendable package func memberPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await member(context)
    }

    @Sendable package func submitSuspension(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let draft = SuspensionDraft(
            days: form["days"].flatMap { Int($0) }, reason: form["reason"], note: form["note"],
            hidesPosts: form["hidesPosts"] != nil)
        let username = try context.text("username")
        do {
            try await moderation.suspend(username, draft, as: context.principal)
            return .seeOther("/moderation/members/\(Links.escaped(username))", flash: "suspended")
        } catch let problem as Problem where problem.belongsToForm {
            return try await member(context, form: form, problem: problem)
        }
    }

    @Sendable package func submitLift(_ request: Request, context: ModeratorContext) async throws -> Response {
        let username = try context.text("username")
        let note = try await request.form()["note"] ?? ""
        try await moderation.lift(username, note: note, as: context.principal)
        return .seeOther("/moderation/members/\(Links.escaped(username))", flash: "suspension_lifted")
    }

    @Sendable package func submitRestoring(_ request: Request, context: ModeratorContext) async throws -> Response {
        let username = try context.text("username")
        try await moderation.restorePosts(of: username, as: context.principal)
        return .seeOther("/moderation/members/\(Links.escaped(username))", flash: "posts_restored")
    }

    private func member(
        _ context: ModeratorContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let found = try await moderation.member(try context.text("username"), as: context.principal)
        let entries = try await moderation.log(.about(found.facts.id), as: context.principal)
        let page = MemberCasePage(
            found: found, entries: entries.items, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    // MARK: The whole log

    @Sendable package func auditPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        let after = try request.after
        let entries = try await moderation.log(.staff, after: after, as: context.principal)
        return pages.response(AuditPage(entries: entries, isFirst: after == nil, visit: context.visit), context.visit)
    }
}
