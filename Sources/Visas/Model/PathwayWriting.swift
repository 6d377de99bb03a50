import Core
import Storage

/// Adds versions; internal to the feature.
extension PathwayRepository {
    struct NewVersion: Sendable {
        var cause = VersionCause.import
        let effectiveFrom: CivilDay
        var editor: MemberID?
        var reviewer: MemberID?
        var note = ""
    }

    /// A pathway that is new: `refresh` fills in what its facts say.
    static func insert(
        _ id: PathwayID, country: String, slug: String, category: PathwayCategory, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO pathway (id, country, slug, category, name, status, version, created_at, updated_at)
            VALUES (\(id), \(country), \(slug), \(category.rawValue), '', 'open', 0, \(now), \(now))
            """)
    }

    static func setCategory(
        _ category: PathwayCategory, of id: PathwayID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("UPDATE pathway SET category = \(category.rawValue) WHERE id = \(id)")
    }

    /// Adds a version with its facts.
    /// - Returns: its number.
    static func add(
        _ new: NewVersion, _ facts: [Fact], to id: PathwayID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Int64 {
        let version = try latestVersion(of: id, in: transaction) + 1
        try transaction.execute(
            """
            INSERT INTO pathway_version (pathway_id, version, cause, effective_from, editor_id, reviewer_id, note,
                created_at)
            VALUES (\(id), \(version), \(new.cause.rawValue), \(new.effectiveFrom.description), \(new.editor),
                \(new.reviewer), \(new.note), \(now))
            """)
        try transaction.execute(
            all: facts.map { fact -> Query in
                """
                INSERT INTO pathway_fact (pathway_id, field, version, value, source_name, source_url, as_of,
                    as_of_precision, confidence, effective_from)
                VALUES (\(id), \(fact.field.rawValue), \(version), \(fact.value), \(fact.sourceName),
                    \(fact.sourceURL), \(fact.asOf.description), \(fact.precision), \(fact.confidence.rawValue),
                    \(new.effectiveFrom.description))
                """
            })
        return version
    }

    /// Writes down what the facts say on a day: the row that lists show, and the salary lines.
    static func refresh(
        _ pathway: Pathway, changesOn: CivilDay?, at now: Timestamp, in transaction: any WriteTransaction
    )
        throws
    {
        try transaction.execute(
            """
            UPDATE pathway SET name = \(pathway.name), status = \(pathway.status.rawValue), version = \(pathway.version),
                checklist_family = \(pathway.checklistFamily), points_system = \(pathway.pointsSystem),
                changes_on = \(changesOn?.description), updated_at = \(now)
            WHERE id = \(pathway.id)
            """)
        try transaction.execute("DELETE FROM pathway_threshold WHERE pathway_id = \(pathway.id)")
        let main = pathway.salaryThreshold.map { [$0] } ?? []
        let lines =
            main.map { (0, $0, pathway.facts[.salaryThreshold]) }
            + pathway.otherThresholds.enumerated().map { ($0.offset + 1, $0.element, pathway.facts[.otherThresholds]) }
        try transaction.execute(
            all: lines.compactMap { position, line, fact -> Query? in
                guard let fact else { return nil }
                return """
                    INSERT INTO pathway_threshold (pathway_id, position, amount, currency, period, applies_to, as_of,
                        recheck_on, version)
                    VALUES (\(pathway.id), \(position), \(line.amount.hundredths), \(line.amount.currency),
                        \(line.period.rawValue), \(line.note), \(fact.asOf.description), \(fact.recheckOn.description),
                        \(pathway.version))
                    """
            })
        try PathwaySearch.write(pathway, in: transaction)
        transaction.touch(.enters(scope: "v:\(pathway.country)", entity: "pathway", id: pathway.id))
    }
}
