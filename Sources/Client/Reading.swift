import Foundation
import GRDB
import SyncProtocol

// What the replica holds, in types.
extension ReplicaReader {
    /// All categories, in the community's order.
    public func categories() throws -> [ForumCategory] { try rows("category", "ASC") }

    /// The category with an id or a slug.
    public func category(_ name: String) throws -> ForumCategory? {
        try categories().first { $0.id == name || $0.slug == name }
    }

    /// Threads with the newest answers first.
    /// - Parameter category: an id; `nil` for those of all categories.
    public func threads(in category: String? = nil, limit: Int = 50) throws -> [ForumThread] {
        try rows("thread", parent: category, "DESC", limit: limit)
    }

    public func thread(_ id: String) throws -> ForumThread? { try row("thread/\(id)") }

    /// The opening post, then the answers in the order in which they were written. Empty for a thread that is not
    /// followed.
    public func posts(of thread: String) throws -> [ForumPost] { try rows("post", parent: thread, "ASC") }

    public func post(_ id: String) throws -> ForumPost? { try row("post/\(id)") }

    public func member(_ id: String) throws -> ForumMember? { try row("member/\(id)") }

    /// The member whose device this is; `nil` before the first sync.
    public func me() throws -> OwnProfile? { try rows("me", "ASC", limit: 1, as: OwnProfile.self).first }

    /// The newest first.
    public func notifications(limit: Int = 50) throws -> [MemberNotice] {
        try rows("notification", "DESC", limit: limit)
    }

    /// The newest first: ids sort by the time of their making.
    public func bookmarks() throws -> [Bookmark] {
        struct Mark: Decodable { let postId: String }
        let marks: [Mark] = try rows("bookmark", "DESC")
        return try marks.map { Bookmark(id: $0.postId, post: try post($0.postId)) }
    }

    /// -1, 0 or 1.
    public func vote(on post: String) throws -> Int { Int(try value("vote/\(post)")?["value"]?.integerValue ?? 0) }

    public func readMark(of thread: String) throws -> ReadMark? { try row("read/\(thread)") }

    /// Whether a scope (`t:…` of a thread, `k:…` of a category) is on the member's devices.
    public func follows(_ scope: String) throws -> Bool {
        try value("subscription/\(scope)")?["on"]?.boolValue ?? false
    }

    /// Unsent changes, and those that were refused, in the order in which they were made.
    public func outbox() throws -> [OutboxItem] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT position, name, args, made_at, state, code, detail, recovered FROM mutation
                WHERE state <> 'done' ORDER BY position
                """
        ).map { row in
            OutboxItem(
                id: row[0], name: row[1], arguments: try JSONValue(text: row[2]), madeAt: Date(milliseconds: row[3]),
                state: OutboxItem.State(rawValue: row[4]) ?? .waiting, code: row[5],
                detail: try (row[6] as String?).map {
                    try JSONDecoder().decode(MutationDetail.self, from: Data($0.utf8))
                },
                isRecovered: row[7])
        }
    }

    /// What the server refused of the member's other devices, with what was written there.
    public func refusalsElsewhere() throws -> [OutcomeRow] {
        let own = try Set(String.fetchAll(database, sql: "SELECT id FROM client"))
        let outcomes: [OutcomeRow] = try rows("sys/m", "ASC")
        return outcomes.filter { $0.status == .rejected && !own.contains($0.clientID) }
    }
}
