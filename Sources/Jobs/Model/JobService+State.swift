import Core
import Storage

extension JobService {
    /// Moves one's own job: publishes, renews, says that it is filled, closes.
    /// - Throws: `signInRequired`; `notFound`; `gone`; `forbidden` with `not_yours`; `conflict` with `job_step` when the
    ///   job cannot take the step from where it stands, or as `post(_:form:as:)`; `invalid` naming `step`.
    package func move(_ draft: JobStepDraft, _ id: JobID, as principal: Principal) async throws -> Job {
        let step = try draft.validated()
        return try await store.write { try move(step, id, as: principal, in: $0) }
    }

    func move(
        _ step: JobStep, _ id: JobID, as principal: Principal, in transaction: any WriteTransaction
    ) throws -> Job {
        _ = try principal.requireWriter()
        let job = try visible(id, as: principal, in: transaction)
        guard principal.canEdit(job) else { throw Problem(.forbidden, "not_yours") }
        guard principal.steps(of: job).contains(step) else { throw Problem(.conflict, "job_step") }
        switch step {
        case .publish:
            // A draft may have lain for long: nothing is opened into the past.
            if job.content.validThrough <= clock.now { try extend(job.id, in: transaction) }
            try publish(job, isDistinct: false, as: principal, in: transaction)
        case .renew: try renew(job, as: principal, in: transaction)
        case .fill: try set(.filled, job, by: principal, "poster", in: transaction)
        case .close: try set(.closed, job, by: principal, "poster", in: transaction)
        }
        return try visible(id, as: principal, in: transaction)
    }

    /// Opens a job, or holds it, or keeps it from everybody.
    func publish(
        _ job: Job, isDistinct: Bool, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        guard job.employer.state != .suspended else { throw Problem(.conflict, "employer_suspended") }
        try checkDuplicates(of: job, isDistinct: isDistinct, in: transaction)
        let open = try JobRepository.count([.open, .held], of: job.posterID, in: transaction)
        // The job itself may be among them.
        guard open < JobLimits.open + (job.isOpen || job.state == .held ? 1 : 0) else {
            throw Problem(.conflict, "too_many_jobs", arguments: ["max": "\(JobLimits.open)"])
        }
        let isJudged = job.score > job.clearedScore
        if isJudged, job.score >= FraudSignal.blocked {
            return try set(.removed, job, by: .system(reason: "signals"), "signals", in: transaction)
        }
        if isJudged, job.score >= FraudSignal.held {
            return try set(.held, job, by: .system(reason: "signals"), "signals", in: transaction)
        }
        if try isReported(job, in: transaction) {
            return try set(.held, job, by: .system(reason: "reports"), "reported", in: transaction)
        }
        // The mark of a verified employer is for adverts of its own.
        if try isUnspoken(job, by: principal, in: transaction) {
            return try set(.held, job, by: .system(reason: "employer"), "not_its_speaker", in: transaction)
        }
        if try wasRemoved(job, in: transaction) {
            return try set(.held, job, by: .system(reason: "removed before"), "removed_before", in: transaction)
        }
        if try principal.hasFirstJobHeld && !JobRepository.hasPosted(job.posterID, in: transaction) {
            return try set(.held, job, by: .system(reason: "first job"), "first_job", in: transaction)
        }
        try set(.open, job, by: principal, "poster", in: transaction)
    }

    /// Whether it names a verified employer for which its poster does not speak, and no moderator has looked at it.
    func isUnspoken(_ job: Job, by principal: Principal, in transaction: any Transaction) throws -> Bool {
        guard job.employer.state == .verified, !job.isFromEmployer, !principal.isStaff else { return false }
        return try !JobRepository.wasApproved(job.id, in: transaction)
    }

    /// Whether the same advert was taken down a while ago, whoever posted it, and no moderator has looked at this one.
    func wasRemoved(_ job: Job, in transaction: any Transaction) throws -> Bool {
        try !JobRepository.wasApproved(job.id, in: transaction)
            && JobRepository.wasRemoved(
                url: WebAddress(job.content.applyURL)?.canonical ?? "", place: job.content.matchPlace,
                of: job.employer.id, since: clock.now.advanced(by: -JobLimits.sameWithin), besides: job.id,
                in: transaction)
    }

    private func renew(_ job: Job, as principal: Principal, in transaction: any WriteTransaction) throws {
        try extend(job.id, in: transaction)
        try transaction.execute("DELETE FROM job_filled_report WHERE job_id = \(job.id)")
        if job.isOpen {
            transaction.touch(.changes(entity: "job", id: job.id.text))
            return try set(.open, job, by: principal, "renewed", in: transaction)
        }
        try publish(job, isDistinct: false, as: principal, in: transaction)
    }

    /// Thirty days from today.
    private func extend(_ id: JobID, in transaction: any WriteTransaction) throws {
        let today = JobLimits.day(of: clock.now)
        try JobRepository.setValidThrough(
            JobLimits.start(ofDay: today + JobLimits.usualDays + 1), of: id, in: transaction)
    }

    /// Why adverts of an account end that is gone.
    static let leftReason = "left"

    /// The one place where a job's state changes: with its history, and with what replicas hold.
    func set(
        _ state: JobState, _ job: Job, by principal: Principal, _ reason: String, note: String = "",
        in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        try JobRepository.setState(state, of: job, at: now, in: transaction)
        let event: Identifier<JobMark> = ids.next(at: now)
        try JobRepository.note(
            event.text, job.id, from: job.state, to: state, by: principal.member?.id, reason, note, at: now,
            in: transaction)
        if job.isOpen, state != .open {
            leave(job, in: transaction)
            try JobLinkRepository.forget(job.id, in: transaction)
        }
        if !job.isOpen, state == .open {
            try JobLinkRepository.watch(job.id, from: now, in: transaction)
            enter(job.id, job.content.country, in: transaction)
            try matchRegister(job.employer, in: transaction)
        }
        // Who has left is told of nothing.
        if reason != Self.leftReason { try tell(of: job, state, by: principal, in: transaction) }
    }

    /// Tells the poster what became of their advert by others' doing, and those who kept it that it was taken down. Of
    /// one that nobody else has seen the poster learns where they publish it.
    private func tell(
        of job: Job, _ state: JobState, by principal: Principal, in transaction: any WriteTransaction
    ) throws {
        guard job.isOpen || job.state == .held else { return }
        let news: JobNews? =
            switch state {
            case .held: job.isOpen ? .held : nil
            case .open: job.state == .held ? .open : nil
            case .removed: .removed
            case .filled: .filled
            case .expired, .closed: .ended
            case .draft: nil
            }
        if let news, principal.member?.id != job.posterID,
            try !ImportedJobRepository.isImported(job.id, in: transaction)
        {
            try listener(.moved(job, news, told: [job.posterID]), principal, transaction)
        }
        // What was no fraud by its signals went for another reason.
        guard state == .removed, job.score >= FraudSignal.held else { return }
        let keepers = try SavedJobRepository.keepers(of: job.id, in: transaction).filter { $0 != job.posterID }
        if !keepers.isEmpty { try listener(.moved(job, .warning, told: keepers), principal, transaction) }
    }

    func enter(_ id: JobID, _ country: String, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: JobScopes.name(country), entity: "job", id: id.text))
    }

    func leave(_ job: Job, in transaction: any WriteTransaction) {
        transaction.touch(.leaves(scope: JobScopes.name(job.content.country), entity: "job", id: job.id.text))
    }

    /// - Throws: `conflict` with `job_duplicate` for one with the same page to apply on, and with `job_same` for one
    ///   that looks the same, unless its poster says that it is another.
    func checkDuplicates(of job: Job, isDistinct: Bool, in transaction: any Transaction) throws {
        let url = WebAddress(job.content.applyURL)?.canonical ?? ""
        if let other = try JobRepository.same(url: url, besides: job.id, in: transaction) {
            throw Problem(.conflict, "job_duplicate", arguments: ["job": "/jobs/\(other)"])
        }
        guard !isDistinct else { return }
        let other = try JobRepository.same(
            place: job.content.matchPlace, of: job.employer.id, since: clock.now.advanced(by: -JobLimits.sameWithin),
            besides: job.id, in: transaction)
        if let other { throw Problem(.conflict, "job_same", arguments: ["job": "/jobs/\(other)"]) }
    }

    /// Ends what is valid no longer, some hundreds at a time: the nightly run.
    package func expire() async throws {
        let limit = 200
        var ended = limit
        while ended == limit {
            ended = try await store.write { transaction in
                let program = Principal.system(reason: "expiry")
                let now = clock.now
                let due = try JobRepository.expired(at: now, limit: limit, in: transaction)
                for job in try JobRepository.byID(due.map(\.text), visibleTo: program, at: now, in: transaction) {
                    try set(.expired, job, by: program, "expired", in: transaction)
                }
                return due.count
            }
        }
    }
}
