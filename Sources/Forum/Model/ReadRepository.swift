import Core
import Storage
import Visibility

/// SQL over what members have read; internal to the feature.
enum ReadRepository {
    static func seenUpTo(
        _ thread: ThreadID, by member: MemberID, in transaction: any Transaction
    ) throws -> Timestamp? {
        try transaction.first(
            "SELECT up_to_at FROM thread_read WHERE account_id = \(member) AND thread_id = \(thread)"
        ) { $0.time(0) }
    }

    /// How many posts came since the member's marks in the threads; muted ones are left out.
    static func unread(
        among threads: [ThreadID], by member: MemberID, visibleTo principal: Principal,
        in transaction: any Transaction
    ) throws -> [ThreadID: Int] {
        guard !threads.isEmpty else { return [:] }
        let pairs = try transaction.rows(
            """
            SELECT seen.thread_id, (SELECT count(*) FROM (
                SELECT 1 FROM forum_post AS post
                WHERE post.thread_id = seen.thread_id AND post.created_at > seen.up_to_at
                    AND \(Visibility.posts(principal)) LIMIT \(ForumService.mostUnread)) AS newer)
            FROM thread_read AS seen
            WHERE seen.account_id = \(member) AND \(transaction.dialect.anyOf("seen.thread_id", threads.map(\.text)))
                AND NOT EXISTS (SELECT 1 FROM notice_level AS level WHERE level.account_id = \(member)
                    AND level.scope = 'thread' AND level.target_id = seen.thread_id AND level.level = 'muted')
            """
        ) { ($0.id(0, as: ThreadMark.self), $0.int(1)) }
        return Dictionary(uniqueKeysWithValues: pairs.filter { $0.1 > 0 })
    }

    /// The oldest post that came since the member's mark.
    static func firstUnread(
        of thread: ThreadID, since mark: Timestamp, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> PostID? {
        try transaction.first(
            """
            SELECT post.id FROM forum_post AS post
            WHERE post.thread_id = \(thread) AND post.created_at > \(mark) AND \(Visibility.posts(principal))
            ORDER BY post.created_at, post.id LIMIT 1
            """
        ) { $0.id(0) }
    }

    /// The maximum wins: an older mark changes nothing, nor does one from before a reset.
    /// - Parameter epoch: of the mark that the device knew, if it says.
    /// - Returns: whether the mark moved.
    static func mark(
        _ thread: ThreadID, upTo post: PostID, at postTime: Timestamp, epoch: Int? = nil, by member: MemberID,
        now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        let known: Query = epoch.map { "AND thread_read.epoch <= \($0)" } ?? ""
        return try transaction.execute(
            """
            INSERT INTO thread_read (account_id, thread_id, up_to, up_to_at, updated_at)
            VALUES (\(member), \(thread), \(post), \(postTime), \(now))
            ON CONFLICT (account_id, thread_id) DO UPDATE
            SET up_to = excluded.up_to, up_to_at = excluded.up_to_at, updated_at = excluded.updated_at
            WHERE thread_read.up_to_at < excluded.up_to_at \(known)
            """) > 0
    }

    /// Sets the mark where it is told to, also back, and begins another epoch.
    static func reset(
        _ thread: ThreadID, to post: PostID, at postTime: Timestamp, by member: MemberID, now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO thread_read (account_id, thread_id, up_to, up_to_at, epoch, updated_at)
            VALUES (\(member), \(thread), \(post), \(postTime), 1, \(now))
            ON CONFLICT (account_id, thread_id) DO UPDATE
            SET up_to = excluded.up_to, up_to_at = excluded.up_to_at, epoch = thread_read.epoch + 1,
                updated_at = excluded.updated_at
            """)
    }

    /// A member's mark in a thread, as sync shows it.
    struct Record: Encodable, Sendable {
        let id: String
        let threadId: String
        let upTo: String
        let epoch: Int
    }

    static func marks(
        _ threads: [String], by member: MemberID, in transaction: any Transaction
    ) throws -> [Record] {
        try transaction.rows(
            """
            SELECT thread_read.thread_id, thread_read.up_to, thread_read.epoch FROM thread_read
            WHERE thread_read.account_id = \(member) AND \(transaction.dialect.anyOf("thread_read.thread_id", threads))
            """
        ) { Record(id: $0.text(0), threadId: $0.text(0), upTo: $0.text(1), epoch: $0.int(2)) }
    }

    /// Takes marks away that have not moved since `time`.
    /// - Returns: whose marks, in which threads; fewer than `limit` when none are left.
    static func removeMarks(
        before time: Timestamp, limit: Int, in transaction: any WriteTransaction
    ) throws -> [(member: MemberID, thread: String)] {
        try transaction.rows(
            """
            DELETE FROM thread_read WHERE (account_id, thread_id) IN (
                SELECT seen.account_id, seen.thread_id FROM thread_read AS seen WHERE seen.updated_at < \(time)
                ORDER BY seen.updated_at LIMIT \(limit))
            RETURNING account_id, thread_id
            """
        ) { ($0.id(0), $0.text(1)) }
    }
}
