import Core
import Storage
import Visibility

/// A post that members may be told of.
struct Subject: Sendable {
    let post: String
    let thread: String
    let category: String
    /// Those who may read there alone are told of what is written in a group.
    let group: GroupID?
    var author: MemberID
    /// Nothing that is told of it, or is not, may say whose it is.
    var isAnonymous: Bool
    /// Who started the thread.
    let starter: MemberID
    let isStarterAnonymous: Bool
    /// Who wrote what it answers; `nil` for an opening post.
    let answered: MemberID?
    let isOpening: Bool
    let createdAt: Timestamp
}

/// SQL over whom a post concerns; internal to the feature.
enum SubjectRepository {
    /// A post that is published in a thread that is.
    static func subject(_ post: String, in transaction: any Transaction) throws -> Subject? {
        try transaction.first(
            """
            SELECT post.id, post.thread_id, thread.category_id, post.author_id, thread.author_id, parent.author_id,
                post.is_opening, post.created_at, thread.group_id, post.pseudonym, thread.pseudonym
            FROM forum_post AS post JOIN forum_thread AS thread ON thread.id = post.thread_id
            LEFT JOIN forum_post AS parent ON parent.id = post.parent_id
            WHERE post.id = \(post) AND post.state = 'published' AND thread.state = 'published'
            """
        ) { row in
            let starter: MemberID = row.id(4)
            let isOpening = row.flag(6)
            return Subject(
                post: row.text(0), thread: row.text(1), category: row.text(2), group: row.idOrNil(8),
                author: row.id(3), isAnonymous: !row.isNull(9), starter: starter,
                isStarterAnonymous: !row.isNull(10),
                answered: isOpening ? nil : row.idOrNil(5) ?? starter, isOpening: isOpening, createdAt: row.time(7))
        }
    }

    /// An account that is not the author's, has no block between it and the author, has not muted the thread, a
    /// tag of it or its category and
    /// wants notices of the kind. Blocks do not reach anonymous posts: whoever was not told would know why.
    private static func wants(_ kind: Notice.Kind, _ subject: Subject) -> Query {
        """
        account.state = 'active' AND account.id <> \(subject.author) \(readers(of: subject)) \(unblocked(subject))
        AND \(ThreadLevel.of("account.id", thread: "\(subject.thread)", category: "\(subject.category)")) <> 'muted'
        AND COALESCE((SELECT \(NoticeSettingRepository.column(of: kind)) FROM notification_setting AS setting
            WHERE setting.account_id = account.id), 1) = 1
        """
    }

    private static func unblocked(_ subject: Subject) -> Query {
        guard !subject.isAnonymous else { return "" }
        return """
            AND NOT EXISTS (SELECT 1 FROM member_block WHERE member_block.account_id = account.id
                AND member_block.blocked_id = \(subject.author))
            AND NOT EXISTS (SELECT 1 FROM member_block WHERE member_block.account_id = \(subject.author)
                AND member_block.blocked_id = account.id)
            """
    }

    private static func readers(of subject: Subject) -> Query {
        guard let group = subject.group else { return "" }
        return "AND \(Visibility.reads("account.id", in: group))"
    }

    static func willing(
        _ members: [MemberID], _ kind: Notice.Kind, _ subject: Subject, in transaction: any Transaction
    ) throws -> [MemberID] {
        guard !members.isEmpty else { return [] }
        return try transaction.rows(
            """
            SELECT account.id FROM account
            WHERE \(transaction.dialect.anyOf("account.id", members.map(\.text))) AND \(wants(kind, subject))
            ORDER BY account.id
            """
        ) { $0.id(0) }
    }

    /// Who watches the thread, its category or one of its tags, by id; the thread's own level goes before the others.
    static func watchers(
        of subject: Subject, after last: String, limit: Int, in transaction: any Transaction
    ) throws -> [MemberID] {
        let first = subject.isOpening ? "watching-first-post" : "watching"
        let noOwn: Query = """
            NOT EXISTS (SELECT 1 FROM notice_level AS own WHERE own.account_id = level.account_id
                AND own.scope = 'thread' AND own.target_id = \(subject.thread))
            """
        return try transaction.rows(
            """
            SELECT watcher.account_id FROM (
                SELECT level.account_id FROM notice_level AS level
                WHERE level.scope = 'thread' AND level.target_id = \(subject.thread) AND level.level = 'watching'
                    AND level.account_id > \(last)
                UNION SELECT level.account_id FROM notice_level AS level
                WHERE level.scope = 'category' AND level.target_id = \(subject.category)
                    AND level.level IN ('watching', \(first)) AND level.account_id > \(last) AND \(noOwn)
                UNION SELECT level.account_id FROM thread_tag CROSS JOIN notice_level AS level
                WHERE thread_tag.thread_id = \(subject.thread) AND level.scope = 'tag'
                    AND level.target_id = thread_tag.tag_id AND level.level IN ('watching', \(first))
                    AND level.account_id > \(last) AND \(noOwn)
            ) AS watcher JOIN account ON account.id = watcher.account_id
            WHERE \(wants(subject.isOpening ? .thread : .post, subject))
            ORDER BY watcher.account_id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    // MARK: Threads of which not all notices were looked at again

    static func waitingToRefresh(in transaction: any Transaction) throws -> (thread: String, done: String)? {
        try transaction.first(
            "SELECT thread_id, done_id FROM notification_refresh ORDER BY thread_id LIMIT 1"
        ) { ($0.text(0), $0.text(1)) }
    }

    static func waitToRefresh(_ thread: String, after done: String, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO notification_refresh (thread_id, done_id) VALUES (\(thread), \(done))
            ON CONFLICT (thread_id) DO UPDATE SET done_id = excluded.done_id
            """)
    }

    static func stopRefreshing(_ thread: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM notification_refresh WHERE thread_id = \(thread)")
    }

    // MARK: Posts that not all have been told of

    static func waiting(in transaction: any Transaction) throws -> (post: String, told: String)? {
        try transaction.first(
            "SELECT post_id, told_id FROM notification_spread ORDER BY post_id LIMIT 1"
        ) { ($0.text(0), $0.text(1)) }
    }

    static func wait(_ post: String, after told: MemberID, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO notification_spread (post_id, told_id) VALUES (\(post), \(told))
            ON CONFLICT (post_id) DO UPDATE SET told_id = excluded.told_id
            """)
    }

    static func stopWaiting(_ post: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM notification_spread WHERE post_id = \(post)")
    }
}
