import Core
import Storage

/// SQL over who sees what: states of posts and threads and the counts that follow from them; internal to the feature.
enum StateRepository {
    struct Thread: Sendable {
        let id: ThreadID
        let openingPost: PostID
        let state: PostState
        let author: MemberID
        let isAnonymous: Bool
        let category: CategoryID
        let week: String
        let acceptedPost: PostID?
        let group: GroupID?
        let isForEveryone: Bool
        let answerCount: Int
        let deletedAt: Timestamp?
        let deletedBy: MemberID?
        let stateBefore: PostState?
    }

    struct Post: Sendable {
        let id: PostID
        let state: PostState
        let author: MemberID
        let isAnonymous: Bool
        let isOpening: Bool
        let deletedAt: Timestamp?
        let deletedBy: MemberID?
        let stateBefore: PostState?
        let thread: Thread
    }

    private static let threadColumns: Query = """
        thread.id, thread.state, thread.author_id, thread.category_id, thread.week, thread.accepted_post_id,
        CASE WHEN category.audience = 'everyone' AND thread.group_id IS NULL THEN 1 ELSE 0 END, thread.answer_count,
        thread.deleted_at, thread.deleted_by, thread.opening_post_id, thread.state_before, thread.group_id,
        thread.pseudonym
        """

    private static func thread(_ row: any ResultRow, from column: Int = 0) -> Thread {
        Thread(
            id: row.id(column), openingPost: row.id(column + 10),
            state: PostState(rawValue: row.text(column + 1)) ?? .held, author: row.id(column + 2),
            isAnonymous: !row.isNull(column + 13), category: row.id(column + 3), week: row.text(column + 4),
            acceptedPost: row.idOrNil(column + 5),
            group: row.idOrNil(column + 12), isForEveryone: row.flag(column + 6), answerCount: row.int(column + 7),
            deletedAt: row.timeOrNil(column + 8), deletedBy: row.idOrNil(column + 9),
            stateBefore: row.textOrNil(column + 11).flatMap(PostState.init(rawValue:)))
    }

    /// A thread in whatever state.
    static func thread(_ id: ThreadID, in transaction: any Transaction) throws -> Thread? {
        try transaction.first(
            """
            SELECT \(threadColumns) FROM forum_thread AS thread JOIN category ON category.id = thread.category_id
            WHERE thread.id = \(id)
            """
        ) { thread($0) }
    }

    /// A post in whatever state, with its thread.
    static func post(_ id: PostID, in transaction: any Transaction) throws -> Post? {
        try transaction.first(
            """
            SELECT post.id, post.state, post.author_id, post.is_opening, post.deleted_at, post.deleted_by,
                post.state_before, post.pseudonym, \(threadColumns)
            FROM forum_post AS post JOIN forum_thread AS thread ON thread.id = post.thread_id
            JOIN category ON category.id = thread.category_id WHERE post.id = \(id)
            """
        ) { row in
            Post(
                id: row.id(0), state: PostState(rawValue: row.text(1)) ?? .held, author: row.id(2),
                isAnonymous: !row.isNull(7), isOpening: row.flag(3), deletedAt: row.timeOrNil(4),
                deletedBy: row.idOrNil(5),
                stateBefore: row.textOrNil(6).flatMap(PostState.init(rawValue:)), thread: thread(row, from: 8))
        }
    }

    /// A deletion, and what it may be taken back to.
    struct Deleted: Sendable {
        let at: Timestamp
        let by: MemberID?
        let before: PostState
    }

    static func set(
        _ state: PostState, ofPost id: PostID, _ deleted: Deleted?, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE forum_post SET state = \(state.rawValue), deleted_at = \(deleted?.at), deleted_by = \(deleted?.by),
                state_before = \(deleted?.before.rawValue), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    static func set(
        _ state: PostState, ofThread id: ThreadID, _ deleted: Deleted?, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            UPDATE forum_thread SET state = \(state.rawValue), deleted_at = \(deleted?.at),
                deleted_by = \(deleted?.by), state_before = \(deleted?.before.rawValue), revision = revision + 1
            WHERE id = \(id)
            """)
    }

    /// Counts a published answer more or less, and finds the thread's last published post.
    static func count(_ difference: Int, ofThread thread: ThreadID, in transaction: any WriteTransaction) throws {
        try transaction.execute(
            """
            UPDATE forum_thread SET answer_count = answer_count + \(difference),
                last_post_at = COALESCE((SELECT post.created_at FROM forum_post AS post
                    WHERE post.thread_id = \(thread) AND post.state = 'published'
                    ORDER BY post.created_at DESC LIMIT 1), created_at)
            WHERE id = \(thread)
            """)
    }

    /// The place of an answer that is accepted no longer.
    static func placeAsUsual(_ id: PostID, in transaction: any WriteTransaction) throws {
        let found = try transaction.first(
            """
            SELECT thread.kind, post.up_votes, post.down_votes, post.created_at FROM forum_post AS post
            JOIN forum_thread AS thread ON thread.id = post.thread_id WHERE post.id = \(id)
            """
        ) { (kind: $0.text(0), up: $0.int(1), down: $0.int(2), at: $0.time(3)) }
        guard let found else { return }
        let place = Ranking.place(
            kind: ForumThread.Kind(rawValue: found.kind) ?? .question, isOpening: false, isAccepted: false,
            up: found.up, down: found.down, createdAt: found.at)
        try PostRepository.setPlace(place, of: id, in: transaction)
    }

    /// Whether a published post of the member, or the thread itself, shows the member's name in the thread.
    static func isShown(_ member: MemberID, in thread: Thread, in transaction: any Transaction) throws -> Bool {
        if thread.author == member, !thread.isAnonymous { return true }
        return try transaction.exists(
            """
            SELECT 1 FROM forum_post AS post
            WHERE post.thread_id = \(thread.id) AND post.author_id = \(member) AND post.state = 'published'
                AND post.pseudonym IS NULL
            """)
    }

    /// Whether another published thread of that week and category, or of that group, shows the member.
    static func isShown(
        _ member: MemberID, inListOf thread: Thread, in transaction: any Transaction
    ) throws -> Bool {
        if let group = thread.group {
            return try ThreadGroupRepository.isShown(member, in: group, besides: thread.id, transaction)
        }
        return try transaction.exists(
            """
            SELECT 1 FROM forum_thread AS thread
            WHERE thread.category_id = \(thread.category) AND thread.week = \(thread.week)
                AND thread.author_id = \(member) AND thread.state = 'published' AND thread.id <> \(thread.id)
                AND thread.group_id IS NULL AND thread.pseudonym IS NULL
            """)
    }

    /// Whether anything of the member's is held or hidden.
    /// - Parameter named: whether what is anonymous does not count.
    static func hasWithheld(_ member: MemberID, named: Bool, in transaction: any Transaction) throws -> Bool {
        let ofPosts: Query = named ? "AND post.pseudonym IS NULL" : ""
        let ofThreads: Query = named ? "AND thread.pseudonym IS NULL" : ""
        return try transaction.exists(
            """
            SELECT 1 FROM forum_post AS post
            WHERE post.author_id = \(member) AND post.state IN ('held', 'hidden') \(ofPosts)
            UNION ALL SELECT 1 FROM forum_thread AS thread
            WHERE thread.author_id = \(member) AND thread.state IN ('held', 'hidden') \(ofThreads)
            """)
    }

    /// Ids of the thread's posts that their authors and staff alone see.
    static func withheldPosts(of thread: ThreadID, in transaction: any Transaction) throws -> [String] {
        try transaction.rows(
            """
            SELECT post.id FROM forum_post AS post
            WHERE post.thread_id = \(thread) AND post.state IN ('held', 'hidden')
            """
        ) { $0.text(0) }
    }

    /// - Returns: the thread's tags with their uses as they are then.
    static func addUses(
        _ difference: Int, toTagsOf thread: ThreadID, in transaction: any WriteTransaction
    ) throws -> [(tag: String, uses: Int)] {
        try transaction.rows(
            """
            UPDATE tag SET uses = uses + \(difference)
            WHERE id IN (SELECT thread_tag.tag_id FROM thread_tag WHERE thread_tag.thread_id = \(thread))
            RETURNING id, uses
            """
        ) { ($0.text(0), $0.int(1)) }
    }
}
