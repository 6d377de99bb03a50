import Core
import Storage

/// SQL over sessions and API tokens; internal to the feature.
enum SessionRepository {
    static let idle = Span.days(60)
    static let lifetime = Span.days(180)

    /// The account behind a session token with the session's id and times, in one query: one row a role.
    static func account(
        sessionHash: String, at now: Timestamp, in transaction: any Transaction
    ) throws -> (account: Account, session: Session, steppedUpAt: Timestamp)? {
        let rows = try transaction.rows(
            """
            SELECT \(AccountRepository.columns), session.id, session.created_at, session.last_seen_at,
                session.stepped_up_at, session.user_agent, account_role.role
            FROM session JOIN account ON account.id = session.account_id
            LEFT JOIN account_role ON account_role.account_id = account.id
            WHERE session.token_hash = \(sessionHash) AND session.last_seen_at > \(now.advanced(by: -idle))
                AND session.created_at > \(now.advanced(by: -lifetime)) AND account.state <> 'deleted'
                AND NOT (account.state = 'suspended' AND account.suspended_until IS NULL)
            """
        ) { row in
            let own = AccountRepository.columnCount
            let session = Session(
                id: row.text(own), createdAt: row.time(own + 1), lastSeenAt: row.time(own + 2),
                userAgent: row.text(own + 4), address: "")
            let role = row.textOrNil(own + 5).flatMap(Role.init(rawValue:))
            return (AccountRepository.decode(row), session, row.time(own + 3), role)
        }
        guard let first = rows.first else { return nil }
        var account = first.0
        account.roles = Set(rows.compactMap(\.3))
        return (account, first.1, first.2)
    }

    static func insert(
        id: String, secret: BearerSecret, of account: MemberID, userAgent: String, address: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO session (id, account_id, token_hash, created_at, stepped_up_at, last_seen_at, user_agent, address)
            VALUES (\(id), \(account), \(secret.hash), \(now), \(now), \(now), \(String(userAgent.prefix(200))),
                \(String(address.prefix(45))))
            """)
    }

    /// The member's sessions, the last used first.
    static func sessions(of account: MemberID, in transaction: any Transaction) throws -> [Session] {
        try transaction.rows(
            """
            SELECT id, created_at, last_seen_at, user_agent, address FROM session WHERE account_id = \(account)
            ORDER BY last_seen_at DESC, id DESC LIMIT 200
            """
        ) {
            Session(
                id: $0.text(0), createdAt: $0.time(1), lastSeenAt: $0.time(2), userAgent: $0.text(3),
                address: $0.text(4))
        }
    }

    static func removeOthers(
        than id: String, of account: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM session WHERE account_id = \(account) AND id <> \(id)")
    }

    static func setSeen(
        _ id: String, of account: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("UPDATE session SET last_seen_at = \(now) WHERE id = \(id)")
        try countDay(of: account, at: now, in: transaction)
    }

    /// A day on which a member was seen counts once, by whatever they came with.
    static func countDay(of account: MemberID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let day = now.milliseconds / Span.days(1).milliseconds
        try transaction.execute(
            """
            UPDATE account SET active_days = active_days + 1, last_active_day = \(day)
            WHERE id = \(account) AND last_active_day < \(day)
            """)
    }

    static func setSteppedUp(_ id: String, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE session SET stepped_up_at = \(now) WHERE id = \(id)")
    }

    /// - Returns: whether the member had such a session.
    @discardableResult
    static func remove(_ id: String, of account: MemberID, in transaction: any WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM session WHERE id = \(id) AND account_id = \(account)") > 0
    }

    static func removeAll(of account: MemberID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM session WHERE account_id = \(account)")
    }

    static func removeExpired(at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            DELETE FROM session
            WHERE last_seen_at <= \(now.advanced(by: -idle)) OR created_at <= \(now.advanced(by: -lifetime))
            """)
        // Where somebody signed in from is kept for two weeks.
        try transaction.execute(
            "UPDATE session SET address = '' WHERE address <> '' AND created_at <= \(now.advanced(by: .days(-14)))")
        for table: Query in ["password_reset", "sign_in_challenge", "email_undo"] {
            try transaction.execute("DELETE FROM \(table) WHERE expires_at <= \(now)")
        }
        try SubmittedForms.removeExpired(at: now, in: transaction)
        try transaction.execute("DELETE FROM email_verification WHERE expires_at <= \(now)")
        try transaction.execute("DELETE FROM sign_in_failure WHERE last_at <= \(now.advanced(by: .days(-1)))")
    }

    // MARK: API tokens

    private static let tokenColumns: Query = """
        api_token.id, api_token.name, api_token.scopes, api_token.created_at, api_token.expires_at,
        api_token.last_used_at
        """

    private static func decodeToken(_ row: any ResultRow) -> APIToken {
        APIToken(
            id: row.text(0), name: row.text(1),
            scopes: row.text(2).split(separator: " ").compactMap { TokenScope(rawValue: String($0)) },
            createdAt: row.time(3), expiresAt: row.time(4), lastUsedAt: row.timeOrNil(5))
    }

    /// The token with its owner; expired ones too, so that the answer can say so.
    static func token(hash: String, in transaction: any Transaction) throws -> (token: APIToken, owner: Account)? {
        let rows = try transaction.rows(
            """
            SELECT \(tokenColumns), \(AccountRepository.columns), account_role.role
            FROM api_token JOIN account ON account.id = api_token.account_id
            LEFT JOIN account_role ON account_role.account_id = account.id
            WHERE api_token.token_hash = \(hash) AND account.state <> 'deleted'
            """
        ) { row in
            let shifted = ShiftedRow(row: row, by: 6)
            let role = row.textOrNil(6 + AccountRepository.columnCount).flatMap(Role.init(rawValue:))
            return (decodeToken(row), AccountRepository.decode(shifted), role)
        }
        guard let first = rows.first else { return nil }
        var owner = first.1
        owner.roles = Set(rows.compactMap(\.2))
        return (first.0, owner)
    }

    static func tokens(of account: MemberID, in transaction: any Transaction) throws -> [APIToken] {
        try transaction.rows(
            "SELECT \(tokenColumns) FROM api_token WHERE account_id = \(account) ORDER BY created_at", decodeToken)
    }

    static func insert(
        _ token: APIToken, hash: String, of account: MemberID, in transaction: any WriteTransaction
    ) throws {
        let scopes = token.scopes.map(\.rawValue).joined(separator: " ")
        try transaction.execute(
            """
            INSERT INTO api_token (id, account_id, token_hash, name, scopes, created_at, expires_at)
            VALUES (\(token.id), \(account), \(hash), \(token.name), \(scopes), \(token.createdAt), \(token.expiresAt))
            """)
    }

    static func setTokenUsed(
        _ id: String, of account: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("UPDATE api_token SET last_used_at = \(now) WHERE id = \(id)")
        try countDay(of: account, at: now, in: transaction)
    }

    /// - Returns: whether the member had such a token.
    static func removeToken(_ id: String, of account: MemberID, in transaction: any WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM api_token WHERE id = \(id) AND account_id = \(account)") > 0
    }
}

/// A row seen from a later column on, so that a joined table decodes as it does alone.
private struct ShiftedRow: ResultRow {
    let row: any ResultRow
    let by: Int

    func isNull(_ column: Int) -> Bool { row.isNull(column + by) }
    func integer(_ column: Int) -> Int64 { row.integer(column + by) }
    func text(_ column: Int) -> String { row.text(column + by) }
    func bytes(_ column: Int) -> [UInt8] { row.bytes(column + by) }
}
