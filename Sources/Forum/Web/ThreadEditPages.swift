import Core
import Forum
import Hummingbird
import WebSupport

/// Changing what a thread is called and where it stands.
extension ForumPages {
    @Sendable package func editThreadPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await threadEditor(try await changeable(context), context)
    }

    @Sendable package func submitThreadEdit(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let thread = try await changeable(context)
        let change = ThreadChange(
            title: form["title"], categoryId: form["categoryId"], tags: form.tags, pathwayId: form["pathwayId"],
            poll: form.editedPoll)
        do {
            let changed = try await forum.changeThread(
                change, of: thread.id, from: form["revision"].flatMap { Int64($0) }, as: context.principal)
            return .seeOther(changed.path.encodedPath, flash: "saved")
        } catch let problem as Problem where problem.belongsToForm || problem.kind == .stale {
            return try await threadEditor(thread, context, form: form, problem: problem.ofPollForm)
        }
    }

    /// Closes a thread to answers, or opens it again.
    @Sendable package func submitLock(_ request: Request, context: MemberContext) async throws -> Response {
        let isLocked = try await request.form()["locked"] == "on"
        let thread = try await forum.changeThread(
            ThreadChange(isLocked: isLocked), of: try context.id("id"), as: context.principal)
        return .seeOther(thread.path.encodedPath, flash: isLocked ? "locked" : "unlocked")
    }

    /// Permission is checked before the form is shown.
    private func changeable(_ context: MemberContext) async throws -> ForumThread {
        let thread = try await forum.thread(try context.id("id"), as: context.principal)
        guard context.principal.canChange(thread) else { throw Problem(.forbidden, "not_yours") }
        return thread
    }

    private func threadEditor(
        _ thread: ForumThread, _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let page = EditThreadPage(
            thread: thread, categories: try await forum.categories(as: context.principal),
            pathways: try await forum.pathways(), form: form, problem: problem,
            poll: try await forum.poll(of: thread.id, as: context.principal), visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }
}

struct EditThreadPage: Page {
    static let template = "forum_edit_thread"
    let thread: ForumThread
    let categories: [Forum.Category]
    let pathways: [ThreadPathway]
    var form: Form?
    var problem: Problem?
    let poll: Poll?
    let visit: Visit

    private func field(_ name: String, _ value: String) -> Field {
        Field(name, value: form?[name] ?? value, problem: problem, phrases: visit.phrases)
    }

    /// Only while nobody has voted, and before the end.
    private var canChangePoll: Bool { poll.map { $0.isOpen(at: visit.now) && $0.voters == 0 } ?? false }

    func child(named name: String) -> Any? {
        switch name {
        case "editPath": "/threads/\(thread.id)/edit"
        case "threadPath": thread.path
        // After a conflict the form goes on from the thread as it is now.
        case "revision": problem?.kind == .stale ? "\(thread.revision)" : form?["revision"] ?? "\(thread.revision)"
        case "title": field("title", thread.title).with { $0.maxLength = 200 }
        case "category":
            field("categoryId", thread.category.id.text).with { field in
                let chosen = form?["categoryId"] ?? thread.category.id.text
                field.options = categories.map {
                    Field.Option($0.id.text, $0.name, isSelected: $0.id.text == chosen)
                }
            }
        case "tags":
            field("tags", thread.tags.joined(separator: ", ")).with {
                $0.isRequired = false
                $0.maxLength = 200
            }
        case "pathwayFields":
            pathways.isEmpty
                ? []
                : [
                    Field("pathwayId", key: "thread_pathway", value: "", problem: problem, phrases: visit.phrases)
                        .choosing(form?["pathwayId"] ?? thread.pathway?.id, among: pathways, visit)
                ]
        case "pollFields":
            poll.flatMap { poll in
                canChangePoll ? [PollFields(form: form, poll: poll, problem: problem, visit: visit)] : nil
            } ?? []
        case "isPollKept": poll != nil && !canChangePoll
        case "typedPolls":
            canChangePoll
                ? []
                : form?.editedPoll.map { [(["\($0.question ?? "")"] + ($0.options ?? [])).joined(separator: "\n")] }
                    ?? []
        case "presentTitles": problem?.kind == .stale ? [thread.title] : []
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}
