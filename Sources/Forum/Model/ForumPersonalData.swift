import Core
import Storage
import Visibility

/// What the forum knows of a member.
package struct ForumPersonalData: PersonalData {
    package let tables: Set<String> = [
        "forum_thread", "forum_post", "post_revision", "post_vote", "thread_read", "bookmark", "draft", "notice_level",
        "poll_ballot", "anonymous_name", "anonymous_credit", "post_suggestion",
    ]

    private let forum: ForumService

    package init(forum: ForumService) { self.forum = forum }

    private struct Vote: Encodable, Sendable {
        let postId: String
        let value: Int
        let updatedAt: Timestamp
    }

    private struct Reminder: Encodable, Sendable {
        let postId: String
        let on: CivilDay
    }

    private struct Asked: Encodable, Sendable {
        let threadId: String
        let question: String
        let options: [String]
        let closesAt: Timestamp
    }

    private struct Written: Encodable, Sendable {
        let id: String
        let threadId: String
        let title: String?
        let body: String
        let createdAt: Timestamp
        let trueAsOf: String?
        /// Others see it without the member's name.
        let anonymous: Bool?
    }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let posts = try transaction.rows(
            """
            SELECT post.id, post.thread_id, CASE post.is_opening WHEN 1 THEN thread.title END, post.body,
                post.created_at, post.true_as_of, post.pseudonym
            FROM forum_post AS post JOIN forum_thread AS thread ON thread.id = post.thread_id
            JOIN category ON category.id = thread.category_id
            WHERE post.author_id = \(member.id) AND \(Visibility.posts(.member(member))) AND \(Visibility.threads(.member(member)))
            ORDER BY post.created_at, post.id
            """
        ) {
            Written(
                id: $0.text(0), threadId: $0.text(1), title: $0.textOrNil(2), body: $0.text(3), createdAt: $0.time(4),
                trueAsOf: $0.textOrNil(5), anonymous: $0.integerOrNil(6).map { _ in true })
        }
        let votes = try transaction.rows(
            "SELECT post_id, value, updated_at FROM post_vote WHERE account_id = \(member.id) ORDER BY updated_at, post_id"
        ) { Vote(postId: $0.text(0), value: $0.int(1), updatedAt: $0.time(2)) }
        let marks = try BookmarkRepository.marks(of: member.id, after: nil, limit: 100_000, in: transaction)
        let drafts = try DraftRepository.drafts(of: member.id, after: nil, limit: 100_000, in: transaction)
        return [
            "posts": posts, "votes": votes, "bookmarks": marks.map(\.post),
            "bookmarkReminders": marks.compactMap { mark in
                mark.remindOn.map { Reminder(postId: mark.post.text, on: $0) }
            }, "drafts": drafts,
            "pollVotes": try PollRepository.ballots(of: member.id, transaction),
            "polls": try polls(of: posts.filter { $0.title != nil }.map(\.threadId), in: transaction),
            "suggestions": try SuggestionRepository.own(
                of: member.id, for: nil, after: nil, limit: 100_000, in: transaction
            ).map(SuggestionRecord.init),
            "levels": try LevelRepository.levels(of: member.id, in: transaction),
        ]
    }

    private func polls(of threads: [String], in transaction: any Transaction) throws -> [Asked] {
        try PollRepository.polls(of: threads, chosenBy: nil, in: transaction).map { poll in
            Asked(
                threadId: poll.threadID.text, question: poll.question, options: poll.options.map(\.label),
                closesAt: poll.closesAt)
        }
    }

    /// Votes still count, for nobody; what was read, marked or begun goes.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        for table: Query in [
            "post_vote", "thread_read", "bookmark", "draft", "notice_level", "poll_ballot", "anonymous_credit",
        ] {
            try transaction.execute("DELETE FROM \(table) WHERE account_id = \(member)")
        }
        try transaction.execute("DELETE FROM post_suggestion WHERE author_id = \(member)")
        try transaction.execute("UPDATE post_suggestion SET decided_by = NULL WHERE decided_by = \(member)")
        try transaction.execute(
            """
            DELETE FROM post_revision WHERE editor_id = \(member)
                OR post_id IN (SELECT post.id FROM forum_post AS post WHERE post.author_id = \(member))
            """)
        if posts == .remove { try removePosts(of: member, in: transaction) }
    }

    private func removePosts(of member: MemberID, in transaction: any WriteTransaction) throws {
        let program = Principal.system(reason: "account deletion")
        let written = try transaction.rows(
            """
            SELECT post.id, post.is_opening, post.thread_id, CASE WHEN post.is_opening = 1 AND EXISTS (
                SELECT 1 FROM forum_post AS other
                WHERE other.thread_id = post.thread_id AND other.author_id <> post.author_id) THEN 1 ELSE 0 END
            FROM forum_post AS post WHERE post.author_id = \(member)
            """
        ) { (id: $0.id(0, as: PostMark.self), isOpening: $0.flag(1), thread: $0.text(2), isAnswered: $0.flag(3)) }
        for post in written {
            // Where others answered, their words stay; the question is emptied.
            if !post.isAnswered {
                try forum.setState(.deleted, ofPost: post.id, as: program, in: transaction)
            }
            try transaction.execute(
                "UPDATE forum_post SET body = '—', html = '<p>—</p>', deleted_at = NULL WHERE id = \(post.id)")
            transaction.touch(.changes(entity: "post", id: post.id.text))
            if post.isOpening {
                try transaction.execute(
                    "UPDATE forum_thread SET title = '—', slug = '', deleted_at = NULL WHERE id = \(post.thread)")
                transaction.touch(.changes(entity: "thread", id: post.thread))
                try ForumService.removePoll(of: ThreadID(trusted: post.thread), in: transaction)
            }
            try SearchDocuments.write(post.id, in: transaction)
        }
    }
}
