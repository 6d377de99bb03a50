import Core
import Storage

/// Mentorships: asking, answering, and all that follows, each step by the table alone.
package struct MentorshipService: Sendable {
    package typealias Listener = @Sendable (MentorshipNews, any WriteTransaction) throws -> Void
    /// When the quiet hours of a member end that hold a moment; `nil` where none do.
    package typealias QuietEnd = @Sendable (MemberID, Timestamp, any Transaction) throws -> Timestamp?

    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    /// Put before paths in letters.
    let siteAddress: String
    let quietEnd: QuietEnd
    /// Kept current by who suggests mentors.
    let crowdedTopics: CrowdedTopics
    let listener: Listener

    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, siteAddress: String,
        quietEnd: @escaping QuietEnd = { _, _, _ in nil }, crowdedTopics: CrowdedTopics = CrowdedTopics(),
        listener: @escaping Listener = { _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.siteAddress = siteAddress
        self.quietEnd = quietEnd
        self.crowdedTopics = crowdedTopics
        self.listener = listener
    }

    // MARK: Reading

    /// A page of the member's mentorships, what changed last first.
    /// - Parameter side: as which of the two; `nil` for both.
    /// - Throws: `signInRequired`.
    package func mentorships(
        _ side: MentorshipSide? = nil, after cursor: PageCursor? = nil, limit: Int = MentorshipLimits.perPage,
        as principal: Principal
    ) async throws -> Paged<Mentorship> {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { transaction in
            let sides = side.map { [$0] } ?? MentorshipSide.allCases
            let found = try sides.flatMap { side in
                try MentorshipRepository.list(side, of: member.id, after: cursor, limit: limit, in: transaction)
            }
            let newest = found.sorted { ($0.updatedAt, $0.id) > ($1.updatedAt, $1.id) }
            let page = Paged(newest, limit: limit) { mentorship in
                PageCursor(key: mentorship.updatedAt.milliseconds, id: mentorship.id.text)
            }
            return page.map { $0.seen(at: now) }
        }
    }

    /// Open requests to the member that come before all others, the oldest first.
    /// - Throws: `signInRequired`.
    package func first(as principal: Principal) async throws -> [Mentorship] {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { try MentorshipRepository.first(of: member.id, at: now, in: $0) }
    }

    /// The last mentorship that left the member without a mentor a while ago.
    /// - Throws: `signInRequired`.
    package func left(as principal: Principal) async throws -> Mentorship? {
        let member = try principal.requireMember()
        let since = clock.now.advanced(by: -MentorshipLimits.priority)
        return try await store.read { try MentorshipRepository.left(member.id, on: nil, since: since, in: $0) }
    }

    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func mentorship(_ id: MentorshipID, as principal: Principal) async throws -> Mentorship {
        let member = try principal.requireMember()
        let now = clock.now
        return try await store.read { try own(id, member.id, $0).seen(at: now) }
    }

    /// What the two wrote, the newest first.
    /// - Parameter cursor: its key is the number of the last message of the page before.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func messages(
        in id: MentorshipID, after cursor: PageCursor? = nil, limit: Int = MentorshipLimits.messagesPerPage,
        as principal: Principal
    ) async throws -> Paged<MentorshipMessage> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            _ = try own(id, member.id, transaction)
            let found = try MentorshipMessageRepository.messages(
                in: id, before: cursor?.key ?? .max, limit: limit, transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.number, id: $0.id.text) }
        }
    }

    /// One message of a mentorship.
    /// - Throws: `signInRequired`; `notFound` for all but the two.
    package func message(
        _ id: MentorshipMessageID, in mentorship: MentorshipID, as principal: Principal
    ) async throws -> MentorshipMessage {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let found = try MentorshipMessageRepository.byID([id.text], of: member.id, in: transaction).first
            guard let found, found.mentorship == mentorship else { throw Problem.notFound }
            return found
        }
    }

    /// The mentor whom a member may ask, by name.
    /// - Throws: `signInRequired`; `notFound` for who is no mentor, or may not be seen.
    package func mentor(_ username: String, as principal: Principal) async throws -> MentoringName {
        _ = try principal.requireMember()
        let day = CivilDay(clock.now)
        return try await store.read { try self.mentor(username, on: day, as: principal, $0).name }
    }

    func mentor(
        _ username: String, on day: CivilDay, as principal: Principal, _ transaction: any Transaction
    ) throws -> (name: MentoringName, standing: MentorStanding) {
        guard let name = try MentorRepository.name(username, visibleTo: principal, in: transaction),
            let standing = try MentorRepository.standing(of: name.id, on: day, in: transaction),
            standing.verification >= 1
        else { throw Problem.notFound }
        return (name, standing)
    }

    /// As it is stored: whoever needs to know how it stands asks `seen(at:)`.
    func own(_ id: MentorshipID, _ member: MemberID, _ transaction: any Transaction) throws -> Mentorship {
        guard let found = try MentorshipRepository.byID([id.text], of: member, in: transaction).first else {
            throw Problem.notFound
        }
        return found
    }

    // MARK: The change index

    static func scope(_ id: MentorshipID) -> String { "m:\(id)" }

    /// - Parameter hasOtherSeats: whether the matcher must look at the mentor's seats again.
    func touch(_ mentorship: Mentorship, hasOtherSeats: Bool, in transaction: any WriteTransaction) throws {
        let scope = Self.scope(mentorship.id)
        transaction.touch(.enters(scope: scope, entity: "mentorship", id: mentorship.id.text))
        if hasOtherSeats { try touchMentor(mentorship.mentor.id, in: transaction) }
    }

    /// The matcher must look at a mentor again; who is one no longer has nothing to look at.
    func touchMentor(_ mentor: MemberID, in transaction: any WriteTransaction) throws {
        if try MentorshipLoad.hasProfile(mentor, in: transaction) {
            MentorRepository.touch(mentor, in: transaction)
        }
    }
}

extension Mentorship {
    /// How it stands at a moment.
    package func seen(at now: Timestamp) -> Mentorship {
        var mentorship = self
        mentorship.course = course.seen(at: now)
        return mentorship
    }
}
