import Core
import Jobs
import Storage

/// Members who look for work and let verified employers and ambassadors know.
package struct TalentService: Sendable {
    let store: any Store
    let clock: Clock
    let ids: IdentifierSource

    package init(store: any Store, clock: Clock, ids: IdentifierSource) {
        self.store = store
        self.clock = clock
        self.ids = ids
    }

    // MARK: One's own

    /// - Throws: `signInRequired`.
    package func ownEntry(as principal: Principal) async throws -> TalentEntry? {
        let member = try principal.requireMember()
        return try await store.read { try TalentRepository.entry(of: member.id, in: $0) }
    }

    /// Lists the member for sixty days, changes what is said, or stays for sixty days more.
    /// - Throws: `signInRequired`; `forbidden`; `invalid` naming the fields.
    package func list(_ draft: TalentDraft, as principal: Principal) async throws -> TalentEntry {
        let content = try draft.validated()
        return try await store.write { transaction in
            let member = try principal.requireWriter()
            let now = clock.now
            let known = try TalentRepository.entry(of: member.id, in: transaction)
            // To change a word moves nobody to the top.
            let listedAt = known.flatMap { $0.state == .visible ? $0.listedAt : nil } ?? now
            try TalentRepository.put(
                content, known?.id ?? ids.next(at: now), of: member.id, listedAt: listedAt, at: now, in: transaction)
            guard let entry = try TalentRepository.entry(of: member.id, in: transaction) else {
                throw Problem.notFound
            }
            return entry
        }
    }

    /// Takes the member out of the directory; once more is no mistake.
    /// - Throws: `signInRequired`.
    package func leave(as principal: Principal) async throws {
        let member = try principal.requireMember()
        try await store.write { transaction in
            guard let entry = try TalentRepository.entry(of: member.id, in: transaction), entry.state == .visible else {
                return
            }
            try TalentRepository.end(.left, [entry.id], at: clock.now, in: transaction)
        }
    }

    /// Who looked at the member's entry, the last first.
    /// - Throws: `signInRequired`.
    package func looks(
        after cursor: PageCursor? = nil, limit: Int = OpportunityLimits.perPage, as principal: Principal
    ) async throws -> Paged<TalentLook> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            guard let entry = try TalentRepository.entry(of: member.id, in: transaction) else {
                return Paged(items: [], next: nil)
            }
            let found = try TalentRepository.looks(at: entry.id, after: cursor, limit: limit, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.id) }
        }
    }

    // MARK: The directory

    /// Whether the directory is there for the member.
    package func mayLook(as principal: Principal) async throws -> Bool {
        try await store.read { try TalentRepository.mayLook(principal, in: $0) }
    }

    /// A page of those who look for work, the newest first; their names are told by `entry(_:as:)` alone.
    /// - Parameter destination: ISO 3166-1 alpha-2, or empty.
    /// - Throws: `notFound` for who may not look; `invalid` naming `destination`.
    package func entries(
        to destination: String = "", after cursor: PageCursor? = nil, limit: Int = OpportunityLimits.perPage,
        as principal: Principal
    ) async throws -> Paged<TalentEntry> {
        let code = destination.uppercased()
        return try await store.read { transaction in
            guard try TalentRepository.mayLook(principal, in: transaction) else { throw Problem.notFound }
            guard code.isEmpty || CountryCode.all.contains(code) else {
                throw Problem.invalid("destination", "unknown_country")
            }
            let found = try TalentRepository.entries(
                to: code.isEmpty ? nil : code, after: cursor, limit: limit, visibleTo: principal, in: transaction)
            return Paged(found, limit: limit) { PageCursor(key: $0.listedAt.milliseconds, id: $0.id.text) }
        }
    }

    /// An entry with its member's name. That it was looked at is noted in the same transaction: nobody looks unseen.
    /// - Throws: `signInRequired`; `notFound`, also for who may not look.
    package func entry(_ id: TalentID, as principal: Principal) async throws -> TalentEntry {
        let viewer = try principal.requireMember()
        return try await store.write { transaction in
            guard let entry = try TalentRepository.entry(id, visibleTo: principal, in: transaction) else {
                throw Problem.notFound
            }
            if entry.member.id != viewer.id {
                let now = clock.now
                let look: TalentID = ids.next(at: now)
                try TalentRepository.note(look.text, of: viewer.id, at: id, on: now, in: transaction)
            }
            return entry
        }
    }

    /// Ends entries of sixty days, some hundreds at a time: the hourly run.
    package func expire() async throws {
        let limit = 200
        var ended = limit
        while ended == limit {
            ended = try await store.write { transaction in
                let due = try TalentRepository.expired(at: clock.now, limit: limit, in: transaction)
                if !due.isEmpty { try TalentRepository.end(.expired, due, at: clock.now, in: transaction) }
                return due.count
            }
        }
    }
}
