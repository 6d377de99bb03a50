import Core
import Storage

extension OpportunityService {
    /// Says that one would go through the door; said again, the note is another.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `own_opportunity`; `conflict` with
    ///   `opportunity_not_open`; `invalid` naming `note`.
    package func showInterest(
        _ draft: InterestDraft, in id: OpportunityID, as principal: Principal
    ) async throws -> Interest {
        let note = try draft.validated()
        return try await store.write { transaction in
            let member = try principal.requireWriter()
            let opportunity = try visible(id, as: principal, in: transaction)
            guard opportunity.poster.id != member.id else { throw Problem(.forbidden, "own_opportunity") }
            guard principal.canShowInterest(in: opportunity) else { throw Problem(.conflict, "opportunity_not_open") }
            let now = clock.now
            let interest: InterestID = ids.next(at: now)
            let isNew = try InterestRepository.put(note, interest, of: member.id, in: id, at: now, transaction)
            let isTold = try InterestRepository.isTold(opportunity.poster.id, of: member.id, in: transaction)
            // Blocks are silent.
            if isNew, isTold { try listener(.interest(.init(opportunity)), transaction) }
            return try own(id, member, transaction)
        }
    }

    /// Takes one's interest back; once more is no mistake.
    /// - Throws: `signInRequired`; `notFound`.
    package func withdrawInterest(in id: OpportunityID, as principal: Principal) async throws {
        let member = try principal.requireMember()
        try await store.write { transaction in
            _ = try visible(id, as: principal, in: transaction)
            _ = try InterestRepository.remove(of: member.id, in: id, transaction)
        }
    }

    /// Answers a member who showed interest.
    /// - Throws: `signInRequired`; `notFound` for who did not open the door; `invalid` naming `reply`.
    package func answer(
        _ draft: InterestReply, to interest: InterestID, in id: OpportunityID, as principal: Principal
    ) async throws -> Interest {
        let reply = try draft.validated()
        return try await store.write { transaction in
            let member = try principal.requireWriter()
            let opportunity = try visible(id, as: principal, in: transaction)
            guard principal.canReadInterests(of: opportunity),
                let found = try InterestRepository.interest(interest, in: id, for: member.id, transaction)
            else { throw Problem.notFound }
            try InterestRepository.answer(reply, interest, at: clock.now, in: transaction)
            try listener(.answer(.init(opportunity), to: found.member.id), transaction)
            return try InterestRepository.interest(interest, in: id, for: member.id, transaction) ?? found
        }
    }

    private func own(
        _ id: OpportunityID, _ member: Principal.Member, _ transaction: any Transaction
    ) throws -> Interest {
        guard let found = try InterestRepository.interest(of: member.id, in: id, transaction) else {
            throw Problem.notFound
        }
        return found
    }
}

extension OpportunityEvent.Told {
    init(_ opportunity: Opportunity) {
        id = opportunity.id
        title = opportunity.content.title
        poster = opportunity.poster.id
    }
}
