import Core
import Storage

/// SQL over corrections and reports; internal to the feature.
enum CareRepository {
    private static let editColumns: Query = """
        edit.id, edit.pathway_id, pathway.name, edit.field, edit.value, edit.base_version, edit.source_name,
        edit.source_url, edit.as_of, edit.confidence, edit.effective_from, edit.note, edit.author_id,
        author.display_name, author.username, edit.state, edit.version, edit.created_at
        """
    private static let editTables: Query =
        "pathway_edit AS edit CROSS JOIN pathway CROSS JOIN account_public AS author"
    private static let editJoin: Query = "pathway.id = edit.pathway_id AND author.id = edit.author_id"

    private static func edit(_ row: any ResultRow) throws -> PathwayEdit {
        PathwayEdit(
            id: row.id(0), pathway: row.text(1), pathwayName: row.text(2),
            field: PathwayField(rawValue: row.text(3)) ?? .summary, value: row.text(4), baseVersion: row.integer(5),
            sourceName: row.text(6), sourceURL: row.text(7), asOf: try row.day(8),
            confidence: Confidence(rawValue: row.text(9)) ?? .low, effectiveFrom: try row.day(10), note: row.text(11),
            authorID: row.id(12), authorName: row.text(13), authorUsername: row.text(14),
            state: VisaDecision(rawValue: row.text(15)) ?? .open, version: row.integerOrNil(16),
            createdAt: row.time(17))
    }

    static func insert(
        _ valid: PathwayEditDraft.Valid, id: PathwayEditID, pathway: PathwayID, base: Int64, by member: MemberID,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO pathway_edit (id, pathway_id, field, value, base_version, source_name, source_url, as_of,
                confidence, effective_from, note, author_id, state, created_at)
            VALUES (\(id), \(pathway), \(valid.field.rawValue), \(valid.value), \(base), \(valid.sourceName),
                \(valid.sourceURL), \(valid.asOf.description), \(valid.confidence.rawValue),
                \(valid.effectiveFrom.description), \(valid.note), \(member), 'open', \(now))
            """)
    }

    static func edit(_ id: PathwayEditID, in transaction: any Transaction) throws -> PathwayEdit? {
        try transaction.first(
            "SELECT \(editColumns) FROM \(editTables) WHERE edit.id = \(id) AND \(editJoin)", edit)
    }

    /// Corrections that wait, the oldest first.
    static func openEdits(
        after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [PathwayEdit] {
        try transaction.rows(
            """
            SELECT \(editColumns) FROM \(editTables)
            WHERE edit.state = 'open' AND (edit.created_at, edit.id) > (\(cursor?.key ?? 0), \(cursor?.id ?? ""))
                AND \(editJoin)
            ORDER BY edit.created_at, edit.id LIMIT \(limit + 1)
            """, edit)
    }

    static func decide(
        _ id: PathwayEditID, _ decision: VisaDecision, version: Int64?, by member: MemberID?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE pathway_edit SET state = \(decision.rawValue), version = \(version), decided_by = \(member),
                decided_at = \(now)
            WHERE id = \(id)
            """)
    }

    /// Reports and corrections of a member that wait.
    static func openCount(of member: MemberID, in transaction: any Transaction) throws -> Int {
        let edits = try transaction.number(
            "SELECT count(*) FROM pathway_edit WHERE author_id = \(member) AND state = 'open'")
        let reports = try transaction.number(
            "SELECT count(*) FROM pathway_report WHERE reporter_id = \(member) AND state = 'open'")
        return Int(edits + reports)
    }

    // MARK: Reports

    private static let reportColumns: Query = """
        report.id, report.pathway_id, pathway.name, report.field, report.body, report.link, report.reporter_id,
        reporter.display_name, reporter.username, report.state, report.created_at
        """
    private static let reportTables: Query =
        "pathway_report AS report CROSS JOIN pathway CROSS JOIN account_public AS reporter"
    private static let reportJoin: Query = "pathway.id = report.pathway_id AND reporter.id = report.reporter_id"

    private static func report(_ row: any ResultRow) -> PathwayReport {
        PathwayReport(
            id: row.id(0), pathway: row.text(1), pathwayName: row.text(2), field: PathwayField(rawValue: row.text(3)),
            body: row.text(4), link: row.text(5), reporterID: row.id(6), reporterName: row.text(7),
            reporterUsername: row.text(8), state: VisaDecision(rawValue: row.text(9)) ?? .open,
            createdAt: row.time(10))
    }

    static func insert(
        _ valid: PathwayReportDraft.Valid, id: PathwayReportID, pathway: PathwayID, by member: MemberID,
        at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO pathway_report (id, pathway_id, field, body, link, reporter_id, state, created_at)
            VALUES (\(id), \(pathway), \(valid.field?.rawValue ?? ""), \(valid.body), \(valid.link), \(member), 'open',
                \(now))
            """)
    }

    static func report(_ id: PathwayReportID, in transaction: any Transaction) throws -> PathwayReport? {
        try transaction.first(
            "SELECT \(reportColumns) FROM \(reportTables) WHERE report.id = \(id) AND \(reportJoin)", report)
    }

    /// Reports that wait, the oldest first.
    static func openReports(
        after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [PathwayReport] {
        try transaction.rows(
            """
            SELECT \(reportColumns) FROM \(reportTables)
            WHERE report.state = 'open' AND (report.created_at, report.id) > (\(cursor?.key ?? 0), \(cursor?.id ?? ""))
                AND \(reportJoin)
            ORDER BY report.created_at, report.id LIMIT \(limit + 1)
            """, report)
    }

    static func decide(
        _ id: PathwayReportID, _ decision: VisaDecision, by member: MemberID?, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE pathway_report SET state = \(decision.rawValue), decided_by = \(member), decided_at = \(now)
            WHERE id = \(id)
            """)
    }
}
