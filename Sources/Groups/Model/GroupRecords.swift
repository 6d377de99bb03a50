import Core

/// A group as the API and sync show it.
package struct GroupRecord: Codable, Sendable {
    /// How the reader stands to it.
    package struct Membership: Codable, Sendable {
        package let state: GroupMemberState
        package let isModerator: Bool
        package let since: Timestamp
        package let expiresAt: Timestamp?
    }

    package let id: GroupID
    package let slug: String
    package let name: String
    /// For those who may read in it.
    package let about: String?
    package let visibility: GroupSight
    package let joining: GroupJoining
    /// Asked of who wants to join.
    package let questions: [String]
    package let memberDays: Int?
    /// For those who may read in it.
    package let memberCount: Int?
    package let createdAt: Timestamp
    package let revision: Int64
    /// With the API.
    package let membership: Membership?

    /// - Parameter canRead: whether the reader may read in it.
    package init(_ group: MemberGroup, canRead: Bool, withMembership: Bool) {
        let content = group.content
        id = group.id
        slug = group.slug
        name = content.name
        about = canRead ? content.about : nil
        visibility = content.sight
        joining = content.joining
        questions = content.questions
        memberDays = content.memberDays
        memberCount = canRead ? group.memberCount : nil
        createdAt = group.createdAt
        revision = group.revision
        membership = group.own.flatMap { own in
            withMembership
                ? Membership(
                    state: own.state, isModerator: own.isModerator, since: own.since, expiresAt: own.expiresAt) : nil
        }
    }
}

/// Somebody in a group, or somebody who wants to be, as the API shows them.
package struct GroupMemberRecord: Codable, Sendable {
    package let member: GroupMemberName
    package let state: GroupMemberState
    package let isModerator: Bool
    package let since: Timestamp
    package let expiresAt: Timestamp?
    /// Members who vouched for them, and whether the reader is among these.
    package let vouches: Int
    package let hasVouched: Bool
    /// For the moderators of the group.
    package let answers: [GroupMember.Answer]
    package let declaredAt: Timestamp?

    package init(_ member: GroupMember) {
        self.member = member.member
        state = member.state
        isModerator = member.isModerator
        since = member.since
        expiresAt = member.expiresAt
        vouches = member.vouches
        hasVouched = member.hasVouched
        answers = member.answers
        declaredAt = member.declaredAt
    }
}
