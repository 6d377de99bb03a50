import Core

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
    private let kind: String

    package init(
        kind: String, places: @escaping @Sendable ([String], Principal, any Transaction) throws -> [Place]
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

    /// Documents of the kind.
    package func count(in transaction: any Transaction) throws -> Int {
        Int(
            try transaction.number(
                "SELECT count(*) FROM search_document WHERE search_document.id LIKE \("\(kind):%")"))
    }
}

extension SearchIndex {
    /// Documents that stand for posts: ids of all others have a colon.
    package func countOfPosts(in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM search_document WHERE search_document.id NOT LIKE '%:%'"))
    }
}
