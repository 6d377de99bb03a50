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
}
