import Core
import Forum
import HTTPTypes
import Hummingbird
import Mustache
import Texts
import WebSupport

extension ForumPages {
    /// `/search?q=`
    @Sendable package func searchPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let text = request.typed("q")
        let query = SearchQuery(text)
        let after = try request.after
        let type = SearchType(rawValue: request.typed("type"))
        let found = try await forum.search(query, type: type, after: after, as: context.principal)
        let page = SearchResultsPage(
            text: String(text.prefix(SearchQuery.longest)), query: query, type: type, found: found,
            isFirst: after == nil, visit: context.visit)
        return pages.response(page, context.visit)
    }
}

/// What was found, below the field to look for something else.
struct SearchResultsPage: Page {
    static let template = "forum_search"
    /// What was typed.
    let text: String
    let query: SearchQuery
    let type: SearchType?
    let found: SearchPage
    let isFirst: Bool
    let visit: Visit

    var section: Section? { .search }

    func child(named name: String) -> Any? {
        switch name {
        case "queryText": shown
        case "hasQuery": !query.isEmpty
        case "searchNotes": notes
        case "hits": found.results.items.map { SearchHitRow(result: $0, visit: visit) }
        case "hasHits": !found.results.items.isEmpty
        case "hasPlaces": !found.places.isEmpty
        case "shelves": SearchType.places.compactMap(shelf)
        case "isMissing": !query.isEmpty && isFirst && hasNothing
        case "operators": Self.operators.map { OperatorRow(example: $0.0, meaning: visit.phrases.text($0.1)) }
        case "askPath": visit.principal.canStartThread || visit.principal.member == nil ? ["/threads/new"] : []
        case "pager": Pager(path(type), isFirst: isFirst, next: found.results.next)
        default: nil
        }
    }

    /// Without what turns the direction of the words around it.
    private var shown: String { UserText.clean(text, .line).filter { !UserText.hasControlCharacters(String($0)) } }

    private var hasNothing: Bool { found.results.items.isEmpty && found.places.isEmpty }

    private var notes: [String] {
        let longest = ["max": "\(SearchQuery.longest)", "terms": "\(SearchQuery.mostTerms)"]
        return (query.isCut ? [visit.phrases.text("search_cut", longest)] : [])
            + (found.isLoose && !hasNothing && (isOfPlaces || found.places.isEmpty)
                ? [visit.phrases.text("search_loose")] : [])
    }

    private var isOfPlaces: Bool { type.map(SearchType.places.contains) ?? false }

    /// What was found of a kind; `nil` for nothing.
    private func shelf(_ kind: SearchType) -> PlaceShelf? {
        let places = found.places.filter { $0.type == kind }
        guard !places.isEmpty else { return nil }
        let isMore = type == nil && places.count == ForumService.mostPlaces
        return PlaceShelf(kind: kind, places: places, allPath: isMore ? path(kind) : nil, phrases: visit.phrases)
    }

    private func path(_ type: SearchType?) -> String {
        "/search?q=\(Links.escaped(shown))" + (type.map { "&type=\($0.rawValue)" } ?? "")
    }

    private static let operators = [
        ("\"blue card\"", "search_help_phrase"), ("tag:h-1b", "search_help_tag"),
        ("kind:question", "search_help_kind"), ("is:solved", "search_help_solved"),
        ("author:ayesha", "search_help_author"), ("category:germany", "search_help_category"),
    ]
}

private struct OperatorRow: MustacheParent {
    let example: String
    let meaning: String

    func child(named name: String) -> Any? {
        switch name {
        case "operatorExample": example
        case "operatorMeaning": meaning
        default: nil
        }
    }
}

/// Pathways, jobs or members that were found.
private struct PlaceShelf: MustacheParent {
    let kind: SearchType
    let places: [FoundPlace]
    /// Where all of them are, when more may be.
    let allPath: String?
    let phrases: Phrasebook

    func child(named name: String) -> Any? {
        switch name {
        case "shelfID": "found-\(kind.rawValue)"
        case "shelfTitle": phrases.text("search_places_\(kind.rawValue)")
        case "places": places.map { PlaceRow(place: $0) }
        case "allPlaces": allPath.map { [$0] } ?? []
        case "allText": phrases.text("search_all_\(kind.rawValue)")
        default: nil
        }
    }
}

/// A pathway, a job or a member that was found.
private struct PlaceRow: MustacheParent {
    let place: FoundPlace

    func child(named name: String) -> Any? {
        switch name {
        case "placePath": place.path
        case "placeTitle": place.title.map(MarkedView.init)
        case "placeText": place.excerpt.map(MarkedView.init)
        default: nil
        }
    }
}

/// A post that was found.
private struct SearchHitRow: MustacheParent {
    let result: SearchResult
    let visit: Visit

    private var thread: ForumThread { result.thread }
    private var isAnswer: Bool { !result.post.isOpening }

    func child(named name: String) -> Any? {
        switch name {
        case "hitPath": isAnswer ? "/posts/\(result.post.id)" : thread.path
        case "titlePieces": result.title.map(MarkedView.init)
        case "excerptPieces": result.excerpt.map(MarkedView.init)
        case "answersText": visit.phrases.text("answers", count: thread.answerCount)
        case "isAnswered": thread.acceptedPostID != nil
        case "isAnswer": isAnswer
        case "isAccepted": isAnswer && thread.acceptedPostID == result.post.id
        case "kindLabel": visit.phrases.text("kind_\(thread.kind.rawValue)")
        case "author": PersonView(byline: result.post.byline, visit: visit)
        case "category": CategoryView(category: thread.category)
        case "tags": isAnswer ? [] : thread.tags.map { TagView(name: $0, uses: 0) }
        case "asked": Moment(result.post.createdAt, visit)
        default: nil
        }
    }
}

private struct MarkedView: MustacheParent {
    let piece: MarkedText

    func child(named name: String) -> Any? {
        switch name {
        case "pieceText": piece.text
        case "isFound": piece.isFound
        default: nil
        }
    }
}
