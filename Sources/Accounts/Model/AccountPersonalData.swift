import Core
import Mail
import Storage

/// What accounts know of a member.
package struct AccountPersonalData: PersonalData {
    package let tables: Set<String> = [
        "account", "account_role", "account_language", "account_skill", "session", "api_token", "email_verification",
        "password_reset", "former_username", "member_block", "account_deletion", "submitted_form", "account_totp",
        "recovery_code", "sign_in_challenge", "email_undo", "moved_member",
    ]

    package init() {}

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        guard let found = try AccountRepository.account(member.id, in: transaction) else { return [:] }
        let account = try AccountRepository.withLists(found, in: transaction)
        return [
            "account": [AccountRecord(account)],
            "sessions": try SessionRepository.sessions(of: member.id, in: transaction),
            "tokens": try SessionRepository.tokens(of: member.id, in: transaction),
            "formerUsernames": try transaction.rows(
                "SELECT name FROM former_username WHERE account_id = \(member.id) ORDER BY given_up_at"
            ) { $0.text(0) },
            "movedFrom": try transaction.rows(
                "SELECT community FROM moved_member WHERE account_id = \(member.id) ORDER BY community"
            ) { $0.text(0) },
            "blocks": try BlockRepository.blocked(by: member.id, in: transaction).map(\.id),
        ]
    }

    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        let emails = try transaction.rows(
            """
            SELECT email FROM account WHERE id = \(member)
            UNION SELECT own.email FROM (
                SELECT email FROM email_undo WHERE account_id = \(member)
                UNION SELECT email FROM email_verification WHERE account_id = \(member)) AS own
            WHERE NOT EXISTS (
                SELECT 1 FROM account AS other WHERE lower(other.email) = lower(own.email) AND other.id <> \(member))
            """
        ) { $0.text(0) }
        for email in emails {
            try transaction.execute("DELETE FROM mail_message WHERE to_address = \(email)")
            try SignInFailures.clear(email, in: transaction)
            try Bounces.lift(email, in: transaction)
        }
        let own: [Query] = [
            "account_role", "account_language", "account_skill", "session", "api_token", "email_verification",
            "password_reset", "former_username", "member_block", "account_deletion", "submitted_form", "account_totp",
            "recovery_code", "sign_in_challenge", "email_undo",
        ]
        for table in own { try transaction.execute("DELETE FROM \(table) WHERE account_id = \(member)") }
        let blockers = try transaction.rows(
            "DELETE FROM member_block WHERE blocked_id = \(member) RETURNING account_id"
        ) { $0.text(0) }
        for blocker in blockers {
            transaction.touch(.leaves(scope: "u:\(blocker)", entity: "block", id: member.text))
        }
        // The row stays for what others wrote to it; nothing in it says who it was. That of `moved_member` stays too, so
        // that whoever moves the old community in again does not bring back who left.
        // No username and no address has a colon alone: nobody can take the place before.
        let name = "gone:\(member.text)"
        try transaction.execute(
            """
            UPDATE account SET username = \(name), email = \(name), email_verified_at = NULL, password_hash = '',
                display_name = '', state = 'deleted', suspended_until = NULL, silenced_at = NULL, active_days = 0,
                last_active_day = 0, about = '', origin = NULL, destination = NULL, stage = NULL,
                time_zone = 'UTC', language = 'en', updated_at = \(now), revision = revision + 1
            WHERE id = \(member)
            """)
        try MemberSearch.write(member, in: transaction)
        transaction.touch(.leaves(scope: "u:\(member)", entity: "me", id: member.text))
        transaction.touch(.changes(entity: "member", id: member.text))
    }
}
