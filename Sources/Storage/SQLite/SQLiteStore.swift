import Core
import Foundation
import GRDB
import Logging
import Storage
import Synchronization

/// The embedded database: one file, one writer, readers on snapshots of the write-ahead log.
package final class SQLiteStore: Store {
    private let pool: DatabasePool
    private let writes: WriteGroups
    package let commits = CommitHints()

    /// Opens or creates the file at `path`.
    /// - Throws: `unavailable` when it is no database or cannot be opened.
    package init(path: String, clock: Clock, logger: Logger, readers: Int = 4) throws {
        var configuration = GRDB.Configuration()
        configuration.maximumReaderCount = readers
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { connection in
            try connection.execute(sql: "PRAGMA cache_size = -16000")
            try connection.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
        } catch {
            throw Problem(.unavailable, "database_unopenable", arguments: ["path": path])
        }
        // After opening: GRDB lowers `synchronous` while it sets up the log, and an acknowledged commit must
        // survive a power cut. Checkpoints are ours (`WriteGroups`), on this same connection.
        try pool.writeWithoutTransaction { connection in
            try connection.execute(sql: "PRAGMA synchronous = FULL")
            try connection.execute(sql: "PRAGMA wal_autocheckpoint = 0")
        }
        writes = WriteGroups(pool: pool, commits: commits, clock: clock, logger: logger)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read { connection in try body(SQLiteTransaction(connection)) }
        } catch let error as DatabaseError {
            throw try translatingErrors { throw error }
        }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any WriteTransaction) throws -> Value
    ) async throws -> Value {
        try await writes.run(body)
    }

    package func checkReadiness() async throws {
        let level: Int
        do {
            level = try await pool.writeWithoutTransaction { connection in
                try Int.fetchOne(connection, sql: "PRAGMA synchronous") ?? 0
            }
        } catch let error as DatabaseError {
            throw try translatingErrors { throw error }
        }
        guard level == 2 else { throw Problem(.unavailable, "storage_not_durable") }
        try await write { transaction in
            _ = try transaction.execute("UPDATE change_counter SET sequence = sequence WHERE id = 1")
        }
    }

    package func close() async throws {
        try await pool.writeWithoutTransaction { connection in _ = try connection.checkpoint(.truncate) }
        try pool.close()
    }
}
