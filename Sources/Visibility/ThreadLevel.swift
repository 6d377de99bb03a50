import Core
import Storage

/// How much a member hears of a thread: its own level, else muted for a tag that is, else its category's.
package enum ThreadLevel {
    /// An expression whose value is the level's name.
    /// - Parameters: the columns of the member, the thread and its category where the expression stands.
    package static func of(
        _ member: Query, thread: Query = "thread.id", category: Query = "thread.category_id"
    ) -> Query {
        """
        COALESCE(
            (SELECT level.level FROM notice_level AS level WHERE level.account_id = \(member)
                AND level.scope = 'thread' AND level.target_id = \(thread)),
            (SELECT level.level FROM thread_tag CROSS JOIN notice_level AS level
                WHERE thread_tag.thread_id = \(thread) AND level.account_id = \(member) AND level.scope = 'tag'
                    AND level.target_id = thread_tag.tag_id AND level.level = 'muted' LIMIT 1),
            (SELECT level.level FROM notice_level AS level WHERE level.account_id = \(member)
                AND level.scope = 'category' AND level.target_id = \(category)),
            'normal')
        """
    }
}
