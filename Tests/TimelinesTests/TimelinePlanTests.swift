import Core
import Storage
import TestSupport
import Testing

@testable import Timelines

@Suite("No page of timelines reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct TimelinePlanTests {
    private static let member = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000007")
    private static let timeline = "0199f4b0-0000-7000-8001-000000000007"

    /// 2,500 members with two timelines each of 40 pathways, three events in each, and figures of 60 nights.
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO timeline (id, account_id, pathway_id, office, lane, visibility, submitted_on, ended_on, ending,
            confirmed_on, ask_on, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8001-%012d', i), printf('0199f4b0-0000-7000-8000-%012d', (i - 1) % 2500 + 1),
            'p' || ((i * 7 + i / 2500) % 40), 'O' || (i % 5), 'standard',
            CASE i % 4 WHEN 0 THEN 'private' ELSE 'cohort-only' END, date('2025-01-01', '+' || (i % 600) || ' days'),
            CASE i % 3 WHEN 0 THEN NULL ELSE date('2025-01-01', '+' || (i % 600 + i % 90) || ' days') END,
            CASE i % 3 WHEN 0 THEN NULL ELSE 'approved' END, '2026-11-01',
            CASE i % 3 WHEN 0 THEN date('2026-11-01', '+' || (i % 60) || ' days') END, i, i FROM n
        """,
        """
        INSERT INTO timeline_event (id, timeline_id, type, happened_on, precision, note, created_at)
        SELECT 'e' || kind || timeline.id, timeline.id, kind, timeline.submitted_on, 'day', '', 1 FROM timeline
        CROSS JOIN (SELECT 'submitted' AS kind UNION ALL SELECT 'acknowledged' UNION ALL SELECT 'biometrics')
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 59)
        INSERT INTO processing_night (night, made_at) SELECT date('2026-09-20', '+' || i || ' days'), i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 399)
        INSERT INTO processing_figure (pathway_id, night, cell, method, content)
        SELECT 'p' || (i % 40), night, CASE i / 40 WHEN 0 THEN '' ELSE 'office=' || i END, 2, '{}'
        FROM processing_night CROSS JOIN n
        """,
        "INSERT INTO insight_figure (kind, subject, night, content) VALUES ('night', '', '2026-11-18', '')",
    ]

    private static func plans(
        _ app: TestApp, _ body: @escaping @Sendable (any Transaction) throws -> Void
    ) async throws -> [String] {
        try await app.services.store.read { transaction in
            let recorder = PlanRecorder(transaction)
            try body(recorder)
            return recorder.plans
        }
    }

    private static func fill(_ app: TestApp, analysed: Bool) async throws {
        try await app.services.store.write { transaction in
            for statement in statements { try transaction.execute(statement) }
            if analysed { try transaction.execute("ANALYZE") }
        }
    }

    @Test(arguments: [false, true])
    func ownTimelinesAndFiguresAreFoundByTheirKeys(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await Self.fill(app, analysed: analysed)
            let night = try #require(CivilDay("2026-11-18"))
            let id = TimelineID(trusted: Self.timeline)
            let plans = try await Self.plans(app) { transaction in
                let own = try TimelineRepository.timelines(of: Self.member, in: transaction)
                #expect(own.count == 2 && own.allSatisfy { $0.events.count == 3 })
                #expect(try TimelineRepository.timeline(id, of: Self.member, in: transaction) != nil)
                #expect(try TimelineRepository.count(of: Self.member, in: transaction) == 2)
                _ = try TimelineRepository.owner(of: id, in: transaction)
                _ = try TimelineRepository.hasOpen("p9", of: Self.member, in: transaction)
                _ = try TimelineRepository.hasSame("p9", night, of: Self.member, but: id, in: transaction)
                _ = try TimelineRepository.timeline(ofEvent: TimelineEventID(trusted: "e"), in: transaction)
                #expect(try TimelineRepository.toAsk(on: night, limit: 50, in: transaction).count == 50)
                #expect(try FigureRepository.lastNight(in: transaction) == night)
                let cells = try FigureRepository.cells("p9", night: night, in: transaction)
                let two = try FigureRepository.contents(
                    "p9", night: night, cells: Array(cells.prefix(2)), in: transaction)
                #expect(cells.count == 10 && two.count == 2)
                #expect(try FigureRepository.totalContents(night: night, in: transaction).count == 40)
                #expect(try InsightRepository.night(in: transaction) == night)
                _ = try InsightRepository.all(.skills, as: SkillDemand.self, in: transaction)
                _ = try InsightRepository.one(.skills, "DE", as: SkillDemand.self, in: transaction)
            }
            #expect(plans.count > 8)
            for step in plans {
                let isScan = step.hasPrefix("SCAN") && !step.contains("json_each") && !step.contains("CONSTANT")
                #expect(!isScan && !step.contains("TEMP B-TREE"), "analysed \(analysed): \(step)")
            }
        }
    }

    /// It reads what counts, along the days of filing: not what is private or older.
    @Test(arguments: [false, true])
    func theNightlyRunWalksTheIndexOfFilings(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await Self.fill(app, analysed: analysed)
            let (since, now) = (try #require(CivilDay("2026-05-01")), app.clock.clock.now)
            let plans = try await Self.plans(app) { transaction in
                _ = try FigureRepository.rows(filedSince: since, joinedUntil: now, doubtedUntil: now, in: transaction)
                _ = try FigureRepository.decided(filedSince: since, in: transaction)
                let past = try FigureRepository.superseded(before: since.adding(190), limit: 100, in: transaction)
                #expect(past.count == 46, "of September, October and half of November all but the last of each")
            }
            for step in plans where !step.contains("TEMP B-TREE FOR ORDER BY") && !step.contains("CORRELATED") {
                #expect(step.hasPrefix("SEARCH"), "analysed \(analysed): \(step)")
            }
            #expect(plans.count { $0.contains("timeline_by_filing") } == 2, "\(plans)")
        }
    }
}
