import Core
import Forum
import HTTPTypes
import Hummingbird
import Markup
import WebSupport

/// Pages for reading the forum.
package struct ForumPages: Sendable {
    let forum: ForumService
    let pages: PageRenderer

    package init(forum: ForumService, pages: PageRenderer) {
        self.forum = forum
        self.pages = pages
    }

    // MARK: Lists

    @Sendable package func threadsPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let heading = context.visit.phrases.text("section_questions")
        if let own = request.query("list").flatMap(FollowedList.init(rawValue:)) {
            return try await ownList(own, request, context, heading: heading)
        }
        return try await list(request, context, filter: .all, path: ShownList.path, heading: heading)
    }

    private func ownList(
        _ list: FollowedList, _ request: Request, _ context: VisitorContext, heading: String
    ) async throws -> Response {
        let after = try request.after
        let threads = try await forum.threads(list, after: after, as: context.principal)
        let unread = try await forum.unread(among: threads.items, as: context.principal)
        let page = ThreadsPage(
            heading: heading, note: nil, path: ShownList.path, list: .own(list), threads: threads, unread: unread,
            isFirst: after == nil, category: nil, levelPath: nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func categoryPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let category = try await forum.category(try context.text("slug"), as: context.principal)
        return try await list(
            request, context, filter: .category(category.id), path: "/categories/\(category.slug)",
            heading: category.name, note: category.description, category: category)
    }

    @Sendable package func tagPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let name = try context.text("tag")
        let tag = try await forum.tag(name, as: context.principal)
        if tag.name != TagName.normal(name) {
            var response = Response(status: .movedPermanently, headers: [.location: Links.tag(tag.name)])
            // Staff may take it back.
            response.headers[.cacheControl] = "private, no-cache"
            return response
        }
        return try await list(
            request, context, filter: .tag(tag.id), path: Links.tag(tag.name), heading: "#\(tag.name)")
    }

    /// `/visas/{country}/{slug}/threads`: what members wrote about a pathway, the newest first.
    @Sendable package func pathwayThreadsPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let pathway = try await forum.pathway(country: try context.text("country"), slug: try context.text("slug"))
        return try await list(
            request, context, filter: .pathway(pathway.id), path: pathway.threadsPath,
            heading: context.visit.phrases.text("pathway_threads"), pathway: pathway)
    }

    private func list(
        _ request: Request, _ context: VisitorContext, filter: ThreadFilter, path: String, heading: String,
        note: String? = nil, category: Forum.Category? = nil, pathway: ThreadPathway? = nil
    ) async throws -> Response {
        let list = request.query("list").flatMap(ThreadList.init(rawValue:)) ?? .hot
        let after = try request.after
        let threads = try await forum.threads(list, filter, after: after, as: context.principal)
        let unread = try await forum.unread(among: threads.items, as: context.principal)
        let isFollowed = filter != .all && pathway == nil && context.principal.member != nil
        let page = ThreadsPage(
            heading: heading, note: note, path: path, list: filter.hasOneOrder ? nil : .all(list), threads: threads,
            unread: unread, isFirst: after == nil, category: category, pathway: pathway,
            levelPath: isFollowed ? "\(path)/level" : nil, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func categoriesPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let categories = try await forum.categories(as: context.principal)
        let page = CategoriesPage(
            categories: categories, tags: try await forum.tags(limit: 40), visit: context.visit)
        return pages.response(page, context.visit)
    }

    // MARK: One thread

    @Sendable package func threadPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let after = try request.after
        let page = try await forum.page(of: try context.id("id"), after: after, as: context.principal)
        guard try context.text("slug") == page.thread.path.split(separator: "/").last.map(String.init) else {
            return .seeOther(page.thread.path.encodedPath)
        }
        forum.noteSeen(page, as: context.principal)
        let target = request.query("reply").flatMap { PostID($0) }
        let form = try await resumed(request, .post, context)
        let view = ThreadView(
            page: page, isFirst: after == nil, form: form, replyTarget: page.answers.items.first { $0.id == target },
            visit: context.visit)
        return pages.response(view, context.visit)
    }

    /// `/threads/{id}`: the thread's whole address.
    @Sendable package func threadRedirect(_ request: Request, context: VisitorContext) async throws -> Response {
        .seeOther(try await forum.thread(try context.id("id"), as: context.principal).path.encodedPath)
    }

    /// `/posts/{id}`: the page of the thread that holds the post.
    @Sendable package func postRedirect(_ request: Request, context: VisitorContext) async throws -> Response {
        let (post, thread) = try await forum.post(try context.id("id"), as: context.principal)
        return .seeOther(try await path(to: post, in: thread, for: context.principal))
    }

    /// Where the reader finds a post: which page that is depends on what they may see.
    func path(to post: ForumPost, in thread: ForumThread, for principal: Principal) async throws -> String {
        let isOnFirstPage = try await forum.isOnFirstPage(post, as: principal)
        let query = isOnFirstPage ? "" : "?after=\(PageCursor(key: post.place, id: "").text)"
        return "\(thread.path.encodedPath)\(query)#post-\(post.id)"
    }
}

extension String {
    /// A path whose parts may hold letters of any script, as a header may carry it.
    var encodedPath: String {
        split(separator: "/", omittingEmptySubsequences: false).map { Links.escaped(String($0)) }.joined(separator: "/")
    }
}
