import Core
import Storage

/// SQL over rules that were taken over; internal to the feature.
enum PointsRepository {
    /// What is kept of a rule set.
    struct Row: Sendable {
        let system: String
        /// Empty: there is no first day.
        let from: String
        let content: String
    }

    /// Higher after every import that changed something.
    static func revision(in transaction: any Transaction) throws -> Int64 {
        try transaction.number("SELECT COALESCE(max(revision), 0) FROM points_rules")
    }

    static func all(in transaction: any Transaction) throws -> [Row] {
        try transaction.rows(
            "SELECT system_id, effective_from, content FROM points_rules ORDER BY system_id, effective_from"
        ) { Row(system: $0.text(0), from: $0.text(1), content: $0.text(2)) }
    }

    static func save(
        _ rows: [Row], revision: Int64, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            all: rows.map { row in
                """
                INSERT INTO points_rules (system_id, effective_from, revision, imported_at, content)
                VALUES (\(row.system), \(row.from), \(revision), \(now), \(row.content))
                ON CONFLICT (system_id, effective_from) DO UPDATE SET revision = excluded.revision,
                    imported_at = excluded.imported_at, content = excluded.content
                """
            })
    }
}
