import Core
import Forum
import Hummingbird
import Mustache
import WebSupport

/// Deleting posts and threads: asked once, taken back within a day.
extension ForumPages {
    @Sendable package func deletePostPage(_ request: Request, context: MemberContext) async throws -> Response {
        let (post, thread) = try await deletable(context)
        return pages.response(DeletePage(post: post, thread: thread), context.visit)
    }

    @Sendable package func submitDelete(_ request: Request, context: MemberContext) async throws -> Response {
        let (post, _) = try await deletable(context)
        try await forum.deletePost(post.id, as: context.principal)
        return .seeOther("/deleted", flash: "deleted")
    }

    /// Permission is checked before anything is asked.
    private func deletable(_ context: MemberContext) async throws -> (ForumPost, ForumThread) {
        let (post, thread) = try await forum.post(try context.id("id"), as: context.principal)
        if post.isOpening, !context.principal.canDelete(thread), context.principal.canEdit(post) {
            throw Problem(.conflict, "thread_has_answers")
        }
        guard post.isOpening ? context.principal.canDelete(thread) : context.principal.canDelete(post) else {
            throw Problem(.forbidden, "not_yours")
        }
        return (post, thread)
    }

    @Sendable package func deletedPage(_ request: Request, context: MemberContext) async throws -> Response {
        let deletions = try await forum.deletions(as: context.principal)
        return pages.response(DeletedPage(deletions: deletions, visit: context.visit), context.visit)
    }

    @Sendable package func submitRestore(_ request: Request, context: MemberContext) async throws -> Response {
        let id: PostID = try context.id("id")
        try await forum.restore(id, as: context.principal)
        return .seeOther("/posts/\(id)", flash: "restored")
    }

    @Sendable package func submitBookmark(_ request: Request, context: MemberContext) async throws -> Response {
        let isOn = try await request.form()["bookmark"] != "off"
        let id: PostID = try context.id("id")
        try await forum.setBookmark(isOn, on: id, as: context.principal)
        return .seeOther("/posts/\(id)", flash: isOn ? "bookmarked" : "bookmark_removed")
    }
}

/// Asks before a post goes.
struct DeletePage: Page {
    static let template = "forum_delete"
    let post: ForumPost
    let thread: ForumThread

    func child(named name: String) -> Any? {
        switch name {
        case "threadTitle": thread.title
        case "isThread": post.isOpening
        case "bodyHTML": post.html
        case "deletePath": "/posts/\(post.id)/delete"
        case "backPath": "/posts/\(post.id)"
        default: nil
        }
    }
}

/// What one may still take back.
struct DeletedPage: Page {
    static let template = "forum_deleted"
    let deletions: [Deletion]
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "deletions": deletions.map { DeletionRow(deletion: $0, visit: visit) }
        case "isEmpty": deletions.isEmpty
        default: nil
        }
    }
}

private struct DeletionRow: MustacheParent {
    let deletion: Deletion
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "deletedTitle": deletion.title
        case "excerpt": deletion.excerpt
        case "deletedAt": Moment(deletion.deletedAt, visit)
        case "restorePath": "/posts/\(deletion.postID)/restore"
        default: nil
        }
    }
}
