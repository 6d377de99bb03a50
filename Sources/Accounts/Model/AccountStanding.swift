import Core
import Storage

/// What moderation knows and decides of an account; every function runs in the transaction of its cause.
package enum AccountStanding {
    /// Facts by which moderation judges.
    package struct Facts: Sendable {
        package let id: MemberID
        package let username: String
        package let displayName: String
        package let roles: Set<Role>
        package let trust: TrustLevel
        package let joinedAt: Timestamp
        package let activeDays: Int
        package let isVerified: Bool
        package let isSuspended: Bool
        /// When the suspension ends by itself; `nil` where the operator shut the account out.
        package let suspendedUntil: Timestamp?
        package let silencedAt: Timestamp?

        package var isStaff: Bool { !roles.isDisjoint(with: [.moderator, .admin]) }
    }

    /// - Returns: `nil` when there is no such account, or not any more.
    package static func facts(_ id: MemberID, at now: Timestamp, in transaction: any Transaction) throws -> Facts? {
        try AccountRepository.account(id, in: transaction).map { facts($0, at: now) }
    }

    /// A member as they are by now, signed in by the same credential.
    /// - Returns: `nil` when the account or the credential is gone, or the operator has shut the account out.
    package static func present(
        _ member: Principal.Member, at now: Timestamp, in transaction: any Transaction
    ) throws -> Principal.Member? {
        guard let account = try AccountRepository.account(member.id, in: transaction), !account.isShutOut else {
            return nil
        }
        let isSignedIn =
            switch member.credential {
            case .session(let id, _): try transaction.exists("SELECT 1 FROM session WHERE id = \(id)")
            case .token(let id, _):
                try transaction.exists("SELECT 1 FROM api_token WHERE id = \(id) AND expires_at > \(now)")
            }
        return isSignedIn ? account.principal(member.credential, at: now) : nil
    }

    /// Of sessions and tokens those by which a member may still read, and until when.
    package static func good(
        sessions: [String], tokens: [String], at now: Timestamp, in transaction: any Transaction
    ) throws -> [String: Timestamp] {
        let isWelcome: Query = """
            (account.state = 'active' OR (account.state = 'suspended' AND account.suspended_until <= \(now)))
            """
        let bySession = try transaction.rows(
            """
            SELECT session.id, session.created_at FROM session JOIN account ON account.id = session.account_id
            WHERE \(transaction.dialect.anyOf("session.id", sessions)) AND \(isWelcome)
            """
        ) { ($0.text(0), $0.time(1).advanced(by: SessionRepository.lifetime)) }
        let byToken = try transaction.rows(
            """
            SELECT token.id, token.expires_at FROM api_token AS token JOIN account ON account.id = token.account_id
            WHERE \(transaction.dialect.anyOf("token.id", tokens)) AND \(isWelcome)
            """
        ) { ($0.text(0), $0.time(1)) }
        return Dictionary(bySession + byToken, uniquingKeysWith: { $1 })
    }

    /// The same by username.
    package static func facts(
        username: String, at now: Timestamp, in transaction: any Transaction
    ) throws -> Facts? {
        try AccountRepository.account(username: username, in: transaction).map { facts($0, at: now) }
    }

    private static func facts(_ account: Account, at now: Timestamp) -> Facts {
        Facts(
            id: account.id, username: account.username, displayName: account.displayName, roles: account.roles,
            trust: account.trust, joinedAt: account.createdAt, activeDays: account.activeDays,
            isVerified: account.emailVerifiedAt != nil, isSuspended: account.isSuspended(at: now),
            suspendedUntil: account.suspendedUntil, silencedAt: account.silencedAt)
    }

    /// Lets the account read, not write, until `until`.
    package static func suspend(
        _ id: MemberID, until: Timestamp, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("UPDATE account SET suspended_until = \(until) WHERE id = \(id)")
        try AccountRepository.setState(.suspended, of: id, at: now, in: transaction)
        touch(id, in: transaction)
    }

    /// Lets the account write again.
    package static func lift(_ id: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE account SET suspended_until = NULL WHERE id = \(id)")
        try AccountRepository.setState(.active, of: id, at: now, in: transaction)
        touch(id, in: transaction)
    }

    /// Accounts whose suspension is over, at most `limit`.
    package static func ended(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [MemberID] {
        try transaction.rows(
            """
            SELECT id FROM account
            WHERE suspended_until <= \(now) AND suspended_until IS NOT NULL AND state = 'suspended'
            ORDER BY suspended_until LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    /// Since when the account may not write; `nil` lets it.
    package static func setSilenced(
        _ since: Timestamp?, _ id: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE account SET silenced_at = \(since), revision = revision + 1 WHERE id = \(id)")
        touch(id, in: transaction)
    }

    package static func setTrust(
        _ level: TrustLevel, of id: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE account SET trust_level = \(level.rawValue), revision = revision + 1 WHERE id = \(id)")
        touch(id, in: transaction)
    }

    /// Members seen on `day` (days since 1970 in UTC) or later, by id: those whose trust may have grown.
    package static func seen(
        since day: Int64, after id: String, limit: Int, in transaction: any Transaction
    ) throws -> [MemberID] {
        try transaction.rows(
            """
            SELECT id FROM account WHERE id > \(id) AND last_active_day >= \(day) AND state = 'active'
            ORDER BY id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    private static func touch(_ id: MemberID, in transaction: any WriteTransaction) {
        transaction.touch(.enters(scope: "u:\(id)", entity: "me", id: id.text))
    }
}
