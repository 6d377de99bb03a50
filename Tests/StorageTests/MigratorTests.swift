import Core
import Embedded
import TestSupport
import Testing

@testable import Storage

/// A database is brought to the shape this binary knows, or left alone.
@Suite struct MigratorTests {
    private let first = EmbeddedFile(
        path: "Migrations/0001_one.sql", bytes: Array("CREATE TABLE one (id TEXT PRIMARY KEY);".utf8))
    private let second = EmbeddedFile(
        path: "Migrations/0002_two.sql",
        bytes: Array("CREATE TABLE two (id TEXT PRIMARY KEY); INSERT INTO two VALUES ('a');".utf8))
    private let other = EmbeddedFile(
        path: "Migrations/0003_three.\(TestEngine.isSQLite ? "postgres" : "sqlite").sql",
        bytes: Array("CREATE EXTENSION nothing_here;".utf8))
    private let ours = EmbeddedFile(
        path: "Migrations/0003_three.\(TestEngine.isSQLite ? "sqlite" : "postgres").sql",
        bytes: Array("CREATE TABLE three (id TEXT);".utf8))
    private let broken = EmbeddedFile(
        path: "Migrations/0004_four.sql",
        bytes: Array("CREATE TABLE four (id TEXT); INSERT INTO two VALUES ('b'); INSERT INTO nowhere VALUES (1);".utf8))

    private static let tablesOfSQLite: Query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    private static let tablesOfPostgres: Query =
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"

    private func tables(_ store: any Store) async throws -> [String] {
        try await store.read { transaction in
            try transaction.rows(TestEngine.isSQLite ? Self.tablesOfSQLite : Self.tablesOfPostgres) { $0.text(0) }
        }
    }

    private func run(_ body: (any Store) async throws -> Void) async throws {
        try await BareDatabase.run { path in
            let store = try BareDatabase.open(path)
            try await body(store)
            try await store.close()
        }
    }

    @Test func aChangedFileIsRefused() async throws {
        try await run { store in
            try await Migrator(files: [first, second]).migrate(store, at: TestApp.start)
            let edited = EmbeddedFile(path: second.path, bytes: second.bytes + [0x20])
            let migrator = Migrator(files: [first, edited, ours])
            let problem = Problem(.unavailable, "migration_changed", arguments: ["name": "0002_two.sql"])
            await #expect(throws: problem) { try await migrator.migrate(store, at: TestApp.start) }
            await #expect(throws: problem) { _ = try await migrator.state(of: store) }
            #expect(try await tables(store) == ["one", "schema_migration", "two"])
        }
    }

    @Test func aNewerDatabaseIsRefused() async throws {
        try await run { store in
            try await Migrator(files: [first, second]).migrate(store, at: TestApp.start)
            let older = Migrator(files: [first])
            await #expect(throws: Problem(.unavailable, "database_newer", arguments: ["name": "0002_two.sql"])) {
                try await older.migrate(store, at: TestApp.start)
            }
            #expect(try await tables(store) == ["one", "schema_migration", "two"])
        }
    }

    @Test func aMigrationThatFailsLeavesNothingOfItself() async throws {
        try await run { store in
            let migrator = Migrator(files: [first, second, broken])
            await #expect(throws: (any Error).self) { try await migrator.migrate(store, at: TestApp.start) }
            #expect(try await tables(store) == ["one", "schema_migration", "two"])
            #expect(try await store.read { try $0.number("SELECT count(*) FROM two") } == 1)
            let state = try await migrator.state(of: store)
            #expect(state == .init(applied: ["0001_one.sql", "0002_two.sql"], pending: ["0004_four.sql"]))
        }
    }

    @Test func aDatabaseWithoutTablesLacksEverything() async throws {
        try await run { store in
            let state = try await Migrator(files: [second, first]).state(of: store)
            #expect(state == .init(applied: [], pending: ["0001_one.sql", "0002_two.sql"]))
            #expect(try await tables(store) == [])
        }
    }

    @Test func filesRunInOrderAndOnlyOnce() async throws {
        try await run { store in
            let migrator = Migrator(files: [ours, second, other, first])
            let names = ["0001_one.sql", "0002_two.sql", ours.name]
            #expect(try await migrator.migrate(store, at: TestApp.start) == names)
            #expect(try await migrator.migrate(store, at: TestApp.start.advanced(by: .days(1))) == [])
            #expect(try await migrator.state(of: store) == .init(applied: names, pending: []))
            #expect(try await store.read { try $0.number("SELECT count(*) FROM two") } == 1)
            let times = try await store.read { transaction in
                try transaction.rows("SELECT DISTINCT applied_at FROM schema_migration") { $0.time(0) }
            }
            #expect(times == [TestApp.start])
        }
    }

    @Test func aLaterReleaseAppliesWhatIsNew() async throws {
        try await run { store in
            try await Migrator(files: [first]).migrate(store, at: TestApp.start)
            #expect(try await Migrator(files: [first, second]).migrate(store, at: TestApp.start) == ["0002_two.sql"])
        }
    }

    @Test func theShippedMigrationsGiveASoundDatabase() async throws {
        try await run { store in
            let applied = try await Migrator().migrate(store, at: TestApp.start)
            let others = TestEngine.isSQLite ? ".postgres.sql" : ".sqlite.sql"
            #expect(applied == EmbeddedFile.all(under: "Migrations").map(\.name).filter { !$0.hasSuffix(others) })
            #expect(try await store.findings() == [])
            try await store.checkReadiness()
        }
    }
}

/// Keys of a site are made once.
@Suite struct SiteSecretsTests {
    @Test func secretsAndEpochStayWhenTheFileIsOpenedAgain() async throws {
        try await BareDatabase.run { path in
            let store = try BareDatabase.open(path)
            try await Migrator().migrate(store, at: TestApp.start)
            let secrets = try await SiteSecrets.load(from: store)
            let epoch = try await store.read { try $0.first("SELECT epoch FROM change_counter") { $0.text(0) } }
            try await store.close()
            let again = try BareDatabase.open(path)
            let same = try await SiteSecrets.load(from: again)
            #expect(same.formKey == secrets.formKey && same.cursorKey == secrets.cursorKey)
            #expect(same.letterKey == secrets.letterKey && same.pushKey == secrets.pushKey)
            #expect(same.bounceKey == secrets.bounceKey)
            #expect(try await again.read { try $0.first("SELECT epoch FROM change_counter") { $0.text(0) } } == epoch)
            #expect(epoch?.isEmpty == false)
            #expect(try await again.read { try $0.number("SELECT count(*) FROM site_secret") } == 5)
            try await again.close()
        }
    }

    @Test func eachSiteHasItsOwn() async throws {
        var keys: [[UInt8]] = []
        for _ in 0..<3 {
            try await BareDatabase.run { path in
                let store = try BareDatabase.open(path)
                try await Migrator().migrate(store, at: TestApp.start)
                let secrets = try await SiteSecrets.load(from: store)
                keys += [secrets.formKey, secrets.cursorKey]
                try await store.close()
            }
        }
        #expect(Set(keys).count == 6)
        #expect(keys.allSatisfy { $0.count == 32 })
    }
}
