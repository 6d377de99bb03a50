import Core
import Storage

/// What moderators decide about mentorships: requests that wait, appeals against pauses, reports.
package struct MentoringCaseService: Sendable {
    package typealias Listener = @Sendable (MentoringCase, Principal, any WriteTransaction) throws -> Void

    let mentorships: MentorshipService
    /// Hears of each decision, within its transaction.
    let listener: Listener

    package init(mentorships: MentorshipService, listener: @escaping Listener = { _, _, _ in }) {
        (self.mentorships, self.listener) = (mentorships, listener)
    }

    private var store: any Store { mentorships.store }
    private var clock: Clock { mentorships.clock }

    // MARK: One's own

    /// What the member waits or waited for, the newest first.
    /// - Throws: `signInRequired`.
    package func own(
        after cursor: PageCursor? = nil, limit: Int = SafetyLimits.perPage, as principal: Principal
    ) async throws -> Paged<MentoringCase> {
        let member = try principal.requireMember().id
        return try await store.read { transaction in
            let found = try MentoringCaseRepository.opened(by: member, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.openedAt.milliseconds, id: $0.id.text) }
        }
    }

    /// The member's pauses that hold today, the newest first: one a side at most.
    /// - Throws: `signInRequired`.
    package func pauses(as principal: Principal) async throws -> [MentoringPause] {
        let member = try principal.requireMember().id
        let day = CivilDay(clock.now)
        return try await store.read { try MentoringPauseRepository.present(of: member, on: day, in: $0) }
    }

    /// What a moderator answered about a request of the member's that waited; `nil` where none did.
    /// - Throws: `signInRequired`.
    package func held(_ mentorship: MentorshipID, as principal: Principal) async throws -> MentoringCase? {
        let member = try principal.requireMember().id
        return try await store.read {
            try MentoringCaseRepository.found(.held, mentorship.text, by: member, in: $0)
        }
    }

    /// Says why a pause is not right: once each.
    /// - Throws: `signInRequired`; `notFound` for a pause that is not the member's; `invalid` naming `text`; `conflict`
    ///   with `pause_over` or `pause_appealed`.
    package func appeal(
        _ draft: PauseAppealDraft, against id: MentoringPauseID, as principal: Principal
    ) async throws -> MentoringCase {
        let member = try principal.requireMember().id
        let text = try draft.validated()
        return try await store.write { transaction in
            let now = clock.now
            let found = try MentoringPauseRepository.byID([id.text], in: transaction).first
            guard let pause = found, pause.member == member else { throw Problem.notFound }
            guard pause.holds(on: CivilDay(now)) else { throw Problem(.conflict, "pause_over") }
            guard pause.appeal == nil else { throw Problem(.conflict, "pause_appealed") }
            let new = MentoringCaseRepository.New(
                kind: .appeal, about: member, openedBy: member, mentorship: nil, target: id.text,
                reason: pause.side == .mentor ? "missed_mentor" : "missed_mentee", words: text)
            return try open(new, at: now, in: transaction)
        }
    }

    /// Tells moderators of what the other of the two wrote or did. Said twice of the same, it is said once.
    /// - Throws: `signInRequired`; `notFound` for all but the two; `invalid` naming the fields; `forbidden` with
    ///   `own_words`.
    package func report(
        _ draft: MentorshipReportDraft, in id: MentorshipID, as principal: Principal
    ) async throws -> (found: MentoringCase, isNew: Bool) {
        let valid = try draft.validated()
        return try await store.write { try report(valid, draft.messageId, in: id, as: principal, $0) }
    }

    func report(
        _ valid: (reason: MentorshipReportReason, note: String), _ message: MentorshipMessageID?,
        in id: MentorshipID, as principal: Principal, _ transaction: any WriteTransaction
    ) throws -> (found: MentoringCase, isNew: Bool) {
        // Who may not write may still ask for help.
        let member = try principal.requireMember().id
        let mentorship = try mentorships.own(id, member, transaction)
        guard let side = mentorship.side(of: member) else { throw Problem.notFound }
        if let message {
            let place = try MentorshipMessageRepository.place(of: message, in: transaction)
            guard let place, place.mentorship == id else { throw Problem.notFound }
            guard place.author != member else { throw Problem(.forbidden, "own_words") }
        }
        let target = message?.text ?? id.text
        if let known = try MentoringCaseRepository.found(.report, target, by: member, in: transaction) {
            return (known, false)
        }
        let new = MentoringCaseRepository.New(
            kind: .report, about: mentorship.name(of: side.other).id, openedBy: member, mentorship: id,
            target: target, reason: valid.reason.rawValue, words: valid.note)
        return (try open(new, at: clock.now, in: transaction), true)
    }

    private func open(
        _ new: MentoringCaseRepository.New, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> MentoringCase {
        let id: MentoringCaseID = mentorships.ids.next(at: now)
        try MentoringCaseRepository.open(new, id, at: now, in: transaction)
        return try stored(id, in: transaction)
    }

    private func stored(_ id: MentoringCaseID, in transaction: any Transaction) throws -> MentoringCase {
        guard let found = try MentoringCaseRepository.found(id, in: transaction) else { throw Problem.notFound }
        return found
    }

    // MARK: For moderators

    /// What waits, the oldest first, with what moderators may read of it. For staff.
    /// - Throws: `notFound` for who is no staff.
    package func queue(
        after cursor: PageCursor? = nil, limit: Int = SafetyLimits.perPage, as principal: Principal
    ) async throws -> Paged<MentoringCase> {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            let found = try MentoringCaseRepository.open(after: cursor, limit: limit, in: transaction)
            let page = Paged(found, limit: limit) { PageCursor(key: $0.openedAt.milliseconds, id: $0.id.text) }
            return Paged(
                items: try MentoringCaseRepository.withContents(page.items, in: transaction), next: page.next)
        }
    }

    /// Grants or refuses what a member waits for. For staff, not in what concerns oneself.
    /// - Throws: `notFound`; `invalid`; `forbidden` with `own_review`; `conflict` with `already_decided`,
    ///   or with `held_not_open`, `held_no_seat` or `held_has_mentor` for a request that cannot be let through.
    package func decide(
        _ draft: MentoringCaseDecisionDraft, on id: MentoringCaseID, as principal: Principal
    ) async throws -> MentoringCase {
        guard principal.isStaff, let moderator = principal.member?.id else { throw Problem.notFound }
        let (isGranted, answer) = try draft.validated()
        return try await store.write { transaction in
            let now = clock.now
            let known = try stored(id, in: transaction)
            guard known.state == .open else { throw Problem(.conflict, "already_decided") }
            guard try !concerns(moderator, known, in: transaction) else { throw Problem(.forbidden, "own_review") }
            try MentoringCaseRepository.decide(id, isGranted: isGranted, answer: answer, at: now, in: transaction)
            try carryOut(known, isGranted: isGranted, answer, at: now, in: transaction)
            let decided = try stored(id, in: transaction)
            try listener(decided, principal, transaction)
            return try MentoringCaseRepository.withContents([decided], in: transaction).first ?? decided
        }
    }

    private func concerns(
        _ moderator: MemberID, _ found: MentoringCase, in transaction: any Transaction
    ) throws -> Bool {
        if found.about.id == moderator || found.openedBy?.id == moderator { return true }
        guard let mentorship = found.mentorship else { return false }
        return try MentorshipRepository.byID([mentorship.text], in: transaction).contains {
            $0.side(of: moderator) != nil
        }
    }

    private func carryOut(
        _ found: MentoringCase, isGranted: Bool, _ answer: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        switch found.kind {
        case .held:
            guard let id = found.mentorship else { return }
            guard isGranted else { return try mentorships.refuse(id, answer, at: now, in: transaction) }
            try mentorships.checkAdmission(id, at: now, in: transaction)
            try mentorships.admit(id, at: now, in: transaction)
        case .appeal:
            if isGranted {
                try MentoringPauseRepository.lift(MentoringPauseID(trusted: found.target), at: now, in: transaction)
                try mentorships.touchMentor(found.about.id, in: transaction)
            }
            try tell(found, in: transaction)
        case .report:
            // The other reads "ended", and nothing else.
            if isGranted, let reporter = found.openedBy {
                try mentorships.close(
                    between: reporter.id, and: found.about.id, causedBy: found.about.id, in: transaction)
            }
            try tell(found, in: transaction)
        }
    }

    private func tell(_ found: MentoringCase, in transaction: any WriteTransaction) throws {
        guard let member = found.openedBy?.id else { return }
        try mentorships.listener(.noted(member, .mentorCase, subject: found.id.text), transaction)
    }
}
