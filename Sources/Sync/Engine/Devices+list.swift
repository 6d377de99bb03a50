import Core
import Storage
import SyncProtocol

/// A device as its member sees it.
package struct Device: Sendable, Equatable, Codable {
    /// The client group.
    package var id: String
    package var userAgent: String
    package var createdAt: Timestamp
    package var lastUsedAt: Timestamp
    package var revokedAt: Timestamp?
}

package enum Devices {
    /// Shuts out those of the groups that are the member's.
    /// - Returns: how many of them are.
    @discardableResult
    package static func revoke(
        _ ids: [String], of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Int {
        guard !ids.isEmpty else { return 0 }
        return try transaction.execute(
            """
            UPDATE sync_group SET revoked_at = coalesce(revoked_at, \(now))
            WHERE account_id = \(member) AND \(transaction.dialect.anyOf("id", ids))
            """)
    }
}

extension SyncService {
    /// The member's devices, the newest first.
    /// - Throws: `signInRequired`.
    package func devices(as principal: Principal) async throws -> [Device] {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            try transaction.rows(
                """
                SELECT id, user_agent, created_at, last_used_at, revoked_at FROM sync_group
                WHERE account_id = \(member.id) ORDER BY created_at DESC, id
                """
            ) { row in
                Device(
                    id: row.text(0), userAgent: row.text(1), createdAt: row.time(2), lastUsedAt: row.time(3),
                    revokedAt: row.timeOrNil(4))
            }
        }
    }

    /// Shuts a device out; it wipes its replica when it next asks, whatever it had not sent yet.
    /// - Throws: `signInRequired`; `notFound` for a device of someone else. Once more is no mistake.
    package func revokeDevice(_ id: String, as principal: Principal) async throws {
        let member = try principal.requireMember()
        let now = clock.now
        try await store.write { transaction in
            guard try Devices.revoke([id], of: member.id, at: now, in: transaction) > 0 else { throw Problem.notFound }
        }
    }
}
