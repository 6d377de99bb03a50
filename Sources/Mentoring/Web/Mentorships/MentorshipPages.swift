import Core
import Hummingbird
import Mentoring
import WebSupport

/// Pages of mentorships: for the two alone.
package struct MentorshipPages: Sendable {
    let mentorships: MentorshipService
    let cases: MentoringCaseService
    let mentoring: MentoringService
    let pages: PageRenderer

    package init(
        mentorships: MentorshipService, cases: MentoringCaseService, mentoring: MentoringService, pages: PageRenderer
    ) {
        self.mentorships = mentorships
        self.cases = cases
        self.mentoring = mentoring
        self.pages = pages
    }

    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let first = try await after == nil ? mentorships.first(as: context.principal) : []
        let page = MentorshipListPage(
            found: try await mentorships.mentorships(after: after, as: context.principal), first: first,
            isFirst: after == nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    // MARK: Asking

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        _ = try context.principal.requireWriter()
        guard context.principal.canAskMentors else { throw Problem(.forbidden, "mentor_trust") }
        let mentor = try await mentorships.mentor(request.typed("mentor"), as: context.principal)
        let left = try await mentorships.left(as: context.principal)
        return pages.response(MentorshipFormPage(mentor: mentor, left: left, visit: context.visit), context.visit)
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let mentor = try await mentorships.mentor(form["mentor"] ?? "", as: context.principal)
        do {
            let (mentorship, _) = try await mentorships.ask(
                form.mentorshipDraft, form: form.receipt, as: context.principal)
            return .seeOther(mentorship.path, flash: mentorship.course.isHeld ? "mentor_held" : "mentor_asked")
        } catch let problem as Problem where problem.belongsToForm {
            let left = try await mentorships.left(as: context.principal)
            let page = MentorshipFormPage(
                mentor: mentor, left: left, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    // MARK: One

    @Sendable package func page(_ request: Request, context: MemberContext) async throws -> Response {
        try await show(try context.id("id"), context, after: try request.after)
    }

    func show(
        _ id: MentorshipID, _ context: MemberContext, after: PageCursor? = nil, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let mentorship = try await mentorships.mentorship(id, as: context.principal)
        let side = mentorship.side(of: context.member.id) ?? .mentee
        let isWithout = side == .mentee && mentorship.course.isRefused(at: context.visit.now)
        let page = MentorshipPage(
            mentorship: mentorship, side: side,
            next: isWithout ? await mentoring.nextChoice(as: context.principal) : nil,
            messages: try await mentorships.messages(in: id, after: after, as: context.principal),
            meetings: try await mentorships.nextMeetings(in: id, as: context.principal),
            goals: try await mentorships.goals(in: id, as: context.principal).goals,
            feedback: try await mentorships.feedback(on: id, as: context.principal),
            mentor: mentorship.tellsMentor(to: context.member.id)
                ? try await mentorships.acceptedMentor(id, as: context.principal) : nil,
            held: mentorship.course.heldAt == nil ? nil : try await cases.held(id, as: context.principal),
            isFirst: after == nil, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitStep(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MentorshipID = try context.id("id")
        do {
            let taken = try await mentorships.take(try form.mentorshipStep, id, as: context.principal)
            return .seeOther(taken.path, flash: "mentorship_saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }

    @Sendable package func submitMessage(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MentorshipID = try context.id("id")
        do {
            let draft = MentorshipMessageDraft(
                id: form["newID"].flatMap { MentorshipMessageID($0) }, body: form["body"])
            _ = try await mentorships.write(draft, to: id, form: form.receipt, as: context.principal)
            return .seeOther("/mentoring/mentorships/\(id)", flash: "message_sent")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }
}

extension Form {
    var mentorshipDraft: MentorshipDraft {
        var draft = MentorshipDraft()
        draft.mentor = self["mentor"]
        draft.track = self["track"]
        draft.goal = self["goal"]
        draft.background = self["background"]
        draft.question = self["question"]
        return draft
    }

    /// The step whose button was pressed.
    /// - Throws: `invalid` naming every field that is wrong.
    var mentorshipStep: MentorshipStep {
        get throws {
            guard let event = MentorshipEvent(rawValue: self["step"] ?? ""), MentorshipEvent.steps.contains(event)
            else { throw Problem.invalid("step", "unknown_choice") }
            switch event {
            case .accept:
                var draft = filled(MentorshipAcceptance(), event)
                draft.weeks = self["weeks"].map { Int(UserText.clean($0, .line)) ?? -1 }
                return try draft.step(event)
            case .extend:
                var draft = filled(MentorshipProlongation(), event)
                draft.weeks = self["weeks"].map { Int(UserText.clean($0, .line)) ?? -1 }
                return try draft.step(event)
            case .decline:
                var draft = filled(MentorshipRefusal(), event)
                draft.reason = self["reason"]
                return try draft.step(event)
            case .askMore:
                var draft = filled(MentorshipInquiry(), event)
                draft.question = self["question"]
                return try draft.step(event)
            case .pause:
                var draft = filled(MentorshipPause(), event)
                draft.until = self["until"]
                return try draft.step(event)
            default:
                var draft = filled(MentorshipMove(), event)
                draft.reason = self["reason"]
                return try draft.step(event)
            }
        }
    }

    /// A second tap on a button is the same step from the same version.
    private func filled<Draft: MentorshipStepDraft>(_ draft: Draft, _ event: MentorshipEvent) -> Draft {
        var draft = draft
        let version = UserText.clean(self["version"] ?? "", .line)
        draft.version = version.isEmpty ? nil : Int64(version) ?? -1
        if let version = draft.version { draft.key = "page-\(event.rawValue)-\(version)" }
        return draft
    }
}
