import Core
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Sync
@testable import SyncProtocol

/// A database with notes in scopes of kind `s`, and the service over it.
final class SyncSite: Sendable {
    static let start = Timestamp(milliseconds: 1_795_000_000_000)

    let store: any Store
    private let database: String
    let folder: URL
    let service: SyncService

    init(limits: SyncLimits = SyncLimits(), root: URL = FileManager.default.temporaryDirectory) async throws {
        folder = root.appendingPathComponent("sync-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let start = Self.start
        let counter = Counter()
        let ids = IdentifierSource { now in
            uuidText(
                high: UInt64(now.milliseconds) << 16 | 0x7000, low: 0x8000_0000_0000_0000 | UInt64(counter.next()))
        }
        let ticking = Ticking(start)
        clock = ticking
        let clock = Clock { ticking.now }
        database = try await TestDatabase.acquire(in: folder)
        store = try TestDatabase.open(database, clock: clock)
        try await store.write { transaction in
            try transaction.execute(
                script: """
                    CREATE TABLE note (id TEXT PRIMARY KEY, body TEXT NOT NULL);
                    CREATE TABLE reader (
                        account_id TEXT NOT NULL, scope TEXT NOT NULL, PRIMARY KEY (account_id, scope));
                    """)
        }
        service = SyncService(
            store: store, secrets: try await SiteSecrets.load(from: store), clock: clock, ids: ids,
            collections: [NoteRows()], scopes: [NoteScopes(), WeeklyScopes()], mutations: NoteMutations.all,
            limits: limits
        ) { [mistakes] name, _ in mistakes.add(name) }
    }

    let clock: Ticking
    /// Names of the mutations that failed by a mistake of the server's own.
    let mistakes = Names()

    deinit {
        try? FileManager.default.removeItem(at: folder)
        let (store, database) = (store, database)
        Task.detached {
            try? await store.close()
            await TestDatabase.release(database)
        }
    }

    /// The same database behind other limits.
    func service(
        budget: PushBudget? = nil, _ change: (inout SyncLimits) -> Void = { _ in },
        present: @escaping SyncService.Present = { member, _, _ in member },
        standing: @escaping SyncService.Standing = { _, _, _ in [:] }
    ) async throws -> SyncService {
        var limits = SyncLimits()
        change(&limits)
        let ticking = clock
        return SyncService(
            store: store, secrets: try await SiteSecrets.load(from: store), clock: Clock { ticking.now }, ids: .random,
            collections: [NoteRows()], scopes: [NoteScopes(), WeeklyScopes()], mutations: NoteMutations.all,
            limits: limits, budget: budget, present: present, standing: standing)
    }

    func member(_ name: String, roles: Set<Role> = [.member], isSuspended: Bool = false) async throws
        -> Principal.Member
    {
        let member = Principal.Member(
            id: MemberID(trusted: "01890000-0000-7000-8000-\(name.padded(to: 12))"), username: name, displayName: name,
            roles: roles, credential: .session(id: "s", steppedUpAt: Self.start), isVerified: true,
            isSuspended: isSuspended, joinedAt: Self.start, language: "en", timeZone: "UTC")
        _ = try await store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
                    consent_version, created_at, updated_at)
                VALUES (\(member.id), \(name), \(name + "@example.org"), '', \(name), 'active', 'UTC', 'en', 1, 0, 0)
                """)
        }
        return member
    }

    /// Lets a member read scopes and subscribes them.
    func subscribe(_ member: Principal.Member, _ scopes: String...) async throws {
        for scope in scopes { try await allow(member, scope) }
        let now = clock.now
        try await store.write { transaction in
            for scope in scopes { try Subscriptions.set(scope, on: true, for: member.id, at: now, in: transaction) }
        }
    }

    func allow(_ member: Principal.Member, _ scope: String) async throws {
        _ = try await store.write {
            try $0.execute(
                "INSERT INTO reader (account_id, scope) VALUES (\(member.id), \(scope)) ON CONFLICT DO NOTHING")
        }
    }

    func forbid(_ member: Principal.Member, _ scope: String) async throws {
        _ = try await store.write {
            try $0.execute("DELETE FROM reader WHERE account_id = \(member.id) AND scope = \(scope)")
        }
    }

    /// Writes notes in one commit; they are in those scopes from then on.
    func write(_ ids: [String], _ body: String, in scopes: String...) async throws {
        try await store.write { transaction in
            for id in ids {
                try transaction.execute(
                    """
                    INSERT INTO note (id, body) VALUES (\(id), \(body))
                    ON CONFLICT (id) DO UPDATE SET body = excluded.body
                    """)
                for scope in scopes { transaction.touch(.enters(scope: scope, entity: "note", id: id)) }
                transaction.touch(.changes(entity: "note", id: id))
            }
        }
    }

    func leave(_ id: String, _ scope: String) async throws {
        try await store.write { $0.touch(.leaves(scope: scope, entity: "note", id: id)) }
    }

    func execute(_ query: Query) async throws {
        try await store.write { _ = try $0.execute(query) }
    }

    func number(_ query: Query) async throws -> Int64 {
        try await store.read { try $0.number(query) }
    }
}

/// A clock that stands still until told.
final class Ticking: Sendable {
    private let time: Mutex<Timestamp>
    init(_ start: Timestamp) { time = Mutex(start) }
    var now: Timestamp { time.withLock { $0 } }
    func advance(_ span: Span) { time.withLock { $0 = $0.advanced(by: span) } }
}

final class Names: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock { $0 } }
    func add(_ name: String) { names.withLock { $0.append(name) } }
}

final class Counter: Sendable {
    private let value = Mutex(0)
    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}

extension String {
    func padded(to length: Int) -> String {
        let hex = utf8.map { String($0, radix: 16) }.joined()
        return String((String(repeating: "0", count: length) + hex).suffix(length))
    }
}

struct NoteRows: SyncedCollection {
    let entity = "note"

    struct Note: Codable {
        var id: String
        var body: String
    }

    func values(_ ids: [String], for viewer: Principal.Member, in transaction: any Transaction) throws
        -> [String: any Encodable & Sendable]
    {
        let notes = try transaction.rows(
            "SELECT id, body FROM note WHERE \(transaction.dialect.anyOf("id", ids))"
        ) { Note(id: $0.text(0), body: $0.text(1)) }
        return Dictionary(uniqueKeysWithValues: notes.map { ($0.id, $0) })
    }
}

struct NoteScopes: SyncedScopes {
    let kind = "s"

    func readable(_ names: [String], by viewer: Principal.Member, in transaction: any Transaction) throws
        -> Set<String>
    {
        Set(
            try transaction.rows(
                """
                SELECT scope FROM reader
                WHERE account_id = \(viewer.id) AND \(transaction.dialect.anyOf("scope", names))
                """
            ) { $0.text(0) })
    }
}

/// `w:{x}` means five scopes.
struct WeeklyScopes: SyncedScopes {
    let kind = "w"

    func readable(_ names: [String], by viewer: Principal.Member, in transaction: any Transaction) throws
        -> Set<String>
    {
        Set(names)
    }

    func expand(_ name: String, at now: Timestamp) -> [String] { (1...5).map { "\(name):\($0)" } }
}

enum NoteMutations {
    struct Draft: Codable {
        var id: String
        var body: String
        var scope: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, body, scope
        }
    }

    static let all = [put, fail, alter, count, blunder]

    /// Refuses an id that is taken, as features do that leave it to the schema.
    static let put = SyncedMutation(name: "note.put") { arguments, _, _ in
        let draft = try arguments.decode(as: Draft.self, allowing: Draft.CodingKeys.self)
        return { transaction in
            try transaction.execute("INSERT INTO note (id, body) VALUES (\(draft.id), \(draft.body))")
            transaction.touch(.enters(scope: draft.scope, entity: "note", id: draft.id))
            return .asAsked
        }
    }

    /// Writes, then throws what it is asked to.
    static let fail = SyncedMutation(name: "note.fail") { arguments, _, _ in
        let kind = Problem.Kind(rawValue: arguments["kind"]?.stringValue ?? "") ?? .invalid
        let code = arguments["code"]?.stringValue ?? "invalid"
        let isLate = arguments["early"] == nil
        let problem = Problem(kind, code)
        if !isLate { throw problem }
        return { transaction in
            try transaction.execute("INSERT INTO note (id, body) VALUES ('half', 'done')")
            transaction.touch(.enters(scope: "pub", entity: "note", id: "half"))
            throw problem
        }
    }

    /// Fails by a mistake of the server's own: before the transaction, inside, or where the schema refuses.
    static let blunder = SyncedMutation(name: "note.blunder") { arguments, _, _ in
        let place = arguments["place"]?.stringValue
        if place == "before" { throw Blunder() }
        return { transaction in
            try transaction.execute("INSERT INTO note (id, body) VALUES ('half', 'done')")
            if place == "inside" { throw Blunder() }
            try transaction.execute("INSERT INTO note (id, body) VALUES ('other', NULL)")
            return .asAsked
        }
    }

    struct Blunder: Error {}

    static let alter = SyncedMutation(name: "note.alter") { arguments, _, _ in
        { _ in
            MutationEffect(
                rows: [SyncedRow(key: "note/server", value: NoteRows.Note(id: "server", body: "made"))], isAltered: true
            )
        }
    }

    /// Counts how often it really ran.
    static let count = SyncedMutation(name: "note.count") { arguments, _, _ in
        let key = arguments["key"]?.stringValue ?? ""
        return { transaction in
            try transaction.execute(
                """
                INSERT INTO note (id, body) VALUES (\(key), '1')
                ON CONFLICT (id) DO UPDATE SET body = note.body || '1'
                """)
            return .asAsked
        }
    }
}
