import Core
import Matching
import Storage

/// Rounds of the programme: each step by the table alone.
package struct RoundService: Sendable {
    package typealias Listener = @Sendable (RoundNews, any WriteTransaction) throws -> Void

    let mentoring: MentoringService
    let mentorships: MentorshipService
    let listener: Listener
    var store: any Store { mentoring.store }
    var clock: Clock { mentoring.clock }
    var ids: IdentifierSource { mentoring.ids }

    package init(
        mentoring: MentoringService, mentorships: MentorshipService, listener: @escaping Listener = { _, _ in }
    ) {
        (self.mentoring, self.mentorships, self.listener) = (mentoring, mentorships, listener)
    }

    /// Today in UTC.
    package var today: CivilDay { CivilDay(clock.now) }

    // MARK: Reading

    /// A page of rounds, the newest first; drafts for staff alone.
    /// - Throws: `signInRequired`.
    package func rounds(
        after cursor: PageCursor? = nil, limit: Int = RoundLimits.perPage, as principal: Principal
    ) async throws -> Paged<Round> {
        _ = try principal.requireMember()
        return try await store.read { transaction in
            let found = try RoundRepository.list(
                isStaff: principal.isStaff, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
        }
    }

    /// A round as the member sees it: with their own part and offers, and with numbers for staff.
    /// - Throws: `signInRequired`; `notFound`.
    package func view(_ id: RoundID, as principal: Principal) async throws -> RoundView {
        let member = try principal.requireMember().id
        let now = clock.now
        return try await store.read { transaction in
            let round = try self.round(id, as: principal, transaction)
            let runs = try RoundRunRepository.runs(of: id, in: transaction)
            return RoundView(
                round: round,
                membership: try RoundMemberRepository.membership(of: member, in: id, transaction),
                offers: try OfferRepository.offers(of: member, in: id, transaction).map { $0.seen(at: now) },
                runs: runs.filter { principal.isStaff || $0.publishedAt != nil },
                counts: principal.isStaff ? try RoundMemberRepository.counts(of: id, in: transaction) : nil,
                pairs: principal.isStaff ? try RoundPairRepository.pairs(in: id, transaction) : [])
        }
    }

    func round(_ id: RoundID, as principal: Principal, _ transaction: any Transaction) throws -> Round {
        guard let round = try RoundRepository.round(id, isStaff: principal.isStaff, in: transaction) else {
            throw Problem.notFound
        }
        return round
    }

    // MARK: Staff

    /// Makes a round that staff alone sees until it is opened.
    /// - Throws: `notFound` for who is no staff; `invalid` naming the fields.
    package func make(
        _ draft: RoundDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (round: Round, isNew: Bool) {
        guard principal.isStaff else { throw Problem.notFound }
        let member = try principal.requireWriter().id
        let now = clock.now
        let valid = try draft.validated(at: now)
        return try await store.write { transaction in
            if let earlier = try SubmittedForms.result(of: form, from: member, in: transaction) {
                return (try self.round(RoundID(trusted: earlier), as: principal, transaction), false)
            }
            let id: RoundID = ids.next(at: now)
            try RoundRepository.insert(id, valid, by: member, at: now, in: transaction)
            try SubmittedForms.note(id.text, of: form, from: member, at: now, in: transaction)
            return (try self.round(id, as: principal, transaction), true)
        }
    }

    /// Says anew what a round is, while staff alone sees it.
    /// - Parameter version: the one that the caller saw; `nil` to write over whatever there is.
    /// - Throws: `notFound` for who is no staff; `invalid` naming the fields; `stale` with `stale_version`; `conflict`
    ///   with `round_step` once it is opened.
    package func change(
        _ draft: RoundDraft, _ id: RoundID, from version: Int64? = nil, as principal: Principal
    ) async throws -> Round {
        guard principal.isStaff else { throw Problem.notFound }
        _ = try principal.requireWriter()
        let now = clock.now
        let valid = try draft.validated(at: now)
        return try await store.write { transaction in
            let before = try self.round(id, as: principal, transaction)
            if let version, version != before.version { throw Problem(.stale, "stale_version") }
            guard before.state == .draft else { throw Problem(.conflict, "round_step") }
            try RoundRepository.change(id, valid, at: now, in: transaction)
            return try self.round(id, as: principal, transaction)
        }
    }

    /// Takes a step of staff.
    /// - Parameter version: the one that the caller saw; `nil` to take it from whatever there is.
    /// - Throws: `notFound`; `stale` with `stale_version`; `conflict` with `round_step`, `round_running`,
    ///   `round_nobody_left` or `round_unverified`.
    package func take(
        _ event: RoundEvent, _ id: RoundID, from version: Int64? = nil, as principal: Principal
    ) async throws -> Round {
        guard principal.isStaff, RoundEvent.steps.contains(event) else { throw Problem.notFound }
        _ = try principal.requireWriter()
        return try await store.write { transaction in
            let before = try self.round(id, as: principal, transaction)
            if let version, version != before.version { throw Problem(.stale, "stale_version") }
            try move(before, event, by: .staff, in: transaction)
            return try self.round(id, as: principal, transaction)
        }
    }

    /// Moves a round by the table, with what follows from it.
    func move(
        _ round: Round, _ event: RoundEvent, by actor: RoundActor, in transaction: any WriteTransaction
    ) throws {
        let now = clock.now
        let rule = try RoundRule.rule(for: event, from: round.state, by: actor)
        switch event {
        case .rank: try RoundRepository.willTell("ranking", of: round.id, run: 0, in: transaction)
        case .freeze: try begin(0, of: round.id, seed: nil, at: now, in: transaction)
        case .publish: try publish(0, of: round.id, at: now, in: transaction)
        case .refill: try refill(round, at: now, in: transaction)
        case .close:
            let runs = try RoundRunRepository.runs(of: round.id, in: transaction)
            guard !runs.contains(where: \.isRunning) else { throw Problem(.conflict, "round_running") }
        case .open, .match, .cancel: break
        }
        try RoundRepository.move(round.id, to: rule.to, at: now, in: transaction)
        wakeWorkers(for: round.id, in: transaction)
    }

    /// Whoever makes matchings and tells of them hears of commits that touch the change index, on every node.
    private func wakeWorkers(for round: RoundID, in transaction: any WriteTransaction) {
        transaction.touch(.changes(entity: "round", id: round.text))
    }

    /// Freezes: what is said later counts for nothing in this matching. The seed is drawn now, and not before.
    private func begin(
        _ number: Int, of round: RoundID, seed: String?, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let (drawn, salt): (RoundID, RoundID) = (ids.next(at: now), ids.next(at: now))
        try RoundRunRepository.insert(
            number, of: round, seed: seed ?? drawn.text, salt: salt.text, at: now, in: transaction)
    }

    /// Offers count from now on, and those of them whose time is over lapse by themselves.
    func publish(
        _ number: Int, of round: RoundID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let run = try RoundRunRepository.runs(of: round, in: transaction).first { $0.number == number }
        guard let run, run.finishedAt != nil, run.failure == nil else { throw Problem(.conflict, "round_unverified") }
        try RoundRunRepository.publish(
            number, of: round, until: now.advanced(by: RoundLimits.confirming), at: now, in: transaction)
        try RoundRepository.willTell("result", of: round, run: number, in: transaction)
    }

    /// Begins a matching among the rest, once nobody is asked any more.
    private func refill(_ round: Round, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let runs = try RoundRunRepository.runs(of: round.id, in: transaction)
        guard let last = runs.last, !runs.contains(where: \.isRunning) else {
            throw Problem(.conflict, "round_running")
        }
        guard runs.count < RoundLimits.runs else { throw Problem(.conflict, "round_step") }
        guard try OfferRepository.open(of: round.id, at: now, in: transaction) == 0 else {
            throw Problem(.conflict, "round_offers_open")
        }
        let rest = try RoundRest.read(round, run: runs.count, at: now, in: transaction)
        guard !rest.mentees.isEmpty, rest.seats.contains(where: { $0.value > 0 }) else {
            throw Problem(.conflict, "round_nobody_left")
        }
        try begin(runs.count, of: round.id, seed: "\(last.seed)-\(runs.count)", at: now, in: transaction)
    }

    /// Makes a matching that failed anew.
    /// - Throws: `notFound`; `conflict` with `round_step`.
    package func retry(_ id: RoundID, as principal: Principal) async throws {
        guard principal.isStaff else { throw Problem.notFound }
        try await store.write { transaction in
            _ = try self.round(id, as: principal, transaction)
            let failed = try RoundRunRepository.runs(of: id, in: transaction).first { $0.failure != nil }
            guard let failed else { throw Problem(.conflict, "round_step") }
            try RoundRunRepository.restart(failed, in: transaction)
            wakeWorkers(for: id, in: transaction)
        }
    }
}
