import Core
import Jobs

package enum OpportunityMark {}
package typealias OpportunityID = Identifier<OpportunityMark>
package enum InterestMark {}
package typealias InterestID = Identifier<InterestMark>

/// What sort of door an ambassador opens.
package enum OpportunityKind: String, Codable, Sendable, CaseIterable {
    case referral, partnership
    /// Work from afar.
    case contract
    /// Of knowledge.
    case transfer
    case venture
    /// A way home.
    case wayBack = "return"
}

package enum OpportunityState: String, Codable, Sendable, CaseIterable {
    case open, matched, closed, expired
}

/// What came of it.
package enum OpportunityOutcome: String, Codable, Sendable, CaseIterable {
    case hired, introduced, nothing
}

/// A member as others see them.
package struct PublicName: Codable, Sendable, Equatable {
    package let id: MemberID
    package let username: String
    package let displayName: String
}

/// A door that an ambassador opens.
package struct Opportunity: Sendable, Equatable {
    package let id: OpportunityID
    package let poster: PublicName
    package let state: OpportunityState
    package let content: OpportunityContent
    package let html: String
    package let outcome: OpportunityOutcome?
    package let postedAt: Timestamp
    package let expiresAt: Timestamp
    package let updatedAt: Timestamp
    package let revision: Int64

    package var path: String { "/opportunities/\(id)" }
    package var isOpen: Bool { state == .open }
}

/// What the ambassador says, checked.
package struct OpportunityContent: Sendable, Equatable {
    package var kind: OpportunityKind
    package var title: String
    package var body: String
    /// ISO 3166-1 alpha-2.
    package var destination: String
    package var seats: Int
}

/// A member who would go through the door: for the two alone.
package struct Interest: Sendable, Equatable {
    package let id: InterestID
    package let opportunity: OpportunityID
    package let member: PublicName
    package let note: String
    package let reply: String
    package let repliedAt: Timestamp?
    package let createdAt: Timestamp
}

/// Which opportunities a list holds; what is absent does not narrow it.
package struct OpportunityFilter: Sendable, Equatable {
    /// ISO 3166-1 alpha-2.
    package var destination: String?
    package var kind: OpportunityKind?

    package init() {}

    package var isEmpty: Bool { self == OpportunityFilter() }

    /// The filter that texts of an address ask for.
    /// - Throws: `invalid` naming what cannot be read.
    package init(destination: String, kind: String) throws {
        var validation = Validation()
        let code = destination.uppercased()
        validation.require(code.isEmpty || CountryCode.all.contains(code), "destination", "unknown_country")
        self.destination = code.isEmpty ? nil : code
        self.kind = validation.choiceOrNone(kind, "kind")
        try validation.check()
    }
}

/// The numbers of opportunities and of the talent directory (listings.md, section 9).
package enum OpportunityLimits {
    package static let lasts = Span.days(60)
    /// Open ones of an ambassador.
    package static let open = 20
    package static let perPage = 30
}

/// What others are told of opportunities, inside the transaction in which it happens.
package enum OpportunityEvent: Sendable {
    case interest(Told)
    case answer(Told, to: MemberID)
    case removed(OpportunityID)

    package struct Told: Sendable {
        package let id: OpportunityID
        package let title: String
        package let poster: MemberID
    }
}

/// Who may do what with opportunities: pure answers, by which services refuse and pages hide buttons.
extension Principal {
    private var isOpportunityWriter: Bool {
        member.map { $0.isVerified && !$0.isSuspended && !$0.isSilenced } ?? false
    }

    /// Ambassadors open doors.
    package var canPostOpportunities: Bool {
        isOpportunityWriter && (member?.roles.contains(.ambassador) ?? false)
    }

    private func isPoster(of opportunity: Opportunity) -> Bool { member?.id == opportunity.poster.id }

    package func canEdit(_ opportunity: Opportunity) -> Bool {
        isOpportunityWriter && isPoster(of: opportunity) && opportunity.isOpen
    }

    /// Where an opportunity may be moved from where it stands; staff may close any.
    package func steps(of opportunity: Opportunity) -> [OpportunityState] {
        guard isOpportunityWriter else { return [] }
        if isPoster(of: opportunity) {
            return switch opportunity.state {
            case .open: [.matched, .closed]
            case .matched: canPostOpportunities ? [.open, .closed] : [.closed]
            case .closed: []
            case .expired: canPostOpportunities ? [.open, .closed] : [.closed]
            }
        }
        return isStaff && [.open, .matched].contains(opportunity.state) ? [.closed] : []
    }

    /// The ambassador says at the end what came of it.
    package func canReportOutcome(of opportunity: Opportunity) -> Bool {
        isOpportunityWriter && isPoster(of: opportunity) && !opportunity.isOpen
    }

    package func canShowInterest(in opportunity: Opportunity) -> Bool {
        isOpportunityWriter && !isPoster(of: opportunity) && opportunity.isOpen
    }

    /// One's own goes for good when it is open no longer: who is interested has seen how it ended.
    package func canRemove(_ opportunity: Opportunity) -> Bool { isPoster(of: opportunity) && !opportunity.isOpen }

    /// Interests are for the one who opened the door.
    package func canReadInterests(of opportunity: Opportunity) -> Bool { isPoster(of: opportunity) }
}
