import Core
import Hummingbird
import Mentoring
import WebSupport

extension MentorshipReportDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["reason": "paid_services", "note": "Asked for money for filling in my forms."]
}

extension PauseAppealDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["text": "The power was out in the whole city on two of the four evenings."]
}

extension MentoringCaseDecisionDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["decision": "grant", "answer": "Thank you for telling us."]
}

/// JSON routes of what moderators decide about mentorships.
package struct MentoringCaseAPI: Sendable {
    let cases: MentoringCaseService

    package init(cases: MentoringCaseService) { self.cases = cases }

    @Sendable package func listOwn(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<OwnMentoringCaseRecord>> {
        let found = try await cases.own(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(OwnMentoringCaseRecord.init), next: found.next?.text))
    }

    @Sendable package func listPauses(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<MentoringPauseRecord>> {
        let found = try await cases.pauses(as: context.principal)
        return .ok(ListAnswer(items: found.map(MentoringPauseRecord.init), next: nil))
    }

    @Sendable package func appeal(
        _ request: Request, context: MemberContext, draft: PauseAppealDraft
    ) async throws -> Answer<OwnMentoringCaseRecord> {
        let made = try await cases.appeal(draft, against: try context.id("id"), as: context.principal)
        return .created(OwnMentoringCaseRecord(made), at: "/api/v1/me/mentoring-cases")
    }

    @Sendable package func report(
        _ request: Request, context: MemberContext, draft: MentorshipReportDraft
    ) async throws -> Answer<OwnMentoringCaseRecord> {
        let (made, isNew) = try await cases.report(draft, in: try context.id("id"), as: context.principal)
        return .created(OwnMentoringCaseRecord(made), at: "/api/v1/me/mentoring-cases", isNew: isNew)
    }

    @Sendable package func queue(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<MentoringCaseRecord>> {
        let found = try await cases.queue(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(MentoringCaseRecord.init), next: found.next?.text))
    }

    @Sendable package func decide(
        _ request: Request, context: ModeratorContext, draft: MentoringCaseDecisionDraft
    ) async throws -> Answer<MentoringCaseRecord> {
        let decided = try await cases.decide(draft, on: try context.id("id"), as: context.principal)
        return .ok(MentoringCaseRecord(decided))
    }
}
