import Core
import Storage

/// An employer that a moderator is to find in the register.
package struct SponsorCandidates: Sendable, Equatable {
    package let employer: Employer
    package let register: Register
    package let candidates: [Organisation]
}

/// Which of the candidates an employer is; absent for none of them.
package struct SponsorDecision: CheckedDraft {
    package var organisation: String?

    package init(organisation: String?) { self.organisation = organisation }

    package enum CodingKeys: String, CodingKey, CaseIterable { case organisation }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming `organisation`.
    func validated() throws -> String {
        var validation = Validation()
        let key = validation.text(organisation, "organisation", 0...400)
        try validation.check()
        return key
    }
}

extension JobService {
    /// Employers with several candidates in a register, the longest waiting first.
    /// - Throws: `notFound` for who is no staff.
    package func sponsorCandidates(
        after cursor: PageCursor? = nil, limit: Int = JobLimits.perPage, as principal: Principal
    ) async throws -> Paged<SponsorCandidates> {
        guard principal.isStaff else { throw Problem.notFound }
        return try await store.read { transaction in
            let found = try EmployerRegisterRepository.waiting(after: cursor, limit: limit, in: transaction)
            let page = Paged(found, limit: limit) {
                PageCursor(key: $0.since.milliseconds, id: $0.employer.id.text)
            }
            var known: [Register: [String: Organisation]] = [:]
            for (register, rows) in Dictionary(grouping: page.items, by: \.match.register) {
                let all = try RegisterRepository.organisations(
                    rows.flatMap(\.match.candidates), in: register, transaction)
                known[register] = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })
            }
            return page.map { row in
                SponsorCandidates(
                    employer: row.employer, register: row.match.register,
                    candidates: row.match.candidates.compactMap { known[row.match.register]?[$0] })
            }
        }
    }

    /// Says which of the candidates an employer is, or that it is none of them; it may be said again otherwise.
    /// - Throws: `notFound` also for who is no staff, and for an employer without candidates; `invalid` naming
    ///   `organisation`.
    package func decide(
        _ draft: SponsorDecision, onEmployer slug: String, as principal: Principal
    ) async throws -> (employer: Employer, standing: RegisterStanding?) {
        guard principal.isStaff else { throw Problem.notFound }
        let key = try draft.validated()
        return try await store.write { transaction in
            guard let employer = try EmployerRepository.employer(slug: slug, in: transaction),
                let match = try EmployerRegisterRepository.match(of: employer.id, in: transaction),
                !match.candidates.isEmpty
            else { throw Problem.notFound }
            var decided = EmployerMatch(register: match.register, basis: .refused, candidates: match.candidates)
            if !key.isEmpty {
                let found = try RegisterRepository.organisations([key], in: match.register, transaction).first
                guard match.candidates.contains(key), let found else {
                    throw Problem.invalid("organisation", "unknown_choice")
                }
                decided = EmployerMatch(found, .moderator, candidates: match.candidates)
            }
            try EmployerRegisterRepository.save(
                decided, of: employer.id, by: principal.member?.id, at: clock.now, in: transaction)
            return (employer, try RegisterStanding.of(employer, in: transaction))
        }
    }

    // MARK: Promoters

    /// Pakistan's licensed promoters by the number of a licence or words of a name, and the day of the list.
    /// - Throws: `invalid` naming `q`.
    package func promoters(_ text: String) async throws -> PromoterLookup {
        var validation = Validation()
        let text = validation.text(text, "q", 0...120)
        try validation.check()
        let number = LicenceNumber.normal(text)
        let words = EmployerName.folded(text)
        return try await store.read { transaction in
            let day = try RegisterRepository.latestDay(of: .promoters, in: transaction)
            guard !words.isEmpty, day != nil else { return PromoterLookup(asked: text, day: day, found: []) }
            var found = try number.map { try RegisterRepository.promoters(numbered: $0, in: transaction) } ?? []
            if found.isEmpty { found = try RegisterRepository.promoters(holding: words, in: transaction) }
            return PromoterLookup(asked: text, day: day, found: found)
        }
    }
}

/// What the list of licensed promoters says.
package struct PromoterLookup: Sendable, Equatable {
    package let asked: String
    /// Of the list, `YYYY-MM-DD`; `nil` when we have none.
    package let day: String?
    package let found: [Organisation]
}

/// An organisation of a register as the API shows it.
package struct OrganisationRecord: Codable, Sendable {
    package let key: String
    package let name: String
    package let town: String
    package let ratings: [String]
    package let routes: [String]
    package let isLicensed: Bool

    package init(_ organisation: Organisation) {
        key = organisation.key
        name = organisation.name
        town = organisation.town
        ratings = organisation.ratings
        routes = organisation.routes
        isLicensed = organisation.isLicensed
    }
}

/// What the list of promoters says, as the API shows it.
package struct PromoterRecord: Codable, Sendable {
    /// Of the list, `YYYY-MM-DD`; absent when there is none.
    package let day: String?
    /// The numbers of licences are the keys.
    package let items: [OrganisationRecord]

    package init(_ lookup: PromoterLookup) {
        day = lookup.day
        items = lookup.found.map(OrganisationRecord.init)
    }
}

/// An employer with its candidates, as the API shows it.
package struct SponsorCandidatesRecord: Codable, Sendable {
    package let employer: JobRecord.EmployerSummary
    package let register: Register
    package let candidates: [OrganisationRecord]

    package init(_ candidates: SponsorCandidates) {
        let employer = candidates.employer
        self.employer = JobRecord.EmployerSummary(slug: employer.slug, name: employer.name, state: employer.state)
        register = candidates.register
        self.candidates = candidates.candidates.map(OrganisationRecord.init)
    }
}
