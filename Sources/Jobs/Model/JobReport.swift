import Core
import Storage

/// Why a member wants moderators to look at an advert.
package enum JobReportReason: String, Codable, Sendable, CaseIterable {
    /// It asks for money, documents or the like.
    case scam
    case fakeOffer = "fake_offer"
    /// What it says of sponsorship, pay or the employer is not so.
    case wrongFacts = "wrong_facts"
    case discrimination
    case spam
    case outOfDate = "out_of_date"

    /// These take an advert out of sight sooner.
    var isScam: Bool { self == .scam || self == .fakeOffer }
}

/// What a member says against an advert.
package struct JobReport: Sendable, Equatable {
    package let reason: JobReportReason
    package let note: String
    package let weight: Int
    package let createdAt: Timestamp
}

/// `POST jobs/{id}/reports`
package struct JobReportDraft: CheckedDraft {
    package var reason: String?
    package var note: String?

    package init(reason: String?, note: String? = nil) { (self.reason, self.note) = (reason, note) }

    package enum CodingKeys: String, CodingKey, CaseIterable { case reason, note }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> (reason: JobReportReason, note: String) {
        var validation = Validation()
        validation.require(!(reason ?? "").isEmpty, "reason", "required")
        let reason = validation.choice(reason, "reason", default: JobReportReason.scam)
        let note = validation.text(note, "note", 0...1000, form: .block)
        try validation.check()
        return (reason, note)
    }
}

/// A reported advert with what is said against it, without names, as the API shows it to staff.
package struct ReportedJobRecord: Codable, Sendable {
    package let job: JobRecord
    package let reports: [Report]

    package struct Report: Codable, Sendable {
        package let reason: JobReportReason
        package let note: String
        package let weight: Int
        package let createdAt: Timestamp
    }

    package init(_ reported: ReportedJob) {
        job = JobRecord(reported.job)
        reports = reported.reports.map {
            Report(reason: $0.reason, note: $0.note, weight: $0.weight, createdAt: $0.createdAt)
        }
    }
}

/// An advert and what is said against it.
package struct ReportedJob: Sendable {
    package let job: Job
    package let reports: [JobReport]
}

extension Principal {
    /// Known members report an advert that is open and not theirs.
    package func canReport(_ job: Job) -> Bool {
        guard let member, member.isVerified, !member.isSuspended, !member.isSilenced else { return false }
        return job.isOpen && job.posterID != member.id && (member.trust >= .known || isStaff)
    }
}

extension JobService {
    /// Tells moderators of an advert. Reports that weigh enough hold it until a moderator has looked.
    /// - Throws: `signInRequired`; `notFound`; `gone`; `forbidden` with `report_level`; `conflict` with
    ///   `already_reported`; `invalid` naming the fields.
    package func report(_ draft: JobReportDraft, on id: JobID, as principal: Principal) async throws {
        let (reason, note) = try draft.validated()
        try await store.write { transaction in
            let member = try principal.requireWriter()
            let job = try visible(id, as: principal, in: transaction)
            guard principal.canReport(job) else { throw Problem(.forbidden, "report_level") }
            let weight = principal.isStaff ? JobLimits.staffReport : 1 + member.trust.rawValue
            let report = JobReport(reason: reason, note: note, weight: weight, createdAt: clock.now)
            guard try ReportRepository.add(report, on: id, by: member.id, in: transaction) else {
                throw Problem(.conflict, "already_reported")
            }
            guard try isReported(job, in: transaction) else { return }
            try set(.held, job, by: .system(reason: "reports"), "reported", in: transaction)
        }
    }

    /// Whether what is said against it weighs so much that a moderator is to look first.
    func isReported(_ job: Job, in transaction: any Transaction) throws -> Bool {
        let open = try ReportRepository.open(on: [job.id], in: transaction)[job.id] ?? []
        let weight = open.reduce(0) { $0 + $1.weight }
        let weightOfScams = open.filter(\.reason.isScam).reduce(0) { $0 + $1.weight }
        return weight >= JobLimits.reportsHold || weightOfScams >= JobLimits.scamsHold
    }

    /// Open adverts that are reported, the one that has waited longest first, at most a page: what is decided leaves
    /// the list.
    /// - Throws: `notFound` for who is no staff.
    package func reportedJobs(as principal: Principal) async throws -> [ReportedJob] {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            let ids = try ReportRepository.reported(limit: JobLimits.perPage, in: transaction)
            let reports = try ReportRepository.open(on: ids, in: transaction)
            let jobs = try JobRepository.open(ids.map(\.text), in: transaction)
            let byID = Dictionary(uniqueKeysWithValues: jobs.map { ($0.id, $0) })
            return ids.compactMap { id in byID[id].map { ReportedJob(job: $0, reports: reports[id] ?? []) } }
        }
    }

    /// What is said against each of the adverts and not decided.
    /// - Throws: `notFound` for who is no staff.
    package func reports(on ids: [JobID], as principal: Principal) async throws -> [JobID: [JobReport]] {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { try ReportRepository.open(on: ids, in: $0) }
    }

    /// What a moderator decided settles the reports, and each reporter hears of it: after all else is told of the advert,
    /// which takes back what was told before.
    /// - Returns: whether there were any.
    func settleReports(
        of job: Job, isUpheld: Bool, by principal: Principal, in transaction: any WriteTransaction
    ) throws -> Bool {
        let reporters = try ReportRepository.decide(job.id, isUpheld: isUpheld, in: transaction)
        guard !reporters.isEmpty else { return false }
        try listener(
            .moved(job, isUpheld ? .reportUpheld : .reportRejected, told: reporters), principal, transaction)
        return true
    }
}

/// SQL over reports of adverts; internal to the feature.
enum ReportRepository {
    /// - Returns: whether it is the member's first about this advert that is not decided.
    static func add(
        _ report: JobReport, on job: JobID, by member: MemberID, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO job_report (job_id, account_id, reason, note, weight, outcome, created_at)
            VALUES (\(job), \(member), \(report.reason.rawValue), \(report.note), \(report.weight), 'open',
                \(report.createdAt))
            ON CONFLICT (job_id, account_id) DO NOTHING
            """) > 0
    }

    static func open(on jobs: [JobID], in transaction: any Transaction) throws -> [JobID: [JobReport]] {
        let found: [(JobID, JobReport)] = try transaction.rows(
            """
            SELECT job_report.job_id, job_report.reason, job_report.note, job_report.weight, job_report.created_at
            FROM job_report
            WHERE \(transaction.dialect.anyOf("job_report.job_id", jobs.map(\.text))) AND job_report.outcome = 'open'
            """
        ) { row in
            let reason = JobReportReason(rawValue: row.text(1)) ?? .spam
            return (
                row.id(0), JobReport(reason: reason, note: row.text(2), weight: row.int(3), createdAt: row.time(4))
            )
        }
        return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1).sorted { $0.createdAt < $1.createdAt } }
    }

    /// Open adverts with a report that nobody decided, the oldest report first.
    static func reported(limit: Int, in transaction: any Transaction) throws -> [JobID] {
        let found: [JobID] = try transaction.rows(
            """
            SELECT job_report.job_id FROM job_report CROSS JOIN job
            WHERE job_report.outcome = 'open' AND job.id = job_report.job_id AND job.state = 'open'
            ORDER BY job_report.created_at, job_report.job_id LIMIT \(limit * 4)
            """
        ) { $0.id(0) }
        var seen: Set<JobID> = []
        return Array(found.filter { seen.insert($0).inserted }.prefix(limit))
    }

    /// - Returns: whose reports were open.
    static func decide(
        _ job: JobID, isUpheld: Bool, in transaction: any WriteTransaction
    ) throws -> [MemberID] {
        try transaction.rows(
            """
            UPDATE job_report SET outcome = \(isUpheld ? "upheld" : "rejected")
            WHERE job_id = \(job) AND outcome = 'open' RETURNING account_id
            """
        ) { $0.id(0) }
    }

    static func all(
        by member: MemberID, in transaction: any Transaction
    ) throws -> [(job: JobID, report: JobReport)] {
        try transaction.rows(
            """
            SELECT job_report.job_id, job_report.reason, job_report.note, job_report.weight, job_report.created_at
            FROM job_report WHERE job_report.account_id = \(member) ORDER BY job_report.created_at
            """
        ) { row in
            let reason = JobReportReason(rawValue: row.text(1)) ?? .spam
            return (
                row.id(0), JobReport(reason: reason, note: row.text(2), weight: row.int(3), createdAt: row.time(4))
            )
        }
    }
}
