import Core
import Mail
import Storage
import Texts

/// Letters to members, written in the language that each reads: called inside the transaction in which what they tell of
/// happens.
extension NoticeService {
    /// Whether the member wants to hear of such a thing.
    package func wants(_ kind: Notice.Kind, _ member: MemberID, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM account LEFT JOIN notification_setting AS setting ON setting.account_id = account.id
            WHERE account.id = \(member) AND COALESCE(\(NoticeSettingRepository.column(of: kind)), 1) = 1
            """)
    }

    /// Writes to a member who is here and whose address is confirmed; to nobody else.
    /// - Parameters:
    ///   - key: of two texts, `<key>_subject` and `<key>_body`; `name` is filled in.
    ///   - arguments: what else is filled in, in words of the member's language.
    package func write(
        _ key: String, to member: MemberID, in transaction: any WriteTransaction,
        _ arguments: (Phrasebook) -> [String: String]
    ) throws {
        guard let recipient = try Recipient.of(member, in: transaction) else { return }
        let now = clock.now
        try Outbox.write(
            key, to: recipient, arguments(recipient.phrases), id: ids.next(at: now), at: now, in: transaction)
    }
}
