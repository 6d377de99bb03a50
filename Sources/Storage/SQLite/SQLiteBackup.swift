import Core
import Foundation
import GRDB
import Storage

extension SQLiteStore {
    /// Copies one moment of the database into `path` while it is in use, checks the copy and only then gives it its
    /// name: whoever sees the file sees a whole one.
    /// - Throws: `conflict` with `file_exists`; `unavailable` with `backup_damaged`, or what the disk refused.
    package func backUp(to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Problem(.conflict, "file_exists", arguments: ["path": path])
        }
        let partial = path + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            try copy(to: partial)
            try SQLiteFile.sync(partial)
            try FileManager.default.moveItem(atPath: partial, toPath: path)
            try SQLiteFile.sync((path as NSString).deletingLastPathComponent)
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw error
        }
    }

    private func copy(to partial: String) throws {
        try translatingErrors {
            let target = try DatabaseQueue(path: partial)
            try pool.backup(to: target)
            // One file, without a log beside it.
            try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            let findings = try target.read(SQLiteFile.findings)
            try target.close()
            guard findings.isEmpty else {
                throw Problem(.unavailable, "backup_damaged", arguments: ["finding": findings[0]])
            }
        }
    }
}

/// A database file that nobody serves.
package enum SQLiteFile {
    /// What SQLite finds wrong: damaged pages and indices, rows whose partner is missing. Empty when all is well.
    static func findings(_ connection: Database) throws -> [String] {
        let pages = try String.fetchAll(connection, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        let orphans = try Row.fetchAll(connection, sql: "PRAGMA foreign_key_check").prefix(20).map { row in
            "a row of \(row[0] as String) names one of \(row[2] as String) that is not there"
        }
        return pages + orphans
    }

    /// SQLite's version, and whether its write-ahead log can no longer be reset by two connections at once (3.51.3).
    package static func library() throws -> (version: String, hasResetFix: Bool) {
        let version = try DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") } ?? "?"
        let numbers = version.split(separator: ".").compactMap { Int($0) }
        return (version, !numbers.lexicographicallyPrecedes([3, 51, 3]))
    }

    /// Puts a copy of the backup at `source` in the place of the database at `path`. The old one is kept beside it.
    /// Killed at any moment it leaves the old database or the new one, whole.
    /// - Returns: the path of the old database; `nil` if there was none.
    /// - Throws: `unavailable` with `database_in_use` or `backup_damaged`; `notFound` when there is no backup.
    package static func restore(_ source: String, to path: String, at now: Timestamp) throws -> String? {
        guard FileManager.default.fileExists(atPath: source) else {
            throw Problem(.notFound, "no_such_file", arguments: ["path": source])
        }
        guard let lock = try FileLock(besideDatabase: path) else { throw Problem(.unavailable, "database_in_use") }
        defer { withExtendedLifetime(lock) {} }
        let fresh = path + ".restoring"
        try? FileManager.default.removeItem(atPath: fresh)
        try FileManager.default.copyItem(atPath: source, toPath: fresh)
        try prepare(fresh)
        let kept = try keep(path, at: now)
        guard rename(fresh, path) == 0 else { throw Problem(.unavailable, "storage_unavailable") }
        try sync((path as NSString).deletingLastPathComponent)
        return kept
    }

    /// Checks the copy and ends its history: clients that hold rows of another one begin anew.
    private static func prepare(_ fresh: String) throws {
        do {
            let queue = try DatabaseQueue(path: fresh)
            let findings = try queue.read(Self.findings)
            guard findings.isEmpty else {
                throw Problem(.unavailable, "backup_damaged", arguments: ["finding": findings[0]])
            }
            try queue.writeWithoutTransaction { connection in
                try connection.execute(sql: "PRAGMA journal_mode = DELETE")
                try connection.execute(sql: "UPDATE change_counter SET epoch = '' WHERE id = 1")
            }
            try queue.close()
            try sync(fresh)
        } catch let error as DatabaseError {
            try? FileManager.default.removeItem(atPath: fresh)
            throw Problem(.unavailable, "backup_damaged", arguments: ["finding": error.message ?? "no database"])
        } catch {
            try? FileManager.default.removeItem(atPath: fresh)
            throw error
        }
    }

    /// Gives the present database a second name, its log copied into it first.
    private static func keep(_ path: String, at now: Timestamp) throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let kept = path + ".before-restore-\(now.milliseconds)"
        if let queue = try? DatabaseQueue(path: path) {
            _ = try? queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try? queue.close()
        }
        guard link(path, kept) == 0 else { throw Problem(.unavailable, "storage_unavailable") }
        for suffix in ["-wal", "-shm"] where FileManager.default.fileExists(atPath: path + suffix) {
            _ = rename(path + suffix, kept + suffix)
        }
        return kept
    }

    /// Waits until a file, or the names in a folder, are on the disk.
    static func sync(_ path: String) throws {
        let descriptor = open(path.isEmpty ? "." : path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Problem(.unavailable, "storage_unavailable") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Problem(.unavailable, "storage_unavailable") }
    }
}
