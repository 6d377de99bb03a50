import Core
import Forum
import HTTPTypes
import Hummingbird
import Markup
import WebSupport

/// Pages for writing in the forum.
extension ForumPages {
    // MARK: Threads

    @Sendable package func newThreadPage(_ request: Request, context: MemberContext) async throws -> Response {
        _ = try context.principal.requireWriter()
        let form = try await resumed(request, .thread, context)
        var group: ThreadGroup?
        if let slug = request.query("group"), !slug.isEmpty {
            let found = try await forum.group(slug: slug, as: context.principal)
            group = try await forum.group(found.id, as: context.principal)
        }
        return try await newThread(
            context, category: request.query("category"), pathway: request.query("pathway"), group: group, form: form)
    }

    @Sendable package func submitThread(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        if form.wants("preview") { return try await newThread(context, form: form, preview: true) }
        if form.wants("similar") { return try await newThread(context, form: form, looksForSimilar: true) }
        if form.wants("draft") { return try await saveDraft(form, .thread, target: try form.groupID?.text, context) }
        let draft = ThreadDraft(
            id: form["newID"].flatMap { ThreadID($0) }, postId: form["newPostID"].flatMap { PostID($0) },
            categoryId: form["categoryId"], groupId: try form.groupID, kind: form["kind"], title: form["title"],
            body: form["body"], tags: form.tags, pathwayId: form["pathwayId"], poll: form.poll,
            anonymous: form.isAnonymous)
        do {
            let (thread, _) = try await forum.startThread(draft, form: form.receipt, as: context.principal)
            try await dropDraft(form, context)
            let isHeld = thread.state == .held
            return .seeOther(thread.path.encodedPath, flash: isHeld ? "post_held" : "thread_started")
        } catch let problem as Problem where problem.belongsToForm {
            return try await newThread(context, form: form, problem: problem.ofPollForm)
        }
    }

    private func newThread(
        _ context: MemberContext, category: String? = nil, pathway: String? = nil, group: ThreadGroup? = nil,
        form: Form? = nil, problem: Problem? = nil, preview: Bool = false, looksForSimilar: Bool = false
    ) async throws -> Response {
        var group = group
        if let id = try form?.groupID { group = try await forum.group(id, as: context.principal) }
        var page = NewThreadPage(
            categories: try await forum.categories(as: context.principal), chosenCategory: category,
            pathways: try await forum.pathways(), chosenPathway: pathway, group: group, form: form, problem: problem,
            preview: preview ? try await forum.preview(form?["body"] ?? "") : nil, visit: context.visit)
        // A preview and a refusal are steps before publishing: the time to learn that it has been asked before.
        if preview || looksForSimilar || problem != nil {
            page.similar = try await forum.similarThreads(to: form?["title"] ?? "", as: context.principal)
            page.saysNoneSimilar = looksForSimilar
        }
        return pages.response(page, context.visit, refusing: problem)
    }

    // MARK: Answers

    @Sendable package func submitAnswer(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let thread: ThreadID = try context.id("id")
        if form.wants("preview") { return try await composer(thread, context, form: form, preview: true) }
        if form.wants("draft") { return try await saveDraft(form, .post, target: thread.text, context) }
        let draft = ReplyDraft(
            id: form["newID"].flatMap { PostID($0) }, parentId: form["parentID"].flatMap { PostID($0) },
            body: form["body"], anonymous: form.isAnonymous)
        do {
            let (post, _) = try await forum.reply(draft, to: thread, form: form.receipt, as: context.principal)
            try await dropDraft(form, context)
            let isHeld = post.state == .held
            return .seeOther("/posts/\(post.id)", flash: isHeld ? "post_held" : "answer_published")
        } catch let problem as Problem where problem.belongsToForm {
            return try await composer(thread, context, form: form, problem: problem)
        }
    }

    private func composer(
        _ id: ThreadID, _ context: MemberContext, form: Form, problem: Problem? = nil, preview: Bool = false
    ) async throws -> Response {
        let page = try await forum.page(of: id, as: context.principal)
        let target = form["parentID"].flatMap { PostID($0) }
        let view = ThreadView(
            page: page, isFirst: true, form: form, problem: problem,
            preview: preview ? try await forum.preview(form["body"] ?? "") : nil,
            replyTarget: page.answers.items.first { $0.id == target }, visit: context.visit)
        return pages.response(view, context.visit, refusing: problem)
    }

    // MARK: Edits

    @Sendable package func editPostPage(_ request: Request, context: MemberContext) async throws -> Response {
        let (post, thread) = try await editable(context)
        let form = try await resumed(request, .edit, context)
        return pages.response(
            EditPostPage(post: post, thread: thread, form: form, visit: context.visit), context.visit)
    }

    @Sendable package func submitEdit(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let (post, thread) = try await editable(context)
        var page = EditPostPage(post: post, thread: thread, form: form, visit: context.visit)
        if form.wants("preview") {
            page.preview = try await forum.preview(form["body"] ?? "")
            return pages.response(page, context.visit)
        }
        if form.wants("draft") { return try await saveDraft(form, .edit, target: post.id.text, context) }
        let change = PostChange(
            body: form["body"], title: post.isOpening ? form["title"] : nil,
            baseRev: form["baseRevision"].flatMap { Int64($0) })
        do {
            _ = try await forum.edit(change, of: post.id, as: context.principal)
            try await dropDraft(form, context)
            return .seeOther("/posts/\(post.id)", flash: "saved")
        } catch let problem as Problem where problem.belongsToForm {
            page.problem = problem
            return pages.response(page, context.visit, refusing: problem)
        }
    }

    /// Permission is checked before the form is shown, not after it is filled.
    private func editable(_ context: MemberContext) async throws -> (ForumPost, ForumThread) {
        let (post, thread) = try await forum.post(try context.id("id"), as: context.principal)
        guard context.principal.canEdit(post) else { throw Problem(.forbidden, "not_yours") }
        return (post, thread)
    }

    // MARK: Votes and accepted answers

    @Sendable package func submitVote(_ request: Request, context: MemberContext) async throws -> Response {
        let value = Int(try await request.form()["value"] ?? "") ?? 2
        let id: PostID = try context.id("id")
        _ = try await forum.vote(value, on: id, as: context.principal)
        return .seeOther("/posts/\(id)", flash: value == 0 ? "vote_taken_back" : "voted")
    }

    @Sendable package func submitAccepted(_ request: Request, context: MemberContext) async throws -> Response {
        let sent = try await request.form()["post"] ?? ""
        let post = sent.isEmpty ? nil : PostID(sent)
        if !sent.isEmpty, post == nil { throw Problem.invalid("postId", "not_an_answer") }
        let thread = try await forum.accept(post, in: try context.id("id"), as: context.principal)
        return .seeOther(
            post.map { "/posts/\($0)" } ?? thread.path.encodedPath, flash: post == nil ? "unaccepted" : "accepted")
    }
}

extension Form {
    /// The group that a thread is to be of.
    /// - Throws: `notFound` for a text that is no id: what is meant for a group is written nowhere else.
    var groupID: GroupID? {
        get throws {
            guard let text = self["groupId"], !text.isEmpty else { return nil }
            guard let id = GroupID(text) else { throw Problem.notFound }
            return id
        }
    }

    /// Whether the box is ticked that keeps the name away.
    var isAnonymous: Bool? { self["anonymous"] == nil ? nil : true }

    /// Tags as people type them, between commas of either script.
    var tags: [String] {
        (self["tags"] ?? "").split { $0 == "," || $0 == "،" }.map(String.init)
            .filter { !$0.allSatisfy(\.isWhitespace) }
    }
}
