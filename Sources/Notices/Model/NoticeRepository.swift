import Core
import Storage
import Visibility

/// SQL over notices; internal to the feature.
enum NoticeRepository {
    /// Posts that a notice tells of and the principal may see: those of the thread from the first to the last that are
    /// not the member's own, or the one that a mention or an accepted answer is about.
    private static func posts(_ principal: Principal, _ what: Query, _ end: Query) -> (gathered: Query, one: Query) {
        (
            """
            SELECT \(what) FROM forum_post AS post WHERE post.thread_id = notice.thread_id
                AND post.created_at >= notice.first_at AND post.created_at <= notice.last_at
                AND post.author_id <> notice.account_id AND \(Visibility.posts(principal)) \(end)
            """,
            "SELECT \(what) FROM forum_post AS post WHERE post.id = notice.post_id AND \(Visibility.posts(principal))"
        )
    }

    private static func first(_ principal: Principal) -> Query {
        let (gathered, one) = posts(principal, "post.id", "ORDER BY post.created_at, post.id LIMIT 1")
        return "CASE WHEN notice.kind IN ('mention', 'accepted') THEN (\(one)) ELSE (\(gathered)) END"
    }

    private static func selection(_ principal: Principal) -> Query {
        let (gathered, _) = posts(principal, "1", "LIMIT \(NoticeService.mostCounted)")
        return """
            SELECT notice.id, notice.kind, notice.thread_id, thread.title, \(first(principal)),
                CASE WHEN notice.kind IN ('mention', 'accepted') THEN 1
                    ELSE (SELECT count(*) FROM (\(gathered)) AS newer) END,
                notice.created_at, notice.read_at
            FROM notification AS notice CROSS JOIN forum_thread AS thread CROSS JOIN category
            """
    }

    private static func visible(_ principal: Principal) -> Query {
        """
        thread.id = notice.thread_id AND category.id = thread.category_id
        AND \(Visibility.threads(principal)) AND \(first(principal)) IS NOT NULL
        """
    }

    private static func decode(_ row: any ResultRow) -> Notice {
        Notice(
            id: row.id(0), kind: Notice.Kind(rawValue: row.text(1)) ?? .post, threadID: row.text(2),
            threadTitle: row.text(3), postID: row.text(4), authorName: "", count: row.int(5), createdAt: row.time(6),
            readAt: row.timeOrNil(7))
    }

    static func notices(
        of member: MemberID, after cursor: PageCursor?, limit: Int, visibleTo principal: Principal,
        in transaction: any Transaction
    ) throws -> [Notice] {
        let found = try transaction.rows(
            """
            \(selection(principal))
            WHERE notice.account_id = \(member)
                AND (notice.created_at, notice.id) < (\(cursor?.key ?? Int64.max), \(cursor?.id ?? "~"))
                AND \(visible(principal))
            ORDER BY notice.created_at DESC, notice.id DESC LIMIT \(limit + 1)
            """, decode)
        return try withNames(found, in: transaction)
    }

    static func notices(
        _ ids: [String], of member: MemberID, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [Notice] {
        let found = try transaction.rows(
            """
            \(selection(principal))
            WHERE \(transaction.dialect.anyOf("notice.id", ids)) AND notice.account_id = \(member)
                AND \(visible(principal))
            """, decode)
        return try withNames(found, in: transaction)
    }

    private static func withNames(_ notices: [Notice], in transaction: any Transaction) throws -> [Notice] {
        guard !notices.isEmpty else { return [] }
        let pairs = try transaction.rows(
            """
            SELECT post.id, author.display_name, post.pseudonym FROM forum_post AS post
            CROSS JOIN account_public AS author
            WHERE \(transaction.dialect.anyOf("post.id", notices.map(\.postID))) AND author.id = post.author_id
            """
        ) { row -> (String, (name: String, pseudonym: Int?)) in
            let pseudonym = row.integerOrNil(2).map { Int($0) }
            return (row.text(0), (pseudonym == nil ? row.text(1) : "", pseudonym))
        }
        let names = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        return notices.map { notice in
            var named = Notice(
                id: notice.id, kind: notice.kind, threadID: notice.threadID, threadTitle: notice.threadTitle,
                postID: notice.postID, authorName: names[notice.postID]?.name ?? "", count: notice.count,
                createdAt: notice.createdAt, readAt: notice.readAt)
            named.pseudonym = names[notice.postID]?.pseudonym
            return named
        }
    }

    static func unreadCount(
        of member: MemberID, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM notification AS notice CROSS JOIN forum_thread AS thread CROSS JOIN category
                    WHERE notice.account_id = \(member) AND notice.read_at IS NULL AND \(visible(principal))
                    LIMIT \(NoticeService.mostCounted)) AS newer
                """))
    }

    // MARK: Writing

    /// Adds a notice, or adds the post to the one that gathers what is unread in its thread: also one that was written
    /// before the others and approved after them.
    /// - Parameter due: when a letter tells of it unless it was read; of what gathers in a thread one letter tells.
    /// - Returns: the notice that changed; `nil` when the member was told before.
    static func add(
        _ kind: Notice.Kind, of subject: Subject, to member: MemberID, id: NoticeID, at now: Timestamp,
        letterAt due: Timestamp?, in transaction: any WriteTransaction
    ) throws -> String? {
        let gathers: Query = """
            ON CONFLICT (account_id, thread_id) WHERE read_at IS NULL AND kind IN ('reply', 'post', 'thread')
            DO UPDATE SET created_at = excluded.created_at,
                first_at = CASE WHEN excluded.first_at < notification.first_at THEN excluded.first_at
                    ELSE notification.first_at END,
                last_at = CASE WHEN excluded.last_at > notification.last_at THEN excluded.last_at
                    ELSE notification.last_at END,
                letter_due_at = CASE WHEN notification.kind <> 'reply' AND excluded.letter_due_at IS NOT NULL
                    THEN excluded.letter_due_at ELSE notification.letter_due_at END,
                kind = CASE excluded.kind WHEN 'reply' THEN 'reply' ELSE notification.kind END
            """
        let once: Query = """
            ON CONFLICT (account_id, post_id, kind) WHERE kind IN ('mention', 'accepted') DO NOTHING
            """
        let isOne = kind == .mention || kind == .accepted
        return try transaction.first(
            """
            INSERT INTO notification (id, account_id, kind, thread_id, post_id, first_at, last_at, created_at,
                letter_due_at)
            VALUES (\(id), \(member), \(kind.rawValue), \(subject.thread), \(subject.post), \(subject.createdAt),
                \(subject.createdAt), \(now), \(due))
            \(isOne ? once : gathers) RETURNING id
            """
        ) { $0.text(0) }
    }

    /// - Returns: the notices that were unread until now.
    static func markSeen(
        _ ids: [NoticeID]?, of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> [String] {
        let these: Query = ids.map { "AND \(transaction.dialect.anyOf("id", $0.map(\.text)))" } ?? ""
        return try transaction.rows(
            """
            UPDATE notification SET read_at = \(now) WHERE account_id = \(member) AND read_at IS NULL \(these)
            RETURNING id
            """
        ) { $0.text(0) }
    }

    static func markSeen(
        _ thread: String, upTo time: Timestamp, of member: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws -> [String] {
        try transaction.rows(
            """
            UPDATE notification SET read_at = \(now)
            WHERE account_id = \(member) AND thread_id = \(thread) AND read_at IS NULL AND last_at <= \(time)
            RETURNING id
            """
        ) { $0.text(0) }
    }

    static func notices(
        in thread: String, after last: String, limit: Int, in transaction: any Transaction
    ) throws -> [String] {
        try transaction.rows(
            "SELECT id FROM notification WHERE thread_id = \(thread) AND id > \(last) ORDER BY id LIMIT \(limit)"
        ) { $0.text(0) }
    }

    /// Who was told that a post names them.
    static func mentioned(in post: String, in transaction: any Transaction) throws -> [MemberID] {
        try transaction.rows("SELECT account_id FROM notification WHERE post_id = \(post) AND kind = 'mention'") {
            $0.id(0)
        }
    }

    static func removeAccepted(
        _ post: String, in transaction: any WriteTransaction
    ) throws -> [(id: String, member: MemberID)] {
        try transaction.rows(
            "DELETE FROM notification WHERE post_id = \(post) AND kind = 'accepted' RETURNING id, account_id"
        ) { ($0.text(0), $0.id(1)) }
    }

    /// Those of threads of a group that one of its members was told of.
    static func remove(
        of member: MemberID, in group: GroupID, _ transaction: any WriteTransaction
    ) throws -> [(id: String, member: MemberID)] {
        try transaction.rows(
            """
            DELETE FROM notification WHERE account_id = \(member) AND thread_id IN (
                SELECT thread.id FROM forum_thread AS thread WHERE thread.group_id = \(group))
            RETURNING id, account_id
            """
        ) { ($0.text(0), $0.id(1)) }
    }

    static func remove(
        before time: Timestamp, limit: Int, in transaction: any WriteTransaction
    ) throws -> [(id: String, member: MemberID)] {
        try transaction.rows(
            """
            DELETE FROM notification WHERE id IN (
                SELECT notice.id FROM notification AS notice WHERE notice.created_at < \(time)
                ORDER BY notice.created_at LIMIT \(limit))
            RETURNING id, account_id
            """
        ) { ($0.text(0), $0.id(1)) }
    }
}
