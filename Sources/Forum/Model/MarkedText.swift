import Core

/// A piece of a text, and whether it is what was looked for.
package struct MarkedText: Sendable, Equatable, Codable {
    package let text: String
    package let isFound: Bool

    /// Terms that an excerpt shows, and how many of them before the first that was found.
    private static let width = 36
    private static let lead = 8
    /// Characters that an excerpt shows at most: a text without spaces is one term.
    private static let longest = 400

    /// All of a text.
    static func whole(_ text: String, _ query: SearchQuery) -> [MarkedText] {
        pieces(text, SearchText.terms(text), text.startIndex..<text.endIndex, query)
    }

    /// The part of a text that says most of what was looked for; its beginning when it says none of it.
    static func excerpt(of text: String, _ query: SearchQuery) -> [MarkedText] {
        let terms = SearchText.terms(text)
        guard !terms.isEmpty else { return [] }
        let first = window(terms, query)
        let last = min(first + width, terms.count) - 1
        let start = first == 0 ? text.startIndex : terms[first].range.lowerBound
        let wanted = last == terms.count - 1 ? text.endIndex : terms[last].range.upperBound
        let end = text.index(start, offsetBy: longest, limitedBy: wanted) ?? wanted
        var out = pieces(text, Array(terms[first...last]), start..<end, query)
        if start > text.startIndex { out.insert(MarkedText(text: "… ", isFound: false), at: 0) }
        if end < text.endIndex { out.append(MarkedText(text: " …", isFound: false)) }
        return out
    }

    /// Where the window begins that holds the most different words that were looked for, the first of such.
    private static func window(_ terms: [SearchText.Term], _ query: SearchQuery) -> Int {
        let found = terms.indices.filter { query.matches(terms[$0].text) }
        var best = (start: 0, count: 0)
        for place in found {
            let inside = Set(found.filter { place <= $0 && $0 < place + width - lead }.map { terms[$0].text })
            if inside.count > best.count { best = (place, inside.count) }
            // Texts that say one word a thousand times need no longer look.
            if best.count >= 6 { break }
        }
        return best.start < width - lead ? 0 : best.start - lead
    }

    private static func pieces(
        _ text: String, _ terms: [SearchText.Term], _ range: Range<String.Index>, _ query: SearchQuery
    ) -> [MarkedText] {
        var out: [MarkedText] = []
        var position = range.lowerBound
        for term in terms where query.matches(term.text) && term.range.upperBound <= range.upperBound {
            guard term.range.lowerBound >= position else { continue }
            if position < term.range.lowerBound {
                out.append(MarkedText(text: String(text[position..<term.range.lowerBound]), isFound: false))
            }
            out.append(MarkedText(text: String(text[term.range]), isFound: true))
            position = term.range.upperBound
        }
        if position < range.upperBound {
            out.append(MarkedText(text: String(text[position..<range.upperBound]), isFound: false))
        }
        return out
    }
}
