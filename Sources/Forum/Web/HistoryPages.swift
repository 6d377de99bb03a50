import Core
import Forum
import Hummingbird
import Mustache
import WebSupport

/// What a post said before, and the posts one wants to find again.
extension ForumPages {
    @Sendable package func historyPage(_ request: Request, context: VisitorContext) async throws -> Response {
        let id: PostID = try context.id("id")
        let (post, thread) = try await forum.post(id, as: context.principal)
        let page = HistoryPage(
            post: post, thread: thread, revisions: try await forum.revisions(of: id, as: context.principal),
            after: try request.after, visit: context.visit)
        return pages.response(page, context.visit)
    }

    @Sendable package func submitRevisionRemoval(_ request: Request, context: MemberContext) async throws -> Response {
        let id: PostID = try context.id("id")
        guard let revision = Int64(try context.text("revision")) else { throw Problem.notFound }
        try await forum.removeRevision(revision, of: id, as: context.principal)
        return .seeOther("/posts/\(id)/history", flash: "revision_removed")
    }
}

struct HistoryPage: Page {
    static let template = "forum_history"
    let post: ForumPost
    let thread: ForumThread
    let revisions: [PostRevision]
    let after: PageCursor?
    let visit: Visit

    /// Changes of a page: each is worked out anew, and that costs.
    private static let limit = 20

    private var path: String { "/posts/\(post.id)/history" }

    /// The newest first.
    private var changes: Paged<(old: PostRevision, new: PostRevision)> {
        let pairs = zip(revisions, revisions.dropFirst()).reversed().map { (old: $0, new: $1) }
        let rest = pairs.drop { pair in after.map { pair.new.revision >= $0.key } ?? false }
        return Paged(Array(rest.prefix(Self.limit + 1)), limit: Self.limit) {
            PageCursor(key: $0.new.revision, id: "")
        }
    }

    func child(named name: String) -> Any? {
        switch name {
        case "threadTitle": thread.title
        case "backPath": "/posts/\(post.id)"
        case "isUnchanged": revisions.count < 2
        case "changes":
            changes.items.map {
                RevisionView(
                    old: $0.old, new: $0.new, editor: editor(of: $0.new), removePath: removePath(of: $0.old),
                    visit: visit)
            }
        case "originals":
            revisions.prefix(changes.next == nil ? 1 : 0).map {
                RevisionView(old: nil, new: $0, editor: editor(of: $0), removePath: nil, visit: visit)
            }
        case "pager": Pager(path, isFirst: after == nil, next: changes.next)
        default: nil
        }
    }

    private func editor(of revision: PostRevision) -> String {
        revision.editorId == nil ? post.byline.name(visit.phrases) : revision.editorName
    }

    /// Where the earlier text is taken out; `nil` for who may not.
    private func removePath(of old: PostRevision) -> String? {
        visit.principal.canRemove(old, of: post) ? "\(path)/\(old.revision)/remove" : nil
    }
}

/// A text and what it changed of the one before.
private struct RevisionView: MustacheParent {
    let old: PostRevision?
    let new: PostRevision
    let editor: String
    let removePath: String?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "editorName": editor
        case "removePaths": removePath.map { [$0] } ?? []
        case "written": Moment(new.createdAt, visit)
        case "pieces":
            (old.map { TextDifference.pieces(from: $0.body, to: new.body) } ?? [.same(new.body)]).map(PieceView.init)
        default: nil
        }
    }
}

struct PieceView: MustacheParent {
    let piece: TextDifference.Piece

    func child(named name: String) -> Any? {
        switch (name, piece) {
        case ("sames", .same(let text)): [text]
        case ("removeds", .removed(let text)): [text]
        case ("addeds", .added(let text)): [text]
        case ("sames", _), ("removeds", _), ("addeds", _): [String]()
        default: nil
        }
    }
}
