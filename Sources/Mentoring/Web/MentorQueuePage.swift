import Core
import Mentoring
import Mustache
import Texts
import WebSupport

/// Levels that mentors asked for.
struct MentorQueuePage: Page {
    static let template = "mentor_queue"
    let waiting: Paged<MentorReview>
    let isFirst: Bool
    let decided: MentorReviewID?
    var form: Form?
    var problem: Problem?
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "reviews":
            waiting.items.map { review in
                let isDecided = review.id == decided
                return ReviewRow(
                    review: review, form: isDecided ? form : nil, problem: isDecided ? problem : nil, visit: visit)
            }
        case "isEmpty": waiting.items.isEmpty
        case "pager": Pager("/moderation/mentors", isFirst: isFirst, next: waiting.next)
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

private struct ReviewRow: MustacheParent {
    let review: MentorReview
    let form: Form?
    let problem: Problem?
    let visit: Visit

    private var phrases: Phrasebook { visit.phrases }

    func child(named name: String) -> Any? {
        switch name {
        case "mentorName": MentoringWords.name(review.mentor, phrases)
        case "mentorPath": "/mentors/\(review.mentor.username)"
        case "askedText": phrases.text("mentor_asks_level", ["level": "\(review.level)"])
        case "vouchText": phrases.text("mentor_vouches", count: review.vouches)
        case "noteTexts": review.note.isEmpty ? [] : [review.note]
        case "openedAt": Moment(review.openedAt, visit)
        case "isOwn": review.mentor.id == visit.principal.member?.id
        case "decisionPath": "/moderation/mentors/\(review.id)/decision"
        case "basis": basis
        case "answer":
            Field("answer", key: "mentor_answer", value: form?["answer"] ?? "", problem: problem, phrases: phrases)
                .with {
                    $0.rows = 3
                    $0.maxLength = 500
                    $0.isRequired = false
                    $0.autocomplete = "off"
                }
        default: nil
        }
    }

    private var basis: Field {
        let good = MentorReviewBasis.allCases.filter { $0.level == review.level }
        return Field(
            "basis", key: "mentor_basis", value: form?["basis"] ?? good.first?.rawValue ?? "", problem: problem,
            phrases: phrases
        ).with { field in
            let chosen = field.value
            field.options = good.map {
                Field.Option(
                    $0.rawValue, phrases.text("mentor_basis_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
            }
        }
    }
}
