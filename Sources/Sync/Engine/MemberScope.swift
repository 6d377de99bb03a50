import Core
import Storage

/// The scope that is a member's own, `u:{id}`.
package enum MemberScope {
    /// Lets replicas look again at every row of it: of some of them the member's roles decide whether they are shown.
    package static func changed(of member: MemberID, in transaction: any WriteTransaction) throws {
        let scope = "u:\(member)"
        let rows = try transaction.rows(
            "SELECT entity, row_id FROM change_index_entry WHERE scope = \(scope) AND state = 1"
        ) { ($0.text(0), $0.text(1)) }
        for (entity, id) in rows { transaction.touch(.enters(scope: scope, entity: entity, id: id)) }
    }
}
