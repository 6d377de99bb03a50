import Core
import Storage

/// Visa pathways: facts with their sources, what they said before, corrections and reports.
package struct VisaService: Sendable {
    let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    let limits: VisaLimits

    package init(store: any Store, clock: Clock, ids: IdentifierSource, limits: VisaLimits = VisaLimits()) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.limits = limits
    }

    package static let perPage = 30
    /// Pathways that are compared side by side.
    package static let mostCompared = 4

    /// Today, in UTC.
    package var today: CivilDay { CivilDay(clock.now) }

    // MARK: Reading

    /// Countries that have pathways, with how many.
    package func countries() async throws -> [PathwayCountry] {
        try await store.read { try PathwayRepository.countries(in: $0) }
    }

    /// A page of pathways, by country and name of the route.
    package func pathways(
        _ filter: PathwayFilter = PathwayFilter(), after cursor: PageCursor? = nil, limit: Int = perPage
    ) async throws -> Paged<PathwayRow> {
        try await store.read { transaction in
            var rows = try PathwayRepository.rows(filter, after: cursor?.id ?? "", limit: limit, in: transaction)
            let lines = try PathwayRepository.thresholds(of: rows.map(\.id), all: false, in: transaction)
            for index in rows.indices { rows[index].threshold = lines[rows[index].id]?.first }
            return Paged(rows, limit: limit) { PageCursor(key: 0, id: $0.id) }
        }
    }

    /// A pathway as it stands today.
    /// - Throws: `notFound`.
    package func pathway(_ id: PathwayID) async throws -> Pathway {
        try await store.read { try pathway(id, in: $0) }
    }

    func pathway(_ id: PathwayID, in transaction: any Transaction) throws -> Pathway {
        guard let found = try pathways([id], in: transaction).first else { throw Problem.notFound }
        return found
    }

    /// A pathway by its address.
    /// - Throws: `notFound`.
    package func pathway(country: String, slug: String) async throws -> Pathway {
        try await store.read { transaction in
            guard let id = try PathwayRepository.id(country: country.uppercased(), slug: slug, in: transaction)
            else { throw Problem.notFound }
            return try pathway(id, in: transaction)
        }
    }

    /// Those of the pathways that there are, in the order in which they are named, at most four.
    package func compared(_ ids: [PathwayID]) async throws -> [Pathway] {
        let wanted = ids.reduce(into: [PathwayID]()) { if !$0.contains($1) { $0.append($1) } }
        return try await store.read { transaction in
            let found = try pathways(Array(wanted.prefix(Self.mostCompared)), in: transaction)
            return wanted.compactMap { id in found.first { $0.id == id } }
        }
    }

    /// All salary lines in force of a country's pathways, by pathway: for checks of a job's pay.
    package func thresholds(in country: String) async throws -> [PathwayThreshold] {
        try await store.read { transaction in
            let rows = try PathwayRepository.rows(
                PathwayFilter(country: country.uppercased()), after: "", limit: 1000, in: transaction)
            return try PathwayRepository.thresholds(of: rows.map(\.id), all: true, in: transaction)
                .sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    /// The version of a pathway that is in force on a day; `nil` for one that is not known.
    package static func version(of id: PathwayID, on day: CivilDay, in transaction: any Transaction) throws -> Int64? {
        try PathwayRepository.version(of: id, on: day, in: transaction)
    }

    /// Every pathway, by country and name of the route: for choosing one.
    package static func rows(in transaction: any Transaction) throws -> [PathwayRow] {
        try PathwayRepository.rows(PathwayFilter(), after: "", limit: 1000, in: transaction)
    }

    /// Those of the pathways that there are, by their ids.
    package static func rows(
        _ ids: Set<PathwayID>, in transaction: any Transaction
    ) throws -> [PathwayID: PathwayRow] {
        Dictionary(uniqueKeysWithValues: try PathwayRepository.rows(ids, in: transaction).map { ($0.id, $0) })
    }

    /// A pathway by the facts that are in force on a day; `nil` for one that is not known.
    package static func pathway(_ id: PathwayID, on day: CivilDay, in transaction: any Transaction) throws -> Pathway? {
        let heads = try PathwayRepository.heads([id], in: transaction)
        let facts = try PathwayRepository.facts(of: heads, in: transaction)
        return heads.first.map { standing($0, facts[id] ?? [], on: day) }
    }

    /// What a pathway said, version by version, the newest first.
    /// - Throws: `notFound`.
    package func versions(of id: PathwayID) async throws -> [PathwayVersion] {
        try await store.read { transaction in
            let heads = try PathwayRepository.heads([id], in: transaction)
            guard !heads.isEmpty else { throw Problem.notFound }
            let facts = try PathwayRepository.facts(of: heads, in: transaction)[id] ?? []
            return try PathwayRepository.versions(of: id, in: transaction).map { version in
                var version = version
                version.changes = PathwayField.allCases.compactMap { Self.change(of: $0, by: version, facts) }
                return version
            }.reversed()
        }
    }

    private static func change(
        of field: PathwayField, by version: PathwayVersion, _ facts: [Fact]
    ) -> PathwayVersion.Change? {
        let ofField = facts.filter { $0.field == field }
        guard let fact = ofField.first(where: { $0.version == version.version }) else { return nil }
        return PathwayVersion.Change(fact: fact, before: ofField.last { $0.version < version.version }?.value)
    }

    // MARK: Facts in force

    func pathways(_ ids: [PathwayID], in transaction: any Transaction) throws -> [Pathway] {
        let heads = try PathwayRepository.heads(ids, in: transaction)
        let facts = try PathwayRepository.facts(of: heads, in: transaction)
        return heads.map { Self.standing($0, facts[$0.id] ?? [], on: today) }
    }

    /// The pathway by those of its facts that are in force: of each field the one with the latest day that has come.
    static func standing(_ head: PathwayRepository.Head, _ facts: [Fact], on day: CivilDay) -> Pathway {
        var inForce: [PathwayField: Fact] = [:]
        for fact in facts where fact.effectiveFrom <= day {
            if let other = inForce[fact.field],
                (other.effectiveFrom, other.version) > (fact.effectiveFrom, fact.version)
            {
                continue
            }
            inForce[fact.field] = fact
        }
        return Pathway(
            id: head.id, country: head.country, slug: head.slug, category: head.category,
            version: inForce.values.map(\.version).max() ?? head.version, updatedAt: head.updatedAt, facts: inForce)
    }

    /// Writes down what a pathway's facts say today, after one was added or a day has come.
    func refresh(_ id: PathwayID, in transaction: any WriteTransaction) throws {
        guard let head = try PathwayRepository.heads([id], in: transaction).first else { return }
        let facts = try PathwayRepository.facts(of: [head], in: transaction)[id] ?? []
        let next = facts.map(\.effectiveFrom).filter { $0 > today }.min()
        try PathwayRepository.refresh(
            Self.standing(head, facts, on: today), changesOn: next, at: clock.now, in: transaction)
    }

    /// Brings what comes into force today to where lists show it.
    package func adoptDue() async throws {
        try await store.write { transaction in
            for id in try PathwayRepository.due(by: today, in: transaction) { try refresh(id, in: transaction) }
        }
    }
}

/// How much a member may leave for others to decide.
package struct VisaLimits: Sendable {
    /// Reports and corrections of one member that wait.
    package var open = 20

    package init() {}
}
