import Core
import Dispatch
import Foundation
import Storage
import StorageSQLite
import TestSupport
import Testing

/// Readers see one unchanging state, and what cannot be read is said plainly.
@Suite struct ReadingTests {
    @Test func aReadSeesOneSnapshotWhileOthersWrite() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let written = DispatchSemaphore(value: 0)
            async let seen = app.store.read { transaction in
                let before = try transaction.number("SELECT count(*) FROM number")
                start.yield()
                written.wait()
                return [before, try transaction.number("SELECT count(*) FROM number")]
            }
            for await _ in started { break }
            let outcome = await Result {
                try await app.store.write { try $0.execute("INSERT INTO number VALUES (\(1))") }
            }
            written.signal()
            #expect(try await seen == [0, 0])
            #expect(try outcome.get() == 1)
            #expect(try await app.numbers() == [1])
        }
    }

    @Test func aReadCannotWrite() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.withNumbers()
            await #expect(throws: (any Error).self) {
                _ = try await app.store.read {
                    try $0.rows("INSERT INTO number VALUES (\(1)) RETURNING value") { $0.integer(0) }
                }
            }
            #expect(try await app.numbers() == [])
        }
    }

    @Test func whatTheClosureThrowsComesThrough() async throws {
        try await TestApp.run(tampering: true) { app in
            await #expect(throws: Problem.notFound) {
                try await app.store.read { _ in throw Problem.notFound }
            }
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "for PostgreSQL: PostgresPoolTests"))
    func beyondThoseThatMayWaitAReaderIsRefusedAtOnceAndTheOthersAreAnswered() async throws {
        try await TestApp.run(tampering: true) { app in
            let store = try SQLiteStore(
                path: app.services.settings.database, alone: false, clock: app.clock.clock,
                logger: app.services.logger, readers: 1, readCapacity: 3)
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let open = DispatchSemaphore(value: 0)
            async let first = store.read { _ in
                start.yield()
                open.wait()
                return 1
            }
            for await _ in started { break }
            // One holds the only connection and two wait, one of four is refused: it alone can end before the door
            // is opened.
            let outcomes = await withTaskGroup(of: Result<Int, any Error>.self) { group in
                for number in 2...4 {
                    group.addTask { await Result { try await store.read { _ in number } } }
                }
                var outcomes: [Result<Int, any Error>] = []
                for await outcome in group {
                    outcomes.append(outcome)
                    open.signal()
                }
                return outcomes
            }
            let refusals = outcomes.compactMap { outcome -> Problem? in
                if case .failure(let problem as Problem) = outcome { problem } else { nil }
            }
            #expect(refusals == [Problem(.unavailable, "busy", retryAfter: 2)])
            #expect(outcomes.filter { (try? $0.get()) != nil }.count == 2)
            #expect(try await first == 1)
            try await store.close()
        }
    }

    @Test func aTableThatIsMissingIsNamed() async throws {
        try await TestApp.run(tampering: true) { app in
            await #expect(throws: Problem(.unavailable, "no_such_table")) {
                _ = try await app.store.read { try $0.number("SELECT count(*) FROM nowhere") }
            }
        }
    }

    @Test func oneOfNoneOneAndTenThousandValues() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.store.write { transaction in
                try transaction.execute("CREATE TABLE word (value TEXT PRIMARY KEY)")
                for number in 0..<50 { try transaction.execute("INSERT INTO word (value) VALUES (\("w\(number)"))") }
                for odd in ["", "it's", "\"quoted\"", "سلام", "a/b", "back\\slash", "line\nline", "null"] {
                    try transaction.execute("INSERT INTO word (value) VALUES (\(odd))")
                }
            }
            func found(_ values: [String]) async throws -> Set<String> {
                Set(
                    try await app.store.read { transaction in
                        try transaction.rows(
                            "SELECT value FROM word WHERE \(transaction.dialect.anyOf("value", values))"
                        ) {
                            $0.text(0)
                        }
                    })
            }
            #expect(try await found([]) == [])
            #expect(try await found(["w7"]) == ["w7"])
            #expect(try await found(["nothing"]) == [])
            #expect(try await found((40..<10_040).map { "w\($0)" }) == Set((40..<50).map { "w\($0)" }))
            let odd = ["", "it's", "\"quoted\"", "سلام", "a/b", "back\\slash", "line\nline", "null"]
            #expect(try await found(odd) == Set(odd))
        }
    }

    @Test func theTextOfAnyOfIsTheSameForAllNumbersOfValues() async throws {
        try await TestApp.run(tampering: true) { app in
            let texts = try await app.store.read { transaction in
                [[], ["a"], ["a", "b", "c"]].map { transaction.dialect.anyOf("x", $0).rendered().sql }
            }
            #expect(Set(texts).count == 1)
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

/// What stands between an acknowledged write and a power cut.
@Suite struct DurabilityTests {
    private func pragma(_ query: Query, _ app: TestApp) async throws -> Int64 {
        try await app.store.write { try $0.number(query) }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "about SQLite's files"))
    func theWriterSyncsEachCommitAndLeavesCheckpointsToUs() async throws {
        try await TestApp.run(tampering: true) { app in
            #expect(try await pragma("PRAGMA synchronous", app) == 2)
            #expect(try await pragma("PRAGMA wal_autocheckpoint", app) == 0)
            #expect(try await pragma("PRAGMA foreign_keys", app) == 1)
            #expect(try await app.store.write { try $0.first("PRAGMA journal_mode") { $0.text(0) } } == "wal")
            try await app.store.checkReadiness()
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "about SQLite's files")) func theLogIsCopiedBackWhenItHasGrown()
        async throws
    {
        try await TestApp.run(tampering: true) { app in
            _ = try await app.store.write { try $0.execute("CREATE TABLE blob (value BLOB NOT NULL)") }
            let lump = [UInt8](repeating: 7, count: 1 << 20)
            for _ in 0..<24 { _ = try await app.store.write { try $0.execute("INSERT INTO blob VALUES (\(lump))") } }
            let log = try FileManager.default.attributesOfItem(atPath: app.services.settings.database + "-wal")
            #expect((log[.size] as? Int ?? .max) < 12 << 20)
            #expect(try await app.count("SELECT count(*) FROM blob") == 24)
        }
    }

    @Test func whatWasWrittenIsThereAfterOpeningAgain() async throws {
        try await BareDatabase.run { path in
            let store = try BareDatabase.open(path)
            try await store.write { transaction in
                try transaction.execute("CREATE TABLE number (value BIGINT)")
                try transaction.execute("INSERT INTO number VALUES (\(42))")
            }
            try await store.close()
            let again = try BareDatabase.open(path)
            #expect(try await again.read { try $0.number("SELECT value FROM number") } == 42)
            try await again.close()
        }
    }
}

/// What the machine refuses is `unavailable`, never a crash and never our own mistake.
@Suite struct UnavailableTests {
    private func isUnavailable(_ body: () async throws -> Void, _ note: String) async {
        do {
            try await body()
            Issue.record("nothing thrown: \(note)")
        } catch {
            #expect((error as? Problem)?.kind == .unavailable, "\(note): \(error)")
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "about SQLite's files")) func aPathThatCannotBeOpenedIsUnavailable()
        async throws
    {
        try await BareDatabase.run { path in
            await isUnavailable({ _ = try BareDatabase.open(path + "/no/such/folder.sqlite") }, "missing folder")
            let folder = URL(filePath: path).deletingLastPathComponent().path
            await isUnavailable({ _ = try BareDatabase.open(folder) }, "a folder")
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "about SQLite's files")) func aFileThatIsNoDatabaseIsUnavailable()
        async throws
    {
        try await BareDatabase.run { path in
            try Data(repeating: 0x41, count: 8192).write(to: URL(filePath: path))
            await isUnavailable({ _ = try BareDatabase.open(path) }, "no database")
            #expect(try Data(contentsOf: URL(filePath: path)) == Data(repeating: 0x41, count: 8192))
        }
    }

    @Test func aClosedStoreIsUnavailable() async throws {
        try await BareDatabase.run { path in
            let store = try BareDatabase.open(path)
            _ = try await store.write { try $0.execute("CREATE TABLE number (value BIGINT)") }
            try await store.close()
            await isUnavailable(
                { _ = try await store.write { try $0.execute("INSERT INTO number VALUES (1)") } }, "write")
            await isUnavailable({ _ = try await store.read { try $0.number("SELECT 1") } }, "read")
            await isUnavailable({ try await store.checkReadiness() }, "readiness")
        }
    }

    @Test func aDatabaseWithoutTablesIsNotReady() async throws {
        try await BareDatabase.run { path in
            let store = try BareDatabase.open(path)
            await isUnavailable({ try await store.checkReadiness() }, "no tables")
            try await store.close()
        }
    }
}
