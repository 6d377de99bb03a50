import Core
import Hummingbird
import Mentoring
import WebSupport

/// Pages of what moderators decide about mentorships.
package struct MentoringCasePages: Sendable {
    let cases: MentoringCaseService
    let mentorships: MentorshipService
    let pages: PageRenderer

    package init(cases: MentoringCaseService, mentorships: MentorshipService, pages: PageRenderer) {
        (self.cases, self.mentorships, self.pages) = (cases, mentorships, pages)
    }

    // MARK: One's own

    @Sendable package func ownPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await own(context, after: try request.after)
    }

    private func own(
        _ context: MemberContext, after: PageCursor? = nil, appealed: MentoringPauseID? = nil, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let page = OwnMentoringCasesPage(
            found: try await cases.own(after: after, as: context.principal),
            pauses: try await cases.pauses(as: context.principal), isFirst: after == nil, appealed: appealed,
            form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitAppeal(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MentoringPauseID = try context.id("id")
        do {
            _ = try await cases.appeal(PauseAppealDraft(text: form["text"]), against: id, as: context.principal)
            return .seeOther("/mentoring/cases", flash: "appealed")
        } catch let problem as Problem where problem.belongsToForm {
            return try await own(context, appealed: id, form: form, problem: problem)
        }
    }

    @Sendable package func reportPage(_ request: Request, context: MemberContext) async throws -> Response {
        let message = request.typed("message")
        return try await report(try context.id("id"), message.isEmpty ? nil : message, context)
    }

    private func report(
        _ id: MentorshipID, _ message: String?, _ context: MemberContext, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        var reported: MentorshipMessage?
        if let message {
            guard let wanted = MentorshipMessageID(message) else { throw Problem.notFound }
            reported = try await mentorships.message(wanted, in: id, as: context.principal)
        }
        let page = MentorshipReportPage(
            mentorship: try await mentorships.mentorship(id, as: context.principal), message: reported, form: form,
            problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitReport(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MentorshipID = try context.id("id")
        let message = form["message"].flatMap { $0.isEmpty ? nil : $0 }
        var draft = MentorshipReportDraft(reason: form["reason"], note: form["note"])
        if let message {
            guard let wanted = MentorshipMessageID(message) else { throw Problem.notFound }
            draft.messageId = wanted
        }
        do {
            let (_, isNew) = try await cases.report(draft, in: id, as: context.principal)
            return .seeOther("/mentoring/cases", flash: isNew ? "flagged" : "flagged_before")
        } catch let problem as Problem where problem.belongsToForm {
            return try await report(id, message, context, form: form, problem: problem)
        }
    }

    // MARK: Moderators

    @Sendable package func queuePage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await queue(context, after: try request.after)
    }

    private func queue(
        _ context: ModeratorContext, after: PageCursor? = nil, decided: MentoringCaseID? = nil, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let page = MentoringCaseQueuePage(
            waiting: try await cases.queue(after: after, as: context.principal), isFirst: after == nil,
            decided: decided, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitDecision(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let id: MentoringCaseID = try context.id("id")
        do {
            let draft = MentoringCaseDecisionDraft(decision: form["decision"], answer: form["answer"])
            _ = try await cases.decide(draft, on: id, as: context.principal)
            return .seeOther("/moderation/mentorships", flash: "decided")
        } catch let problem as Problem where problem.belongsToForm {
            return try await queue(context, decided: id, form: form, problem: problem)
        }
    }
}
