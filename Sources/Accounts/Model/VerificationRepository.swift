import Core
import Storage

/// SQL over e-mail verifications and failed sign-ins; internal to the feature.
enum VerificationRepository {
    /// Stands for the address of a letter with no link: strangers caused it, and no link of the owner's ends by it.
    static let noLink = ""

    /// Ends the account's other links of the kind.
    static func insert(
        _ secret: BearerSecret, for id: MemberID, email: String, until expiry: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        let others: Query = email == noLink ? "email = ''" : "email <> ''"
        try transaction.execute("DELETE FROM email_verification WHERE account_id = \(id) AND \(others)")
        try transaction.execute(
            """
            INSERT INTO email_verification (token_hash, account_id, email, expires_at)
            VALUES (\(secret.hash), \(id), \(email), \(expiry))
            """)
    }

    /// Whose link it is, while it is good, and the address that it was sent to: the account's or a new one.
    static func owner(
        of secret: BearerSecret, at now: Timestamp, in transaction: any Transaction
    ) throws -> (id: MemberID, email: String)? {
        try transaction.first(
            """
            SELECT account_id, email FROM email_verification
            WHERE token_hash = \(secret.hash) AND expires_at > \(now) AND email <> ''
            """
        ) { (id: $0.id(0), email: $0.text(1)) }
    }

    /// Whether a link of the account, or its last letter without one, is good at `time` still.
    static func isOpen(
        for id: MemberID, withLink: Bool, until time: Timestamp, in transaction: any Transaction
    ) throws -> Bool {
        let kind: Query = withLink ? "email <> ''" : "email = ''"
        return try transaction.exists(
            "SELECT 1 FROM email_verification WHERE account_id = \(id) AND \(kind) AND expires_at > \(time)")
    }

    static func remove(_ secret: BearerSecret, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM email_verification WHERE token_hash = \(secret.hash)")
    }
}

/// Failed sign-ins of one e-mail address, known or not, or wrong codes of one member.
struct SignInFailures {
    var count: Int64
    var blockedUntil: Timestamp

    /// What wrong codes of a member are counted by: no e-mail address looks like it.
    static func codeKey(_ id: MemberID) -> String { "code:\(id)" }

    /// - Throws: `tooMany` while the next try must wait.
    func refuse(at now: Timestamp) throws {
        guard blockedUntil > now else { return }
        let seconds = Int((blockedUntil.since(now).milliseconds + 999) / 1000)
        throw Problem(.tooMany, "sign_in_throttled", arguments: ["seconds": "\(seconds)"], retryAfter: seconds)
    }

    static func of(_ email: String, in transaction: any Transaction) throws -> SignInFailures? {
        try transaction.first(
            "SELECT failures, blocked_until FROM sign_in_failure WHERE key_hash = \(sha256(email.lowercased()))"
        ) { SignInFailures(count: $0.integer(0), blockedUntil: $0.time(1)) }
    }

    /// Counts one more. From the fifth on the next try must wait: a second, two, four … up to 15 minutes.
    static func add(_ email: String, at now: Timestamp, in transaction: any WriteTransaction) throws {
        let key = sha256(email.lowercased())
        let count = (try of(email, in: transaction)?.count ?? 0) + 1
        let pause = count < 5 ? 0 : min(900, Int64(1) << min(count - 5, 20))
        try transaction.execute(
            """
            INSERT INTO sign_in_failure (key_hash, failures, blocked_until, last_at)
            VALUES (\(key), \(count), \(now.advanced(by: .seconds(pause))), \(now))
            ON CONFLICT (key_hash) DO UPDATE
            SET failures = excluded.failures, blocked_until = excluded.blocked_until, last_at = excluded.last_at
            """)
    }

    static func clear(_ email: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM sign_in_failure WHERE key_hash = \(sha256(email.lowercased()))")
    }
}
