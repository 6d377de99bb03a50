import Core
import Dispatch
import Storage
import StoragePostgres
import TestSupport
import Testing

/// Connections are few, those who wait for one are counted, and nodes do not get into each other's way.
@Suite("PostgreSQL: connections and nodes", .enabled(if: TestEngine.isPostgres, "about PostgreSQL"))
struct PostgresPoolTests {
    private static func narrow(_ options: inout PostgresOptions) {
        (options.readers, options.writers, options.waiting) = (1, 1, 2)
        options.patience = .milliseconds(400)
    }

    /// Runs one that holds the only connection until those who came after it are answered.
    private func turnedAway(
        _ count: Int, _ run: @escaping @Sendable (@escaping @Sendable () -> Void) async throws -> Void
    ) async throws -> [String] {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let release = DispatchSemaphore(value: 0)
        async let first: Void = run {
            start.yield()
            release.wait()
        }
        for await _ in started { break }
        let codes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<count {
                group.addTask {
                    do {
                        try await run {}
                        return "ran"
                    } catch { return (error as? Problem).map { "\($0.code) \($0.retryAfter ?? 0)" } ?? "\(error)" }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        release.signal()
        try await first
        return codes
    }

    @Test func readersBeyondThoseWhoMayWaitAreTurnedAwayAndThoseWhoWaitNotForEver() async throws {
        try await PostgresSite.run(with: Self.narrow) { site in
            let codes = try await turnedAway(5) { body in
                try await site.store.read { transaction in
                    _ = try transaction.number("SELECT 1")
                    body()
                }
            }
            #expect(codes == Array(repeating: "busy 2", count: 5))
            let numbers = try await site.numbers()
            #expect(numbers == [])
        }
    }

    @Test func writersBeyondThoseWhoMayWaitAreTurnedAwayAndHaveDoneNothing() async throws {
        try await PostgresSite.run(with: Self.narrow) { site in
            let codes = try await turnedAway(5) { body in
                try await site.store.write { transaction in
                    try transaction.execute(
                        "INSERT INTO number SELECT COALESCE(max(value), 0) + 1 FROM number")
                    body()
                }
            }
            #expect(codes == Array(repeating: "busy 2", count: 5))
            let numbers = try await site.numbers()
            #expect(numbers == [1])
        }
    }

    @Test func writersThatWaitedShareACommit() async throws {
        try await PostgresSite.run(with: { $0.writers = 1 }) { site in
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let release = DispatchSemaphore(value: 0)
            async let first: Void = site.store.write { _ in
                start.yield()
                release.wait()
            }
            for await _ in started { break }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...64 {
                    group.addTask {
                        try await site.store.write { transaction in
                            try transaction.execute("INSERT INTO number VALUES (\(number))")
                            transaction.touch(.enters(scope: "s", entity: "e", id: "\(number)"))
                        }
                    }
                }
                while site.store.load.waitingWriters < 64 { await Task.yield() }
                release.signal()
                try await group.waitForAll()
            }
            try await first
            let numbers = try await site.numbers()
            #expect(numbers == (1...64).map { $0 })
            #expect(try await site.store.read { try $0.number("SELECT count(*) FROM change_commit") } == 2)
        }
    }

    @Test func twoNodesThatStartAtOnceMigrateOnce() async throws {
        try await BareDatabase.run { address in
            let nodes = [try PostgresSite.open(address), try PostgresSite.open(address)]
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for node in nodes { group.addTask { try await Migrator().migrate(node, at: TestApp.start) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let state = try await Migrator().state(of: nodes[0])
            #expect(applied.sorted() == state.applied && state.pending == [])
            for node in nodes { try await node.close() }
        }
    }

    @Test func whatOneNodeWritesTheOtherReads() async throws {
        try await PostgresSite.run { site in
            let other = try PostgresSite.open(site.address)
            _ = try await other.write { try $0.execute("INSERT INTO number VALUES (5)") }
            let numbers = try await site.numbers()
            #expect(numbers == [5])
            try await other.close()
        }
    }

    @Test func itNamesItself() async throws {
        try await PostgresSite.run { site in
            #expect(site.store.about.hasPrefix("PostgreSQL 1"))
            try await site.store.checkReadiness()
        }
    }
}
