import Core
import Foundation
import Storage

/// A device to which something is to be brought, and whose it is.
struct PushTarget: Sendable {
    let id: PushSubscriptionID
    let endpoint: String
    let p256dh: String
    let auth: String
    let failures: Int64
    /// Whether what the member signed in by is still good.
    let isGood: Bool
    let member: MemberID
    /// BCP 47.
    let language: String
    let zone: TimeZone
    /// Whether the member is here.
    let isHere: Bool
}

/// SQL over devices and what waits for them; internal to the feature.
enum PushRepository {
    // MARK: Devices

    static func devices(
        of member: MemberID, presentBy credential: Principal.Credential, in transaction: any Transaction
    ) throws -> [PushDevice] {
        let (session, token) = ids(of: credential)
        return try transaction.rows(
            """
            SELECT id, device, created_at, sent_at, session_id, token_id FROM push_subscription
            WHERE account_id = \(member) ORDER BY created_at, id
            """
        ) { row in
            let isPresent = session.map { row.textOrNil(4) == $0 } ?? (row.textOrNil(5) == token)
            return PushDevice(
                id: row.id(0), device: row.text(1), createdAt: row.time(2), sentAt: row.timeOrNil(3),
                isPresent: isPresent)
        }
    }

    private static func ids(of credential: Principal.Credential) -> (session: String?, token: String?) {
        switch credential {
        case .session(let id, _): (id, nil)
        case .token(let id, _): (nil, id)
        }
    }

    static func count(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM push_subscription WHERE account_id = \(member)"))
    }

    /// A browser has one: the one before it, of the same session, brings nothing any more.
    static func removeOthers(
        of credential: Principal.Credential, than endpoint: String, in transaction: any WriteTransaction
    ) throws {
        guard let session = ids(of: credential).session else { return }
        try transaction.execute(
            "DELETE FROM push_subscription WHERE session_id = \(session) AND endpoint <> \(endpoint)")
    }

    /// - Returns: the device's id, and whether it is a new one; `nil` when the address is somebody else's, who alone
    ///   knows its secret. On the same device another member may sign in: then it is theirs.
    static func put(
        _ valid: PushSubscriptionDraft.Valid, of member: MemberID, by credential: Principal.Credential,
        id: PushSubscriptionID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> (id: PushSubscriptionID, isNew: Bool)? {
        let (session, token) = ids(of: credential)
        // What waits for the member before is nothing for this one.
        try transaction.execute(
            """
            DELETE FROM push_message WHERE subscription_id IN (SELECT id FROM push_subscription
                WHERE endpoint = \(valid.endpoint) AND auth = \(valid.auth) AND account_id <> \(member))
            """)
        let found: PushSubscriptionID? = try transaction.first(
            """
            INSERT INTO push_subscription (id, account_id, session_id, token_id, endpoint, p256dh, auth, device,
                created_at)
            VALUES (\(id), \(member), \(session), \(token), \(valid.endpoint), \(valid.p256dh), \(valid.auth),
                \(valid.device), \(now))
            ON CONFLICT (endpoint) DO UPDATE SET account_id = excluded.account_id, session_id = excluded.session_id,
                token_id = excluded.token_id, p256dh = excluded.p256dh, device = excluded.device, failures = 0,
                paused_until = 0
            WHERE push_subscription.auth = excluded.auth
            RETURNING id
            """
        ) { $0.id(0) }
        return found.map { ($0, $0 == id) }
    }

    /// - Returns: whether the member had such a device.
    static func remove(
        _ id: PushSubscriptionID, of member: MemberID, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute("DELETE FROM push_subscription WHERE id = \(id) AND account_id = \(member)") > 0
    }

    static func removeAll(of member: MemberID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM push_subscription WHERE account_id = \(member)")
    }

    // MARK: What waits

    /// Of new notices of threads, for the devices of those whom they tell.
    static func add(
        _ notices: [String], due: Timestamp, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        guard !notices.isEmpty else { return }
        try transaction.execute(
            """
            INSERT INTO push_message (subscription_id, notice_id, due_at, created_at)
            SELECT subscription.id, notice.id, \(latest(due)), \(now)
            FROM notification AS notice JOIN push_subscription AS subscription
                ON subscription.account_id = notice.account_id
            WHERE \(transaction.dialect.anyOf("notice.id", notices))
            ON CONFLICT (subscription_id, notice_id) DO NOTHING
            """)
    }

    /// Of a new notice that is of no thread.
    static func add(
        _ notice: NoticeID, to member: MemberID, due: Timestamp, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO push_message (subscription_id, notice_id, due_at, created_at)
            SELECT subscription.id, notice.id, \(latest(due)), \(now)
            FROM notification_other AS notice JOIN push_subscription AS subscription
                ON subscription.account_id = notice.account_id
            WHERE notice.id = \(notice) AND notice.account_id = \(member)
            ON CONFLICT (subscription_id, notice_id) DO NOTHING
            """)
    }

    /// Not before the pause of the device is over.
    private static func latest(_ due: Timestamp) -> Query {
        "CASE WHEN subscription.paused_until > \(due) THEN subscription.paused_until ELSE \(due) END"
    }

    /// Devices to which something is to be brought, the longest waiting first; one may be named several times.
    static func due(at now: Timestamp, limit: Int, in transaction: any Transaction) throws -> [PushSubscriptionID] {
        try transaction.rows(
            """
            SELECT message.subscription_id FROM push_message AS message WHERE message.due_at <= \(now)
            ORDER BY message.due_at, message.subscription_id LIMIT \(limit)
            """
        ) { $0.id(0) }
    }

    /// Notices that are due there, each with when it was told.
    static func waiting(
        _ id: PushSubscriptionID, at now: Timestamp, in transaction: any Transaction
    ) throws -> [(notice: String, createdAt: Timestamp)] {
        try transaction.rows(
            """
            SELECT message.notice_id, message.created_at FROM push_message AS message
            WHERE message.subscription_id = \(id) AND message.due_at <= \(now) ORDER BY message.notice_id
            """
        ) { ($0.text(0), $0.time(1)) }
    }

    static func target(
        _ id: PushSubscriptionID, at now: Timestamp, in transaction: any Transaction
    ) throws -> PushTarget? {
        try transaction.first(
            """
            SELECT subscription.id, subscription.endpoint, subscription.p256dh, subscription.auth,
                subscription.failures, subscription.session_id, api_token.expires_at, account.id, account.language,
                account.time_zone, account.state
            FROM push_subscription AS subscription JOIN account ON account.id = subscription.account_id
            LEFT JOIN api_token ON api_token.id = subscription.token_id
            WHERE subscription.id = \(id)
            """
        ) { row in
            PushTarget(
                id: row.id(0), endpoint: row.text(1), p256dh: row.text(2), auth: row.text(3),
                failures: row.integer(4), isGood: !row.isNull(5) || row.timeOrNil(6).map { $0 > now } ?? false,
                member: row.id(7), language: row.text(8), zone: TimeZone(identifier: row.text(9)) ?? .gmt,
                isHere: row.text(10) == "active")
        }
    }

    /// The member as one who may see things: by their roles, and nothing else.
    static func principal(of target: PushTarget, in transaction: any Transaction) throws -> Principal {
        let roles = try transaction.rows(
            "SELECT account_role.role FROM account_role WHERE account_role.account_id = \(target.member)"
        ) { Role(rawValue: $0.text(0)) }
        return .member(
            Principal.Member(
                id: target.member, username: "", displayName: "", roles: Set(roles.compactMap { $0 }),
                credential: .token(id: "", scopes: []), isVerified: true, isSuspended: false,
                joinedAt: Timestamp(milliseconds: 0), language: target.language, timeZone: "UTC"))
    }

    // MARK: Afterwards

    static func remove(
        _ notices: [String], from id: PushSubscriptionID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            DELETE FROM push_message
            WHERE subscription_id = \(id) AND \(transaction.dialect.anyOf("notice_id", notices))
            """)
    }

    static func postpone(
        _ id: PushSubscriptionID, until time: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE push_message SET due_at = \(time) WHERE subscription_id = \(id) AND due_at < \(time)")
    }

    static func setSent(_ id: PushSubscriptionID, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE push_subscription SET sent_at = \(now), failures = 0, paused_until = 0 WHERE id = \(id)")
    }

    static func setFailed(
        _ id: PushSubscriptionID, failures: Int64, until time: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE push_subscription SET failures = \(failures), paused_until = \(time) WHERE id = \(id)")
    }

    static func remove(_ id: PushSubscriptionID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM push_subscription WHERE id = \(id)")
    }
}
