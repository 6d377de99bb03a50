import Core
import Foundation
import Mail
import Storage
import Texts

extension JobService {
    /// The member's own saved searches, the newest first; that the member looked is noted, once a day.
    /// - Throws: `signInRequired`.
    package func searches(as principal: Principal) async throws -> [SavedSearch] {
        let member = try principal.requireMember()
        let found = try await store.read { try SavedSearchRepository.searches(of: member.id, in: $0) }
        let now = clock.now
        if found.contains(where: { now.since($0.seenAt) >= .days(1) }) {
            try await store.write { try SavedSearchRepository.setSeen(by: member.id, at: now, in: $0) }
        }
        return found
    }

    /// - Throws: `signInRequired`; `notFound` for what is not one's own.
    package func search(_ id: SavedSearchID, as principal: Principal) async throws -> SavedSearch {
        guard let search = try await searches(as: principal).first(where: { $0.id == id }) else {
            throw Problem.notFound
        }
        return search
    }

    /// Keeps what a member looks for; the same twice is one, and a paused one goes on.
    /// - Throws: `signInRequired`; `forbidden` with `email_unverified`; `invalid` naming the fields; `conflict` with
    ///   `id_conflict` or `too_many_searches`.
    package func saveSearch(
        _ draft: SavedSearchDraft, as principal: Principal
    ) async throws -> (search: SavedSearch, isNew: Bool) {
        let filter = try draft.validated()
        return try await store.write { transaction in
            let member = try principal.requireMember()
            guard member.isVerified else { throw Problem(.forbidden, "email_unverified") }
            let now = clock.now
            let own = try SavedSearchRepository.searches(of: member.id, in: transaction)
            if let known = own.first(where: { $0.id == draft.id || $0.filter == filter }) {
                if known.filter == filter {
                    try SavedSearchRepository.setState(.on, of: known.id, at: now, in: transaction)
                }
                return (try one(known.id, of: member.id, in: transaction), false)
            }
            let id = draft.id ?? ids.next(at: now)
            guard try SavedSearchRepository.owner(of: id, in: transaction) == nil else {
                throw Problem(.conflict, "id_conflict")
            }
            guard own.count < SavedSearch.most else {
                throw Problem(.conflict, "too_many_searches", arguments: ["max": "\(SavedSearch.most)"])
            }
            try SavedSearchRepository.insert(id, filter, of: member.id, at: now, in: transaction)
            return (try one(id, of: member.id, in: transaction), true)
        }
    }

    /// Pauses a search, or lets it go on.
    /// - Throws: `signInRequired`; `notFound`; `invalid` naming `state`.
    package func changeSearch(
        _ draft: SavedSearchChange, of id: SavedSearchID, as principal: Principal
    ) async throws -> SavedSearch {
        let state = try draft.validated()
        return try await store.write { transaction in
            let member = try principal.requireMember()
            _ = try one(id, of: member.id, in: transaction)
            try SavedSearchRepository.setState(state, of: id, at: clock.now, in: transaction)
            return try one(id, of: member.id, in: transaction)
        }
    }

    /// - Throws: `signInRequired`; `notFound`.
    package func removeSearch(_ id: SavedSearchID, as principal: Principal) async throws {
        try await store.write { transaction in
            let member = try principal.requireMember()
            _ = try one(id, of: member.id, in: transaction)
            try SavedSearchRepository.remove(id, in: transaction)
        }
    }

    private func one(
        _ id: SavedSearchID, of member: MemberID, in transaction: any Transaction
    ) throws -> SavedSearch {
        let own = try SavedSearchRepository.searches(of: member, in: transaction)
        guard let search = own.first(where: { $0.id == id }) else { throw Problem.notFound }
        return search
    }

    // MARK: Letters

    /// Tells members of what their searches found since the last letter: the hourly run.
    package func alertSearches() async throws {
        let limit = 200
        var count = limit
        while count == limit {
            let due = try await store.read { try SavedSearchRepository.due(at: clock.now, limit: limit, in: $0) }
            for member in Set(due).sorted() { try await alert(member) }
            count = due.count
        }
    }

    /// One letter with all that is new, and none when nothing is.
    private func alert(_ member: MemberID) async throws {
        try await store.write { transaction in
            let now = clock.now
            try SavedSearchRepository.pauseUnseen(of: member, at: now, in: transaction)
            let searches = try SavedSearchRepository.searches(of: member, in: transaction).filter { $0.state == .on }
            let rates = try RateRepository.latest(in: transaction)
            let found = try searches.map { search in
                let jobs = try JobRepository.open(
                    search.filter, rates, after: nil, since: search.toldUntil, limit: SavedSearch.jobsInLetter,
                    in: transaction)
                return (search: search, jobs: jobs.filter { $0.posterID != member })
            }
            try SavedSearchRepository.setTold(of: member, at: now, in: transaction)
            let new = found.filter { !$0.jobs.isEmpty }
            guard !new.isEmpty, let recipient = try Recipient.of(member, in: transaction) else {
                return
            }
            let text = new.map { section($0.search, $0.jobs, recipient) }.joined(separator: "\n\n")
            let link = "\(siteAddress)/jobs/searches"
            try send("mail_searches", to: recipient, ["jobs": text, "link": link], in: transaction)
        }
    }

    /// What one search found, as lines of a letter.
    private func section(_ search: SavedSearch, _ jobs: [Job], _ recipient: Recipient) -> String {
        let phrases = recipient.phrases
        let locale = Locale(identifier: recipient.language.rawValue)
        let head = search.filter.words(phrases) { locale.localizedString(forRegionCode: $0) ?? $0 }
        let lines = jobs.prefix(SavedSearch.jobsInLetter).map { job in
            "– \(job.content.title), \(job.employer.name)\n  \(siteAddress)/jobs/\(job.id)"
        }
        let more = jobs.count > SavedSearch.jobsInLetter ? "\n" + phrases.text("search_more_jobs") : ""
        return "\(head)\n\(siteAddress)\(search.path)\n\n\(lines.joined(separator: "\n"))\(more)"
    }
}
