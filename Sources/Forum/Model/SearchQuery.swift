import Core
import Storage

/// What a person looks for, as typed into the search field: words, "phrases" and `operator:value`. Whatever is typed
/// means something; nothing is an error.
package struct SearchQuery: Sendable, Equatable {
    /// Characters and terms that count; what is longer is cut, and said to be.
    package static let longest = 300
    package static let mostTerms = 20
    private static let mostTags = 5
    /// Letters from which on the last word may be the beginning of one.
    private static let shortestBeginning = 3

    /// Words that must be there, each a phrase of one or more terms.
    package private(set) var phrases: [[String]] = []
    /// The last word, when it may be the beginning of a longer one.
    package private(set) var beginning: String?
    package private(set) var tags: [String] = []
    package private(set) var kind: ForumThread.Kind?
    package private(set) var isSolved = false
    /// A username; `me` for who asks.
    package private(set) var author: String?
    /// The slug of a category.
    package private(set) var category: String?
    /// Whether something was left out for length.
    package private(set) var isCut = false

    package init(_ text: String) {
        isCut = text.count > Self.longest
        // No text that is kept has a zero byte.
        var reader = QueryReader(String(text.prefix(Self.longest)).replacing("\0", with: " "))
        var last: QueryReader.Part?
        var rest = Self.mostTerms
        while let part = reader.next() {
            if let name = part.name, take(name, part.text) { continue }
            let terms = SearchText.terms([part.name, part.text].compactMap(\.self).joined(separator: " ")).map(\.text)
            if terms.isEmpty { continue }
            isCut = isCut || terms.count > rest
            let kept = Array(terms.prefix(rest))
            rest -= kept.count
            if kept.isEmpty { continue }
            phrases.append(kept)
            last = part
        }
        if let last, !last.isQuoted, last.name == nil { openLastWord() }
        dropFillers()
    }

    private mutating func openLastWord() {
        guard let word = phrases.last, word.count == 1, let term = word.first,
            term.count >= Self.shortestBeginning, let end = term.unicodeScalars.last,
            end != "+", end != "#"
        else { return }
        phrases.removeLast()
        beginning = term
    }

    /// A question has words that every post has; they count only when there are no others.
    private mutating func dropFillers() {
        let telling = phrases.filter { $0.count > 1 || !FillerWords.contains($0[0]) }
        guard !telling.isEmpty || beginning.map({ !FillerWords.contains($0) }) ?? false else { return }
        phrases = telling
        if let word = beginning, FillerWords.contains(word), !telling.isEmpty { beginning = nil }
    }

    /// - Returns: whether `name` is an operator and `value` one of its values.
    private mutating func take(_ name: String, _ value: String) -> Bool {
        switch name {
        case "tag":
            let tag = TagName.normal(value.hasPrefix("#") ? String(value.dropFirst()) : value)
            guard !tag.isEmpty else { return false }
            if tags.count < Self.mostTags { tags.append(tag) } else { isCut = true }
        case "kind":
            guard let kind = ForumThread.Kind(rawValue: value.lowercased()) else { return false }
            self.kind = kind
        case "is":
            guard value.lowercased() == "solved" else { return false }
            isSolved = true
        case "author": author = value.hasPrefix("@") ? String(value.dropFirst()) : value
        case "category", "country": category = value.lowercased()
        default: return false
        }
        return true
    }

    package var hasFilter: Bool {
        !tags.isEmpty || kind != nil || isSolved || author != nil || category != nil
    }

    package var isEmpty: Bool { expression == nil && !hasFilter }

    private var parts: [SearchExpression] {
        phrases.map { .phrase($0) } + (beginning.map { [.prefix($0)] } ?? [])
    }

    /// All words; `nil` when there are none.
    package var expression: SearchExpression? { parts.isEmpty ? nil : .all(parts) }

    /// Any of the words, when there are several.
    package var looseExpression: SearchExpression? { parts.count > 1 ? .any(parts) : nil }

    /// Whether a term of a text is one of those looked for.
    package func matches(_ term: String) -> Bool {
        phrases.contains { $0.contains(term) } || beginning.map { term.hasPrefix($0) } ?? false
    }
}

/// Cuts what was typed at spaces outside of quotes.
private struct QueryReader {
    struct Part {
        /// What stands before the colon, in lower case.
        var name: String?
        var text: String
        var isQuoted: Bool
    }

    private static let quotes: Set<Character> = ["\"", "“", "”", "„", "«", "»"]
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    mutating func next() -> Part? {
        while true {
            rest = rest.drop(while: \.isWhitespace)
            if rest.isEmpty { return nil }
            if Self.quotes.contains(rest[rest.startIndex]) {
                return Part(name: nil, text: quoted(), isQuoted: true)
            }
            let word = rest.prefix { !$0.isWhitespace && !Self.quotes.contains($0) }
            rest = rest[word.endIndex...]
            guard let colon = word.firstIndex(of: ":"), colon > word.startIndex else {
                return Part(name: nil, text: String(word), isQuoted: false)
            }
            let name = word[..<colon].lowercased()
            let value = word[word.index(after: colon)...]
            if value.isEmpty, let quote = rest.first, Self.quotes.contains(quote) {
                return Part(name: name, text: quoted(), isQuoted: true)
            }
            // `Requirements:` is a word.
            if value.isEmpty { return Part(name: nil, text: name, isQuoted: false) }
            return Part(name: name, text: String(value), isQuoted: false)
        }
    }

    /// What stands between two quotes, or behind the last one.
    private mutating func quoted() -> String {
        let inside = rest.dropFirst().prefix { !Self.quotes.contains($0) }
        rest = rest[inside.endIndex...].dropFirst()
        return String(inside)
    }
}

/// Words that say nothing by themselves, folded. Neither `it` nor `us` is among them: people look for IT jobs in
/// the US.
enum FillerWords {
    static func contains(_ term: String) -> Bool { words.contains(term) }

    private static let words = Set(
        SearchText.terms(
            """
            a an the is are was were be am do does did i my me we our you your he she they what which who how when
            where why of to in on for and or with from at by as if can could should would will have has had this that
            کے کا کی کو میں ہے ہیں سے پر نے اور یہ وہ کیا ہوں تھا تھی تھے ہو بھی تو ہی لیے لئے کیسے کون کہ اگر یا مجھے میرا
            میری میرے ہم آپ کر کرنا جو تک
            """
        ).map(\.text))
}
