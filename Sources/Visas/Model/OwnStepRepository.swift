import Core
import Storage

/// SQL over steps that members added to their copies; internal to the feature.
enum OwnStepRepository {
    private static let columns: Query = """
        step.id, step.stage, step.label, step.lead_days, step.state, step.done_on, step.note, step.revision,
        step.created_at, step.updated_at, step.checklist_id
        """

    private static func step(_ row: any ResultRow) -> (checklist: String, step: ChecklistStep) {
        let item = ChecklistItem(
            own: row.text(0), stage: ChecklistStage(rawValue: row.text(1)) ?? .prepare, label: row.text(2),
            leadDays: row.integerOrNil(3).map(Int.init), on: CivilDay(row.time(8)))
        let entry = ChecklistEntry(
            state: ChecklistState(rawValue: row.text(4)) ?? .open,
            doneOn: row.textOrNil(5).flatMap { CivilDay($0) }, note: row.text(6), seenRevision: item.revision,
            revision: row.integer(7), updatedAt: row.time(9))
        return (row.text(10), ChecklistStep(item: item, entry: entry))
    }

    /// The member's own of a copy, in the order in which they were added.
    static func steps(of id: ChecklistID, in transaction: any Transaction) throws -> [ChecklistStep] {
        try transaction.rows(
            """
            SELECT \(columns) FROM checklist_own_step AS step
            WHERE step.checklist_id = \(id) ORDER BY step.created_at, step.id
            """
        ) { step($0).step }
    }

    /// Those of the named that are in copies of the member.
    static func steps(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [(checklist: String, step: ChecklistStep)] {
        try transaction.rows(
            """
            SELECT \(columns) FROM checklist_own_step AS step CROSS JOIN checklist AS list
            WHERE \(transaction.dialect.anyOf("step.id", ids)) AND list.id = step.checklist_id
                AND list.account_id = \(member)
            """, step)
    }

    /// The copy that a step is in, whosever it is.
    static func checklist(of step: OwnStepID, in transaction: any Transaction) throws -> ChecklistID? {
        try transaction.first("SELECT checklist_id FROM checklist_own_step WHERE id = \(step)") { $0.id(0) }
    }

    /// Puts a step in, or what is said of it and was done about it in the place of what was.
    static func save(
        _ step: ChecklistStep, in id: ChecklistID, at now: Timestamp, _ transaction: any WriteTransaction
    ) throws {
        let item = step.item
        let entry = step.entry ?? ChecklistEntry(for: item, at: now)
        try transaction.execute(
            """
            INSERT INTO checklist_own_step (id, checklist_id, stage, label, lead_days, state, done_on, note, revision,
                created_at, updated_at)
            VALUES (\(item.id), \(id), \(item.stage.rawValue), \(item.label), \(item.leadMax), \(entry.state.rawValue),
                \(entry.doneOn?.description), \(entry.note), \(entry.revision), \(now), \(now))
            ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, label = excluded.label,
                lead_days = excluded.lead_days, state = excluded.state, done_on = excluded.done_on,
                note = excluded.note, revision = excluded.revision, updated_at = excluded.updated_at
            """)
    }

    static func remove(_ id: String, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM checklist_own_step WHERE id = \(id)")
    }
}
