import Core
import Testing

@testable import Mentoring

@Suite("The table of invitations: what is not in it is refused, whoever asks")
struct InvitationTableTests {
    /// A second telling of mentoring.md, section 10: the other side answers, and who asked takes it back.
    private static let told = [
        "open accept mentee": "accepted", "open decline mentee": "declined", "open withdraw mentor": "withdrawn",
        "open close program": "closed", "open lapse clock": "expired",
    ]

    private static let start = Timestamp(milliseconds: 1_795_251_600_000)

    private static func invitation(in state: InvitationState) -> Invitation {
        func name(_ number: Int) -> MentoringName {
            MentoringName(id: MemberID(trusted: "m\(number)"), username: "m\(number)", displayName: "M")
        }
        return Invitation(
            id: InvitationID(trusted: "i"), mentor: name(1), mentee: name(2), track: .career, message: "M",
            state: state, createdAt: start, deadlineAt: start.advanced(by: InvitationLimits.answering),
            endedAt: state == .open ? nil : start, mentorship: nil)
    }

    @Test func everyStepIsTakenByWhomTheTableNamesAndByNobodyElse() {
        var taken = 0
        for state in InvitationState.allCases {
            for event in InvitationEvent.allCases {
                for actor in MentorshipActor.allCases {
                    let invitation = Self.invitation(in: state)
                    let now = event == .lapse ? invitation.deadlineAt : Self.start.advanced(by: .days(1))
                    let after = try? invitation.after(event, by: actor, at: now)
                    let line = "\(state.rawValue) \(event.rawValue) \(actor.rawValue)"
                    #expect(after?.state.rawValue == Self.told[line], "\(line)")
                    if after != nil { taken += 1 }
                }
            }
        }
        #expect(taken == Self.told.count)
        #expect(InvitationRule.table.count == Self.told.count + 1, "and the invitation itself")
    }

    @Test func whoeverLooksItExpiresAfterSevenDays() {
        let invitation = Self.invitation(in: .open)
        let end = Self.start.advanced(by: .days(7))
        #expect(invitation.seen(at: Timestamp(milliseconds: end.milliseconds - 1)) == invitation)
        let expired = invitation.seen(at: end)
        #expect(expired.state == .expired && expired.endedAt == end)
        for event in InvitationEvent.steps {
            for side in MentorshipSide.allCases {
                let late = try? invitation.after(event, by: MentorshipActor(side), at: end)
                #expect(late == nil, "\(event) \(side)")
            }
        }
    }
}
