import Core
import Foundation

/// Things of a kind, beside posts, that are found by their words: the ids of their documents begin with the kind and
/// a colon, and each has the kind's mark among its tags.
package struct SearchedPlaces: Sendable {
    /// A thing that was found, as people see it.
    package struct Place: Sendable {
        /// Its own, without the kind.
        package let id: String
        package let title: String
        /// What is said of it; an excerpt is shown.
        package let text: String
        package let path: String

        package init(id: String, title: String, text: String, path: String) {
            self.id = id
            self.title = title
            self.text = text
            self.path = path
        }
    }

    /// Those of the named things that the one who asks may see, in any order.
    package let places: @Sendable ([String], Principal, any Transaction) throws -> [Place]
    /// One word.
    package let kind: String

    package init(
        kind: String, _ places: @escaping @Sendable ([String], Principal, any Transaction) throws -> [Place]
    ) {
        self.kind = kind
        self.places = places
    }

    /// A term that no text of a person holds: theirs begin with a letter or a digit.
    package var mark: String { "+\(kind)" }

    package func documentID(_ id: String) -> String { "\(kind):\(id)" }

    /// The thing's own id; `nil` for what is of another kind.
    package func id(ofDocument id: String) -> String? {
        id.hasPrefix("\(kind):") ? String(id.dropFirst(kind.count + 1)) : nil
    }

    /// What people call a country, in the languages of the site: `جرمنی` finds Germany's, `UK` Britain's.
    package static func countryNames(_ code: String) -> [String] {
        locales.compactMap { $0.localizedString(forRegionCode: code) } + (shortNames[code].map { [$0] } ?? [])
    }

    private static let locales = ["en", "ur"].map { Locale(identifier: $0) }
    private static let shortNames = ["AE": "UAE", "GB": "UK", "US": "USA"]

    /// Documents of the kind in the index.
    package func count(in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM search_document
                WHERE search_document.number < 0 AND search_document.id LIKE \("\(kind):%")
                """))
    }
}

extension SearchIndex {
    /// Documents that stand for posts.
    package func countOfPosts(in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM search_document WHERE search_document.number > 0"))
    }
    /// Those of the documents that the index does not hold so, and whether it has others in their place.
    package func missing(
        among wanted: [SearchDocument], in transaction: any Transaction
    ) throws -> [(document: SearchDocument, isThere: Bool)] {
        let present = try documents(wanted.map(\.id), in: transaction)
        let known = Dictionary(uniqueKeysWithValues: present.map { ($0.id, $0) })
        return wanted.filter { known[$0.id] != $0 }.map { ($0, known[$0.id] != nil) }
    }

    /// What is wrong with the documents of a kind, a line each.
    /// - Parameter wanted: all that the index must hold of the kind.
    package func findings(
        _ missing: [(document: SearchDocument, isThere: Bool)], _ places: SearchedPlaces, wanted: Int,
        in transaction: any Transaction
    ) throws -> [String] {
        let count = try places.count(in: transaction)
        let lines = missing.map { document, isThere in
            "\(document.id): " + (isThere ? "the search index has other words for it" : "not in the search index")
        }
        return lines.isEmpty && count != wanted
            ? ["\(count) documents of the kind \(places.kind) in the search index, \(wanted) in all"] : lines
    }
}
