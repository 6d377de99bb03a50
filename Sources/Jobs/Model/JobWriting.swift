import Core
import Markup
import Storage

/// SQL that changes jobs; internal to the feature.
extension JobRepository {
    /// A job's content with all that follows from it.
    struct Written: Sendable {
        let content: JobContent
        let html: String
        let signals: [FraudSignal]

        /// Rendered and judged before the transaction opens.
        init(_ content: JobContent, knowing facts: AdvertFacts) {
            self.content = content
            html = Markup.html(content.body)
            signals = FraudPatterns.shipped.found(in: content, knowing: facts)
        }

        var score: Int { signals.reduce(0) { $0 + $1.weight } }
        var matchURL: String { WebAddress(content.applyURL)?.canonical ?? "" }
    }

    static func insert(
        _ id: JobID, _ written: Written, employer: EmployerID, poster: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        let job = written.content
        try transaction.execute(
            """
            INSERT INTO job (id, employer_id, poster_id, state, title, slug, body, html, html_version, country, city,
                remote, contract, sponsorship, sponsorship_evidence, relocation, regions, skills, languages,
                apply_url, source_url, match_url, match_place, signals, score, valid_through, created_at, updated_at)
            VALUES (\(id), \(employer), \(poster), 'draft', \(job.title), '', '', '', 0, \(job.country), '', 'none', '',
                'unknown', '', '', '', '', '', '', '', '', '', '', 0, \(job.validThrough), \(now), \(now))
            """)
        try update(id, written, employer: employer, evidenceAt: now, at: now, in: transaction)
    }

    /// - Parameter evidenceAt: when what is said of sponsorship was said.
    static func update(
        _ id: JobID, _ written: Written, employer: EmployerID, evidenceAt: Timestamp, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        let (job, pay) = (written.content, written.content.pay)
        let isSaid = job.sponsorship != .unknown
        try transaction.execute(
            """
            UPDATE job SET employer_id = \(employer), title = \(job.title), slug = \(slug(job.title)),
                body = \(job.body), html = \(written.html), html_version = \(Markup.version), country = \(job.country),
                city = \(job.city), remote = \(job.remote.rawValue), contract = \(job.contract.rawValue),
                seniority = \(job.seniority?.rawValue), weekly_minutes = \(job.weeklyMinutes),
                salary_min = \(pay?.minimum), salary_max = \(pay?.maximum), currency = \(pay?.currency),
                period = \(pay?.period.rawValue), annual_salary = \(pay?.annual(weeklyMinutes: job.weeklyMinutes)),
                sponsorship = \(job.sponsorship.rawValue), sponsorship_evidence = \(job.sponsorshipEvidence),
                sponsorship_at = \(isSaid ? evidenceAt : nil), relocation = \(lines(job.relocation.map(\.rawValue))),
                regions = \(lines(job.regions)), skills = \(lines(job.skills)), languages = \(lines(job.languages)),
                repayment_months = \(job.repaymentMonths), apply_url = \(job.applyURL), source_url = \(job.sourceURL),
                match_url = \(written.matchURL), match_place = \(job.matchPlace),
                signals = \(lines(written.signals)), score = \(written.score),
                valid_through = \(job.validThrough), updated_at = \(now), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    /// Notes other signals of an open job.
    /// - Returns: whether it is open and as it was read.
    static func setSignals(
        _ signals: [FraudSignal], of job: Job, in transaction: any WriteTransaction
    ) throws -> Bool {
        let changed = try transaction.rows(
            """
            UPDATE job SET signals = \(lines(signals)), score = \(signals.reduce(0) { $0 + $1.weight }),
                revision = revision + 1
            WHERE id = \(job.id) AND revision = \(job.revision) AND state = 'open' RETURNING id
            """
        ) { $0.text(0) }
        return !changed.isEmpty
    }

    private static func lines(_ signals: [FraudSignal]) -> String {
        lines(signals.map { "\($0.id.rawValue) \($0.weight)" })
    }

    private static func lines(_ values: [String]) -> String { values.joined(separator: "\n") }

    /// The readable end of its address, never one that a form of the job posts to.
    static func slug(_ title: String) -> String {
        let slug = UserText.slug(title)
        return ["edit", "state", "saved", "filled", "appeal"].contains(slug) ? slug + "-" : slug
    }

    /// Moves a job; what is found is open.
    static func setState(_ state: JobState, of job: Job, at now: Timestamp, in transaction: any WriteTransaction) throws
    {
        let posted = state == .open ? now : job.postedAt
        let ended = state.isEnded || state == .removed ? now : nil
        try transaction.execute(
            """
            UPDATE job SET state = \(state.rawValue), posted_at = \(job.isOpen ? job.postedAt : posted),
                ended_at = \(ended), updated_at = \(now), revision = revision + 1
            WHERE id = \(job.id)
            """)
        try makeFindable(job.id, in: transaction)
    }

    /// Writes what an open job is found by, in lists and by its words; nothing of any other.
    static func makeFindable(_ id: JobID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM job_facet WHERE job_id = \(id)")
        guard let job = try whole(id, in: transaction), job.isOpen else {
            return try transaction.dialect.search.remove(JobSearch.places.documentID(id.text), in: transaction)
        }
        for facet in facets(skills: job.content.skills, languages: job.content.languages) {
            try transaction.execute(
                "INSERT INTO job_facet (facet, posted_at, job_id) VALUES (\(facet), \(job.postedAt), \(id))")
        }
        try transaction.dialect.search.add(JobSearch.document(job), in: transaction)
    }

    static func setValidThrough(_ end: Timestamp, of id: JobID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE job SET valid_through = \(end) WHERE id = \(id)")
    }

    static func clear(_ id: JobID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE job SET cleared_score = score WHERE id = \(id)")
    }

    static func forgetClearance(of id: JobID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE job SET cleared_score = 0 WHERE id = \(id)")
    }

    static func setAppeal(_ text: String, of id: JobID, at now: Timestamp, in transaction: any WriteTransaction) throws
    {
        try transaction.execute("UPDATE job SET appeal = \(text), appealed_at = \(now) WHERE id = \(id)")
    }

    static func note(
        _ id: String, _ job: JobID, from: JobState, to: JobState, by actor: MemberID?, _ reason: String, _ note: String,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO job_event (id, job_id, from_state, to_state, actor_id, reason, note, created_at)
            VALUES (\(id), \(job), \(from.rawValue), \(to.rawValue), \(actor), \(reason), \(note), \(now))
            """)
    }
}
