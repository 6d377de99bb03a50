import Storage

extension ForumService {
    /// Every row of the forum that is in a scope, as the tables say: `karwan check` compares the change index with it.
    package static let indexedRows: [Query] = [
        """
        SELECT CASE audience WHEN 'everyone' THEN 'pub' ELSE 'mod' END AS scope, 'category' AS entity, id AS row_id
        FROM category
        """,
        "SELECT 'pub', 'tag', id FROM tag WHERE uses > 0",
        "SELECT 't:' || id, 'thread', id FROM forum_thread",
        "SELECT 't:' || id, 'member', author_id FROM forum_thread WHERE pseudonym IS NULL",
        "SELECT 't:' || thread_id, 'post', id FROM forum_post WHERE state = 'published'",
        """
        SELECT 't:' || thread_id, 'member', author_id FROM forum_post
        WHERE state = 'published' AND pseudonym IS NULL
        """,
        """
        SELECT 'k:' || category_id || ':' || week, 'thread', id FROM forum_thread
        WHERE state = 'published' AND group_id IS NULL
        """,
        """
        SELECT 'k:' || category_id || ':' || week, 'member', author_id FROM forum_thread
        WHERE state = 'published' AND group_id IS NULL AND pseudonym IS NULL
        """,
        "SELECT 'g:' || group_id, 'thread', id FROM forum_thread WHERE state = 'published' AND group_id IS NOT NULL",
        """
        SELECT 'g:' || group_id, 'member', author_id FROM forum_thread
        WHERE state = 'published' AND group_id IS NOT NULL AND pseudonym IS NULL
        """,
        "SELECT 'u:' || author_id, 'thread', id FROM forum_thread WHERE state IN ('held', 'hidden')",
        "SELECT 'u:' || author_id, 'post', id FROM forum_post WHERE state IN ('held', 'hidden')",
        "SELECT 'mod', 'thread', id FROM forum_thread WHERE state IN ('held', 'hidden')",
        "SELECT 'mod', 'post', id FROM forum_post WHERE state IN ('held', 'hidden')",
        "SELECT 'u:' || author_id, 'member', author_id FROM forum_thread WHERE state IN ('held', 'hidden')",
        "SELECT 'u:' || author_id, 'member', author_id FROM forum_post WHERE state IN ('held', 'hidden')",
        "SELECT 'mod', 'member', author_id FROM forum_thread WHERE state IN ('held', 'hidden') AND pseudonym IS NULL",
        "SELECT 'mod', 'member', author_id FROM forum_post WHERE state IN ('held', 'hidden') AND pseudonym IS NULL",
        "SELECT 'u:' || account_id, 'vote', post_id FROM post_vote",
        "SELECT 'u:' || account_id, 'read', thread_id FROM thread_read",
        "SELECT 'u:' || account_id, 'level', scope || ':' || target_id FROM notice_level",
        "SELECT 'u:' || account_id, 'bookmark', post_id FROM bookmark",
        "SELECT 'u:' || account_id, 'draft', id FROM draft",
        "SELECT 't:' || thread_id, 'poll', thread_id FROM poll",
        "SELECT 'u:' || account_id, 'pollVote', thread_id FROM poll_ballot",
        """
        SELECT 'u:' || author_id, 'ownPost', forum_post.id FROM forum_post JOIN account ON account.id = author_id
        WHERE pseudonym IS NOT NULL AND account.state <> 'deleted'
        """,
    ]
}
