import Core

package enum PostMark {}
package typealias PostID = Identifier<PostMark>

/// The opening post of a thread, or an answer or reply.
package struct ForumPost: Sendable, Hashable {
    package let id: PostID
    package let threadID: ThreadID
    package var parentID: PostID?
    /// Whose it is: rules ask for it. Out of the server it goes within `byline` alone.
    package let authorID: MemberID
    package var byline: Byline
    package var isOpening: Bool
    /// Markdown as typed.
    package var body: String
    /// What `Markup` made of it.
    package var html: String
    package var state: PostState
    /// Order in the thread, see `Ranking`.
    package var place: Int64
    package var upVotes: Int
    package var downVotes: Int
    /// `YYYY-MM`.
    package var trueAsOf: String?
    package var createdAt: Timestamp
    package var editedAt: Timestamp?
    package var revision: Int64

    package var score: Int { upVotes - downVotes }
    /// `nil` when it is anonymous.
    package var author: Author? { byline.author }
}

extension PageCursor {
    /// Where the answers of a thread begin: the opening post has the lowest place of all and starts no page.
    package static let beforeAnswers = PageCursor(key: Int64.min + 1, id: "")
}

/// A thread as one reader sees one page of it.
package struct ThreadPage: Sendable {
    package var thread: ForumThread
    package var opening: ForumPost
    package var answers: Paged<ForumPost>
    /// The reader's own votes by post: -1 or 1.
    package var ownVotes: [PostID: Int]
    /// The newest post the reader has seen before.
    package var seenUpTo: Timestamp?
    /// Who wrote the parents that are not on this page.
    package var parents: [PostID: Byline]
    /// Posts that the reader wants to find again.
    package var bookmarked: Set<PostID>
    /// Authors whom the reader has blocked: their posts are there, but folded up. Anonymous ones are not: that would
    /// tell of whom they are.
    package var blocked: Set<MemberID>
    /// Whether it came since the reader looked, written by somebody else.
    package func isNew(_ post: ForumPost, to principal: Principal) -> Bool {
        guard let seenUpTo else { return false }
        return post.createdAt > seenUpTo && post.authorID != principal.member?.id
    }

    /// The first new post of the page where all that follow it came later: answers stand by worth.
    package func firstNew(to principal: Principal) -> PostID? {
        guard thread.kind != .question else { return nil }
        return answers.items.first { isNew($0, to: principal) }?.id
    }

    /// How much the reader wants to hear of the thread, if they or their doings have said.
    package var level: LevelRecord?
    /// What is asked in the opening post, as the reader sees it.
    package var poll: Poll?
    /// New texts for the guide that wait for the reader's decision; 100 at most.
    package var openSuggestions = 0
}
