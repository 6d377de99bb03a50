import Core
import Hummingbird
import Opportunities
import WebSupport

/// Pages of doors that ambassadors open.
package struct OpportunityPages: Sendable {
    let opportunities: OpportunityService
    let pages: PageRenderer

    package init(opportunities: OpportunityService, pages: PageRenderer) {
        self.opportunities = opportunities
        self.pages = pages
    }

    @Sendable package func listPage(_ request: Request, context: VisitorContext) async throws -> Response {
        var page = OpportunitiesPage(form: OpportunityFilterForm(request, visit: context.visit), visit: context.visit)
        do {
            let after = try request.after
            page.isFirst = after == nil
            page.found = try await opportunities.opportunities(try request.opportunityFilter, after: after)
            return pages.response(page, context.visit)
        } catch let problem as Problem where problem.kind == .invalid {
            page.form.problem = problem
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func ownPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let page = OwnOpportunitiesPage(
            found: try await opportunities.ownOpportunities(after: after, as: context.principal),
            isFirst: after == nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func page(_ request: Request, context: VisitorContext) async throws -> Response {
        try await show(try context.id("id"), context, after: try request.after)
    }

    private func show(
        _ id: OpportunityID, _ context: some PageContext, after: PageCursor? = nil, answered: InterestID? = nil,
        form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let principal = context.principal
        let opportunity = try await opportunities.opportunity(id, as: principal)
        let isPosters = principal.canReadInterests(of: opportunity)
        let page = OpportunityPage(
            opportunity: opportunity, ownInterest: try await opportunities.ownInterest(in: id, as: principal),
            interests: isPosters
                ? try await opportunities.interests(in: id, after: after, as: principal)
                : Paged(items: [], next: nil),
            isFirst: after == nil, answered: answered, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    // MARK: The ambassador's

    @Sendable package func newPage(_ request: Request, context: MemberContext) async throws -> Response {
        _ = try context.principal.requireWriter()
        guard context.principal.canPostOpportunities else { throw Problem(.forbidden, "opportunity_role") }
        return pages.response(OpportunityFormPage(opportunity: nil, visit: context.visit), context.visit)
    }

    @Sendable package func submitNew(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        do {
            let (opportunity, _) = try await opportunities.post(
                form.opportunityDraft, form: form.receipt, as: context.principal)
            return .seeOther(opportunity.path, flash: "opportunity_posted")
        } catch let problem as Problem where problem.belongsToForm {
            let page = OpportunityFormPage(opportunity: nil, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func editPage(_ request: Request, context: MemberContext) async throws -> Response {
        let opportunity = try await editable(context)
        return pages.response(OpportunityFormPage(opportunity: opportunity, visit: context.visit), context.visit)
    }

    /// Permission is checked before the form is shown.
    private func editable(_ context: MemberContext) async throws -> Opportunity {
        let opportunity = try await opportunities.opportunity(try context.id("id"), as: context.principal)
        guard context.principal.canEdit(opportunity) else { throw Problem(.forbidden, "not_yours") }
        return opportunity
    }

    @Sendable package func submitEdit(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let opportunity = try await editable(context)
        do {
            let changed = try await opportunities.change(
                form.opportunityDraft, of: opportunity.id, from: form["revision"].flatMap { Int64($0) },
                as: context.principal)
            return .seeOther(changed.path, flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            let page = OpportunityFormPage(
                opportunity: opportunity, form: form, problem: problem, visit: context.visit)
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func submitState(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let draft = OpportunityStep(state: form["state"], outcome: form["outcome"])
        let opportunity = try await opportunities.move(draft, try context.id("id"), as: context.principal)
        return .seeOther(opportunity.path, flash: "saved")
    }

    @Sendable package func removalPage(_ request: Request, context: MemberContext) async throws -> Response {
        let opportunity = try await opportunities.opportunity(try context.id("id"), as: context.principal)
        guard context.principal.canRemove(opportunity) else { throw Problem(.forbidden, "not_yours") }
        let page = RemovalPage(
            of: opportunity.content.title, meaning: context.visit.phrases.text("opportunity_remove_intro"),
            path: "\(opportunity.path)/delete", back: opportunity.path, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitRemoval(_ request: Request, context: MemberContext) async throws -> Response {
        try await opportunities.remove(try context.id("id"), as: context.principal)
        return .seeOther("/opportunities/mine", flash: "opportunity_removed")
    }

    @Sendable package func submitReply(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: OpportunityID = try context.id("id")
        let interest: InterestID = try context.id("interest")
        do {
            let draft = InterestReply(reply: form["reply"])
            _ = try await opportunities.answer(draft, to: interest, in: id, as: context.principal)
            return .seeOther("/opportunities/\(id)", flash: "interest_answered")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, answered: interest, form: form, problem: problem)
        }
    }

    // MARK: Interest

    @Sendable package func submitInterest(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: OpportunityID = try context.id("id")
        if form.wants("withdraw") {
            try await opportunities.withdrawInterest(in: id, as: context.principal)
            return .seeOther("/opportunities", flash: "interest_withdrawn")
        }
        do {
            _ = try await opportunities.showInterest(InterestDraft(note: form["note"]), in: id, as: context.principal)
            return .seeOther("/opportunities/\(id)", flash: "interest_shown")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }
}

extension Request {
    /// What the list of opportunities is narrowed by.
    /// - Throws: `invalid` naming what cannot be read.
    var opportunityFilter: OpportunityFilter {
        get throws { try OpportunityFilter(destination: typed("destination"), kind: typed("kind")) }
    }
}

extension Form {
    var opportunityDraft: OpportunityDraft {
        var draft = OpportunityDraft()
        draft.kind = self["kind"] ?? ""
        draft.title = self["title"] ?? ""
        draft.body = self["body"] ?? ""
        draft.destination = self["destination"] ?? ""
        draft.seats = whole("seats")
        return draft
    }

    /// What is no number is out of any range, and comes back with what was typed.
    func whole(_ name: String) -> Int? {
        let text = UserText.clean(self[name] ?? "", .line)
        return text.isEmpty ? nil : Int(text) ?? -1
    }

    /// Words between commas of either script.
    func list(_ name: String) -> [String] {
        (self[name] ?? "").split { $0 == "," || $0 == "،" }.map { UserText.clean(String($0), .line) }
            .filter { !$0.isEmpty }
    }
}
