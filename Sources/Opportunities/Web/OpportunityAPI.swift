import Core
import Hummingbird
import Opportunities
import WebSupport

extension OpportunityDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "kind": "referral", "title": "Referral for backend developers in Berlin",
        "body":
            "Our team looks for two people who write Swift or Go. I pass your name on after a talk of half an hour.",
        "destination": "DE",
    ]
}

extension OpportunityStep: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["state": "matched", "outcome": "introduced"]
}

extension InterestDraft: APIDraft {
    package static let fieldNames: Set<String> = ["note"]
    package static let samples = ["note": "I write Swift on servers since 2019 and could begin in March."]
}

extension InterestReply: APIDraft {
    package static let fieldNames: Set<String> = ["reply"]
    package static let samples = ["reply": "Let us talk on Thursday at 18:00 in Lahore."]
}

/// JSON routes of opportunities.
package struct OpportunityAPI: Sendable {
    let opportunities: OpportunityService

    package init(opportunities: OpportunityService) { self.opportunities = opportunities }

    @Sendable package func list(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<ListAnswer<OpportunityRecord>> {
        let found = try await opportunities.opportunities(
            try request.opportunityFilter, after: try request.after, limit: try request.limit)
        return .ok(ListAnswer(items: found.items.map(OpportunityRecord.init), next: found.next?.text))
    }

    @Sendable package func listOwn(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<OpportunityRecord>> {
        let found = try await opportunities.ownOpportunities(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(OpportunityRecord.init), next: found.next?.text))
    }

    @Sendable package func create(
        _ request: Request, context: MemberContext, draft: OpportunityDraft
    ) async throws -> Answer<OpportunityRecord> {
        let (opportunity, isNew) = try await opportunities.post(draft, as: context.principal)
        return .created(
            OpportunityRecord(opportunity), at: "/api/v1/opportunities/\(opportunity.id)", isNew: isNew,
            revision: opportunity.revision)
    }

    @Sendable package func show(_ request: Request, context: VisitorContext) async throws -> Answer<OpportunityRecord> {
        answer(try await opportunities.opportunity(try context.id("id"), as: context.principal))
    }

    @Sendable package func change(
        _ request: Request, context: MemberContext, draft: OpportunityDraft
    ) async throws -> Answer<OpportunityRecord> {
        answer(
            try await opportunities.change(
                draft, of: try context.id("id"), from: try request.ifMatch, as: context.principal))
    }

    @Sendable package func move(
        _ request: Request, context: MemberContext, draft: OpportunityStep
    ) async throws -> Answer<OpportunityRecord> {
        answer(try await opportunities.move(draft, try context.id("id"), as: context.principal))
    }

    @Sendable package func remove(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await opportunities.remove(try context.id("id"), as: context.principal)
        return .done
    }

    private func answer(_ opportunity: Opportunity) -> Answer<OpportunityRecord> {
        .ok(OpportunityRecord(opportunity), revision: opportunity.revision)
    }

    // MARK: Interest

    @Sendable package func listInterests(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<InterestRecord>> {
        let found = try await opportunities.interests(
            in: try context.id("id"), after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(InterestRecord.init), next: found.next?.text))
    }

    @Sendable package func showInterest(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<InterestRecord> {
        guard let own = try await opportunities.ownInterest(in: try context.id("id"), as: context.principal) else {
            throw Problem.notFound
        }
        return .ok(InterestRecord(own))
    }

    @Sendable package func setInterest(
        _ request: Request, context: MemberContext, draft: InterestDraft
    ) async throws -> Answer<InterestRecord> {
        .ok(
            InterestRecord(
                try await opportunities.showInterest(draft, in: try context.id("id"), as: context.principal)))
    }

    @Sendable package func removeInterest(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await opportunities.withdrawInterest(in: try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func reply(
        _ request: Request, context: MemberContext, draft: InterestReply
    ) async throws -> Answer<InterestRecord> {
        .ok(
            InterestRecord(
                try await opportunities.answer(
                    draft, to: try context.id("interest"), in: try context.id("id"), as: context.principal)))
    }
}
