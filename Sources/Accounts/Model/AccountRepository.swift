import Core
import Storage

/// SQL over accounts; internal to the feature.
enum AccountRepository {
    static let columns: Query = """
        account.id, account.username, account.email, account.email_verified_at, account.display_name, account.state,
        account.about, account.origin, account.destination, account.stage, account.time_zone, account.language,
        account.created_at, account.revision, account.trust_level, account.active_days, account.suspended_until,
        account.silenced_at
        """
    /// How many there are: where the columns of a joined table begin.
    static let columnCount = 18

    static func decode(_ row: any ResultRow) -> Account {
        Account(
            id: row.id(0), username: row.text(1), email: row.text(2), emailVerifiedAt: row.timeOrNil(3),
            displayName: row.text(4), state: Account.State(rawValue: row.text(5)) ?? .suspended,
            profile: Profile(
                about: row.text(6), origin: row.textOrNil(7), destination: row.textOrNil(8),
                stage: row.textOrNil(9).flatMap(Profile.Stage.init(rawValue:)), timeZone: row.text(10),
                language: row.text(11), languages: [], skills: []),
            roles: [], createdAt: row.time(12), revision: row.integer(13),
            trust: TrustLevel(rawValue: row.int(14)) ?? .new, activeDays: row.int(15),
            suspendedUntil: row.timeOrNil(16), silencedAt: row.timeOrNil(17))
    }

    /// The account with its roles, without languages and skills.
    static func account(_ id: MemberID, in transaction: any Transaction) throws -> Account? {
        try withRoles("account.id = \(id)", in: transaction)
    }

    static func account(email: String, in transaction: any Transaction) throws -> Account? {
        try withRoles("lower(account.email) = \(email.lowercased())", in: transaction)
    }

    static func account(username: String, in transaction: any Transaction) throws -> Account? {
        try withRoles("lower(account.username) = \(username.lowercased())", in: transaction)
    }

    /// The account whose member gave the name up.
    static func account(formerName name: String, in transaction: any Transaction) throws -> Account? {
        try withRoles(
            """
            account.id = (
                SELECT former.account_id FROM former_username AS former WHERE former.name = \(name.lowercased()))
            """, in: transaction)
    }

    /// Whether somebody else gave the name up: it stays theirs. Asked after the name was written, when nobody else
    /// can take it.
    static func isReserved(_ username: String, for id: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            "SELECT 1 FROM former_username WHERE name = \(username.lowercased()) AND account_id <> \(id)")
    }

    private static func withRoles(_ condition: Query, in transaction: any Transaction) throws -> Account? {
        let found = try transaction.first(
            "SELECT \(columns) FROM account WHERE \(condition) AND account.state <> 'deleted'", decode)
        guard var account = found else { return nil }
        account.roles = try roles(of: account.id, in: transaction)
        return account
    }

    static func roles(of id: MemberID, in transaction: any Transaction) throws -> Set<Role> {
        Set(
            try transaction.rows("SELECT role FROM account_role WHERE account_id = \(id)") {
                Role(rawValue: $0.text(0)) ?? .member
            })
    }

    static func passwordHash(of id: MemberID, in transaction: any Transaction) throws -> String? {
        try transaction.first("SELECT password_hash FROM account WHERE id = \(id)") { $0.text(0) }
    }

    /// - Throws: `conflict` with `account_email_key` or `account_username_key`.
    static func insert(
        _ account: Account, passwordHash: String, privacyVersion: Int, in transaction: any WriteTransaction
    ) throws {
        let profile = account.profile
        try transaction.execute(
            """
            INSERT INTO account (id, username, email, email_verified_at, password_hash, display_name, state, about,
                origin, destination, stage, time_zone, language, consent_version, created_at, updated_at)
            VALUES (\(account.id), \(account.username), \(account.email), \(account.emailVerifiedAt), \(passwordHash),
                \(account.displayName), \(account.state.rawValue), \(profile.about), \(profile.origin),
                \(profile.destination), \(profile.stage?.rawValue), \(profile.timeZone), \(profile.language), \(privacyVersion),
                \(account.createdAt), \(account.createdAt))
            """)
        for role in account.roles.sorted() { try add(role, to: account.id, at: account.createdAt, in: transaction) }
        try replaceLists(of: account, in: transaction)
        try MemberSearch.write(account.id, in: transaction)
    }

    static func add(_ role: Role, to id: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO account_role (account_id, role, granted_at) VALUES (\(id), \(role.rawValue), \(now))
            ON CONFLICT (account_id, role) DO NOTHING
            """)
    }

    /// Others see another account from now on.
    static func raiseRevision(of id: MemberID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE account SET revision = revision + 1 WHERE id = \(id)")
    }

    static func remove(_ role: Role, from id: MemberID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM account_role WHERE account_id = \(id) AND role = \(role.rawValue)")
    }

    /// Writes name and profile and raises the revision.
    static func update(_ account: Account, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let profile = account.profile
        try transaction.execute(
            """
            UPDATE account SET display_name = \(account.displayName), about = \(profile.about),
                origin = \(profile.origin), destination = \(profile.destination), stage = \(profile.stage?.rawValue),
                time_zone = \(profile.timeZone), language = \(profile.language), updated_at = \(now),
                revision = revision + 1
            WHERE id = \(account.id)
            """)
        try replaceLists(of: account, in: transaction)
        try MemberSearch.write(account.id, in: transaction)
    }

    private static func replaceLists(of account: Account, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM account_language WHERE account_id = \(account.id)")
        for language in account.profile.languages {
            try transaction.execute(
                """
                INSERT INTO account_language (account_id, language, level)
                VALUES (\(account.id), \(language.code), \(language.level))
                """)
        }
        try transaction.execute("DELETE FROM account_skill WHERE account_id = \(account.id)")
        for skill in account.profile.skills {
            try transaction.execute("INSERT INTO account_skill (account_id, skill) VALUES (\(account.id), \(skill))")
        }
    }

    /// Fills in what `account(_:in:)` leaves out.
    static func withLists(_ account: Account, in transaction: any Transaction) throws -> Account {
        var account = account
        account.profile.languages = try transaction.rows(
            """
            SELECT language, level FROM account_language WHERE account_id = \(account.id)
            ORDER BY level DESC, language
            """
        ) { Profile.SpokenLanguage(code: $0.text(0), level: $0.int(1)) }
        account.profile.skills = try transaction.rows(
            "SELECT skill FROM account_skill WHERE account_id = \(account.id) ORDER BY skill"
        ) { $0.text(0) }
        return account
    }

    /// Members as other rows name them, by id.
    static func records(_ ids: [String], in transaction: any Transaction) throws -> [String: MemberRecord] {
        let roles = Dictionary(
            grouping: try transaction.rows(
                """
                SELECT account_id, role FROM account_role
                WHERE \(transaction.dialect.anyOf("account_id", ids)) AND role <> 'member'
                """
            ) { ($0.text(0), Role(rawValue: $0.text(1))) }, by: \.0)
        let records = try transaction.rows(
            """
            SELECT id, username, display_name, origin, destination FROM account_public
            WHERE \(transaction.dialect.anyOf("id", ids))
            """
        ) { row in
            MemberRecord(
                id: row.id(0), username: row.text(1), displayName: row.text(2),
                roles: (roles[row.text(0)] ?? []).compactMap(\.1).sorted(), origin: row.textOrNil(3),
                destination: row.textOrNil(4))
        }
        return Dictionary(uniqueKeysWithValues: records.map { ($0.id.text, $0) })
    }

    static func setState(
        _ state: Account.State, of id: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE account SET state = \(state.rawValue), updated_at = \(now), revision = revision + 1 WHERE id = \(id)
            """)
    }

    static func setPasswordHash(_ hash: String, of id: MemberID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE account SET password_hash = \(hash) WHERE id = \(id)")
    }

    /// The same password by other parameters, unless it was changed meanwhile.
    static func setPasswordHash(
        _ hash: String, of id: MemberID, insteadOf old: String, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE account SET password_hash = \(hash) WHERE id = \(id) AND password_hash = \(old)")
    }

    static func setVerified(_ id: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE account SET email_verified_at = \(now), revision = revision + 1
            WHERE id = \(id) AND email_verified_at IS NULL
            """)
    }

    /// Where members go, the commonest first; ways of a few are not told.
    static func corridors(limit: Int, in transaction: any Transaction) throws -> [Corridor] {
        try transaction.rows(
            """
            SELECT origin, destination, count(*) AS members FROM account
            WHERE origin IS NOT NULL AND destination IS NOT NULL AND origin <> destination AND state = 'active'
            GROUP BY origin, destination HAVING count(*) >= \(Corridor.least)
            ORDER BY members DESC, origin, destination LIMIT \(limit)
            """
        ) { Corridor(origin: $0.text(0), destination: $0.text(1), members: $0.int(2)) }
    }

    static func hasMembers(in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM account LIMIT 1")
    }
}
