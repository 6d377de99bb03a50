import Core
import Storage

/// What happened in the forum, told inside the transaction in which it happens: the border across which notices
/// learn of it, while the forum knows nothing of them.
package enum ForumEvent: Sendable {
    /// A post is there for all who see its thread.
    case published(PostID, mentions: [MemberID])
    /// A post says something else, and names these members.
    case edited(PostID, mentions: [MemberID])
    case accepted(PostID)
    case unaccepted(PostID)
    /// A member has seen a thread's posts up to one of that time.
    case read(ThreadID, upTo: Timestamp, by: MemberID)
    /// The day has come on which a member wanted to be told of a post.
    case reminded(PostID, MemberID)
    /// Somebody suggests a new text for a guide: its author decides.
    case suggested(PostID, to: MemberID)
    /// A regular member gave somebody's guide a new text.
    case guideEdited(PostID, of: MemberID)
    /// A member's suggestion was applied or declined.
    case suggestionDecided(PostID, of: MemberID, isApplied: Bool)
    /// Others than before see a post of the thread or the thread itself, or see it by another title.
    case seenByOthers(ThreadID)
}

/// Who hears of it.
package typealias ForumListener = @Sendable (ForumEvent, any WriteTransaction) throws -> Void
