import Core
import Forum
import Hummingbird
import Texts
import WebSupport

/// How much a member wants to hear of a thread, a category or a tag.
extension ForumPages {
    @Sendable package func threadLevelPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await level(try await followedThread(context), context)
    }

    @Sendable package func submitThreadLevel(_ request: Request, context: MemberContext) async throws -> Response {
        try await setLevel(request, try await followedThread(context), context)
    }

    @Sendable package func categoryLevelPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await level(try await followedCategory(context), context)
    }

    @Sendable package func submitCategoryLevel(_ request: Request, context: MemberContext) async throws -> Response {
        try await setLevel(request, try await followedCategory(context), context)
    }

    @Sendable package func tagLevelPage(_ request: Request, context: MemberContext) async throws -> Response {
        try await level(try await followedTag(context), context)
    }

    @Sendable package func submitTagLevel(_ request: Request, context: MemberContext) async throws -> Response {
        try await setLevel(request, try await followedTag(context), context)
    }

    /// `/threads/{id}/unread`: the first post that the member has not seen, or the thread.
    @Sendable package func unreadRedirect(_ request: Request, context: MemberContext) async throws -> Response {
        let (thread, post) = try await forum.firstUnread(of: try context.id("id"), as: context.principal)
        guard let post else { return .seeOther(thread.path.encodedPath) }
        return .seeOther(try await path(to: post, in: thread, for: context.principal))
    }

    // MARK: What it is of

    private func followedThread(_ context: MemberContext) async throws -> Followed {
        let thread = try await forum.thread(try context.id("id"), as: context.principal)
        return Followed(
            target: .thread(thread.id), name: thread.title, path: thread.path,
            levelPath: "/threads/\(thread.id)/level")
    }

    private func followedCategory(_ context: MemberContext) async throws -> Followed {
        let category = try await forum.category(try context.text("slug"), as: context.principal)
        let path = "/categories/\(category.slug)"
        return Followed(
            target: .category(category.id), name: category.name, path: path, levelPath: "\(path)/level")
    }

    private func followedTag(_ context: MemberContext) async throws -> Followed {
        let tag = try await forum.tag(try context.text("tag"), as: context.principal)
        let path = Links.tag(tag.name)
        return Followed(target: .tag(tag.id), name: "#\(tag.name)", path: path, levelPath: "\(path)/level")
    }

    private func level(
        _ followed: Followed, _ context: MemberContext, form: Form? = nil, problem: Problem? = nil
    ) async throws -> Response {
        let level = try await forum.level(of: followed.target, as: context.principal)
        let page = LevelPage(followed: followed, level: level, form: form, problem: problem, visit: context.visit)
        return pages.response(page, context.visit, refusing: problem)
    }

    private func setLevel(
        _ request: Request, _ followed: Followed, _ context: MemberContext
    ) async throws -> Response {
        let form = try await request.form()
        do {
            let draft = LevelDraft(level: form["level"])
            _ = try await forum.setLevel(draft, of: followed.target, as: context.principal)
            return .seeOther(followed.path.encodedPath, flash: "level_set")
        } catch let problem as Problem where problem.belongsToForm {
            return try await level(followed, context, form: form, problem: problem)
        }
    }
}

/// What a level is of, and where it is found.
struct Followed: Sendable {
    let target: LevelTarget
    let name: String
    let path: String
    let levelPath: String
}

/// The form that chooses a level.
struct LevelPage: Page {
    static let template = "forum_level"
    let followed: Followed
    let level: LevelRecord?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "followedName": followed.name
        case "followedPath": followed.path
        case "levelPath": followed.levelPath
        case "reasons": reason.map { [$0] } ?? []
        case "level":
            Field("level", value: "", problem: problem, phrases: visit.phrases).with { field in
                let chosen = form?["level"] ?? (level?.level ?? .normal).rawValue
                field.options = followed.target.scope.levels.map {
                    Field.Option($0.rawValue, words(for: $0), isSelected: $0.rawValue == chosen)
                }
            }
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    /// `Watching: a notice of every new post`
    private func words(for level: NoticeLevel) -> String {
        visit.phrases.text("level_\(level.rawValue)") + visit.phrases.text("level_means_\(level.rawValue)")
    }

    /// Why the level is what it is, where nobody chose it.
    private var reason: String? {
        guard let level, level.reason != .chosen else { return nil }
        return visit.phrases.text("level_because_\(level.reason.rawValue)")
    }
}
