import Core
import Storage

/// SQL over one-time codes, recovery codes and sign-ins that wait for one; internal to the feature.
enum SecondStepRepository {
    struct Enrolment {
        let secret: [UInt8]
        let createdAt: Timestamp
        let confirmedAt: Timestamp?
        let lastStep: Int64
    }

    static func enrolment(of id: MemberID, in transaction: any Transaction) throws -> Enrolment? {
        try transaction.first(
            "SELECT secret, created_at, confirmed_at, last_step FROM account_totp WHERE account_id = \(id)"
        ) {
            Enrolment(
                secret: Base64URL.decode($0.text(0)) ?? [], createdAt: $0.time(1), confirmedAt: $0.timeOrNil(2),
                lastStep: $0.integer(3))
        }
    }

    static func isOn(for id: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists("SELECT 1 FROM account_totp WHERE account_id = \(id) AND confirmed_at IS NOT NULL")
    }

    static func begin(
        _ secret: [UInt8], for id: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO account_totp (account_id, secret, created_at) VALUES (\(id), \(Base64URL.encode(secret)), \(now))
            ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
            """)
    }

    static func confirm(
        _ id: MemberID, step: Int64, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE account_totp SET confirmed_at = \(now), last_step = \(step) WHERE account_id = \(id)")
    }

    static func replaceCodes(
        _ codes: [String], of id: MemberID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM recovery_code WHERE account_id = \(id)")
        for code in codes {
            try transaction.execute(
                "INSERT INTO recovery_code (account_id, code_hash) VALUES (\(id), \(RecoveryCode.hash(code)))")
        }
    }

    static func codesLeft(of id: MemberID, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM recovery_code WHERE account_id = \(id)"))
    }

    static func remove(_ id: MemberID, in transaction: any WriteTransaction) throws {
        for table: Query in ["account_totp", "recovery_code", "sign_in_challenge"] {
            try transaction.execute("DELETE FROM \(table) WHERE account_id = \(id)")
        }
    }

    /// Takes a code of the app or a recovery code; either works once.
    /// - Returns: whether it was right.
    static func take(
        _ typed: String, of id: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        guard let enrolment = try enrolment(of: id, in: transaction) else { return false }
        let code = String(typed.prefix(60).filter { !$0.isWhitespace })
        if let step = OneTimeCode.step(of: code, enrolment.secret, at: now, after: enrolment.lastStep) {
            try transaction.execute("UPDATE account_totp SET last_step = \(step) WHERE account_id = \(id)")
            return true
        }
        let hash = RecoveryCode.hash(code)
        return try transaction.execute(
            "DELETE FROM recovery_code WHERE account_id = \(id) AND code_hash = \(hash)") > 0
    }

    // MARK: Sign-ins that wait

    static func insertChallenge(
        _ secret: BearerSecret, for id: MemberID, until expiry: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO sign_in_challenge (token_hash, account_id, expires_at) VALUES (\(secret.hash), \(id), \(expiry))
            """)
    }

    /// Whose sign-in waits for a code still; after five wrong ones none does.
    static func challenged(
        _ secret: BearerSecret, at now: Timestamp, in transaction: any Transaction
    ) throws -> MemberID? {
        try transaction.first(
            """
            SELECT account_id FROM sign_in_challenge
            WHERE token_hash = \(secret.hash) AND expires_at > \(now) AND failures < 5
            """
        ) { $0.id(0) }
    }

    static func addFailure(_ secret: BearerSecret, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            "UPDATE sign_in_challenge SET failures = failures + 1 WHERE token_hash = \(secret.hash)")
    }

    static func removeChallenge(_ secret: BearerSecret, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM sign_in_challenge WHERE token_hash = \(secret.hash)")
    }
}
