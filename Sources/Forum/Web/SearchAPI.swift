import Core
import Forum
import Hummingbird
import WebSupport

/// A post, a pathway, a job or a member that was found, as the API shows it.
package struct SearchRecord: Codable, Sendable {
    let type: SearchType
    /// Of posts.
    let postId: PostID?
    /// Absent of an anonymous post.
    let author: Author?
    /// What its author is called in the thread instead.
    let pseudonym: String?
    let createdAt: Timestamp?
    let thread: ThreadRecord?
    /// Of pathways.
    let pathway: Place?
    /// Of jobs.
    let job: Place?
    /// Of members.
    let member: Place?
    /// The title of the thread or the job, or the name of the pathway or the member, in pieces.
    let title: [MarkedText]
    let excerpt: [MarkedText]

    struct Place: Codable, Sendable {
        let id: String
        let path: String
    }

    init(_ place: FoundPlace) {
        type = place.type
        (postId, author, pseudonym, createdAt, thread) = (nil, nil, nil, nil, nil)
        let found = Place(id: place.id, path: place.path)
        pathway = place.type == .pathway ? found : nil
        job = place.type == .job ? found : nil
        member = place.type == .member ? found : nil
        title = place.title
        excerpt = place.excerpt
    }

    init(_ result: SearchResult, to reader: Principal) {
        type = result.post.isOpening ? .thread : .post
        postId = result.post.id
        author = result.post.author
        pseudonym = result.post.byline.plainPseudonym
        createdAt = result.post.createdAt
        thread = ThreadRecord(result.thread, withAuthor: true, to: reader)
        (pathway, job, member) = (nil, nil, nil)
        title = result.title
        excerpt = result.excerpt
    }
}

/// A page of what was found.
package struct SearchAnswer: Codable, Sendable {
    /// Posts; where pathways, jobs or members alone are asked for, these.
    let items: [SearchRecord]
    let next: String?
    /// The best few, beside the first page of posts.
    let pathways: [SearchRecord]
    /// Likewise.
    let jobs: [SearchRecord]
    /// Likewise.
    let members: [SearchRecord]
    /// Whether no post says all of the words, and these say some.
    let isLoose: Bool
    /// Whether something of the query was left out for length.
    let isCut: Bool

    private enum CodingKeys: CodingKey { case items, next, pathways, jobs, members, isLoose, isCut }

    init(_ found: SearchPage, type: SearchType?, isCut: Bool, to reader: Principal) {
        let places = found.places.map { SearchRecord($0) }
        let isOfPlaces = type.map(SearchType.places.contains) ?? false
        items = isOfPlaces ? places : found.results.items.map { SearchRecord($0, to: reader) }
        pathways = isOfPlaces ? [] : places.filter { $0.type == .pathway }
        jobs = isOfPlaces ? [] : places.filter { $0.type == .job }
        members = isOfPlaces ? [] : places.filter { $0.type == .member }
        next = found.results.next?.text
        isLoose = found.isLoose
        self.isCut = isCut
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        items = try container.decode([SearchRecord].self, forKey: .items)
        next = try container.decode(String?.self, forKey: .next)
        pathways = try container.decode([SearchRecord].self, forKey: .pathways)
        jobs = try container.decode([SearchRecord].self, forKey: .jobs)
        members = try container.decode([SearchRecord].self, forKey: .members)
        isLoose = try container.decode(Bool.self, forKey: .isLoose)
        isCut = try container.decode(Bool.self, forKey: .isCut)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(next, forKey: .next)
        try container.encode(pathways, forKey: .pathways)
        try container.encode(jobs, forKey: .jobs)
        try container.encode(members, forKey: .members)
        try container.encode(isLoose, forKey: .isLoose)
        try container.encode(isCut, forKey: .isCut)
    }
}

extension ForumAPI {
    @Sendable package func search(_ request: Request, context: VisitorContext) async throws -> Answer<SearchAnswer> {
        let type = request.query("type").map { SearchType(rawValue: $0) }
        if case .some(nil) = type { throw Problem.invalid("type", "unknown_choice") }
        let query = SearchQuery(request.typed("q"))
        let kind = type.flatMap { $0 }
        let found = try await forum.search(
            query, type: kind, after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(SearchAnswer(found, type: kind, isCut: query.isCut, to: context.principal))
    }

    @Sendable package func listSimilar(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<ThreadRecord>> {
        let threads = try await forum.similarThreads(to: request.typed("title"), as: context.principal)
        return .ok(
            ListAnswer(items: threads.map { ThreadRecord($0, withAuthor: true, to: context.principal) }, next: nil))
    }
}
