import Core
import Storage

/// SQL over notices that are of no thread; internal to the feature.
enum OtherNoticeRepository {
    private static let columns: Query = "id, kind, subject_id, title, body, created_at, read_at"

    private static func decode(_ row: any ResultRow) -> Notice? {
        // A kind of a newer program is nothing that this one could say.
        guard let kind = Notice.Kind(rawValue: row.text(1)) else { return nil }
        return Notice(
            id: row.id(0), kind: kind, threadID: "", threadTitle: row.text(3), postID: "", authorName: "", count: 1,
            createdAt: row.time(5), readAt: row.timeOrNil(6), subjectID: row.text(2), body: row.text(4))
    }

    static func notices(
        of member: MemberID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [Notice] {
        try transaction.rows(
            """
            SELECT \(columns) FROM notification_other
            WHERE account_id = \(member)
                AND (created_at, id) < (\(cursor?.key ?? Int64.max), \(cursor?.id ?? "~"))
            ORDER BY created_at DESC, id DESC LIMIT \(limit + 1)
            """, decode
        ).compactMap { $0 }
    }

    static func notices(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [Notice] {
        try transaction.rows(
            """
            SELECT \(columns) FROM notification_other
            WHERE \(transaction.dialect.anyOf("id", ids)) AND account_id = \(member)
            """, decode
        ).compactMap { $0 }
    }

    static func unreadCount(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM (SELECT 1 FROM notification_other
                    WHERE account_id = \(member) AND read_at IS NULL LIMIT \(NoticeService.mostCounted)) AS newer
                """))
    }

    /// Whether the member has yet to look at what was told of something.
    static func isUnread(
        _ kind: Notice.Kind, of subject: String, by member: MemberID, in transaction: any Transaction
    ) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM notification_other WHERE subject_id = \(subject) AND account_id = \(member)
                AND kind = \(kind.rawValue) AND read_at IS NULL
            """)
    }

    // MARK: Writing

    /// - Parameter due: when a letter tells of it unless it was read; `nil` for never.
    static func add(
        _ notice: Notice, to member: MemberID, letterAt due: Timestamp?, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO notification_other (id, account_id, kind, subject_id, title, body, created_at, letter_due_at)
            VALUES (\(notice.id), \(member), \(notice.kind.rawValue), \(notice.subjectID), \(notice.threadTitle),
                \(notice.body), \(notice.createdAt), \(due))
            """)
    }

    /// Those of it that the member had not read until now.
    static func markSeen(
        of subject: String, by member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> [String] {
        try transaction.rows(
            """
            UPDATE notification_other SET read_at = \(now)
            WHERE subject_id = \(subject) AND account_id = \(member) AND read_at IS NULL RETURNING id
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
            UPDATE notification_other SET read_at = \(now)
            WHERE account_id = \(member) AND read_at IS NULL \(these) RETURNING id
            """
        ) { $0.text(0) }
    }

    /// Those of something that is gone.
    static func remove(
        of subject: String, in transaction: any WriteTransaction
    ) throws -> [(id: String, member: MemberID)] {
        try transaction.rows(
            "DELETE FROM notification_other WHERE subject_id = \(subject) RETURNING id, account_id"
        ) { ($0.text(0), $0.id(1)) }
    }

    /// Those of it that one member was told.
    static func remove(
        of subject: String, to member: MemberID, in transaction: any WriteTransaction
    ) throws -> [(id: String, member: MemberID)] {
        try transaction.rows(
            """
            DELETE FROM notification_other WHERE subject_id = \(subject) AND account_id = \(member)
            RETURNING id, account_id
            """
        ) { ($0.text(0), $0.id(1)) }
    }

    static func remove(
        before time: Timestamp, limit: Int, in transaction: any WriteTransaction
    ) throws -> [(id: String, member: MemberID)] {
        try transaction.rows(
            """
            DELETE FROM notification_other WHERE id IN (
                SELECT notice.id FROM notification_other AS notice WHERE notice.created_at < \(time)
                ORDER BY notice.created_at LIMIT \(limit))
            RETURNING id, account_id
            """
        ) { ($0.text(0), $0.id(1)) }
    }
}
