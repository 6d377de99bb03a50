import Core
import Foundation
import Markup
import Storage

/// What moderation does within the forum's own transactions. The forum does not know who moderates.
package protocol PostOversight: Sendable {
    /// A member wrote a post, which everyone sees now; it may be held.
    func wrote(
        _ post: ForumPost, of thread: ForumThread, by member: Principal.Member, forum: ForumService,
        in transaction: any WriteTransaction) throws

    /// Whether moderators are to look at a post.
    func isUnderReview(_ post: PostID, in transaction: any Transaction) throws -> Bool

    /// Staff closed a thread to answers, or opened it again.
    func locked(
        _ thread: ForumThread, _ isLocked: Bool, by principal: Principal, forum: ForumService,
        in transaction: any WriteTransaction) throws

    /// Staff made a word another for a tag.
    func renamed(
        _ synonym: TagSynonym, by principal: Principal, forum: ForumService, in transaction: any WriteTransaction)
        throws

    /// A member gave a post a new text, or its thread a new title.
    func changed(
        _ post: ForumPost, of thread: ForumThread, by member: Principal.Member, forum: ForumService,
        in transaction: any WriteTransaction) throws
}

extension ForumService {
    func tellOversight(
        ofNew id: PostID, by member: Principal.Member, in transaction: any WriteTransaction
    ) throws {
        guard let oversight else { return }
        let (post, thread) = try visiblePost(id, as: .member(member), in: transaction)
        try oversight.wrote(post, of: thread, by: member, forum: self, in: transaction)
    }

    func tellOversight(
        ofChanged id: PostID, by member: Principal.Member, in transaction: any WriteTransaction
    ) throws {
        guard let oversight else { return }
        let (post, thread) = try visiblePost(id, as: .member(member), in: transaction)
        try oversight.changed(post, of: thread, by: member, forum: self, in: transaction)
    }

    /// Whether moderators look at a post: what it says then is kept for them, and shown to nobody else.
    func isWithheld(_ post: ForumPost, _ thread: ForumThread, in transaction: any Transaction) throws -> Bool {
        let state = post.isOpening ? thread.state : post.state
        return try state != .published || oversight?.isUnderReview(post.id, in: transaction) ?? false
    }

    /// All that a member wrote with a post: of an opening post the title and the poll too.
    package func words(
        of post: ForumPost, in thread: ForumThread, _ transaction: any Transaction
    ) throws -> String {
        guard post.isOpening else { return post.body }
        let poll = try PollRepository.poll(of: thread.id, chosenBy: nil, in: transaction)
        return "\(thread.title)\n\(post.body)\n\(poll?.words ?? "")"
    }

    /// Those of the posts that the principal may see, with their threads.
    package func posts(
        _ ids: [PostID], as principal: Principal, in transaction: any Transaction
    ) throws -> [PostID: (post: ForumPost, thread: ForumThread)] {
        guard !ids.isEmpty else { return [:] }
        let posts = try PostRepository.byID(ids.map(\.text), visibleTo: principal, in: transaction)
        let threads = try ThreadRepository.byID(
            Array(Set(posts.map(\.threadID.text))), visibleTo: principal, in: transaction)
        let byID = Dictionary(uniqueKeysWithValues: threads.map { ($0.id, $0) })
        return posts.reduce(into: [:]) { found, post in
            if let thread = byID[post.threadID] { found[post.id] = (post, thread) }
        }
    }

    /// The state in which a post is, with its thread where it opens one; `nil` where there is no such post.
    /// - Returns: also whether its words are there still, and whether its author deleted it.
    package func state(
        ofPost id: PostID, in transaction: any Transaction
    ) throws -> (state: PostState, hasWords: Bool, isTakenBack: Bool)? {
        guard let place = try StateRepository.post(id, in: transaction) else { return nil }
        let hasWords = try transaction.exists("SELECT 1 FROM forum_post WHERE id = \(id) AND body <> ''")
        let deleter = place.isOpening ? place.thread.deletedBy : place.deletedBy
        return (place.isOpening ? place.thread.state : place.state, hasWords, deleter == place.author)
    }

    // MARK: New accounts

    /// What a new member may put into one post.
    /// - Throws: `invalid` naming `body` with `too_many_links` or `too_many_mentions`.
    func checkNewcomer(_ member: Principal.Member, _ body: PostBody) throws {
        guard member.trust == .new, !Principal.member(member).isStaff else { return }
        // Before names are looked up, each is a link still: those are no links to anywhere.
        let words = Markup.resolve(body.mentionedNames, in: body.html) { _ in nil }
        if words.components(separatedBy: "<a ").count - 1 > limits.newcomerLinks {
            throw Problem.invalid("body", "too_many_links", ["max": "\(limits.newcomerLinks)"])
        }
        if PostBody.mentions(in: body.source).count > limits.newcomerMentions {
            throw Problem.invalid("body", "too_many_mentions", ["max": "\(limits.newcomerMentions)"])
        }
    }
}

extension PostBody {
    /// Names after an `@` that no letter, digit or slash precedes: an e-mail address mentions nobody.
    static func mentions(in source: String) -> Set<String> {
        var names: Set<String> = []
        for match in source.matches(of: /(?:^|[^\p{L}\p{N}_.\/@-])@([A-Za-z0-9_-]{3,30})/) {
            names.insert(match.output.1.lowercased())
        }
        return names
    }
}
