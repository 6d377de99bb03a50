import Core
import Forum
import Hummingbird
import WebSupport

/// JSON routes of what a member keeps: history, bookmarks, drafts.
extension ForumAPI {
    @Sendable package func removePost(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await forum.deletePost(try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func listRevisions(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<PostRevision>> {
        let revisions = try await forum.revisions(of: try context.id("id"), as: context.principal)
        return .ok(ListAnswer(items: revisions, next: nil))
    }

    @Sendable package func removeRevision(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        guard let revision = Int64(try context.text("revision")) else { throw Problem.notFound }
        try await forum.removeRevision(revision, of: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func setBookmark(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await forum.setBookmark(true, on: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func removeBookmark(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await forum.setBookmark(false, on: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func listBookmarks(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<PostRecord>> {
        let page = try await forum.bookmarks(
            after: try request.after, limit: try request.limit, as: context.principal)
        let items = page.items.map { bookmark in
            var record = PostRecord(bookmark.post, withAuthor: true, to: context.principal)
            record.remindOn = bookmark.remindOn
            return record
        }
        return .ok(ListAnswer(items: items, next: page.next?.text))
    }

    @Sendable package func setReminder(
        _ request: Request, context: MemberContext, draft: ReminderDraft
    ) async throws -> Answer<Nothing> {
        _ = try await forum.setReminder(draft, on: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func removeReminder(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        _ = try await forum.setReminder(ReminderDraft(on: nil), on: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func listDrafts(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<Draft>> {
        let page = try await forum.drafts(after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: page.items, next: page.next?.text))
    }

    @Sendable package func showDraft(_ request: Request, context: MemberContext) async throws -> Answer<Draft> {
        let draft = try await forum.draft(try context.id("id"), as: context.principal)
        return .ok(draft, revision: draft.revision)
    }

    @Sendable package func putDraft(
        _ request: Request, context: MemberContext, content: DraftContent
    ) async throws -> Answer<Draft> {
        let draft = try await forum.saveDraft(content, as: try context.id("id"), by: context.principal)
        return .ok(draft, revision: draft.revision)
    }

    @Sendable package func removeDraft(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await forum.removeDraft(try context.id("id"), as: context.principal)
        return .done
    }
}
