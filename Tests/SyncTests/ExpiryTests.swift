import Core
import Storage
import TestSupport
import Testing

@testable import Sync
@testable import SyncProtocol

/// Passes everything on and keeps the plan by which the database does it.
private final class PlanRecorder: WriteTransaction {
    private let transaction: any WriteTransaction
    private(set) var plans: [String] = []

    init(_ transaction: any WriteTransaction) { self.transaction = transaction }

    var dialect: any Dialect { transaction.dialect }

    private func explain(_ query: Query) throws {
        plans += try transaction.rows("EXPLAIN QUERY PLAN " + query) { $0.text(3) }
    }

    func rows<Value>(_ query: Query, _ decode: (any ResultRow) throws -> Value) throws -> [Value] {
        try explain(query)
        return try transaction.rows(query, decode)
    }

    func execute(_ query: Query) throws -> Int {
        try explain(query)
        return try transaction.execute(query)
    }

    func execute(script: String) throws { try transaction.execute(script: script) }
    func touch(_ touch: Touch) { transaction.touch(touch) }
    func savepoint<Value>(_ body: () throws -> Value) throws -> Value { try transaction.savepoint(body) }
}

@Suite("What is old is found without reading what stays")
struct ExpiryTests {
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO change_commit (sequence, tag, committed_at) SELECT 1000 + i, i, i * 1000 FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO change_index_entry (scope, entity, row_id, ver, state, first_ver, row_ver)
        SELECT 's', 'note', 'n' || i, 1000 + i, i % 2, 1, 1 FROM n
        """,
        """
        INSERT INTO sync_group (id, account_id, user_agent, created_at, last_used_at)
        SELECT 'g' || sequence, (SELECT max(id) FROM account), '', 1, committed_at FROM change_commit WHERE tag <= 100
        """,
        """
        INSERT INTO sync_client (id, group_id, last_mutation_id, epoch, last_used_at)
        SELECT 'c' || sequence, 'g' || sequence, 1, '', committed_at FROM change_commit WHERE tag <= 100
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO mutation_outcome (client_id, mutation_id, account_id, content_hash, status, detail, is_shown,
            created_at)
        SELECT 'c' || (1001 + i % 100), i, (SELECT max(id) FROM account), 1, 'rejected', '', i % 2, i * 1000 FROM n
        """,
    ]

    @Test(.enabled(if: TestEngine.isSQLite, "about SQLite's plans"), arguments: [false, true])
    func eachStepWalksAnIndexAndTakesSomeHundreds(analysed: Bool) async throws {
        let site = try await SyncSite()
        _ = try await site.member("ali")
        try await site.store.write { transaction in
            for statement in Self.statements { try transaction.execute(statement) }
            if analysed { try transaction.execute("ANALYZE") }
        }
        let time = Timestamp(milliseconds: 2_000_500)
        let plans = try await site.store.write { transaction in
            let recorder = PlanRecorder(transaction)
            var isMore = try SyncService.forgetCommits(before: time, in: recorder)
            #expect(isMore)
            isMore = try SyncService.forgetDepartures(in: recorder)
            #expect(!isMore)
            isMore = try SyncService.forgetOutcomes(before: time, in: recorder)
            #expect(isMore)
            isMore = try SyncService.forgetClients(before: time, in: recorder)
            #expect(isMore)
            return recorder.plans
        }
        for step in plans {
            #expect(!step.hasPrefix("SCAN") || step.contains("CONSTANT"), "\(step), analysed \(analysed)")
        }
        #expect(try await site.number("SELECT count(*) FROM change_commit WHERE sequence > 1000") == 2500)
        #expect(
            try await site.number("SELECT count(*) FROM change_index_entry WHERE scope = 's' AND state = 0") == 1250)
        #expect(try await site.number("SELECT count(*) FROM mutation_outcome WHERE is_shown = 1") == 1000)
    }

    @Test func manyStepsTakeAllThatIsOld() async throws {
        let site = try await SyncSite()
        _ = try await site.member("ali")
        try await site.store.write { transaction in
            for statement in Self.statements { try transaction.execute(statement) }
        }
        try await site.service.expire()
        // All of it is long past; the newest commit stays, and what left with it.
        #expect(try await site.number("SELECT count(*) FROM change_index_entry WHERE scope = 's' AND state = 0") == 1)
        #expect(
            try await site.number("SELECT count(*) FROM change_index_entry WHERE scope = 's' AND state = 1") == 1500)
        #expect(try await site.number("SELECT count(*) FROM mutation_outcome WHERE is_shown = 1") == 0)
        #expect(try await site.number("SELECT count(*) FROM sync_client") == 0)
        #expect(try await site.number("SELECT count(*) FROM sync_group") == 0)
        #expect(try await site.number("SELECT max(sequence) FROM change_commit") >= 4000)
    }
}
