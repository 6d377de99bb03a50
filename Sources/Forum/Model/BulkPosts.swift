import Core
import Storage

/// A post that is there already, rendered before the transaction: of an old community, or to measure with.
package struct PostToLoad: Sendable {
    let id: PostID
    let thread: ThreadID
    let author: MemberID
    var body: PostBody
    let kind: ForumThread.Kind
    /// Members who found it helpful.
    let voters: [MemberID]
    let createdAt: Timestamp
    var parent: PostID?
    var isAccepted = false

    /// - Parameter source: Markdown within the limits of a post; it is not checked.
    package init(
        id: PostID, thread: ThreadID, author: MemberID, source: String, kind: ForumThread.Kind, voters: [MemberID],
        createdAt: Timestamp
    ) {
        self.id = id
        self.thread = thread
        self.author = author
        body = PostBody(source)
        self.kind = kind
        self.voters = voters
        self.createdAt = createdAt
    }

    /// A post that nobody has voted on.
    init(
        id: PostID, thread: ThreadID, author: MemberID, body: PostBody, kind: ForumThread.Kind, createdAt: Timestamp
    ) {
        self.id = id
        self.thread = thread
        self.author = author
        self.body = body
        self.kind = kind
        voters = []
        self.createdAt = createdAt
    }
}

/// A thread that is there already, with the numbers it will have once all its posts are.
package struct ThreadToLoad: Sendable {
    let opening: PostToLoad
    let category: CategoryID
    let title: String
    let tags: [String]
    let answerCount: Int
    let lastPostAt: Timestamp
    /// Who may see the category.
    var audience = Category.Audience.everyone

    /// - Parameter title: within the limits of a title; it is not checked.
    package init(
        opening: PostToLoad, category: CategoryID, title: String, tags: [String], answerCount: Int,
        lastPostAt: Timestamp
    ) {
        self.opening = opening
        self.category = category
        self.title = title
        self.tags = tags
        self.answerCount = answerCount
        self.lastPostAt = lastPostAt
    }

    /// The path at which the thread's page will be.
    package var path: String { "/threads/\(opening.thread)/\(ThreadRepository.slug(title))" }
}

/// A thread with its opening post, or an answer.
package enum ItemToLoad: Sendable {
    case thread(ThreadToLoad)
    case answer(PostToLoad)
}

extension ForumService {
    /// Writes many threads and answers in one transaction, with what replicas, search and readers' marks need, and
    /// tells nobody.
    package func load(_ items: [ItemToLoad]) async throws {
        try await store.write { transaction in
            for item in items {
                switch item {
                case .thread(let thread): try load(thread, in: transaction)
                case .answer(let post): try load(post, isOpening: false, in: transaction)
                }
            }
        }
    }

    func load(_ thread: ThreadToLoad, in transaction: any WriteTransaction) throws {
        let opening = thread.opening
        let valid = ThreadDraft.Valid(
            id: opening.thread, postID: opening.id, categoryID: thread.category, kind: opening.kind,
            title: thread.title, body: opening.body, tags: thread.tags)
        try ThreadRepository.insert(
            opening.thread, valid, opening: opening.id, author: opening.author, at: opening.createdAt, in: transaction)
        try CategoryRepository.attach(
            thread.tags, to: opening.thread, of: thread.audience, at: opening.createdAt, ids: ids, in: transaction)
        let score = opening.voters.count
        try transaction.execute(
            """
            UPDATE forum_thread SET answer_count = \(thread.answerCount), last_post_at = \(thread.lastPostAt),
                score = \(score), hot_rank = \(Ranking.hot(score: score, createdAt: opening.createdAt))
            WHERE id = \(opening.thread)
            """)
        try load(opening, isOpening: true, in: transaction)
        let whole = ForumScope.thread(opening.thread)
        for scope in [whole, ForumScope.week(of: thread.category, opening.createdAt.isoWeek)] {
            transaction.touch(.enters(scope: scope, entity: "thread", id: opening.thread.text))
            transaction.touch(.names(scope: scope, entity: "member", id: opening.author.text))
        }
        _ = try ReadRepository.mark(
            opening.thread, upTo: opening.id, at: opening.createdAt, by: opening.author, now: opening.createdAt,
            in: transaction)
        transaction.touch(
            .enters(scope: ForumScope.member(opening.author), entity: "read", id: opening.thread.text))
        try follow(opening.thread, by: opening.author, .watching, because: .started, in: transaction)
    }

    func load(_ post: PostToLoad, isOpening: Bool, in transaction: any WriteTransaction) throws {
        let place = Ranking.place(
            kind: post.kind, isOpening: isOpening, isAccepted: post.isAccepted, up: post.voters.count, down: 0,
            createdAt: post.createdAt)
        try PostRepository.insert(
            PostRepository.New(
                id: post.id, thread: post.thread, parent: post.parent, author: post.author, isOpening: isOpening,
                body: post.body, place: place, trueAsOf: nil, createdAt: post.createdAt), in: transaction)
        try SearchDocuments.write(post.id, terms: post.body.terms, in: transaction)
        let scope = ForumScope.thread(post.thread)
        transaction.touch(.enters(scope: scope, entity: "post", id: post.id.text))
        if !isOpening { transaction.touch(.names(scope: scope, entity: "member", id: post.author.text)) }
        guard !post.voters.isEmpty else { return }
        for voter in post.voters {
            try PostRepository.setVote(1, of: voter, on: post.id, at: post.createdAt, in: transaction)
            transaction.touch(.enters(scope: ForumScope.member(voter), entity: "vote", id: post.id.text))
        }
        try PostRepository.setCounts(up: post.voters.count, down: 0, place: place, of: post.id, in: transaction)
    }
}
