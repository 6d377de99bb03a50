import Core
import HTTPTypes
import Hummingbird
import Mentoring
import WebSupport

/// Pages of invitations: for members, and nothing for search engines.
package struct InvitationPages: Sendable {
    let mentorships: MentorshipService
    let mentoring: MentoringService
    let pages: PageRenderer

    package init(mentorships: MentorshipService, mentoring: MentoringService, pages: PageRenderer) {
        self.mentorships = mentorships
        self.mentoring = mentoring
        self.pages = pages
    }

    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await list(context, after: try request.after)
    }

    private func list(
        _ context: MemberContext, after: PageCursor? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = InvitationListPage(
            found: try await mentorships.invitations(after: after, as: context.principal),
            isFindable: try await mentorships.isFindable(as: context.principal), isFirst: after == nil,
            problem: problem, visit: context.visit)
        return unlisted(pages.response(page, context.visit, refusing: problem))
    }

    @Sendable package func submitFindable(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let isOn = form.wants("on")
        do {
            try await mentorships.setFindable(isOn, as: context.principal)
            return .seeOther("/mentoring/invitations", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await list(context, problem: problem)
        }
    }

    @Sendable package func submitStep(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            guard let event = InvitationEvent(rawValue: form["step"] ?? ""), InvitationEvent.steps.contains(event)
            else { throw Problem.invalid("step", "unknown_choice") }
            let id: InvitationID = try context.id("id")
            let answered = try await mentoring.orNextChoice(as: context.principal) {
                try await mentorships.answer(event, id, as: context.principal)
            }
            let path = answered.mentorship.map { "/mentoring/mentorships/\($0)" } ?? "/mentoring/invitations"
            return .seeOther(path, flash: "mentorship_saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await list(context, problem: problem)
        }
    }

    // MARK: The mentor's side

    @Sendable package func menteesPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let page = FindableMenteesPage(
            found: try await mentorships.findableMentees(after: after, as: context.principal), isFirst: after == nil,
            visit: context.visit)
        return unlisted(pages.response(page, context.visit))
    }

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        let mentee = try await mentorships.findableMentee(request.typed("mentee"), as: context.principal)
        return unlisted(pages.response(InvitationFormPage(mentee: mentee, visit: context.visit), context.visit))
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        var draft = InvitationDraft()
        (draft.mentee, draft.track, draft.message) = (form["mentee"], form["track"], form["message"])
        do {
            _ = try await mentorships.invite(draft, form: form.receipt, as: context.principal)
            return .seeOther("/mentoring/invitations", flash: "mentor_invited")
        } catch let problem as Problem where problem.belongsToForm {
            let mentee = try await mentorships.findableMentee(form["mentee"] ?? "", as: context.principal)
            let page = InvitationFormPage(mentee: mentee, form: form, problem: problem, visit: context.visit)
            return unlisted(pages.response(page, context.visit, refusing: problem))
        }
    }

    private func unlisted(_ response: Response) -> Response {
        var response = response
        if let name = HTTPField.Name("X-Robots-Tag") { response.headers[name] = "noindex" }
        return response
    }
}
