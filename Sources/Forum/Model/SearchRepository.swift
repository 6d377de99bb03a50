import Core
import Storage
import Visibility

/// SQL over what searches find; internal to the feature.
enum SearchRepository {
    /// Posts that one search ranks: the newest of those that fit.
    static let window = 1_000

    /// What a post must be besides saying the words, with names looked up.
    struct Filter {
        var tagIDs: [String] = []
        var kind: ForumThread.Kind?
        var isSolved = false
        var author: MemberID?
        /// Whether the author is the one who asks: others find what bears a name alone.
        var isOwn = false
        var category: CategoryID?
        var type: SearchType?

        var narrows: Bool {
            !tagIDs.isEmpty || kind != nil || isSolved || author != nil || category != nil
        }
    }

    /// Looks up the names of a query.
    /// - Returns: `nil` when one of them names nothing that the reader may see.
    static func filter(
        _ query: SearchQuery, _ type: SearchType?, as principal: Principal, in transaction: any Transaction
    ) throws -> Filter? {
        var filter = Filter(kind: query.kind, isSolved: query.isSolved, type: type)
        for tag in query.tags {
            guard let found = try CategoryRepository.tag(tag, visibleTo: principal, in: transaction) else { return nil }
            filter.tagIDs.append(found.id)
        }
        if let name = query.author {
            filter.author = name == "me" ? principal.member?.id : try account(name, as: principal, in: transaction)
            if filter.author == nil { return nil }
            filter.isOwn = filter.author == principal.member?.id
        }
        if let slug = query.category {
            let found = try CategoryRepository.category(slug: slug, visibleTo: principal, in: transaction)
            guard let found else { return nil }
            filter.category = found.id
        }
        return filter
    }

    private static func account(
        _ username: String, as principal: Principal, in transaction: any Transaction
    ) throws -> MemberID? {
        try transaction.first(
            """
            SELECT account.id FROM account
            WHERE lower(account.username) = \(username.lowercased()) AND \(Visibility.accounts(principal))
            """
        ) { $0.id(0) }
    }

    /// Posts that say the words. Where more say them than one search ranks, those that say them in their title or
    /// tags are among the ranked, however old, and of a filter the newest that it lets through.
    static func hits(
        _ expression: SearchExpression, _ filter: Filter, in transaction: any Transaction
    ) throws -> [SearchHit] {
        let index = transaction.dialect.search
        let newest = try index.find(expression, in: .everywhere, of: .posts, newest: window, in: transaction)
        guard newest.count == window else { return newest }
        var hits =
            newest
            + (try index.find(
                expression, in: .titleAndTags, of: .posts, newest: window, in: transaction))
        if filter.narrows {
            let fitting = try self.newest(filter, in: transaction).map(\.id)
            hits += try index.find(expression, among: fitting, in: transaction)
        }
        return Array(Dictionary(hits.map { ($0.id, $0) }) { $0.rank >= $1.rank ? $0 : $1 }.values)
    }

    /// Without words: the newest posts of an author, or the newest threads of what the filter names, ranked by their
    /// time.
    static func newest(_ filter: Filter, in transaction: any Transaction) throws -> [SearchHit] {
        try transaction.rows(newestQuery(filter)) {
            SearchHit(id: $0.text(0), writtenAt: $0.time(1), rank: $0.integer(1))
        }
    }

    private static func newestQuery(_ filter: Filter) -> Query {
        if let author = filter.author {
            return """
                SELECT post.id, post.created_at FROM forum_post AS post CROSS JOIN forum_thread AS thread
                WHERE post.author_id = \(author) \(named(filter)) AND thread.id = post.thread_id
                    \(conditions(filter))
                ORDER BY post.created_at DESC, post.id DESC LIMIT \(window)
                """
        }
        if let tag = filter.tagIDs.first {
            return """
                SELECT thread.opening_post_id, tagged.created_at
                FROM thread_tag AS tagged CROSS JOIN forum_thread AS thread
                WHERE tagged.tag_id = \(tag) AND thread.id = tagged.thread_id \(conditions(filter))
                ORDER BY tagged.created_at DESC, tagged.thread_id DESC LIMIT \(window)
                """
        }
        return """
            SELECT thread.opening_post_id, thread.created_at FROM forum_thread AS thread
            WHERE (thread.created_at, thread.id) < (\(Int64.max), '~') \(conditions(filter))
            ORDER BY thread.created_at DESC, thread.id DESC LIMIT \(window)
            """
    }

    /// Those of the posts that the reader may see and that are what the filter says.
    static func fitting(
        _ posts: [String], _ filter: Filter, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> Set<String> {
        Set(
            try transaction.rows(
                """
                SELECT post.id FROM forum_post AS post CROSS JOIN forum_thread AS thread CROSS JOIN category
                WHERE \(transaction.dialect.anyOf("post.id", posts)) AND thread.id = post.thread_id
                    AND category.id = thread.category_id AND \(Visibility.posts(principal))
                    AND \(Visibility.threads(principal)) \(conditions(filter)) \(postConditions(filter))
                """
            ) { $0.text(0) })
    }

    /// Of the thread.
    private static func conditions(_ filter: Filter) -> Query {
        var all: Query = ""
        for tag in filter.tagIDs {
            all =
                all + """
                     AND EXISTS (SELECT 1 FROM thread_tag
                    WHERE thread_tag.thread_id = thread.id AND thread_tag.tag_id = \(tag))
                    """
        }
        if let kind = filter.kind { all = all + " AND thread.kind = \(kind.rawValue)" }
        if filter.isSolved { all = all + " AND thread.accepted_post_id IS NOT NULL" }
        if let category = filter.category { all = all + " AND thread.category_id = \(category)" }
        return all
    }

    /// Of what somebody wrote, what bears their name.
    private static func named(_ filter: Filter) -> Query { filter.isOwn ? "" : "AND post.pseudonym IS NULL" }

    private static func postConditions(_ filter: Filter) -> Query {
        var all: Query = ""
        if let author = filter.author { all = all + " AND post.author_id = \(author) \(named(filter))" }
        if let type = filter.type { all = all + " AND post.is_opening = \(type == .thread)" }
        return all
    }
}
