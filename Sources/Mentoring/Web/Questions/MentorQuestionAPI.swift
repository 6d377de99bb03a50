import Core
import Hummingbird
import Mentoring
import WebSupport

/// A question that was offered to a mentor, as the API shows it.
package struct OfferedQuestionRecord: Codable, Sendable {
    package let threadId: String
    package let title: String
    /// Where it is read and answered: a path of this site.
    package let path: String
    package let askedAt: Timestamp
    package let offeredAt: Timestamp

    init(_ question: OfferedQuestion) {
        threadId = question.thread.id
        title = question.thread.title
        path = question.thread.path
        askedAt = question.thread.askedAt
        offeredAt = question.offeredAt
    }
}

extension MentoringAPI {
    @Sendable package func listQuestions(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<ListAnswer<OfferedQuestionRecord>> {
        let offered = try await mentoring.waitingQuestions(questions, as: context.principal)
        return .ok(ListAnswer(items: offered.map(OfferedQuestionRecord.init), next: nil))
    }

    @Sendable package func passQuestion(
        _ request: Request, context: MemberContext
    ) async throws -> Answer<Nothing> {
        try await mentoring.passQuestion(try context.text("id"), as: context.principal)
        return .done
    }
}
