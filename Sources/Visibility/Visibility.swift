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
            return "thread.state = 'published' AND category.audience = 'everyone' AND \(inGroups(principal))"
        }
        return """
            (thread.state = 'published' OR (thread.state IN ('held', 'hidden') AND thread.author_id = \(member.id)))
            AND category.audience = 'everyone' AND \(inGroups(principal))
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

    /// Jobs aliased `job`: open ones for everyone, one's own, and for some time those one has kept or applied for. What
    /// is a draft is its poster's alone.
    package static func jobs(_ principal: Principal, at now: Timestamp) -> Query {
        guard let member = principal.member else {
            return principal.isStaff ? "job.state <> 'draft'" : "job.state = 'open'"
        }
        if principal.isStaff { return "(job.state <> 'draft' OR job.poster_id = \(member.id))" }
        return """
            (job.state = 'open' OR job.poster_id = \(member.id)
                OR (job.state IN ('filled', 'expired', 'closed') AND job.ended_at > \(now.advanced(by: .days(-90)))
                    AND (EXISTS (SELECT 1 FROM saved_job
                            WHERE saved_job.job_id = job.id AND saved_job.account_id = \(member.id))
                        OR EXISTS (SELECT 1 FROM application
                            WHERE application.account_id = \(member.id) AND application.job_id = job.id))))
            """
    }

    /// Opportunities aliased `opportunity`: what is open or has found somebody for everyone, one's own, and those one is
    /// interested in.
    package static func opportunities(_ principal: Principal) -> Query {
        if principal.isStaff { return "1 = 1" }
        guard let member = principal.member else { return "opportunity.state IN ('open', 'matched')" }
        return """
            (opportunity.state IN ('open', 'matched') OR opportunity.account_id = \(member.id)
                OR EXISTS (SELECT 1 FROM opportunity_interest
                    WHERE opportunity_interest.opportunity_id = opportunity.id
                        AND opportunity_interest.account_id = \(member.id)))
            """
    }

    /// Entries of the talent directory aliased `entry`: visible ones for ambassadors and for who speaks for a verified
    /// employer, unless the member blocked them; for everybody else none.
    package static func talent(_ principal: Principal) -> Query {
        guard let member = principal.member, !member.isSuspended, !member.isSilenced, member.isVerified else {
            return "1 = 0"
        }
        let unblocked: Query = """
            entry.state = 'visible' AND NOT EXISTS (SELECT 1 FROM member_block
                WHERE member_block.account_id = entry.account_id AND member_block.blocked_id = \(member.id))
            """
        if member.roles.contains(.ambassador) { return unblocked }
        return "\(unblocked) AND EXISTS (SELECT 1 FROM \(verifiedEmployers(of: member.id)))"
    }

    /// Mentors aliased `mentor`, joined with `account_standing` as `standing`: those whose first level was granted, for
    /// members unless one blocked the other; one's own always. For visitors none.
    package static func mentors(_ principal: Principal) -> Query {
        guard let member = principal.member else { return principal.isStaff ? "1 = 1" : "1 = 0" }
        if principal.isStaff { return "1 = 1" }
        return """
            (mentor.account_id = \(member.id) OR (mentor.listed_at IS NOT NULL AND standing.is_good = 1
                AND NOT EXISTS (SELECT 1 FROM member_apart
                    WHERE member_apart.one_id = \(member.id) AND member_apart.other_id = mentor.account_id)))
            """
    }

    /// Verified employers for which a member speaks.
    package static func verifiedEmployers(of member: MemberID) -> Query {
        """
        employer_speaker AS speaker CROSS JOIN employer WHERE speaker.account_id = \(member)
            AND employer.id = speaker.employer_id AND employer.state = 'verified'
        """
    }
}
