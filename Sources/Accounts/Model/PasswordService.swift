import Core
import Mail
import Storage
import Texts

/// Changing a password that one knows, and one that one has forgotten.
extension AccountService {
    /// How long a reset link works.
    static let resetTime = Span.minutes(30)

    /// Sends a link to the address if it has an account; the answer never tells. One letter in ten minutes.
    /// - Throws: `invalid` naming `email` for what is no address.
    package func requestReset(email: String) async throws {
        var validation = Validation()
        let email = AccountRules.email(email, "email", &validation)
        try validation.check()
        let secret = BearerSecret()
        let now = clock.now
        try await store.write { transaction in
            guard let account = try AccountRepository.account(email: email, in: transaction) else { return }
            let recent = now.advanced(by: .minutes(20))
            let wasSent = try transaction.exists(
                "SELECT 1 FROM password_reset WHERE account_id = \(account.id) AND expires_at > \(recent)")
            guard !wasSent else { return }
            try transaction.execute("DELETE FROM password_reset WHERE account_id = \(account.id)")
            try transaction.execute(
                """
                INSERT INTO password_reset (token_hash, account_id, expires_at)
                VALUES (\(secret.hash), \(account.id), \(now.advanced(by: Self.resetTime)))
                """)
            try send(
                "mail_reset", to: account, ["link": "\(siteAddress)/reset/\(secret.text)"], at: now, in: transaction)
        }
    }

    /// Whose password the link would set.
    /// - Throws: `notFound` with `link_expired` for a link that is used, old or made up.
    package func resetOwner(_ secret: BearerSecret) async throws -> Account {
        let now = clock.now
        return try await store.read { try Self.resetOwner(secret, at: now, in: $0) }
    }

    private static func resetOwner(
        _ secret: BearerSecret, at now: Timestamp, in transaction: any Transaction
    ) throws -> Account {
        let id = try transaction.first(
            "SELECT account_id FROM password_reset WHERE token_hash = \(secret.hash) AND expires_at > \(now)"
        ) { $0.id(0, as: MemberMark.self) }
        guard let id, let account = try AccountRepository.account(id, in: transaction) else {
            throw Problem(.notFound, "link_expired")
        }
        return account
    }

    /// Sets the password of the link's owner; every session, token and link ends, and the owner is told. Who reads the
    /// letters has the address: it counts as confirmed, and a second step from before was somebody else's.
    /// - Throws: `notFound` with `link_expired`; `invalid` naming `password`.
    package func reset(_ secret: BearerSecret, to password: String) async throws {
        let owner = try await resetOwner(secret)
        let hash = try await hashed(password, of: owner)
        let now = clock.now
        try await store.write { transaction in
            // Once more inside: the link works once, also for two who follow it together.
            let account = try Self.resetOwner(secret, at: now, in: transaction)
            if account.emailVerifiedAt == nil { try SecondStepRepository.remove(account.id, in: transaction) }
            try Self.endAllAccess(to: account.id, in: transaction)
            try AccountRepository.setVerified(account.id, at: now, in: transaction)
            try setPassword(hash, of: account, at: now, in: transaction)
            transaction.touch(.enters(scope: "u:\(account.id)", entity: "me", id: account.id.text))
        }
    }

    /// Ends whatever could let somebody in, or take the account over, without the new password.
    static func endAllAccess(to id: MemberID, in transaction: any WriteTransaction) throws {
        for table: Query in ["session", "api_token", "email_verification", "password_reset", "sign_in_challenge"] {
            try transaction.execute("DELETE FROM \(table) WHERE account_id = \(id)")
        }
    }

    /// Sets one's own password; the other sessions and open links end, tokens stay: they are listed to be revoked.
    /// Whoever calls has asked for the old one.
    /// - Throws: `signInRequired`; `invalid` naming `newPassword`.
    package func changePassword(to password: String, as principal: Principal) async throws {
        let account = try await me(as: principal)
        let hash = try await hashed(password, of: account, field: "newPassword")
        let now = clock.now
        guard case .session(let session, _) = principal.member?.credential else {
            throw Problem(.forbidden, "session_required")
        }
        try await store.write { transaction in
            try SessionRepository.removeOthers(than: session, of: account.id, in: transaction)
            for table: Query in ["password_reset", "sign_in_challenge"] {
                try transaction.execute("DELETE FROM \(table) WHERE account_id = \(account.id)")
            }
            // A change of address that waits may be a thief's; the confirmation of one's own goes on.
            try transaction.execute(
                """
                DELETE FROM email_verification
                WHERE account_id = \(account.id) AND lower(email) <> \(account.email.lowercased())
                """)
            try setPassword(hash, of: account, at: now, in: transaction)
        }
    }

    private func hashed(_ password: String, of account: Account, field: String = "password") async throws -> String {
        var validation = Validation()
        let names = [account.email, account.username]
        let password = AccountRules.newPassword(password, notLike: names, field, &validation)
        try validation.check()
        return try await hasher.hash(password)
    }

    private func setPassword(
        _ hash: String, of account: Account, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try AccountRepository.setPasswordHash(hash, of: account.id, in: transaction)
        try SignInFailures.clear(account.email, in: transaction)
        try send(
            "mail_password_changed", to: account, ["link": "\(siteAddress)/reset"], at: now, in: transaction)
    }
}
