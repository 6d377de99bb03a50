import Core
import Storage

/// The one rule of who may see what, as SQL. Every list, count, page, API answer, search, feed, export and sync
/// scope joins it; what it leaves out does not exist for the one who asks (404, never 403).
///
/// The clauses expect the aliases named in their comments and are spliced into a WHERE.
package enum Visibility {
    /// Categories aliased `category`.
    package static func categories(_ principal: Principal) -> Query {
        principal.isStaff ? "1 = 1" : "category.audience = 'everyone'"
    }

    /// Threads aliased `thread`, joined with their category as `category`.
    package static func threads(_ principal: Principal) -> Query {
        if principal.isStaff { return "thread.state <> 'deleted'" }
        guard let member = principal.member else {
            return "thread.state = 'published' AND category.audience = 'everyone'"
        }
        return """
            (thread.state = 'published' OR (thread.state IN ('held', 'hidden') AND thread.author_id = \(member.id)))
            AND category.audience = 'everyone'
            """
    }

    /// Posts aliased `post`, in a thread that may be seen.
    package static func posts(_ principal: Principal) -> Query {
        if principal.isStaff { return "post.state <> 'deleted'" }
        guard let member = principal.member else { return "post.state = 'published'" }
        return """
            (post.state = 'published' OR (post.state IN ('held', 'hidden') AND post.author_id = \(member.id)))
            """
    }

    /// Accounts aliased `account`: closed ones are gone for everyone, suspended ones are shown by name still.
    package static func accounts(_ principal: Principal) -> Query {
        "account.state <> 'deleted'"
    }

    /// Jobs aliased `job`: open ones for everyone, one's own, and for some time those one has kept. What is a draft is
    /// its poster's alone.
    package static func jobs(_ principal: Principal, at now: Timestamp) -> Query {
        guard let member = principal.member else {
            return principal.isStaff ? "job.state <> 'draft'" : "job.state = 'open'"
        }
        if principal.isStaff { return "(job.state <> 'draft' OR job.poster_id = \(member.id))" }
        return """
            (job.state = 'open' OR job.poster_id = \(member.id)
                OR (job.state IN ('filled', 'expired', 'closed') AND job.ended_at > \(now.advanced(by: .days(-90)))
                    AND EXISTS (SELECT 1 FROM saved_job
                        WHERE saved_job.job_id = job.id AND saved_job.account_id = \(member.id))))
            """
    }
}
