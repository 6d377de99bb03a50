import Foundation
import SyncProtocol

/// A category of the forum.
public struct ForumCategory: Codable, Sendable, Hashable, Identifiable {
    public var id: String
    /// What stands in addresses.
    public var slug: String
    public var name: String
    public var description: String
}

/// A question, discussion or guide.
public struct ForumThread: Codable, Sendable, Hashable, Identifiable {
    public var id: String
    public var categoryId: String
    /// `question`, `discussion` or `guide`.
    public var kind: String
    public var title: String
    public var tags: [String]
    /// A member's id; empty for one's own thread before the first sync, `nil` where the name is not shown.
    public var authorId: String?
    /// What the author is called in the thread where the name is not shown; `nil` before the server has seen it.
    public var pseudonym: String?
    public var createdAt: Date
    public var lastPostAt: Date
    /// The opening post and its answers.
    public var postCount: Int
    public var score: Int
    public var openingPostId: String
    /// The answer that solved it.
    public var acceptedPostId: String?
    /// `published`; `held` or `hidden` for those who may see it all the same.
    public var state: String
    /// Whether it takes no more answers.
    public var isLocked: Bool
}

/// A post of a thread.
public struct ForumPost: Codable, Sendable, Hashable, Identifiable {
    public var id: String
    public var threadId: String
    /// The post that it replies to.
    public var parentId: String?
    /// As that of a thread.
    public var authorId: String?
    /// As that of a thread.
    public var pseudonym: String?
    public var isOpening: Bool
    /// Markdown, as it was written.
    public var body: String
    /// As the server renders it; `nil` while it has not seen this text.
    public var html: String?
    public var createdAt: Date
    public var editedAt: Date?
    /// Counts its versions; 0 while the server has not seen it.
    public var revision: Int64
    public var score: Int
    /// As that of a thread.
    public var state: String
    /// `YYYY-MM`: the month for which the writer vouches.
    public var trueAsOf: String?
}

/// What everyone may see of a member.
public struct ForumMember: Codable, Sendable, Hashable, Identifiable {
    public var id: String
    public var username: String
    public var displayName: String
    public var roles: [String]
    /// ISO 3166-1 alpha-2.
    public var origin: String?
    public var destination: String?
}

/// The member's own profile.
public struct OwnProfile: Codable, Sendable, Hashable, Identifiable {
    public var id: String
    public var username: String
    public var email: String
    public var displayName: String
    public var about: String
    public var origin: String?
    public var destination: String?
    /// BCP 47.
    public var language: String
}

/// What the member is told of.
public struct MemberNotice: Codable, Sendable, Hashable, Identifiable {
    public var id: String
    /// `reply`, `mention`, `accepted`, `post` or `thread`.
    public var kind: String
    public var threadId: String
    public var threadTitle: String
    public var postId: String
    public var authorName: String
    /// Posts that it tells of.
    public var count: Int
    public var createdAt: Date
    public var readAt: Date?
}

/// A post that the member keeps.
public struct Bookmark: Sendable, Hashable, Identifiable {
    /// The post's id.
    public var id: String
    /// `nil` when its thread is not followed.
    public var post: ForumPost?
}

/// How far the member has read in a thread.
public struct ReadMark: Codable, Sendable, Hashable {
    public var threadId: String
    /// The last post that they read.
    public var upTo: String
}

/// One change of the member's that is not known to have arrived, or was refused.
public struct OutboxItem: Sendable, Hashable, Identifiable {
    /// Its place; they are sent in this order.
    public var id: Int64
    /// `post.create`, and so on.
    public var name: String
    /// All that was written.
    public var arguments: JSONValue
    public var madeAt: Date
    public var state: State
    /// Why it was refused.
    public var code: String?
    /// Which fields are wrong, and how.
    public var detail: MutationDetail?
    /// Whether it is sent again because the server was set back to an earlier state.
    public var isRecovered: Bool

    public enum State: String, Sendable, Hashable {
        /// For a network.
        case waiting
        /// The server took it; its effect has not come back yet.
        case sent
        /// The server took it once, lost it, and misses what it belongs to: it is tried again later.
        case resting
        /// The server will not have it. It stays until it is mended or put away.
        case refused
    }
}
