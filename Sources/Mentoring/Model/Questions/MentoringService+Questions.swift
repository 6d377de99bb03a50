import Core
import Matching
import Storage

/// Questions that nobody has answered reach mentors who may know.
extension MentoringService {
    /// Offers each question to mentors who fit, until so many have it who did not pass it on. Each is offered once to a
    /// mentor, and no mentor is asked more often in a week than the limit says.
    /// - Throws: `unavailable`.
    package func offer(_ questions: [WaitingQuestion]) async throws {
        guard !questions.isEmpty else { return }
        let snapshot = try await pool.current()
        let known = try await store.read { try QuestionRepository.offers(of: questions.map(\.id), in: $0) }
        for question in questions {
            let before = known[question.id] ?? []
            let missing = min(
                QuestionLimits.mentors - before.count { !$0.hasPassed }, QuestionLimits.mostMentors - before.count)
            guard missing > 0, let facts = snapshot.lexicon.facts(question, categories: snapshot.categories) else {
                continue
            }
            let asked = Set(before.map(\.mentor))
            let best = snapshot.index.mentors(
                for: facts, seed: question.id, most: QuestionLimits.candidates + asked.count
            ).filter { !asked.contains($0) }
            try await offer(question, to: best, atMost: missing)
        }
    }

    private func offer(_ question: WaitingQuestion, to mentors: [String], atMost missing: Int) async throws {
        guard !mentors.isEmpty else { return }
        try await store.write { transaction in
            let now = clock.now
            let willing = try QuestionRepository.willing(
                mentors, author: question.authorID, since: now.advanced(by: .days(-7)), in: transaction)
            for mentor in mentors.filter(willing.contains).prefix(missing) {
                try QuestionRepository.add(question.id, to: mentor, at: now, in: transaction)
                guard let id = MemberID(mentor) else { continue }
                try listener(.questionOffered(id, thread: question.id), .visitor, transaction)
            }
        }
    }

    /// What was offered to the member and neither passed on nor answered, the newest first; of thirty days.
    /// - Throws: `signInRequired`.
    package func offeredQuestions(as principal: Principal) async throws -> [QuestionOffer] {
        let member = try principal.requireMember().id
        let since = clock.now.advanced(by: .days(-QuestionLimits.days))
        return try await store.read { try QuestionRepository.open(of: member, since: since, in: $0) }
    }

    /// "Not for me": the question is offered to somebody else. Once more is no mistake.
    /// - Throws: `signInRequired`; `notFound` for what was not offered to the member.
    package func passQuestion(_ thread: String, as principal: Principal) async throws {
        let member = try principal.requireMember().id
        try await store.write { transaction in
            guard try QuestionRepository.pass(thread, by: member, at: clock.now, in: transaction) else {
                throw Problem.notFound
            }
        }
    }

    /// Notes that a post was published: an answer to an offered question counts as mentoring.
    package static func noteAnswer(
        _ post: String, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        _ = try QuestionRepository.answer(post, at: now, in: transaction)
    }
}
