import Core

/// Who may do what with jobs: pure answers, by which services refuse and pages hide buttons.
extension Principal {
    /// Known members post, employers and staff.
    package var canPostJobs: Bool {
        guard let member, isJobWriter else { return false }
        return member.trust >= .known || member.roles.contains(.employer) || isStaff
    }

    /// Whether the first job of the member waits for a moderator.
    var hasFirstJobHeld: Bool {
        guard let member else { return false }
        return member.trust <= .known && !member.roles.contains(.employer) && !isStaff
    }

    package func canEdit(_ job: Job) -> Bool { isJobWriter && isPoster(of: job) && job.state != .removed }

    /// The steps that a poster may take from where the job stands.
    package func steps(of job: Job) -> [JobStep] {
        guard canEdit(job) else { return [] }
        return switch job.state {
        case .draft: [.publish, .close]
        // Who appealed waits for the answer: closing it would be a way round the moderator.
        case .held: job.appealedAt == nil ? [.close] : []
        case .open: [.renew, .fill, .close]
        case .filled, .expired, .closed: [.renew]
        case .removed: []
        }
    }

    package func canSave(_ job: Job) -> Bool { member != nil && (job.isOpen || job.state.isEnded) }

    package func canReportFilled(_ job: Job) -> Bool {
        guard let member, isJobWriter else { return false }
        return job.isOpen && !isPoster(of: job) && member.trust >= .known
    }

    /// Of a job that its signals took out of sight, within two days, once.
    package func canAppeal(_ job: Job, at now: Timestamp) -> Bool {
        isJobWriter && isPoster(of: job) && job.state == .removed && job.appealedAt == nil
            && (job.endedAt.map { now.since($0) < JobLimits.appealWithin } ?? false)
    }

    /// Staff decides of others' jobs.
    package func canDecide(_ job: Job) -> Bool { isStaff && job.posterID != member?.id }

    private var isJobWriter: Bool { member.map { $0.isVerified && !$0.isSuspended && !$0.isSilenced } ?? false }

    private func isPoster(of job: Job) -> Bool { member?.id == job.posterID }
}

/// What a poster does with a job.
package enum JobStep: String, Codable, Sendable, CaseIterable {
    case publish
    /// Thirty days more, or open again.
    case renew
    /// Somebody has it.
    case fill
    case close
}

/// `PUT jobs/{id}/state`
package struct JobStepDraft: CheckedDraft {
    package var step: String?

    package init(step: String?) { self.step = step }

    package enum CodingKeys: String, CodingKey, CaseIterable { case step }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `step`.
    func validated() throws -> JobStep {
        var validation = Validation()
        let step = validation.choice(step, "step", default: JobStep.close)
        try validation.check()
        return step
    }
}

/// What a moderator decides of a job that is held, or of one that is open.
package struct JobDecision: CheckedDraft {
    package var decision: String?
    /// Told to the poster.
    package var note: String?

    package init(decision: String?, note: String? = nil) {
        self.decision = decision
        self.note = note
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case decision, note }

    package enum Choice: String, Codable, Sendable, CaseIterable {
        case approve, remove
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> (choice: Choice, note: String) {
        var validation = Validation()
        let choice = validation.choice(decision, "decision", default: Choice.approve)
        let note = validation.text(note, "note", 0...1000, form: .block)
        if choice == .remove { validation.require(!note.isEmpty, "note", "required") }
        try validation.check()
        return (choice, note)
    }
}

/// What a moderator decides of an employer.
package struct EmployerDecision: CheckedDraft {
    package var state: String?
    package var legalName: String?
    package var site: String?
    package var registerId: String?
    /// A register and the day, or who wrote from which domain; why it is suspended. For staff alone.
    package var evidence: String?

    package init(
        state: String?, legalName: String? = nil, site: String? = nil, registerId: String? = nil, evidence: String?
    ) {
        self.state = state
        self.legalName = legalName
        self.site = site
        self.registerId = registerId
        self.evidence = evidence
    }

    package enum CodingKeys: String, CodingKey, CaseIterable { case state, legalName, site, registerId, evidence }

    struct Valid: Sendable {
        let state: Employer.State
        let legalName: String
        let site: String
        let registerID: String
        let evidence: String
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> Valid {
        var validation = Validation()
        let valid = Valid(
            state: validation.choice(state, "state", default: Employer.State.unverified),
            legalName: validation.text(legalName, "legalName", 0...160),
            site: validation.text(site, "site", 0...200), registerID: validation.text(registerId, "registerId", 0...60),
            evidence: validation.text(evidence, "evidence", 0...1000, form: .block))
        validation.require(valid.site.isEmpty || WebAddress(valid.site) != nil, "site", "address_form")
        // Nobody is verified, or shut out, without a word why.
        if valid.state != .unverified { validation.require(!valid.evidence.isEmpty, "evidence", "required") }
        try validation.check()
        return valid
    }
}

/// Why a poster does not agree with the signals.
package struct JobAppeal: CheckedDraft {
    package var text: String?

    package init(text: String?) { self.text = text }

    package enum CodingKeys: String, CodingKey, CaseIterable { case text }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `text`.
    func validated() throws -> String {
        var validation = Validation()
        let text = validation.text(text, "text", 20...2000, form: .block)
        try validation.check()
        return text
    }
}
