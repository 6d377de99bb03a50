import Core
import Storage
import Sync
import SyncProtocol

/// One's own account, in the scope `u:{id}`.
package struct MeCollection: SyncedCollection {
    package let entity = "me"

    package init() {}

    package func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        guard ids.contains(viewer.id.text), let account = try AccountRepository.account(viewer.id, in: transaction)
        else { return [:] }
        return [viewer.id.text: AccountRecord(try AccountRepository.withLists(account, in: transaction))]
    }
}

/// What everyone may see of the members that other rows name.
package struct MemberCollection: SyncedCollection {
    package let entity = "member"

    package init() {}

    package func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        try AccountRepository.records(ids, in: transaction)
    }
}

extension AccountService {
    /// What clients may push.
    package var syncedMutations: [SyncedMutation] {
        [
            // Each field by itself: of two devices the later one wins where both changed the same.
            SyncedMutation(name: "profile.patch") { arguments, principal, now in
                let change: ProfileChange = try arguments.decode(allowing: ProfileChange.CodingKeys.self)
                try change.check(at: now)
                return { transaction in
                    let account = try changeProfile(change, as: principal, in: transaction)
                    return MutationEffect(
                        rows: [SyncedRow(key: "me/\(account.id)", value: AccountRecord(account))])
                }
            }
        ]
    }

    /// Every row of accounts that is in a scope: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = [
        "SELECT 'u:' || id AS scope, 'me' AS entity, id AS row_id FROM account WHERE state <> 'deleted'",
        "SELECT 'u:' || account_id, 'block', blocked_id FROM member_block",
    ]
}
