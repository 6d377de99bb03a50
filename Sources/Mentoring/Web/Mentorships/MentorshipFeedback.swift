import Core
import Hummingbird
import Mentoring
import Mustache
import Texts
import WebSupport

extension MentorshipFeedbackDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["body": "We talked six times, and the letter was taken.", "rating": "5"]
}

extension MentorshipAPI {
    @Sendable package func showFeedback(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<MentorshipFeedbackRecord> {
        let found = try await mentorships.feedback(on: try context.id("id"), as: context.principal)
        guard let found else { throw Problem.notFound }
        return .ok(MentorshipFeedbackRecord(found))
    }

    @Sendable package func giveFeedback(
        _ request: Request, context: MemberContext, draft: MentorshipFeedbackDraft
    ) async throws -> Answer<MentorshipFeedbackRecord> {
        let id: MentorshipID = try context.id("id")
        let (given, isNew) = try await mentorships.give(draft, on: id, as: context.principal)
        return .created(
            MentorshipFeedbackRecord(given), at: "/api/v1/mentorships/\(id)/feedback", isNew: isNew)
    }
}

extension MentorshipPages {
    @Sendable package func submitFeedback(_ request: Request, context: MemberContext) async throws -> Response {
        let form = try await request.form()
        let id: MentorshipID = try context.id("id")
        do {
            let given = try await mentorships.give(form.feedbackDraft, on: id, as: context.principal).feedback
            return .seeOther(
                "/mentoring/mentorships/\(id)#feedback",
                flash: given.isProblematic ? "feedback_problematic" : "feedback_given")
        } catch let problem as Problem where problem.belongsToForm {
            return try await show(id, context, form: form, problem: problem)
        }
    }
}

extension Form {
    var feedbackDraft: MentorshipFeedbackDraft {
        var draft = MentorshipFeedbackDraft()
        let rating = UserText.clean(self["rating"] ?? "", .line)
        draft.rating = rating.isEmpty ? nil : Int(rating) ?? 0
        (draft.isProblematic, draft.asksAgain) = (self["isProblematic"] == "on", self["asksAgain"] == "on")
        draft.body = self["body"]
        return draft
    }
}

/// What the reader thought of a mentorship, or the form that asks for it.
struct FeedbackSection: MustacheParent {
    let mentorship: Mentorship
    let given: MentorshipFeedback?
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    /// What was typed is shown again whatever happened meanwhile.
    private var isTyped: Bool { form?["rating"] != nil }

    /// `nil` where there is nothing to say.
    init?(_ mentorship: Mentorship, given: MentorshipFeedback?, form: Form?, problem: Problem?, visit: Visit) {
        let isOpen = mentorship.course.takesFeedback(at: visit.now)
        guard given != nil || isOpen || form?["rating"] != nil else { return nil }
        (self.mentorship, self.given, self.form, self.problem, self.visit) = (mentorship, given, form, problem, visit)
    }

    func child(named name: String) -> Any? {
        switch name {
        case "givenTexts": given.map { [phrases.text("feedback_rating_\($0.rating)")] } ?? []
        case "givenBodies": given.flatMap { $0.body.isEmpty ? nil : [$0.body] } ?? []
        case "isTrouble": given?.isProblematic ?? false
        case "troublePaths": ["\(mentorship.path)/report"]
        case "feedbackPaths": given == nil || isTyped ? ["\(mentorship.path)/feedback"] : []
        case "rating": rating
        case "isTicked": form?["isProblematic"] == "on"
        case "isAgain": form?["asksAgain"] == "on"
        case "againTexts": given?.asksAgain == true ? [phrases.text("feedback_again_said")] : []
        case "feedbackBody":
            Field("body", key: "feedback_body", value: form?["body"] ?? "", problem: problem, phrases: phrases).with {
                ($0.rows, $0.maxLength, $0.isRequired, $0.autocomplete) = (4, 4000, false, "off")
            }
        default: nil
        }
    }

    private var rating: Field {
        Field("rating", key: "feedback_rating", value: form?["rating"] ?? "", problem: problem, phrases: phrases)
            .with { field in
                let chosen = field.value
                field.autocomplete = "off"
                field.options = [.init("", phrases.text("choose"), isSelected: chosen.isEmpty)]
                field.options += MentorshipLimits.ratings.reversed().map {
                    .init("\($0)", phrases.text("feedback_rating_\($0)"), isSelected: "\($0)" == chosen)
                }
            }
    }
}
