import Core
import Storage

/// Who knows of groups, and who reads what is written in them.
extension Visibility {
    /// Threads aliased `thread` of no group, or of one in which the reader may read: a part of `threads`.
    package static func inGroups(_ principal: Principal) -> Query {
        if principal.isStaff { return "1 = 1" }
        // Of most threads the first test is the only one.
        return """
            (thread.group_id IS NULL OR EXISTS (SELECT 1 FROM member_group
                WHERE member_group.id = thread.group_id AND \(insideGroups(principal))))
            """
    }

    /// Groups, as `member_group`, in which the reader may read: public ones, and those whose member they are.
    package static func insideGroups(_ principal: Principal) -> Query {
        if principal.isStaff { return "1 = 1" }
        guard let member = principal.member else { return "member_group.visibility = 'public'" }
        return "(member_group.visibility = 'public' OR \(isMember("\(member.id)")))"
    }

    /// Groups, as `member_group`, of which the reader may know: all but secret ones, and of these such whose member they
    /// are or to which they are invited or ask to be let in.
    package static func groups(_ principal: Principal) -> Query {
        if principal.isStaff { return "1 = 1" }
        guard let member = principal.member else { return "member_group.visibility <> 'secret'" }
        return """
            (member_group.visibility <> 'secret' OR EXISTS (SELECT 1 FROM group_member AS own
                WHERE own.group_id = member_group.id AND own.account_id = \(member.id)
                    AND own.state IN ('member', 'invited', 'asked')))
            """
    }

    /// Published threads aliased `thread`, joined with their category as `category`, that an account may read: for telling
    /// others than the one who asks.
    package static func published(for account: Query) -> Query {
        """
        (thread.state = 'published' AND ((category.audience = 'everyone' AND (thread.group_id IS NULL
                OR EXISTS (SELECT 1 FROM member_group WHERE member_group.id = thread.group_id
                    AND (member_group.visibility = 'public' OR \(isMember(account))))))
            OR EXISTS (SELECT 1 FROM account_role WHERE account_role.account_id = \(account)
                AND account_role.role IN ('moderator', 'admin'))))
        """
    }

    /// Whether an account may read in a group: for telling others than the one who asks.
    package static func reads(_ account: Query, in group: GroupID) -> Query {
        """
        EXISTS (SELECT 1 FROM member_group WHERE member_group.id = \(group)
            AND (member_group.visibility = 'public' OR \(isMember(account))))
        """
    }

    /// Whether an account is a member of the group in `member_group`.
    package static func isMember(_ account: Query) -> Query {
        """
        EXISTS (SELECT 1 FROM group_member AS own WHERE own.group_id = member_group.id
            AND own.account_id = \(account) AND own.state = 'member')
        """
    }
}
