import Core
import Foundation
import Storage
import Sync
import SyncProtocol

// The forum's rows, scopes and mutations (sync.md, sections 3 and 7a).

/// Categories, in `pub` or for staff in `mod`.
struct CategoryCollection: SyncedCollection {
    let entity = "category"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try CategoryRepository.byID(ids, visibleTo: .member(viewer), in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, CategoryRecord($0)) })
    }
}

struct TagCollection: SyncedCollection {
    let entity = "tag"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try CategoryRepository.tags(byID: ids, in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, TagRecord($0)) })
    }
}

struct ThreadCollection: SyncedCollection {
    let entity = "thread"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try ThreadRepository.byID(ids, visibleTo: .member(viewer), in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, ThreadRecord($0, withAuthor: false)) })
    }
}

struct PostCollection: SyncedCollection {
    let entity = "post"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let found = try PostRepository.byID(ids, visibleTo: .member(viewer), in: transaction)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id.text, PostRecord($0, withAuthor: false)) })
    }
}

/// The member's own votes, by post.
struct VoteCollection: SyncedCollection {
    let entity = "vote"

    private struct Record: Encodable, Sendable {
        let id: String
        let postId: String
        let value: Int
    }

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let votes = try PostRepository.votes(of: viewer.id, on: ids.map(PostID.init(trusted:)), in: transaction)
        return Dictionary(
            uniqueKeysWithValues: votes.map { post, value in
                (post.text, Record(id: post.text, postId: post.text, value: value))
            })
    }
}

/// How far the member has read, by thread.
struct ReadCollection: SyncedCollection {
    let entity = "read"

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let marks = try ReadRepository.marks(ids, by: viewer.id, in: transaction)
        return Dictionary(uniqueKeysWithValues: marks.map { ($0.threadId, $0) })
    }
}

/// `t:{thread}`: a thread with its posts, for whoever may see the thread.
struct ThreadScopes: SyncedScopes {
    let kind = "t"

    func readable(
        _ names: [String], by viewer: Principal.Member, in transaction: any Transaction
    ) throws -> Set<String> {
        let ids = names.compactMap { ThreadID(String($0.dropFirst("t:".count)))?.text }
        let found = try ThreadRepository.ids(ids, visibleTo: .member(viewer), in: transaction)
        return Set(found.map { "t:\($0)" })
    }
}

/// `g:{group}`: the threads of a group, for whoever may read there.
struct GroupScopes: SyncedScopes {
    let kind = "g"

    func readable(
        _ names: [String], by viewer: Principal.Member, in transaction: any Transaction
    ) throws -> Set<String> {
        let ids = names.compactMap { GroupID(String($0.dropFirst("g:".count))) }
        let found = try ThreadGroupRepository.groups(ids, for: .member(viewer), in: transaction)
        return Set(found.keys.map(ForumScope.group))
    }
}

/// `k:{category}:{yyyy-Www}`: the threads that a category got in a week, but those of groups. A subscription to `k:{category}` follows
/// its last eight weeks.
struct WeekScopes: SyncedScopes {
    let kind = "k"

    func readable(
        _ names: [String], by viewer: Principal.Member, in transaction: any Transaction
    ) throws -> Set<String> {
        let wanted = names.compactMap { name -> (name: String, category: String)? in
            let parts = name.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2 || (parts.count == 3 && Self.isWeek(parts[2])) else { return nil }
            return CategoryID(String(parts[1])).map { (name, $0.text) }
        }
        let found = try CategoryRepository.byID(
            Array(Set(wanted.map(\.category))), visibleTo: .member(viewer), in: transaction)
        let visible = Set(found.map(\.id.text))
        return Set(wanted.filter { visible.contains($0.category) }.map(\.name))
    }

    func expand(_ name: String, at now: Timestamp) -> [String] {
        guard name.split(separator: ":").count == 2 else { return [name] }
        return (0..<8).map { "\(name):\(now.advanced(by: .days(Int64(-7 * $0))).isoWeek)" }
    }

    private static func isWeek(_ text: Substring) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count == 8 && bytes[4] == UInt8(ascii: "-") && bytes[5] == UInt8(ascii: "W")
            && (bytes[..<4] + bytes[6...]).allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}

extension ForumService {
    package var syncedCollections: [any SyncedCollection] {
        [
            CategoryCollection(), TagCollection(), ThreadCollection(), PostCollection(), VoteCollection(),
            ReadCollection(), BookmarkCollection(), DraftCollection(), LevelCollection(), OwnPostCollection(),
            PollCollection(), PollVoteCollection(),
        ]
    }

    package var syncedScopes: [any SyncedScopes] { [ThreadScopes(), WeekScopes(), GroupScopes()] }
}
