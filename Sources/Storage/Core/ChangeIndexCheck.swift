import Core

extension ChangeIndex {
    /// Builds the index anew from the tables and compares: entries that ought to be there and are not, and such as
    /// ought not to be there.
    /// - Parameter expected: queries of `scope, entity, row_id`, which together name every row that is in a scope.
    /// - Returns: a line for each of the first twenty differences, and one of their number; empty when there is none.
    package static func differences(from expected: [Query], in transaction: any Transaction) throws -> [String] {
        guard let first = expected.first else { return [] }
        let union = expected.dropFirst().reduce(first) { "\($0) UNION \($1)" }
        // UNION and EXCEPT bind alike: the union stands as a table of its own.
        let rows: Query = "SELECT scope, entity, row_id FROM (\(union)) AS expected"
        let present: Query = "SELECT scope, entity, row_id FROM change_index_entry WHERE state = 1"
        let missing = try lines("not in the change index", "\(rows) EXCEPT \(present)", in: transaction)
        let superfluous = try lines("in the change index without reason", "\(present) EXCEPT \(rows)", in: transaction)
        return missing + superfluous + (try impossible(in: transaction))
    }

    private static func lines(
        _ complaint: String, _ difference: Query, in transaction: any Transaction
    ) throws -> [String] {
        let found = try transaction.rows(
            "SELECT scope, entity, row_id FROM (\(difference)) AS difference ORDER BY scope, entity, row_id LIMIT 20"
        ) { "\($0.text(0)) \($0.text(1))/\($0.text(2)): \(complaint)" }
        guard found.count == 20 else { return found }
        let count = try transaction.number("SELECT count(*) FROM (\(difference)) AS difference")
        return found + ["\(count) entries in all: \(complaint)"]
    }

    private static func impossible(in transaction: any Transaction) throws -> [String] {
        let count = try transaction.number(
            """
            SELECT count(*) FROM change_index_entry AS entry, change_counter AS counter
            WHERE entry.ver > counter.sequence OR entry.first_ver > entry.ver OR entry.row_ver > counter.sequence
            """)
        let torn = try transaction.number(
            """
            SELECT count(*) FROM (
                SELECT 1 FROM change_index_entry WHERE substr(scope, 1, 2) <> 'u:'
                GROUP BY entity, row_id HAVING min(row_ver) <> max(row_ver)) AS torn
            """)
        return (count == 0 ? [] : ["\(count) entries of the change index have versions that cannot be"])
            + (torn == 0 ? [] : ["\(torn) rows have several versions in the change index"])
    }
}
