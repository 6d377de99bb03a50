import Core
import Hummingbird
import Mentoring
import WebSupport

/// Mentors as members meet them, and what moderators decide about them.
extension MentoringPages {
    @Sendable package func listPage(_ request: Request, context: MemberContext) async throws -> Response {
        var page = MentorListPage(form: MentorFilterForm(request, visit: context.visit), visit: context.visit)
        page.day = mentoring.today
        do {
            let after = try request.after
            page.isFirst = after == nil
            page.found = try await mentoring.mentors(try request.mentorFilter, after: after, as: context.principal)
            page.pathways = try await mentoring.pathways()
            if page.isFirst, page.form.isEmpty { try await suggest(on: &page, context) }
            return unlisted(pages.response(page, context.visit))
        } catch let problem as Problem where problem.kind == .invalid {
            page.form.problem = problem
            return unlisted(pages.response(page, context.visit, refusing: problem))
        }
    }

    /// Who has said what they look for is shown who fits; who may not write may read the list all the same.
    private func suggest(on page: inout MentorListPage, _ context: MemberContext) async throws {
        do {
            page.suggestions = try await mentoring.suggestions(as: context.principal)
        } catch let problem as Problem where [.conflict, .forbidden].contains(problem.kind) {
            page.needsProfile = problem.code == "mentee_profile_missing"
        }
    }

    @Sendable package func mentorPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await show(try context.text("username"), context)
    }

    private func show(
        _ username: String, _ context: some PageContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let (mentor, hours) = try await mentoring.mentor(username, as: context.principal)
        let unwanted = try await mentoring.rules(as: context.principal).unwanted
        let isOwn = mentor.member.id == context.principal.member?.id
        let waitlist =
            isOwn || mentor.verification < 1
            ? nil : try await mentorships.waitlist(of: mentor.member.username, as: context.principal)
        let page = MentorPage(
            mentor: mentor, waitlist: waitlist, hours: hours, pathways: try await mentoring.pathways(),
            day: mentoring.today,
            isUnwanted: unwanted.contains { $0.id == mentor.member.id }, form: form, problem: problem,
            visit: context.visit)
        return unlisted(pages.response(page, context.visit, refusing: problem))
    }

    @Sendable package func submitUnwanted(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let isOn = !form.wants("again")
        try await mentoring.setUnwanted(isOn, try context.text("username"), as: context.principal)
        return .seeOther(isOn ? "/mentors" : "/mentoring/rules", flash: isOn ? "mentor_unwanted" : "mentor_wanted")
    }

    // MARK: Moderators

    @Sendable package func queuePage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await queue(context, after: try request.after)
    }

    private func queue(
        _ context: ModeratorContext, after: PageCursor? = nil, decided: MentorReviewID? = nil, form: Form? = nil,
        problem: Problem? = nil
    ) async throws -> Response {
        let page = MentorQueuePage(
            waiting: try await mentoring.openReviews(after: after, as: context.principal), isFirst: after == nil,
            decided: decided, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitDecision(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let id: MentorReviewID = try context.id("id")
        do {
            let draft = MentorDecisionDraft(
                decision: form["decision"], basis: form["basis"], answer: form["answer"])
            _ = try await mentoring.decide(draft, on: id, as: context.principal)
            return .seeOther("/moderation/mentors", flash: "decided")
        } catch let problem as Problem where problem.belongsToForm {
            return try await queue(context, decided: id, form: form, problem: problem)
        }
    }

    @Sendable package func submitLoweredLevel(
        _ request: Request, context: ModeratorContext
    ) async throws -> Response {
        let form = try await request.form()
        let username = try context.text("username")
        do {
            let draft = MentorLevelDraft(level: form.whole("level"), note: form["note"])
            let mentor = try await mentoring.setLevel(draft, of: username, as: context.principal)
            return .seeOther(mentor.path, flash: "decided")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(username, context, form: form, problem: problem)
        }
    }
}

extension Request {
    /// What the list of mentors is narrowed by.
    /// - Throws: `invalid` naming what cannot be read.
    var mentorFilter: MentorFilter {
        get throws {
            try MentorFilter(
                country: CountryNames.code(of: typed("country")), topic: typed("topic"), language: typed("language"),
                pathway: typed("pathway"))
        }
    }
}
