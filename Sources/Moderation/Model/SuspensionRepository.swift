import Core
import Storage

/// Some time in which a member may read and not write.
package struct Suspension: Sendable, Equatable {
    package let id: String
    package let memberID: MemberID
    package let reason: String
    package let until: Timestamp
    package let itemID: ReviewItemID?
    package let createdAt: Timestamp
    package let liftedAt: Timestamp?

    package func isRunning(at now: Timestamp) -> Bool { liftedAt == nil && until > now }
}

/// SQL over suspensions; internal to the feature.
enum SuspensionRepository {
    static func insert(
        _ suspension: Suspension, by moderator: MemberID?, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO suspension (id, account_id, reason, until_at, by_id, item_id, created_at)
            VALUES (\(suspension.id), \(suspension.memberID), \(suspension.reason), \(suspension.until), \(moderator),
                \(suspension.itemID), \(suspension.createdAt))
            """)
    }

    /// The last hundred of a member, the newest first.
    static func suspensions(of member: MemberID, in transaction: any Transaction) throws -> [Suspension] {
        try transaction.rows(
            """
            SELECT id, account_id, reason, until_at, item_id, created_at, lifted_at FROM suspension
            WHERE account_id = \(member) ORDER BY created_at DESC, id DESC LIMIT 100
            """
        ) {
            Suspension(
                id: $0.text(0), memberID: $0.id(1), reason: $0.text(2), until: $0.time(3), itemID: $0.idOrNil(4),
                createdAt: $0.time(5), liftedAt: $0.timeOrNil(6))
        }
    }

    /// Ends what runs, before its time or at it.
    static func lift(
        _ member: MemberID, by moderator: MemberID?, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE suspension SET lifted_at = \(now), lifted_by = \(moderator)
            WHERE account_id = \(member) AND lifted_at IS NULL
            """)
    }
}
