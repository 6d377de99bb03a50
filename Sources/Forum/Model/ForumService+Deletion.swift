import Core
import Storage
import Visibility

/// Deleting, with a day to take it back; then the words go for good.
extension ForumService {
    /// How long the one who deleted may take it back.
    package static let undoTime = Span.days(1)

    /// Deletes a post; with an opening post the whole thread.
    /// - Throws: `signInRequired`; `notFound`; `forbidden` with `not_yours`; `conflict` with `thread_has_answers`.
    package func deletePost(_ id: PostID, as principal: Principal) async throws {
        try await store.write { try deletePost(id, as: principal, in: $0) }
    }

    func deletePost(_ id: PostID, as principal: Principal, in transaction: any WriteTransaction) throws {
        _ = try principal.requireWriter()
        let (post, thread) = try visiblePost(id, as: principal, in: transaction)
        if post.isOpening { return try deleteThread(thread.id, as: principal, in: transaction) }
        guard principal.canDelete(post) else { throw Problem(.forbidden, "not_yours") }
        guard let place = try StateRepository.post(id, in: transaction) else { throw Problem.notFound }
        try move(post: place, to: .deleted, by: principal, in: transaction)
    }

    /// Deletes a thread. Its author may while nobody has answered: what others wrote is not theirs to take away.
    /// - Throws: as `deletePost`.
    package func deleteThread(_ id: ThreadID, as principal: Principal) async throws {
        try await store.write { try deleteThread(id, as: principal, in: $0) }
    }

    func deleteThread(_ id: ThreadID, as principal: Principal, in transaction: any WriteTransaction) throws {
        _ = try principal.requireWriter()
        let thread = try visibleThread(id, as: principal, in: transaction)
        guard principal.isStaff || principal.member?.id == thread.authorID else {
            throw Problem(.forbidden, "not_yours")
        }
        guard principal.canDelete(thread) else { throw Problem(.conflict, "thread_has_answers") }
        guard let place = try StateRepository.thread(id, in: transaction) else { throw Problem.notFound }
        try move(thread: place, to: .deleted, by: principal, in: transaction)
    }

    /// Whether a post of the principal's own, or one that they deleted themselves, is deleted already: from another of
    /// their devices, say.
    func isGone(_ id: PostID, of principal: Principal, in transaction: any Transaction) throws -> Bool {
        let member = try principal.requireMember().id
        guard let post = try StateRepository.post(id, in: transaction) else { return false }
        if post.isOpening { return try isGone(post.thread.id, of: principal, in: transaction) }
        return post.state == .deleted && [post.author, post.deletedBy].contains(member)
    }

    /// The same of a thread.
    func isGone(_ id: ThreadID, of principal: Principal, in transaction: any Transaction) throws -> Bool {
        let member = try principal.requireMember().id
        guard let thread = try StateRepository.thread(id, in: transaction) else { return false }
        return thread.state == .deleted && [thread.author, thread.deletedBy].contains(member)
    }

    /// Takes a deletion back, within a day and by the one who deleted; of an opening post, the thread's. What was
    /// held or hidden is so again.
    /// - Throws: `signInRequired`; `forbidden`; `notFound` also when it is too late.
    package func restore(_ id: PostID, as principal: Principal) async throws {
        try await store.write { transaction in
            let member = try principal.requireWriter()
            guard let post = try StateRepository.post(id, in: transaction),
                try ThreadGroupRepository.isWithinReach(post.thread.id, of: principal, in: transaction)
            else { throw Problem.notFound }
            let (by, at, before) =
                post.isOpening
                ? (post.thread.deletedBy, post.thread.deletedAt, post.thread.stateBefore)
                : (post.deletedBy, post.deletedAt, post.stateBefore)
            guard by == member.id, let at, let before, clock.now.since(at) < Self.undoTime else {
                throw Problem.notFound
            }
            if post.isOpening {
                try move(thread: post.thread, to: before, by: principal, in: transaction)
            } else {
                try move(post: post, to: before, by: principal, in: transaction)
            }
        }
    }

    /// Decides of a post that is deleted what it is should the deletion be taken back. A removal is the moderator's
    /// own deletion from then on: its author takes nothing back.
    package func decide(
        _ state: PostState, ofDeleted id: PostID, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        guard principal.isStaff else { throw Problem(.forbidden, "not_yours") }
        guard let post = try StateRepository.post(id, in: transaction) else { throw Problem.notFound }
        if state == .deleted {
            try DeletionRepository.setDeleter(principal.member?.id, of: post, in: transaction)
        } else {
            try DeletionRepository.setStateBefore(state, of: post, in: transaction)
        }
    }

    /// What the member deleted within the last day, the newest first, at most 50 of each kind.
    /// - Throws: `signInRequired`.
    package func deletions(as principal: Principal) async throws -> [Deletion] {
        let member = try principal.requireMember()
        let since = clock.now.advanced(by: -Self.undoTime)
        return try await store.read {
            try DeletionRepository.deletions(by: member.id, since: since, visibleTo: principal, in: $0)
        }
    }

    /// Takes the words of what was deleted more than a day ago out of the database, a hundred at a time.
    package func eraseDeleted() async throws {
        let before = clock.now.advanced(by: -Self.undoTime)
        guard try await store.read({ try DeletionRepository.isAnyDue(before: before, in: $0) }) else { return }
        while try await store.write({ try DeletionRepository.erase(before: before, limit: 100, in: $0) }) {}
        try await SearchFilling.forgetErased(in: store)
    }
}

/// Something deleted that can be taken back.
package struct Deletion: Sendable, Equatable {
    /// The opening post where a thread was deleted.
    package let postID: PostID
    package let isThread: Bool
    /// Of the thread, or of the one that the post was in.
    package let title: String
    /// How the post begins; empty for a thread.
    package let excerpt: String
    package let deletedAt: Timestamp
}

/// SQL over what was deleted; internal to the feature.
enum DeletionRepository {
    static func deletions(
        by member: MemberID, since: Timestamp, visibleTo principal: Principal, in transaction: any Transaction
    ) throws -> [Deletion] {
        let threads = try transaction.rows(
            """
            SELECT thread.opening_post_id, thread.title, thread.deleted_at FROM forum_thread AS thread
            WHERE thread.deleted_by = \(member) AND thread.deleted_at > \(since) AND thread.deleted_at IS NOT NULL
                AND \(Visibility.inGroups(principal))
            ORDER BY thread.deleted_at DESC LIMIT 50
            """
        ) {
            Deletion(postID: $0.id(0), isThread: true, title: $0.text(1), excerpt: "", deletedAt: $0.time(2))
        }
        let posts = try transaction.rows(
            """
            SELECT post.id, thread.title, substr(post.body, 1, 120), post.deleted_at FROM forum_post AS post
            CROSS JOIN forum_thread AS thread
            WHERE post.deleted_by = \(member) AND post.deleted_at > \(since) AND post.deleted_at IS NOT NULL
                AND thread.id = post.thread_id AND \(Visibility.inGroups(principal))
            ORDER BY post.deleted_at DESC LIMIT 50
            """
        ) {
            Deletion(
                postID: $0.id(0), isThread: false, title: $0.text(1), excerpt: $0.text(2), deletedAt: $0.time(3))
        }
        return (threads + posts).sorted { $0.deletedAt > $1.deletedAt }
    }

    /// Whose deletion it is; of an opening post, the thread's.
    static func setDeleter(
        _ member: MemberID?, of post: StateRepository.Post, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            post.isOpening
                ? "UPDATE forum_thread SET deleted_by = \(member) WHERE id = \(post.thread.id) AND state = 'deleted'"
                : "UPDATE forum_post SET deleted_by = \(member) WHERE id = \(post.id) AND state = 'deleted'")
    }

    static func setStateBefore(
        _ state: PostState, of post: StateRepository.Post, in transaction: any WriteTransaction
    ) throws {
        let (state, thread) = (state.rawValue, post.thread.id)
        try transaction.execute(
            post.isOpening
                ? "UPDATE forum_thread SET state_before = \(state) WHERE id = \(thread) AND state = 'deleted'"
                : "UPDATE forum_post SET state_before = \(state) WHERE id = \(post.id) AND state = 'deleted'")
    }

    static func isAnyDue(before: Timestamp, in transaction: any Transaction) throws -> Bool {
        try transaction.exists(
            """
            SELECT 1 FROM forum_post AS post WHERE post.deleted_at < \(before) AND post.deleted_at IS NOT NULL
            UNION ALL SELECT 1 FROM forum_thread AS thread
            WHERE thread.deleted_at < \(before) AND thread.deleted_at IS NOT NULL
            """)
    }

    /// - Returns: whether there may be more.
    static func erase(before: Timestamp, limit: Int, in transaction: any WriteTransaction) throws -> Bool {
        let posts = try transaction.rows(
            """
            SELECT post.id FROM forum_post AS post
            WHERE post.deleted_at < \(before) AND post.deleted_at IS NOT NULL LIMIT \(limit)
            """
        ) { $0.text(0) }
        try erase(posts, in: transaction)
        let threads = try transaction.rows(
            """
            SELECT thread.id FROM forum_thread AS thread
            WHERE thread.deleted_at < \(before) AND thread.deleted_at IS NOT NULL LIMIT 1
            """
        ) { $0.id(0, as: ThreadMark.self) }
        for thread in threads { try erase(thread, limit: limit, in: transaction) }
        if !posts.isEmpty || !threads.isEmpty { try SearchFilling.noteErased(in: transaction) }
        return posts.count == limit || !threads.isEmpty
    }

    private static func erase(_ posts: [String], in transaction: any WriteTransaction) throws {
        guard !posts.isEmpty else { return }
        try transaction.execute(
            "DELETE FROM post_revision WHERE \(transaction.dialect.anyOf("post_id", posts))")
        try transaction.execute(
            """
            UPDATE forum_post SET body = '', html = '', deleted_at = NULL, deleted_by = NULL
            WHERE \(transaction.dialect.anyOf("id", posts))
            """)
        try SearchDocuments.write(posts, in: transaction)
    }

    /// The thread itself goes with the last of its posts.
    private static func erase(_ thread: ThreadID, limit: Int, in transaction: any WriteTransaction) throws {
        let posts = try transaction.rows(
            """
            SELECT post.id FROM forum_post AS post WHERE post.thread_id = \(thread) AND post.html <> ''
            LIMIT \(limit)
            """
        ) { $0.text(0) }
        try erase(posts, in: transaction)
        guard posts.count < limit else { return }
        let opening = try transaction.rows(
            """
            UPDATE forum_thread SET title = '', slug = '', deleted_at = NULL, deleted_by = NULL WHERE id = \(thread)
            RETURNING opening_post_id
            """
        ) { $0.text(0) }
        try transaction.execute("DELETE FROM thread_tag WHERE thread_id = \(thread)")
        try ForumService.removePoll(of: thread, in: transaction)
        try SearchDocuments.write(opening, in: transaction)
    }
}
