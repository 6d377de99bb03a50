import Core
import Storage
import TestSupport
import Testing

@testable import Forum
@testable import Notices

@Suite("No page of the forum reads a whole table", .enabled(if: TestEngine.isSQLite, "about SQLite's plans"))
struct ForumPlanTests {
    private static let category = CategoryID(trusted: "0199f4b0-0000-7000-8000-000000000001")
    private static let author = MemberID(trusted: "0199f4b0-0000-7000-8000-000000000001")
    private static let tag = "0199f4b0-0000-7000-8000-000000000001"

    /// 500 members, 4,000 threads in 8 categories with 5 tags, 12,000 posts: 3 in each thread.
    private static func fill(_ app: TestApp, analysed: Bool) async throws {
        try await app.services.store.write { transaction in
            for statement in statements { try transaction.execute(statement) }
            if analysed { try transaction.execute("ANALYZE") }
        }
    }

    private static let statements: [Query] = [
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
        INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
            consent_version, created_at, updated_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'm' || i, i || '@x.example', '', 'M', 'active', 'UTC', 'en',
            1, i, i FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8)
        INSERT INTO category (id, slug, name, description, position, audience, created_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 'c' || i, 'C', '', i, 'everyone', 1 FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5)
        INSERT INTO tag (id, name, uses, created_at)
        SELECT printf('0199f4b0-0000-7000-8000-%012d', i), 't' || i, 800, 1 FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)
        INSERT INTO forum_thread (id, category_id, author_id, opening_post_id, kind, title, slug, state, hot_rank, week,
            created_at, last_post_at, answer_count)
        SELECT printf('0199f4b0-0000-7000-8001-%012d', i), printf('0199f4b0-0000-7000-8000-%012d', i % 8 + 1),
            printf('0199f4b0-0000-7000-8000-%012d', i % 500 + 1), printf('0199f4b0-0000-7000-8002-%012d', i * 3),
            CASE i % 3 WHEN 0 THEN 'discussion' ELSE 'question' END, 'T', 't', 'published', i * 7919 % 4000, '2026-W47',
            i, i * 31 % 4000, i % 4 FROM n
        """,
        """
        INSERT INTO thread_tag (thread_id, tag_id, created_at)
        SELECT id, printf('0199f4b0-0000-7000-8000-%012d', created_at % 5 + 1), created_at FROM forum_thread
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 12002)
        INSERT INTO forum_post (id, thread_id, author_id, is_opening, body, html, html_version, state, place,
            created_at)
        SELECT printf('0199f4b0-0000-7000-8002-%012d', i), printf('0199f4b0-0000-7000-8001-%012d', i / 3),
            printf('0199f4b0-0000-7000-8000-%012d', i % 500 + 1), i % 3 = 0, 'B', 'B', 1, 'published',
            CASE i % 3 WHEN 0 THEN -9223372036854775808 ELSE i END, i FROM n
        """,
        """
        INSERT INTO pathway (id, country, slug, category, name, status, version, created_at, updated_at)
        VALUES ('de-card', 'DE', 'card', 'work', 'Card', 'open', 1, 1, 1)
        """,
        "UPDATE forum_thread SET pathway_id = 'de-card' WHERE created_at % 7 = 0",
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
            // A virtual table that is asked for a match walks its own index.
            let isMatch = step.contains("VIRTUAL TABLE INDEX") && !step.hasSuffix("INDEX 0:")
            let isScan =
                step.hasPrefix("SCAN") && !["CONSTANT", "json_each", "newer", "waiting"].contains(table) && !isMatch
            #expect(!isScan, "\(what): \(step)")
            #expect(!step.contains("TEMP B-TREE"), "\(what): \(step)")
        }
    }

    @Test(arguments: [false, true])
    func everyListWithEveryFilterWalksAnIndex(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await Self.fill(app, analysed: analysed)
            let reader = try await app.member("reader")
            let moderator = try await app.member("moderator", roles: [.moderator])
            let now = app.clock.clock.now
            let filters: [ThreadFilter] = [
                .all, .category(Self.category), .tag(Self.tag), .pathway("de-card"), .author(Self.author),
            ]
            for list in ThreadList.allCases {
                // What a member wrote is listed in one order alone: the newest first.
                for filter in filters where list == .new || filter != .author(Self.author) {
                    for principal in [.visitor, reader.principal, moderator.principal] {
                        for cursor in [nil, PageCursor(key: 2000, id: "0199f4b0-0000-7000-8001-000000002000")] {
                            let plans = try await Self.plans(app) {
                                let found = try ThreadRepository.threads(
                                    list, filter, after: cursor, limit: 30, now: now, visibleTo: principal, in: $0)
                                #expect(cursor != nil || !found.isEmpty, "\(list) \(filter)")
                            }
                            Self.expectWalksOfIndexes(plans, "\(list), \(filter), analysed \(analysed)")
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: [false, true])
    func searchesWalkTheIndexOfWordsOrOfAList(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await Self.fill(app, analysed: analysed)
            _ = try await app.services.forum.refillSearchIndex()
            let reader = try await app.member("reader")
            for text in [
                "b", "t b", "tag:t3", "author:m7", "category:c3", "kind:discussion", "b tag:t3 author:m7 is:solved",
            ] {
                for principal in [.visitor, reader.principal] {
                    let plans = try await Self.plans(app) { transaction in
                        let query = SearchQuery(text)
                        let filter = try #require(
                            try SearchRepository.filter(query, nil, as: principal, in: transaction))
                        let hits =
                            try query.expression.map { try SearchRepository.hits($0, filter, in: transaction) }
                            ?? SearchRepository.newest(filter, in: transaction)
                        #expect(!hits.isEmpty, "\(text)")
                        let search = RankedSearch(filter: filter, principal: principal, transaction: transaction)
                        _ = try search.page(of: hits, after: nil, limit: 20)
                        _ = try transaction.dialect.search.titles(with: ["t"], in: transaction)
                        _ = try transaction.dialect.search.documents(hits.map(\.id), in: transaction)
                        _ = try SearchDocuments.posts(after: "", limit: 5, in: transaction)
                        _ = try SearchDocuments.documents(of: hits.prefix(5).map(\.id), in: transaction)
                    }
                    Self.expectWalksOfIndexes(plans, "\(text), analysed \(analysed)")
                }
            }
        }
    }

    @Test func whatIsOldIsFoundAmongPostsThatAllSayTheWord() async throws {
        try await TestApp.run(tampering: true) { app in
            try await Self.fill(app, analysed: false)
            _ = try await app.services.forum.refillSearchIndex()
            // Every post says the word; a search ranks a thousand of them. Member 7 wrote 24, thread 1 is the oldest.
            try await app.services.store.write { transaction in
                try transaction.execute("UPDATE forum_thread SET title = 'B, the oldest' WHERE created_at = 1")
                try SearchDocuments.write(["0199f4b0-0000-7000-8002-000000000003"], in: transaction)
            }
            let forum = app.services.forum
            let own = try await forum.search(SearchQuery("b author:m7"), limit: 100, as: .visitor)
            let first = try await forum.search(SearchQuery("b"), limit: 100, as: .visitor)
            let oldest = first.results.items.first?.thread.title
            #expect(own.results.items.count == 24 && oldest == "B, the oldest")
            let tagged = try await forum.search(SearchQuery("b tag:t3 kind:question"), limit: 100, as: .visitor)
            #expect(tagged.results.items.count == 100 && tagged.results.next != nil)
        }
    }

    @Test(arguments: [false, true])
    func whoIsRemindedAndWhereOldAddressesLeadIsFoundAlongIndexes(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await Self.fill(app, analysed: false)
            try await app.change(
                """
                INSERT INTO bookmark (account_id, post_id, created_at, remind_on)
                SELECT author_id, id, 1, CASE WHEN place % 100 = 0 THEN '2026-11-20' END FROM forum_post
                WHERE is_opening = 0
                """)
            try await app.change(
                "INSERT INTO old_address (path, thread_id) SELECT '/t/' || created_at, id FROM forum_thread")
            if analysed { try await app.change("ANALYZE") }
            let plans = try await Self.plans(app) {
                let due = try BookmarkRepository.due(on: "2026-11-21", limit: 20, in: $0)
                #expect(due.count == 20)
                let known = try MovedRepository.places(["/t/7", "/t/9"], in: $0)
                #expect(known.count == 2)
            }
            Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
        }
    }

    @Test(arguments: [false, true])
    func suggestionsAndPollsAreFoundAlongIndexes(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await Self.fill(app, analysed: false)
            try await app.change(
                """
                INSERT INTO post_suggestion (id, post_id, author_id, base_revision, body, note, state, created_at)
                SELECT 's' || id, id, author_id, 1, 'B', '', CASE created_at % 4 WHEN 0 THEN 'open' ELSE 'declined' END,
                    created_at FROM forum_post
                WHERE is_opening = 1
                """)
            try await app.change(
                """
                INSERT INTO poll (thread_id, question, is_multiple, results, closes_on, closes_at, is_settled)
                SELECT id, 'Q', 0, 'atEnd', '2026-11-20', created_at, created_at % 2 FROM forum_thread
                """)
            if analysed { try await app.change("ANALYZE") }
            let moderator = try await app.member("moderator", roles: [.moderator])
            let post = PostID(trusted: "0199f4b0-0000-7000-8002-000000000012")
            for cursor in [nil, PageCursor(key: 2000, id: "s")] {
                let plans = try await Self.plans(app) {
                    _ = try SuggestionRepository.open(of: post, after: cursor, limit: 20, in: $0)
                    _ = try SuggestionRepository.openCount(of: post, in: $0)
                    _ = try SuggestionRepository.openCount(of: Self.author, in: $0)
                    _ = try SuggestionRepository.own(of: Self.author, for: nil, after: cursor, limit: 20, in: $0)
                    let waiting = try SuggestionRepository.waiting(
                        after: cursor, limit: 20, visibleTo: moderator.principal, in: $0)
                    #expect(waiting.count == 21)
                    let thread = ThreadID(trusted: "0199f4b0-0000-7000-8001-000000000001")
                    _ = try PollRepository.poll(of: thread, chosenBy: Self.author, in: $0)
                    _ = try PollRepository.ballots(of: Self.author, $0)
                }
                Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
            }
        }
    }

    @Test(arguments: [false, true])
    func whatAMemberFollowsIsFoundAlongTheirOwnMarks(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            let reader = try await app.member("reader")
            try await app.change(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
                INSERT INTO notice_level (account_id, scope, target_id, level, reason, updated_at)
                SELECT \(reader.id), 'thread', printf('0199f4b0-0000-7000-8001-%012d', i),
                    CASE i % 3 WHEN 0 THEN 'muted' ELSE 'tracking' END, 'chosen', i FROM n
                """)
            try await Self.fill(app, analysed: false)
            try await app.change(
                """
                INSERT INTO thread_read (account_id, thread_id, up_to, up_to_at, updated_at)
                SELECT \(reader.id), id, opening_post_id, 1, created_at FROM forum_thread WHERE created_at < 600
                """)
            if analysed { try await app.change("ANALYZE") }
            let thread = ThreadID(trusted: "0199f4b0-0000-7000-8001-000000000200")
            for list in FollowedList.allCases {
                for cursor in [nil, PageCursor(key: 200, id: thread.text)] {
                    let plans = try await Self.plans(app) {
                        let found = try ThreadRepository.followed(
                            list, by: reader.id, after: cursor, limit: 30, visibleTo: reader.principal, in: $0)
                        #expect(found.count == 31, "\(list)")
                    }
                    Self.expectWalksOfIndexes(plans, "\(list), analysed \(analysed)")
                }
            }
            let plans = try await Self.plans(app) {
                let found = try ReadRepository.firstUnread(
                    of: thread, since: Timestamp(milliseconds: 600), visibleTo: reader.principal, in: $0)
                #expect(found != nil)
                _ = try LevelRepository.level(of: .thread(thread), by: reader.id, in: $0)
                _ = try LevelRepository.levels(of: reader.id, in: $0)
                _ = try ReadRepository.marks([thread.text], by: reader.id, in: $0)
            }
            Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
        }
    }

    @Test(arguments: [false, true])
    func noticesAreFoundAlongTheirMembersOwn(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            let reader = try await app.member("reader")
            try await Self.fill(app, analysed: false)
            try await app.change(
                """
                INSERT INTO notification (id, account_id, kind, thread_id, post_id, first_at, last_at, created_at, read_at)
                SELECT 'n' || id, CASE created_at % 2 WHEN 0 THEN \(reader.id) ELSE author_id END,
                    CASE created_at % 3 WHEN 0 THEN 'mention' ELSE 'post' END, id, opening_post_id, 1, 99999, created_at,
                    CASE created_at % 5 WHEN 0 THEN 7 END FROM forum_thread
                """)
            try await app.change(
                """
                INSERT INTO notice_level (account_id, scope, target_id, level, reason, updated_at)
                SELECT id, 'category', \(Self.category), 'watching', 'chosen', 1 FROM account
                """)
            if analysed { try await app.change("ANALYZE") }
            let thread = "0199f4b0-0000-7000-8001-000000000200"
            for cursor in [nil, PageCursor(key: 2000, id: "n\(thread)")] {
                let plans = try await Self.plans(app) {
                    let found = try NoticeRepository.notices(
                        of: reader.id, after: cursor, limit: 30, visibleTo: reader.principal, in: $0)
                    #expect(found.count == 31)
                    let waiting = try NoticeRepository.unreadCount(
                        of: reader.id, visibleTo: reader.principal, in: $0)
                    #expect(waiting == 100)
                    let one = try NoticeRepository.notices(
                        ["n\(thread)"], of: reader.id, visibleTo: reader.principal, in: $0)
                    #expect(one.count == 1)
                    _ = try NoticeRepository.notices(in: thread, after: "", limit: 100, in: $0)
                    _ = try NoticeSettingRepository.settings(of: reader.id, in: $0)
                    _ = try SubjectRepository.subject("0199f4b0-0000-7000-8002-000000006000", in: $0)
                }
                Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
            }
        }
    }

    @Test(arguments: [false, true])
    func aThreadItsPostsAndItsMarksAreFoundByTheirKeys(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await Self.fill(app, analysed: analysed)
            let reader = try await app.member("reader")
            let thread = ThreadID(trusted: "0199f4b0-0000-7000-8001-000000002000")
            let post = PostID(trusted: "0199f4b0-0000-7000-8002-000000006000")
            let threads = (100..<130).map { ThreadID(trusted: "0199f4b0-0000-7000-8001-000000000\($0)") }
            for principal in [.visitor, reader.principal] {
                let plans = try await Self.plans(app) {
                    #expect(try ThreadRepository.thread(thread, visibleTo: principal, in: $0) != nil)
                    #expect(try PostRepository.post(post, visibleTo: principal, in: $0) != nil)
                    for cursor in [nil, PageCursor(key: 3, id: "")] {
                        let answers = try PostRepository.answers(
                            of: thread, after: cursor, limit: 49, visibleTo: principal, in: $0)
                        #expect(answers.count == 2)
                    }
                    _ = try ThreadRepository.ids(threads.map(\.text), visibleTo: principal, in: $0)
                    _ = try PostRepository.votes(of: reader.id, on: [post], in: $0)
                    _ = try ReadRepository.unread(
                        among: threads, by: reader.id, visibleTo: principal, in: $0)
                    _ = try PostRepository.bylines(of: [post.text], in: $0)
                    _ = try ThreadRepository.written(by: Self.author, in: $0)
                    _ = try CategoryRepository.category(slug: "c3", visibleTo: principal, in: $0)
                    _ = try CategoryRepository.tag("t3", visibleTo: principal, in: $0)
                    _ = try CategoryRepository.tags(limit: 40, in: $0)
                }
                Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
            }
        }
    }

    @Test(arguments: [false, true])
    func devicesThatAreDueAreFoundByAnIndex(analysed: Bool) async throws {
        try await TestApp.run(tampering: true) { app in
            try await Self.fill(app, analysed: false)
            try await app.services.store.write { transaction in
                for statement in Self.devices { try transaction.execute(statement) }
                if analysed { try transaction.execute("ANALYZE") }
            }
            let now = app.clock.clock.now
            let plans = try await Self.plans(app) { transaction in
                let due = try PushRepository.due(at: now, limit: 50, in: transaction)
                #expect(due.count == 50)
                for device in Set(due).prefix(1) {
                    #expect(try !PushRepository.waiting(device, at: now, in: transaction).isEmpty)
                    #expect(try PushRepository.target(device, at: now, in: transaction) != nil)
                }
            }
            Self.expectWalksOfIndexes(plans, "analysed \(analysed)")
        }
    }

    private static let devices: [Query] = [
        """
        INSERT INTO api_token (id, account_id, token_hash, name, scopes, created_at, expires_at)
        SELECT 't' || id, id, id, 'T', 'read', 1, 2 FROM account
        """,
        """
        INSERT INTO push_subscription (id, account_id, token_id, endpoint, p256dh, auth, device, created_at)
        SELECT id, id, 't' || id, id, '', '', '', 1 FROM account
        """,
        """
        INSERT INTO push_message (subscription_id, notice_id, due_at, created_at)
        SELECT account.id, forum_post.id, forum_post.created_at, 1 FROM forum_post
        JOIN account ON account.id = forum_post.author_id
        """,
    ]
}
