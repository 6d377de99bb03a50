import Core
import Forum
import Mustache
import Texts
import WebSupport

/// A list of threads: all, of a category or of a tag.
struct ThreadsPage: Page {
    static let template = "forum_threads"
    let heading: String
    let note: String?
    /// Path of the list without its order.
    let path: String
    /// `nil` where the list has one order only.
    let list: ShownList?
    let threads: Paged<ForumThread>
    let unread: [ThreadID: Int]
    let isFirst: Bool
    let category: Forum.Category?
    var pathway: ThreadPathway?
    /// Where one says how much one wants to hear of it; `nil` where there is nothing to follow.
    let levelPath: String?
    let visit: Visit

    var section: Section? { .questions }

    func child(named name: String) -> Any? {
        switch name {
        case "heading": heading
        case "headingNote": note.map { [$0] } ?? []
        case "lists": list.map { current in lists.map { link(to: $0, isCurrent: $0 == current) } } ?? []
        case "levelPaths": levelPath.map { [$0] } ?? []
        case "threads": threads.items.map { ThreadRow($0, unread: unread[$0.id] ?? 0, visit: visit) }
        case "isEmpty": threads.items.isEmpty
        case "emptyText": visit.phrases.text("threads_empty_\(list?.rawValue ?? "new")")
        case "pathways": pathway.map { [ThreadPathwayView(pathway: $0)] } ?? []
        case "newThreadPath":
            category.map { "/threads/new?category=\($0.slug)" } ?? pathway.map { "/threads/new?pathway=\($0.id)" }
                ?? "/threads/new"
        case "feedPaths": feed.map { [$0] } ?? []
        case "ownFeedPaths": list?.isOwn == true ? ["/settings/tokens"] : []
        case "pager": Pager(listPath(list), isFirst: isFirst, next: threads.next)
        default: nil
        }
    }

    /// Of what everybody sees.
    private var feed: String? {
        switch list {
        case nil:
            pathway.map { "/feeds/new.atom?pathway=\($0.id)" }
                ?? "/feeds/new.atom?tag=\(path.dropFirst("/tags/".count))"
        case .own: nil
        case .all(let list):
            switch category {
            case nil: "/feeds/\(list.rawValue).atom"
            case let category?:
                category.audience == .everyone ? "/feeds/\(list.rawValue).atom?category=\(category.slug)" : nil
            }
        }
    }

    /// Members have lists of their own among all threads.
    private var lists: [ShownList] {
        let hasOwn = visit.principal.member != nil && path == ShownList.path
        return ThreadList.allCases.map(ShownList.all) + (hasOwn ? FollowedList.allCases.map(ShownList.own) : [])
    }

    private func listPath(_ list: ShownList?) -> String {
        list.map { $0 == .all(.hot) ? path : "\(path)?list=\($0.rawValue)" } ?? path
    }

    private func link(to list: ShownList, isCurrent: Bool) -> ListLink {
        ListLink(
            path: listPath(list), label: visit.phrases.text("list_\(list.rawValue)"), isCurrent: isCurrent)
    }
}

/// A list that a page can show: of all threads, or of the member's own.
enum ShownList: Equatable {
    case all(ThreadList)
    case own(FollowedList)

    var isOwn: Bool { if case .own = self { true } else { false } }

    /// Where the member's own lists are.
    static let path = "/threads"

    var rawValue: String {
        switch self {
        case .all(let list): list.rawValue
        case .own(let list): list.rawValue
        }
    }
}

private struct ListLink: MustacheParent {
    let path: String
    let label: String
    let isCurrent: Bool

    func child(named name: String) -> Any? {
        switch name {
        case "listPath": path
        case "listLabel": label
        case "isCurrentList": isCurrent
        default: nil
        }
    }
}

struct CategoriesPage: Page {
    static let template = "forum_categories"
    let categories: [Forum.Category]
    let tags: [Tag]
    let visit: Visit

    var section: Section? { .categories }

    func child(named name: String) -> Any? {
        switch name {
        case "categories": categories.map(CategoryView.init)
        case "popularTags": tags.map { TagView(name: $0.name, uses: $0.uses) }
        case "isEmpty": categories.isEmpty
        default: nil
        }
    }
}

/// A thread with its composer.
struct ThreadView: Page {
    static let template = "forum_thread"
    let page: ThreadPage
    let isFirst: Bool
    /// What was typed, when it was refused or is previewed.
    var form: Form?
    var problem: Problem?
    var preview: String?
    /// The post that the answer will reply to.
    var replyTarget: ForumPost?
    /// Why a vote in the poll was refused.
    var pollProblem: Problem?
    let visit: Visit

    var section: Section? { .questions }
    private var thread: ForumThread { page.thread }
    private var isQuestion: Bool { thread.kind == .question }

    func child(named name: String) -> Any? {
        switch name {
        case "threadTitle": thread.title
        case "canChange": visit.principal.canChange(thread)
        case "changePath": "/threads/\(thread.id)/edit"
        case "lockPaths": visit.principal.canLock(thread) ? ["/threads/\(thread.id)/lock"] : []
        case "lockValue": thread.isLocked ? "off" : "on"
        case "lockLabel": visit.phrases.text(thread.isLocked ? "unlock_thread" : "lock_thread")
        case "levelPaths": visit.principal.member == nil ? [] : ["/threads/\(thread.id)/level"]
        case "levelLabel": visit.phrases.text("level_\((page.level?.level ?? .normal).rawValue)")
        case "kindLabel": visit.phrases.text("kind_\(thread.kind.rawValue)")
        case "isQuestion": isQuestion
        case "isLocked": thread.isLocked
        case "threadGroups": thread.group.map { [ThreadGroupView(group: $0)] } ?? []
        case "category": CategoryView(category: thread.category)
        case "tags": thread.tags.map { TagView(name: $0, uses: 0) }
        case "threadCorridors":
            thread.author.flatMap { Names.corridor(from: $0.origin, to: $0.destination, visit.language) }.map { [$0] }
                ?? []
        case "threadPathways": thread.pathway.map { [ThreadPathwayView(pathway: $0)] } ?? []
        case "opening": PostView(page.opening, PostView.Shared(page: page, visit: visit))
        case "polls":
            page.poll.map { [PollView(poll: $0, thread: thread, problem: pollProblem, visit: visit)] } ?? []
        case "answersHeading":
            visit.phrases.text(isQuestion ? "answers" : "replies", count: thread.answerCount)
        case "answers": posts
        case "hasAnswers": !page.answers.items.isEmpty
        case "emptyText": visit.phrases.text(isQuestion ? "answers_empty" : "replies_empty")
        case "pager": Pager(thread.path, isFirst: isFirst, next: page.answers.next)
        default: composer(named: name)
        }
    }

    private var posts: [PostView] {
        let shared = PostView.Shared(page: page, visit: visit)
        return page.answers.items.map { PostView($0, shared) }
    }

    /// Who wrote here without their name goes on so, unless they choose otherwise: the name is given by no oversight.
    private var isUnnamedHere: Bool {
        guard let member = visit.principal.member else { return false }
        return ([page.opening] + page.answers.items).contains { $0.authorID == member.id && $0.byline.isAnonymous }
    }

    private func composer(named name: String) -> Any? {
        switch name {
        // What was typed stays in sight, also when the thread was closed meanwhile.
        case "canAnswer": form != nil || visit.principal.canReply(to: thread)
        case "mustSignIn": visit.principal.member == nil && !thread.isLocked
        case "mustVerify": visit.principal.member.map { !$0.isVerified } ?? false
        case "signInPath": Links.signIn(back: visit.here)
        case "isQuestionComposer": isQuestion
        case "answerPath": "/threads/\(thread.id)/answers"
        case "formID":
            // Another version of the page is another form: the same words may be meant a second time.
            form?["formID"] ?? "answer-\(thread.id)-\(thread.lastPostAt.milliseconds)"
        case "draftID": form?["draftID"] ?? ""
        case "replyTarget": replyTarget.map { [ReplyTarget(post: $0, visit: visit)] } ?? []
        case "body":
            Field("body", key: "answer_body", value: form?["body"] ?? "", problem: problem, phrases: visit.phrases)
                .with { $0.rows = 8 }
        case "isAnonymous": form.map { $0["anonymous"] != nil } ?? isUnnamedHere
        case "previews": preview.map { [Preview(html: $0)] } ?? []
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct ReplyTarget: MustacheParent {
    let post: ForumPost
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "targetName": PersonView(byline: post.byline, visit: visit).child(named: "personName")
        case "targetID": post.id.text
        default: nil
        }
    }
}

/// What Markdown will look like.
struct Preview: MustacheParent {
    let html: String
    func child(named name: String) -> Any? { name == "previewHTML" ? html : nil }
}
