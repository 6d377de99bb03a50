import Core
import Matching
import Storage

/// Mentors for a mentee.
extension MentoringService {
    /// How many are suggested at once.
    package static let suggested = 5
    /// Tries after which what is left is shown: each begins with what the one before could not know.
    private static let tries = 4

    /// The mentors who fit the member best today, with reasons; or what could be relaxed. Asked again on the same day,
    /// it answers the same unless something has changed.
    /// - Throws: `signInRequired`; `forbidden`; `conflict` with `mentee_profile_missing`.
    package func suggestions(as principal: Principal) async throws -> MentorSuggestions {
        var reader = try principal.requireWriter()
        // Staff see more than others; whom they may ask is the same.
        reader.roles = []
        let member = reader.id
        let snapshot = try await pool.current()
        let day = Int(snapshot.day.daysSince1970)
        let (source, counted) = try await store.read { transaction in
            (
                try MenteeSource.of(member, in: transaction),
                try MentorSourceRepository.shown(to: member, on: day, in: transaction)
            )
        }
        guard let source else { throw Problem(.conflict, "mentee_profile_missing") }
        var facts = snapshot.lexicon.facts(source, categories: snapshot.categories)
        // Whom the member has asked, or has as a mentor, is no news.
        for (id, past) in facts.past where past.isTogether { facts.past[id]?.isApart = true }
        for _ in 1...Self.tries {
            let found = snapshot.index.suggestions(
                for: facts, seed: snapshot.day.description, count: Self.suggested, ledger: await pool.ledger,
                counted: counted)
            let ids = found.items.map(\.mentor)
            let (mentors, hours) = try await seen(ids, as: .member(reader))
            let shown = try await show(
                ids.filter { mentors[$0] != nil }, counted, to: member, on: day, snapshot)
            let unseen = ids.filter { mentors[$0] == nil || !shown.contains($0) }
            if unseen.isEmpty {
                return MentorSuggestions(
                    items: found.items.compactMap { present($0, mentors, hours, snapshot) },
                    relaxations: found.relaxations)
            }
            // Shut out a moment ago, or shown too often by another node: the index could not know.
            for id in unseen { facts.past[id, default: PairPast()].isApart = true }
        }
        return MentorSuggestions(items: [], relaxations: Relaxation.of(facts))
    }

    /// Does what may find no seat left: a mentee who comes too late is told who else fits best, as `next`, a username.
    /// - Throws: what the work throws.
    package func orNextChoice<Value: Sendable>(
        as principal: Principal, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch var problem as Problem where problem.code == "slot_taken" {
            problem.arguments["next"] = await nextChoice(as: principal)
            throw problem
        }
    }

    /// The username of the mentor who fits the member best and can be asked now; `nil` where there is none.
    package func nextChoice(as principal: Principal) async -> String? {
        let found = try? await suggestions(as: principal).items
        return found?.first { !$0.isWaitlistOnly }?.mentor.member.username
    }

    /// Reads mentors into memory, so that nobody waits for it, and keeps them current until the task is cancelled.
    package func follow(onFailure: @escaping @Sendable (any Error) -> Void) async {
        let commits = store.commits.stream()
        do { _ = try await pool.current() } catch { onFailure(error) }
        for await _ in commits {
            do { _ = try await pool.current() } catch { onFailure(error) }
            // A hint a second is enough: who asks in between looks for themselves.
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Forgets whom members were shown more than a week ago.
    package func forgetShown() async throws {
        let day = Int(today.daysSince1970) - ExposureLedger.days + 1
        try await store.write { try ExposureRepository.forget(before: day, in: $0) }
    }

    /// Those of the mentors who may be seen, with their hours.
    func seen(
        _ ids: [String], as principal: Principal
    ) async throws -> (mentors: [String: Mentor], hours: [String: Availability]) {
        try await store.read { transaction in
            let mentors = try MentorRepository.mentors(ids, visibleTo: principal, in: transaction)
            return (
                Dictionary(uniqueKeysWithValues: mentors.map { ($0.member.id.text, $0) }),
                try MenteeRepository.hours(of: ids, in: transaction)
            )
        }
    }

    /// Notes that mentors are shown, each once a day for each mentee, and none beyond the cap.
    /// - Returns: those who may be shown.
    private func show(
        _ ids: [String], _ counted: Set<String>, to member: MemberID, on day: Int, _ snapshot: MentorPool.Snapshot
    ) async throws -> Set<String> {
        let new = ids.filter { !counted.contains($0) }
        guard !new.isEmpty else { return counted }
        let seats = Dictionary(
            uniqueKeysWithValues: new.map { ($0, snapshot.index.facts(of: $0)?.freeSeats ?? 0) })
        let (shown, totals) = try await store.write { transaction in
            try ExposureRepository.show(new, to: member, on: day, freeSeats: seats, in: transaction)
        }
        await pool.note(totals, on: day)
        return shown.union(counted)
    }

    func present(
        _ suggestion: Suggestion, _ mentors: [String: Mentor], _ hours: [String: Availability],
        _ snapshot: MentorPool.Snapshot
    ) -> SuggestedMentor? {
        guard let mentor = mentors[suggestion.mentor] else { return nil }
        return SuggestedMentor(
            mentor: mentor, hours: hours[suggestion.mentor] ?? Availability(),
            reasons: suggestion.explanation.reasons.compactMap { MatchReason($0, snapshot.lexicon) },
            caveat: suggestion.explanation.caveat, band: suggestion.explanation.band,
            isWaitlistOnly: suggestion.isWaitlistOnly)
    }
}
