import Core
import Storage

/// SQL over levels; internal to the feature.
enum LevelRepository {
    private static let columns: Query = "level.scope, level.target_id, level.level, level.reason"

    private static func decode(_ row: any ResultRow) -> LevelRecord {
        LevelRecord(
            scope: LevelTarget.Scope(rawValue: row.text(0)) ?? .thread, targetId: row.text(1),
            level: NoticeLevel(rawValue: row.text(2)) ?? .normal,
            reason: LevelRecord.Reason(rawValue: row.text(3)) ?? .chosen)
    }

    static func level(
        of target: LevelTarget, by member: MemberID, in transaction: any Transaction
    ) throws -> LevelRecord? {
        try levels(target.scope, of: [target.id], by: member, in: transaction).first
    }

    static func levels(
        _ scope: LevelTarget.Scope, of targets: [String], by member: MemberID, in transaction: any Transaction
    ) throws -> [LevelRecord] {
        guard !targets.isEmpty else { return [] }
        return try transaction.rows(
            """
            SELECT \(columns) FROM notice_level AS level
            WHERE level.account_id = \(member) AND level.scope = \(scope.rawValue)
                AND \(transaction.dialect.anyOf("level.target_id", targets))
            """, decode)
    }

    static func levels(of member: MemberID, in transaction: any Transaction) throws -> [LevelRecord] {
        try transaction.rows(
            """
            SELECT \(columns) FROM notice_level AS level WHERE level.account_id = \(member)
            ORDER BY level.scope, level.target_id
            """, decode)
    }

    /// Levels that the member chose; what came about by itself is not counted.
    static func count(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                "SELECT count(*) FROM notice_level WHERE account_id = \(member) AND reason = 'chosen'"))
    }

    static func choose(
        _ level: NoticeLevel, of target: LevelTarget, by member: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO notice_level (account_id, scope, target_id, level, reason, updated_at)
            VALUES (\(member), \(target.scope.rawValue), \(target.id), \(level.rawValue), 'chosen', \(now))
            ON CONFLICT (account_id, scope, target_id) DO UPDATE
            SET level = excluded.level, reason = excluded.reason, updated_at = excluded.updated_at
            """)
    }

    /// - Returns: whether there was no level before.
    static func follow(
        _ thread: ThreadID, by member: MemberID, _ level: NoticeLevel, because reason: LevelRecord.Reason,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO notice_level (account_id, scope, target_id, level, reason, updated_at)
            VALUES (\(member), 'thread', \(thread), \(level.rawValue), \(reason.rawValue), \(now))
            ON CONFLICT (account_id, scope, target_id) DO NOTHING
            """) > 0
    }
}
