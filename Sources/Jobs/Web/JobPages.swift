import Core
import HTTPTypes
import Hummingbird
import Jobs
import WebSupport

/// Pages for reading jobs.
package struct JobPages: Sendable {
    let jobs: JobService
    let pages: PageRenderer
    let site: SiteAddress

    package init(jobs: JobService, pages: PageRenderer, site: SiteAddress) {
        self.jobs = jobs
        self.pages = pages
        self.site = site
    }

    @Sendable package func listPage(_ request: Request, context: VisitorContext) async throws -> Response {
        var page = JobListPage(form: JobFilterForm(request, visit: context.visit), visit: context.visit)
        do {
            let after = try request.after
            page.isFirst = after == nil
            page.filter = try request.jobFilter
            (page.jobs, page.rates) = try await jobs.jobs(page.filter, after: after)
            return pages.response(page, context.visit)
        } catch let problem as Problem where problem.kind == .invalid {
            page.form.problem = problem
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    @Sendable package func jobPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let page = try await jobs.page(of: try context.id("id"), as: context.principal)
        guard try context.text("slug") == page.job.path.split(separator: "/").last.map(String.init) else {
            return .seeOther(page.job.path.encodedPath)
        }
        return pages.response(JobView(page: page, site: site.text, visit: context.visit), context.visit)
    }

    /// `/jobs/{id}`: the job's whole address.
    @Sendable package func redirect(_ request: Request, context: VisitorContext) async throws -> Response {
        .seeOther(try await jobs.job(try context.id("id"), as: context.principal).path.encodedPath)
    }

    @Sendable package func employerPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let after = try request.after
        return pages.response(
            try await employer(try context.text("slug"), context.visit, after: after), context.visit)
    }

    func employer(_ slug: String, _ visit: Visit, after: PageCursor? = nil) async throws -> EmployerPage {
        let content = try await jobs.employer(slug, after: after)
        var page = EmployerPage(content: content, isFirst: after == nil, visit: visit)
        if visit.principal.isStaff { page.speakers = try await jobs.speakers(of: slug, as: visit.principal) }
        return page
    }

    // MARK: One's own

    @Sendable package func ownPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let page = OwnJobsPage(
            jobs: try await jobs.ownJobs(after: after, as: context.principal), isFirst: after == nil,
            visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func savedPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let (found, removed) = try await jobs.savedJobs(after: after, as: context.principal)
        let page = SavedJobsPage(jobs: found, removed: removed, isFirst: after == nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitSaved(_ request: Request, context: MemberContext) async throws -> Response {
        let isOn = try await request.form()["saved"] == "on"
        let id: JobID = try context.id("id")
        try await jobs.setSaved(isOn, id, as: context.principal)
        return .seeOther(isOn ? "/jobs/\(id)" : "/jobs/saved", flash: isOn ? "job_saved" : "job_let_go")
    }

    @Sendable package func submitFilled(_ request: Request, context: MemberContext) async throws -> Response {
        try await jobs.reportFilled(try context.id("id"), as: context.principal)
        return .seeOther("/jobs", flash: "job_filled_reported")
    }

    // MARK: Moderation

    @Sendable package func heldPage(_ request: Request, context: ModeratorContext) async throws -> Response {
        try await held(context, after: try request.after)
    }

    private func held(
        _ context: ModeratorContext, after: PageCursor? = nil, refused: JobID? = nil, note: String = "",
        problem: Problem? = nil
    ) async throws -> Response {
        let held = try await jobs.heldJobs(after: after, as: context.principal)
        var page = HeldJobsPage(
            jobs: held, isFirst: after == nil, refused: refused, note: note, problem: problem, visit: context.visit)
        page.reports = try await jobs.reports(on: held.items.map(\.id), as: context.principal)
        if after == nil { page.reported = try await jobs.reportedJobs(as: context.principal) }
        return pages.response(page, context.visit, refusing: problem)
    }

    @Sendable package func submitDecision(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let id: JobID = try context.id("id")
        do {
            let draft = JobDecision(decision: form["decision"], note: form["note"])
            let job = try await jobs.decide(draft, on: id, as: context.principal)
            return .seeOther("/moderation/jobs", flash: job.isOpen ? "job_approved" : "job_removed")
        } catch let problem as Problem where problem.belongsToForm {
            return try await held(context, refused: id, note: form["note"] ?? "", problem: problem)
        }
    }

    @Sendable package func submitEmployer(_ request: Request, context: ModeratorContext) async throws -> Response {
        let form = try await request.form()
        let slug = try context.text("slug")
        let draft = EmployerDecision(
            state: form["state"], legalName: form["legalName"], site: form["site"], registerId: form["registerId"],
            evidence: form["evidence"])
        do {
            let employer = try await jobs.decide(draft, onEmployer: slug, as: context.principal)
            return .seeOther(employer.path.encodedPath, flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            var page = try await employer(slug, context.visit)
            (page.form, page.problem) = (form, problem)
            return pages.response(page, context.visit, refusing: problem)
        }
    }
}

extension String {
    /// A path whose parts may hold letters of any script, as a header may carry it.
    var encodedPath: String {
        split(separator: "/", omittingEmptySubsequences: false).map { Links.escaped(String($0)) }.joined(separator: "/")
    }
}
