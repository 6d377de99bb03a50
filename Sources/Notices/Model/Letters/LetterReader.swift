import Core
import Foundation
import Mail
import Storage

/// A member whom letters reach, and how they want them.
struct LetterReader: Sendable {
    let recipient: Recipient
    let settings: NoticeSettings
    let quiet: QuietHours?
    let zone: TimeZone
    let joinedAt: Timestamp
    /// Days since 1970 in UTC.
    let lastActiveDay: Int64

    /// `nil` for whom no letter reaches.
    static func of(_ member: MemberID, in transaction: any Transaction) throws -> LetterReader? {
        let settings = try NoticeSettingRepository.settings(of: member, in: transaction) ?? NoticeSettings()
        let quiet = try settings.quietHours()
        return try transaction.first(
            """
            SELECT account.id, account.email, account.display_name, account.language, account.time_zone,
                account.created_at, account.last_active_day
            FROM account WHERE account.id = \(member) AND \(Recipient.isReached)
            """
        ) { row in
            LetterReader(
                recipient: Recipient(row), settings: settings, quiet: quiet,
                zone: TimeZone(identifier: row.text(4)) ?? .gmt, joinedAt: row.time(5), lastActiveDay: row.integer(6))
        }
    }

    /// When the member's quiet hours end; `nil` where letters may come.
    func quietEnd(at now: Timestamp) -> Timestamp? { quiet?.end(at: now, in: zone) }
}
