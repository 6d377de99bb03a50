import Core
import Storage

/// SQL over pathways and their facts; internal to the feature.
enum PathwayRepository {
    /// What the table says of a pathway.
    struct Head: Sendable {
        let id: PathwayID
        let country: String
        let slug: String
        let category: PathwayCategory
        let version: Int64
        let updatedAt: Timestamp
    }

    private static let headColumns: Query = """
        pathway.id, pathway.country, pathway.slug, pathway.category, pathway.version, pathway.updated_at
        """

    private static func head(_ row: any ResultRow) -> Head {
        Head(
            id: row.text(0), country: row.text(1), slug: row.text(2),
            category: PathwayCategory(rawValue: row.text(3)) ?? .work, version: row.integer(4), updatedAt: row.time(5))
    }

    static func heads(_ ids: [PathwayID], in transaction: any Transaction) throws -> [Head] {
        try transaction.rows(
            "SELECT \(headColumns) FROM pathway WHERE \(transaction.dialect.anyOf("pathway.id", ids))", head
        ).sorted { $0.id < $1.id }
    }

    static func id(country: String, slug: String, in transaction: any Transaction) throws -> PathwayID? {
        try transaction.first("SELECT id FROM pathway WHERE country = \(country) AND slug = \(slug)") { $0.text(0) }
    }

    static func countries(in transaction: any Transaction) throws -> [PathwayCountry] {
        try transaction.rows("SELECT country, count(*) FROM pathway GROUP BY country ORDER BY country") {
            PathwayCountry(country: $0.text(0), pathways: $0.int(1))
        }
    }

    // MARK: Lists

    private static let rowColumns: Query = """
        pathway.id, pathway.country, pathway.slug, pathway.category, pathway.name, pathway.status, pathway.version
        """

    private static func row(_ row: any ResultRow) -> PathwayRow {
        PathwayRow(
            id: row.text(0), country: row.text(1), slug: row.text(2),
            category: PathwayCategory(rawValue: row.text(3)) ?? .work, name: row.text(4),
            status: PathwayStatus(rawValue: row.text(5)) ?? .open, version: row.integer(6))
    }

    /// A page of pathways in the order of their ids, that is by country, and one more if there is a next page.
    static func rows(
        _ filter: PathwayFilter, after id: PathwayID, limit: Int, in transaction: any Transaction
    ) throws -> [PathwayRow] {
        var condition: Query = "pathway.id > \(id)"
        if let country = filter.country { condition = condition + " AND pathway.country = \(country)" }
        if let category = filter.category { condition = condition + " AND pathway.category = \(category.rawValue)" }
        if let status = filter.status { condition = condition + " AND pathway.status = \(status.rawValue)" }
        let order: Query = filter.country != nil ? "pathway.country, pathway.slug" : "pathway.id"
        return try transaction.rows(
            "SELECT \(rowColumns) FROM pathway WHERE \(condition) ORDER BY \(order) LIMIT \(limit + 1)", row)
    }

    /// Those of the pathways that there are.
    static func rows(_ ids: Set<PathwayID>, in transaction: any Transaction) throws -> [PathwayRow] {
        guard !ids.isEmpty else { return [] }
        return try transaction.rows(
            "SELECT \(rowColumns) FROM pathway WHERE \(transaction.dialect.anyOf("pathway.id", ids.sorted()))", row)
    }

    /// Salary lines in force, by pathway.
    /// - Parameter all: the main line alone, or all of them.
    static func thresholds(
        of ids: [PathwayID], all: Bool, in transaction: any Transaction
    ) throws -> [PathwayID: [PathwayThreshold]] {
        guard !ids.isEmpty else { return [:] }
        let lines = try transaction.rows(
            """
            SELECT line.pathway_id, line.position, line.amount, line.currency, line.period, line.applies_to, line.as_of,
                line.recheck_on, line.version
            FROM pathway_threshold AS line
            WHERE \(transaction.dialect.anyOf("line.pathway_id", ids))
                AND line.position <= \(all ? 1000 : 0)
            """, threshold)
        return Dictionary(grouping: lines.sorted { $0.position < $1.position }, by: \.pathway)
    }

    private static func threshold(_ row: any ResultRow) throws -> PathwayThreshold {
        PathwayThreshold(
            pathway: row.text(0), position: row.int(1),
            amount: Money(hundredths: row.integer(2), currency: row.text(3)),
            period: PayPeriod(rawValue: row.text(4)) ?? .year, appliesTo: row.text(5),
            asOf: try row.day(6), recheckOn: try row.day(7), version: row.integer(8))
    }

    // MARK: Facts

    /// Every fact of the pathways, of each field the first one first.
    static func facts(
        of pathways: [Head], in transaction: any Transaction
    ) throws -> [PathwayID: [Fact]] {
        guard !pathways.isEmpty else { return [:] }
        let countries = Dictionary(uniqueKeysWithValues: pathways.map { ($0.id, $0.country) })
        let found = try transaction.rows(
            """
            SELECT fact.pathway_id, fact.field, fact.value, fact.version, fact.source_name, fact.source_url, fact.as_of,
                fact.as_of_precision, fact.confidence, fact.effective_from, reviewer.username
            FROM pathway_fact AS fact
            JOIN pathway_version AS made ON made.pathway_id = fact.pathway_id AND made.version = fact.version
            LEFT JOIN account_public AS reviewer ON reviewer.id = made.reviewer_id
            WHERE \(transaction.dialect.anyOf("fact.pathway_id", pathways.map(\.id)))
            """
        ) { row in (row.text(0), try fact(row, country: countries[row.text(0)] ?? "")) }
        return Dictionary(grouping: found, by: \.0).mapValues { rows in
            rows.compactMap(\.1).sorted { $0.version < $1.version }
        }
    }

    private static func fact(_ row: any ResultRow, country: String) throws -> Fact? {
        // A field that a newer program wrote is not this one's to show.
        guard let field = PathwayField(rawValue: row.text(1)) else { return nil }
        let asOf = try row.day(6)
        return Fact(
            field: field, value: row.text(2), version: row.integer(3), sourceName: row.text(4),
            sourceURL: row.textOrNil(5), asOf: asOf, precision: row.text(7),
            confidence: Confidence(rawValue: row.text(8)) ?? .low, effectiveFrom: try row.day(9),
            recheckOn: field.freshness.recheckDay(in: country, asOf: asOf), reviewer: row.textOrNil(10))
    }

    /// The facts that files of the operator brought last, by field.
    static func imported(_ id: PathwayID, in transaction: any Transaction) throws -> Set<Int64> {
        Set(
            try transaction.rows(
                "SELECT version FROM pathway_version WHERE pathway_id = \(id) AND cause = 'import' ORDER BY version"
            ) { $0.integer(0) })
    }

    static func versions(
        of id: PathwayID, in transaction: any Transaction
    ) throws -> [PathwayVersion] {
        try transaction.rows(
            """
            SELECT made.version, made.cause, made.effective_from, editor.username, reviewer.username, made.note,
                made.created_at
            FROM pathway_version AS made
            LEFT JOIN account_public AS editor ON editor.id = made.editor_id
            LEFT JOIN account_public AS reviewer ON reviewer.id = made.reviewer_id
            WHERE made.pathway_id = \(id) ORDER BY made.version
            """
        ) { row in
            PathwayVersion(
                version: row.integer(0), cause: VersionCause(rawValue: row.text(1)) ?? .edit,
                effectiveFrom: try row.day(2), editor: row.textOrNil(3), reviewer: row.textOrNil(4),
                note: row.text(5), createdAt: row.time(6), changes: [])
        }
    }

    static func version(of id: PathwayID, on day: CivilDay, in transaction: any Transaction) throws -> Int64? {
        try transaction.first(
            """
            SELECT version FROM pathway_version WHERE pathway_id = \(id) AND effective_from <= \(day.description)
            ORDER BY version DESC LIMIT 1
            """
        ) { $0.integer(0) }
    }

    static func latestVersion(of id: PathwayID, in transaction: any Transaction) throws -> Int64 {
        try transaction.first(
            "SELECT version FROM pathway_version WHERE pathway_id = \(id) ORDER BY version DESC LIMIT 1"
        ) { $0.integer(0) } ?? 0
    }

    /// Pathways of which a fact comes into force by `day`.
    static func due(by day: CivilDay, in transaction: any Transaction) throws -> [PathwayID] {
        try transaction.rows(
            """
            SELECT id FROM pathway WHERE changes_on IS NOT NULL AND changes_on <= \(day.description)
            ORDER BY changes_on, id
            """
        ) { $0.text(0) }
    }
}

extension ResultRow {
    /// A day that our own code wrote.
    /// - Throws: `unavailable` when it is none.
    func day(_ column: Int) throws -> CivilDay {
        guard let day = CivilDay(text(column)) else { throw Problem(.unavailable, "storage_unavailable") }
        return day
    }
}
