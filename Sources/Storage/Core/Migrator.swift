import Core
import Embedded
import Foundation

/// Brings a database to the shape this binary knows: plain SQL files, forward only, one transaction each.
package struct Migrator: Sendable {
    /// What the database has and lacks.
    package struct State: Sendable, Equatable {
        package var applied: [String]
        package var pending: [String]
    }

    private let files: [EmbeddedFile]

    /// - Parameter files: migrations named `NNNN_topic.sql` or `NNNN_topic.<engine>.sql`, in their order.
    package init(files: [EmbeddedFile] = EmbeddedFile.all(under: "Migrations")) {
        self.files = files.sorted { $0.name < $1.name }
    }

    /// - Throws: `unavailable` with `database_newer` or `migration_changed` when this binary must not touch it.
    package func state(of store: any Store) async throws -> State {
        try await store.read { transaction in
            try self.compare(self.applied(in: transaction), with: self.files(for: transaction.dialect))
        }
    }

    /// Applies what is missing.
    /// - Returns: the names applied now.
    /// - Throws: as `state(of:)`, or what the SQL refused; files before it stay applied.
    @discardableResult
    package func migrate(_ store: any Store, at now: Timestamp) async throws -> [String] {
        try await store.write { transaction in
            _ = try transaction.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                    name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)
                """)
        }
        let pending = try await state(of: store).pending
        var done: [String] = []
        for name in pending {
            guard let file = files.first(where: { $0.name == name }) else { continue }
            let isOurs = try await store.write { transaction in
                try transaction.dialect.lockSchema(in: transaction)
                // Another process may have been faster.
                if try transaction.exists("SELECT 1 FROM schema_migration WHERE name = \(name)") { return false }
                try transaction.execute(script: file.text)
                _ = try transaction.execute(
                    """
                    INSERT INTO schema_migration (name, checksum, applied_at)
                    VALUES (\(name), \(Self.checksum(file)), \(now))
                    """)
                return true
            }
            if isOurs { done.append(name) }
        }
        return done
    }

    private func files(for dialect: any Dialect) -> [EmbeddedFile] {
        files.filter { file in
            let parts = file.name.split(separator: ".")
            return parts.count == 2 || parts[1] == dialect.migrationSuffix
        }
    }

    private func applied(in transaction: any Transaction) throws -> [(name: String, checksum: String)] {
        do {
            return try transaction.rows("SELECT name, checksum FROM schema_migration ORDER BY name") {
                ($0.text(0), $0.text(1))
            }
        } catch let problem as Problem where problem.code == "no_such_table" {
            return []
        }
    }

    private func compare(_ applied: [(name: String, checksum: String)], with files: [EmbeddedFile]) throws -> State {
        let known = Dictionary(uniqueKeysWithValues: files.map { ($0.name, Self.checksum($0)) })
        for migration in applied {
            guard let checksum = known[migration.name] else {
                throw Problem(.unavailable, "database_newer", arguments: ["name": migration.name])
            }
            guard checksum == migration.checksum else {
                throw Problem(.unavailable, "migration_changed", arguments: ["name": migration.name])
            }
        }
        let names = Set(applied.map(\.name))
        return State(applied: applied.map(\.name), pending: files.map(\.name).filter { !names.contains($0) })
    }

    /// FNV-1a, 64 bits: it tells an edited file from the one that ran; nobody forges migrations.
    private static func checksum(_ file: EmbeddedFile) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in file.bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
