import Core
import Testing

@testable import Opportunities

@Suite("Who may do what with opportunities")
struct OpportunityPolicyTests {
    private static func principal(
        _ number: Int, _ roles: Set<Role> = [], isVerified: Bool = true, isSuspended: Bool = false
    ) -> Principal {
        .member(
            Principal.Member(
                id: MemberID(trusted: "0199f4b0-0000-7000-8000-00000000000\(number)"), username: "m\(number)",
                displayName: "M", roles: roles, credential: .session(id: "s", steppedUpAt: Timestamp(milliseconds: 0)),
                isVerified: isVerified, isSuspended: isSuspended, joinedAt: Timestamp(milliseconds: 0), language: "en",
                timeZone: "UTC", trust: .regular))
    }

    private static func opportunity(_ state: OpportunityState) -> Opportunity {
        Opportunity(
            id: OpportunityID(trusted: "0199f4b0-0000-7000-8000-0000000000f1"),
            poster: PublicName(
                id: MemberID(trusted: "0199f4b0-0000-7000-8000-000000000001"), username: "m1", displayName: "M"),
            state: state,
            content: OpportunityContent(kind: .referral, title: "T", body: "B", destination: "DE", seats: 1), html: "",
            outcome: nil, postedAt: Timestamp(milliseconds: 0), expiresAt: Timestamp(milliseconds: 0),
            updatedAt: Timestamp(milliseconds: 0), revision: 1)
    }

    @Test func ambassadorsWhoMayWritePost() {
        #expect(Self.principal(1, [.ambassador]).canPostOpportunities)
        for other in [
            Principal.visitor, Self.principal(1), Self.principal(1, [.moderator, .admin, .employer, .mentor]),
            Self.principal(1, [.ambassador], isVerified: false), Self.principal(1, [.ambassador], isSuspended: true),
        ] { #expect(!other.canPostOpportunities) }
    }

    @Test(
        arguments: [
            (.open, [.matched, .closed], [.closed]), (.matched, [.open, .closed], [.closed]),
            (.closed, [], []), (.expired, [.open, .closed], []),
        ] as [(OpportunityState, [OpportunityState], [OpportunityState])])
    func stepsOfEachState(state: OpportunityState, own: [OpportunityState], staffs: [OpportunityState]) {
        let opportunity = Self.opportunity(state)
        #expect(Self.principal(1, [.ambassador]).steps(of: opportunity) == own)
        #expect(Self.principal(2, [.moderator]).steps(of: opportunity) == staffs)
        #expect(Self.principal(2, [.ambassador]).steps(of: opportunity).isEmpty)
        // Who is no ambassador any more opens nothing.
        #expect(!Self.principal(1).steps(of: opportunity).contains(.open))
        #expect(Principal.visitor.steps(of: opportunity).isEmpty)
    }

    @Test func interestIsForOthersWhileItIsOpen() {
        for state in OpportunityState.allCases {
            let opportunity = Self.opportunity(state)
            #expect(Self.principal(2).canShowInterest(in: opportunity) == (state == .open))
            #expect(!Self.principal(1).canShowInterest(in: opportunity))
            #expect(!Principal.visitor.canShowInterest(in: opportunity))
            #expect(Self.principal(1).canReadInterests(of: opportunity))
            #expect(!Self.principal(2, [.moderator]).canReadInterests(of: opportunity))
            #expect(Self.principal(1).canReportOutcome(of: opportunity) == (state != .open))
        }
    }
}
