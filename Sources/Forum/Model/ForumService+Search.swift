import Core
import Markup
import Storage

/// What searches may be narrowed to.
package enum SearchType: String, Sendable, Codable, CaseIterable {
    /// Opening posts, found by title, tags and text.
    case thread
    /// Answers and replies.
    case post
    /// Visa pathways, found by name, country and what is said of them.
    case pathway
    /// Open jobs, found by title, employer, place, skills and text.
    case job
    /// Members, found by display name and username.
    case member

    /// What stands beside posts, and is found by itself when it alone is asked for.
    package static let places: [SearchType] = [.pathway, .job, .member]
}

/// A post that was found, with the words that were looked for marked.
package struct SearchResult: Sendable {
    package let thread: ForumThread
    package let post: ForumPost
    package let title: [MarkedText]
    /// Where the post says it.
    package let excerpt: [MarkedText]
}

/// A pathway, a job or a member that was found, with the words that were looked for marked.
package struct FoundPlace: Sendable {
    /// Which of `SearchType.places` it is.
    package let type: SearchType
    /// Its own, without the kind.
    package let id: String
    package let path: String
    package let title: [MarkedText]
    package let excerpt: [MarkedText]

    init(_ place: SearchedPlaces.Place, _ type: SearchType, _ query: SearchQuery) {
        self.type = type
        id = place.id
        path = place.path
        title = MarkedText.whole(place.title, query)
        excerpt = MarkedText.excerpt(of: place.text, query)
    }
}

package struct SearchPage: Sendable {
    /// The best first. Beside posts a few of each kind; where one kind alone is asked for, what the page holds.
    package var places: [FoundPlace] = []
    package let results: Paged<SearchResult>
    /// No post says all of the words; these say some. Of places likewise where one kind alone is asked for.
    package let isLoose: Bool
}

extension ForumService {
    package static let resultsPerPage = 20
    /// Of each kind that are shown beside posts.
    package static let mostPlaces = 3

    /// Posts that say what is looked for, the best first, among equals the newest. Ranked are the newest 1,000 that
    /// say it and, of a word that more posts say, the newest 1,000 threads that say it in title or tags and the newest
    /// 1,000 of what the operators name: a search costs much the same in a community of any size. A later page goes on
    /// behind the post that the cursor names, in the order as it is then. Beside the first page of a search for words
    /// alone stand the best pathways, jobs and members.
    package func search(
        _ query: SearchQuery, type: SearchType? = nil, after cursor: PageCursor? = nil,
        limit: Int = resultsPerPage, as principal: Principal
    ) async throws -> SearchPage {
        if let type, SearchType.places.contains(type) {
            return try await searchPlaces(query, type, after: cursor, limit: limit, as: principal)
        }
        let isFirst = type == nil && cursor == nil && !query.hasFilter
        let shown = isFirst ? try await bestPlaces(query, as: principal) : []
        let found = try await store.read { transaction -> (page: FoundPosts, isLoose: Bool) in
            guard !query.isEmpty,
                let filter = try SearchRepository.filter(query, type, as: principal, in: transaction)
            else { return (FoundPosts(), false) }
            let search = RankedSearch(filter: filter, principal: principal, transaction: transaction)
            guard let expression = query.expression else {
                let hits = try SearchRepository.newest(filter, in: transaction)
                return (try search.page(of: hits, after: cursor, limit: limit), false)
            }
            let hits = try SearchRepository.hits(expression, filter, in: transaction)
            if let loose = query.looseExpression, try search.isEmpty(hits) {
                let hits = try SearchRepository.hits(loose, filter, in: transaction)
                return (try search.page(of: hits, after: cursor, limit: limit), true)
            }
            return (try search.page(of: hits, after: cursor, limit: limit), false)
        }
        let results = found.page.posts.map { post, thread in
            SearchResult(
                thread: thread, post: post, title: MarkedText.whole(thread.title, query),
                excerpt: MarkedText.excerpt(of: PlainText.of(html: post.html), query))
        }
        return SearchPage(
            places: shown, results: Paged(items: results, next: found.page.next), isLoose: found.isLoose)
    }
}

/// A page of what was found.
struct FoundPosts: Sendable {
    var posts: [(post: ForumPost, thread: ForumThread)] = []
    var next: PageCursor?
}

/// Puts hits into their order and takes from them what the reader may see, as much as a page needs.
struct RankedSearch {
    private static let chunk = 200

    let filter: SearchRepository.Filter
    let principal: Principal
    let transaction: any Transaction

    /// Whether the reader finds nothing among the hits.
    func isEmpty(_ hits: [SearchHit]) throws -> Bool {
        try fitting(Self.ordered(hits)[...], atLeast: 1).isEmpty
    }

    func page(of hits: [SearchHit], after cursor: PageCursor?, limit: Int) throws -> FoundPosts {
        let ordered = Self.ordered(hits)
        let fitting = try fitting(ordered[Self.start(after: cursor, in: ordered)...], atLeast: limit + 1)
        let page = Paged(Array(fitting.prefix(limit + 1)), limit: limit) { PageCursor(key: $0.rank, id: $0.id) }
        let posts = try PostRepository.byID(page.items.map(\.id), visibleTo: principal, in: transaction)
        let threads = try ThreadRepository.byID(
            Array(Set(posts.map(\.threadID.text))), visibleTo: principal, in: transaction)
        let postByID = Dictionary(uniqueKeysWithValues: posts.map { ($0.id.text, $0) })
        let threadByID = Dictionary(uniqueKeysWithValues: threads.map { ($0.id, $0) })
        return FoundPosts(
            posts: page.items.compactMap { hit in
                postByID[hit.id].flatMap { post in threadByID[post.threadID].map { (post, $0) } }
            }, next: page.next)
    }

    static func ordered(_ hits: [SearchHit]) -> [SearchHit] {
        hits.sorted { ($0.rank, $0.writtenAt, $0.id) > ($1.rank, $1.writtenAt, $1.id) }
    }

    /// Behind the post that the cursor names; where it would stand, when it is no longer there. By its place and not
    /// by its rank alone: each post that is written changes all ranks a little.
    static func start(after cursor: PageCursor?, in ordered: [SearchHit]) -> Int {
        guard let cursor else { return 0 }
        if let place = ordered.firstIndex(where: { $0.id == cursor.id }) { return place + 1 }
        return ordered.firstIndex { $0.rank < cursor.key } ?? ordered.endIndex
    }

    private func fitting(_ hits: ArraySlice<SearchHit>, atLeast count: Int) throws -> [SearchHit] {
        var found: [SearchHit] = []
        var rest = hits
        while found.count < count, !rest.isEmpty {
            let chunk = rest.prefix(Self.chunk)
            rest = rest.dropFirst(Self.chunk)
            let fitting = try SearchRepository.fitting(
                chunk.map(\.id), filter, visibleTo: principal, in: transaction)
            found += chunk.filter { fitting.contains($0.id) }
        }
        return found
    }
}
