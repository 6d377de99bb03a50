import Core
import Storage
import Visibility

/// A thread that a digest names.
struct DigestThread: Sendable, Equatable {
    let id: String
    let title: String
    let answers: Int
}

/// SQL over what a weekly letter tells; internal to the feature.
enum DigestRepository {
    /// Threads looked through for a part of a digest: a week may bring thousands.
    private static let window = 300
    private static let most = 5

    /// Whose weekly letter is to be looked at, the longest waiting first.
    static func due(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [MemberID] {
        try transaction.rows(
            """
            SELECT account.id FROM account WHERE account.state = 'active' AND account.digest_due_at <= \(now)
            ORDER BY account.digest_due_at, account.id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    static func dueAt(_ member: MemberID, in transaction: any Transaction) throws -> Timestamp? {
        try transaction.first("SELECT account.digest_due_at FROM account WHERE account.id = \(member)") { $0.time(0) }
    }

    static func setDue(_ due: Timestamp, of member: MemberID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE account SET digest_due_at = \(due) WHERE id = \(member)")
    }

    /// Of a thread aliased `thread`: everybody may see it, it is another's from whom the member is not apart, and the
    /// member has not muted it. Of an anonymous one nothing tells from whom the member is apart.
    private static func concerns(_ member: MemberID) -> Query {
        """
        category.id = thread.category_id AND \(Visibility.threads(.visitor)) AND thread.author_id <> \(member)
        AND \(ThreadLevel.of("\(member)")) <> 'muted'
        AND (thread.pseudonym IS NOT NULL OR (NOT EXISTS (SELECT 1 FROM member_block
                WHERE member_block.account_id = \(member) AND member_block.blocked_id = thread.author_id)
            AND NOT EXISTS (SELECT 1 FROM member_block
                WHERE member_block.account_id = thread.author_id AND member_block.blocked_id = \(member))))
        """
    }

    private static func decode(_ row: any ResultRow) -> DigestThread {
        DigestThread(id: row.text(0), title: row.text(1), answers: row.int(2))
    }

    /// What people talked about of late and the member has not read, by how much.
    static func talkedAbout(
        since time: Timestamp, for member: MemberID, in transaction: any Transaction
    ) throws -> [DigestThread] {
        try transaction.rows(
            """
            SELECT thread.id, thread.title, thread.answer_count
            FROM (SELECT newest.* FROM forum_thread AS newest WHERE newest.created_at > \(time)
                ORDER BY newest.created_at DESC, newest.id DESC LIMIT \(window)) AS thread CROSS JOIN category
            WHERE thread.answer_count > 0 AND \(concerns(member))
                AND NOT EXISTS (SELECT 1 FROM thread_read AS seen WHERE seen.account_id = \(member)
                    AND seen.thread_id = thread.id AND seen.up_to_at >= thread.last_post_at)
            ORDER BY thread.hot_rank DESC, thread.id DESC LIMIT \(most)
            """, decode)
    }

    /// Questions that nobody has answered for a day; first those of what the member follows, the oldest of these first.
    static func waiting(
        since time: Timestamp, until end: Timestamp, for member: MemberID, in transaction: any Transaction
    ) throws -> [DigestThread] {
        try transaction.rows(
            """
            SELECT thread.id, thread.title, thread.answer_count
            FROM (SELECT newest.* FROM forum_thread AS newest
                WHERE newest.kind = 'question' AND newest.answer_count = 0 AND newest.created_at > \(time)
                    AND newest.created_at < \(end)
                ORDER BY newest.created_at DESC, newest.id DESC LIMIT \(window)) AS thread CROSS JOIN category
            WHERE \(concerns(member))
            ORDER BY CASE WHEN \(ThreadLevel.of("\(member)")) = 'normal' THEN 1 ELSE 0 END, thread.created_at, thread.id
            LIMIT \(most)
            """, decode)
    }
}
