import Core
import Forum
import Mentoring
import MentoringWeb

/// Questions of the forum that nobody has answered, for mentors: the only place that knows both.
extension Services {
    private static let questionsPerPage = 100

    /// Offers what has waited long enough to mentors who fit.
    package func offerQuestions() async throws {
        let due = clock.now.advanced(by: .hours(-QuestionLimits.hours))
        let oldest = clock.now.advanced(by: .days(-QuestionLimits.days))
        var cursor: PageCursor? = PageCursor(key: oldest.milliseconds, id: "")
        while let start = cursor {
            let page = try await forum.threads(.waiting, after: start, limit: Self.questionsPerPage, as: .visitor)
            let waiting = page.items.filter { $0.createdAt <= due && !$0.isLocked }
            try await mentoring.offer(
                waiting.map { thread in
                    WaitingQuestion(
                        id: thread.id.text, authorID: thread.authorID, words: thread.tags + [thread.category.slug])
                })
            cursor = page.items.last.map { $0.createdAt <= due } == true ? page.next : nil
        }
    }
}

/// What the forum says of questions that were offered: those that the mentor may see and that still wait.
func questionSource(_ forum: ForumService) -> QuestionSource {
    { ids, principal in
        try await forum.threads(ids.compactMap { ThreadID($0) }, as: principal)
            .filter { $0.state == .published && $0.answerCount == 0 && !$0.isLocked }
            .map { OfferedThread(id: $0.id.text, title: $0.title, path: $0.path, askedAt: $0.createdAt) }
    }
}
