import Core
import Matching
import Storage

/// All mentors in memory. Made from the database when first asked for and anew each day, it follows the change index by
/// its sequence: whatever node changed a mentor, the next suggestion knows.
actor MentorPool {
    /// One moment of the mentors.
    struct Snapshot: Sendable {
        let day: CivilDay
        var index: MentorIndex
        var lexicon: Lexicon
        let categories: [String: VisaCategory]
    }

    /// With more changes at once it is quicker to begin anew.
    private static let mostChanges = 5_000
    private static let batch = 500

    private let store: any Store
    private let clock: Clock
    private let crowded: CrowdedTopics
    private var snapshot: Snapshot?
    /// The database's version when the snapshot was made.
    private var version: Int64?
    private var work: Task<Snapshot, any Error>?
    private(set) var ledger = ExposureLedger()

    init(store: any Store, clock: Clock, crowded: CrowdedTopics) {
        self.store = store
        self.clock = clock
        self.crowded = crowded
    }

    /// The mentors as they are now.
    /// - Throws: `unavailable`.
    func current() async throws -> Snapshot {
        while let work { _ = await work.result }
        let today = CivilDay(clock.now)
        let present = (store as? any CommitWatch)?.version
        if let snapshot, snapshot.day == today, let present, present == version { return snapshot }
        let (known, store) = (snapshot, store)
        let task = Task.detached { try await Self.refreshed(known, on: today, store) }
        work = task
        defer { work = nil }
        let fresh = try await task.value
        if known?.index.sequence != fresh.index.sequence || known?.day != today { crowded.set(fresh.index) }
        if known?.day != today { ledger = try await Self.ledger(on: today, store) }
        (snapshot, version) = (fresh, present)
        return fresh
    }

    /// Notes how often mentors were shown in the last days.
    func note(_ totals: [String: Int], on day: Int) {
        for (mentor, total) in totals { ledger.set(mentor, count: total, on: day) }
    }

    private static func refreshed(_ known: Snapshot?, on day: CivilDay, _ store: any Store) async throws -> Snapshot {
        guard var snapshot = known, snapshot.day == day else { return try await whole(on: day, store) }
        let sequence = snapshot.index.sequence
        let (changes, sources) = try await store.read { transaction in
            let changes = try MentorSourceRepository.changes(
                after: sequence, limit: mostChanges + 1, in: transaction)
            let ids = changes.count > mostChanges ? [] : changes.filter(\.isThere).map(\.id)
            return (changes, try MentorSourceRepository.sources(of: ids, on: day, in: transaction))
        }
        if changes.count > mostChanges { return try await whole(on: day, store) }
        let byID = Dictionary(uniqueKeysWithValues: sources.map { ($0.id, $0) })
        for change in changes {
            guard let source = byID[change.id] else {
                snapshot.index.remove(change.id, sequence: change.sequence)
                continue
            }
            let facts = snapshot.lexicon.facts(source, categories: snapshot.categories, on: day)
            snapshot.index.update(facts, sequence: change.sequence)
        }
        return snapshot
    }

    /// From the tables, in one moment of the database.
    private static func whole(on day: CivilDay, _ store: any Store) async throws -> Snapshot {
        let (sources, sequence, categories, usual) = try await store.read { transaction in
            var (sources, last): ([MentorSource], String) = ([], "")
            while true {
                let ids = try MentorSourceRepository.ids(after: last, limit: batch, in: transaction)
                guard let end = ids.last else { break }
                sources += try MentorSourceRepository.sources(of: ids, on: day, in: transaction)
                last = end
            }
            return (
                sources, try MentorSourceRepository.lastChange(in: transaction),
                try MentorSourceRepository.categories(in: transaction),
                try MatchHistory.usualAnswers(on: day, in: transaction)
            )
        }
        var lexicon = Lexicon(sources)
        let facts = sources.map { lexicon.facts($0, categories: categories, on: day) }
        let eligible = facts.filter { $0.verification >= 1 && $0.isAccepting && !$0.isPaused && !$0.isSuspended }
        var settings = MatchSettings(
            day: day, weights: SkillWeights(of: eligible), areas: MatchGeography.areaOf,
            originGroups: MatchGeography.originGroupOf)
        settings.usualAnswers = usual
        return Snapshot(
            day: day, index: MentorIndex(facts, settings: settings, sequence: sequence), lexicon: lexicon,
            categories: categories)
    }

    private static func ledger(on day: CivilDay, _ store: any Store) async throws -> ExposureLedger {
        let first = Int(day.daysSince1970) - ExposureLedger.days + 1
        let rows = try await store.read { try MentorSourceRepository.exposure(since: first, in: $0) }
        return rows.reduce(into: ExposureLedger()) { $0.set($1.mentor, count: $1.shown, on: $1.day) }
    }
}
