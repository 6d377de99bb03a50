import Accounts
import Core
import Forum
import Storage
import TestSupport
import Testing

@testable import Moderation

@Suite("No page of moderation reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct ModerationPlanTests {
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at, last_active_day)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i, i FROM n
        """,
        """
        INSERT INTO category (id, slug, name, description, position, audience, created_at)
        VALUES ('0199f4b0-0000-7000-8000-000000000001', 'c', 'C', '', 1, 'everyone', 1)
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO forum_thread (id, category_id, author_id, opening_post_id, kind, title, slug, state, hot_rank, week,
            created_at, last_post_at)
        SELECT printf('0199f4b0-0000-7000-8001-%012d', i), '0199f4b0-0000-7000-8000-000000000001',
            printf('0199f4b0-0000-7000-8000-%012d', i % 500 + 1), printf('0199f4b0-0000-7000-8002-%012d', i), 'question',
            'T', 't', 'published', i, '2026-W47', i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO forum_post (id, thread_id, author_id, is_opening, body, html, html_version, state, place,
            created_at)
        SELECT printf('0199f4b0-0000-7000-8002-%012d', i), printf('0199f4b0-0000-7000-8001-%012d', i),
            printf('0199f4b0-0000-7000-8000-%012d', i % 500 + 1), 1, 'B', 'B', 1, 'published', i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO review_item (id, target_type, target_id, author_id, cause, weight, place, opened_at, decided_at,
            decision)
        SELECT printf('0199f4b0-0000-7000-8003-%012d', i), 'post', printf('0199f4b0-0000-7000-8002-%012d', i),
            printf('0199f4b0-0000-7000-8000-%012d', i % 500 + 1), 'flags', 1, i, i,
            CASE i % 4 WHEN 0 THEN NULL ELSE i END, CASE i % 4 WHEN 0 THEN NULL ELSE 'hide' END FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO flag (id, item_id, post_id, author_id, reporter_id, reason, note, weight, outcome, created_at)
        SELECT printf('0199f4b0-0000-7000-8004-%012d', i), printf('0199f4b0-0000-7000-8003-%012d', i),
            printf('0199f4b0-0000-7000-8002-%012d', i), printf('0199f4b0-0000-7000-8000-%012d', i % 500 + 1),
            printf('0199f4b0-0000-7000-8000-%012d', (i + 1) % 500 + 1), 'spam', '', 1, 'open', i FROM n
        """,
        """
        INSERT INTO moderation_entry (id, action, target_type, target_id, member_id, reason, note, is_public,
            created_at)
        SELECT id, 'hide', 'post', post_id, author_id, 'spam', '', weight, created_at FROM flag
        """,
    ]

    private static func expectWalksOfIndexes(_ plans: [String], _ what: Comment) {
        #expect(!plans.isEmpty, what)
        for step in plans {
            let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            let isScan =
                step.hasPrefix("SCAN") && !["CONSTANT", "json_each", "found", "(subquery-1)"].contains(table)
                && !step.contains("USING INDEX")
            #expect(!isScan, "\(what): \(step)")
            #expect(!step.contains("TEMP B-TREE") || step.contains("count(DISTINCT)"), "\(what): \(step)")
        }
    }

    @Test(arguments: [false, true])
    func everyListWalksAnIndex(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.services.store.write { transaction in
                for statement in Self.statements { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let member = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000007")
            let item = ReviewItemID(trusted: "0199f4b0-0000-7000-8003-000000000004")
            let plans = try await app.services.store.read { transaction in
                let recorder = PlanRecorder(transaction)
                for cursor in [nil, PageCursor(key: 1000, id: "0199f4b0-0000-7000-8003-000000001000")] {
                    let queue = try ReviewRepository.queue(after: cursor, limit: 30, in: recorder)
                    #expect(queue.count == 31)
                    _ = try ReviewRepository.items(by: member, after: cursor, limit: 30, in: recorder)
                    _ = try FlagRepository.flags(by: member, after: cursor, limit: 30, in: recorder)
                    for view in [LogView.everyone, .staff, .about(member)] {
                        let entries = try LogRepository.entries(view, after: cursor, limit: 30, in: recorder)
                        #expect(cursor != nil || !entries.isEmpty)
                    }
                }
                _ = try ReviewRepository.item(item, in: recorder)
                _ = try ReviewRepository.open(.post, "0199f4b0-0000-7000-8002-000000000004", in: recorder)
                _ = try ReviewRepository.appealed(among: [item], in: recorder)
                _ = try ReviewRepository.hasAppealed(member, since: app.clock.clock.now, in: recorder)
                _ = try FlagRepository.flags(of: [item], in: recorder)
                _ = try FlagRepository.hasUpheld(against: member, since: app.clock.clock.now, in: recorder)
                _ = try SuspensionRepository.suspensions(of: member, in: recorder)
                _ = try AccountStanding.ended(at: app.clock.clock.now, limit: 10, in: recorder)
                _ = try AccountStanding.facts(member, at: app.clock.clock.now, in: recorder)
                return recorder.plans
            }
            Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
        }
    }
}
