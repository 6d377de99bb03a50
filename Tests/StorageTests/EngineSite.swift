import Core
import Foundation
import Storage
import TestSupport

extension TestApp {
    var store: any Store { services.store }

    /// A table of numbers for the engine suite.
    func withNumbers() async throws {
        _ = try await store.write { try $0.execute("CREATE TABLE number (value BIGINT PRIMARY KEY)") }
    }

    func numbers() async throws -> [Int64] {
        try await store.read { try $0.rows("SELECT value FROM number ORDER BY value") { $0.integer(0) } }
    }

    func touch(_ touches: Touch...) async throws {
        try await store.write { transaction in for touch in touches { transaction.touch(touch) } }
    }

    /// The present sequence of the change index.
    func sequence() async throws -> Int64 {
        try await store.read { try $0.number("SELECT sequence FROM change_counter") }
    }

    func entries() async throws -> [EntryKey: IndexEntry] {
        let rows = try await store.read { transaction in
            try transaction.rows(
                """
                SELECT scope, entity, row_id, ver, state, first_ver FROM change_index_entry
                WHERE scope NOT LIKE 'u:%'
                """
            ) { row in
                (
                    EntryKey(row.text(0), row.text(1), row.text(2)),
                    IndexEntry(version: row.integer(3), isShown: row.flag(4), firstVersion: row.integer(5))
                )
            }
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}

/// What an entry of the change index is about.
struct EntryKey: Hashable, Sendable {
    let scope: String
    let entity: String
    let id: String

    init(_ scope: String, _ entity: String, _ id: String) {
        (self.scope, self.entity, self.id) = (scope, entity, id)
    }
}

struct IndexEntry: Equatable, Sendable {
    var version: Int64
    var isShown: Bool
    var firstVersion: Int64
}

/// A database that no migration has touched.
enum BareDatabase {
    static func open(_ database: String) throws -> any Store {
        try TestDatabase.open(database, alone: false, clock: Clock { TestApp.start })
    }

    /// Runs `body` with the path of a file that is not there yet, or the address of an empty database, and takes it
    /// away afterwards.
    static func run(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "karwan-bare-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await TestDatabase.runBare(in: folder, body)
    }
}
