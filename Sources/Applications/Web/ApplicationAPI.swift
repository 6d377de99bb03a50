import Applications
import Core
import Hummingbird
import WebSupport

extension ApplicationDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "employerName": "Beispiel GmbH", "title": "Backend developer", "link": "https://jobs.example.com/17",
        "stage": "applied", "stageOn": "2026-11-18", "nextStep": "Ask how the talk went", "nextOn": "2026-12-01",
        "notes": "Two rounds, the second in Berlin.",
    ]
}

extension ApplicationChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "employerName": "Beispiel GmbH", "title": "Backend developer", "link": "https://jobs.example.com/17",
        "nextStep": "Answer the offer", "nextOn": "2026-12-01", "notes": "Two rounds, the second in Berlin.",
        "offerGross": "62000", "offerCurrency": "EUR", "offerPeriod": "year", "offerRelocation": "Flight and visa",
        "offerSponsorship": "yes",
    ]
}

extension ApplicationMoveDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["stage": "interview", "on": "2026-11-20"]
}

/// JSON routes of one's own applications.
package struct ApplicationAPI: Sendable {
    let applications: ApplicationService

    package init(applications: ApplicationService) { self.applications = applications }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<ApplicationRecord>> {
        let found = try await applications.applications(
            at: try request.stage, after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(ApplicationRecord.init), next: found.next?.text))
    }

    @Sendable package func create(
        _ request: Request, context: MemberContext, draft: ApplicationDraft
    ) async throws -> Answer<ApplicationRecord> {
        let (application, isNew) = try await applications.start(draft, as: context.principal)
        return .created(
            ApplicationRecord(application), at: "/api/v1/me/applications/\(application.id)", isNew: isNew,
            revision: application.revision)
    }

    @Sendable package func show(_ request: Request, context: MemberContext) async throws -> Answer<ApplicationRecord> {
        answer(try await applications.application(try context.id("id"), as: context.principal))
    }

    @Sendable package func change(
        _ request: Request, context: MemberContext, draft: ApplicationChange
    ) async throws -> Answer<ApplicationRecord> {
        answer(
            try await applications.change(
                draft, of: try context.id("id"), from: try request.ifMatch, as: context.principal))
    }

    @Sendable package func remove(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await applications.remove(try context.id("id"), as: context.principal)
        return .done
    }

    @Sendable package func move(
        _ request: Request, context: MemberContext, draft: ApplicationMoveDraft
    ) async throws -> Answer<ApplicationRecord> {
        answer(try await applications.move(draft, try context.id("id"), as: context.principal))
    }

    @Sendable package func compareOffers(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OffersRecord> {
        .ok(OffersRecord(try await applications.offers(in: request.typed("currency"), as: context.principal)))
    }

    private func answer(_ application: JobApplication) -> Answer<ApplicationRecord> {
        .ok(ApplicationRecord(application), revision: application.revision)
    }
}
