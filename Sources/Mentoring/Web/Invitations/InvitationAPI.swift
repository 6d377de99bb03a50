import Core
import HTTPTypes
import Hummingbird
import Mentoring
import WebSupport

extension InvitationDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "mentee": "sana", "track": "career",
        "message": "I went the way that you are on four years ago, and have time on Thursdays.",
    ]
}

/// JSON routes of invitations: for the two alone.
package struct InvitationAPI: Sendable {
    let mentorships: MentorshipService
    let mentoring: MentoringService

    package init(mentorships: MentorshipService, mentoring: MentoringService) {
        (self.mentorships, self.mentoring) = (mentorships, mentoring)
    }

    @Sendable package func listMentees(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<FoundMenteeRecord>> {
        let found = try await mentorships.findableMentees(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(FoundMenteeRecord.init), next: found.next?.text))
    }

    /// May be found by PUT, and not any more by DELETE.
    @Sendable package func setFindable(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await mentorships.setFindable(request.method == .put, as: context.principal)
        return .done
    }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<InvitationRecord>> {
        let found = try await mentorships.invitations(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(InvitationRecord.init), next: found.next?.text))
    }

    @Sendable package func create(
        _ request: Request, context: MemberContext, draft: InvitationDraft
    ) async throws -> Answer<InvitationRecord> {
        let (invitation, isNew) = try await mentorships.invite(draft, as: context.principal)
        return .created(InvitationRecord(invitation), at: "/api/v1/mentorship-invitations", isNew: isNew)
    }

    /// The handler of a step.
    package func answer(
        _ event: InvitationEvent
    ) -> @Sendable (Request, MemberContext) async throws -> Answer<InvitationRecord> {
        { _, context in
            let id: InvitationID = try context.id("id")
            let answered = try await mentoring.orNextChoice(as: context.principal) {
                try await mentorships.answer(event, id, as: context.principal)
            }
            return .ok(InvitationRecord(answered))
        }
    }
}
