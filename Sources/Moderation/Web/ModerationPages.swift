import Core
import Forum
import HTTPTypes
import Hummingbird
import Moderation
import WebSupport

/// Pages of moderation for members: flags, one's own standing, the public log.
package struct ModerationPages: Sendable {
    let moderation: ModerationService
    let pages: PageRenderer

    package init(moderation: ModerationService, pages: PageRenderer) {
        self.moderation = moderation
        self.pages = pages
    }

    // MARK: Flags

    /// Who may not flag learns it before filling in a form.
    @Sendable package func flagPage(_ request: Request, context: MemberContext) async throws -> Response {
        let found = try await moderation.flaggable(try context.id("id"), as: context.principal)
        if found.flag != nil { return .seeOther("/flags", flash: "flagged_before") }
        return pages.response(FlagPage(post: found.post, form: nil, problem: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitFlag(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: PostID = try context.id("id")
        let draft = FlagDraft(
            targetType: FlagTarget.post.rawValue, targetId: id, reason: form["reason"], note: form["note"])
        do {
            let isNew = try await moderation.flag(draft, as: context.principal).isNew
            return .seeOther("/flags", flash: isNew ? "flagged" : "flagged_before")
        } catch let problem as Problem where problem.belongsToForm {
            let post = try await moderation.flaggable(id, as: context.principal).post
            let page = FlagPage(post: post, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func flagsPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let flags = try await moderation.flags(after: after, as: context.principal)
        return pages.response(FlagsPage(flags: flags, isFirst: after == nil, visit: context.visit), context.visit)
    }

    // MARK: One's own standing

    @Sendable package func standingPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await standing(context)
    }

    @Sendable package func submitSuspensionAppeal(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            try await moderation.appealSuspension(AppealDraft(text: form["text"]), as: context.principal)
            return .seeOther("/standing", flash: "appealed")
        } catch let problem as Problem where problem.belongsToForm {
            return try await standing(context, form: form, problem: problem)
        }
    }

    @Sendable package func appealPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await appeal(context)
    }

    @Sendable package func submitAppeal(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            try await moderation.appeal(
                AppealDraft(text: form["text"]), on: try context.id("id"), as: context.principal)
            return .seeOther("/standing", flash: "appealed")
        } catch let problem as Problem where problem.belongsToForm {
            return try await appeal(context, form: form, problem: problem)
        }
    }

    private func standing(
        _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = StandingPage(
            standing: try await moderation.standing(as: context.principal), form: form, problem: problem,
            visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    private func appeal(
        _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let own = try await moderation.ownItem(try context.id("id"), as: context.principal)
        guard own.canAppeal || problem != nil else { throw Problem(.conflict, "no_appeal") }
        let page = AppealPage(own: own, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitVouch(_ request: Request, context: MemberContext) async throws -> Response {
        let isOn = try await request.form()["vouch"] != "off"
        let username = try context.text("username")
        try await moderation.setVouch(isOn, for: username, as: context.principal)
        return .seeOther(Links.member(Links.escaped(username)), flash: isOn ? "vouched" : "vouch_taken_back")
    }

    // MARK: The public log

    @Sendable package func logPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let after = try request.after
        let entries = try await moderation.log(.everyone, after: after, as: context.principal)
        return pages.response(LogPage(entries: entries, isFirst: after == nil, visit: context.visit), context.visit)
    }
}
