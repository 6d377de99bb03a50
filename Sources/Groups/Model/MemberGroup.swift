import Core

/// Who knows of a group, and who reads what is written in it (community.md, Groups).
package enum GroupSight: String, Codable, Sendable, CaseIterable {
    /// Everybody reads it; its members write.
    case everybody = "public"
    /// Everybody knows its name; its members read.
    case listed
    /// Nobody but its members knows of it.
    case secret
}

/// How one becomes a member.
package enum GroupJoining: String, Codable, Sendable, CaseIterable {
    case open, request, invite
    /// Women say that they are, and two members vouch for them.
    case women

    /// Whether who wants to join is asked something and waits.
    package var asks: Bool { self == .request || self == .women }
}

/// What became of a member and a group.
package enum GroupMemberState: String, Codable, Sendable, CaseIterable {
    case asked, invited, member, left, refused, removed, expired

    /// What is to be known of, and counted, still.
    package static let live: Set<GroupMemberState> = [.asked, .invited, .member]
}

/// How the reader and a group stand.
package struct GroupMembership: Sendable, Equatable {
    package let state: GroupMemberState
    package let isModerator: Bool
    package let since: Timestamp
    package let expiresAt: Timestamp?
}

/// What a group says of itself, checked.
package struct GroupContent: Sendable, Equatable {
    package var name: String
    package var about: String
    package var sight: GroupSight
    package var joining: GroupJoining
    /// Asked of who wants to join.
    package var questions: [String]
    /// How long a membership lasts; `nil` until it is left.
    package var memberDays: Int?
}

/// A group of members, with how the reader stands to it.
package struct MemberGroup: Sendable, Equatable {
    package let id: GroupID
    package let slug: String
    package let content: GroupContent
    package let memberCount: Int
    package let createdAt: Timestamp
    package let revision: Int64
    /// `nil` for who never had to do with it.
    package let own: GroupMembership?

    package var path: String { "/groups/\(slug)" }
    package var isMember: Bool { own?.state == .member }
    package var isModerator: Bool { isMember && (own?.isModerator ?? false) }
    /// How a notice names it that outlasts what its member may see.
    var lastingName: String { content.sight == .secret ? "—" : content.name }
}

/// A member as the others of a group see them.
package struct GroupMemberName: Codable, Sendable, Equatable {
    package let id: MemberID
    package let username: String
    package let displayName: String
}

/// Somebody in a group, or somebody who wants to be.
package struct GroupMember: Sendable, Equatable {
    package struct Answer: Codable, Sendable, Equatable {
        package let question: String
        package let answer: String
    }

    package let member: GroupMemberName
    package let state: GroupMemberState
    package let isModerator: Bool
    package let since: Timestamp
    package let expiresAt: Timestamp?
    /// Members who vouched for them, and whether the reader is among these.
    package var vouches = 0
    package var hasVouched = false
    /// For the moderators of the group alone.
    package var answers: [Answer] = []
    /// When she said that she is a woman; for the moderators of the group alone.
    package var declaredAt: Timestamp?
}

/// The numbers of groups.
package enum GroupLimits {
    /// Groups that one member moderates.
    package static let moderated = 10
    /// Groups that a member is in, is invited to or asks to join.
    package static let joined = 100
    package static let questions = 3
    package static let memberDays = 30...1095
    /// Vouches that a woman needs; of a group with fewer members, those of all.
    package static let vouches = 2
    /// After a refusal one asks again only when so much time has gone by.
    static let refusalLasts = Span.days(30)
    package static let perPage = 30
}

/// What happens in groups, for those who hear it inside the transaction in which it happens.
package enum GroupNews: Sendable {
    /// What members are told; notices have the same names.
    package enum Kind: String, Sendable, CaseIterable {
        case request = "group_request"
        case accepted = "group_accepted"
        case refused = "group_refused"
        case invited = "group_invited"
        case ended = "group_ended"
        /// Of events: a seat for who waited, another time or place, no event, and that it is about to begin.
        case eventSeat = "event_seat"
        case eventMoved = "event_moved"
        case eventCancelled = "event_cancelled"
        case eventSoon = "event_soon"

        /// Whether it is told of each event anew.
        package var isOfEvents: Bool { [.eventSeat, .eventMoved, .eventCancelled, .eventSoon].contains(self) }
    }

    case told(MemberID, Kind, of: GroupID, title: String)
    case entered(MemberID, GroupID)
    /// Is in it no longer, or is invited no longer.
    case left(MemberID, GroupID)
}

/// Who may do what in groups: pure answers, by which services refuse and pages hide buttons.
extension Principal {
    private var isGroupWriter: Bool { member.map { $0.isVerified && !$0.isSuspended && !$0.isSilenced } ?? false }

    /// Regular members found groups, and staff.
    package var canFoundGroups: Bool { isGroupWriter && (isStaff || (member?.trust ?? .new) >= .regular) }

    /// Whether threads and, for members and staff, the list of members are theirs to read.
    package func canRead(_ group: MemberGroup) -> Bool {
        group.content.sight == .everybody || group.isMember || isStaff
    }

    package func canReadMembers(of group: MemberGroup) -> Bool { group.isMember || isStaff }

    /// The moderators of the group; staff where these fail.
    package func canModerate(_ group: MemberGroup) -> Bool { isGroupWriter && (group.isModerator || isStaff) }

    package func canWrite(in group: MemberGroup) -> Bool { isGroupWriter && group.isMember }

    /// In a group of women its members vouch.
    package func canVouch(in group: MemberGroup) -> Bool { canWrite(in: group) && group.content.joining == .women }
}
