import Core
import Storage
import Visibility

/// The day on which a member wants to be told of a post that they marked.
package struct ReminderDraft: CheckedDraft {
    /// `YYYY-MM-DD`; empty or absent: on none.
    package var on: String?

    package init(on: String?) { self.on = on }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case on
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// A day from yesterday on, for which it is today somewhere, to three years ahead.
    /// - Throws: `invalid` naming `on`.
    func validated(at now: Timestamp) throws -> CivilDay? {
        var validation = Validation()
        validation.note("on", .text(0...10))
        let text = UserText.clean(on ?? "", .line)
        let day = CivilDay(text)
        if let day {
            let today = CivilDay(now)
            validation.require((today.adding(-1)...today.adding(1096)).contains(day), "on", "reminder_range")
        } else {
            validation.require(text.isEmpty, "on", "day_form")
        }
        try validation.check()
        return day
    }
}

extension ForumService {
    /// Marks a post, if it is not marked yet, and says on which day the member wants to be told of it; without a day,
    /// they are not.
    /// - Throws: `signInRequired`; `notFound`; `invalid` naming `on`; `conflict` with `too_many_bookmarks`.
    package func setReminder(_ draft: ReminderDraft, on id: PostID, as principal: Principal) async throws -> CivilDay? {
        let day = try draft.validated(at: clock.now)
        try await store.write { try setReminder(day, on: id, as: principal, in: $0) }
        return day
    }

    func setReminder(
        _ day: CivilDay?, on id: PostID, as principal: Principal, in transaction: any WriteTransaction
    ) throws {
        let member = try principal.requireMember()
        if day == nil {
            // To take back what is not there is no mistake, and marks nothing.
            guard try !BookmarkRepository.marked([id.text], by: member.id, in: transaction).isEmpty else { return }
        } else {
            try setBookmark(true, on: id, as: principal, in: transaction)
        }
        guard try BookmarkRepository.setDay(day?.description, of: id, member.id, in: transaction) else { return }
        transaction.touch(.enters(scope: ForumScope.member(member.id), entity: "bookmark", id: id.text))
    }

    /// Tells members of posts whose day has come, some hundreds at a time: the hourly run. Of what was deleted, held or
    /// hidden since nobody is told.
    package func remind() async throws {
        let limit = 200
        var told = limit
        while told == limit {
            told = try await store.write { transaction in
                let due = try BookmarkRepository.due(
                    on: CivilDay(clock.now).description, limit: limit, in: transaction)
                for reminder in due {
                    _ = try BookmarkRepository.setDay(nil, of: reminder.post, reminder.member, in: transaction)
                    transaction.touch(
                        .enters(
                            scope: ForumScope.member(reminder.member), entity: "bookmark", id: reminder.post.text))
                    if reminder.isShown {
                        try listener(.reminded(reminder.post, reminder.member), transaction)
                    }
                }
                return due.count
            }
        }
    }
}

extension BookmarkRepository {
    /// - Returns: whether it was another before.
    static func setDay(
        _ day: String?, of post: PostID, _ member: MemberID, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE bookmark SET remind_on = \(day)
            WHERE account_id = \(member) AND post_id = \(post) AND COALESCE(remind_on, '') <> \(day ?? "")
            """) > 0
    }

    /// The days of a member's bookmarks, by post.
    static func days(
        _ posts: [String], by member: MemberID, in transaction: any Transaction
    ) throws -> [(post: String, day: String?)] {
        guard !posts.isEmpty else { return [] }
        return try transaction.rows(
            """
            SELECT bookmark.post_id, bookmark.remind_on FROM bookmark
            WHERE bookmark.account_id = \(member) AND \(transaction.dialect.anyOf("bookmark.post_id", posts))
            """
        ) { ($0.text(0), $0.textOrNil(1)) }
    }

    /// Bookmarks whose day has come, the longest waiting first, and whether their members see the post still.
    static func due(
        on day: String, limit: Int, in transaction: any Transaction
    ) throws -> [(member: MemberID, post: PostID, isShown: Bool)] {
        try transaction.rows(dueQuery(on: day, limit: limit)) { ($0.id(0), $0.id(1), $0.flag(2)) }
    }

    static func dueQuery(on day: String, limit: Int) -> Query {
        """
        SELECT bookmark.account_id, bookmark.post_id,
            CASE WHEN post.state = 'published' AND \(Visibility.published(for: "bookmark.account_id")) THEN 1 ELSE 0 END
        FROM bookmark CROSS JOIN forum_post AS post CROSS JOIN forum_thread AS thread CROSS JOIN category
        WHERE bookmark.remind_on <= \(day) AND bookmark.remind_on IS NOT NULL AND post.id = bookmark.post_id
            AND thread.id = post.thread_id AND category.id = thread.category_id
        ORDER BY bookmark.remind_on, bookmark.account_id, bookmark.post_id LIMIT \(limit)
        """
    }
}
