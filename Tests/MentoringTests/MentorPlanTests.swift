import Core
import Storage
import TestSupport
import Testing

@testable import Mentoring

@Suite("No page of mentors reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct MentorPlanTests {
    private static let member = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000007")

    /// 3,000 members, of whom half are mentors and most of those listed.
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at, email_verified_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i, i FROM n
        """,
        """
        INSERT INTO mentor_profile (account_id, capacity, is_accepting, weekly_requests, about, employer, employer_kind,
            experience_years, is_async_only, topics, skills, languages, stages, verification, listed_at, created_at,
            updated_at)
        SELECT id, 2, 1, 5, 'A', '', '', 5, 0, 'cv', 'swift', 'en 6', '', created_at % 4,
            CASE created_at % 4 WHEN 0 THEN NULL ELSE created_at * 10 END, created_at, created_at
        FROM account WHERE created_at % 2 = 1
        """,
        """
        INSERT INTO mentor_facet (facet, listed_at, account_id)
        SELECT facet.name, listed_at, account_id FROM mentor_profile
        CROSS JOIN (SELECT 'topic:cv' AS name UNION ALL SELECT 'country:DE' UNION ALL SELECT 'language:en') AS facet
        WHERE listed_at IS NOT NULL
        """,
        """
        INSERT INTO mentor_stay (account_id, position, country, city, since)
        SELECT account_id, 0, 'DE', '', '2020-01' FROM mentor_profile
        """,
        """
        INSERT INTO mentor_review (id, account_id, level, note, state, opened_at)
        SELECT account_id, account_id, 1, '', 'open', created_at FROM mentor_profile WHERE listed_at IS NULL
        """,
        """
        INSERT INTO vouch (account_id, voucher_id, created_at)
        SELECT account_id, '0199f4b0-0000-7000-8000-000000000007', 1 FROM mentor_profile WHERE account_id <>
            '0199f4b0-0000-7000-8000-000000000007'
        """,
        """
        INSERT INTO member_block (account_id, blocked_id, created_at)
        SELECT '0199f4b0-0000-7000-8000-000000000007', id, 1 FROM account WHERE created_at % 100 = 1
        """,
        "INSERT INTO mentor_exposure (mentor_id, day, shown) SELECT account_id, 20778, 3 FROM mentor_profile",
    ]

    private static func filled(_ body: @escaping @Sendable (TestApp, Principal) async throws -> Void) async throws {
        try await TestApp.run(tampering: true) { app in
            let reader = try await app.member("reader")
            for statement in statements { try await app.change(statement) }
            try await app.change("ANALYZE")
            try await body(app, reader.principal)
        }
    }

    private static func plans(
        _ app: TestApp, _ body: @escaping @Sendable (any Transaction) throws -> Void
    ) async throws -> [String] {
        try await app.services.store.read { transaction in
            let recorder = PlanRecorder(transaction)
            try body(recorder)
            return recorder.plans
        }
    }

    private static func expectWalksOfIndexes(_ plans: [String], _ what: Comment) {
        #expect(!plans.isEmpty, what)
        for step in plans {
            let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            let isScan = step.hasPrefix("SCAN") && !["CONSTANT", "json_each", "went"].contains(table)
            #expect(!isScan, "\(what): \(step)")
            #expect(!step.contains("TEMP B-TREE"), "\(what): \(step)")
        }
    }

    @Test func listsWalkTheirIndexes() async throws {
        try await Self.filled { app, reader in
            for (country, topic, language) in [("", "", ""), ("DE", "", ""), ("DE", "cv", "en"), ("", "cv", "")] {
                let filter = try MentorFilter(country: country, topic: topic, language: language)
                let plans = try await Self.plans(app) { transaction in
                    for cursor in [nil, PageCursor(key: 5_000, id: Self.member.text)] {
                        let found = try MentorRepository.listed(
                            filter, after: cursor, limit: 30, visibleTo: reader, in: transaction)
                        #expect(!found.isEmpty)
                    }
                }
                Self.expectWalksOfIndexes(plans, "\(filter)")
            }
        }
    }

    @Test func oneMentorAndTheQueueAreFoundByIndexes() async throws {
        try await Self.filled { app, reader in
            let plans = try await Self.plans(app) { transaction in
                _ = try MentorRepository.mentor(username: "M7", visibleTo: reader, in: transaction)
                _ = try MentorRepository.standing(of: Self.member, on: CivilDay(daysSince1970: 20_778), in: transaction)
                _ = try MentorRepository.count(went: "de-eu-blue-card", in: transaction)
                _ = try ReviewRepository.last(of: Self.member, in: transaction)
                _ = try ReviewRepository.open(after: nil, limit: 30, in: transaction)
                _ = try MentoringFigureRepository.night(in: transaction)
                _ = try MentoringFigureRepository.figures(
                    for: .everybody, as: PublicMentoringFigures.self, in: transaction)
            }
            Self.expectWalksOfIndexes(plans, "one mentor, the queue")
        }
    }

    @Test func aSuggestionAsksByKeysAlone() async throws {
        try await Self.filled { app, reader in
            let ids = (1...5).map { "0199f4b0-0000-7000-8000-00000000000\($0 * 2 - 1)" }
            let plans = try await Self.plans(app) { transaction in
                _ = try MentorSourceRepository.changes(after: 0, limit: 100, in: transaction)
                _ = try MenteeRepository.mentee(Self.member, in: transaction)
                _ = try MentorSourceRepository.shown(to: Self.member, on: 20_778, in: transaction)
                let pasts = try PrivateRuleRepository.pasts(of: Self.member, in: transaction)
                #expect(pasts.count == 30)
                _ = try PrivateRuleRepository.rules(of: ids, in: transaction)
                _ = try MentorRepository.mentors(ids, visibleTo: reader, in: transaction)
                _ = try QuestionRepository.offers(of: ids, in: transaction)
                _ = try QuestionRepository.open(of: Self.member, since: Timestamp(milliseconds: 0), in: transaction)
                _ = try QuestionRepository.willing(
                    ids, author: Self.member, since: Timestamp(milliseconds: 0), in: transaction)
            }
            Self.expectWalksOfIndexes(plans, "a suggestion")
        }
    }
}
