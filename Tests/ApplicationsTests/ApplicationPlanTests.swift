import Core
import Jobs
import Storage
import TestSupport
import Testing

@testable import Applications

@Suite("No page of applications reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct ApplicationPlanTests {
    private static let member = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000007")

    /// 100 members with 200 applications each.
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO application (id, account_id, employer_name, title, link, stage, stage_on, position, next_step,
            next_on, notes, offer_gross, offer_currency, offer_period, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8002-%012d', i), printf('0199f4b0-0000-7000-8000-%012d', i % 100 + 1), 'E',
            'T', '', CASE i % 2 WHEN 0 THEN 'interested' ELSE 'applied' END, '2026-11-01',
            (1 + i % 2) * 10000000000000 - i, '', CASE i % 50 WHEN 6 THEN '2026-11-20' END, '',
            CASE i % 10 WHEN 6 THEN 100 END, 'EUR', 'hour', i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO application_move (id, application_id, stage, happened_on, created_at)
        SELECT printf('0199f4b0-0000-7000-8004-%012d', i), printf('0199f4b0-0000-7000-8002-%012d', i), 'applied',
            '2026-11-01', i FROM n
        """,
    ]

    @Test(arguments: [false, true])
    func everyReadWalksAnIndex(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.services.store.write { transaction in
                for statement in Self.statements { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let ids = (100..<130).map { "0199f4b0-0000-7000-8002-000000000\($0)" }
            let plans = try await app.services.store.read { transaction in
                let recorder = PlanRecorder(transaction)
                for stage in [nil, ApplicationStage.interested, .applied] {
                    for cursor in [nil, PageCursor(key: 0, id: "")] {
                        _ = try ApplicationRepository.applications(
                            of: Self.member, at: stage, after: cursor, limit: 30, in: recorder)
                    }
                }
                let offers = try ApplicationRepository.offers(of: Self.member, limit: 12, in: recorder)
                let due = try ApplicationRepository.due(
                    on: CivilDay(year: 2026, month: 11, day: 21), limit: 50, in: recorder)
                #expect((offers.count, due.count) == (12, 50))
                _ = try ApplicationRepository.byID(ids, of: Self.member, in: recorder)
                _ = try ApplicationRepository.count(of: Self.member, in: recorder)
                _ = try ApplicationRepository.application(
                    ofJob: JobID(trusted: ids[0]), of: Self.member, in: recorder)
                return recorder.plans
            }
            for step in plans {
                let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                let isScan = step.hasPrefix("SCAN") && !["CONSTANT", "json_each"].contains(table)
                #expect(!isScan && !step.contains("TEMP B-TREE"), "analysed \(analysed): \(step)")
            }
        }
    }
}
