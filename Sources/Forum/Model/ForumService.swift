import Core
import Storage

/// What people do in the forum. Each function that writes has two forms: one opens the transaction, its twin with
/// `in:` runs inside one that sync has opened.
package struct ForumService: Sendable {
    package let store: any Store
    let clock: Clock
    let ids: IdentifierSource
    let limits: ForumLimits
    let listener: ForumListener
    let reads: ReadQueue
    let oversight: (any PostOversight)?
    /// What searches find besides posts.
    let places: [SearchedPlaces]

    package static let threadsPerPage = 30
    /// With the opening post a page of a thread holds 50.
    package static let answersPerPage = 49

    /// - Parameter listener: who hears what happens, inside the transaction in which it happens.
    package init(
        store: any Store, clock: Clock, ids: IdentifierSource, limits: ForumLimits = ForumLimits(),
        oversight: (any PostOversight)? = nil, places: [SearchedPlaces] = [],
        listener: @escaping ForumListener = { _, _ in }
    ) {
        self.store = store
        self.clock = clock
        self.ids = ids
        self.limits = limits
        self.listener = listener
        reads = ReadQueue { marks in try await Self.write(marks, to: store, at: clock.now, listener) }
        self.oversight = oversight
        self.places = places
    }

    // MARK: Lists

    package func categories(as principal: Principal) async throws -> [Category] {
        try await store.read { try CategoryRepository.categories(visibleTo: principal, in: $0) }
    }

    /// - Throws: `notFound`.
    package func category(_ slug: String, as principal: Principal) async throws -> Category {
        try await store.read { transaction in
            guard let found = try CategoryRepository.category(slug: slug, visibleTo: principal, in: transaction) else {
                throw Problem.notFound
            }
            return found
        }
    }

    /// The tags used most, at most 100.
    package func tags(limit: Int = 100) async throws -> [Tag] {
        try await store.read { try CategoryRepository.tags(limit: min(limit, 100), in: $0) }
    }

    /// - Throws: `notFound`.
    package func tag(_ name: String, as principal: Principal) async throws -> Tag {
        try await store.read { transaction in
            guard let tag = try CategoryRepository.tag(TagName.normal(name), visibleTo: principal, in: transaction)
            else {
                throw Problem.notFound
            }
            return tag
        }
    }

    /// One page of a list.
    package func threads(
        _ list: ThreadList, _ filter: ThreadFilter = .all, after cursor: PageCursor? = nil,
        limit: Int = threadsPerPage, as principal: Principal
    ) async throws -> Paged<ForumThread> {
        let now = clock.now
        return try await store.read { transaction in
            let threads = try ThreadRepository.threads(
                list, filter, after: cursor, limit: limit, now: now, visibleTo: principal, in: transaction)
            let order: ThreadList = filter.hasOneOrder ? .new : list
            return Paged(threads, limit: limit) { ThreadRepository.cursor(order, after: $0) }
        }
    }

    /// Those of the threads that may be seen, in no order.
    package func threads(_ ids: [ThreadID], as principal: Principal) async throws -> [ForumThread] {
        guard !ids.isEmpty else { return [] }
        return try await store.read {
            try ThreadRepository.byID(ids.map(\.text), visibleTo: principal, in: $0)
        }
    }

    // MARK: One thread

    /// A page of a thread: the opening post and the answers after `cursor`.
    /// - Throws: `notFound`.
    package func page(
        of id: ThreadID, after cursor: PageCursor? = nil, limit: Int = answersPerPage, as principal: Principal
    ) async throws -> ThreadPage {
        try await store.read { try page(of: id, after: cursor, limit: limit, as: principal, in: $0) }
    }

    /// The same within a transaction that is open already.
    /// - Throws: `notFound`.
    package func page(
        of id: ThreadID, after cursor: PageCursor?, limit: Int, as principal: Principal,
        in transaction: any Transaction
    ) throws -> ThreadPage {
        guard let thread = try ThreadRepository.thread(id, visibleTo: principal, in: transaction),
            let opening = try PostRepository.post(thread.openingPostID, visibleTo: principal, in: transaction)
        else { throw Problem.notFound }
        let answers = try PostRepository.answers(
            of: id, after: cursor, limit: limit, visibleTo: principal, in: transaction)
        let page = Paged(answers, limit: limit) { PageCursor(key: $0.place, id: $0.id.text) }
        let shown = [opening.id] + page.items.map(\.id)
        let parents = Set(page.items.compactMap(\.parentID)).subtracting([opening.id])
        return ThreadPage(
            thread: thread, opening: opening, answers: page,
            ownVotes: try principal.member.map {
                try PostRepository.votes(of: $0.id, on: shown, in: transaction)
            } ?? [:],
            seenUpTo: try principal.member.flatMap {
                try ReadRepository.seenUpTo(id, by: $0.id, in: transaction)
            },
            parents: try PostRepository.bylines(of: parents.map(\.text), in: transaction),
            bookmarked: try bookmarked(among: shown, by: principal, in: transaction),
            blocked: try principal.member.map {
                try PostRepository.blockedAuthors([opening] + page.items, by: $0.id, in: transaction)
            } ?? [],
            level: try principal.member.flatMap {
                try LevelRepository.level(of: .thread(id), by: $0.id, in: transaction)
            }, poll: try poll(of: id, as: principal, in: transaction),
            openSuggestions: try openSuggestions(of: opening, in: thread, as: principal, transaction))
    }

    /// - Throws: `notFound`.
    package func thread(_ id: ThreadID, as principal: Principal) async throws -> ForumThread {
        try await store.read { try visibleThread(id, as: principal, in: $0) }
    }

    /// A post with its thread.
    /// - Throws: `notFound`.
    package func post(_ id: PostID, as principal: Principal) async throws -> (post: ForumPost, thread: ForumThread) {
        try await store.read { try visiblePost(id, as: principal, in: $0) }
    }

    /// Whether the first page of its thread shows the reader a post.
    package func isOnFirstPage(_ post: ForumPost, as principal: Principal) async throws -> Bool {
        if post.isOpening { return true }
        return try await store.read { transaction in
            try PostRepository.answers(before: post, atMost: Self.answersPerPage, visibleTo: principal, in: transaction)
                < Self.answersPerPage
        }
    }

    package func visibleThread(_ id: ThreadID, as principal: Principal, in transaction: any Transaction) throws
        -> ForumThread
    {
        guard let thread = try ThreadRepository.thread(id, visibleTo: principal, in: transaction) else {
            throw Problem.notFound
        }
        return thread
    }

    package func visiblePost(
        _ id: PostID, as principal: Principal, in transaction: any Transaction
    ) throws -> (post: ForumPost, thread: ForumThread) {
        guard let post = try PostRepository.post(id, visibleTo: principal, in: transaction) else {
            throw Problem.notFound
        }
        return (post, try visibleThread(post.threadID, as: principal, in: transaction))
    }

    // MARK: Categories

    /// Makes a first category where there is none: without one nobody could ask anything.
    package func ensureCategory() async throws {
        guard try await categories(as: .system(reason: "start")).isEmpty else { return }
        _ = try await addCategory(
            slug: "general", name: "General", description: "Whatever has no category of its own yet.", position: 1)
    }

    /// Makes a category. For the program itself (first start, demonstration); pages for it come with moderation.
    /// - Throws: `conflict` with `category_slug_key`.
    package func addCategory(
        slug: String, name: String, description: String, position: Int, audience: Category.Audience = .everyone
    ) async throws -> CategoryID {
        let now = clock.now
        let category = Category(
            id: ids.next(at: now), slug: slug, name: name, description: description, position: position,
            audience: audience)
        try await store.write { try insert(category, in: $0) }
        return category.id
    }

    func insert(_ category: Category, in transaction: any WriteTransaction) throws {
        try CategoryRepository.insert(category, at: clock.now, in: transaction)
        let scope = category.audience == .everyone ? "pub" : "mod"
        transaction.touch(.enters(scope: scope, entity: "category", id: category.id.text))
    }
}

/// How much one new account may do; the operator can lift it for tests and benchmarks.
package struct ForumLimits: Sendable {
    /// Threads that an account may start in its first 24 hours.
    package var firstDayThreads = 3
    /// Posts that it may write in that time, opening posts not counted.
    package var firstDayPosts = 10
    /// Links that a member of level 0 may put into one post.
    package var newcomerLinks = 2
    /// Members that a member of level 0 may mention in one post.
    package var newcomerMentions = 2
    /// Bookmarks that a member may have.
    package var bookmarks = 2_000
    /// Drafts that a member may have.
    package var drafts = 100
    /// Levels that a member may choose.
    package var levels = 2_000

    package init() {}

    /// No limits: `--limits off`.
    package static let off: ForumLimits = {
        var limits = ForumLimits()
        limits.firstDayThreads = .max
        limits.firstDayPosts = .max
        limits.newcomerLinks = .max
        limits.newcomerMentions = .max
        return limits
    }()
}

/// Names of the sync scopes that forum rows are shown in (sync.md, section 3).
enum ForumScope {
    static func thread(_ id: ThreadID) -> String { "t:\(id)" }
    static func week(of category: CategoryID, _ week: String) -> String { "k:\(category):\(week)" }
    static func group(_ id: GroupID) -> String { "g:\(id)" }
    /// Where a published thread is listed: its group, else the week of its category.
    static func list(group: GroupID?, category: CategoryID, _ week: String) -> String {
        group.map(self.group) ?? self.week(of: category, week)
    }
    static func member(_ id: MemberID) -> String { "u:\(id)" }
    static let staff = "mod"
}
