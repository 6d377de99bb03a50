import Core
import Forum
import Hummingbird
import Markup
import WebSupport

/// JSON routes of the forum.
package struct ForumAPI: Sendable {
    let forum: ForumService

    package init(forum: ForumService) {
        self.forum = forum
    }

    // MARK: Lists

    @Sendable package func listCategories(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<CategoryRecord>> {
        let categories = try await forum.categories(as: context.principal)
        return .ok(ListAnswer(items: categories.map(CategoryRecord.init), next: nil))
    }

    @Sendable package func listTags(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<TagRecord>> {
        let tags = try await forum.tags(limit: try request.limit)
        return .ok(ListAnswer(items: tags.map(TagRecord.init), next: nil))
    }

    @Sendable package func listThreads(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<ThreadRecord>> {
        let list = request.query("list").map { ThreadList(rawValue: $0) } ?? .new
        guard let list else { throw Problem.invalid("list", "unknown_choice") }
        let threads = try await forum.threads(
            list, try await filter(request, context), after: try request.after, limit: try request.limit,
            as: context.principal)
        return .ok(
            ListAnswer(
                items: threads.items.map { ThreadRecord($0, withAuthor: true, to: context.principal) },
                next: threads.next?.text))
    }

    private func filter(_ request: Request, _ context: VisitorContext) async throws -> ThreadFilter {
        if let tag = request.query("tag") { return .tag(try await forum.tag(tag, as: context.principal).id) }
        if let group = request.query("group") {
            guard let id = GroupID(group) else { throw Problem.notFound }
            return .group(try await forum.readableGroup(id, as: context.principal).id)
        }
        if let pathway = request.query("pathway") { return .pathway(try await forum.pathway(pathway).id) }
        guard let category = request.query("category") else { return .all }
        return .category(try await forum.category(category, as: context.principal).id)
    }

    // MARK: Threads

    @Sendable package func createThread(
        _ request: Request, context: MemberContext, draft: ThreadDraft
    ) async throws -> Answer<ThreadRecord> {
        let (thread, isNew) = try await forum.startThread(draft, as: context.principal)
        let poll = try await poll(thread, context.principal)
        return .created(
            ThreadRecord(thread, withAuthor: true, poll: poll, to: context.principal),
            at: "/api/v1/threads/\(thread.id)", isNew: isNew,
            revision: thread.revision)
    }

    @Sendable package func showThread(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ThreadRecord> {
        try await thread(try await forum.thread(try context.id("id"), as: context.principal), context.principal)
    }

    private func thread(_ thread: ForumThread, _ principal: Principal) async throws -> Answer<ThreadRecord> {
        .ok(
            ThreadRecord(thread, withAuthor: true, poll: try await poll(thread, principal), to: principal),
            revision: thread.revision)
    }

    private func poll(_ thread: ForumThread, _ principal: Principal) async throws -> PollRecord? {
        try await forum.poll(of: thread.id, as: principal).map { PollRecord($0, at: forum.now) }
    }

    @Sendable package func setPollVote(
        _ request: Request, context: MemberContext, draft: PollVoteDraft
    ) async throws -> Answer<PollRecord> {
        try draft.check(at: forum.now)
        let poll = try await forum.votePoll(draft, in: try context.id("id"), as: context.principal)
        return .ok(PollRecord(poll, at: forum.now))
    }

    @Sendable package func changeThread(
        _ request: Request, context: MemberContext, change: ThreadChange
    ) async throws -> Answer<ThreadRecord> {
        let changed = try await forum.changeThread(
            change, of: try context.id("id"), from: try request.ifMatch, as: context.principal)
        return try await thread(changed, context.principal)
    }

    @Sendable package func removeThread(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await forum.deleteThread(try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func setAccepted(
        _ request: Request, context: MemberContext, body: AcceptedDraft
    ) async throws -> Answer<ThreadRecord> {
        let accepted = try await forum.accept(body.postId, in: try context.id("id"), as: context.principal)
        return try await thread(accepted, context.principal)
    }

    @Sendable package func removeAccepted(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ThreadRecord> {
        let changed = try await forum.accept(nil, in: try context.id("id"), as: context.principal)
        return try await thread(changed, context.principal)
    }

    @Sendable package func setRead(
        _ request: Request, context: MemberContext, body: ReadDraft
    ) async throws -> Answer<Nothing> {
        try await forum.markRead(try context.id("id"), upTo: body.upTo, as: context.principal)
        return .done
    }

    // MARK: Posts

    /// The opening post first, then the answers in their order.
    @Sendable package func listPosts(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<PostRecord>> {
        let after = try request.after
        let limit = try request.limit
        let answers = after == nil ? limit - 1 : limit
        let page = try await forum.page(
            of: try context.id("id"), after: after, limit: max(1, answers), as: context.principal)
        var posts = (after == nil ? [page.opening] : []) + page.answers.items
        var next = page.answers.next
        if answers == 0, posts.count > 1 {
            // The opening post alone fills the page.
            posts = [page.opening]
            next = .beforeAnswers
        }
        return .ok(
            ListAnswer(items: posts.map { PostRecord($0, withAuthor: true, to: context.principal) }, next: next?.text))
    }

    @Sendable package func createPost(
        _ request: Request, context: MemberContext, draft: ReplyDraft
    ) async throws -> Answer<PostRecord> {
        let (made, isNew) = try await forum.reply(draft, to: try context.id("id"), as: context.principal)
        return .created(
            PostRecord(made, withAuthor: true, to: context.principal), at: "/api/v1/posts/\(made.id)", isNew: isNew,
            revision: made.revision)
    }

    @Sendable package func showPost(_ request: Request, context: VisitorContext) async throws -> Answer<PostRecord> {
        post(try await forum.post(try context.id("id"), as: context.principal).post, context.principal)
    }

    @Sendable package func changePost(
        _ request: Request, context: MemberContext, draft: PostChange
    ) async throws -> Answer<PostRecord> {
        post(
            try await forum.edit(
                draft, of: try context.id("id"), from: try request.ifMatch, as: context.principal), context.principal)
    }

    @Sendable package func setVote(
        _ request: Request, context: MemberContext, draft: VoteDraft
    ) async throws -> Answer<PostRecord> {
        post(
            try await forum.vote(draft.value, on: try context.id("id"), as: context.principal), context.principal)
    }

    private func post(_ post: ForumPost, _ reader: Principal) -> Answer<PostRecord> {
        .ok(PostRecord(post, withAuthor: true, to: reader), revision: post.revision)
    }

    /// What Markdown will look like.
    @Sendable package func preview(
        _ request: Request, context: MemberContext, draft: MarkdownDraft
    ) async throws -> Answer<MarkdownAnswer> {
        .ok(MarkdownAnswer(html: try await forum.preview(try draft.validated())))
    }
}
