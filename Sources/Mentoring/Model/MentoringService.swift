import Core
import Matching
import Storage

/// Mentors and mentees: their profiles, levels and suggestions.
package struct MentoringService: Sendable {
    package typealias Listener = @Sendable (MentoringEvent, Principal, any WriteTransaction) throws -> Void

    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    let listener: Listener
    /// All mentors in memory, for suggestions.
    let pool: MentorPool

    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, crowdedTopics: CrowdedTopics = CrowdedTopics(),
        listener: @escaping Listener = { _, _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.listener = listener
        pool = MentorPool(store: store, clock: clock, crowded: crowdedTopics)
    }

    /// Today in UTC.
    package var today: CivilDay { CivilDay(clock.now) }

    /// How many a page of the list holds.
    package static let perPage = 30
}

/// What others must hear of, within the transaction in which it happens.
package enum MentoringEvent: Sendable {
    /// A moderator granted a level, or took one back.
    case level(Mentor, from: Int, to: Int, reason: String)
    /// A moderator decided what a mentor had asked for.
    case decided(MentorReview)
    /// A question that waits was offered to a mentor.
    case questionOffered(MemberID, thread: String)
}

/// How a member stands as mentor and as mentee.
package struct OwnMentoring: Sendable, Equatable {
    package let mentor: Mentor?
    package let mentee: Mentee?
    package let hours: Availability
    package let isAdult: Bool
    /// The last level asked for, if any.
    package let review: MentorReview?
}

/// How a pathway is called.
package struct PathwayName: Sendable, Equatable {
    /// ISO 3166-1 alpha-2.
    package let country: String
    package let slug: String
    package let name: String

    package var path: String { "/visas/\(country.lowercased())/\(slug)" }
}

extension MentoringService {
    // MARK: One's own

    /// - Throws: `signInRequired`.
    package func own(as principal: Principal) async throws -> OwnMentoring {
        let member = try principal.requireMember().id
        return try await store.read { transaction in
            OwnMentoring(
                mentor: try MentorRepository.mentor(member, in: transaction),
                mentee: try MenteeRepository.mentee(member, in: transaction),
                hours: try MenteeRepository.hours(of: [member.text], in: transaction)[member.text] ?? Availability(),
                isAdult: try MenteeRepository.adults([member.text], in: transaction).contains(member.text),
                review: try ReviewRepository.last(of: member, in: transaction))
        }
    }

    /// Makes the member a mentor, or says anew what they offer. Who has no level yet asks for the first one by it.
    /// - Parameter revision: the one that the member saw; `nil` to write over whatever there is.
    /// - Throws: `signInRequired`; `forbidden`; `invalid` naming the fields; `stale` with `stale_version`.
    package func setMentor(
        _ draft: MentorDraft, from revision: Int64? = nil, as principal: Principal
    ) async throws -> Mentor {
        let content = try draft.validated(at: clock.now)
        return try await store.write { transaction in
            let member = try principal.requireWriter().id
            let known = try MentorRepository.mentor(member, in: transaction)
            try requireUnchanged(known?.revision, since: revision)
            try confirmAdult(draft.isAdult, member, in: transaction)
            let pathways = content.experiences.map(\.pathwayId)
            guard try MentorRepository.known(pathways, in: transaction).count == pathways.count else {
                throw Problem.invalid("experiences", "unknown_pathway")
            }
            try MentorRepository.put(content, of: member, at: clock.now, in: transaction)
            let mentor = try ownMentor(member, in: transaction)
            try MentorRepository.putFacets(of: mentor, in: transaction)
            if mentor.verification == 0 { try openFirstReview(of: member, in: transaction) }
            MentorRepository.touch(member, in: transaction)
            return mentor
        }
    }

    /// Makes the member a mentee, or says anew what they want.
    /// - Parameter revision: the one that the member saw; `nil` to write over whatever there is.
    /// - Throws: `signInRequired`; `forbidden`; `invalid` naming the fields; `stale` with `stale_version`.
    package func setMentee(
        _ draft: MenteeDraft, from revision: Int64? = nil, as principal: Principal
    ) async throws -> Mentee {
        let content = try draft.validated()
        return try await store.write { transaction in
            let member = try principal.requireWriter().id
            let known = try MenteeRepository.mentee(member, in: transaction)
            try requireUnchanged(known?.revision, since: revision)
            try confirmAdult(draft.isAdult, member, in: transaction)
            guard
                try MentorRepository.known(content.pathways, in: transaction).count == content.pathways.count
            else { throw Problem.invalid("pathways", "unknown_pathway") }
            try MenteeRepository.put(content, of: member, at: clock.now, in: transaction)
            guard let mentee = try MenteeRepository.mentee(member, in: transaction) else { throw Problem.notFound }
            return mentee
        }
    }

    /// Says when the member has time.
    /// - Throws: `signInRequired`; `forbidden`; `invalid`.
    package func setHours(_ draft: HoursDraft, as principal: Principal) async throws -> Availability {
        let hours = try draft.validated(at: clock.now)
        return try await store.write { transaction in
            let member = try principal.requireWriter().id
            try MenteeRepository.put(hours, of: member, in: transaction)
            try touchIfMentor(member, in: transaction)
            return hours
        }
    }

    /// The member's own private rules, and whom they do not want to be shown.
    /// - Throws: `signInRequired`.
    package func rules(as principal: Principal) async throws -> OwnPrivateRules {
        let member = try principal.requireMember().id
        return try await store.read { try PrivateRuleRepository.own(of: member, in: $0) }
    }

    /// - Throws: `signInRequired`; `forbidden`; `invalid` naming the fields, also for a name that nobody has.
    package func setRules(_ draft: PrivateRulesDraft, as principal: Principal) async throws {
        let rules = try draft.validated()
        try await store.write { transaction in
            let member = try principal.requireWriter().id
            let others = try (draft.keptApart ?? []).enumerated().map { place, name in
                guard let other = try MentorshipLoad.member(name, in: transaction)?.id, other != member else {
                    throw Problem.invalid("keptApart/\(place)", "unknown_member")
                }
                return other
            }
            try PrivateRuleRepository.put(rules, of: member, at: clock.now, in: transaction)
            try PrivateRuleRepository.putKeptApart(others, of: member, at: clock.now, in: transaction)
            try touchIfMentor(member, in: transaction)
        }
    }

    /// "Not this one": the mentor is never suggested to the member again, until that is taken back. Once more is no
    /// mistake.
    /// - Throws: `signInRequired`; `notFound`; `conflict` with `too_many_unwanted`.
    package func setUnwanted(_ isOn: Bool, _ username: String, as principal: Principal) async throws {
        let member = try principal.requireMember().id
        try await store.write { transaction in
            if isOn {
                let mentor = try visible(username, as: principal, in: transaction)
                guard mentor.member.id != member else { throw Problem.notFound }
                let most = PrivateRuleRepository.mostUnwanted
                guard try PrivateRuleRepository.unwanted(by: member, in: transaction).count < most else {
                    throw Problem(.conflict, "too_many_unwanted", arguments: ["max": "\(most)"])
                }
                try PrivateRuleRepository.setUnwanted(
                    true, mentor.member.id, by: member, at: clock.now, in: transaction)
            } else {
                // Also of a mentor who may not be seen any more.
                let named = try PrivateRuleRepository.unwanted(by: member, in: transaction).first {
                    $0.username.lowercased() == username.lowercased()
                }
                guard let named else { return }
                try PrivateRuleRepository.setUnwanted(false, named.id, by: member, at: clock.now, in: transaction)
            }
        }
    }

    // MARK: Parts

    func ownMentor(_ member: MemberID, in transaction: any Transaction) throws -> Mentor {
        guard let mentor = try MentorRepository.mentor(member, in: transaction) else { throw Problem.notFound }
        return mentor
    }

    private func requireUnchanged(_ revision: Int64?, since seen: Int64?) throws {
        if let seen, revision != seen { throw Problem(.stale, "stale_version") }
    }

    private func confirmAdult(_ isAdult: Bool?, _ member: MemberID, in transaction: any WriteTransaction) throws {
        if isAdult == true {
            try MenteeRepository.confirmAdult(member, at: clock.now, in: transaction)
        } else if try MenteeRepository.adults([member.text], in: transaction).isEmpty {
            throw Problem.invalid("isAdult", "adult_required")
        }
    }

    private func touchIfMentor(_ member: MemberID, in transaction: any WriteTransaction) throws {
        if try MentorRepository.standing(of: member, on: today, in: transaction) != nil {
            MentorRepository.touch(member, in: transaction)
        }
    }
}
