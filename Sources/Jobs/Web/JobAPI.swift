import Core
import Hummingbird
import Jobs
import WebSupport

/// JSON routes of jobs and employers.
package struct JobAPI: Sendable {
    let jobs: JobService

    package init(jobs: JobService) {
        self.jobs = jobs
    }

    @Sendable package func listJobs(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<JobRecord>> {
        let found = try await jobs.jobs(try request.jobFilter, after: try request.after, limit: try request.limit).jobs
        return .ok(list(found))
    }

    private func list(_ page: Paged<Job>) -> ListAnswer<JobRecord> {
        ListAnswer(items: page.items.map { JobRecord($0) }, next: page.next?.text)
    }

    @Sendable package func createJob(
        _ request: Request, context: MemberContext, draft: JobDraft
    ) async throws -> Answer<JobRecord> {
        let (job, isNew) = try await jobs.post(draft, as: context.principal)
        return .created(JobRecord(job), at: "/api/v1/jobs/\(job.id)", isNew: isNew, revision: job.revision)
    }

    @Sendable package func showJob(_ request: Request, context: VisitorContext) async throws -> Answer<JobRecord> {
        let page = try await jobs.page(of: try context.id("id"), as: context.principal)
        return .ok(
            JobRecord(
                page.job, checks: page.checks, register: page.register, linkAnsweredAt: page.linkAnsweredAt),
            revision: page.job.revision)
    }

    @Sendable package func changeJob(
        _ request: Request, context: MemberContext, draft: JobDraft
    ) async throws -> Answer<JobRecord> {
        let job = try await jobs.change(
            draft, of: try context.id("id"), from: try request.ifMatch, as: context.principal)
        return .ok(JobRecord(job), revision: job.revision)
    }

    @Sendable package func closeJob(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        _ = try await jobs.move(JobStepDraft(step: "close"), try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func moveJob(
        _ request: Request, context: MemberContext, draft: JobStepDraft
    ) async throws -> Answer<JobRecord> {
        let job = try await jobs.move(draft, try context.id("id"), as: context.principal)
        return .ok(JobRecord(job), revision: job.revision)
    }

    @Sendable package func appeal(
        _ request: Request, context: MemberContext, draft: JobAppeal
    ) async throws -> Answer<JobRecord> {
        let job = try await jobs.appeal(draft, of: try context.id("id"), as: context.principal)
        return .ok(JobRecord(job), revision: job.revision)
    }

    // MARK: One's own

    @Sendable package func listOwn(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<JobRecord>> {
        .ok(list(try await jobs.ownJobs(after: request.after, limit: request.limit, as: context.principal)))
    }

    @Sendable package func listSaved(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<JobRecord>> {
        .ok(list(try await jobs.savedJobs(after: request.after, limit: request.limit, as: context.principal).jobs))
    }

    @Sendable package func setSaved(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await jobs.setSaved(true, try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func removeSaved(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await jobs.setSaved(false, try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func reportFilled(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await jobs.reportFilled(try context.id("id"), as: context.principal)
        return .done
    }

    // MARK: Employers and moderation

    @Sendable package func showEmployer(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<EmployerRecord> {
        let content = try await jobs.employer(try context.text("slug"))
        return .ok(EmployerRecord(content.employer, register: content.register))
    }

    @Sendable package func decideEmployer(
        _ request: Request, context: ModeratorContext, draft: EmployerDecision
    ) async throws -> Answer<EmployerRecord> {
        let slug = try context.text("slug")
        _ = try await jobs.decide(draft, onEmployer: slug, as: context.principal)
        let content = try await jobs.employer(slug)
        return .ok(EmployerRecord(content.employer, register: content.register))
    }

    @Sendable package func listHeld(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<JobRecord>> {
        .ok(list(try await jobs.heldJobs(after: request.after, limit: request.limit, as: context.principal)))
    }

    @Sendable package func decide(
        _ request: Request, context: ModeratorContext, draft: JobDecision
    ) async throws -> Answer<JobRecord> {
        let job = try await jobs.decide(draft, on: try context.id("id"), as: context.principal)
        return .ok(JobRecord(job), revision: job.revision)
    }
}

extension Request {
    /// What the list of jobs is narrowed by.
    /// - Throws: `invalid` naming what cannot be read.
    var jobFilter: JobFilter {
        get throws {
            try JobFilter(
                country: typed("country"), sponsorship: typed("sponsorship"), remote: typed("remote"),
                skill: typed("skill"), language: typed("language"), salary: typed("salary"),
                currency: typed("currency"))
        }
    }
}

extension JobDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "employerName": "Beispiel GmbH", "title": "Backend developer, Swift and PostgreSQL",
        "body": """
        We build route planning for freight trains. You write services in Swift on Linux with four colleagues in
        Berlin. We pay for the visa and the flight.
        """,
        "country": "DE", "city": "Berlin", "remote": "none", "contract": "permanent", "seniority": "mid",
        "salaryMin": "58000", "salaryMax": "66000", "currency": "EUR", "period": "year", "sponsorship": "confirmed",
        "sponsorshipEvidence": "We pay for the visa and the flight.", "relocation": "visa", "skills": "swift",
        "languages": "en", "eligibleRegions": "PK", "applyURL": "https://jobs.example.com/backend-developer",
        "sourceURL": "https://jobs.example.com/", "validThrough": "2026-12-15",
    ]
}

extension JobStepDraft: APIDraft {
    package static let fieldNames: Set<String> = ["step"]
    package static let samples = ["step": "renew"]
}

extension JobDecision: APIDraft {
    package static let fieldNames: Set<String> = ["decision", "note"]
    package static let samples = ["decision": "approve", "note": "The firm is in the register."]
}

extension JobAppeal: APIDraft {
    package static let fieldNames: Set<String> = ["text"]
    package static let samples = ["text": "Nobody pays anything here: the fee is ours."]
}

extension EmployerDecision: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "state": "verified", "legalName": "Beispiel GmbH", "site": "https://example.com/",
        "registerId": "HRB 12345", "evidence": "Answered from the firm's own domain on 20 November 2026.",
    ]
}
