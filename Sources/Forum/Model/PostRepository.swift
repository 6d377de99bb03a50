import Core
import Markup
import Storage
import Visibility

/// SQL over posts and votes; internal to the feature.
enum PostRepository {
    private static let columns: Query = """
        post.id, post.thread_id, post.parent_id, post.is_opening, post.body, post.html, post.state, post.place,
        post.up_votes, post.down_votes, post.true_as_of, post.created_at, post.edited_at, post.revision,
        author.id, author.username, author.display_name, author.origin, author.destination, author.is_mentor,
        author.is_staff, post.pseudonym, post.author_id
        """

    private static func decode(_ row: any ResultRow) -> ForumPost {
        ForumPost(
            id: row.id(0), threadID: row.id(1), parentID: row.idOrNil(2),
            authorID: row.id(22), byline: Byline(row, author: 14, pseudonym: 21),
            isOpening: row.flag(3), body: row.text(4), html: row.text(5),
            state: PostState(rawValue: row.text(6)) ?? .held, place: row.integer(7), upVotes: row.int(8),
            downVotes: row.int(9), trueAsOf: row.textOrNil(10), createdAt: row.time(11), editedAt: row.timeOrNil(12),
            revision: row.integer(13))
    }

    /// The answers after a place of a thread, and one more if there is a next page.
    static func answers(
        of thread: ThreadID, after cursor: PageCursor?, limit: Int, visibleTo principal: Principal,
        in transaction: any Transaction
    ) throws -> [ForumPost] {
        try transaction.rows(
            answersQuery(of: thread, after: cursor, limit: limit, visibleTo: principal), decode)
    }

    static func answersQuery(
        of thread: ThreadID, after cursor: PageCursor?, limit: Int, visibleTo principal: Principal
    ) -> Query {
        """
        SELECT \(columns) FROM forum_post AS post CROSS JOIN account_public AS author
        WHERE post.thread_id = \(thread)
            AND (post.place, post.id) > (\(cursor?.key ?? PageCursor.beforeAnswers.key), \(cursor?.id ?? ""))
            AND author.id = post.author_id AND \(Visibility.posts(principal))
        ORDER BY post.place, post.id LIMIT \(limit + 1)
        """
    }

    /// How many answers come before one, as far as it matters.
    static func answers(
        before post: ForumPost, atMost limit: Int, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> Int {
        Int(
            try transaction.number(
                """
                SELECT count(*) FROM (
                    SELECT 1 FROM forum_post AS post
                    WHERE post.thread_id = \(post.threadID) AND (post.place, post.id) < (\(post.place), \(post.id))
                        AND post.is_opening = 0 AND \(Visibility.posts(principal))
                    LIMIT \(limit)) AS newer
                """))
    }

    static func post(_ id: PostID, visibleTo principal: Principal, in transaction: any Transaction) throws -> ForumPost?
    {
        try byID([id.text], visibleTo: principal, in: transaction).first
    }

    /// Posts that may be seen, in threads that may be seen.
    static func byID(
        _ ids: [String], visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [ForumPost] {
        try transaction.rows(
            """
            SELECT \(columns) FROM forum_post AS post CROSS JOIN account_public AS author
                CROSS JOIN forum_thread AS thread CROSS JOIN category
            WHERE \(transaction.dialect.anyOf("post.id", ids)) AND author.id = post.author_id
                AND thread.id = post.thread_id AND category.id = thread.category_id
                AND \(Visibility.posts(principal)) AND \(Visibility.threads(principal))
            """, decode)
    }

    /// A post, whoever may see it: for what is done to all posts of an account.
    static func anyPost(_ id: PostID, in transaction: any Transaction) throws -> ForumPost? {
        try transaction.first(
            """
            SELECT \(columns) FROM forum_post AS post CROSS JOIN account_public AS author
            WHERE post.id = \(id) AND author.id = post.author_id
            """, decode)
    }

    /// Who wrote the post with this id, and in which thread, seen or not.
    static func owner(
        of id: PostID, in transaction: any Transaction
    ) throws -> (author: MemberID, thread: ThreadID)? {
        try transaction.first("SELECT author_id, thread_id FROM forum_post WHERE id = \(id)") { ($0.id(0), $0.id(1)) }
    }

    /// Which of the posts' authors the reader has blocked.
    static func blockedAuthors(
        _ posts: [ForumPost], by reader: MemberID, in transaction: any Transaction
    ) throws -> Set<MemberID> {
        let authors = Set(posts.compactMap { $0.author?.id.text }).sorted()
        return Set(
            try transaction.rows(
                """
                SELECT blocked_id FROM member_block
                WHERE account_id = \(reader) AND \(transaction.dialect.anyOf("blocked_id", authors))
                """
            ) { $0.id(0) })
    }

    static func html(
        of id: PostID, in transaction: any Transaction
    ) throws -> (html: String, isAnonymous: Bool)? {
        try transaction.first("SELECT post.html, post.pseudonym FROM forum_post AS post WHERE post.id = \(id)") {
            ($0.text(0), !$0.isNull(1))
        }
    }

    static func bylines(of ids: [String], in transaction: any Transaction) throws -> [PostID: Byline] {
        guard !ids.isEmpty else { return [:] }
        let pairs = try transaction.rows(
            """
            SELECT post.id, author.id, author.username, author.display_name, author.origin, author.destination,
                author.is_mentor, author.is_staff, post.pseudonym
            FROM forum_post AS post JOIN account_public AS author ON author.id = post.author_id
            WHERE \(transaction.dialect.anyOf("post.id", ids)) AND post.state = 'published'
            """
        ) { ($0.id(0, as: PostMark.self), Byline($0, author: 1, pseudonym: 8)) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    struct New: Sendable {
        let id: PostID
        let thread: ThreadID
        let parent: PostID?
        let author: MemberID
        var pseudonym: Int?
        let isOpening: Bool
        let body: PostBody
        let place: Int64
        let trueAsOf: String?
        let createdAt: Timestamp
    }

    static func insert(_ post: New, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            INSERT INTO forum_post (id, thread_id, parent_id, author_id, is_opening, body, html, html_version, state,
                place, true_as_of, created_at, pseudonym)
            VALUES (\(post.id), \(post.thread), \(post.parent), \(post.author), \(post.isOpening), \(post.body.source),
                \(post.body.html), \(Markup.version), 'published', \(post.place), \(post.trueAsOf), \(post.createdAt),
                \(post.pseudonym))
            """)
    }

    // MARK: Edits

    static func setBody(
        _ body: PostBody, of post: ForumPost, editor: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE forum_post SET body = \(body.source), html = \(body.html), html_version = \(Markup.version),
                edited_at = \(now), editor_id = \(editor), revision = revision + 1
            WHERE id = \(post.id)
            """)
    }

    /// Keeps what the post said until now.
    static func keepRevision(
        _ post: ForumPost, editor: MemberID, isWithheld: Bool, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO post_revision (post_id, revision, body, editor_id, replaced_at, is_withheld)
            VALUES (\(post.id), \(post.revision), \(post.body), \(editor), \(now), \(isWithheld))
            """)
    }

    /// Whether anybody but the member has written the text since a revision.
    static func isEdited(
        _ post: ForumPost, after revision: Int64, byOthersThan member: MemberID, in transaction: any Transaction
    ) throws -> Bool {
        guard post.revision > revision else { return false }
        if try lastEditor(of: post, in: transaction) != member { return true }
        return try transaction.exists(
            """
            SELECT 1 FROM post_revision
            WHERE post_id = \(post.id) AND revision > \(revision) AND editor_id <> \(member)
            """)
    }

    /// Who wrote the present text: the last editor, or the author.
    static func lastEditor(of post: ForumPost, in transaction: any Transaction) throws -> MemberID {
        try transaction.first("SELECT editor_id FROM forum_post WHERE id = \(post.id)") { $0.idOrNil(0) }
            .flatMap { $0 } ?? post.authorID
    }

    static func setPlace(_ place: Int64, of id: PostID, in transaction: any WriteTransaction) throws {
        try transaction.execute("UPDATE forum_post SET place = \(place) WHERE id = \(id)")
    }

    // MARK: Votes

    static func votes(
        of member: MemberID, on posts: [PostID], in transaction: any Transaction
    ) throws -> [PostID: Int] {
        guard !posts.isEmpty else { return [:] }
        let pairs = try transaction.rows(
            """
            SELECT post_vote.post_id, post_vote.value FROM post_vote
            WHERE post_vote.account_id = \(member) AND \(transaction.dialect.anyOf("post_vote.post_id", posts.map(\.text)))
            """
        ) { ($0.id(0, as: PostMark.self), $0.int(1)) }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    static func setVote(
        _ value: Int, of member: MemberID, on post: PostID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO post_vote (account_id, post_id, value, updated_at)
            VALUES (\(member), \(post), \(value), \(now))
            ON CONFLICT (account_id, post_id) DO UPDATE
            SET value = excluded.value, updated_at = excluded.updated_at
            """)
    }

    static func setCounts(
        up: Int, down: Int, place: Int64, of id: PostID, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            "UPDATE forum_post SET up_votes = \(up), down_votes = \(down), place = \(place) WHERE id = \(id)")
    }
}
