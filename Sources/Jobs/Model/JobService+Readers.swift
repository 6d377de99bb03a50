import Core
import Storage

extension JobService {
    // MARK: Kept jobs

    /// Keeps a job, or lets it go; once more is no mistake.
    /// - Throws: `signInRequired`; `notFound`; `gone`; `conflict` with `too_many_saved_jobs`.
    package func setSaved(_ isOn: Bool, _ id: JobID, as principal: Principal) async throws {
        try await store.write { try setSaved(isOn, id, as: principal, in: $0) }
    }

    func setSaved(
        _ isOn: Bool, _ id: JobID, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let member = try principal.requireMember()
        let scope = "u:\(member.id)"
        guard isOn else {
            if try SavedJobRepository.remove(id, of: member.id, in: transaction) {
                transaction.touch(.leaves(scope: scope, entity: "savedJob", id: id.text))
            }
            return
        }
        let job = try visible(id, as: principal, in: transaction)
        guard principal.canSave(job) else { throw Problem(.conflict, "job_step") }
        guard try SavedJobRepository.add(id, of: member.id, at: clock.now, in: transaction) else { return }
        guard try SavedJobRepository.count(of: member.id, in: transaction) <= SavedJobRepository.most else {
            throw Problem(.conflict, "too_many_saved_jobs", arguments: ["max": "\(SavedJobRepository.most)"])
        }
        transaction.touch(.enters(scope: scope, entity: "savedJob", id: id.text))
    }

    /// What the member keeps, the newest first; how many of all they keep were taken down since.
    /// - Throws: `signInRequired`.
    package func savedJobs(
        after cursor: PageCursor? = nil, limit: Int = JobLimits.perPage, as principal: Principal
    ) async throws -> (jobs: Paged<Job>, removed: Int) {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let marks = try SavedJobRepository.marks(of: member.id, after: cursor, limit: limit, in: transaction)
            let page = Paged(marks, limit: limit) { PageCursor(key: $0.at.milliseconds, id: $0.job.text) }
            let found = try JobRepository.byID(
                page.items.map(\.job.text), visibleTo: principal, at: now, in: transaction)
            let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
            return (
                page.compactMap { byID[$0.job] }, try SavedJobRepository.removed(of: member.id, in: transaction)
            )
        }
    }

    // MARK: Reports

    /// Says that a job is filled; the third such word fills it, and its poster may open it again.
    /// - Throws: `signInRequired`; `notFound`; `gone`; `forbidden` with `filled_level`.
    package func reportFilled(_ id: JobID, as principal: Principal) async throws {
        try await store.write { transaction in
            let member = try principal.requireWriter()
            let job = try visible(id, as: principal, in: transaction)
            guard principal.canReportFilled(job) else { throw Problem(.forbidden, "filled_level") }
            try transaction.execute(
                """
                INSERT INTO job_filled_report (job_id, account_id, created_at) VALUES (\(id), \(member.id), \(clock.now))
                ON CONFLICT (job_id, account_id) DO NOTHING
                """)
            let count = try transaction.number("SELECT count(*) FROM job_filled_report WHERE job_id = \(id)")
            if count >= JobLimits.filledReports {
                try set(.filled, job, by: .system(reason: "reports"), "reports", in: transaction)
            }
        }
    }

    // MARK: Moderation

    /// Asks moderators to look at a job that its signals took out of sight.
    /// - Throws: `signInRequired`; `notFound`; `conflict` with `cannot_appeal_job`; `invalid` naming `text`.
    package func appeal(_ draft: JobAppeal, of id: JobID, as principal: Principal) async throws -> Job {
        let text = try draft.validated()
        return try await store.write { transaction in
            _ = try principal.requireWriter()
            let job = try visible(id, as: principal, in: transaction)
            guard principal.canAppeal(job, at: clock.now) else { throw Problem(.conflict, "cannot_appeal_job") }
            try JobRepository.setAppeal(text, of: id, at: clock.now, in: transaction)
            try set(.held, job, by: principal, "appeal", in: transaction)
            return try visible(id, as: principal, in: transaction)
        }
    }

    /// Opens a job that is held, keeps one open that is reported, or takes down one that is held or open.
    /// - Throws: `notFound` for who is no staff; `forbidden` with `own_item`; `conflict` with `already_decided`;
    ///   `invalid` naming the fields.
    package func decide(_ draft: JobDecision, on id: JobID, as principal: Principal) async throws -> Job {
        guard principal.isStaff else { throw Problem.notFound }
        let (choice, note) = try draft.validated()
        return try await store.write { transaction in
            let job = try visible(id, as: principal, in: transaction)
            guard principal.canDecide(job) else { throw Problem(.forbidden, "own_item") }
            switch (choice, job.state) {
            case (.approve, .held):
                guard job.content.validThrough > clock.now else { throw Problem(.conflict, "job_expired") }
                guard job.employer.state != .suspended else { throw Problem(.conflict, "employer_suspended") }
                try JobRepository.clear(id, in: transaction)
                try set(.open, job, by: principal, "moderator", note: note, in: transaction)
                _ = try settleReports(of: job, isUpheld: false, by: principal, in: transaction)
                try listener(.decided(job, isApproved: true, note: note), principal, transaction)
            case (.approve, .open):
                guard try settleReports(of: job, isUpheld: false, by: principal, in: transaction) else {
                    throw Problem(.conflict, "already_decided")
                }
            case (.remove, .held), (.remove, .open):
                try set(.removed, job, by: principal, "moderator", note: note, in: transaction)
                _ = try settleReports(of: job, isUpheld: true, by: principal, in: transaction)
                try listener(.decided(job, isApproved: false, note: note), principal, transaction)
            default: throw Problem(.conflict, "already_decided")
            }
            return try visible(id, as: principal, in: transaction)
        }
    }

    /// Verifies an employer, takes that back, or suspends it: then its open jobs are held.
    /// - Throws: `notFound` also for who is no staff; `invalid` naming the fields.
    package func decide(
        _ draft: EmployerDecision, onEmployer slug: String, as principal: Principal
    ) async throws -> Employer {
        guard principal.isStaff else { throw Problem.notFound }
        let valid = try draft.validated()
        return try await store.write { transaction in
            guard let employer = try EmployerRepository.employer(slug: slug, in: transaction) else {
                throw Problem.notFound
            }
            let now = clock.now
            try EmployerRepository.decide(employer.id, valid, by: principal.member?.id, at: now, in: transaction)
            let open = try EmployerRepository.openJobs(of: employer.id, in: transaction)
            for id in open { transaction.touch(.changes(entity: "job", id: id.text)) }
            if valid.state == .suspended {
                let program = Principal.system(reason: "employer")
                for job in try JobRepository.byID(open.map(\.text), visibleTo: program, at: now, in: transaction) {
                    try set(.held, job, by: principal, "employer", in: transaction)
                }
            }
            guard let changed = try EmployerRepository.employer(slug: slug, in: transaction) else {
                throw Problem.notFound
            }
            if changed.state != employer.state {
                try listener(.employer(changed, from: employer.state), principal, transaction)
            }
            // Its number or its legal name may say which organisation it is.
            try matchRegister(changed, in: transaction)
            return changed
        }
    }
}

/// SQL over kept jobs; internal to the feature.
enum SavedJobRepository {
    /// That a member may keep.
    static let most = 500

    static func count(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM saved_job WHERE account_id = \(member)"))
    }

    static func has(_ job: JobID, of member: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM saved_job WHERE account_id = \(member) AND job_id = \(job)")
    }

    /// - Returns: whether it is new.
    static func add(
        _ job: JobID, of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO saved_job (account_id, job_id, created_at) VALUES (\(member), \(job), \(now))
            ON CONFLICT (account_id, job_id) DO NOTHING
            """) > 0
    }

    static func remove(_ job: JobID, of member: MemberID, in transaction: any WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM saved_job WHERE account_id = \(member) AND job_id = \(job)") > 0
    }

    static func marks(
        of member: MemberID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [(job: JobID, at: Timestamp)] {
        try transaction.rows(
            """
            SELECT saved_job.job_id, saved_job.created_at FROM saved_job
            WHERE saved_job.account_id = \(member)
                AND (saved_job.created_at, saved_job.job_id) < (\(cursor?.key ?? .max), \(cursor?.id ?? "~"))
            ORDER BY saved_job.created_at DESC, saved_job.job_id DESC LIMIT \(limit + 1)
            """
        ) { ($0.id(0), $0.time(1)) }
    }

    static func kept(
        _ jobs: [String], by member: MemberID, in transaction: any Transaction
    ) throws -> [(job: String, at: Timestamp)] {
        try transaction.rows(
            """
            SELECT saved_job.job_id, saved_job.created_at FROM saved_job
            WHERE saved_job.account_id = \(member) AND \(transaction.dialect.anyOf("saved_job.job_id", jobs))
            """
        ) { ($0.text(0), $0.time(1)) }
    }

    /// Who keeps a job, or follows an application for it.
    static func keepers(of job: JobID, in transaction: any Transaction) throws -> [MemberID] {
        try transaction.rows(
            """
            SELECT account_id FROM saved_job WHERE job_id = \(job)
            UNION SELECT account_id FROM application WHERE job_id = \(job)
            """
        ) { $0.id(0) }
    }

    /// How many of the kept ones moderators or signals took down.
    static func removed(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM saved_job CROSS JOIN job
                WHERE saved_job.account_id = \(member) AND job.id = saved_job.job_id AND job.state = 'removed'
                    AND job.poster_id <> \(member)
                """))
    }
}
