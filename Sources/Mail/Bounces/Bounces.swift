import Core
import Crypto
import Foundation
import Storage

/// Addresses at which letters do not arrive (community.md, Forum: addresses that bounce are suppressed).
package enum Bounces {
    /// Letters that might arrive another time, on so many days of thirty, mean that they never will.
    package static let mostSoftDays: Int64 = 5
    private static let softWindow: Int64 = 30

    /// How a letter came back.
    enum Severity { case hard, soft }

    static func hash(_ address: String) -> String {
        Base64URL.encode(SHA256.hash(data: Data(address.lowercased().utf8)))
    }

    /// Since when only letters are sent there that its member asks for; `nil` where all are.
    package static func suppressedAt(_ address: String, in transaction: any Transaction) throws -> Timestamp? {
        try transaction.first(
            "SELECT suppressed_at FROM mail_bounce WHERE address_hash = \(hash(address)) AND suppressed_at IS NOT NULL"
        ) { $0.time(0) }
    }

    /// Those of the addresses to which nothing is sent by itself.
    static func suppressed(_ addresses: [String], in transaction: any Transaction) throws -> Set<String> {
        let byHash = Dictionary(addresses.map { (hash($0), $0) }) { first, _ in first }
        let found = try transaction.rows(
            """
            SELECT address_hash FROM mail_bounce
            WHERE \(transaction.dialect.anyOf("address_hash", byHash.keys.sorted())) AND suppressed_at IS NOT NULL
            """
        ) { $0.text(0) }
        let hashes = Set(found)
        return Set(addresses.filter { hashes.contains(hash($0)) })
    }

    /// Letters arrive there again: its member followed a link in one.
    package static func lift(_ address: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM mail_bounce WHERE address_hash = \(hash(address))")
    }

    /// What is not suppressed is forgotten after 60 days without another report.
    package static func forgetOld(at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            DELETE FROM mail_bounce WHERE updated_at <= \(now.advanced(by: .days(-60))) AND suppressed_at IS NULL
            """)
    }

    /// - Returns: whether the address is suppressed from now on and was not before.
    static func note(
        _ severity: Severity, _ status: String, at address: String, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws -> Bool {
        let today = now.milliseconds.flooredDivision(by: 86_400_000).quotient
        let before = try transaction.first(
            "SELECT soft_days, last_soft_day, suppressed_at FROM mail_bounce WHERE address_hash = \(hash(address))"
        ) { (days: $0.integer(0), last: $0.integer(1), suppressedAt: $0.timeOrNil(2)) }
        var days = before.map { today - $0.last > softWindow ? 0 : $0.days } ?? 0
        var last = before?.last ?? 0
        if severity == .soft, last != today || days == 0 { (days, last) = (days + 1, today) }
        let isOver = severity == .hard || days >= mostSoftDays
        let suppressedAt = before?.suppressedAt ?? (isOver ? now : nil)
        try transaction.execute(
            """
            INSERT INTO mail_bounce (address_hash, soft_days, last_soft_day, suppressed_at, status, updated_at)
            VALUES (\(hash(address)), \(days), \(last), \(suppressedAt), \(status), \(now))
            ON CONFLICT (address_hash) DO UPDATE SET soft_days = excluded.soft_days,
                last_soft_day = excluded.last_soft_day, suppressed_at = excluded.suppressed_at,
                status = excluded.status, updated_at = excluded.updated_at
            """)
        return before?.suppressedAt == nil && suppressedAt != nil
    }
}
