import Core
import Dispatch
import Foundation
import Logging
import Storage
import StoragePostgres
import Synchronization
import TestSupport

/// A migrated PostgreSQL database with a store of our choice.
struct PostgresSite: Sendable {
    let store: PostgresStore
    let address: String

    static func run(_ body: (PostgresSite) async throws -> Void) async throws {
        try await run(with: { _ in }, body)
    }

    static func run(
        with change: (inout PostgresOptions) -> Void, _ body: (PostgresSite) async throws -> Void
    ) async throws {
        var options = TestDatabase.options
        change(&options)
        try await TestDatabase.run(in: FileManager.default.temporaryDirectory) { address in
            let store = try open(address, options)
            _ = try await store.write { try $0.execute("CREATE TABLE number (value BIGINT PRIMARY KEY)") }
            try await body(PostgresSite(store: store, address: address))
            try await store.close()
        }
    }

    static func open(_ address: String, _ options: PostgresOptions = TestDatabase.options) throws -> PostgresStore {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        return try PostgresStore(
            address: PostgresAddress(address), options: options, clock: Clock { TestApp.start }, logger: logger)
    }

    /// Runs `body` at one time on two nodes: stores that cannot put both into one commit.
    func onTwoNodes<Value: Sendable>(
        _ body: @escaping @Sendable (_ party: Int, _ store: PostgresStore) async throws -> Value
    ) async throws -> [Value] {
        let other = try Self.open(address)
        async let first = body(1, store)
        async let second = body(2, other)
        let values = try await [first, second]
        try await other.close()
        return values
    }

    func numbers() async throws -> [Int64] {
        try await store.read { try $0.rows("SELECT value FROM number ORDER BY value") { $0.integer(0) } }
    }

    /// Does what somebody else does on a connection of their own.
    @discardableResult
    func command(_ sql: String) async throws -> String { try await PostgresServer.command(sql, on: address) }

    /// Ends every connection of the store, as a server does that stops.
    func endConnections() async throws {
        try await command(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'karwan' AND datname = current_database()"
        )
    }
}

/// Lets the first run of each of several closures go on only when all have come so far; later runs pass.
final class Meeting: Sendable {
    private let runs = Mutex<[Int: Int]>([:])
    private let arrived = DispatchSemaphore(value: 0)
    private let parties: Int

    init(_ parties: Int) { self.parties = parties }

    /// How often the closure of a party ran.
    func runs(of party: Int) -> Int { runs.withLock { $0[party] ?? 0 } }

    func attend(_ party: Int) {
        let (run, isComplete) = runs.withLock { runs in
            runs[party, default: 0] += 1
            return (runs[party] ?? 0, runs.count == parties)
        }
        guard run == 1 else { return }
        if isComplete {
            for _ in 1..<parties { arrived.signal() }
        } else {
            _ = arrived.wait(timeout: .now() + 30)
        }
    }
}
