import Core
import Storage

extension JobService {
    /// Posts a job, or keeps it as a draft. Sent twice, with the same id or by the same form, it is posted once.
    /// - Returns: the job, and whether it is new. It is `held` when a moderator is to look first, and `removed` when its
    ///   signals of fraud weigh too much.
    /// - Throws: `signInRequired`; `forbidden` with `job_level`; `invalid` naming the fields; `conflict` with
    ///   `id_conflict`, `job_duplicate`, `job_same`, `too_many_jobs` or `employer_suspended`.
    package func post(
        _ draft: JobDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (job: Job, isNew: Bool) {
        _ = try poster(principal)
        let written = try await judged(try draft.validated(at: clock.now))
        return try await store.write { try post(written, draft, form: form, as: principal, in: $0) }
    }

    func post(
        _ written: JobRepository.Written, _ draft: JobDraft, form: FormReceipt?, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (job: Job, isNew: Bool) {
        let member = try poster(principal)
        let now = clock.now
        if let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction) {
            return (try visible(JobID(trusted: earlier), as: principal, in: transaction), false)
        }
        if let id = draft.id, let standing = try JobRepository.standing(of: id, in: transaction) {
            guard standing.poster == member.id else { throw Problem(.conflict, "id_conflict") }
            return (try visible(id, as: principal, in: transaction), false)
        }
        let id = draft.id ?? ids.next(at: now)
        let employer = try employer(of: written.content, at: now, in: transaction)
        try JobRepository.insert(id, written, employer: employer.id, poster: member.id, at: now, in: transaction)
        if draft.isDraft != true {
            let job = try visible(id, as: principal, in: transaction)
            try publish(job, isDistinct: draft.isDistinct ?? false, as: principal, in: transaction)
        }
        try matchRegister(employer, in: transaction)
        try SubmittedForms.note(id.text, of: form, from: member.id, at: now, in: transaction)
        return (try visible(id, as: principal, in: transaction), true)
    }

    /// Changes a job; what the draft leaves out stays, unless it is whole.
    /// - Parameters:
    ///   - revision: the one that the change was made from, if the caller knows.
    ///   - isWhole: whether what is left out is taken back: a form has all fields.
    /// - Throws: `signInRequired`; `notFound`; `gone`; `forbidden` with `not_yours`; `invalid` naming the fields;
    ///   `stale` with `stale_version`; `conflict` as `post(_:form:as:)`.
    package func change(
        _ draft: JobDraft, of id: JobID, from revision: Int64? = nil, isWhole: Bool = false, as principal: Principal
    ) async throws -> Job {
        let before = try await job(id, as: principal)
        guard principal.canEdit(before) else { throw Problem(.forbidden, "not_yours") }
        let whole = isWhole ? draft : draft.over(before.content)
        let written = try await judged(try whole.validated(at: clock.now))
        return try await store.write { transaction in
            _ = try principal.requireWriter()
            let job = try visible(id, as: principal, in: transaction)
            guard principal.canEdit(job) else { throw Problem(.forbidden, "not_yours") }
            guard job.revision == (revision ?? before.revision) else { throw Problem(.stale, "stale_version") }
            try change(job, written, draft, as: principal, in: transaction)
            return try visible(id, as: principal, in: transaction)
        }
    }

    private func change(
        _ job: Job, _ written: JobRepository.Written, _ draft: JobDraft, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        let employer = try employer(of: written.content, at: now, in: transaction)
        let isSaidAgain =
            written.content.sponsorshipEvidence == job.content.sponsorshipEvidence
            && written.content.sponsorship == job.content.sponsorship
        try JobRepository.update(
            job.id, written, employer: employer.id, evidenceAt: isSaidAgain ? job.sponsorshipAt ?? now : now, at: now,
            in: transaction)
        try checkClearance(of: job, now: written.signals, in: transaction)
        try matchRegister(employer, in: transaction)
        if employer.id != job.employer.id {
            let event: Identifier<JobMark> = ids.next(at: now)
            try JobRepository.note(
                event.text, job.id, from: job.state, to: job.state, by: principal.member?.id,
                "other_employer", "", at: now, in: transaction)
        }
        guard job.isOpen else { return }
        if job.content.country != written.content.country {
            leave(job, in: transaction)
            enter(job.id, written.content.country, in: transaction)
        }
        transaction.touch(.changes(entity: "job", id: job.id.text))
        try JobRepository.makeFindable(job.id, in: transaction)
        let changed = try visible(job.id, as: principal, in: transaction)
        try checkDuplicates(of: changed, isDistinct: draft.isDistinct ?? false, in: transaction)
        // What was harmless when it was posted may not be any more.
        let isSuspect = changed.score > changed.clearedScore && changed.score >= FraudSignal.held
        if try isSuspect || isUnspoken(changed, by: principal, in: transaction) {
            try publish(changed, isDistinct: true, as: principal, in: transaction)
        }
    }

    /// What a moderator let pass were its signals: one that was not among them is judged anew, and they with it.
    func checkClearance(
        of job: Job, now signals: [FraudSignal], in transaction: any WriteTransaction
    ) throws {
        guard job.clearedScore > 0, !Set(signals.map(\.id)).isSubset(of: Set(job.signals.map(\.id))) else { return }
        try JobRepository.forgetClearance(of: job.id, in: transaction)
    }

    /// What follows from a job's content, and from what is known of it besides.
    func judged(_ content: JobContent) async throws -> JobRepository.Written {
        JobRepository.Written(content, knowing: try await facts(of: content))
    }

    func registerFacts(of content: JobContent, in transaction: any Transaction) throws -> AdvertFacts {
        var facts = AdvertFacts()
        if let register = Register(employersOf: content.country), register.isNeededToSponsor,
            try RegisterRepository.latestDay(of: register, in: transaction) != nil
        {
            let employer = try EmployerRepository.employer(
                matching: content.employerName, in: content.country, in: transaction)
            facts.isMissing = try RegisterMatch.isMissing(content, employer, in: register, transaction)
        }
        let licences = LicenceNumber.all(in: content.writtenText)
        guard !licences.isEmpty else { return facts }
        guard try RegisterRepository.latestDay(of: .promoters, in: transaction) != nil else {
            facts.hasLicence = true
            return facts
        }
        let known = try licences.filter {
            try RegisterRepository.promoters(numbered: $0, in: transaction).contains(where: \.isLicensed)
        }
        facts.hasLicence = !known.isEmpty
        facts.hasWrongLicence = known.count < licences.count
        return facts
    }

    /// - Throws: `signInRequired`; `forbidden`, with `job_level` for a new member.
    private func poster(_ principal: Principal) throws -> Principal.Member {
        let member = try principal.requireWriter()
        guard principal.canPostJobs else { throw Problem(.forbidden, "job_level") }
        return member
    }

    /// The employer of that name in the job's country, made where there is none.
    func employer(
        of content: JobContent, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Employer {
        func find() throws -> Employer? {
            try EmployerRepository.employer(matching: content.employerName, in: content.country, in: transaction)
        }
        if let found = try find() {
            guard found.state != .suspended else { throw Problem(.conflict, "employer_suspended") }
            return found
        }
        guard !EmployerName.match(content.employerName).isEmpty else {
            throw Problem.invalid("employerName", "employer_name_form")
        }
        try EmployerRepository.insert(
            ids.next(at: now), name: content.employerName, country: content.country, at: now, in: transaction)
        guard let made = try find() else { throw Problem.notFound }
        return made
    }
}

extension JobDraft {
    /// The draft with what it leaves out as it is.
    func over(_ content: JobContent) -> JobDraft {
        var draft = self
        let pay = content.pay
        func amount(_ units: Int64?) -> String {
            units.map { Amount(units: $0, currency: pay?.currency ?? "").amount } ?? ""
        }
        draft.employerName = employerName ?? content.employerName
        draft.title = title ?? content.title
        draft.body = body ?? content.body
        draft.country = country ?? content.country
        draft.city = city ?? content.city
        draft.remote = remote ?? content.remote.rawValue
        draft.contract = contract ?? content.contract.rawValue
        draft.seniority = seniority ?? content.seniority?.rawValue
        draft.weeklyHours = weeklyHours ?? content.weeklyMinutes.map { Double($0) / 60 }
        draft.salaryMin = salaryMin ?? amount(pay?.minimum)
        draft.salaryMax = salaryMax ?? amount(pay?.maximum)
        draft.currency = currency ?? pay?.currency
        draft.period = period ?? pay?.period.rawValue
        draft.sponsorship = sponsorship ?? content.sponsorship.rawValue
        draft.sponsorshipEvidence = sponsorshipEvidence ?? content.sponsorshipEvidence
        draft.relocation = relocation ?? content.relocation.map(\.rawValue)
        draft.eligibleRegions = eligibleRegions ?? content.regions
        draft.skills = skills ?? content.skills
        draft.languages = languages ?? content.languages
        draft.repaymentMonths = repaymentMonths ?? content.repaymentMonths
        draft.applyURL = applyURL ?? content.applyURL
        draft.sourceURL = sourceURL ?? content.sourceURL
        draft.validThrough = validThrough ?? content.lastDay
        return draft
    }
}
