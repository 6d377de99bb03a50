import Core
import Storage

extension ForumService {
    /// Pathways or jobs that say what is looked for, the best first; without words there are none.
    func searchPlaces(
        _ query: SearchQuery, _ type: SearchType, after cursor: PageCursor?, limit: Int, as principal: Principal
    ) async throws -> SearchPage {
        let none = SearchPage(results: Paged(items: [], next: nil), isLoose: false)
        let places = places.first { $0.kind == type.rawValue }
        guard let places, let expression = query.expression, !query.hasFilter else { return none }
        return try await store.read { transaction in
            var isLoose = false
            var hits = try Self.hits(expression, places, in: transaction)
            if hits.isEmpty, let loose = query.looseExpression {
                hits = try Self.hits(loose, places, in: transaction)
                isLoose = true
            }
            let rest = hits[RankedSearch.start(after: cursor, in: hits)...]
            let page = Paged(Array(rest.prefix(limit + 1)), limit: limit) { PageCursor(key: $0.rank, id: $0.id) }
            return SearchPage(
                places: try Self.places(page.items, places, query, as: principal, in: transaction),
                results: Paged(items: [], next: page.next), isLoose: isLoose)
        }
    }

    /// The few of each kind that are shown beside posts: those that say all of the words.
    func bestPlaces(_ query: SearchQuery, as principal: Principal) async throws -> [FoundPlace] {
        guard let expression = query.expression, !places.isEmpty else { return [] }
        return try await store.read { transaction in
            try places.flatMap { places in
                let hits = try Self.hits(expression, places, in: transaction)
                let best = Array(hits.prefix(Self.mostPlaces))
                return try Self.places(best, places, query, as: principal, in: transaction)
            }
        }
    }

    /// The newest documents of the kind that say it, the best first: its mark is in no other.
    private static func hits(
        _ expression: SearchExpression, _ places: SearchedPlaces, in transaction: any Transaction
    ) throws -> [SearchHit] {
        let marked = SearchExpression.all([.phrase([places.mark]), expression])
        let hits = try transaction.dialect.search.find(
            marked, in: .everywhere, of: .places, newest: SearchRepository.window, in: transaction)
        return RankedSearch.ordered(hits.filter { places.id(ofDocument: $0.id) != nil })
    }

    private static func places(
        _ hits: [SearchHit], _ places: SearchedPlaces, _ query: SearchQuery, as principal: Principal,
        in transaction: any Transaction
    ) throws -> [FoundPlace] {
        guard let type = SearchType(rawValue: places.kind) else { return [] }
        let ids = hits.compactMap { places.id(ofDocument: $0.id) }
        let found = try places.places(ids, principal, transaction)
        let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        return ids.compactMap { byID[$0].map { FoundPlace($0, type, query) } }
    }
}
