import Core
import Dispatch
import Storage
import StoragePostgres
import Synchronization
import TestSupport
import Testing

/// What a server, a network or an operator does to us.
@Suite("PostgreSQL: what goes wrong", .enabled(if: TestEngine.isPostgres, "about PostgreSQL"))
struct PostgresFailureTests {
    private func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch { return (error as? Problem)?.code ?? "no problem: \(error)" }
    }

    @Test func connectionsThatEndedWhileNobodyUsedThemAreOpenedAnew() async throws {
        try await PostgresSite.run { site in
            for number in 1...3 {
                _ = try await site.store.write { try $0.execute("INSERT INTO number VALUES (\(number))") }
                try await site.endConnections()
                let numbers = try await site.numbers()
                #expect(numbers == (1...Int64(number)).map { $0 })
                try await site.endConnections()
            }
        }
    }

    @Test func aTransactionWhoseConnectionEndedRunsAnewAsAWhole() async throws {
        try await PostgresSite.run { site in
            let runs = Mutex(0)
            try await site.store.write { transaction in
                try transaction.execute("INSERT INTO number VALUES (1)")
                let isFirst = runs.withLock { runs in
                    runs += 1
                    return runs == 1
                }
                if isFirst { _ = try? transaction.number("SELECT pg_terminate_backend(pg_backend_pid())") }
                try transaction.execute("INSERT INTO number VALUES (2)")
            }
            let numbers = try await site.numbers()
            #expect(numbers == [1, 2])
            #expect(runs.withLock { $0 } == 2)
        }
    }

    /// Nobody knows whether it was committed: to try again might do it twice.
    @Test func aCommitThatNobodyAnsweredIsNeitherAcknowledgedNorTriedAgain() async throws {
        try await PostgresSite.run { site in
            try await site.atCommit("PERFORM pg_terminate_backend(pg_backend_pid());")
            let runs = Mutex(0)
            let found = await code {
                try await site.store.write { transaction in
                    runs.withLock { $0 += 1 }
                    try transaction.execute("INSERT INTO number VALUES (1)")
                }
            }
            #expect(found == "storage_unavailable")
            #expect(runs.withLock { $0 } == 1)
            try await site.command("DROP TRIGGER at_commit ON number")
            _ = try await site.store.write { try $0.execute("INSERT INTO number VALUES (2)") }
            let numbers = try await site.numbers()
            #expect(numbers == [2])
        }
    }

    /// A server that stops waiting for its standby has committed, and says so by a warning alone.
    @Test func aCommitWithAWarningIsNotAcknowledged() async throws {
        try await PostgresSite.run { site in
            try await site.atCommit("RAISE WARNING 'canceling wait for synchronous replication';")
            let runs = Mutex(0)
            let found = await code {
                try await site.store.write { transaction in
                    runs.withLock { $0 += 1 }
                    try transaction.execute("INSERT INTO number VALUES (1)")
                }
            }
            #expect(found == "storage_unavailable")
            #expect(runs.withLock { $0 } == 1)
            let numbers = try await site.numbers()
            #expect(numbers == [1])
        }
    }

    @Test func aStatementThatTakesTooLongIsEndedAndNothingStays() async throws {
        try await PostgresSite.run(with: { $0.statementTimeout = .milliseconds(200) }) { site in
            let found = await code {
                try await site.store.write { transaction in
                    try transaction.execute("INSERT INTO number VALUES (1)")
                    _ = try transaction.exists("SELECT pg_sleep(20)")
                }
            }
            #expect(found == "busy")
            let read = await code { _ = try await site.store.read { try $0.exists("SELECT pg_sleep(20)") } }
            #expect(read == "busy")
            let numbers = try await site.numbers()
            #expect(numbers == [])
        }
    }

    @Test func aTransactionThatAsksForNothingIsEndedAndRunsAnew() async throws {
        try await PostgresSite.run(with: { $0.statementTimeout = .milliseconds(200) }) { site in
            let runs = Mutex(0)
            try await site.store.write { transaction in
                try transaction.execute("INSERT INTO number VALUES (1)")
                let isFirst = runs.withLock { runs in
                    runs += 1
                    return runs == 1
                }
                if isFirst { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + 1) }
                try transaction.execute("INSERT INTO number VALUES (2)")
            }
            let numbers = try await site.numbers()
            #expect(numbers == [1, 2])
        }
    }

    @Test func whatAReadWritesIsRefused() async throws {
        try await PostgresSite.run { site in
            let found = await code {
                _ = try await site.store.read {
                    try $0.rows("INSERT INTO number VALUES (1) RETURNING value") { $0.integer(0) }
                }
            }
            #expect(found == "read_only")
            let numbers = try await site.numbers()
            #expect(numbers == [])
        }
    }

    @Test func textThatCannotBeKeptIsRefusedPlainly() async throws {
        try await PostgresSite.run { site in
            let found = await code { _ = try await site.store.read { try $0.exists("SELECT \("a\u{0}b")") } }
            #expect(found == "text_unstorable")
        }
    }

    @Test func aMistakeOfOursIsNoProblem() async throws {
        try await PostgresSite.run { site in
            let found = await code { _ = try await site.store.read { try $0.number("SELECT 1 / 0") } }
            #expect(found == "no problem: PostgreSQL 22012: division by zero")
        }
    }

    @Test func aDatabaseThatOrdersTextByWordsIsRefused() async throws {
        try await PostgresSite.run { site in
            let name = "words_\(site.address.split(separator: "_").last ?? "")"
            try await site.command("CREATE DATABASE \(name) TEMPLATE template0 LOCALE 'C.UTF-8' STRATEGY file_copy")
            let server = try #require(TestEngine.server)
            let found = await code { _ = try PostgresSite.open(PostgresServer.address(of: name, on: server)) }
            #expect(found == "database_collation")
            try await site.command("DROP DATABASE \(name) WITH (FORCE)")
        }
    }

    @Test func whereNobodyAnswersTheProblemNamesThePlaceAndNoPassword() async throws {
        let problem = #expect(throws: Problem.self) {
            _ = try PostgresSite.open("postgres://karwan:secret@127.0.0.1:1/karwan?connect_timeout=1")
        }
        #expect(problem?.code == "database_unreachable")
        #expect(problem?.arguments == ["address": "postgres://127.0.0.1:1/karwan"])
    }
}

extension PostgresSite {
    /// Has the server do something while it commits what changes `number`.
    fileprivate func atCommit(_ statement: String) async throws {
        try await command(
            "CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \(statement) RETURN NULL; END $$")
        try await command(
            """
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON number DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION at_commit()
            """)
    }
}
