import Core
import Hummingbird
import Mentoring
import WebSupport

extension MentorshipDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "mentor": "ayesha", "track": "relocation",
        "goal":
            "I want to move to Berlin next spring with an offer as a backend developer, and to know what to do first.",
        "background": "Six years of services in Kotlin and Swift at a bank in Lahore; a BSc, and German at level A2.",
        "question": "How did you word the letter in which you asked your employer for the papers of the Blue Card?",
    ]
}

extension MentorshipAcceptance: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["key": "accept-1"]
}

extension MentorshipRefusal: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["key": "decline-1", "reason": "no_time"]
}

extension MentorshipInquiry: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["key": "ask-more-1", "question": "Which of your papers are attested already?"]
}

extension MentorshipPause: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["key": "pause-1", "until": "2026-12-20"]
}

extension MentorshipProlongation: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["key": "extend-1", "weeks": "16"]
}

extension MentorshipMove: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["key": "move-1", "reason": "I found what I was looking for."]
}

extension MentorshipMessageDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["body": "Thank you for taking me on. Shall we begin with the letter?"]
}

/// JSON routes of mentorships: for the two alone.
package struct MentorshipAPI: Sendable {
    let mentorships: MentorshipService

    package init(mentorships: MentorshipService) { self.mentorships = mentorships }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<MentorshipRecord>> {
        let found = try await mentorships.mentorships(
            try request.side, after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map { MentorshipRecord($0) }, next: found.next?.text))
    }

    @Sendable package func create(
        _ request: Request, context: MemberContext, draft: MentorshipDraft
    ) async throws -> Answer<MentorshipRecord> {
        let (mentorship, isNew) = try await mentorships.ask(draft, as: context.principal)
        return .created(
            MentorshipRecord(mentorship), at: "/api/v1/mentorships/\(mentorship.id)", isNew: isNew,
            revision: mentorship.version)
    }

    @Sendable package func show(_ request: Request, context: MemberContext) async throws -> Answer<MentorshipRecord> {
        answer(try await mentorships.mentorship(try context.id("id"), as: context.principal))
    }

    @Sendable package func showMentor(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<AcceptedMentor> {
        .ok(try await mentorships.acceptedMentor(try context.id("id"), as: context.principal))
    }

    /// The handler of a step; `If-Match` says the same as `version`.
    package func take<Draft: MentorshipStepDraft>(
        _ event: MentorshipEvent, _ type: Draft.Type
    ) -> @Sendable (Request, MemberContext, Draft) async throws -> Answer<MentorshipRecord> {
        { request, context, draft in
            var step = try draft.step(event)
            step.version = try request.ifMatch ?? step.version
            return answer(try await mentorships.take(step, try context.id("id"), as: context.principal))
        }
    }

    @Sendable package func listMessages(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<MentorshipMessageRecord>> {
        let found = try await mentorships.messages(
            in: try context.id("id"), after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(MentorshipMessageRecord.init), next: found.next?.text))
    }

    @Sendable package func createMessage(
        _ request: Request, context: MemberContext, draft: MentorshipMessageDraft
    ) async throws -> Answer<MentorshipMessageRecord> {
        let id: MentorshipID = try context.id("id")
        let (message, isNew) = try await mentorships.write(draft, to: id, as: context.principal)
        return .created(
            MentorshipMessageRecord(message), at: "/api/v1/mentorships/\(id)/messages", isNew: isNew)
    }

    private func answer(_ mentorship: Mentorship) -> Answer<MentorshipRecord> {
        .ok(MentorshipRecord(mentorship), revision: mentorship.version)
    }
}

extension Request {
    /// As which of the two the member looks at the list; `nil` for both.
    /// - Throws: `invalid` naming `side`.
    var side: MentorshipSide? {
        get throws {
            var validation = Validation()
            let side: MentorshipSide? = validation.choiceOrNone(typed("side"), "side")
            try validation.check()
            return side
        }
    }
}
