import Core
import Matching
import Storage

/// Who takes part, and whom they would like best.
extension RoundService {
    /// Takes part, or says anew as what.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `mentor_trust`; `invalid` naming the fields; `conflict`
    ///   with `round_not_joining`, `mentee_profile_missing`, `mentor_requests_paused`, `round_mentor_level` or
    ///   `mentorship_on_track`.
    package func join(
        _ draft: RoundMembershipDraft, _ id: RoundID, as principal: Principal
    ) async throws -> RoundMembership {
        let membership = try draft.validated()
        let member = try principal.requireWriter().id
        let now = clock.now
        return try await store.write { transaction in
            let round = try self.round(id, as: principal, transaction)
            guard round.takesMembers(on: CivilDay(now)) else { throw Problem(.conflict, "round_not_joining") }
            switch membership.side {
            case .mentor:
                let standing = try MentorRepository.standing(of: member, on: CivilDay(now), in: transaction)
                guard let standing, standing.verification >= 1, standing.isAdult else {
                    throw Problem(.conflict, "round_mentor_level")
                }
            case .mentee:
                guard principal.canAskMentors else { throw Problem(.forbidden, "mentor_trust") }
                guard try MenteeRepository.mentee(member, in: transaction) != nil else {
                    throw Problem(.conflict, "mentee_profile_missing")
                }
                try mentorships.checkPause(of: member, at: now, in: transaction)
                guard try !MentorshipLoad.hasSeat(member, on: round.track, at: now, in: transaction) else {
                    throw Problem(.conflict, "mentorship_on_track")
                }
            }
            let before = try RoundMemberRepository.membership(of: member, in: id, transaction)
            if let before, before.side != membership.side {
                try RoundMemberRepository.remove(member, from: id, transaction)
            }
            try RoundMemberRepository.put(membership, of: member, in: id, at: now, transaction)
            return membership
        }
    }

    /// Takes part no longer: until the freeze. Who takes no part already is out.
    /// - Throws: `signInRequired`; `notFound`; `conflict` with `round_frozen`.
    package func leave(_ id: RoundID, as principal: Principal) async throws {
        let member = try principal.requireMember().id
        let now = clock.now
        try await store.write { transaction in
            let round = try self.round(id, as: principal, transaction)
            guard try RoundMemberRepository.membership(of: member, in: id, transaction) != nil else { return }
            guard round.letsGo(on: CivilDay(now)) else { throw Problem(.conflict, "round_frozen") }
            try RoundMemberRepository.remove(member, from: id, transaction)
        }
    }

    // MARK: Ranking

    /// What the member may rank or answer: mentors whom they ranked and who fit, or mentees who ranked them.
    /// - Parameter cursor: of mentees, by its id.
    /// - Throws: `signInRequired`; `notFound` for who takes no part.
    package func ranking(
        _ id: RoundID, after cursor: PageCursor? = nil, as principal: Principal
    ) async throws -> RoundRanking {
        let member = try principal.requireMember().id
        let (round, membership) = try await store.read { transaction in
            (
                try self.round(id, as: principal, transaction),
                try RoundMemberRepository.membership(of: member, in: id, transaction)
            )
        }
        guard let membership else { throw Problem.notFound }
        var ranking = RoundRanking(round: round, side: membership.side)
        switch membership.side {
        case .mentee where round.state == .ranking: ranking.mentors = try await proposed(in: id, as: principal)
        case .mentor:
            let limit = RoundLimits.perPage
            ranking.mentees = try await store.read { transaction in
                let found = try RoundMemberRepository.incoming(
                    member, in: id, after: cursor?.id ?? "", limit: limit, transaction)
                return Paged(found, limit: limit) { PageCursor(key: 0, id: $0.mentee.id.text) }
            }
        case .mentee: break
        }
        return ranking
    }

    /// Says whom the member would like best, the best first; those named before count no longer.
    /// - Throws: `signInRequired`; `notFound` for who is no mentee of the round; `invalid` naming `mentors`, also for who
    ///   cannot be ranked, whatever the reason; `conflict` with `round_not_ranking`.
    package func rank(_ draft: RoundRankingDraft, _ id: RoundID, as principal: Principal) async throws {
        let names = try draft.validated()
        let member = try principal.requireWriter().id
        let now = clock.now
        let known = try await store.read { transaction -> (ids: [MemberID?], old: [String], joined: Set<String>) in
            try requireRanking(id, .mentee, member, at: now, principal, transaction)
            return (
                try names.map { try MentorshipLoad.member($0, in: transaction)?.id },
                try RoundMemberRepository.wishes(of: member, in: id, transaction),
                Set(try RoundMemberRepository.ids(.mentor, of: id, in: transaction))
            )
        }
        let mentors = try await acceptable(known.ids, Set(known.old), known.joined, to: member)
        try await store.write { transaction in
            try requireRanking(id, .mentee, member, at: now, principal, transaction)
            try RoundMemberRepository.put(mentors, of: member, in: id, transaction)
        }
    }

    /// The mentors who were named, all of whom can be ranked.
    private func acceptable(
        _ named: [MemberID?], _ old: Set<String>, _ joined: Set<String>, to member: MemberID
    ) async throws -> [String] {
        guard !named.isEmpty else { return [] }
        let (index, facts) = try await self.index(for: member)
        return try named.enumerated().map { place, mentor in
            guard let id = mentor?.text, joined.contains(id),
                old.contains(id) || index.index.suggestion(of: id, for: facts) != nil
            else { throw Problem.invalid("mentors/\(place)", "round_mentor_unknown") }
            return id
        }
    }

    /// What a mentor says of mentees who ranked them.
    /// - Throws: `signInRequired`; `notFound` for who is no mentor of the round; `invalid` naming the fields;
    ///   `conflict` with `round_not_ranking`.
    package func answer(_ draft: RoundAnswersDraft, _ id: RoundID, as principal: Principal) async throws {
        let answers = try draft.validated()
        let member = try principal.requireWriter().id
        let now = clock.now
        try await store.write { transaction in
            try requireRanking(id, .mentor, member, at: now, principal, transaction)
            for (place, one) in answers.enumerated() {
                let mentee = try MentorshipLoad.member(one.mentee, in: transaction)?.id
                guard let mentee, try RoundMemberRepository.isRanked(member, by: mentee, in: id, transaction) else {
                    throw Problem.invalid("answers/\(place)/mentee", "round_mentee_unknown")
                }
                try RoundMemberRepository.put(one.answer, of: member, to: mentee, in: id, transaction)
            }
        }
    }

    private func requireRanking(
        _ id: RoundID, _ side: MentorshipSide, _ member: MemberID, at now: Timestamp, _ principal: Principal,
        _ transaction: any Transaction
    ) throws {
        let round = try self.round(id, as: principal, transaction)
        guard try RoundMemberRepository.membership(of: member, in: id, transaction)?.side == side else {
            throw Problem.notFound
        }
        guard round.takesRankings(on: CivilDay(now)) else { throw Problem(.conflict, "round_not_ranking") }
    }

    // MARK: Mentors to rank

    private func index(for member: MemberID) async throws -> (index: MentorPool.Snapshot, facts: MenteeFacts) {
        let snapshot = try await mentoring.pool.current()
        let source = try await store.read { try MenteeSource.of(member, in: $0) }
        guard let source else { throw Problem(.conflict, "mentee_profile_missing") }
        return (snapshot, snapshot.lexicon.facts(source, categories: snapshot.categories))
    }

    /// Mentors of the round who fit the member, those ranked already first.
    private func proposed(in id: RoundID, as principal: Principal) async throws -> [RankedMentor] {
        var reader = try principal.requireMember()
        reader.roles = []
        let member = reader.id
        let (snapshot, facts) = try await self.index(for: member)
        let (wishes, joined) = try await store.read { transaction in
            (
                try RoundMemberRepository.wishes(of: member, in: id, transaction),
                Set(try RoundMemberRepository.ids(.mentor, of: id, in: transaction))
            )
        }
        let ranked = wishes.compactMap { snapshot.index.suggestion(of: $0, for: facts) }
        let found = snapshot.index.suggestions(
            for: facts, seed: id.text, count: RoundLimits.proposed + ranked.count, among: joined.contains)
        let known = Set(wishes)
        let others = found.filter { !known.contains($0.mentor) }.prefix(RoundLimits.proposed)
        let all = ranked + others
        let (mentors, hours) = try await mentoring.seen(all.map(\.mentor), as: .member(reader))
        return all.compactMap { suggestion in
            mentoring.present(suggestion, mentors, hours, snapshot).map {
                RankedMentor(place: wishes.firstIndex(of: suggestion.mentor).map { $0 + 1 }, suggestion: $0)
            }
        }
    }
}

/// A mentor whom a mentee may rank.
package struct RankedMentor: Sendable, Equatable {
    /// 1 for the best; `nil` for who is not ranked.
    package let place: Int?
    package let suggestion: SuggestedMentor
}

/// A mentee who ranked a mentor, as the mentor sees them: not at which place.
package struct IncomingMentee: Sendable, Equatable {
    package let mentee: MentoringName
    package let goal: String
    package let topics: [MentoringTopic]
    package let destinations: [MenteeDestination]
    package let answer: RoundAnswer
}

/// What a member says in a round.
package struct RoundRanking: Sendable {
    package let round: Round
    package let side: MentorshipSide
    /// A mentee's.
    package var mentors: [RankedMentor] = []
    /// A mentor's.
    package var mentees = Paged<IncomingMentee>(items: [], next: nil)
}
