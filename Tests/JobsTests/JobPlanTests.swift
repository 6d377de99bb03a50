import Core
import Storage
import TestSupport
import Testing

@testable import Jobs

@Suite("No page of jobs reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct JobPlanTests {
    private static let member = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000007")

    /// 200 members, 300 employers, 20,000 jobs in ten countries, of which two thirds are open.
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
        INSERT INTO employer (id, slug, name, match_name, country, state, created_at)
        SELECT printf('0199f4b0-0000-7000-8003-%012d', i), 'e' || i, 'E' || i, 'e' || i, 'DE', 'unverified', i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        INSERT INTO job (id, employer_id, poster_id, state, title, slug, body, html, html_version, country, city, remote,
            contract, currency, period, salary_max, annual_salary, sponsorship, sponsorship_evidence, relocation,
            regions, skills, languages, apply_url, source_url, match_url, match_place, signals, score, posted_at,
            valid_through, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8001-%012d', i), printf('0199f4b0-0000-7000-8003-%012d', i % 300 + 1),
            printf('0199f4b0-0000-7000-8000-%012d', i % 200 + 1),
            CASE i % 9 WHEN 0 THEN 'held' WHEN 1 THEN 'expired' WHEN 2 THEN 'draft' ELSE 'open' END, 'T', 't', 'B', 'B',
            1, substr('DEGBNLUSCAAEPKSGIEAU', i % 10 * 2 + 1, 2), 'C',
            CASE i % 3 WHEN 0 THEN 'none' WHEN 1 THEN 'country' ELSE 'anywhere' END, 'permanent',
            CASE i % 2 WHEN 0 THEN 'EUR' ELSE 'GBP' END, 'year', i * 1000, i * 1000,
            CASE i % 5 WHEN 0 THEN 'confirmed' ELSE 'unknown' END, '', '', '', 's' || (i % 7), 'en', '', '', 'u' || i,
            'p' || (i % 50), '', 0, i, i * 10, i, i FROM n
        """,
        """
        INSERT INTO job_facet (facet, posted_at, job_id)
        SELECT 'skill:' || skills, posted_at, id FROM job WHERE state = 'open'
        """,
        "INSERT INTO job_facet (facet, posted_at, job_id) SELECT 'language:en', posted_at, id FROM job WHERE state = 'open'",
        "INSERT INTO job_link (job_id, url, next_at) SELECT id, apply_url, posted_at FROM job WHERE state = 'open'",
        """
        INSERT INTO saved_job (account_id, job_id, created_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', posted_at % 200 + 1), id, posted_at FROM job WHERE posted_at % 4 = 2
        """,
        """
        INSERT INTO job_report (job_id, account_id, reason, note, weight, outcome, created_at)
        SELECT id, printf('0199f4b0-0000-7000-8000-%012d', posted_at % 200 + 1), 'scam', '', 2,
            CASE posted_at % 4 WHEN 3 THEN 'open' ELSE 'rejected' END, posted_at
        FROM job WHERE posted_at % 3 = 1 OR posted_at = 103 OR posted_at % 200 = 6
        """,
        """
        INSERT INTO employer_speaker (employer_id, account_id, evidence, created_at)
        SELECT id, printf('0199f4b0-0000-7000-8000-%012d', created_at % 200 + 1), '', created_at FROM employer
        """,
    ]

    /// Five thousand lines of registers, and who of our employers stands there.
    private static let registers: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO register_entry (id, register, raw, name, match_name, trade_name, town, organisation, rating, route,
            first_day, gone_day)
        SELECT printf('0199f4b0-0000-7000-8004-%012d', i), substr('GBNLPK', i % 3 * 2 + 1, 2), 'r' || i, 'E' || i,
            'e' || (i % 900), CASE i % 5 WHEN 0 THEN 't' || i ELSE '' END, 'T', 'e' || i || '|t', '', '', '2026-11-19',
            CASE i % 7 WHEN 0 THEN '2026-11-20' END FROM n
        """,
        """
        INSERT INTO register_snapshot (register, day, header, line_count, imported_at)
        VALUES ('GB', '2026-11-19', '', 1, 1), ('PK', '2026-11-19', '', 1, 1)
        """,
        """
        INSERT INTO employer_register (employer_id, register, basis, organisation, name, standing, candidates, updated_at)
        SELECT id, 'GB', CASE created_at % 3 WHEN 0 THEN 'town' ELSE 'candidates' END, 'e7|t', 'E', 'licensed',
            'e8|t', created_at FROM employer
        """,
    ]

    /// Five searches of each member, and a feed that brought a fifth of the jobs.
    private static let searches: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
        INSERT INTO saved_search (id, account_id, filter, state, told_until, next_at, seen_at, created_at)
        SELECT printf('0199f4b0-0000-7000-8005-%012d', i), printf('0199f4b0-0000-7000-8000-%012d', i % 200 + 1),
            'skill=s' || i, CASE i % 3 WHEN 0 THEN 'paused' ELSE 'on' END, i, i, i, i FROM n
        """,
        """
        INSERT INTO imported_job (feed, item, job_id, owns_job, content, seen_at)
        SELECT 'f', id, id, 1, '{}', created_at FROM job WHERE created_at % 5 = 0
        """,
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

    private static func expectWalksOfIndexes(_ plans: [String], _ what: Comment) {
        #expect(!plans.isEmpty, what)
        for step in plans {
            let table = step.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            let isScan = step.hasPrefix("SCAN") && !["CONSTANT", "json_each"].contains(table)
            #expect(!isScan, "\(what): \(step)")
            #expect(!step.contains("TEMP B-TREE"), "\(what): \(step)")
        }
    }

    private static func filters() -> [JobFilter] {
        let changes: [(inout JobFilter) -> Void] = [
            { _ in }, { $0.country = "DE" }, { $0.sponsorship = .confirmed }, { $0.remote = .anywhere },
            { $0.skill = "s3" }, { $0.language = "en" }, { $0.salary = .init(units: 500_000, currency: "EUR") },
            { ($0.country, $0.remote) = ("NL", .country) }, { ($0.skill, $0.language) = ("s3", "en") },
            { ($0.sponsorship, $0.country, $0.remote) = (.confirmed, "DE", RemoteKind.none) },
            { ($0.skill, $0.country) = ("s2", "DE") },
        ]
        return changes.map { change in
            var filter = JobFilter()
            change(&filter)
            return filter
        }
    }

    @Test(arguments: [false, true])
    func everyFilterOfTwentyThousandJobsWalksAnIndex(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.services.store.write { transaction in
                for statement in Self.statements { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let rates = ExchangeRates(day: "2026-11-20", perEuro: ["GBP": 840_000])
            let plans = try await Self.plans(app) {
                for filter in Self.filters() {
                    let since = Timestamp(milliseconds: 19_000)
                    _ = try JobRepository.open(filter, rates, after: nil, since: since, limit: 10, in: $0)
                }
            }
            Self.expectWalksOfIndexes(plans, "new jobs, analysed \(analysed)")
            for filter in Self.filters() {
                for cursor in [nil, PageCursor(key: 12_000, id: "0199f4b0-0000-7000-8001-000000012000")] {
                    let plans = try await Self.plans(app) {
                        let found = try JobRepository.open(filter, rates, after: cursor, limit: 30, in: $0)
                        #expect(found.count == 31, "\(filter)")
                    }
                    Self.expectWalksOfIndexes(plans, "\(filter), analysed \(analysed)")
                }
            }
        }
    }

    @Test(arguments: [false, true])
    func registersAreReadByTheirKeys(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.services.store.write { transaction in
                for statement in Self.statements + Self.registers + Self.searches { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let employer = EmployerID(trusted: "0199f4b0-0000-7000-8003-000000000008")
            let plans = try await Self.plans(app) { transaction in
                let waiting = try EmployerRegisterRepository.waiting(after: nil, limit: 30, in: transaction)
                #expect(waiting.count == 31)
                _ = try EmployerRegisterRepository.match(of: employer, in: transaction)
                _ = try EmployerRegisterRepository.cities(of: employer, in: transaction)
                _ = try EmployerRegisterRepository.employers(in: "DE", after: "", limit: 30, in: transaction)
                _ = try EmployerRegisterRepository.keepers(of: [employer], in: transaction)
                _ = try RegisterRepository.latestDay(of: .britain, in: transaction)
                _ = try RegisterRepository.organisations(["e7|t"], in: .britain, transaction)
                _ = try RegisterRepository.promoters(numbered: "e7", in: transaction)
                _ = try RegisterRepository.promoters(holding: "e7", in: transaction)
                let searches = try SavedSearchRepository.searches(of: Self.member, in: transaction)
                #expect(searches.count == 5)
                _ = try SavedSearchRepository.due(at: Timestamp(milliseconds: 500), limit: 30, in: transaction)
                _ = try ImportedJobRepository.unseen(
                    since: Timestamp(milliseconds: 9000), limit: 30, in: transaction)
            }
            Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
        }
    }

    @Test(arguments: [false, true])
    func ownKeptHeldAndEndingJobsAreFoundByTheirKeys(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.services.store.write { transaction in
                for statement in Self.statements { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let reader = try await app.member("reader")
            let moderator = try await app.member("moderator", roles: [.moderator])
            let ids = (100..<130).map { "0199f4b0-0000-7000-8001-000000000\($0)" }
            let job = JobID(trusted: ids[3])
            let employer = EmployerID(trusted: "0199f4b0-0000-7000-8003-000000000008")
            let now = Timestamp(milliseconds: 50_000)
            let plans = try await Self.plans(app) { transaction in
                for principal in [.visitor, reader.principal, moderator.principal] {
                    let found = try JobRepository.byID(ids, visibleTo: principal, at: now, in: transaction)
                    #expect(!found.isEmpty)
                }
                let own = try JobRepository.posted(by: Self.member, after: nil, limit: 30, in: transaction)
                let held = try JobRepository.held(after: nil, limit: 30, in: transaction)
                let due = try JobRepository.expired(at: now, limit: 30, in: transaction)
                let marks = try SavedJobRepository.marks(of: Self.member, after: nil, limit: 20, in: transaction)
                let links = try JobLinkRepository.due(at: now, limit: 30, in: transaction)
                #expect((own.count, held.count, due.count, links.count) == (31, 31, 30, 30) && !marks.isEmpty)
                _ = try JobLinkRepository.answered(job, in: transaction)
                _ = try SavedJobRepository.removed(of: Self.member, in: transaction)
                _ = try SavedJobRepository.kept(ids, by: Self.member, in: transaction)
                _ = try JobRepository.open(of: employer, after: nil, limit: 30, in: transaction)
                _ = try EmployerRepository.openJobs(of: employer, in: transaction)
                _ = try EmployerRepository.employer(slug: "e7", in: transaction)
                _ = try EmployerRepository.employer(matching: "E7 Ltd", in: "DE", in: transaction)
                _ = try JobRepository.same(url: "u104", besides: job, in: transaction)
                _ = try JobRepository.same(place: "p7", of: employer, since: now, besides: job, in: transaction)
                _ = try JobRepository.count([.open, .held], of: Self.member, in: transaction)
                _ = try JobRepository.hasPosted(Self.member, in: transaction)
                _ = try JobRepository.wasApproved(job, in: transaction)
                _ = try SpeakerRepository.speakers(of: employer, in: transaction)
                _ = try SpeakerRepository.account("m7", in: transaction)
                _ = try SpeakerRepository.openJobs(of: Self.member, at: employer, in: transaction)
                _ = try SpeakerRepository.employers(of: Self.member, in: transaction)
                #expect(try ReportRepository.reported(limit: 30, in: transaction).count == 30)
                #expect(try !ReportRepository.open(on: [job], in: transaction).isEmpty)
                #expect(try !ReportRepository.all(by: Self.member, in: transaction).isEmpty)
            }
            Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
        }
    }
}
