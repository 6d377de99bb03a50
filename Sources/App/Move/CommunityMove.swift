import Core
import Storage

/// Copies a community from one database to another of whatever engine, and reads it back to compare.
struct CommunityMove {
    /// Rows in one transaction.
    private static let pageSize = 2_000

    let source: any Store
    /// Migrated, without a community; references must not be checked by it yet.
    let target: any Store
    /// Told how many more rows are done.
    var progress: (Int) -> Void = { _ in }

    /// A table that was moved.
    struct Table: Sendable, Equatable {
        let name: String
        let digest: TableDigest
    }

    /// How many rows there are to be copied and compared.
    func steps() async throws -> Int {
        try await source.read { transaction in
            try transaction.dialect.tables(in: transaction).reduce(0) { sum, table in
                sum + 2 * Int(try transaction.number(Query(stringLiteral: "SELECT count(*) FROM \(table.name)")))
            }
        }
    }

    /// Copies everything but the search index, which is built anew.
    /// - Returns: what was moved, by table.
    /// - Throws: `conflict` with `community_exists` when the target has one; `unavailable` with `move_differs` naming a
    ///   table, or with `moved_while_writing`: then the target is of no use.
    func run() async throws -> [Table] {
        let isTaken = try await target.read { try $0.exists("SELECT 1 FROM account LIMIT 1") }
        guard !isTaken else { throw Problem(.conflict, "community_exists") }
        let tables = try await source.read { try $0.dialect.tables(in: $0) }
        guard try await target.read({ try $0.dialect.tables(in: $0) }) == tables else {
            throw Problem(.unavailable, "schemas_differ")
        }
        let before = try await history(of: source)
        let restoring = try await target.write { try $0.dialect.suspendReferences(in: $0) }
        var moved: [Table] = []
        for table in tables { moved.append(Table(name: table.name, digest: try await copy(table))) }
        try await target.write { transaction in
            for statement in restoring { try transaction.execute(script: statement) }
            try transaction.dialect.continueHistory(before.epoch, after: before.sequence, in: transaction)
        }
        for (shape, table) in zip(tables, moved) where try await digest(of: shape, in: target) != table.digest {
            throw Problem(.unavailable, "move_differs", arguments: ["table": table.name])
        }
        guard try await history(of: source) == before else { throw Problem(.unavailable, "moved_while_writing") }
        return moved
    }

    private struct History: Equatable, Sendable {
        let sequence: Int64
        let epoch: String
    }

    private func history(of store: any Store) async throws -> History {
        let found = try await store.read { transaction in
            try transaction.first("SELECT sequence, epoch FROM change_counter WHERE id = 1") {
                History(sequence: $0.integer(0), epoch: $0.text(1))
            }
        }
        guard let found else { throw Problem(.unavailable, "storage_unavailable") }
        return found
    }

    private func copy(_ table: TableShape) async throws -> TableDigest {
        // What migrations put there.
        try await target.write { _ = try $0.execute(Query(stringLiteral: "DELETE FROM \(table.name)")) }
        return try await eachPage(of: table, in: source) { page in
            try await target.write { try table.insert(page, in: $0) }
        }
    }

    private func digest(of table: TableShape, in store: any Store) async throws -> TableDigest {
        try await eachPage(of: table, in: store) { _ in }
    }

    private func eachPage(
        of table: TableShape, in store: any Store, _ body: ([[SQLValue]]) async throws -> Void
    ) async throws -> TableDigest {
        var digest = TableDigest()
        var last: [SQLValue]?
        while true {
            let after = last
            let page = try await store.read { try table.rows(after: after, limit: Self.pageSize, in: $0) }
            guard let end = page.last else { return digest }
            for row in page { digest.add(row) }
            try await body(page)
            progress(page.count)
            last = table.key(of: end)
        }
    }
}
