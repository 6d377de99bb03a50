import Core
import Storage

/// Doors that ambassadors open, and the members who would go through them.
package struct OpportunityService: Sendable {
    package typealias Listener = @Sendable (OpportunityEvent, any WriteTransaction) throws -> Void

    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    let listener: Listener

    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, listener: @escaping Listener = { _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.listener = listener
    }

    // MARK: Reading

    /// A page of open opportunities, the newest first.
    package func opportunities(
        _ filter: OpportunityFilter = OpportunityFilter(), after cursor: PageCursor? = nil,
        limit: Int = OpportunityLimits.perPage
    ) async throws -> Paged<Opportunity> {
        try await store.read { transaction in
            let found = try OpportunityRepository.open(filter, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit, cursor: OpportunityRepository.cursor)
        }
    }

    /// The member's own, the newest first.
    /// - Throws: `signInRequired`.
    package func ownOpportunities(
        after cursor: PageCursor? = nil, limit: Int = OpportunityLimits.perPage, as principal: Principal
    ) async throws -> Paged<Opportunity> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let found = try OpportunityRepository.posted(by: member.id, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit, cursor: OpportunityRepository.cursor)
        }
    }

    /// - Throws: `notFound`.
    package func opportunity(_ id: OpportunityID, as principal: Principal) async throws -> Opportunity {
        try await store.read { try visible(id, as: principal, in: $0) }
    }

    /// The reader's own interest; `nil` for who showed none.
    /// - Throws: `notFound`.
    package func ownInterest(in id: OpportunityID, as principal: Principal) async throws -> Interest? {
        guard let member = principal.member else { return nil }
        return try await store.read { transaction in
            _ = try visible(id, as: principal, in: transaction)
            return try InterestRepository.interest(of: member.id, in: id, transaction)
        }
    }

    /// Who would go through the door, the first first: for the one who opened it.
    /// - Throws: `signInRequired`; `notFound` for everybody else.
    package func interests(
        in id: OpportunityID, after cursor: PageCursor? = nil, limit: Int = OpportunityLimits.perPage,
        as principal: Principal
    ) async throws -> Paged<Interest> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let opportunity = try visible(id, as: principal, in: transaction)
            guard principal.canReadInterests(of: opportunity) else { throw Problem.notFound }
            let found = try InterestRepository.interests(
                in: id, for: member.id, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id.text) }
        }
    }

    func visible(_ id: OpportunityID, as principal: Principal, in transaction: any Transaction) throws -> Opportunity {
        guard
            let found = try OpportunityRepository.byID([id.text], visibleTo: principal, in: transaction).first
        else { throw Problem.notFound }
        return found
    }

    // MARK: Posting

    /// Opens a door. Sent twice, with the same id or by the same form, it is opened once.
    /// - Throws: `signInRequired`; `forbidden` with `opportunity_role` for who is no ambassador; `invalid` naming the
    ///   fields; `conflict` with `id_conflict` or `too_many_opportunities`.
    package func post(
        _ draft: OpportunityDraft, form: FormReceipt? = nil, as principal: Principal
    ) async throws -> (opportunity: Opportunity, isNew: Bool) {
        _ = try poster(principal)
        let written = OpportunityRepository.Written(try draft.validated())
        return try await store.write { try post(written, draft.id, form: form, as: principal, in: $0) }
    }

    private func post(
        _ written: OpportunityRepository.Written, _ sent: OpportunityID?, form: FormReceipt?, as principal: Principal,
        in transaction: any WriteTransaction
    ) throws -> (opportunity: Opportunity, isNew: Bool) {
        let member = try poster(principal)
        let now = clock.now
        if let earlier = try SubmittedForms.result(of: form, from: member.id, in: transaction) {
            return (try visible(OpportunityID(trusted: earlier), as: principal, in: transaction), false)
        }
        if let sent, let owner = try OpportunityRepository.poster(of: sent, in: transaction) {
            guard owner == member.id else { throw Problem(.conflict, "id_conflict") }
            return (try visible(sent, as: principal, in: transaction), false)
        }
        try checkRoom(member, in: transaction)
        let id = sent ?? ids.next(at: now)
        try OpportunityRepository.insert(id, written, of: member.id, at: now, in: transaction)
        try SubmittedForms.note(id.text, of: form, from: member.id, at: now, in: transaction)
        return (try visible(id, as: principal, in: transaction), true)
    }

    private func checkRoom(_ member: Principal.Member, in transaction: any Transaction) throws {
        let most = OpportunityLimits.open
        guard try OpportunityRepository.openCount(of: member.id, in: transaction) < most else {
            throw Problem(.conflict, "too_many_opportunities", arguments: ["max": "\(most)"])
        }
    }

    /// - Throws: `signInRequired`; `forbidden`, with `opportunity_role` for who is no ambassador.
    private func poster(_ principal: Principal) throws -> Principal.Member {
        let member = try principal.requireWriter()
        guard principal.canPostOpportunities else { throw Problem(.forbidden, "opportunity_role") }
        return member
    }

    /// Changes an open one; what the draft leaves out stays.
    /// - Parameter revision: the one that the change was made from, if the caller knows.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `not_yours`; `invalid` naming the fields; `stale` with
    ///   `stale_version`.
    package func change(
        _ draft: OpportunityDraft, of id: OpportunityID, from revision: Int64? = nil, as principal: Principal
    ) async throws -> Opportunity {
        let before = try await opportunity(id, as: principal)
        guard principal.canEdit(before) else { throw Problem(.forbidden, "not_yours") }
        let written = OpportunityRepository.Written(try draft.over(before.content).validated())
        return try await store.write { transaction in
            _ = try principal.requireWriter()
            let present = try visible(id, as: principal, in: transaction)
            guard principal.canEdit(present) else { throw Problem(.forbidden, "not_yours") }
            guard present.revision == (revision ?? before.revision) else { throw Problem(.stale, "stale_version") }
            try OpportunityRepository.update(id, written, at: clock.now, in: transaction)
            return try visible(id, as: principal, in: transaction)
        }
    }

    /// Moves one to another state, or says what came of one that is open no longer.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `not_yours`; `invalid`, naming `outcome` for one that is
    ///   open; `conflict` with `opportunity_step` or `too_many_opportunities`.
    package func move(_ draft: OpportunityStep, _ id: OpportunityID, as principal: Principal) async throws
        -> Opportunity
    {
        let (state, outcome) = try draft.validated()
        return try await store.write { transaction in
            let member = try principal.requireWriter()
            let now = clock.now
            let present = try visible(id, as: principal, in: transaction)
            let isTold = state == present.state && principal.canReportOutcome(of: present)
            guard isTold || principal.steps(of: present).contains(state) else {
                let isOwn = present.poster.id == member.id
                throw isOwn ? Problem(.conflict, "opportunity_step") : Problem(.forbidden, "not_yours")
            }
            guard state != .open || outcome == nil else { throw Problem.invalid("outcome", "outcome_early") }
            if state == .open { try checkRoom(member, in: transaction) }
            try OpportunityRepository.set(
                state, outcome ?? (state == .open ? nil : present.outcome), of: present,
                expiresAt: state == .open ? now.advanced(by: OpportunityLimits.lasts) : present.expiresAt, at: now,
                in: transaction)
            return try visible(id, as: principal, in: transaction)
        }
    }

    /// Takes one's own away for good, with what members wrote to it.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `not_yours`; `conflict` with `opportunity_open`.
    package func remove(_ id: OpportunityID, as principal: Principal) async throws {
        let member = try principal.requireMember()
        try await store.write { transaction in
            let present = try visible(id, as: principal, in: transaction)
            guard present.poster.id == member.id else { throw Problem(.forbidden, "not_yours") }
            guard principal.canRemove(present) else { throw Problem(.conflict, "opportunity_open") }
            try OpportunityRepository.remove(id, in: transaction)
            try listener(.removed(id), transaction)
        }
    }

    /// Ends what was open for sixty days, some hundreds at a time: the hourly run.
    package func expire() async throws {
        let limit = 200
        var ended = limit
        while ended == limit {
            ended = try await store.write { transaction in
                let due = try OpportunityRepository.expired(at: clock.now, limit: limit, in: transaction)
                if !due.isEmpty { try OpportunityRepository.expire(due, at: clock.now, in: transaction) }
                return due.count
            }
        }
    }
}
