import Accounts
import App
import Core
import Forum
import Foundation
import Logging
import Moderation
import Storage
import Synchronization
import TestSupport

@testable import Sync

/// The production services over a database, with the doubles in between: what a start of the server builds.
struct ProofSite: Sendable {
    /// The engine itself: what the harness asks.
    let store: any Store
    let services: Services
    /// The sync service with small pages and batches, and with marked mutations.
    let sync: SyncService
    let plan = FaultPlan()

    /// What outlives the server.
    struct Ground: Sendable {
        let folder: URL
        let clock: TestClock
        let ids: IdentifierSource
        let variant: BadVariant?
        /// Told of each mutation that failed by a mistake of the server's own.
        let onMistake: @Sendable (String) -> Void
    }

    init(_ database: String, on ground: Ground) async throws {
        let settings = try await Settings(
            options: [
                "database": database, "mail": ground.folder.appending(path: "mail").path, "limits": "off",
                "log-level": "critical",
            ], environment: [:])
        store = try TestDatabase.open(database, clock: ground.clock.clock)
        let faulty = FaultyStore(store, plan)
        let doubled: any Store = ground.variant.map { TamperingStore(faulty, $0) } ?? faulty
        var surroundings = Services.Surroundings()
        surroundings.clock = ground.clock.clock
        surroundings.ids = ground.ids
        surroundings.hashCost = PasswordHasher.Cost(logRounds: 4, blockSize: 8, parallelism: 1)
        services = try await Services(
            settings: settings, store: doubled, surroundings: surroundings,
            logger: Logger(label: "proof") { _ in SwiftLogNoOpLogHandler() })
        sync = Self.sync(services, doubled, ground)
    }

    /// As the program composes it; what members may push leaves its marks.
    private static func sync(_ services: Services, _ store: any Store, _ ground: Ground) -> SyncService {
        func service(_ mutations: [SyncedMutation]) -> SyncService {
            SyncService(
                store: store, secrets: services.secrets, clock: services.clock, ids: services.ids,
                collections: [MeCollection(), MemberCollection(), BlockCollection(), MarkCollection()]
                    + services.forum.syncedCollections + services.notices.syncedCollections,
                scopes: services.forum.syncedScopes, mutations: mutations, limits: limits,
                onMistake: { name, error in ground.onMistake("\(name): \(error)") },
                present: { try AccountStanding.present($0, at: $1, in: $2) })
        }
        let plain = service(
            services.forum.syncedMutations + services.moderation.syncedMutations + services.notices.syncedMutations)
        return service(plain.mutations.values.map(Marks.marking))
    }

    /// Small, so that little data has many pages, batches and resets.
    private static var limits: SyncLimits {
        var limits = SyncLimits()
        limits.batch = 4
        limits.chunk = 16
        limits.pageRows = 60
        limits.smallestReset = 150
        limits.scopes = 60
        return limits
    }

    /// Every row that is in a scope, as the tables say.
    static var indexedRows: [Query] {
        let ours: Query =
            "SELECT scope, entity, row_id FROM change_index_entry WHERE scope LIKE 'proof:%' AND state = 1"
        return Services.indexedRows + Marks.indexedRows + [ours]
    }

    /// Who a member is at this moment; `nil` when they are not signed in any more.
    func present(_ person: Person) async throws -> Principal.Member? {
        let now = services.clock.now
        return try await store.read { try AccountStanding.present(person.signedIn, at: now, in: $0) }
    }
}

/// Names that come from anywhere.
final class Names: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock { $0 } }
    func add(_ name: String) { names.withLock { $0.append(name) } }
}

/// A member of the simulation.
struct Person: Sendable {
    let id: MemberID
    let username: String
    let session: String
    /// Works for the community from the beginning to the end.
    let isModerator: Bool

    var signedIn: Principal.Member {
        Principal.Member(
            id: id, username: username, displayName: username, roles: [.member],
            credential: .session(id: session, steppedUpAt: TestApp.start), isVerified: true, isSuspended: false,
            joinedAt: TestApp.start, language: "en", timeZone: "UTC")
    }
}

extension ProofSite {
    /// Members, one of them a moderator, three categories, one of which staff alone sees, and the tables of the marks.
    func settle(_ count: Int) async throws -> (people: [Person], categories: [CategoryID]) {
        try await store.write { try $0.execute(script: Marks.script) }
        var people: [Person] = []
        for number in 0..<count {
            let name = "traveller\(number)"
            let id = try await services.accounts.create(
                SignUpDraft(
                    email: "\(name)@example.org", username: name, displayName: "Name of \(name)",
                    password: TestApp.password, locale: "en"),
                roles: number == 0 ? [.moderator] : [], joinedAt: TestApp.start.advanced(by: -.days(400)))
            let session = "session-\(number)"
            try await store.write { transaction in
                _ = try transaction.execute(
                    """
                    INSERT INTO session (id, account_id, token_hash, created_at, stepped_up_at, last_seen_at,
                        user_agent)
                    VALUES (\(session), \(id), \(session), 0, 0, 0, 'proof')
                    """)
            }
            people.append(Person(id: id, username: name, session: session, isModerator: number == 0))
        }
        var categories: [CategoryID] = []
        for (slug, audience) in [("germany", Category.Audience.everyone), ("canada", .everyone), ("office", .staff)] {
            categories.append(
                try await services.forum.addCategory(
                    slug: slug, name: "Category \(slug)", description: "About \(slug)", position: categories.count,
                    audience: audience))
        }
        return (people, categories)
    }
}
