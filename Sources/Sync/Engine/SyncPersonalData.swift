import Core
import Storage

/// What the protocol knows of a member: devices, what they follow, what they sent.
package struct SyncPersonalData: PersonalData {
    package let tables: Set<String> = ["sync_group", "scope_subscription", "mutation_outcome"]

    package init() {}

    private struct DeviceRecord: Encodable, Sendable {
        let id: String
        let userAgent: String
        let createdAt: Timestamp
        let lastUsedAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let devices = try transaction.rows(
            """
            SELECT id, user_agent, created_at, last_used_at FROM sync_group WHERE account_id = \(member.id)
            ORDER BY created_at, id
            """
        ) { DeviceRecord(id: $0.text(0), userAgent: $0.text(1), createdAt: $0.time(2), lastUsedAt: $0.time(3)) }
        let scopes = try transaction.rows(
            "SELECT scope FROM scope_subscription WHERE account_id = \(member.id) AND is_on = 1 ORDER BY scope"
        ) { $0.text(0) }
        return ["devices": devices, "subscriptions": scopes]
    }

    /// Nobody will pull the member's own scope again: its entries go without a trace.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let groups = try transaction.rows("SELECT id FROM sync_group WHERE account_id = \(member)") { $0.text(0) }
        for group in groups {
            try transaction.execute("DELETE FROM change_index_entry WHERE scope = \("group:\(group)")")
        }
        for table: Query in ["mutation_outcome", "scope_subscription", "sync_group"] {
            try transaction.execute("DELETE FROM \(table) WHERE account_id = \(member)")
        }
        let scope = "u:\(member)"
        try transaction.execute("DELETE FROM change_index_entry WHERE scope = \(scope)")
        try transaction.execute("DELETE FROM scope_set WHERE scopes LIKE \("%\(scope)%")")
    }
}
