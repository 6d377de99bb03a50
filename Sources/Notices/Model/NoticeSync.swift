import Core
import Storage
import Sync
import SyncProtocol

/// The member's own notices; a notice of what may be seen no longer is not there.
struct NoticeCollection: SyncedCollection {
    let entity = "notification"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found =
            try NoticeRepository.notices(ids, of: viewer.id, visibleTo: .member(viewer), in: transaction)
            + OtherNoticeRepository.notices(ids, of: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, NoticeRecord($0)) })
    }
}

extension NoticeService {
    package var syncedCollections: [any SyncedCollection] { [NoticeCollection()] }

    package var syncedMutations: [SyncedMutation] {
        [
            SyncedMutation(name: "notification.read") { arguments, principal, _ in
                let seen: NoticesSeen = try arguments.decode(allowing: NoticesSeen.CodingKeys.self)
                let ids = try seen.validated()
                return { transaction in
                    try markSeen(ids, as: principal, in: transaction)
                    return .asAsked
                }
            }
        ]
    }

    /// Every row of notices that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = [
        "SELECT 'u:' || account_id, 'notification', id FROM notification",
        "SELECT 'u:' || account_id, 'notification', id FROM notification_other",
    ]
}

/// What notices know of a member.
package struct NoticePersonalData: PersonalData {
    package let tables: Set<String> = [
        "notification", "notification_other", "notification_setting", "push_subscription",
    ]

    package init() {}

    private struct Told: Encodable, Sendable {
        let kind: String
        /// The thread, or what else it tells of.
        let threadId: String
        let createdAt: Timestamp
        let readAt: Timestamp?
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let told = try transaction.rows(
            """
            SELECT kind, thread_id, created_at, read_at FROM notification WHERE account_id = \(member.id)
            ORDER BY created_at, id
            """
        ) { Told(kind: $0.text(0), threadId: $0.text(1), createdAt: $0.time(2), readAt: $0.timeOrNil(3)) }
        let others = try transaction.rows(
            """
            SELECT kind, subject_id, created_at, read_at FROM notification_other WHERE account_id = \(member.id)
            ORDER BY created_at, id
            """
        ) { Told(kind: $0.text(0), threadId: $0.text(1), createdAt: $0.time(2), readAt: $0.timeOrNil(3)) }
        let settings = try NoticeSettingRepository.settings(of: member.id, in: transaction)
        let devices = try PushRepository.devices(of: member.id, presentBy: member.credential, in: transaction)
        return [
            "notices": told + others, "noticeSettings": settings.map { [$0] } ?? [],
            "pushDevices": devices.map(PushDeviceRecord.init),
        ]
    }

    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        for table: Query in ["notification", "notification_other", "notification_setting", "push_subscription"] {
            try transaction.execute("DELETE FROM \(table) WHERE account_id = \(member)")
        }
    }
}
