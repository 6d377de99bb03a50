import Core
import Storage
import TestSupport
import Testing

@testable import Forum
@testable import Groups

@Suite("No page of a group reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct GroupPlanTests {
    private static let group = GroupID(trusted: "0199f4b0-0000-7000-8003-000000000001")

    private static func row(_ number: Int) -> MemberID {
        MemberID(
            trusted: "0199f4b0-0000-7000-8000-" + String(repeating: "0", count: 12 - "\(number)".count) + "\(number)")
    }

    /// 500 members, 2,000 groups of five members each, 2,000 threads of which half are of 20 groups.
    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO member_group (id, slug, name, about, visibility, joining, questions, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8003-%012d', i), 'g' || i, 'G', '', CASE i % 3 WHEN 0 THEN 'secret' ELSE 'listed' END,
            'women', '', i, i FROM n
        """,
        """
        INSERT INTO group_member (group_id, account_id, state, is_moderator, since, expires_at)
        SELECT member_group.id, account.id, CASE account.created_at % 3 WHEN 0 THEN 'asked' ELSE 'member' END, 0,
            account.created_at, account.created_at + 9000
        FROM member_group JOIN account ON account.created_at % 100 = member_group.created_at % 100
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8)
        INSERT INTO category (id, slug, name, description, position, audience, created_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'c' || i, 'C', '', i, 'everyone', 1 FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO forum_thread (id, category_id, author_id, opening_post_id, kind, title, slug, state, hot_rank, week,
            created_at, last_post_at, answer_count, group_id)
        SELECT printf('0199f4b0-0000-7000-8001-%012d', i), '0199f4b0-0000-7000-8000-000000000001',
            printf('0199f4b0-0000-7000-8000-%012d', i % 500 + 1), printf('0199f4b0-0000-7000-8002-%012d', i),
            'question', 'T', 't', 'published', i * 7919 % 4000, '2026-W47', i, i * 31 % 4000, i % 4,
            CASE i % 2 WHEN 0 THEN printf('0199f4b0-0000-7000-8003-%012d', i / 2 % 20 + 1) END FROM n
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
            let isScan = step.hasPrefix("SCAN") && !["CONSTANT", "json_each", "newer"].contains(table)
            #expect(!isScan, "\(what): \(step)")
            #expect(!step.contains("TEMP B-TREE"), "\(what): \(step)")
        }
    }

    @Test(arguments: [false, true])
    func listsMembersAndThreadsAreWalksOfIndexes(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            let reader = try await app.member("reader")
            let moderator = try await app.member("moderator", roles: [.moderator])
            try await app.services.store.write { transaction in
                for statement in Self.statements { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let now = app.clock.clock.now
            for principal in [.visitor, reader.principal, moderator.principal] {
                for cursor in [nil, PageCursor(key: 40, id: Self.group.text)] {
                    let plans = try await Self.plans(app) { transaction in
                        let found = try GroupRepository.groups(
                            after: cursor, limit: 10, for: principal.member?.id, in: transaction)
                        #expect(found.count == 11)
                        _ = try GroupRepository.byID([Self.group.text], visibleTo: principal, in: transaction)
                        _ = try GroupRepository.group(slug: "g7", visibleTo: principal, in: transaction)
                        for list in ThreadList.allCases {
                            _ = try ThreadRepository.threads(
                                list, .group(Self.group), after: cursor, limit: 30, now: now, visibleTo: principal,
                                in: transaction)
                        }
                        _ = try ThreadRepository.threads(
                            .hot, .all, after: cursor, limit: 30, now: now, visibleTo: principal, in: transaction)
                    }
                    Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
                }
            }
            let plans = try await Self.plans(app) { transaction in
                for state in [GroupMemberState.member, .asked] {
                    for cursor in [nil, PageCursor(key: 1, id: Self.row(1).text)] {
                        let found = try GroupMemberRepository.members(
                            state, in: Self.group, after: cursor, limit: 10, transaction)
                        #expect(cursor != nil || state == .asked || !found.isEmpty)
                    }
                }
                _ = try GroupRepository.own(of: Self.row(7), in: transaction)
                _ = try GroupMemberRepository.moderators(of: Self.group, transaction)
                _ = try GroupMemberRepository.moderated(by: Self.row(7), transaction)
                _ = try GroupMemberRepository.eldest(of: Self.group, besides: Self.row(1), transaction)
                _ = try GroupMemberRepository.expired(at: now, limit: 10, transaction)
                _ = try GroupMemberRepository.vouchers(of: [Self.row(3)], in: Self.group, transaction)
                _ = try GroupMemberRepository.answers(of: [Self.row(3)], in: Self.group, transaction)
                _ = try GroupMemberRepository.declarations(of: [Self.row(3)], in: Self.group, transaction)
                for cursor in [nil, PageCursor(key: now.milliseconds, id: Self.group.text)] {
                    _ = try GroupEventRepository.upcoming(
                        in: Self.group, at: now, after: cursor, limit: 10, for: Self.row(3), transaction)
                }
                let event = GroupEventID(trusted: Self.group.text)
                for state in [GroupEventSeat.seat, .waiting] {
                    _ = try GroupEventRepository.seated(state, in: event, limit: 10, transaction)
                }
                _ = try GroupEventRepository.byID([event.text], visibleTo: reader.principal, transaction)
                _ = try GroupEventRepository.ahead(of: Self.row(3), in: Self.group, at: now, transaction)
                _ = try GroupEventRepository.count(in: Self.group, after: now, transaction)
                _ = try GroupEventRepository.due(at: now, limit: 10, transaction)
                _ = try ThreadGroupRepository.withheld(of: Self.row(3), in: Self.group, transaction)
                _ = try ThreadGroupRepository.isShown(
                    Self.row(3), in: Self.group,
                    besides: ThreadID(trusted: "0199f4b0-0000-7000-8001-000000000001"), transaction)
            }
            Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
        }
    }
}
