import Core
import Forum
import HTTPTypes
import Hummingbird
import Markup
import WebSupport

extension ThreadDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension ReplyDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension PostChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

/// JSON routes of the forum.
package struct ForumAPI: Sendable {
    private let forum: ForumService

    package init(forum: ForumService) {
        self.forum = forum
    }

    // MARK: Lists

    @Sendable package func listCategories(_ request: Request, context: VisitorContext) async throws -> Response {
        let categories = try await forum.categories(as: context.principal)
        return try .json(ListAnswer(items: categories.map(CategoryRecord.init), next: nil))
    }

    @Sendable package func listTags(_ request: Request, context: VisitorContext) async throws -> Response {
        let tags = try await forum.tags(limit: try request.limit)
        return try .json(ListAnswer(items: tags.map(TagRecord.init), next: nil))
    }

    @Sendable package func listThreads(_ request: Request, context: VisitorContext) async throws -> Response {
        let list = request.query("list").map { ThreadList(rawValue: $0) } ?? .new
        guard let list else { throw Problem.invalid("list", "unknown_choice") }
        let threads = try await forum.threads(
            list, try await filter(request, context), after: try request.after, limit: try request.limit,
            as: context.principal)
        return try .json(
            ListAnswer(items: threads.items.map { ThreadRecord($0, withAuthor: true) }, next: threads.next?.text))
    }

    private func filter(_ request: Request, _ context: VisitorContext) async throws -> ThreadFilter {
        if let tag = request.query("tag") { return .tag(try await forum.tag(tag, as: context.principal).id) }
        guard let category = request.query("category") else { return .all }
        return .category(try await forum.category(category, as: context.principal).id)
    }

    // MARK: Threads

    @Sendable package func createThread(_ request: Request, context: MemberContext) async throws -> Response {
        let (thread, isNew) = try await forum.startThread(try await request.draft(), as: context.principal)
        return try .json(
            ThreadRecord(thread, withAuthor: true), status: isNew ? .created : .ok,
            headers: [.location: "/api/v1/threads/\(thread.id)", .eTag: "\"\(thread.revision)\""])
    }

    @Sendable package func showThread(_ request: Request, context: VisitorContext) async throws -> Response {
        try thread(try await forum.thread(try context.id("id"), as: context.principal))
    }

    private func thread(_ thread: ForumThread) throws -> Response {
        try .json(ThreadRecord(thread, withAuthor: true), headers: [.eTag: "\"\(thread.revision)\""])
    }

    @Sendable package func setAccepted(_ request: Request, context: MemberContext) async throws -> Response {
        let body: AcceptedBody = try await request.draft()
        return try thread(try await forum.accept(body.postId, in: try context.id("id"), as: context.principal))
    }

    @Sendable package func removeAccepted(_ request: Request, context: MemberContext) async throws -> Response {
        try thread(try await forum.accept(nil, in: try context.id("id"), as: context.principal))
    }

    @Sendable package func setRead(_ request: Request, context: MemberContext) async throws -> Response {
        let body: ReadBody = try await request.draft()
        try await forum.markRead(try context.id("id"), upTo: body.upTo, as: context.principal)
        return Response(status: .noContent)
    }

    // MARK: Posts

    /// The opening post first, then the answers in their order.
    @Sendable package func listPosts(_ request: Request, context: VisitorContext) async throws -> Response {
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
        return try .json(ListAnswer(items: posts.map { PostRecord($0, withAuthor: true) }, next: next?.text))
    }

    @Sendable package func createPost(_ request: Request, context: MemberContext) async throws -> Response {
        let draft: ReplyDraft = try await request.draft()
        let (made, isNew) = try await forum.reply(draft, to: try context.id("id"), as: context.principal)
        return try .json(
            PostRecord(made, withAuthor: true), status: isNew ? .created : .ok,
            headers: [.location: "/api/v1/posts/\(made.id)", .eTag: "\"\(made.revision)\""])
    }

    @Sendable package func showPost(_ request: Request, context: VisitorContext) async throws -> Response {
        try post(try await forum.post(try context.id("id"), as: context.principal).post)
    }

    @Sendable package func changePost(_ request: Request, context: MemberContext) async throws -> Response {
        var change: PostChange = try await request.draft()
        if let revision = try request.ifMatch {
            let present = try await forum.post(try context.id("id"), as: context.principal).post
            guard present.revision == revision else { throw Problem(.stale, "stale_version") }
            change.baseRev = revision
        }
        return try post(try await forum.edit(change, of: try context.id("id"), as: context.principal))
    }

    @Sendable package func setVote(_ request: Request, context: MemberContext) async throws -> Response {
        let body: VoteBody = try await request.draft()
        return try post(try await forum.vote(body.value, on: try context.id("id"), as: context.principal))
    }

    private func post(_ post: ForumPost) throws -> Response {
        try .json(PostRecord(post, withAuthor: true), headers: [.eTag: "\"\(post.revision)\""])
    }

    /// What Markdown will look like.
    @Sendable package func preview(_ request: Request, context: MemberContext) async throws -> Response {
        let body: MarkdownBody = try await request.draft()
        var validation = Validation()
        let source = validation.text(body.body, "body", 0...32_000, form: .block)
        try validation.check()
        return try .json(MarkdownAnswer(html: Markup.html(source)))
    }
}

/// `PUT threads/{id}/accepted`
private struct AcceptedBody: APIDraft {
    static let fieldNames: Set<String> = ["postId"]
    let postId: PostID
}

/// `PUT threads/{id}/read`
private struct ReadBody: APIDraft {
    static let fieldNames: Set<String> = ["upTo"]
    let upTo: PostID
}

/// `PUT posts/{id}/vote`
private struct VoteBody: APIDraft {
    static let fieldNames: Set<String> = ["value"]
    let value: Int
}

/// `POST markdown`
private struct MarkdownBody: APIDraft {
    static let fieldNames: Set<String> = ["body"]
    let body: String
}

private struct MarkdownAnswer: Encodable {
    let html: String
}
