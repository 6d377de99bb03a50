import Core
import Storage

/// The scope that is a member's own, `u:{id}`.
package enum MemberScope {
    /// Lets replicas look again at those rows of it of which the member's roles decide whether they are shown.
    package static func changed(
        of member: MemberID, _ entities: [String], in transaction: any WriteTransaction
    ) throws {
        let rows = try transaction.rows(
            """
            SELECT entity, row_id FROM change_index_entry
            WHERE scope = \("u:\(member)") AND state = 1 AND \(transaction.dialect.anyOf("entity", entities))
            """
        ) { ($0.text(0), $0.text(1)) }
        for (entity, id) in rows { transaction.touch(.changes(entity: entity, id: id)) }
    }
}
