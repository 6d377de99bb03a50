import Core
import Hummingbird
import Mentoring
import WebSupport

extension MentorDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "about":
            "Backend developer from Faisalabad, in Berlin since 2022. I tell what I did and what I would not do again.",
        "employer": "Gleis GmbH", "employerKind": "railway software", "topics": "interviews", "stages": "applying",
        "pausedUntil": "", "country": "DE", "city": "Berlin", "since": "2022-03", "until": "", "year": "2022",
        "pathwayId": "de-eu-blue-card",
    ]
}

extension MenteeDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "goal": "A first job as a backend developer in Germany within a year.", "timeline": "year",
        "employer": "Systems Ltd", "topics": "interviews", "neededLanguages": "en", "pathways": "de-eu-blue-card",
        "country": "DE", "city": "Berlin",
    ]
}

extension HoursDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "start": "18:00", "end": "21:00", "zone": "Asia/Karachi", "on": "2026-12-25",
    ]
}

extension PrivateRulesDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = [
        "gender": "", "genderRule": "anybody", "avoidedEmployers": "Gleis GmbH", "keptApart": "bilal",
    ]
}

extension MentorReviewDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["level": "2", "note": "I can write from my work address to the moderators."]
}

extension MentorDecisionDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["decision": "grant", "basis": "profile", "answer": "Welcome, and thank you."]
}

extension MentorLevelDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["level": "1", "note": "The work address does not exist any more."]
}

/// JSON routes of mentors and mentees.
package struct MentoringAPI: Sendable {
    let mentoring: MentoringService
    let questions: QuestionSource

    package init(mentoring: MentoringService, questions: @escaping QuestionSource) {
        self.mentoring = mentoring
        self.questions = questions
    }

    @Sendable package func list(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<MentorRecord>> {
        let found = try await mentoring.mentors(
            try request.mentorFilter, after: try request.after, limit: try request.limit, as: context.principal)
        let day = mentoring.today
        return .ok(
            ListAnswer(items: found.items.map { MentorRecord($0, on: day) }, next: found.next?.text))
    }

    @Sendable package func show(_ request: Request, context: MemberContext) async throws -> Answer<MentorRecord> {
        let (mentor, _) = try await mentoring.mentor(try context.text("username"), as: context.principal)
        return .ok(MentorRecord(mentor, on: mentoring.today))
    }

    /// Mentors who went a pathway: how many for everybody, some of them for members.
    @Sendable package func went(
        _ request: Request, context: VisitorContext
    ) async throws -> Answer<PathwayMentorsRecord> {
        let found = try await mentoring.mentors(went: try context.text("id"), as: context.principal)
        return .ok(PathwayMentorsRecord(found, on: mentoring.today))
    }

    @Sendable package func suggest(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<SuggestionsRecord> {
        .ok(SuggestionsRecord(try await mentoring.suggestions(as: context.principal), on: mentoring.today))
    }

    // MARK: One's own

    @Sendable package func showMentor(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OwnMentorRecord> {
        guard let mentor = try await mentoring.own(as: context.principal).mentor else { throw Problem.notFound }
        return .ok(OwnMentorRecord(mentor), revision: mentor.revision)
    }

    @Sendable package func setMentor(
        _ request: Request, context: MemberContext, draft: MentorDraft
    ) async throws -> Answer<OwnMentorRecord> {
        let mentor = try await mentoring.setMentor(draft, from: try request.ifMatch, as: context.principal)
        return .ok(OwnMentorRecord(mentor), revision: mentor.revision)
    }

    @Sendable package func showMentee(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<OwnMenteeRecord> {
        guard let mentee = try await mentoring.own(as: context.principal).mentee else { throw Problem.notFound }
        return .ok(OwnMenteeRecord(mentee), revision: mentee.revision)
    }

    @Sendable package func setMentee(
        _ request: Request, context: MemberContext, draft: MenteeDraft
    ) async throws -> Answer<OwnMenteeRecord> {
        let mentee = try await mentoring.setMentee(draft, from: try request.ifMatch, as: context.principal)
        return .ok(OwnMenteeRecord(mentee), revision: mentee.revision)
    }

    @Sendable package func showHours(_ request: Request, context: MemberContext) async throws -> Answer<HoursRecord> {
        .ok(HoursRecord(try await mentoring.own(as: context.principal).hours))
    }

    @Sendable package func setHours(
        _ request: Request, context: MemberContext, draft: HoursDraft
    ) async throws -> Answer<HoursRecord> {
        .ok(HoursRecord(try await mentoring.setHours(draft, as: context.principal)))
    }

    @Sendable package func showRules(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<PrivateRulesRecord> {
        .ok(PrivateRulesRecord(try await mentoring.rules(as: context.principal)))
    }

    @Sendable package func setRules(
        _ request: Request, context: MemberContext, draft: PrivateRulesDraft
    ) async throws -> Answer<PrivateRulesRecord> {
        try await mentoring.setRules(draft, as: context.principal)
        return try await showRules(request, context: context)
    }

    @Sendable package func setUnwanted(_ request: Request, context: MemberContext) async throws -> Answer<Nothing> {
        try await mentoring.setUnwanted(
            request.method == .put, try context.text("username"), as: context.principal)
        return .done
    }

    // MARK: Levels

    @Sendable package func askLevel(
        _ request: Request, context: MemberContext, draft: MentorReviewDraft
    ) async throws -> Answer<MentorReviewRecord> {
        let review = try await mentoring.requestLevel(draft, as: context.principal)
        return .created(MentorReviewRecord(review), at: "/api/v1/me/mentor-review")
    }

    @Sendable package func showReview(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<MentorReviewRecord> {
        guard let review = try await mentoring.own(as: context.principal).review else { throw Problem.notFound }
        return .ok(MentorReviewRecord(review))
    }

    @Sendable package func listReviews(
        _ request: Request, context: ModeratorContext
    ) async throws -> Answer<ListAnswer<MentorReviewRecord>> {
        let found = try await mentoring.openReviews(
            after: try request.after, limit: try request.limit, as: context.principal)
        return .ok(ListAnswer(items: found.items.map(MentorReviewRecord.init), next: found.next?.text))
    }

    @Sendable package func decide(
        _ request: Request, context: ModeratorContext, draft: MentorDecisionDraft
    ) async throws -> Answer<MentorReviewRecord> {
        .ok(MentorReviewRecord(try await mentoring.decide(draft, on: try context.id("id"), as: context.principal)))
    }

    @Sendable package func lower(
        _ request: Request, context: ModeratorContext, draft: MentorLevelDraft
    ) async throws -> Answer<MentorRecord> {
        let mentor = try await mentoring.setLevel(
            draft, of: try context.text("username"), as: context.principal)
        return .ok(MentorRecord(mentor, on: mentoring.today))
    }
}
