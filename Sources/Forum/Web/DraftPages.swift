import Core
import Forum
import Hummingbird
import Mustache
import WebSupport

/// Drafts: kept by a button of each form, found again in a list.
extension ForumPages {
    @Sendable package func draftsPage(_ request: Request, context: MemberContext) async throws -> Response {
        let after = try request.after
        let drafts = try await forum.drafts(after: after, as: context.principal)
        return pages.response(
            DraftsPage(drafts: drafts, isFirst: after == nil, visit: context.visit), context.visit)
    }

    /// Opens the form that the draft was begun in.
    @Sendable package func resumeDraft(_ request: Request, context: MemberContext) async throws -> Response {
        let draft = try await forum.draft(try context.id("id"), as: context.principal)
        let query = "draft=\(draft.id)"
        switch (draft.kind, draft.targetId) {
        case (.thread, _): return .seeOther("/threads/new?\(query)")
        case (.post, let thread?):
            let path = try await forum.thread(ThreadID(trusted: thread), as: context.principal).path.encodedPath
            return .seeOther("\(path)?\(query)#answer")
        case (.edit, let post?): return .seeOther("/posts/\(post)/edit?\(query)")
        default: throw Problem.notFound
        }
    }

    @Sendable package func removeDraft(_ request: Request, context: MemberContext) async throws -> Response {
        try await forum.removeDraft(try context.id("id"), as: context.principal)
        return .seeOther("/drafts", flash: "draft_removed")
    }

    /// The form as the draft in the address left it; `nil` without one, or with one of another kind.
    func resumed(_ request: Request, _ kind: Draft.Kind, _ context: some PageContext) async throws -> Form? {
        guard context.principal.member != nil, let id = request.query("draft").flatMap({ DraftID($0) }),
            let draft = try? await forum.draft(id, as: context.principal), draft.kind == kind
        else { return nil }
        var values = ["draftID": draft.id.text, "body": draft.body, "tags": draft.tags.joined(separator: ", ")]
        if !draft.title.isEmpty { values["title"] = draft.title }
        values["categoryId"] = draft.categoryId
        if draft.kind == .thread { values["groupId"] = draft.targetId }
        values["kind"] = draft.threadKind
        values["pathwayId"] = draft.pathwayId
        if let poll = draft.poll {
            values["pollQuestion"] = poll.question
            values["pollOptions"] = poll.options.joined(separator: "\n")
            values["pollMultiple"] = poll.isMultiple ? "many" : "one"
            values["pollClosesOn"] = poll.closesOn
            values["pollResults"] = poll.showsResults
        }
        if draft.anonymous == true { values["anonymous"] = "1" }
        return Form(filled: values)
    }

    func saveDraft(
        _ form: Form, _ kind: Draft.Kind, target: String?, _ context: MemberContext
    ) async throws -> Response {
        let content = DraftContent(
            kind: kind, targetId: target, categoryId: form["categoryId"], threadKind: form["kind"],
            title: form["title"], body: form["body"], tags: form.tags, pathwayId: form["pathwayId"], poll: form.poll,
            anonymous: form.isAnonymous)
        let id = form["draftID"].flatMap { DraftID($0) } ?? forum.newDraftID()
        _ = try await forum.saveDraft(content, as: id, by: context.principal)
        return .seeOther("/drafts", flash: "draft_saved")
    }

    /// What is published is a draft no longer.
    func dropDraft(_ form: Form, _ context: MemberContext) async throws {
        guard let id = form["draftID"].flatMap({ DraftID($0) }) else { return }
        try await forum.removeDraft(id, as: context.principal)
    }
}

struct DraftsPage: Page {
    static let template = "forum_drafts"
    let drafts: Paged<Draft>
    let isFirst: Bool
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "drafts": drafts.items.map { DraftRow(draft: $0, visit: visit) }
        case "isEmpty": drafts.items.isEmpty
        case "pager": Pager("/drafts", isFirst: isFirst, next: drafts.next)
        default: nil
        }
    }
}

private struct DraftRow: MustacheParent {
    let draft: Draft
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "draftPath": "/drafts/\(draft.id)"
        case "removePath": "/drafts/\(draft.id)/remove"
        case "draftTitle": draft.title.isEmpty ? visit.phrases.text("draft_untitled") : draft.title
        case "draftKind": visit.phrases.text("draft_kind_\(draft.kind.rawValue)")
        case "excerpt": String(draft.body.prefix(140))
        case "saved": Moment(draft.updatedAt, visit)
        default: nil
        }
    }
}
