import Core
import Storage

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
    /// Whose it is, as of its opening post.
    package let authorID: MemberID
    package var byline: Byline
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
    package var pathway: ThreadPathway?

    package enum Kind: String, Sendable, CaseIterable, Codable {
        case question, discussion, guide
    }

    /// `nil` when it is anonymous.
    package var author: Author? { byline.author }

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

extension Author {
    /// - Parameter column: the first of seven, in the order of the properties.
    init(_ row: any ResultRow, from column: Int) {
        self.init(
            id: row.id(column), username: row.text(column + 1), displayName: row.text(column + 2),
            origin: row.textOrNil(column + 3), destination: row.textOrNil(column + 4),
            isMentor: row.flag(column + 5), isStaff: row.flag(column + 6))
    }
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
    /// What a member started under their name.
    case author(MemberID)
    /// All that a member started: for themselves alone.
    case own(MemberID)
    case group(GroupID)
    /// By the pathway's id.
    case pathway(String)

    /// Whether its lists have one order alone: the newest first.
    package var hasOneOrder: Bool {
        switch self {
        case .tag, .pathway: true
        case .all, .category, .author, .own, .group: false
        }
    }
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
