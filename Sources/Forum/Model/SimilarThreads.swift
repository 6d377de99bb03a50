import Core
import Storage

extension ForumService {
    /// Characters of a title from which on similar threads are looked for.
    package static let shortestSimilarTitle = 10
    package static let mostSimilar = 5

    /// Threads with titles like this one, the most alike first; none for a title that is too short to tell.
    package func similarThreads(to title: String, as principal: Principal) async throws -> [ForumThread] {
        let title = UserText.clean(String(title.prefix(SearchQuery.longest)), .line)
        guard title.count >= Self.shortestSimilarTitle else { return [] }
        let words = TitleWords(title)
        guard !words.isEmpty else { return [] }
        return try await store.read { transaction in
            let counts = try transaction.dialect.search.titles(with: words.allForms, in: transaction)
            let rare = words.rarest(counts)
            guard !rare.isEmpty else { return [] }
            let hits = try transaction.dialect.search.find(
                .any(rare.map { .phrase([$0]) }), in: .title, of: .posts, newest: SearchRepository.window,
                in: transaction)
            let best = hits.sorted { ($0.rank, $0.writtenAt, $0.id) > ($1.rank, $1.writtenAt, $1.id) }
            let search = RankedSearch(
                filter: SearchRepository.Filter(type: .thread), principal: principal, transaction: transaction)
            let found = try search.page(of: Array(best.prefix(200)), after: nil, limit: 20)
            return Array(found.posts.map(\.thread).filter { words.areAlike($0.title) }.prefix(Self.mostSimilar))
        }
    }
}

/// The telling words of a title, each with its English singular and plural.
private struct TitleWords {
    private static let most = 12
    /// Words that the search asks for.
    private static let asked = 6

    private let words: [[String]]

    init(_ title: String) {
        var words: [[String]] = []
        for term in SearchText.terms(title).map(\.text) where !FillerWords.contains(term) {
            let forms = Self.forms(term)
            if !words.contains(forms) { words.append(forms) }
        }
        self.words = Array(words.prefix(Self.most))
    }

    var isEmpty: Bool { words.isEmpty }
    var allForms: [String] { words.flatMap(\.self) }

    private static func forms(_ term: String) -> [String] {
        guard term.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }), term.count >= 4 else {
            return [term]
        }
        let stem = term.hasSuffix("s") && !term.hasSuffix("ss") ? String(term.dropLast()) : term
        return [stem, stem + "s"]
    }

    /// All forms of those words that the fewest titles have, and any at all.
    func rarest(_ counts: [String: Int]) -> [String] {
        let known = words.map { forms in (forms: forms, count: forms.reduce(0) { $0 + (counts[$1] ?? 0) }) }
            .filter { $0.count > 0 }
        return known.sorted { $0.count < $1.count }.prefix(Self.asked).flatMap(\.forms)
    }

    /// Whether a title shares enough words with this one: a third of them, at least two where there are two.
    func areAlike(_ title: String) -> Bool {
        let others = Set(SearchText.terms(title).map(\.text))
        let shared = words.count { $0.contains(where: others.contains) }
        return shared >= min(words.count, max(2, (words.count + 2) / 3))
    }
}
