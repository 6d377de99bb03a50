import Core
import Hummingbird
import Mentoring
import WebSupport

extension MeetingDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "day": "2026-12-10", "time": "18:00", "zone": "Asia/Karachi", "place": "https://meet.example.org/karwan",
        "repeats": "weekly", "minutes": "60", "count": "4",
    ]
}

extension MeetingReply: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["key": "confirm-1"]
}

extension MeetingMove: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "key": "move-1", "day": "2026-12-11", "time": "19:30", "zone": "Europe/Berlin", "place": "The same link",
        "minutes": "45",
    ]
}

extension MeetingReport: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["key": "held-1"]
}

/// JSON routes of meetings: for the two of the mentorship alone.
package struct MeetingAPI: Sendable {
    let mentorships: MentorshipService

    package init(mentorships: MentorshipService) { self.mentorships = mentorships }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<MeetingRecord>> {
        let found = try await mentorships.meetings(
            in: try context.id("id"), after: try request.after, limit: try request.limit, as: context.principal
        ).meetings
        return .ok(ListAnswer(items: found.items.map(MeetingRecord.init), next: found.next?.text))
    }

    @Sendable package func propose(
        _ request: Request, context: MemberContext, draft: MeetingDraft
    ) async throws -> Answer<ListAnswer<MeetingRecord>> {
        let id: MentorshipID = try context.id("id")
        let (made, isNew) = try await mentorships.propose(draft, in: id, as: context.principal)
        return .created(
            ListAnswer(items: made.map(MeetingRecord.init), next: nil), at: "/api/v1/mentorships/\(id)/meetings",
            isNew: isNew)
    }

    /// The handler of a step; `If-Match` says the same as `version`.
    package func take<Draft: MeetingStepDraft>(
        _ event: MeetingEvent, _ type: Draft.Type
    ) -> @Sendable (Request, MemberContext, Draft) async throws -> Answer<MeetingRecord> {
        { request, context, draft in
            var step = try draft.step(event)
            step.version = try request.ifMatch ?? step.version
            let taken = try await mentorships.take(step, try context.id("id"), as: context.principal)
            return .ok(MeetingRecord(taken), revision: taken.version)
        }
    }
}
