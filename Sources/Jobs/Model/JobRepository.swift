import Core
import Markup
import Storage
import Visibility

/// SQL over jobs; internal to the feature.
enum JobRepository {
    private static let columns: Query = """
        job.id, job.poster_id, job.state, job.title, job.slug, job.body, job.html, job.country, job.city, job.remote,
        job.contract, job.seniority, job.weekly_minutes, job.salary_min, job.salary_max, job.currency, job.period,
        job.sponsorship, job.sponsorship_evidence, job.sponsorship_at, job.relocation, job.regions, job.skills,
        job.languages, job.repayment_months, job.apply_url, job.source_url, job.signals, job.score, job.cleared_score,
        job.appeal, job.appealed_at, job.posted_at, job.valid_through, job.ended_at, job.created_at, job.updated_at,
        job.revision, \(EmployerRepository.columns),
        CASE WHEN EXISTS (SELECT 1 FROM employer_speaker AS speaker
            WHERE speaker.employer_id = job.employer_id AND speaker.account_id = job.poster_id) THEN 1 ELSE 0 END
        """
    /// CROSS JOIN keeps SQLite on the order written: job by job along the list's index, until the page is full.
    private static let joined: Query = "job CROSS JOIN employer"

    private static func decode(_ row: any ResultRow) -> Job {
        let employer = EmployerRepository.decode(row, from: 38)
        return Job(
            id: row.id(0), employer: employer, posterID: row.id(1), state: JobState(rawValue: row.text(2)) ?? .held,
            content: content(row, employer), slug: row.text(4), html: row.text(6), sponsorshipAt: row.timeOrNil(19),
            signals: lines(row.text(27)).compactMap(signal), score: row.int(28), clearedScore: row.int(29),
            appeal: row.text(30), appealedAt: row.timeOrNil(31), postedAt: row.timeOrNil(32),
            endedAt: row.timeOrNil(34), createdAt: row.time(35), updatedAt: row.time(36), revision: row.integer(37),
            isFromEmployer: row.flag(49))
    }

    private static func content(_ row: any ResultRow, _ employer: Employer) -> JobContent {
        let currency = row.textOrNil(15) ?? ""
        let pay = PayPeriod(rawValue: row.textOrNil(16) ?? "").map {
            Pay(minimum: row.integerOrNil(13), maximum: row.integerOrNil(14), currency: currency, period: $0)
        }
        return JobContent(
            employerName: employer.name, title: row.text(3), body: row.text(5), country: row.text(7),
            city: row.text(8), remote: RemoteKind(rawValue: row.text(9)) ?? .none,
            contract: ContractKind(rawValue: row.text(10)) ?? .permanent,
            seniority: row.textOrNil(11).flatMap(Seniority.init(rawValue:)),
            weeklyMinutes: row.integerOrNil(12).map { Int($0) }, pay: pay,
            sponsorship: Sponsorship(rawValue: row.text(17)) ?? .unknown, sponsorshipEvidence: row.text(18),
            relocation: lines(row.text(20)).compactMap(RelocationItem.init(rawValue:)), regions: lines(row.text(21)),
            skills: lines(row.text(22)), languages: lines(row.text(23)),
            repaymentMonths: row.integerOrNil(24).map { Int($0) }, applyURL: row.text(25), sourceURL: row.text(26),
            validThrough: row.time(33))
    }

    static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    private static func signal(_ line: String) -> FraudSignal? {
        let parts = line.split(separator: " ")
        guard parts.count == 2, let kind = FraudSignal.Kind(rawValue: String(parts[0])), let weight = Int(parts[1])
        else {
            return nil
        }
        return FraudSignal(id: kind, weight: weight)
    }

    // MARK: Lists

    /// One page of open jobs, the newest first, and one more if there is a next page.
    /// - Parameter since: of those that were posted later alone.
    static func open(
        _ filter: JobFilter, _ rates: ExchangeRates, after cursor: PageCursor?, since: Timestamp? = nil, limit: Int,
        in transaction: any Transaction
    ) throws -> [Job] {
        try transaction.rows(openQuery(filter, rates, after: cursor, since: since, limit: limit), decode)
    }

    /// Along the index of what narrows most: a skill or a language, a country, or all open jobs.
    private static func openQuery(
        _ filter: JobFilter, _ rates: ExchangeRates, after cursor: PageCursor?, since: Timestamp?, limit: Int
    ) -> Query {
        let (key, id) = (cursor?.key ?? .max, cursor?.id ?? "~")
        let least = since?.milliseconds ?? .min
        let facets = facets(skills: filter.skill.map { [$0] } ?? [], languages: filter.language.map { [$0] } ?? [])
        guard let first = facets.first else {
            return """
                SELECT \(columns) FROM \(joined)
                WHERE job.state = 'open' \(conditions(filter, rates))
                    AND (job.posted_at, job.id) < (\(key), \(id)) AND job.posted_at > \(least)
                    AND employer.id = job.employer_id
                ORDER BY job.posted_at DESC, job.id DESC LIMIT \(limit + 1)
                """
        }
        let others = facets.dropFirst().reduce(Query("")) { query, facet in
            """
            \(query) AND EXISTS (SELECT 1 FROM job_facet AS also
                WHERE also.job_id = job.id AND also.facet = \(facet))
            """
        }
        return """
            SELECT \(columns) FROM job_facet AS found CROSS JOIN \(joined)
            WHERE found.facet = \(first) AND (found.posted_at, found.job_id) < (\(key), \(id))
                AND found.posted_at > \(least)
                AND job.id = found.job_id AND job.state = 'open' \(conditions(filter, rates)) \(others)
                AND employer.id = job.employer_id
            ORDER BY found.posted_at DESC, found.job_id DESC LIMIT \(limit + 1)
            """
    }

    private static func conditions(_ filter: JobFilter, _ rates: ExchangeRates) -> Query {
        var out: Query = ""
        if let country = filter.country { out = "\(out) AND job.country = \(country)" }
        if let sponsorship = filter.sponsorship { out = "\(out) AND job.sponsorship = \(sponsorship.rawValue)" }
        if let remote = filter.remote { out = "\(out) AND job.remote = \(remote.rawValue)" }
        if let salary = filter.salary {
            let cases = rates.everywhere(salary).reduce(Query("")) { query, worth in
                "\(query) WHEN \(worth.currency) THEN CAST(\(worth.units) AS BIGINT)"
            }
            out = "\(out) AND job.annual_salary >= CASE job.currency \(cases) END"
        }
        return out
    }

    static func cursor(after job: Job) -> PageCursor {
        PageCursor(key: job.postedAt?.milliseconds ?? 0, id: job.id.text)
    }

    static func facets(skills: [String], languages: [String]) -> [String] {
        skills.map { "skill:\($0)" } + languages.map { "language:\($0)" }
    }

    /// Those of the jobs that are open, in no order.
    static func open(_ ids: [String], in transaction: any Transaction) throws -> [Job] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE \(transaction.dialect.anyOf("job.id", ids)) AND job.state = 'open' AND employer.id = job.employer_id
            """, decode)
    }

    /// Open jobs in the order of their ids.
    static func open(afterID id: String, limit: Int, in transaction: any Transaction) throws -> [Job] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE job.id > \(id) AND job.state = 'open' AND employer.id = job.employer_id
            ORDER BY job.id LIMIT \(limit)
            """, decode)
    }

    /// What the open jobs of a country that say so pay in a year, in the smallest coins of a currency.
    static func annualPays(in country: String, currency: String, in transaction: any Transaction) throws -> [Int64] {
        try transaction.rows(
            """
            SELECT job.annual_salary FROM job
            WHERE job.state = 'open' AND job.country = \(country) AND job.currency = \(currency)
                AND job.annual_salary IS NOT NULL
            """
        ) { $0.integer(0) }
    }

    static func countOfOpen(in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM job WHERE job.state = 'open'"))
    }

    /// One page of an employer's open jobs, the newest first, and one more if there is a next page.
    static func open(
        of employer: EmployerID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Job] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE job.state = 'open' AND job.employer_id = \(employer) AND employer.id = job.employer_id
                AND (job.posted_at, job.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
            ORDER BY job.posted_at DESC, job.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    static func posted(
        by member: MemberID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Job] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE job.poster_id = \(member)
                AND (job.created_at, job.id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
                AND employer.id = job.employer_id
            ORDER BY job.created_at DESC, job.id DESC LIMIT \(limit + 1)
            """, decode)
    }

    /// What moderators are to look at, the longest waiting first.
    static func held(after cursor: PageCursor?, limit: Int, in transaction: any Transaction) throws -> [Job] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE job.state = 'held' AND (job.updated_at, job.id) > (\(cursor?.key ?? .min), \(cursor?.id ?? ""))
                AND employer.id = job.employer_id
            ORDER BY job.updated_at, job.id LIMIT \(limit + 1)
            """, decode)
    }

    // MARK: One

    static func byID(
        _ ids: [String], visibleTo principal: Principal, at now: Timestamp, in transaction: any Transaction
    ) throws -> [Job] {
        try transaction.rows(
            """
            SELECT \(columns) FROM \(joined)
            WHERE \(transaction.dialect.anyOf("job.id", ids)) AND employer.id = job.employer_id
                AND \(Visibility.jobs(principal, at: now))
            """, decode)
    }

    /// Whoever may see it: for what the program itself does.
    static func whole(_ id: JobID, in transaction: any Transaction) throws -> Job? {
        try transaction.first(
            "SELECT \(columns) FROM \(joined) WHERE job.id = \(id) AND employer.id = job.employer_id", decode)
    }

    /// Where a job stands, whose it is and whether everyone could once see it; seen or not.
    static func standing(
        of id: JobID, in transaction: any Transaction
    ) throws -> (state: JobState, poster: MemberID, wasPosted: Bool)? {
        try transaction.first("SELECT state, poster_id, posted_at FROM job WHERE id = \(id)") {
            (JobState(rawValue: $0.text(0)) ?? .held, $0.id(1), !$0.isNull(2))
        }
    }

    /// An open or held job with the same page to apply on.
    static func same(url: String, besides id: JobID, in transaction: any Transaction) throws -> JobID? {
        try transaction.first(
            """
            SELECT job.id FROM job WHERE job.match_url = \(url) AND job.state IN ('open', 'held') AND job.id <> \(id)
            LIMIT 1
            """
        ) { $0.id(0) }
    }

    /// An open or held job of the employer with the same title in the same city.
    static func same(
        place: String, of employer: EmployerID, since: Timestamp, besides id: JobID, in transaction: any Transaction
    ) throws -> JobID? {
        try transaction.first(
            """
            SELECT job.id FROM job
            WHERE job.employer_id = \(employer) AND job.match_place = \(place) AND job.state IN ('open', 'held')
                AND job.created_at > \(since) AND job.id <> \(id)
            LIMIT 1
            """
        ) { $0.id(0) }
    }

    /// Whether an advert with the same page to apply on, or the same title of the employer in the same city, was taken
    /// down.
    static func wasRemoved(
        url: String, place: String, of employer: EmployerID, since: Timestamp, besides id: JobID,
        in transaction: any Transaction
    ) throws -> Bool {
        try
            (!url.isEmpty
            && transaction.exists(
                """
                SELECT 1 FROM job WHERE job.match_url = \(url) AND job.state = 'removed' AND job.ended_at > \(since)
                    AND job.id <> \(id)
                """))
            || transaction.exists(
                """
                SELECT 1 FROM job WHERE job.employer_id = \(employer) AND job.match_place = \(place)
                    AND job.state = 'removed' AND job.ended_at > \(since) AND job.id <> \(id)
                """)
    }

    /// Whether a moderator let it into sight, as an advert of the employer that it names now.
    static func wasApproved(_ id: JobID, in transaction: any Transaction) throws -> Bool {
        try transaction.first(
            """
            SELECT reason FROM job_event
            WHERE job_id = \(id) AND ((to_state = 'open' AND reason = 'moderator') OR reason = 'other_employer')
            ORDER BY created_at DESC, id DESC LIMIT 1
            """
        ) { $0.text(0) } == "moderator"
    }

    static func count(_ states: [JobState], of poster: MemberID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM job WHERE job.poster_id = \(poster)
                    AND \(transaction.dialect.anyOf("job.state", states.map(\.rawValue)))
                """))
    }

    /// Whether a job of the member's was ever seen by everyone.
    static func hasPosted(_ poster: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM job WHERE job.poster_id = \(poster) AND job.posted_at IS NOT NULL AND job.state <> 'removed'
            LIMIT 1
            """)
    }

    /// Open jobs that are valid no longer, the first to end first.
    static func expired(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [JobID] {
        try transaction.rows(
            """
            SELECT job.id FROM job WHERE job.state = 'open' AND job.valid_through <= \(now)
            ORDER BY job.valid_through, job.id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }
}
