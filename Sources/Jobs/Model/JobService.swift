import Core
import Storage

/// What moderators decided about adverts and those who stand behind them.
package enum JobEvent: Sendable {
    /// A job was let into sight, or taken out of it.
    case decided(Job, isApproved: Bool, note: String)
    /// An advert stands otherwise than before, by no doing of its poster's: who is to hear of it.
    case moved(Job, JobNews, told: [MemberID])
    /// The words of an advert are gone: nothing of it is told any more.
    case emptied(JobID)
    /// A member was named as one who speaks for an employer, by some evidence, or is so no longer.
    case speaker(Employer, MemberID, isNamed: Bool, String)
    /// An employer stands otherwise than before.
    case employer(Employer, from: Employer.State)
}

/// What is told of an advert besides what its pages say.
package enum JobNews: String, Sendable, CaseIterable {
    /// To its poster: it waits for a moderator, is open, was taken down, is said to be filled, is over.
    case held = "job_held"
    case open = "job_open"
    case removed = "job_removed"
    case filled = "job_filled"
    case ended = "job_ended"
    /// To who kept it or follows it: it was taken down as what it seemed to be.
    case warning = "job_warning"
    /// To who reported it: a moderator agreed, or saw nothing wrong.
    case reportUpheld = "job_report_upheld"
    case reportRejected = "job_report_rejected"
}

/// Jobs and their employers. Each function that writes has two forms: one opens the transaction, its twin with `in:`
/// runs inside one that is open.
package struct JobService: Sendable {
    package let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    /// The salary lines of the routes of a country, as the visa library has them.
    let lines: SalaryLines
    /// Whether a host is made to look like an official one.
    let imitates: @Sendable (_ host: String) -> Bool
    /// Where people reach the site, for letters.
    let siteAddress: String
    let listener: Listener

    package typealias SalaryLines = @Sendable (_ country: String) async throws -> [SalaryLine]

    /// Runs inside the transaction in which it was decided.
    package typealias Listener = @Sendable (JobEvent, Principal, any WriteTransaction) throws -> Void

    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, siteAddress: String = "",
        lines: @escaping SalaryLines = { _ in [] },
        imitates: @escaping @Sendable (_ host: String) -> Bool = { _ in false },
        listener: @escaping Listener = { _, _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.lines = lines
        self.imitates = imitates
        self.siteAddress = siteAddress
        self.listener = listener
    }

    // MARK: Lists

    /// A page of open jobs, the newest first, and the rates by which salaries were compared.
    package func jobs(
        _ filter: JobFilter = JobFilter(), after cursor: PageCursor? = nil, limit: Int = JobLimits.perPage
    ) async throws -> (jobs: Paged<Job>, rates: ExchangeRates) {
        try await store.read { transaction in
            let rates = try RateRepository.latest(in: transaction)
            let found = try JobRepository.open(filter, rates, after: cursor, limit: limit, in: transaction)
            return (Paged(found, limit: limit, cursor: JobRepository.cursor), rates)
        }
    }

    /// The member's own, the newest first.
    /// - Throws: `signInRequired`.
    package func ownJobs(
        after cursor: PageCursor? = nil, limit: Int = JobLimits.perPage, as principal: Principal
    ) async throws -> Paged<Job> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let found = try JobRepository.posted(by: member.id, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
        }
    }

    /// What moderators are to look at.
    /// - Throws: `notFound` for who is no staff.
    package func heldJobs(
        after cursor: PageCursor? = nil, limit: Int = JobLimits.perPage, as principal: Principal
    ) async throws -> Paged<Job> {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            let found = try JobRepository.held(after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.updatedAt.milliseconds, id: $0.id.text) }
        }
    }

    // MARK: One

    /// - Throws: `gone` with `job_ended` for one that has ended and that the reader did not keep; `notFound`.
    package func job(_ id: JobID, as principal: Principal) async throws -> Job {
        try await store.read { try visible(id, as: principal, in: $0) }
    }

    /// A job with what its reader is told beside it.
    /// - Throws: as `job(_:as:)`.
    package func page(of id: JobID, as principal: Principal) async throws -> JobPage {
        var page = try await store.read { transaction in
            let job = try visible(id, as: principal, in: transaction)
            let isSaved = try principal.member.map { try SavedJobRepository.has(id, of: $0.id, in: transaction) }
            let ending = try ending(of: job, in: transaction)
            return JobPage(
                job: job, checks: [], isSaved: isSaved ?? false, reason: ending.note,
                register: try RegisterStanding.of(job.employer, in: transaction),
                linkAnsweredAt: try JobLinkRepository.answered(id, in: transaction),
                hasLostLink: ending.hasLostLink)
        }
        let content = page.job.content
        page.checks = try await lines(content.country).map {
            $0.check(content.pay, weeklyMinutes: content.weeklyMinutes)
        }
        return page
    }

    /// What a moderator told the poster last, and why the job is closed.
    private func ending(
        of job: Job, in transaction: any Transaction
    ) throws -> (note: String, hasLostLink: Bool) {
        guard [.removed, .held, .closed].contains(job.state) else { return ("", false) }
        let last = try transaction.first(
            """
            SELECT reason, note FROM job_event WHERE job_id = \(job.id) ORDER BY created_at DESC, id DESC LIMIT 1
            """
        ) { (reason: $0.text(0), note: $0.text(1)) }
        guard let last else { return ("", false) }
        return job.state == .closed ? ("", last.reason == Self.linkReason) : (last.note, false)
    }

    func visible(_ id: JobID, as principal: Principal, in transaction: any Transaction) throws -> Job {
        let now = clock.now
        let found = try JobRepository.byID([id.text], visibleTo: principal, at: now, in: transaction).first
        if let found { return found }
        if let standing = try JobRepository.standing(of: id, in: transaction), standing.state.isEnded,
            standing.wasPosted
        {
            throw Problem(.gone, "job_ended")
        }
        throw Problem.notFound
    }

    /// The employer with its place in the register and a page of its open jobs.
    /// - Throws: `notFound`.
    package func employer(_ slug: String, after cursor: PageCursor? = nil) async throws -> EmployerPageContent {
        try await store.read { transaction in
            guard let employer = try EmployerRepository.employer(slug: slug, in: transaction) else {
                throw Problem.notFound
            }
            let limit = JobLimits.perPage
            let jobs = try JobRepository.open(of: employer.id, after: cursor, limit: limit, in: transaction)
            return EmployerPageContent(
                employer: employer, register: try RegisterStanding.of(employer, in: transaction),
                jobs: Paged(jobs, limit: limit, cursor: JobRepository.cursor))
        }
    }
}

/// A job and what stands beside it on its page.
package struct JobPage: Sendable {
    package let job: Job
    /// Whether it pays what the routes of its country ask.
    package var checks: [LineCheck]
    package let isSaved: Bool
    /// What a moderator told the poster; for the poster and staff.
    package let reason: String
    /// Whether the employer may sponsor a visa, as the register of its country says.
    package let register: RegisterStanding?
    /// When the page to apply on was there last.
    package let linkAnsweredAt: Timestamp?
    /// Whether it was closed because that page is gone.
    package let hasLostLink: Bool
}

/// An employer and what stands beside it on its page.
package struct EmployerPageContent: Sendable {
    package let employer: Employer
    package let register: RegisterStanding?
    package let jobs: Paged<Job>
}

/// SQL over exchange rates; internal to the feature.
enum RateRepository {
    /// The rates of the newest day that has any.
    static func latest(in transaction: any Transaction) throws -> ExchangeRates {
        let day = try transaction.first("SELECT max(day) FROM exchange_rate WHERE currency = 'USD'") {
            $0.textOrNil(0)
        }
        guard let day = day.flatMap({ $0 }) else { return ExchangeRates(day: "", perEuro: [:]) }
        let pairs = try transaction.rows(
            """
            SELECT currency, per_euro FROM exchange_rate
            WHERE \(transaction.dialect.anyOf("currency", Currency.codes.sorted())) AND day = \(day)
            """
        ) { ($0.text(0), $0.integer(1)) }
        return ExchangeRates(day: day, perEuro: Dictionary(pairs) { $1 })
    }
}
