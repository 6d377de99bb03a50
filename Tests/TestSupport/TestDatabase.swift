import Core
import Foundation
import Logging
import Storage
import StoragePostgres
import StorageSQLite

/// Databases for tests, one each: copies of a migrated one, because migrating costs more than copying.
package enum TestDatabase {
    /// Runs `body` with a migrated database of its own, a path or an address, and takes it away afterwards.
    package static func run(
        in folder: URL, on engine: TestEngine = .current, _ body: (String) async throws -> Void
    ) async throws {
        let database = try await acquire(in: folder, on: engine)
        do {
            try await body(database)
        } catch {
            await release(database, on: engine)
            throw error
        }
        await release(database, on: engine)
    }

    /// Runs `body` with a database that no migration has touched: on SQLite a file that is not there yet.
    package static func runBare(
        in folder: URL, on engine: TestEngine = .current, _ body: (String) async throws -> Void
    ) async throws {
        guard case .postgres(let server) = engine else {
            return try await body(folder.appending(path: "site.sqlite").path)
        }
        let database = try await PostgresServer.acquire(server, from: "template0")
        do {
            try await body(database)
        } catch {
            await release(database, on: engine)
            throw error
        }
        await release(database, on: engine)
    }

    /// A migrated database, to be given back by `release`.
    package static func acquire(in folder: URL, on engine: TestEngine = .current) async throws -> String {
        guard case .postgres(let server) = engine else {
            let copy = folder.appending(path: "karwan.sqlite")
            try FileManager.default.copyItem(at: try await template.value, to: copy)
            return copy.path
        }
        return try await PostgresServer.acquire(server, from: try await postgresTemplate.value)
    }

    /// A copy of a database that nobody has open, to be given back by `release`.
    package static func copy(
        _ database: String, in folder: URL, on engine: TestEngine = .current
    ) async throws -> String {
        guard case .postgres(let server) = engine else {
            let copy = folder.appending(path: "copy-\(UUID().uuidString).sqlite")
            try FileManager.default.copyItem(atPath: database, toPath: copy.path)
            return copy.path
        }
        return try await PostgresServer.acquire(server, from: String(database.split(separator: "/").last ?? ""))
    }

    /// Takes a database away; files go with their folder.
    package static func release(_ database: String, on engine: TestEngine = .current) async {
        if case .postgres(let server) = engine { await PostgresServer.release(database, on: server) }
    }

    /// Opens one that `run` or `runBare` gave.
    package static func open(_ database: String, alone: Bool = true, clock: Clock) throws -> any Store {
        if PostgresAddress.isOne(database) {
            return try PostgresStore(
                address: PostgresAddress(database), options: options, clock: clock, logger: logger)
        }
        return try SQLiteStore(path: database, alone: alone, clock: clock, logger: logger)
    }

    /// Few connections: many tests run at one time.
    package static var options: PostgresOptions {
        var options = PostgresOptions()
        (options.readers, options.writers) = (2, 2)
        options.patience = .seconds(60)
        return options
    }

    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static let template: Task<URL, any Error> = Task {
        let folder = FileManager.default.temporaryDirectory.appending(path: "karwan-template-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "karwan.sqlite")
        try await migrate(file.path)
        return file
    }

    private static let postgresTemplate: Task<String, any Error> = Task {
        let name = "template_\(UUID().uuidString.prefix(8).lowercased())"
        let server = TestEngine.server ?? ""
        try await PostgresServer.create(name, from: "template0", on: server)
        try await migrate(PostgresServer.address(of: name, on: server))
        return name
    }

    private static func migrate(_ database: String) async throws {
        let store = try open(database, clock: Clock { TestApp.start })
        try await Migrator().migrate(store, at: TestApp.start)
        try await store.close()
    }
}
