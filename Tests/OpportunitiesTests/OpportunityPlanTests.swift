import Core
import Storage
import TestSupport
import Testing

@testable import Opportunities

@Suite("No page of opportunities reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct OpportunityPlanTests {
    private static let member = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000007")

    /// 200 members with 20 opportunities, 20 interests and an entry each.
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
        INSERT INTO opportunity (id, account_id, kind, title, body, html, html_version, destination, seats, state,
            posted_at, expires_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8005-%012d', i), printf('0199f4b0-0000-7000-8000-%012d', i % 200 + 1),
            CASE i % 2 WHEN 0 THEN 'referral' ELSE 'venture' END, 'T', 'B', 'B', 1,
            substr('DEGBNLUSCA', i % 5 * 2 + 1, 2), 1, CASE i % 3 WHEN 0 THEN 'closed' ELSE 'open' END, i, i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
        INSERT INTO opportunity_interest (id, opportunity_id, account_id, note, created_at)
        SELECT printf('0199f4b0-0000-7000-8006-%012d', i), printf('0199f4b0-0000-7000-8005-%012d', i % 40 + 1),
            printf('0199f4b0-0000-7000-8000-%012d', (i / 40) % 200 + 1), 'N', i FROM n WHERE true
        ON CONFLICT DO NOTHING
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
        INSERT INTO talent_entry (id, account_id, state, headline, skills, destinations, notice_weeks, reason,
            listed_at, expires_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8007-%012d', i), printf('0199f4b0-0000-7000-8000-%012d', i), 'visible', 'H',
            '', 'DE', 1, 'laid_off', i, i, i FROM n
        """,
        """
        INSERT INTO talent_destination (country, listed_at, entry_id)
        SELECT destinations, listed_at, id FROM talent_entry
        """,
        """
        INSERT INTO talent_look (id, entry_id, viewer_id, looked_on, created_at)
        SELECT 'l' || other.id, entry.id, other.account_id, '2026-11-20', other.listed_at
        FROM talent_entry AS entry CROSS JOIN talent_entry AS other WHERE entry.listed_at = 7
        """,
    ]

    @Test(arguments: [false, true])
    func everyReadWalksAnIndex(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.services.store.write { transaction in
                for statement in Self.statements { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let ambassador = try await app.member("opener", roles: [.ambassador]).principal
            let employer = try await app.member("firm", roles: [.employer]).principal
            let plans = try await app.services.store.read { transaction in
                let recorder = PlanRecorder(transaction)
                try Self.readOpportunities(recorder)
                try Self.readTalent(recorder, [ambassador, employer])
                return recorder.plans
            }
            for step in plans {
                let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                let isScan = step.hasPrefix("SCAN") && !["CONSTANT", "json_each"].contains(table)
                #expect(!isScan && !step.contains("TEMP B-TREE"), "analysed \(analysed): \(step)")
            }
        }
    }

    private static func readOpportunities(_ transaction: any Transaction) throws {
        let id = OpportunityID(trusted: "0199f4b0-0000-7000-8005-000000000007")
        for cursor in [nil, PageCursor(key: 3000, id: "0199f4b0-0000-7000-8005-000000003000")] {
            for (destination, kind) in [(nil, nil), ("DE", nil), (nil, .venture), ("GB", .referral)]
                as [(String?, OpportunityKind?)]
            {
                var filter = OpportunityFilter()
                (filter.destination, filter.kind) = (destination, kind)
                let found = try OpportunityRepository.open(filter, after: cursor, limit: 30, in: transaction)
                #expect(found.count == 31)
            }
            _ = try OpportunityRepository.posted(by: member, after: cursor, limit: 5, in: transaction)
            _ = try InterestRepository.interests(in: id, for: member, after: cursor, limit: 5, in: transaction)
        }
        _ = try OpportunityRepository.byID([id.text], visibleTo: .visitor, in: transaction)
        _ = try OpportunityRepository.openCount(of: member, in: transaction)
        _ = try OpportunityRepository.expired(at: Timestamp(milliseconds: 2000), limit: 30, in: transaction)
        _ = try InterestRepository.interest(of: member, in: id, transaction)
    }

    private static func readTalent(_ transaction: any Transaction, _ viewers: [Principal]) throws {
        let id = TalentID(trusted: "0199f4b0-0000-7000-8007-000000000007")
        for viewer in viewers {
            for destination in [nil, "DE"] {
                _ = try TalentRepository.entries(
                    to: destination, after: PageCursor(key: 150, id: "x"), limit: 30, visibleTo: viewer,
                    in: transaction)
            }
            _ = try TalentRepository.entry(id, visibleTo: viewer, in: transaction)
            _ = try TalentRepository.mayLook(viewer, in: transaction)
        }
        _ = try TalentRepository.entry(of: member, in: transaction)
        _ = try TalentRepository.expired(at: Timestamp(milliseconds: 100), limit: 30, in: transaction)
        let looks = try TalentRepository.looks(at: id, after: nil, limit: 30, in: transaction)
        #expect(looks.count == 31)
    }
}
