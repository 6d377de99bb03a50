import Core
import Storage
import Visibility

/// SQL over threads; internal to the feature.
enum ThreadRepository {
    private static let columns: Query = """
        thread.id, thread.kind, thread.title, thread.slug, thread.state, thread.is_locked, thread.opening_post_id,
        thread.accepted_post_id, thread.answer_count, thread.score, thread.hot_rank, thread.week, thread.created_at,
        thread.last_post_at, thread.revision,
        category.id, category.slug, category.name, category.description, category.position, category.audience,
        author.id, author.username, author.display_name, author.origin, author.destination, author.is_mentor,
        author.is_staff, thread.group_id, thread.pseudonym, thread.author_id, thread.pathway_id
        """

    /// CROSS JOIN keeps SQLite on the order written: thread by thread along the list's index, until the page is
    /// full. To PostgreSQL it is a plain join.
    private static let joined: Query = "CROSS JOIN category CROSS JOIN account_public AS author"
    private static let joins: Query = "category.id = thread.category_id AND author.id = thread.author_id"

    private static func decode(_ row: any ResultRow) -> ForumThread {
        ForumThread(
            id: row.id(0), kind: ForumThread.Kind(rawValue: row.text(1)) ?? .discussion, title: row.text(2),
            slug: row.text(3), state: PostState(rawValue: row.text(4)) ?? .held, isLocked: row.flag(5),
            category: Category(
                id: row.id(15), slug: row.text(16), name: row.text(17), description: row.text(18),
                position: row.int(19), audience: Category.Audience(rawValue: row.text(20)) ?? .staff),
            authorID: row.id(30), byline: Byline(row, author: 21, pseudonym: 29),
            openingPostID: row.id(6), acceptedPostID: row.idOrNil(7), answerCount: row.int(8), score: row.int(9),
            hotRank: row.integer(10), week: row.text(11), createdAt: row.time(12), lastPostAt: row.time(13),
            revision: row.integer(14), tags: [],
            group: row.idOrNil(28).map { ThreadGroup(id: $0, slug: "", name: "", isMember: false) },
            pathway: row.textOrNil(31).map { ThreadPathway(id: $0, country: "", slug: "", name: "") })
    }

    // MARK: Lists

    /// One page of a list, and one thread more if there is a next page.
    static func threads(
        _ list: ThreadList, _ filter: ThreadFilter, after cursor: PageCursor?, limit: Int, now: Timestamp,
        visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [ForumThread] {
        let query = try listQuery(list, filter, after: cursor, limit: limit, now: now, principal)
        return try whole(try transaction.rows(query, decode), for: principal, in: transaction)
    }

    static func listQuery(
        _ list: ThreadList, _ filter: ThreadFilter, after cursor: PageCursor?, limit: Int, now: Timestamp,
        _ principal: Principal
    ) throws -> Query {
        let visible: Query = "\(joins) AND \(Visibility.threads(principal))"
        if case .tag(let tagID) = filter {
            let key = cursor?.key ?? .max
            return """
                SELECT \(columns) FROM thread_tag AS tagged CROSS JOIN forum_thread AS thread \(joined)
                WHERE tagged.tag_id = \(tagID) AND (tagged.created_at, tagged.thread_id) < (\(key), \(cursor?.id ?? "~"))
                    AND thread.id = tagged.thread_id AND \(visible)
                ORDER BY tagged.created_at DESC, tagged.thread_id DESC LIMIT \(limit + 1)
                """
        }
        let (condition, order) = order(of: filter.hasOneOrder ? .new : list, after: cursor, now: now)
        return """
            SELECT \(columns) FROM forum_thread AS thread \(joined)
            WHERE \(self.condition(filter)) \(condition) AND \(visible) \(unmuted(filter, principal))
            ORDER BY \(order) LIMIT \(limit + 1)
            """
    }

    private static func condition(_ filter: ThreadFilter) -> Query {
        switch filter {
        case .all, .tag: ""
        case .category(let id): "thread.category_id = \(id) AND"
        case .author(let id): "thread.author_id = \(id) AND thread.pseudonym IS NULL AND"
        case .own(let id): "thread.author_id = \(id) AND"
        case .group(let id): "thread.group_id = \(id) AND"
        case .pathway(let id): "thread.pathway_id = \(id) AND"
        }
    }

    /// Among all threads, those that the member has muted are left out.
    private static func unmuted(_ filter: ThreadFilter, _ principal: Principal) -> Query {
        guard filter == .all, let member = principal.member else { return "" }
        return "AND \(ThreadLevel.of("\(member.id)")) <> 'muted'"
    }

    /// A page of the member's own lists along the marks of what they have read, and one thread more.
    static func followed(
        _ list: FollowedList, by member: MemberID, after cursor: PageCursor?, limit: Int,
        visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [(thread: ForumThread, seenAt: Timestamp)] {
        let condition: Query =
            switch list {
            case .unread: "thread.last_post_at > seen.up_to_at AND \(ThreadLevel.of("\(member)")) <> 'muted'"
            case .following:
                """
                EXISTS (SELECT 1 FROM notice_level AS level WHERE level.account_id = \(member)
                    AND level.scope = 'thread' AND level.target_id = seen.thread_id
                    AND level.level IN ('tracking', 'watching'))
                """
            }
        let found = try transaction.rows(
            """
            SELECT \(columns), seen.updated_at
            FROM thread_read AS seen CROSS JOIN forum_thread AS thread \(joined)
            WHERE seen.account_id = \(member)
                AND (seen.updated_at, seen.thread_id) < (\(cursor?.key ?? Int64.max), \(cursor?.id ?? "~"))
                AND thread.id = seen.thread_id AND \(condition) AND \(joins) AND \(Visibility.threads(principal))
            ORDER BY seen.updated_at DESC, seen.thread_id DESC LIMIT \(limit + 1)
            """
        ) { (decode($0), $0.time(32)) }
        return zip(try whole(found.map(\.0), for: principal, in: transaction), found).map { ($0, $1.1) }
    }

    private static func order(of list: ThreadList, after cursor: PageCursor?, now: Timestamp) -> (Query, Query) {
        let id = cursor?.id ?? "~"
        let key = cursor?.key ?? .max
        switch list {
        case .hot: return ("(thread.hot_rank, thread.id) < (\(key), \(id))", "thread.hot_rank DESC, thread.id DESC")
        case .new: return ("(thread.created_at, thread.id) < (\(key), \(id))", "thread.created_at DESC, thread.id DESC")
        case .active:
            return ("(thread.last_post_at, thread.id) < (\(key), \(id))", "thread.last_post_at DESC, thread.id DESC")
        case .unanswered:
            return (
                """
                thread.kind = 'question' AND thread.answer_count = 0
                AND (thread.created_at, thread.id) < (\(key), \(id))
                """, "thread.created_at DESC, thread.id DESC"
            )
        case .waiting:
            let start: Int64 = cursor?.key ?? 0
            return (
                """
                thread.kind = 'question' AND thread.answer_count = 0
                AND (thread.created_at, thread.id) > (\(start), \(cursor?.id ?? ""))
                AND thread.created_at < \(now.advanced(by: .days(-1)))
                """, "thread.created_at, thread.id"
            )
        }
    }

    /// Where the list goes on after `thread`.
    static func cursor(_ list: ThreadList, after thread: ForumThread) -> PageCursor {
        switch list {
        case .hot: PageCursor(key: thread.hotRank, id: thread.id.text)
        case .active: PageCursor(key: thread.lastPostAt.milliseconds, id: thread.id.text)
        case .new, .unanswered, .waiting: PageCursor(key: thread.createdAt.milliseconds, id: thread.id.text)
        }
    }

    /// Threads with their tags, and with the names of the groups that they are of and of the pathways they are about.
    private static func whole(
        _ threads: [ForumThread], for principal: Principal, in transaction: any Transaction
    ) throws -> [ForumThread] {
        let grouped = Set(threads.compactMap { $0.group?.id })
        let groups = try ThreadGroupRepository.groups(grouped.sorted(), for: principal, in: transaction)
        let named = Set(threads.compactMap { $0.pathway?.id })
        let pathways = try ThreadPathwayRepository.pathways(named, in: transaction)
        return try withTags(threads, in: transaction).map { thread in
            var thread = thread
            thread.group = thread.group.flatMap { groups[$0.id] }
            thread.pathway = thread.pathway.flatMap { pathways[$0.id] }
            return thread
        }
    }

    private static func withTags(_ threads: [ForumThread], in transaction: any Transaction) throws -> [ForumThread] {
        guard !threads.isEmpty else { return [] }
        var names: [String: [String]] = [:]
        let pairs = try transaction.rows(
            """
            SELECT thread_tag.thread_id, tag.name FROM thread_tag JOIN tag ON tag.id = thread_tag.tag_id
            WHERE \(transaction.dialect.anyOf("thread_tag.thread_id", threads.map(\.id.text)))
            """
        ) { ($0.text(0), $0.text(1)) }
        for (thread, name) in pairs { names[thread, default: []].append(name) }
        return threads.map { thread in
            var thread = thread
            thread.tags = (names[thread.id.text] ?? []).sorted()
            return thread
        }
    }

    // MARK: One

    static func thread(
        _ id: ThreadID, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> ForumThread? {
        try byID([id.text], visibleTo: principal, in: transaction).first
    }

    static func byID(
        _ ids: [String], visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [ForumThread] {
        let found = try transaction.rows(
            """
            SELECT \(columns) FROM forum_thread AS thread \(joined)
            WHERE \(transaction.dialect.anyOf("thread.id", ids)) AND \(joins) AND \(Visibility.threads(principal))
            """, decode)
        return try whole(found, for: principal, in: transaction)
    }

    /// Those of the ids whose threads may be seen.
    static func ids(
        _ ids: [String], visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [String] {
        try transaction.rows(
            """
            SELECT thread.id FROM forum_thread AS thread CROSS JOIN category
            WHERE \(transaction.dialect.anyOf("thread.id", ids)) AND category.id = thread.category_id
                AND \(Visibility.threads(principal))
            """
        ) { $0.text(0) }
    }

    /// Threads that a member has started, and answers they have written: for the limits of the first day.
    static func written(by member: MemberID, in transaction: any Transaction) throws -> (threads: Int64, posts: Int64) {
        (
            try transaction.number("SELECT count(*) FROM forum_thread WHERE author_id = \(member)"),
            try transaction.number("SELECT count(*) FROM forum_post WHERE author_id = \(member) AND is_opening = 0")
        )
    }

    /// Who wrote the thread with this id, seen or not: an id is taken once and for all.
    static func author(of id: ThreadID, in transaction: any Transaction) throws -> MemberID? {
        try transaction.first("SELECT author_id FROM forum_thread WHERE id = \(id)") { $0.id(0) }
    }

    static func insert(
        _ id: ThreadID, _ valid: ThreadDraft.Valid, opening: PostID, author: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO forum_thread (id, category_id, author_id, opening_post_id, kind, title, slug, state, hot_rank,
                week, created_at, last_post_at, group_id, pathway_id)
            VALUES (\(id), \(valid.categoryID), \(author), \(opening), \(valid.kind.rawValue), \(valid.title),
                \(slug(valid.title)), 'published', \(Ranking.hot(score: 0, createdAt: now)), \(now.isoWeek),
                \(now), \(now), \(valid.groupID), \(valid.pathwayID))
            """)
    }

    /// The thread must be there before anybody is called anything in it.
    static func setPseudonym(_ number: Int?, of id: ThreadID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE forum_thread SET pseudonym = \(number) WHERE id = \(id)")
    }

    /// The readable end of the thread's address, never one that a form of the thread posts to.
    static func slug(_ title: String) -> String {
        let slug = UserText.slug(title)
        return ["answers", "accepted", "edit", "level", "lock", "poll", "unread"].contains(slug) ? slug + "-" : slug
    }

    static func addAnswer(to id: ThreadID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE forum_thread SET answer_count = answer_count + 1, last_post_at = \(now) WHERE id = \(id)
            """)
    }

    /// Counts an answer that was written at some time before now.
    static func countAnswer(to id: ThreadID, at time: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE forum_thread SET answer_count = answer_count + 1,
                last_post_at = CASE WHEN last_post_at < \(time) THEN \(time) ELSE last_post_at END
            WHERE id = \(id)
            """)
    }

    static func setTitle(_ title: String, of id: ThreadID, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE forum_thread SET title = \(title), slug = \(slug(title)), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    static func setLocked(_ isLocked: Bool, of id: ThreadID, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE forum_thread SET is_locked = \(isLocked), revision = revision + 1 WHERE id = \(id)")
    }

    static func setCategory(_ category: CategoryID, of id: ThreadID, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE forum_thread SET category_id = \(category), revision = revision + 1 WHERE id = \(id)")
    }

    static func setAccepted(_ post: PostID?, of id: ThreadID, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE forum_thread SET accepted_post_id = \(post), revision = revision + 1 WHERE id = \(id)")
    }

    static func setScore(_ score: Int, of thread: ForumThread, in transaction: any WriteTransaction) throws {
        let hot = Ranking.hot(score: score, createdAt: thread.createdAt)
        try transaction.execute(
            "UPDATE forum_thread SET score = \(score), hot_rank = \(hot) WHERE id = \(thread.id)")
    }
}
