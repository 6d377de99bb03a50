import Core
import Storage

/// The documents of the search index that stand for posts: one for each post that still has words, seen by whom it
/// may; who finds it is said by `Visibility` when it is found.
enum SearchDocuments {
    /// Writes the documents of posts as the tables say now.
    /// - Parameter terms: of bodies that were folded before the transaction, by post.
    static func write(
        _ posts: [String], terms: [String: String] = [:], in transaction: any WriteTransaction
    ) throws {
        let index = transaction.dialect.search
        for document in try documents(of: posts, terms: terms, in: transaction) {
            try index.add(document, in: transaction)
        }
    }

    static func write(_ post: PostID, terms: String? = nil, in transaction: any WriteTransaction) throws {
        try write([post.text], terms: terms.map { [post.text: $0] } ?? [:], in: transaction)
    }

    /// What the index must hold for these posts; empty documents are such as it must not hold.
    static func documents(
        of posts: [String], terms: [String: String] = [:], in transaction: any Transaction
    ) throws -> [SearchDocument] {
        let rows = try transaction.rows(
            """
            SELECT post.id, post.created_at, post.is_opening, post.body, thread.id, thread.title
            FROM forum_post AS post CROSS JOIN forum_thread AS thread
            WHERE \(transaction.dialect.anyOf("post.id", posts)) AND thread.id = post.thread_id
            """
        ) { row in
            Row(
                id: row.text(0), createdAt: row.time(1), isOpening: row.flag(2), body: row.text(3),
                thread: row.text(4), title: row.text(5))
        }
        let openings = rows.filter(\.isOpening).map(\.thread)
        let tags = try tags(of: openings, in: transaction)
        let polls = try polls(of: openings, in: transaction)
        return rows.map { row in
            let body = terms[row.id] ?? SearchText.fold(row.body)
            // Where the words of a thread are gone, those of its poll are.
            let poll = row.isOpening && !row.body.isEmpty ? polls[row.thread] : nil
            return SearchDocument(
                id: row.id, writtenAt: row.createdAt, title: row.isOpening ? SearchText.fold(row.title) : "",
                tags: row.isOpening ? SearchText.fold((tags[row.thread] ?? []).joined(separator: " ")) : "",
                body: poll.map { "\(body) \(SearchText.fold($0))" } ?? body)
        }
    }

    /// What is asked in the threads, with the answers to choose from.
    private static func polls(of threads: [String], in transaction: any Transaction) throws -> [String: String] {
        guard !threads.isEmpty else { return [:] }
        let rows = try transaction.rows(
            """
            SELECT poll.thread_id, poll.question, choice.position, choice.label
            FROM poll CROSS JOIN poll_option AS choice
            WHERE \(transaction.dialect.anyOf("poll.thread_id", threads)) AND choice.thread_id = poll.thread_id
            """
        ) { (thread: $0.text(0), question: $0.text(1), position: $0.int(2), label: $0.text(3)) }
        return Dictionary(grouping: rows, by: \.thread).mapValues { choices in
            let labels = choices.sorted { $0.position < $1.position }.map(\.label)
            return (choices.prefix(1).map(\.question) + labels).joined(separator: " ")
        }
    }

    private struct Row {
        let id: String
        let createdAt: Timestamp
        let isOpening: Bool
        let body: String
        let thread: String
        let title: String
    }

    private static func tags(
        of threads: [String], in transaction: any Transaction
    ) throws -> [String: [String]] {
        guard !threads.isEmpty else { return [:] }
        let pairs = try transaction.rows(
            """
            SELECT thread_tag.thread_id, tag.name FROM thread_tag CROSS JOIN tag
            WHERE \(transaction.dialect.anyOf("thread_tag.thread_id", threads)) AND tag.id = thread_tag.tag_id
            """
        ) { ($0.text(0), $0.text(1)) }
        return Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1).sorted() }
    }

    /// The ids of the posts after one, in their order.
    static func posts(after id: String, limit: Int, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            "SELECT post.id FROM forum_post AS post WHERE post.id > \(id) ORDER BY post.id LIMIT \(limit)"
        ) { $0.text(0) }
    }
}

extension ForumService {
    private static let batch = 500

    /// Puts posts into the search index that were there before it, or before its terms were made anew. Interrupted,
    /// it goes on where it was.
    /// - Returns: how many posts were put in; 0 when there was nothing to do.
    @discardableResult
    package func fillSearchIndex() async throws -> Int {
        let version = SearchText.version
        if try await store.read({ try SearchFilling.version(in: $0) }) == version { return 0 }
        var count = 0
        while true {
            let filled = try await store.write { transaction in
                let start = try SearchFilling.resume(version, in: transaction)
                let posts = try SearchDocuments.posts(after: start, limit: Self.batch, in: transaction)
                try SearchDocuments.write(posts, in: transaction)
                if let last = posts.last { try SearchFilling.note(filledTo: last, in: transaction) }
                if posts.count < Self.batch { try SearchFilling.finish(version, in: transaction) }
                return posts.count
            }
            count += filled
            if filled < Self.batch { return count }
        }
    }

    /// Empties the search index and fills it anew.
    /// - Returns: how many posts were put in.
    package func refillSearchIndex() async throws -> Int {
        try await store.write { try SearchFilling.restart(in: $0) }
        return try await fillSearchIndex()
    }

    /// What is found wrong with an index that is still to be filled.
    package static let unfilledIndex = "the search index is not filled: run karwan migrate, or start the server"

    /// What is wrong with the search index, a line each; empty when all is well.
    package static func searchFindings(in transaction: any Transaction) throws -> [String] {
        guard try SearchFilling.version(in: transaction) == SearchText.version else {
            return [unfilledIndex]
        }
        return try searchDifferences(in: transaction)
    }

    /// Compares the search index with the posts.
    /// - Returns: a line for each of the first twenty differences; empty when there is none.
    package static func searchDifferences(in transaction: any Transaction) throws -> [String] {
        let index = transaction.dialect.search
        var findings: [String] = []
        var expected = 0
        var last = ""
        while true {
            let posts = try SearchDocuments.posts(after: last, limit: batch, in: transaction)
            let wanted = try SearchDocuments.documents(of: posts, in: transaction)
            let present = Dictionary(
                uniqueKeysWithValues: try index.documents(posts, in: transaction).map { ($0.id, $0) })
            for document in wanted.sorted(by: { $0.id < $1.id }) {
                findings += difference(document, present[document.id]).map { ["post/\(document.id): \($0)"] } ?? []
            }
            expected += wanted.count { !$0.isEmpty }
            guard posts.count == batch, let next = posts.last else { break }
            last = next
        }
        let count = try index.countOfPosts(in: transaction)
        if count != expected { findings.append("\(count) documents in the search index, \(expected) posts with words") }
        return findings.count > 20 ? findings.prefix(20) + ["\(findings.count) differences in all"] : findings
    }

    private static func difference(_ wanted: SearchDocument, _ present: SearchDocument?) -> String? {
        switch present {
        case nil: wanted.isEmpty ? nil : "not in the search index"
        case wanted: nil
        default: "the search index has other words for it"
        }
    }
}
