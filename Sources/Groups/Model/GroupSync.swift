import Core
import Storage
import Sync
import SyncProtocol

/// Groups in which the member may read, in the scope `g:{group}`, which holds their threads, too.
struct GroupCollection: SyncedCollection {
    static let name = "group"
    var entity: String { Self.name }

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let principal = Principal.member(viewer)
        let found = try GroupRepository.byID(ids, visibleTo: principal, in: transaction)
        return Dictionary(
            uniqueKeysWithValues: found.filter(principal.canRead).map {
                ($0.id.text, GroupRecord($0, canRead: true, withMembership: false))
            })
    }
}

extension GroupService {
    package var syncedCollections: [any SyncedCollection] { [GroupCollection(), GroupEventCollection()] }

    /// Every row of groups that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = [
        "SELECT 'g:' || id, 'group', id FROM member_group", "SELECT 'g:' || group_id, 'event', id FROM group_event",
    ]
}

/// What groups know of a member.
package struct GroupPersonalData: PersonalData {
    package let tables: Set<String> = ["group_member", "group_answer", "group_declaration", "group_vouch"]
    private let groups: GroupService

    package init(groups: GroupService) { self.groups = groups }

    private struct Membership: Encodable, Sendable {
        let groupId: String
        /// While one may know of it.
        let name: String?
        let state: String
        let isModerator: Bool
        let since: Timestamp
        let expiresAt: Timestamp?
    }

    private struct Said: Encodable, Sendable {
        let groupId: String
        let answer: String
    }

    private struct Declared: Encodable, Sendable {
        let groupId: String
        let declaredAt: Timestamp
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let memberships = try transaction.rows(
            """
            SELECT mine.group_id, CASE WHEN mine.state IN ('member', 'invited', 'asked') THEN member_group.name END,
                mine.state, mine.is_moderator, mine.since, mine.expires_at
            FROM group_member AS mine CROSS JOIN member_group
            WHERE mine.account_id = \(member.id) AND member_group.id = mine.group_id
            ORDER BY mine.since, mine.group_id
            """
        ) { row in
            Membership(
                groupId: row.text(0), name: row.textOrNil(1), state: row.text(2), isModerator: row.flag(3),
                since: row.time(4), expiresAt: row.timeOrNil(5))
        }
        let answers = try transaction.rows(
            "SELECT group_id, answer FROM group_answer WHERE account_id = \(member.id) ORDER BY group_id, place"
        ) { Said(groupId: $0.text(0), answer: $0.text(1)) }
        let declarations = try transaction.rows(
            "SELECT group_id, declared_at FROM group_declaration WHERE account_id = \(member.id) ORDER BY group_id"
        ) { Declared(groupId: $0.text(0), declaredAt: $0.time(1)) }
        let vouches = try transaction.rows(
            "SELECT group_id, created_at FROM group_vouch WHERE voucher_id = \(member.id) ORDER BY created_at"
        ) { Declared(groupId: $0.text(0), declaredAt: $0.time(1)) }
        return [
            "groups": memberships, "groupAnswers": answers, "groupDeclarations": declarations,
            "groupVouches": vouches,
        ]
    }

    /// Memberships end, and nothing is left of them; who is there longest moderates where nobody else does.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try groups.close(member, in: transaction)
        for statement: Query in [
            "DELETE FROM group_member WHERE account_id = \(member)",
            "DELETE FROM group_answer WHERE account_id = \(member)",
            "DELETE FROM group_declaration WHERE account_id = \(member)",
            "DELETE FROM group_vouch WHERE account_id = \(member) OR voucher_id = \(member)",
        ] { try transaction.execute(statement) }
    }
}
