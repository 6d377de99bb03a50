import Core
import Storage

/// Another e-mail address: confirmed at the new one, told to the old one, which can take it back for seven days.
extension AccountService {
    static let undoTime = Span.days(7)

    /// Sends a link to the new address; nothing changes until it is followed. The answer never tells whether the
    /// address has an account: its owner is told.
    /// - Throws: `signInRequired`; `invalid` naming `email`, also with `letter_recent` within ten minutes.
    package func requestEmailChange(to email: String?, as principal: Principal) async throws {
        let account = try await me(as: principal)
        let email = try EmailDraft.checked(email)
        guard email.lowercased() != account.email.lowercased() else { throw Problem.invalid("email", "email_same") }
        let secret = BearerSecret()
        let now = clock.now
        try await store.write { transaction in
            guard try mayWrite(to: account, withLink: true, in: transaction) else {
                throw Problem.invalid("email", "letter_recent")
            }
            // For a known address too, so that the next try is answered alike.
            try VerificationRepository.insert(
                secret, for: account.id, email: email, until: now.advanced(by: .hours(24)), in: transaction)
            if try AccountRepository.account(email: email, in: transaction) != nil {
                return try tellOwner(of: email, in: transaction)
            }
            try send(
                "mail_new_address", to: account, mailedTo: email, ["link": "\(siteAddress)/verify/\(secret.text)"],
                at: now,
                in: transaction)
        }
    }

    /// The link at the new address was followed.
    func changeEmail(
        of account: Account, to email: String, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try setEmail(email, of: account.id, at: now, in: transaction)
        try transaction.execute("DELETE FROM password_reset WHERE account_id = \(account.id)")
        // Nobody ever showed that the old address was theirs.
        guard account.emailVerifiedAt != nil else { return }
        let secret = BearerSecret()
        try transaction.execute(
            """
            INSERT INTO email_undo (token_hash, account_id, email, changed_at, expires_at)
            VALUES (\(secret.hash), \(account.id), \(account.email), \(now), \(now.advanced(by: Self.undoTime)))
            """)
        try send(
            "mail_address_changed", to: account, ["link": "\(siteAddress)/undo-email/\(secret.text)"], at: now,
            in: transaction)
    }

    /// Sets the address; it counts as confirmed.
    /// - Throws: `notFound` with `link_expired` when somebody else has it by now.
    private func setEmail(
        _ email: String, of id: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        do {
            try transaction.execute(
                """
                UPDATE account SET email = \(email), email_verified_at = \(now), updated_at = \(now),
                    revision = revision + 1
                WHERE id = \(id)
                """)
        } catch let problem as Problem where problem.code == "account_email_key" {
            throw Problem(.notFound, "link_expired")
        }
        transaction.touch(.enters(scope: "u:\(id)", entity: "me", id: id.text))
    }

    /// Whose address the link would take back, and which it would be.
    /// - Throws: `notFound` with `link_expired`.
    package func formerAddress(_ secret: BearerSecret) async throws -> (username: String, email: String) {
        let now = clock.now
        return try await store.read { transaction in
            let former = try Self.former(secret, at: now, in: transaction)
            guard let account = try AccountRepository.account(former.id, in: transaction) else {
                throw Problem(.notFound, "link_expired")
            }
            return (account.username, former.email)
        }
    }

    private static func former(
        _ secret: BearerSecret, at now: Timestamp, in transaction: any Transaction
    ) throws -> (id: MemberID, email: String, changedAt: Timestamp) {
        let found = try transaction.first(
            """
            SELECT account_id, email, changed_at FROM email_undo
            WHERE token_hash = \(secret.hash) AND expires_at > \(now)
            """
        ) { (id: $0.id(0, as: MemberMark.self), email: $0.text(1), changedAt: $0.time(2)) }
        guard let found else { throw Problem(.notFound, "link_expired") }
        return found
    }

    /// Whose address it was until lately and may be again.
    static func formerOwner(
        of email: String, at now: Timestamp, in transaction: any Transaction
    ) throws -> Account? {
        let id = try transaction.first(
            """
            SELECT account_id FROM email_undo WHERE expires_at > \(now) AND lower(email) = \(email.lowercased())
            ORDER BY changed_at LIMIT 1
            """
        ) { $0.id(0, as: MemberMark.self) }
        return try id.flatMap { try AccountRepository.account($0, in: transaction) }
    }

    /// Takes a former address back. Whoever changed it is signed out everywhere and knows no password any more, what
    /// they could have set up is taken away, and a letter with a link for a new password goes to the address.
    /// - Throws: `notFound` with `link_expired`.
    package func undoEmailChange(_ secret: BearerSecret) async throws {
        let now = clock.now
        let email = try await store.write { transaction in
            let former = try Self.former(secret, at: now, in: transaction)
            try setEmail(former.email, of: former.id, at: now, in: transaction)
            try Self.endAllAccess(to: former.id, in: transaction)
            try AccountRepository.setPasswordHash("", of: former.id, in: transaction)
            try transaction.execute(
                "DELETE FROM email_undo WHERE account_id = \(former.id) AND changed_at >= \(former.changedAt)")
            // Also one from shortly before: turning it on may have been the thief's first step.
            let shortlyBefore = former.changedAt.advanced(by: -Self.undoTime)
            let isNew = try transaction.exists(
                "SELECT 1 FROM account_totp WHERE account_id = \(former.id) AND confirmed_at >= \(shortlyBefore)")
            if isNew { try SecondStepRepository.remove(former.id, in: transaction) }
            return former.email
        }
        try await requestReset(email: email)
    }
}

/// What is asked for another address, by page and API.
package struct EmailDraft: CheckedDraft {
    package var email: String?
    package var password: String?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case email, password
    }

    package func check(at now: Timestamp) throws { _ = try Self.checked(email) }

    static func checked(_ email: String?) throws -> String {
        var validation = Validation()
        validation.note("password", .text(1...200))
        let email = AccountRules.email(email, "email", &validation)
        try validation.check()
        return email
    }
}
