import Core
import HTTPTypes
import Hummingbird
import Mentoring
import WebSupport

/// Pages of mentors and mentees: nothing of them is for search engines.
package struct MentoringPages: Sendable {
    /// What a member's account says already.
    package typealias Known = @Sendable (Principal) async throws -> KnownProfile

    let mentoring: MentoringService
    let mentorships: MentorshipService
    let pages: PageRenderer
    let known: Known
    let questions: QuestionSource

    package init(
        mentoring: MentoringService, mentorships: MentorshipService, pages: PageRenderer, known: @escaping Known,
        questions: @escaping QuestionSource
    ) {
        self.mentoring = mentoring
        self.mentorships = mentorships
        self.pages = pages
        self.known = known
        self.questions = questions
    }

    // MARK: One's own

    @Sendable package func ownPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await own(context)
    }

    private func own(
        _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = OwnMentoringPage(
            own: try await mentoring.own(as: context.principal), day: mentoring.today, form: form, problem: problem,
            visit: context.visit)
        return unlisted(pages.response(page, context.visit, refusing: problem))
    }

    @Sendable package func submitLevel(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let draft = MentorReviewDraft(level: form.whole("level"), note: form["note"])
            _ = try await mentoring.requestLevel(draft, as: context.principal)
            return .seeOther("/mentoring", flash: "mentor_level_asked")
        } catch let problem as Problem where problem.belongsToForm {
            return try await own(context, form: form, problem: problem)
        }
    }

    @Sendable package func mentorFormPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await mentorForm(context)
    }

    private func mentorForm(
        _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = MentorFormPage(
            own: try await mentoring.own(as: context.principal), known: try await known(context.principal),
            pathways: try await pathwayChoices(context), form: form, problem: problem, visit: context.visit)
        return unlisted(pages.response(page, context.visit, refusing: problem))
    }

    @Sendable package func submitMentor(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let mentor = try await mentoring.setMentor(
                form.mentorDraft, from: form["revision"].flatMap { Int64($0) }, as: context.principal)
            return .seeOther("/mentoring", flash: mentor.verification == 0 ? "mentor_waits" : "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await mentorForm(context, form: form, problem: problem)
        }
    }

    @Sendable package func menteeFormPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await menteeForm(context)
    }

    private func menteeForm(
        _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = MenteeFormPage(
            own: try await mentoring.own(as: context.principal), known: try await known(context.principal),
            pathways: try await pathwayChoices(context), form: form, problem: problem, visit: context.visit)
        return unlisted(pages.response(page, context.visit, refusing: problem))
    }

    @Sendable package func submitMentee(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            _ = try await mentoring.setMentee(
                form.menteeDraft, from: form["revision"].flatMap { Int64($0) }, as: context.principal)
            let hours = try await mentoring.own(as: context.principal).hours
            // Without hours there is nobody to suggest.
            let needsHours = hours.windows.isEmpty && form["isAsyncOnly"] != "on"
            return .seeOther(needsHours ? "/mentoring/availability" : "/mentors", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await menteeForm(context, form: form, problem: problem)
        }
    }

    private func pathwayChoices(_ context: MemberContext) async throws -> [(value: String, label: String)] {
        try await mentoring.pathways().map { id, pathway in
            (id, "\(Names.country(pathway.country, context.visit.language)): \(pathway.name)")
        }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    }

    // MARK: Hours and rules

    @Sendable package func hoursPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await hours(context)
    }

    private func hours(
        _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let hours = try await mentoring.own(as: context.principal).hours
        let page = HoursPage(stored: HoursRecord(hours), form: form, problem: problem, visit: context.visit)
        return unlisted(pages.response(page, context.visit, refusing: problem))
    }

    @Sendable package func submitHours(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            _ = try await mentoring.setHours(form.hoursDraft, as: context.principal)
            return .seeOther("/mentoring", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await hours(context, form: form, problem: problem)
        }
    }

    @Sendable package func rulesPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await rules(context)
    }

    private func rules(
        _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = PrivateRulesPage(
            own: try await mentoring.rules(as: context.principal), form: form, problem: problem, visit: context.visit)
        return unlisted(pages.response(page, context.visit, refusing: problem))
    }

    @Sendable package func submitRules(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            try await mentoring.setRules(form.rulesDraft, as: context.principal)
            return .seeOther("/mentoring/rules", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            return try await rules(context, form: form, problem: problem)
        }
    }

    func unlisted(_ response: Response) -> Response {
        var response = response
        if let name = HTTPField.Name("X-Robots-Tag") { response.headers[name] = "noindex" }
        return response
    }
}
