import Core
import Jobs
import Storage

/// The day of a member's next step has come.
package struct ApplicationReminder: Sendable, Equatable {
    package let application: ApplicationID
    package let member: MemberID
    /// The job and its employer.
    package let title: String
    /// What the member meant to do; may be empty.
    package let step: String
    /// An application that has ended asks for nothing.
    let isWanted: Bool
}

/// What others are told of applications, inside the transaction in which it happens.
package enum ApplicationEvent: Sendable {
    case due(ApplicationReminder)
    case removed(ApplicationID)
}

/// Members' applications. Each function that writes has two forms: one opens the transaction, its twin with `in:` runs
/// inside one that is open.
package struct ApplicationService: Sendable {
    package typealias Listener = @Sendable (ApplicationEvent, any WriteTransaction) throws -> Void

    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    let jobs: JobService
    let listener: Listener

    /// Applications that a member may follow.
    package static let most = 500
    /// Times that an application may be moved.
    package static let mostMoves = 100
    package static let perPage = 50

    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, jobs: JobService,
        listener: @escaping Listener = { _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.jobs = jobs
        self.listener = listener
    }

    // MARK: Reading

    /// A page of the member's applications: stages in their order, and in each what changed last first.
    /// - Throws: `signInRequired`.
    package func applications(
        at stage: ApplicationStage? = nil, after cursor: PageCursor? = nil, limit: Int = perPage,
        as principal: Principal
    ) async throws -> Paged<JobApplication> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let found = try ApplicationRepository.applications(
                of: member.id, at: stage, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.position, id: $0.id.text) }
        }
    }

    /// How many there are of each stage that has any.
    /// - Throws: `signInRequired`.
    package func counts(as principal: Principal) async throws -> [StageCount] {
        let member = try principal.requireMember()
        return try await store.read { try ApplicationRepository.counts(of: member.id, in: $0) }
    }

    /// - Throws: `signInRequired`; `notFound` for another's too.
    package func application(_ id: ApplicationID, as principal: Principal) async throws -> JobApplication {
        let member = try principal.requireMember()
        return try await store.read { try own(id, member, $0) }
    }

    /// The job of the site that an application is for, where the member may still read it.
    package func job(of application: JobApplication, as principal: Principal) async throws -> Job? {
        guard let id = application.jobID else { return nil }
        do {
            return try await jobs.job(id, as: principal)
        } catch let problem as Problem where [.notFound, .gone].contains(problem.kind) {
            return nil
        }
    }

    /// Offers that were not turned down, side by side, at the newest rates.
    /// - Parameter currency: ISO 4217, or empty: that of the first offer.
    /// - Throws: `signInRequired`; `invalid` naming `currency`.
    package func offers(in currency: String, as principal: Principal) async throws -> OfferComparison {
        let member = try principal.requireMember()
        let code = currency.uppercased()
        guard code.isEmpty || Currency.codes.contains(code) else {
            throw Problem.invalid("currency", "unknown_choice")
        }
        let rates = try await jobs.rates()
        return try await store.read { transaction in
            let found = try ApplicationRepository.offers(
                of: member.id, limit: OfferComparison.most, in: transaction)
            return OfferComparison(found, in: code.isEmpty ? nil : code, rates)
        }
    }

    func own(
        _ id: ApplicationID, _ member: Principal.Member, _ transaction: any Transaction
    ) throws -> JobApplication {
        guard let found = try ApplicationRepository.byID([id.text], of: member.id, in: transaction).first else {
            throw Problem.notFound
        }
        return found
    }
}
