import Core
import HTTPTypes
import Hummingbird
import Opportunities
import WebSupport

/// Pages of the talent directory: nothing of it is for search engines.
package struct TalentPages: Sendable {
    /// What a profile says already, so that one press is enough.
    package typealias Profile = @Sendable (Principal) async throws -> (skills: [String], destination: String?)

    let talent: TalentService
    let pages: PageRenderer
    let profile: Profile

    package init(talent: TalentService, pages: PageRenderer, profile: @escaping Profile) {
        self.talent = talent
        self.pages = pages
        self.profile = profile
    }

    // MARK: One's own

    @Sendable package func ownPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await own(context, after: try request.after)
    }

    private func own(
        _ context: MemberContext, after: PageCursor? = nil, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let principal = context.principal
        let page = OwnTalentPage(
            entry: try await talent.ownEntry(as: principal), looks: try await talent.looks(after: after, as: principal),
            isFirst: after == nil, mayLook: try await talent.mayLook(as: principal),
            known: try await profile(principal), form: form, problem: problem, visit: context.visit)
        return unlisted(pages.response(page, context.visit, refusing: problem))
    }

    @Sendable package func submitEntry(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            _ = try await talent.list(form.talentDraft, as: context.principal)
            return .seeOther("/talent", flash: "talent_listed")
        } catch let problem as Problem where problem.belongsToForm {
            return try await own(context, form: form, problem: problem)
        }
    }

    @Sendable package func submitLeave(_ request: Request, context: MemberContext) async throws -> Response {
        try await talent.leave(as: context.principal)
        return .seeOther("/talent", flash: "talent_left")
    }

    // MARK: The directory

    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let destination = request.typed("destination")
        let page = TalentDirectoryPage(
            entries: try await talent.entries(to: destination, after: after, as: context.principal),
            destination: destination, isFirst: after == nil, visit: context.visit)
        return unlisted(pages.response(page, context.visit))
    }

    @Sendable package func entryPage(_ request: Request, context: MemberContext) async throws -> Response {
        let entry = try await talent.entry(try context.id("id"), as: context.principal)
        return unlisted(pages.response(TalentEntryPage(entry: entry, visit: context.visit), context.visit))
    }

    private func unlisted(_ response: Response) -> Response {
        var response = response
        if let name = HTTPField.Name("X-Robots-Tag") { response.headers[name] = "noindex" }
        return response
    }
}

extension Form {
    var talentDraft: TalentDraft {
        var draft = TalentDraft()
        draft.headline = self["headline"]
        draft.skills = list("skills")
        draft.destinations = list("destinations")
        draft.noticeWeeks = whole("noticeWeeks")
        draft.reason = self["reason"]
        return draft
    }
}
