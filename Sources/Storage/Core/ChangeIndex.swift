import Core

/// What a write did to what one scope shows (sync.md, section 2). Collected by the transaction, written as the
/// last statements before COMMIT, under one commit sequence.
package enum Touch: Sendable, Hashable {
    /// The row is in the scope, new or changed.
    case enters(scope: String, entity: String, id: String)
    /// The scope shows something that names the row; if it holds the row already, nothing changes.
    case names(scope: String, entity: String, id: String)
    /// The row was deleted, left the scope or may no longer be seen in it.
    case leaves(scope: String, entity: String, id: String)
    /// The row changed wherever it is shown.
    case changes(entity: String, id: String)
}

/// Writes the change index. Pull reads it; nothing else writes it.
package enum ChangeIndex {
    /// Gives the touches of one COMMIT the next sequence and stamps their entries with it.
    ///
    /// An entry's `first_ver` stays what it was when the row first entered the scope: a replica may hold it from
    /// then on, also after it left and came back.
    package static func stamp(_ touches: [Touch], at now: Timestamp, in transaction: any WriteTransaction) throws {
        guard !touches.isEmpty else { return }
        let sequence = try transaction.dialect.nextSequence(in: transaction)
        let tag = Int64(UInt32.random(in: .min ... .max))
        let commit: Query =
            "INSERT INTO change_commit (sequence, tag, committed_at) VALUES (\(sequence), \(tag), \(now))"
        try transaction.execute(all: [commit] + latest(touches).flatMap { writing($0, sequence) })
    }

    /// The last word on each entry, in the order of the first: one commit may touch a row many times.
    private static func latest(_ touches: [Touch]) -> [Touch] {
        var place: [String: Int] = [:]
        var out: [Touch] = []
        for touch in touches {
            let known = place[touch.entry]
            if let known {
                out[known] = out[known].followed(by: touch)
            } else {
                place[touch.entry] = out.count
                out.append(touch)
            }
        }
        return out
    }

    private static func writing(_ touch: Touch, _ sequence: Int64) -> [Query] {
        switch touch {
        case .enters(let scope, let entity, let id):
            // What is there already and enters again has changed, for all scopes; what is new to the scope has not.
            [
                """
                \(insertion(scope, entity, id, sequence, of: isOne(with: scope, "other.scope")))
                SET ver = excluded.ver, state = 1,
                    row_ver = CASE WHEN change_index_entry.state = 1 THEN excluded.ver ELSE excluded.row_ver END
                """,
                """
                UPDATE change_index_entry
                SET ver = CASE WHEN state = 1 THEN \(sequence) ELSE ver END, row_ver = \(sequence)
                WHERE entity = \(entity) AND row_id = \(id) AND row_ver < \(sequence)
                AND \(isOne(with: scope, "change_index_entry.scope")) AND EXISTS (
                    SELECT 1 FROM change_index_entry AS own
                    WHERE own.scope = \(scope) AND own.entity = \(entity) AND own.row_id = \(id)
                        AND own.row_ver = \(sequence))
                """,
            ]
        case .names(let scope, let entity, let id):
            [
                """
                \(insertion(scope, entity, id, sequence)) SET ver = excluded.ver, state = 1, row_ver = excluded.row_ver
                WHERE change_index_entry.state = 0
                """
            ]
        case .leaves(let scope, let entity, let id):
            [
                """
                UPDATE change_index_entry SET ver = \(sequence), state = 0
                WHERE scope = \(scope) AND entity = \(entity) AND row_id = \(id) AND state = 1
                """
            ]
        case .changes(let entity, let id):
            [
                """
                UPDATE change_index_entry
                SET ver = CASE WHEN state = 1 THEN \(sequence) ELSE ver END, row_ver = \(sequence)
                WHERE entity = \(entity) AND row_id = \(id)
                """
            ]
        }
    }

    /// Whether a row of this name in the scope and in another is one: the vote of one member on a post and that of
    /// another have the name of the post both, and neither is to show that there is the other.
    private static func isOne(with scope: String, _ other: Query) -> Query {
        scope.hasPrefix("u:") ? "(substr(\(other), 1, 2) <> 'u:' OR \(other) = \(scope))" : "1 = 1"
    }

    /// An entry that is new in its scope takes the version that the row has elsewhere: everywhere the same.
    private static func insertion(
        _ scope: String, _ entity: String, _ id: String, _ sequence: Int64, of others: Query = "1 = 1"
    ) -> Query {
        """
        INSERT INTO change_index_entry (scope, entity, row_id, ver, state, first_ver, row_ver)
        VALUES (\(scope), \(entity), \(id), \(sequence), 1, \(sequence), COALESCE((
            SELECT other.row_ver FROM change_index_entry AS other
            WHERE other.entity = \(entity) AND other.row_id = \(id) AND \(others) LIMIT 1), \(sequence)))
        ON CONFLICT (scope, entity, row_id) DO UPDATE
        """
    }
}

extension Touch {
    /// What it speaks of.
    fileprivate var entry: String {
        switch self {
        case .enters(let scope, let entity, let id), .leaves(let scope, let entity, let id),
            .names(let scope, let entity, let id):
            "\(scope) \(entity)/\(id)"
        case .changes(let entity, let id): "\(entity)/\(id)"
        }
    }

    /// Two touches of one entry as one. To be named is to be there, but no news to whom has it: also when it left a
    /// moment before.
    fileprivate func followed(by later: Touch) -> Touch {
        guard case .names = later else { return later }
        if case .enters = self { return self }
        return later
    }
}
