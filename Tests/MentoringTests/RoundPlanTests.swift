import Core
import Storage
import TestSupport
import Testing

@testable import Mentoring

@Suite("No page of rounds reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct RoundPlanTests {
    private static let member = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000007")
    private static let other = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000008")
    private static let round = RoundID(trusted: "0199f4b0-0000-7000-8007-000000000007")
    private static let now = Timestamp(milliseconds: 100)

    /// 200 members in each of 60 rounds, half of them mentors.
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i FROM n
        """,
        """
        INSERT INTO mentee_profile (account_id, goal, experience_years, timeline, is_async_only, employer, topics,
            skills, languages, needed_languages, destinations, pathways, created_at, updated_at)
        SELECT id, 'G', 1, 'year', 0, '', 'cv', '', 'en 5', '', 'DE', '', 1, 1 FROM account
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
        INSERT INTO mentoring_round (id, name, track, state, joins_until, ranks_until, list_length, created_by,
            created_at, opened_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8007-%012d', i), 'R', 'career', CASE WHEN i % 20 = 0 THEN 'joining' ELSE 'closed' END, '2026-12-05', '2026-12-19', 30,
            printf('0199f4b0-0000-7000-8000-%012d', i), i, i, i FROM n
        """,
        """
        INSERT INTO mentoring_round_member (round_id, account_id, side, seats, joined_at)
        SELECT round.id, account.id, CASE WHEN account.created_at % 2 = 0 THEN 'mentor' ELSE 'mentee' END,
            account.created_at % 2, 1
        FROM mentoring_round AS round JOIN account ON true
        """,
        """
        INSERT INTO mentoring_round_wish (round_id, mentee_id, mentor_id, place)
        SELECT one.round_id, one.account_id, other.account_id, 1
        FROM mentoring_round_member AS one JOIN mentoring_round_member AS other ON other.round_id = one.round_id
        WHERE one.side = 'mentee' AND other.side = 'mentor' AND other.account_id <= printf('0199f4b0-0000-7000-8000-%012d', 8)
        """,
        """
        INSERT INTO mentoring_round_answer (round_id, mentor_id, mentee_id, answer)
        SELECT round_id, mentor_id, mentee_id, 'prefer' FROM mentoring_round_wish
        """,
        """
        INSERT INTO mentoring_round_run (round_id, run, seed, salt, begun_at, finished_at, published_at, deadline_at)
        SELECT id, 0, 's', 's', 1, CASE WHEN created_at % 20 > 0 THEN 1 END, 1, 1000 FROM mentoring_round
        """,
        """
        INSERT INTO mentoring_offer (id, round_id, run, mentor_id, mentee_id, state, choice, explanation, created_at,
            updated_at)
        SELECT round_id || mentee_id, round_id, 0, mentor_id, mentee_id, 'open', 1, '{}', 1, 1
        FROM mentoring_round_wish WHERE mentor_id = '0199f4b0-0000-7000-8000-000000000008'
        """,
    ]

    @Test(arguments: [false, true])
    func everyReadWalksAnIndex(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.services.store.write { transaction in
                for statement in Self.statements { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let plans = try await app.services.store.read { transaction in
                let recorder = PlanRecorder(transaction)
                try Self.read(recorder)
                try Self.readMembers(recorder)
                return recorder.plans
            }
            #expect(plans.count > 20)
            for step in plans {
                let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
                // The lists of work are short by themselves: what is done goes from them.
                let isShort = step.contains("mentoring_round_moving") || step.contains("mentoring_round_run_waiting")
                let isScan =
                    step.hasPrefix("SCAN") && !isShort
                    && !["CONSTANT", "json_each", "mentoring_round_telling"].contains(table)
                    && !step.contains("USING INDEX mentoring_round_newest")
                    && !step.contains("USING INDEX mentoring_round_shown")
                #expect(!isScan, "analysed \(analysed): \(step)")
            }
        }
    }

    private static func read(_ transaction: any Transaction) throws {
        for cursor in [nil, PageCursor(key: 30, id: "x")] {
            for isStaff in [true, false] {
                let found = try RoundRepository.list(isStaff: isStaff, after: cursor, limit: 5, in: transaction)
                #expect(found.count == 6)
            }
        }
        #expect(try RoundRepository.round(round, isStaff: false, in: transaction) != nil)
        _ = try RoundRepository.moving(in: transaction)
        _ = try RoundRepository.nextTelling(in: transaction)
        _ = try RoundRunRepository.runs(of: round, in: transaction)
        _ = try RoundRunRepository.waiting(in: transaction)
        _ = try RoundRunRepository.report(0, of: round, in: transaction)
        _ = try RoundRunRepository.instance(0, of: round, in: transaction)
        #expect(try OfferRepository.offers(of: other, in: round, transaction).count == 100)
        _ = try OfferRepository.offer(OfferID(trusted: "x"), in: round, transaction)
        #expect(try OfferRepository.open(of: round, at: now, in: transaction) == 100)
        _ = try OfferRepository.answers(of: round, in: transaction)
        _ = try OfferRepository.counts(of: round, in: transaction)
        _ = try OfferRepository.offered([member.text], run: 0, of: round, in: transaction)
    }

    private static func readMembers(_ transaction: any Transaction) throws {
        #expect(try RoundMemberRepository.membership(of: member, in: round, transaction) != nil)
        #expect(try RoundMemberRepository.counts(of: round, in: transaction).mentees == 100)
        for side in MentorshipSide.allCases {
            #expect(try RoundMemberRepository.ids(side, of: round, in: transaction).count == 100)
        }
        _ = try RoundMemberRepository.seats(of: round, in: transaction)
        _ = try RoundMemberRepository.members(of: round, after: "", limit: 5, in: transaction)
        _ = try RoundMemberRepository.wishes(of: member, in: round, transaction)
        _ = try RoundMemberRepository.wishes(of: round, in: transaction)
        _ = try RoundMemberRepository.answers(of: round, in: transaction)
        _ = try RoundMemberRepository.isRanked(other, by: member, in: round, transaction)
        let incoming = try RoundMemberRepository.incoming(other, in: round, after: "", limit: 5, transaction)
        #expect(incoming.count == 6)
        let found = try #require(try RoundRepository.round(round, isStaff: true, in: transaction))
        _ = try OfferRepository.seated(of: found, at: now, in: transaction)
        let ids = [member.text, other.text]
        #expect(try MenteeSourceRepository.sources(of: ids, on: CivilDay(now), in: transaction).count == 2)
        _ = try RoundPairRepository.pairs(in: round, transaction)
        _ = try RoundPairRepository.count(of: other, in: round, transaction)
        _ = try MenteeSourceRepository.good(ids, on: CivilDay(now), in: transaction)
    }
}
