import Core

package enum ThreadMark {}
package typealias ThreadID = Identifier<ThreadMark>

/// A question, discussion or guide with what a list shows of it.
package struct ForumThread: Sendable, Equatable {
    package let id: ThreadID
    package var kind: Kind
    package var title: String
    /// The readable end of its address.
    package var slug: String
    package var state: PostState
    package var isLocked: Bool
    package var category: Category
    package var author: Author
    package var openingPostID: PostID
    package var acceptedPostID: PostID?
    package var answerCount: Int
    /// Votes up less votes down of the opening post.
    package var score: Int
    /// round(10^6 × hot), see `Ranking`.
    package var hotRank: Int64
    /// ISO week of creation, part of the name of its category's sync scope.
    package var week: String
    package var createdAt: Timestamp
    package var lastPostAt: Timestamp
    package var revision: Int64
    package var tags: [String]
    /// Where it stands in a group: who may read there reads it.
    package var group: ThreadGroup?

    package enum Kind: String, Sendable, CaseIterable, Codable {
        case question, discussion, guide
    }

    package var path: String { "/threads/\(id)/\(slug.isEmpty ? "-" : slug)" }
}

/// Whether a thread or post is shown, and to whom (`Visibility`).
package enum PostState: String, Sendable, Codable, CaseIterable {
    case published, held, hidden, deleted
}

/// What is shown of whoever wrote something.
package struct Author: Sendable, Hashable, Codable {
    package let id: MemberID
    package let username: String
    package let displayName: String
    package let origin: String?
    package let destination: String?
    package let isMentor: Bool
    package let isStaff: Bool
}

/// A list of threads and its order.
package enum ThreadList: String, Sendable, CaseIterable {
    case hot, new, active, unanswered
    /// Questions older than a day that nobody answered, oldest first: where mentors start.
    case waiting
}

/// Which threads a list holds.
package enum ThreadFilter: Sendable, Equatable {
    case all
    case category(CategoryID)
    case tag(String)
    case author(MemberID)
    case group(GroupID)
}

/// The group that a thread is of.
package struct ThreadGroup: Sendable, Equatable {
    package let id: GroupID
    package let slug: String
    package let name: String
    /// Whether the reader is a member: only members write.
    package let isMember: Bool

    package var path: String { "/groups/\(slug)" }
}
