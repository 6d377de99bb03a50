import Core
import Forum
import Mustache
import WebSupport

/// A post as a reader of its thread sees it. A class, and so is what its posts share: the renderer hands it on often.
final class PostView: Fragment, Sendable {
    /// What all posts of a page know of it.
    final class Shared: Sendable {
        let page: ThreadPage
        let visit: Visit
        let principal: Principal
        let firstNew: PostID?
        let canAccept: Bool
        let canReply: Bool

        init(page: ThreadPage, visit: Visit) {
            self.page = page
            self.visit = visit
            principal = visit.principal
            firstNew = page.firstNew(to: principal)
            canAccept = principal.canAccept(in: page.thread)
            canReply = principal.canReply(to: page.thread)
        }
    }

    private let post: ForumPost
    private let shared: Shared

    init(_ post: ForumPost, _ shared: Shared) {
        self.post = post
        self.shared = shared
    }

    private var page: ThreadPage { shared.page }
    private var visit: Visit { shared.visit }
    private var thread: ForumThread { page.thread }
    private var ownVote: Int { page.ownVotes[post.id] ?? 0 }
    /// A thread is held or hidden with its opening post.
    private var shownState: PostState { post.isOpening ? thread.state : post.state }
    private var isOwn: Bool { shared.principal.member?.id == post.authorID }
    /// Who started the thread without a name is known in it by the same pseudonym.
    private var isAsker: Bool {
        !post.isOpening && post.byline.isAnonymous && post.byline.pseudonym == thread.byline.pseudonym
    }
    private var isAccepted: Bool { thread.acceptedPostID == post.id }
    private var mayAccept: Bool { !post.isOpening && shared.canAccept }

    /// A page whose forms hold a token is not remembered.
    var identity: Identity? {
        let visit = shared.visit
        guard visit.formToken == nil else { return nil }
        return Identity(
            post: post, shownState: shownState, language: visit.language, timeZone: visit.timeZone,
            times: ([post.createdAt] + (post.editedAt.map { [$0] } ?? [])).map { Moment($0, visit).reading },
            threadPath: thread.path, reply: reply, ownVote: ownVote, marks: marks, actions: actions,
            openSuggestions: openSuggestions)
    }

    private var openSuggestions: Int { post.isOpening ? page.openSuggestions : 0 }

    private var marks: Marks {
        var marks: Marks = []
        if page.isNew(post, to: shared.principal) { marks.insert(.new) }
        if post.id == shared.firstNew { marks.insert(.firstNew) }
        if let author = post.author, page.blocked.contains(author.id) { marks.insert(.blocked) }
        if isOwn { marks.insert(.own) }
        if isAccepted { marks.insert(.accepted) }
        if page.bookmarked.contains(post.id) { marks.insert(.bookmarked) }
        return marks
    }

    private var actions: Actions {
        let reader = shared.principal
        var actions: Actions = []
        if reader.canVote(on: post) { actions.insert(.vote) }
        if mayAccept { actions.insert(.accept) }
        if reader.canEdit(post) { actions.insert(.edit) }
        if post.isOpening ? reader.canDelete(thread) : reader.canDelete(post) { actions.insert(.delete) }
        if shownState == .published && reader.canFlag(post) { actions.insert(.flag) }
        if reader.member != nil { actions.insert(.bookmark) }
        if !post.isOpening && shared.canReply { actions.insert(.reply) }
        if post.isOpening && reader.canSuggest(post, in: thread) { actions.insert(.suggest) }
        return actions
    }

    func child(named name: String) -> Any? {
        switch name {
        case "postID": post.id.text
        case "anchor": "post-\(post.id)"
        case "bodyHTML": OutsideLinks.guarded(post.html, own: visit.site)
        case "author": PersonView(byline: post.byline, visit: visit)
        case "isMine": isOwn && post.byline.isAnonymous
        case "isAsker": isAsker
        case "posted": Moment(post.createdAt, visit)
        case "editeds": post.editedAt.map { [Moment($0, visit)] } ?? []
        case "isOpening": post.isOpening
        case "isNew": marks.contains(.new)
        case "isFirstNew": marks.contains(.firstNew)
        case "asOfs": post.trueAsOf.map { [trueAsOf($0)] } ?? []
        case "isBlocked": marks.contains(.blocked)
        case "isHeld": shownState == .held
        case "isHidden": shownState == .hidden
        case "reviewPaths": isOwn && shownState != .published ? ["/standing"] : []
        case "repliesTo": reply.map { [$0] } ?? []
        default: action(named: name)
        }
    }

    private func action(named name: String) -> Any? {
        switch name {
        case "scoreText": visit.phrases.text("votes", count: post.score)
        case "canVote": actions.contains(.vote)
        case "votePath": "/posts/\(post.id)/vote"
        case "votedUp": ownVote == 1
        case "votedDown": ownVote == -1
        case "upValue": ownVote == 1 ? "0" : "1"
        case "downValue": ownVote == -1 ? "0" : "-1"
        case "isAccepted": isAccepted
        case "canAccept": mayAccept && !isAccepted && post.state == .published
        case "canUnaccept": mayAccept && isAccepted
        case "acceptPath": "/threads/\(thread.id)/accepted"
        case "canEdit": actions.contains(.edit)
        case "editPath": "/posts/\(post.id)/edit"
        case "historyPath": "/posts/\(post.id)/history"
        case "suggestPaths": actions.contains(.suggest) ? ["/posts/\(post.id)/suggest"] : []
        case "suggestText":
            visit.phrases.text(shared.principal.canApplySuggestions ? "suggest_edit_heading" : "suggest_heading")
        case "suggestionPaths": openSuggestions > 0 ? ["/posts/\(post.id)/suggestions"] : []
        case "suggestionsText": visit.phrases.text("suggestions_waiting", count: openSuggestions)
        case "canDelete": actions.contains(.delete)
        case "deletePath": "/posts/\(post.id)/delete"
        case "canFlag": actions.contains(.flag)
        case "flagPath": "/posts/\(post.id)/flag"
        case "canBookmark": actions.contains(.bookmark)
        case "isBookmarked": marks.contains(.bookmarked)
        case "bookmarkPath": "/posts/\(post.id)/bookmark"
        case "bookmarkValue": marks.contains(.bookmarked) ? "off" : "on"
        case "canReply": actions.contains(.reply)
        case "replyPath": "\(thread.path)?reply=\(post.id)#answer"
        default: nil
        }
    }

    /// `true as of March 2026`.
    private func trueAsOf(_ month: String) -> String {
        let parts = month.split(separator: "-")
        let name = Int(parts.last ?? "").map { visit.phrases.text("month_\($0)") } ?? ""
        return visit.phrases.text("true_as_of", ["month": name, "year": String(parts.first ?? "")])
    }

    private var reply: ReplyLink? {
        guard let parent = post.parentID else { return nil }
        let onPage = page.answers.items.first { $0.id == parent }?.byline
        let byline = parent == page.opening.id ? page.opening.byline : onPage ?? page.parents[parent]
        return byline.map { ReplyLink(author: $0.name(visit.phrases), anchor: "post-\(parent)") }
    }
}

struct ReplyLink: MustacheParent, Hashable {
    let author: String
    let anchor: String

    func child(named name: String) -> Any? {
        switch name {
        case "replyAuthor": author
        case "replyAnchor": anchor
        default: nil
        }
    }
}
