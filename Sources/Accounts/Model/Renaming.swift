import Core
import Storage

/// Another username: once a year; the old one stays the member's, and links to it lead to them.
extension AccountService {
    static let renamePause = Span.days(365)

    /// Gives the member another username. One that differs in capitals alone is free at any time.
    /// - Throws: `signInRequired`; `invalid` naming `username`; `forbidden` with `account_suspended` or
    ///   `account_silenced`.
    package func rename(to username: String?, as principal: Principal) async throws -> Account {
        let member = try principal.requireMember()
        guard !member.isSuspended else { throw Problem(.forbidden, "account_suspended") }
        guard !member.isSilenced else { throw Problem(.forbidden, "account_silenced") }
        let wanted = try UsernameDraft.checked(username)
        let now = clock.now
        try await store.write { transaction in
            guard let account = try AccountRepository.account(member.id, in: transaction) else {
                throw Problem.notFound
            }
            guard account.username != wanted else { return }
            if account.username.lowercased() != wanted.lowercased() {
                try giveUp(account.username, for: wanted, of: account.id, at: now, in: transaction)
            }
            try setUsername(wanted, of: account.id, at: now, in: transaction)
            transaction.touch(.enters(scope: "u:\(account.id)", entity: "me", id: account.id.text))
            transaction.touch(.changes(entity: "member", id: account.id.text))
        }
        return try await me(as: principal)
    }

    private func giveUp(
        _ old: String, for wanted: String, of id: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let last = try transaction.first(
            "SELECT given_up_at FROM former_username WHERE account_id = \(id) ORDER BY given_up_at DESC LIMIT 1"
        ) { $0.time(0) }
        if let last, now.since(last) < Self.renamePause {
            throw Problem.invalid("username", "renamed_recently")
        }
        // A name of one's own may be taken up again.
        try transaction.execute(
            "DELETE FROM former_username WHERE name = \(wanted.lowercased()) AND account_id = \(id)")
        try transaction.execute(
            """
            INSERT INTO former_username (name, account_id, given_up_at) VALUES (\(old.lowercased()), \(id), \(now))
            """)
    }

    private func setUsername(
        _ username: String, of id: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        do {
            try transaction.execute(
                """
                UPDATE account SET username = \(username), updated_at = \(now), revision = revision + 1
                WHERE id = \(id)
                """)
        } catch let problem as Problem where problem.code == "account_username_key" {
            throw Problem.invalid("username", "username_taken")
        }
        if try AccountRepository.isReserved(username, for: id, in: transaction) {
            throw Problem.invalid("username", "username_taken")
        }
        try MemberSearch.write(id, in: transaction)
    }
}

/// What is asked for another username, by page and API.
package struct UsernameDraft: CheckedDraft {
    package var username: String?
    package var password: String?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case username, password
    }

    package func check(at now: Timestamp) throws { _ = try Self.checked(username) }

    static func checked(_ username: String?) throws -> String {
        var validation = Validation()
        validation.note("password", .text(1...200))
        let username = AccountRules.username(username, &validation)
        if AccountRules.reservedNames.contains(username.lowercased()) {
            validation.refuse("username", "username_taken")
        }
        try validation.check()
        return username
    }
}
