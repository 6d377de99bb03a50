import Core
import Storage

/// What moderation knows of a member.
package struct ModerationPersonalData: PersonalData {
    package let tables: Set<String> = [
        "review_item", "flag", "suspension", "moderation_entry", "vouch", "written_sentence", "undone_post",
        "unmasking",
    ]

    private let moderation: ModerationService

    package init(moderation: ModerationService) { self.moderation = moderation }

    /// Without the reason: those are a moderator's words.
    private struct Suspended: Encodable, Sendable {
        let until: Timestamp
        let createdAt: Timestamp
        let liftedAt: Timestamp?
    }

    private struct Appeal: Encodable, Sendable {
        let text: String
        let createdAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let flags = try FlagRepository.flags(by: member.id, after: nil, limit: 100_000, in: transaction)
        let items = try ReviewRepository.items(by: member.id, after: nil, limit: 100_000, in: transaction)
        let suspensions = try SuspensionRepository.suspensions(of: member.id, in: transaction)
        let vouched = try transaction.rows(
            "SELECT account_id FROM vouch WHERE voucher_id = \(member.id) ORDER BY created_at"
        ) { $0.text(0) }
        return [
            "flags": flags.map(FlagRecord.init),
            "appeals": items.filter { !$0.appeal.isEmpty }.map { Appeal(text: $0.appeal, createdAt: $0.openedAt) },
            "suspensions": suspensions.map {
                Suspended(until: $0.until, createdAt: $0.createdAt, liftedAt: $0.liftedAt)
            },
            "vouches": vouched,
        ]
    }

    /// What was done stays known, without the words of and about the member; what they told somebody whose suspension
    /// runs stays until it is over.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        for statement: Query in [
            "UPDATE flag SET note = '' WHERE reporter_id = \(member) OR author_id = \(member)",
            "UPDATE review_item SET appeal = '', note = '' WHERE author_id = \(member)",
            "UPDATE suspension SET reason = '' WHERE account_id = \(member)",
            "UPDATE moderation_entry SET note = '' WHERE member_id = \(member) OR actor_id = \(member)",
            "UPDATE review_item SET note = '' WHERE decided_by = \(member)",
            "UPDATE unmasking SET reason = '' WHERE requested_by = \(member) OR confirmed_by = \(member)",
            """
            UPDATE suspension SET reason = ''
            WHERE by_id = \(member) AND (lifted_at IS NOT NULL OR until_at <= \(now))
            """,
            "DELETE FROM vouch WHERE account_id = \(member) OR voucher_id = \(member)",
            "DELETE FROM written_sentence WHERE account_id = \(member)",
            "DELETE FROM undone_post WHERE account_id = \(member)",
        ] { try transaction.execute(statement) }
    }
}
