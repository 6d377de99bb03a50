import Core
import Storage

/// SQL over checklists; internal to the feature.
enum ChecklistRepository {
    // MARK: What the data says

    private static let itemColumns: Query = """
        item.id, item.block_id, item.position, item.stage, item.is_mandatory, item.label, item.detail, item.issuer,
        item.issuer_country, item.applies_if, item.lead_min, item.lead_max, item.validity_months, item.depends_on,
        item.cost, item.official_url, item.source_name, item.source_url, item.as_of, item.as_of_precision,
        item.confidence, item.revision, item.retired_at
        """

    private static func item(_ row: any ResultRow) throws -> ChecklistItem {
        ChecklistItem(
            id: row.text(0), block: row.text(1), position: row.int(2),
            stage: ChecklistStage(rawValue: row.text(3)) ?? .prepare, isMandatory: row.flag(4), label: row.text(5),
            detail: row.text(6), issuer: row.text(7), issuerCountry: row.text(8), appliesIf: row.text(9),
            leadMin: row.integerOrNil(10).map(Int.init), leadMax: row.integerOrNil(11).map(Int.init),
            validityMonths: row.integerOrNil(12).map(Int.init), dependsOn: ValueText.lines(row.text(13)),
            cost: row.text(14), officialURL: row.textOrNil(15), sourceName: row.text(16), sourceURL: row.textOrNil(17),
            asOf: try row.day(18), precision: row.text(19), confidence: Confidence(rawValue: row.text(20)) ?? .low,
            revision: row.integer(21), isRetired: !row.isNull(22))
    }

    struct Family: Sendable, Equatable {
        let id: String
        let title: String
        let includes: [String]
        let notes: [String]
    }

    static func family(_ id: String, in transaction: any Transaction) throws -> Family? {
        try transaction.first("SELECT id, title, includes, notes FROM checklist_family WHERE id = \(id)") {
            Family(
                id: $0.text(0), title: $0.text(1), includes: ValueText.lines($0.text(2)),
                notes: ValueText.lines($0.text(3)))
        }
    }

    /// The checklist of a pathway.
    static func family(ofPathway id: PathwayID, in transaction: any Transaction) throws -> String? {
        try transaction.first(
            """
            SELECT family.id FROM pathway CROSS JOIN checklist_family AS family
            WHERE pathway.id = \(id) AND family.id = pathway.checklist_family
            """
        ) { $0.text(0) }
    }

    /// The items of blocks, retired ones too, in the order of the blocks and by stage.
    static func items(of blocks: [String], in transaction: any Transaction) throws -> [ChecklistItem] {
        let found = try transaction.rows(
            "SELECT \(itemColumns) FROM checklist_item AS item WHERE \(transaction.dialect.anyOf("item.block_id", blocks))",
            item)
        let place = Dictionary(blocks.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return found.sorted { a, b in
            (a.stage, place[a.block] ?? 0, a.position, a.id) < (b.stage, place[b.block] ?? 0, b.position, b.id)
        }
    }

    static func item(_ id: String, in transaction: any Transaction) throws -> ChecklistItem? {
        try transaction.first("SELECT \(itemColumns) FROM checklist_item AS item WHERE item.id = \(id)", item)
    }

    static func save(_ family: Family, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO checklist_family (id, title, includes, notes)
            VALUES (\(family.id), \(family.title), \(family.includes.joined(separator: "\n")),
                \(family.notes.joined(separator: "\n")))
            ON CONFLICT (id) DO UPDATE SET title = excluded.title, includes = excluded.includes, notes = excluded.notes
            """)
    }

    /// Puts an item in, or in the place of the one with its id: then it has a revision more.
    static func save(_ item: ChecklistItem, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO checklist_item (id, block_id, position, stage, is_mandatory, label, detail, issuer,
                issuer_country, applies_if, lead_min, lead_max, validity_months, depends_on, cost, official_url,
                source_name, source_url, as_of, as_of_precision, confidence)
            VALUES (\(item.id), \(item.block), \(item.position), \(item.stage.rawValue), \(item.isMandatory),
                \(item.label), \(item.detail), \(item.issuer), \(item.issuerCountry), \(item.appliesIf),
                \(item.leadMin), \(item.leadMax), \(item.validityMonths), \(item.dependsOn.joined(separator: "\n")),
                \(item.cost), \(item.officialURL), \(item.sourceName), \(item.sourceURL), \(item.asOf.description),
                \(item.precision), \(item.confidence.rawValue))
            ON CONFLICT (id) DO UPDATE SET block_id = excluded.block_id, position = excluded.position,
                stage = excluded.stage, is_mandatory = excluded.is_mandatory, label = excluded.label,
                detail = excluded.detail, issuer = excluded.issuer, issuer_country = excluded.issuer_country,
                applies_if = excluded.applies_if, lead_min = excluded.lead_min, lead_max = excluded.lead_max,
                validity_months = excluded.validity_months, depends_on = excluded.depends_on, cost = excluded.cost,
                official_url = excluded.official_url, source_name = excluded.source_name,
                source_url = excluded.source_url, as_of = excluded.as_of, as_of_precision = excluded.as_of_precision,
                confidence = excluded.confidence, revision = checklist_item.revision + 1, retired_at = NULL
            """)
    }

    static func retire(_ id: String, at now: Timestamp, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE checklist_item SET retired_at = \(now) WHERE id = \(id)")
    }

    /// Copies that have an item: their rows show what the data says.
    static func copies(with item: String, in transaction: any Transaction) throws -> [String] {
        try transaction.rows("SELECT checklist_id FROM checklist_entry WHERE item_id = \(item)") { $0.text(0) }
    }

    // MARK: Copies

    private static let columns: Query = """
        list.id, list.pathway_id, list.family_id, family.title, list.target_date, list.revision, list.created_at,
        list.updated_at
        """

    private static func checklist(_ row: any ResultRow) throws -> Checklist {
        Checklist(
            id: row.id(0), pathway: row.text(1), family: row.text(2), title: row.text(3),
            target: row.textOrNil(4).flatMap { CivilDay($0) }, revision: row.integer(5), createdAt: row.time(6),
            updatedAt: row.time(7))
    }

    static func insert(
        _ valid: ChecklistDraft.Valid, id: ChecklistID, family: String, of member: MemberID, at now: Timestamp,
        in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO checklist (id, account_id, pathway_id, family_id, target_date, created_at, updated_at)
            VALUES (\(id), \(member), \(valid.pathway), \(family), \(valid.target?.description), \(now), \(now))
            """)
    }

    static func owner(of id: ChecklistID, in transaction: any Transaction) throws -> MemberID? {
        try transaction.first("SELECT account_id FROM checklist WHERE id = \(id)") { $0.id(0) }
    }

    static func checklist(
        _ id: ChecklistID, of member: MemberID, in transaction: any Transaction
    ) throws -> Checklist? {
        try checklists([id.text], of: member, in: transaction).first
    }

    static func checklists(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [Checklist] {
        try transaction.rows(
            """
            SELECT \(columns) FROM checklist AS list CROSS JOIN checklist_family AS family
            WHERE \(transaction.dialect.anyOf("list.id", ids)) AND list.account_id = \(member)
                AND family.id = list.family_id
            """, checklist)
    }

    static func checklist(
        pathway: PathwayID, of member: MemberID, in transaction: any Transaction
    ) throws -> Checklist? {
        try transaction.first(
            """
            SELECT \(columns) FROM checklist AS list CROSS JOIN checklist_family AS family
            WHERE list.account_id = \(member) AND list.pathway_id = \(pathway) AND family.id = list.family_id
            """, checklist)
    }

    /// A member's copies with how far each is, by pathway.
    static func summaries(of member: MemberID, in transaction: any Transaction) throws -> [ChecklistSummary] {
        try transaction.rows(
            """
            SELECT \(columns), pathway.name,
                (SELECT count(*) FROM checklist_entry AS entry
                    WHERE entry.checklist_id = list.id AND entry.state IN ('done', 'skipped'))
                + (SELECT count(*) FROM checklist_own_step AS step
                    WHERE step.checklist_id = list.id AND step.state IN ('done', 'skipped')),
                (SELECT count(*) FROM checklist_entry AS entry WHERE entry.checklist_id = list.id)
                + (SELECT count(*) FROM checklist_own_step AS step WHERE step.checklist_id = list.id)
            FROM checklist AS list CROSS JOIN checklist_family AS family CROSS JOIN pathway
            WHERE list.account_id = \(member) AND family.id = list.family_id AND pathway.id = list.pathway_id
            ORDER BY list.account_id, list.pathway_id
            """
        ) {
            ChecklistSummary(
                checklist: try checklist($0), pathwayName: $0.text(8), done: $0.int(9), total: $0.int(10))
        }
    }

    static func setTarget(
        _ target: CivilDay?, of id: ChecklistID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE checklist SET target_date = \(target?.description), revision = revision + 1, updated_at = \(now)
            WHERE id = \(id)
            """)
    }

    static func remove(_ id: ChecklistID, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM checklist WHERE id = \(id)")
    }

    // MARK: Entries

    static func entries(
        of id: ChecklistID, in transaction: any Transaction
    ) throws -> [String: ChecklistEntry] {
        let found = try transaction.rows(
            """
            SELECT item_id, state, done_on, note, seen_revision, revision, updated_at FROM checklist_entry
            WHERE checklist_id = \(id)
            """
        ) { ($0.text(0), entry($0, from: 1)) }
        return Dictionary(uniqueKeysWithValues: found)
    }

    private static func entry(_ row: any ResultRow, from column: Int) -> ChecklistEntry {
        ChecklistEntry(
            state: ChecklistState(rawValue: row.text(column)) ?? .open,
            doneOn: row.textOrNil(column + 1).flatMap { CivilDay($0) }, note: row.text(column + 2),
            seenRevision: row.integer(column + 3), revision: row.integer(column + 4), updatedAt: row.time(column + 5))
    }

    /// Entries by the ids of their rows (`checklist:item`), those of the member alone.
    static func steps(
        _ ids: [String], of member: MemberID, in transaction: any Transaction
    ) throws -> [(checklist: String, step: ChecklistStep)] {
        let pairs = ids.compactMap { id -> (list: String, item: String)? in
            let parts = id.split(separator: ":", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        let lists = Array(Set(pairs.map(\.list)))
        let items = Array(Set(pairs.map(\.item)))
        return try transaction.rows(
            """
            SELECT \(itemColumns), entry.state, entry.done_on, entry.note, entry.seen_revision, entry.revision,
                entry.updated_at, entry.checklist_id
            FROM checklist AS list
            JOIN checklist_entry AS entry ON entry.checklist_id = list.id
            JOIN checklist_item AS item ON item.id = entry.item_id
            WHERE \(transaction.dialect.anyOf("list.id", lists)) AND list.account_id = \(member)
                AND \(transaction.dialect.anyOf("entry.item_id", items))
            """
        ) { row in
            (row.text(29), ChecklistStep(item: try item(row), entry: entry(row, from: 23)))
        }
    }

    static func save(
        _ entry: ChecklistEntry, of item: String, in id: ChecklistID, _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(saving(entry, of: item, in: id))
    }

    static func save(
        _ entries: [(item: String, entry: ChecklistEntry)], in id: ChecklistID, _ transaction: any WriteTransaction
    ) throws {
        try transaction.execute(all: entries.map { saving($0.entry, of: $0.item, in: id) })
    }

    private static func saving(_ entry: ChecklistEntry, of item: String, in id: ChecklistID) -> Query {
        """
        INSERT INTO checklist_entry (checklist_id, item_id, state, done_on, note, seen_revision, revision, updated_at)
        VALUES (\(id), \(item), \(entry.state.rawValue), \(entry.doneOn?.description), \(entry.note),
            \(entry.seenRevision), \(entry.revision), \(entry.updatedAt))
        ON CONFLICT (checklist_id, item_id) DO UPDATE SET state = excluded.state, done_on = excluded.done_on,
            note = excluded.note, seen_revision = excluded.seen_revision, revision = excluded.revision,
            updated_at = excluded.updated_at
        """
    }
}
