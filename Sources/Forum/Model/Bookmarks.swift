import Core
import Storage
import Sync

/// A post that a member wants to find again.
package struct Bookmark: Sendable {
    package let post: ForumPost
    package let thread: ForumThread
    package let createdAt: Timestamp
    /// The day on which the member is told of it.
    package let remindOn: CivilDay?
}

extension ForumService {
    /// Marks a post, or takes the mark back; once more is no mistake.
    /// - Throws: `signInRequired`; `notFound`; `conflict` with `too_many_bookmarks`.
    package func setBookmark(_ isOn: Bool, on id: PostID, as principal: Principal) async throws {
        try await store.write { try setBookmark(isOn, on: id, as: principal, in: $0) }
    }

    func setBookmark(
        _ isOn: Bool, on id: PostID, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let member = try principal.requireMember()
        let scope = ForumScope.member(member.id)
        if isOn {
            _ = try visiblePost(id, as: principal, in: transaction)
            guard try BookmarkRepository.add(id, of: member.id, at: clock.now, in: transaction) else { return }
            guard try BookmarkRepository.count(of: member.id, in: transaction) <= limits.bookmarks else {
                throw Problem(.conflict, "too_many_bookmarks", arguments: ["max": "\(limits.bookmarks)"])
            }
            transaction.touch(.enters(scope: scope, entity: "bookmark", id: id.text))
        } else if try BookmarkRepository.remove(id, of: member.id, in: transaction) {
            transaction.touch(.leaves(scope: scope, entity: "bookmark", id: id.text))
        }
    }

    /// The member's bookmarks, the newest first; such as may be seen no longer are left out.
    /// - Throws: `signInRequired`.
    package func bookmarks(
        after cursor: PageCursor? = nil, limit: Int = threadsPerPage, as principal: Principal
    ) async throws -> Paged<Bookmark> {
        let member = try principal.requireMember()
        return try await store.read { transaction in
            let marks = try BookmarkRepository.marks(of: member.id, after: cursor, limit: limit, in: transaction)
            let page = Paged(marks, limit: limit) { PageCursor(key: $0.createdAt.milliseconds, id: $0.post.text) }
            let posts = try PostRepository.byID(
                page.items.map(\.post.text), visibleTo: principal, in: transaction)
            let threads = try ThreadRepository.byID(
                Array(Set(posts.map(\.threadID.text))), visibleTo: principal, in: transaction)
            let postByID = Dictionary(uniqueKeysWithValues: posts.map { ($0.id, $0) })
            let threadByID = Dictionary(uniqueKeysWithValues: threads.map { ($0.id, $0) })
            return page.compactMap { mark in
                guard let post = postByID[mark.post], let thread = threadByID[post.threadID] else { return nil }
                return Bookmark(post: post, thread: thread, createdAt: mark.createdAt, remindOn: mark.remindOn)
            }
        }
    }

    /// Which of the posts the reader has marked.
    func bookmarked(
        among posts: [PostID], by principal: Principal, in transaction: any Transaction
    ) throws -> Set<PostID> {
        guard let member = principal.member else { return [] }
        return try BookmarkRepository.marked(posts.map(\.text), by: member.id, in: transaction)
    }
}

/// SQL over bookmarks; internal to the feature.
enum BookmarkRepository {
    static func count(of member: MemberID, in transaction: any Transaction) throws -> Int {
        Int(try transaction.number("SELECT count(*) FROM bookmark WHERE account_id = \(member)"))
    }

    /// - Returns: whether it is new.
    static func add(
        _ post: PostID, of member: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO bookmark (account_id, post_id, created_at) VALUES (\(member), \(post), \(now))
            ON CONFLICT (account_id, post_id) DO NOTHING
            """) > 0
    }

    static func remove(_ post: PostID, of member: MemberID, in transaction: any WriteTransaction) throws -> Bool {
        try transaction.execute("DELETE FROM bookmark WHERE account_id = \(member) AND post_id = \(post)") > 0
    }

    static func marks(
        of member: MemberID, after cursor: PageCursor?, limit: Int, in transaction: any Transaction
    ) throws -> [(post: PostID, createdAt: Timestamp, remindOn: CivilDay?)] {
        try transaction.rows(
            """
            SELECT bookmark.post_id, bookmark.created_at, bookmark.remind_on FROM bookmark
            WHERE bookmark.account_id = \(member)
                AND (bookmark.created_at, bookmark.post_id) < (\(cursor?.key ?? Int64.max), \(cursor?.id ?? ""))
            ORDER BY bookmark.created_at DESC, bookmark.post_id DESC LIMIT \(limit + 1)
            """
        ) { ($0.id(0), $0.time(1), $0.textOrNil(2).flatMap { CivilDay($0) }) }
    }

    static func marked(
        _ posts: [String], by member: MemberID, in transaction: any Transaction
    ) throws -> Set<PostID> {
        guard !posts.isEmpty else { return [] }
        return Set(
            try transaction.rows(
                """
                SELECT bookmark.post_id FROM bookmark
                WHERE bookmark.account_id = \(member) AND \(transaction.dialect.anyOf("bookmark.post_id", posts))
                """
            ) { $0.id(0, as: PostMark.self) })
    }
}

/// The member's own bookmarks, by post.
struct BookmarkCollection: SyncedCollection {
    let entity = "bookmark"

    private struct Record: Encodable, Sendable {
        let id: String
        let postId: String
        let remindOn: CivilDay?
    }

    func values(
        _ ids: [String], for viewer: Principal.Member, in transaction: any Transaction
    ) throws -> [String: any Encodable & Sendable] {
        let marked = try BookmarkRepository.days(ids, by: viewer.id, in: transaction)
        return Dictionary(
            uniqueKeysWithValues: marked.map { post, day in
                (post, Record(id: post, postId: post, remindOn: day.flatMap { CivilDay($0) }))
            })
    }
}
