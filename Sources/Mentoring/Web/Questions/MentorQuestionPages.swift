import Core
import Hummingbird
import Mentoring
import Mustache
import WebSupport

/// A question of the forum that was offered to a mentor.
package struct OfferedThread: Sendable {
    let id: String
    let title: String
    /// Where it is read and answered.
    let path: String
    let askedAt: Timestamp

    package init(id: String, title: String, path: String, askedAt: Timestamp) {
        (self.id, self.title, self.path, self.askedAt) = (id, title, path, askedAt)
    }
}

/// Finds those of the threads, by id, that the reader may see and that still wait for an answer.
package typealias QuestionSource = @Sendable (_ ids: [String], Principal) async throws -> [OfferedThread]

extension MentoringService {
    /// What waits for the member's answer, what was offered last first.
    func waitingQuestions(_ source: QuestionSource, as principal: Principal) async throws -> [OfferedQuestion] {
        let offers = try await offeredQuestions(as: principal)
        let threads = try await source(offers.map(\.threadID), principal)
        let byID = Dictionary(uniqueKeysWithValues: threads.map { ($0.id, $0) })
        return offers.compactMap { offer in
            byID[offer.threadID].map { OfferedQuestion(thread: $0, offeredAt: offer.offeredAt) }
        }
    }
}

/// A question with when it was offered.
struct OfferedQuestion: Sendable {
    let thread: OfferedThread
    let offeredAt: Timestamp
}

extension MentoringPages {
    @Sendable package func questionsPage(_ request: Request, context: MemberContext) async throws -> Response {
        let page = MentorQuestionsPage(
            offered: try await mentoring.waitingQuestions(questions, as: context.principal), visit: context.visit)
        return unlisted(pages.response(page, context.visit))
    }

    @Sendable package func submitQuestionPass(_ request: Request, context: MemberContext) async throws -> Response {
        try await mentoring.passQuestion(try context.text("id"), as: context.principal)
        return .seeOther("/mentoring/questions", flash: "question_passed")
    }
}

/// Questions that wait for a mentor.
struct MentorQuestionsPage: Page {
    static let template = "mentor_questions"
    let offered: [OfferedQuestion]
    let visit: Visit

    var section: Section? { .mentors }

    func child(named name: String) -> Any? {
        switch name {
        case "questions": offered.map { QuestionRow(question: $0, visit: visit) }
        case "isEmpty": offered.isEmpty
        default: nil
        }
    }
}

private struct QuestionRow: MustacheParent {
    let question: OfferedQuestion
    let visit: Visit

    func child(named name: String) -> Any? {
        switch name {
        case "questionPath": question.thread.path
        case "questionTitle": question.thread.title
        case "asked": Moment(question.thread.askedAt, visit)
        case "passPath": "/mentoring/questions/\(question.thread.id)/pass"
        default: nil
        }
    }
}
