import Core
import Storage

/// Pathways in the search index: everybody may see them, closed ones too. Their documents say what the facts in force
/// said when the row was written last; corrections that wait are not in them.
enum PathwaySearch {
    static let places = SearchedPlaces(kind: "pathway") { ids, _, transaction in
        try standing(ids, in: transaction).map { pathway in
            SearchedPlaces.Place(id: pathway.id, title: pathway.name, text: pathway.summary, path: pathway.path)
        }
    }

    /// The pathways by what was in force when each was written down.
    static func standing(_ ids: [PathwayID], in transaction: any Transaction) throws -> [Pathway] {
        let heads = try PathwayRepository.heads(ids, in: transaction)
        let facts = try PathwayRepository.facts(of: heads, in: transaction)
        return heads.map { VisaService.standing($0, facts[$0.id] ?? [], on: CivilDay($0.updatedAt)) }
    }

    static func document(_ pathway: Pathway) -> SearchDocument {
        let titles = [pathway.name, pathway.text(.officialName)]
        let tags =
            [pathway.slug, pathway.country, pathway.category.rawValue]
            + SearchedPlaces.countryNames(pathway.country)
        let texts =
            [pathway.summary] + pathway.requirements.map(\.words) + pathway.notes
            + pathway.nationalityNotes.sorted { $0.key < $1.key }.map(\.value)
        return SearchDocument(
            id: places.documentID(pathway.id), writtenAt: Timestamp(milliseconds: 0), title: folded(titles),
            tags: "\(places.mark) \(folded(tags))", body: folded(texts))
    }

    private static func folded(_ texts: [String]) -> String { SearchText.fold(texts.joined(separator: " ")) }

    static func write(_ pathway: Pathway, in transaction: any WriteTransaction) throws {
        try transaction.dialect.search.add(document(pathway), in: transaction)
    }

    /// What the index must hold.
    static func documents(in transaction: any Transaction) throws -> [SearchDocument] {
        let ids = try transaction.rows("SELECT id FROM pathway ORDER BY id") { $0.text(0) }
        return try standing(ids, in: transaction).map(document)
    }

    /// Those of them that the index does not hold so.
    static func missing(
        in transaction: any Transaction
    ) throws -> [(document: SearchDocument, isThere: Bool)] {
        try transaction.dialect.search.missing(among: documents(in: transaction), in: transaction)
    }
}

extension VisaService {
    /// Pathways among what searches find.
    package static var searchedPlaces: SearchedPlaces { PathwaySearch.places }

    /// Puts pathways into the search index that were there before they were searched for, or before it was emptied.
    /// - Returns: how many were put in; 0 when there was nothing to do.
    @discardableResult
    package func fillSearchIndex() async throws -> Int {
        if try await store.read({ try PathwaySearch.missing(in: $0).isEmpty }) { return 0 }
        return try await store.write { transaction in
            let missing = try PathwaySearch.missing(in: transaction)
            for (document, _) in missing { try transaction.dialect.search.add(document, in: transaction) }
            return missing.count
        }
    }

    /// Compares the search index with the pathways.
    /// - Returns: a line for each difference; empty when there is none.
    package static func searchDifferences(in transaction: any Transaction) throws -> [String] {
        try transaction.dialect.search.findings(
            PathwaySearch.missing(in: transaction), PathwaySearch.places,
            wanted: Int(transaction.number("SELECT count(*) FROM pathway")), in: transaction)
    }
}
