import CSQLite
import Core
import Foundation
import GRDB
import Logging
import Storage
import Synchronization

/// The embedded database: one file, one writer, readers on snapshots of the write-ahead log.
package final class SQLiteStore: Store, CommitWatch {
    let pool: DatabasePool
    /// Held while this process is the one that serves the file.
    private let lock: FileLock?
    private let writes: WriteGroups
    private let watch: SQLiteCommitWatch
    package let commits = CommitHints()
    package let measures = StoreMeasures()
    private let reads: Mutex<Int> = Mutex(0)
    private let readCapacity: Int

    /// SQLite would count its memory under one lock, at which all readers meet. It must hear so before its first use.
    private static let withoutStatistics = sqlite3_config_memstatus(0)

    package var about: String {
        guard let (version, hasResetFix) = try? SQLiteFile.library() else { return "SQLite" }
        let fix = hasResetFix ? "its log cannot be reset twice" : "one process alone copies its log, as we do"
        return "SQLite \(version): \(fix)"
    }

    /// Opens or creates the file at `path`.
    /// - Parameter alone: whether no other process may have it open this way too. Who shares the file with a server
    ///   leaves the log to it: two connections that copy the log at once can damage the file.
    /// - Parameter checksReferences: `false` lets rows stand without those that they name, until `findings` is asked.
    /// - Parameter readCapacity: reads that run or wait; beyond them the answer is 503 at once.
    /// - Throws: `unavailable` when it is no database or cannot be opened, with `database_in_use` when another
    ///   process has it for itself.
    package init(
        path: String, alone: Bool = true, checksReferences: Bool = true, clock: Clock, logger: Logger, readers: Int = 4,
        readCapacity: Int = 2048
    ) throws {
        self.readCapacity = readCapacity
        lock = alone ? try FileLock(besideDatabase: path) : nil
        if alone, lock == nil { throw Problem(.unavailable, "database_in_use") }
        _ = Self.withoutStatistics
        var configuration = GRDB.Configuration()
        configuration.maximumReaderCount = readers
        configuration.foreignKeysEnabled = checksReferences
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
            try connection.execute(sql: "PRAGMA journal_size_limit = \(WriteGroups.checkpointBytes)")
            // What is deleted is overwritten: people who leave are to be found nowhere.
            try connection.execute(sql: "PRAGMA secure_delete = ON")
        }
        watch = SQLiteCommitWatch(path: path)
        writes = WriteGroups(
            pool: pool, commits: commits, measures: measures, clock: clock, logger: logger, checkpoints: alone)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any Transaction) throws -> Value
    ) async throws -> Value {
        try reads.withLock { reads in
            guard reads < readCapacity else { throw Problem(.unavailable, "busy", retryAfter: 2) }
            reads += 1
        }
        defer { reads.withLock { $0 -= 1 } }
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

    package var load: StoreLoad { StoreLoad(waitingWriters: writes.waitingCount, logBytes: writes.logBytes) }

    /// Whoever serves a file serves it alone.
    package func alone(_ work: String, _ body: () async throws -> Void) async throws -> Bool {
        try await body()
        return true
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

    package func emptyLog() async throws {
        guard lock != nil else { return }
        do {
            try await pool.writeWithoutTransaction { connection in _ = try connection.checkpoint(.truncate) }
        } catch let error as DatabaseError {
            throw try translatingErrors { throw error }
        }
    }

    package var version: Int64? { watch.version }

    package func close() async throws {
        watch.close()
        if let lock = try lock ?? FileLock(besideDatabase: pool.path) {
            defer { withExtendedLifetime(lock) {} }
            try await pool.writeWithoutTransaction { connection in _ = try connection.checkpoint(.truncate) }
        }
        try pool.close()
        lock?.release()
    }

    package func findings() async throws -> [String] {
        do {
            return try await pool.read(SQLiteFile.findings)
        } catch let error as DatabaseError {
            return [error.message ?? "unreadable"]
        }
    }
}
