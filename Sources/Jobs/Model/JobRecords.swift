import Core

/// A job as the API and sync show it.
package struct JobRecord: Codable, Sendable {
    package let id: JobID
    package let state: JobState
    package let title: String
    package let slug: String
    package let body: String
    package let html: String
    package let employer: EmployerSummary
    /// ISO 3166-1 alpha-2.
    package let country: String
    package let city: String
    package let remote: RemoteKind
    package let contract: ContractKind
    package let seniority: Seniority?
    package let weeklyHours: Double?
    package let salary: Salary?
    package let sponsorship: Sponsorship
    /// Whether its poster speaks for the employer: a moderator saw that they do.
    package let isFromEmployer: Bool
    /// Quoted from the advert or the employer.
    package let sponsorshipEvidence: String
    package let sponsorshipAsOf: String?
    package let relocation: [RelocationItem]
    package let eligibleRegions: [String]
    package let skills: [String]
    package let languages: [String]
    package let repaymentMonths: Int?
    /// Absent once the job has ended.
    package let applyURL: String?
    package let sourceURL: String?
    /// Signals of fraud that readers are told of.
    package let warnings: [FraudSignal]
    package let postedAt: Timestamp?
    /// The last day, `YYYY-MM-DD`.
    package let validThrough: String
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    package let revision: Int64
    /// Whether it pays what the routes of its country ask; where one job is asked for.
    package let thresholds: [ThresholdRecord]?
    /// The employer's place in the register of licensed sponsors; where one job is asked for.
    package let register: RegisterRecord?
    /// When the page to apply on was there last; where one job is asked for.
    package let linkAnsweredAt: Timestamp?

    package struct EmployerSummary: Codable, Sendable {
        package let slug: String
        package let name: String
        package let state: Employer.State
    }

    package struct Salary: Codable, Sendable {
        package let min: Amount?
        package let max: Amount?
        package let period: PayPeriod
    }

    package init(
        _ job: Job, checks: [LineCheck]? = nil, register: RegisterStanding? = nil, linkAnsweredAt: Timestamp? = nil
    ) {
        let content = job.content
        id = job.id
        state = job.state
        title = content.title
        slug = job.slug
        body = content.body
        html = job.html
        employer = EmployerSummary(slug: job.employer.slug, name: job.employer.name, state: job.employer.state)
        country = content.country
        city = content.city
        remote = content.remote
        contract = content.contract
        seniority = content.seniority
        weeklyHours = content.weeklyMinutes.map { Double($0) / 60 }
        salary = content.pay.map(Salary.init)
        sponsorship = content.sponsorship
        sponsorshipEvidence = content.sponsorshipEvidence
        sponsorshipAsOf = job.sponsorshipAt.map { String($0.rfc3339.prefix(10)) }
        relocation = content.relocation
        eligibleRegions = content.regions
        skills = content.skills
        languages = content.languages
        repaymentMonths = content.repaymentMonths
        applyURL = job.state.isEnded ? nil : content.applyURL
        sourceURL = content.sourceURL.isEmpty ? nil : content.sourceURL
        warnings = job.warnings
        postedAt = job.postedAt
        validThrough = content.lastDay
        createdAt = job.createdAt
        updatedAt = job.updatedAt
        revision = job.revision
        isFromEmployer = job.isFromEmployer
        thresholds = checks.map { $0.map(ThresholdRecord.init) }
        self.register = register.map(RegisterRecord.init)
        self.linkAnsweredAt = linkAnsweredAt
    }
}

extension JobRecord.Salary {
    init(_ pay: Pay) {
        min = pay.minimum.map { Amount(units: $0, currency: pay.currency) }
        max = pay.maximum.map { Amount(units: $0, currency: pay.currency) }
        period = pay.period
    }
}

/// Whether a job pays what a route asks, and why.
package struct ThresholdRecord: Codable, Sendable {
    package let pathwayId: String
    package let pathwayName: String
    package let line: Amount
    package let period: PayPeriod
    package let verdict: LineVerdict
    package let reason: LineReason
    /// For whom the lower line is that it meets.
    package let appliesTo: String?
    /// The day for which the line is stated.
    package let asOf: String
    /// The line is past its freshness.
    package let needsRecheck: Bool

    init(_ check: LineCheck) {
        pathwayId = check.line.pathway
        pathwayName = check.line.name
        line = Amount(units: check.line.amount, currency: check.line.currency)
        period = check.line.period
        verdict = check.verdict
        reason = check.reason
        appliesTo = check.appliesTo.isEmpty ? nil : check.appliesTo
        asOf = check.line.asOf
        needsRecheck = check.line.needsRecheck
    }
}

/// An employer as the API shows it.
package struct EmployerRecord: Codable, Sendable {
    package let slug: String
    package let name: String
    package let legalName: String
    package let country: String
    package let site: String
    package let registerId: String
    package let state: Employer.State
    package let decidedAt: Timestamp?
    /// Its place in the register of licensed sponsors; absent where we have none.
    package let register: RegisterRecord?

    package init(_ employer: Employer, register: RegisterStanding?) {
        slug = employer.slug
        name = employer.name
        legalName = employer.legalName
        country = employer.country
        site = employer.site
        registerId = employer.registerID
        state = employer.state
        decidedAt = employer.decidedAt
        self.register = register.map(RegisterRecord.init)
    }
}
