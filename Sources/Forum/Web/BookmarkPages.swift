import Core
import Forum
import Hummingbird
import Mustache
import WebSupport

/// Posts that a member wants to find again, and on which day they want to be told of them.
extension ForumPages {
    @Sendable package func bookmarksPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await bookmarks(after: try request.after, nil, context)
    }

    @Sendable package func submitReminder(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: PostID = try context.id("id")
        do {
            let day = try await forum.setReminder(ReminderDraft(on: form["on"]), on: id, as: context.principal)
            return .seeOther("/bookmarks", flash: day == nil ? "bookmark_day_gone" : "bookmark_day_set")
        } catch let problem as Problem where problem.belongsToForm {
            let after = try form["after"].flatMap { try $0.isEmpty ? nil : PageCursor($0) }
            let refused = BookmarksPage.Refused(post: id, typed: form["on"] ?? "", problem: problem)
            return try await bookmarks(after: after, refused, context)
        }
    }

    private func bookmarks(
        after: PageCursor?, _ refused: BookmarksPage.Refused?, _ context: MemberContext
    ) async throws -> Response {
        let bookmarks = try await forum.bookmarks(after: after, as: context.principal)
        let page = BookmarksPage(bookmarks: bookmarks, after: after, refused: refused, visit: context.visit)
        return pages.response(page, context.visit, refusing: refused?.problem)
    }
}

struct BookmarksPage: Page {
    static let template = "forum_bookmarks"
    let bookmarks: Paged<Bookmark>
    let after: PageCursor?
    var refused: Refused?
    let visit: Visit

    /// A day that was not taken.
    struct Refused {
        let post: PostID
        let typed: String
        let problem: Problem
    }

    func child(named name: String) -> Any? {
        switch name {
        case "bookmarks":
            bookmarks.items.map { bookmark in
                BookmarkRow(
                    bookmark: bookmark, after: after, refused: refused?.post == bookmark.post.id ? refused : nil,
                    visit: visit)
            }
        case "isEmpty": bookmarks.items.isEmpty
        case "problems": FormProblem.all(refused?.problem, visit.phrases)
        case "hasProblems": refused != nil
        case "pager": Pager("/bookmarks", isFirst: after == nil, next: bookmarks.next)
        default: nil
        }
    }
}

private struct BookmarkRow: MustacheParent {
    let bookmark: Bookmark
    let after: PageCursor?
    let refused: BookmarksPage.Refused?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "postPath": "/posts/\(bookmark.post.id)"
        case "threadTitle": bookmark.thread.title
        case "excerpt": String(bookmark.post.body.prefix(200))
        case "author": PersonView(byline: bookmark.post.byline, visit: visit)
        case "marked": Moment(bookmark.createdAt, visit)
        case "bookmarkPath": "/posts/\(bookmark.post.id)/bookmark"
        case "reminderPath": "/posts/\(bookmark.post.id)/bookmark/reminder"
        // The one that was refused is where the summary leads to.
        case "reminderID": refused == nil ? "day-\(bookmark.post.id)" : "field-on"
        case "remindOn": refused?.typed ?? bookmark.remindOn?.description ?? ""
        case "reminderErrors":
            refused?.problem.fields.map { visit.phrases.text("field_\($0.code)", $0.arguments) } ?? []
        case "hasReminder": bookmark.remindOn != nil
        case "afterText": after?.text ?? ""
        default: nil
        }
    }
}
