import Core

/// The words of a thing that people find by its words, as `SearchText` folds them.
package struct SearchDocument: Sendable, Equatable {
    /// Of the thing.
    package let id: String
    package let writtenAt: Timestamp
    package let title: String
    package let tags: String
    package let body: String

    /// - Parameters: terms, folded already.
    package init(id: String, writtenAt: Timestamp, title: String, tags: String, body: String) {
        self.id = id
        self.writtenAt = writtenAt
        self.title = title
        self.tags = tags
        self.body = body
    }

    package var isEmpty: Bool { title.isEmpty && tags.isEmpty && body.isEmpty }

    /// What stands for a post has the post's id; ids of all others have a colon.
    package var shelf: SearchShelf { id.contains(":") ? .places : .posts }
}

/// What a document must say, in folded terms.
package indirect enum SearchExpression: Sendable, Equatable {
    /// Terms that stand side by side.
    case phrase([String])
    /// A term that begins so; one that ends so as well counts for more.
    case prefix(String)
    case all([SearchExpression])
    case any([SearchExpression])
}

/// A document that was found.
package struct SearchHit: Sendable, Equatable {
    package let id: String
    package let writtenAt: Timestamp
    /// The more the better: bm25 with title 10, tags 5 and body 1, times 10^6.
    package let rank: Int64

    package init(id: String, writtenAt: Timestamp, rank: Int64) {
        self.id = id
        self.writtenAt = writtenAt
        self.rank = rank
    }
}

/// Posts apart from all else: however many adverts say a word, the newest posts that say it are found.
package enum SearchShelf: Sendable {
    /// Their numbers rise from one.
    case posts
    /// Their numbers fall from minus one.
    case places
}

/// Where documents are looked for.
package enum SearchField: Sendable {
    case everywhere
    case title
    case titleAndTags
}

/// Finds documents by their words: the one capability that each engine has its own way of.
///
/// Written in the transaction that writes what is indexed; who may see what was found is for the caller to say.
package protocol SearchIndex: Sendable {
    /// Puts a document in, or in the place of the one with its id; an empty one is taken out.
    func add(_ document: SearchDocument, in transaction: any WriteTransaction) throws

    /// Takes a document out, if it is there.
    func remove(_ id: String, in transaction: any WriteTransaction) throws

    /// The newest `limit` documents of a shelf that say what is asked for, in no order.
    func find(
        _ expression: SearchExpression, in field: SearchField, of shelf: SearchShelf, newest limit: Int,
        in transaction: any Transaction
    ) throws -> [SearchHit]

    /// Those of the named documents that say what is asked for, in no order. It reads all that the index says of the
    /// words: for when the newest are not enough.
    func find(
        _ expression: SearchExpression, among ids: [String], in transaction: any Transaction
    ) throws -> [SearchHit]

    /// How many titles have each of the terms; those that none has are left out.
    func titles(with terms: [String], in transaction: any Transaction) throws -> [String: Int]

    /// Those of the documents that are there.
    func documents(_ ids: [String], in transaction: any Transaction) throws -> [SearchDocument]

    func count(in transaction: any Transaction) throws -> Int

    /// Goes on taking words out of the files that were taken out of the index.
    /// - Returns: whether there is more to do.
    func forget(in transaction: any WriteTransaction) throws -> Bool

    /// Takes everything out.
    func clear(in transaction: any WriteTransaction) throws

    /// Compares the index with its own documents.
    /// - Throws: `unavailable` when they differ.
    func verify(in transaction: any WriteTransaction) throws
}
