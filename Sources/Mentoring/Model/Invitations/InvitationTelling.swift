import Core
import Mail
import Storage

/// What the two hear of an invitation, by notices and letters.
extension MentorshipService {
    func tell(
        _ kind: MentorshipNews.Kind, _ side: MentorshipSide, of invitation: Invitation,
        in transaction: any WriteTransaction
    ) throws {
        let member = invitation.name(of: side).id
        let subject = invitation.mentorship?.text ?? invitation.id.text
        try listener(.invitation(member, kind, subject: subject), transaction)
        let letter: String? =
            switch kind {
            case .mentorInvited: "mail_mentor_invited"
            case .mentorInvitationAccepted: "mail_mentor_invitation_accepted"
            default: nil
            }
        guard let letter, let recipient = try Recipient.of(member, in: transaction) else { return }
        let now = clock.now
        let path = invitation.mentorship.map { "/mentoring/mentorships/\($0)" } ?? "/mentoring/invitations"
        try Outbox.write(
            letter, to: recipient,
            ["other": invitation.name(of: side.other).displayName, "link": siteAddress + path],
            id: ids.next(at: now), at: now, in: transaction)
    }
}

/// What invitations know of a member.
package struct InvitationPersonalData: PersonalData {
    package let tables: Set<String> = ["mentee_findable", "mentorship_invitation"]
    private let mentorships: MentorshipService

    package init(mentorships: MentorshipService) { self.mentorships = mentorships }

    private struct Sent: Encodable, Sendable {
        let id: String
        let side: MentorshipSide
        let track: String
        let state: String
        /// The member's own words.
        let message: String?
        let createdAt: Timestamp
    }

    private struct Findable: Encodable, Sendable { let since: Timestamp }

    package func export(
        _ member: Principal.Member, in transaction: any Transaction
    ) throws -> [String: [any Encodable & Sendable]] {
        let own = try MentorshipSide.allCases.flatMap { side -> [Sent] in
            let column: Query = side == .mentor ? "mentor_id" : "mentee_id"
            return try transaction.rows(
                """
                SELECT id, track, state, message, created_at FROM mentorship_invitation
                WHERE \(column) = \(member.id) ORDER BY created_at, id
                """
            ) { row in
                Sent(
                    id: row.text(0), side: side, track: row.text(1), state: row.text(2),
                    message: side == .mentor ? row.text(3) : nil, createdAt: row.time(4))
            }
        }
        let findable = try transaction.rows("SELECT since FROM mentee_findable WHERE account_id = \(member.id)") {
            Findable(since: $0.time(0))
        }
        return ["mentorInvitations": own, "menteeFindable": findable]
    }

    /// What is open ends; how many there were stays.
    package func erase(
        _ member: MemberID, posts: PostsAfterwards, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try mentorships.closeInvitations(of: member, in: transaction)
        try transaction.execute("DELETE FROM mentee_findable WHERE account_id = \(member)")
        guard posts == .remove else { return }
        try transaction.execute("UPDATE mentorship_invitation SET message = '—' WHERE mentor_id = \(member)")
    }
}
