import Core
import Storage

/// SQL over questions that were offered to mentors; internal to the feature.
enum QuestionRepository {
    /// To whom questions were offered, by the thread's id; whether those passed them on.
    static func offers(
        of threads: [String], in transaction: any Transaction
    ) throws -> [String: [(mentor: String, hasPassed: Bool)]] {
        let rows = try transaction.rows(
            """
            SELECT thread_id, mentor_id, CASE WHEN passed_at IS NULL THEN 0 ELSE 1 END FROM mentor_question
            WHERE \(transaction.dialect.anyOf("thread_id", threads))
            """
        ) { (thread: $0.text(0), offer: (mentor: $0.text(1), hasPassed: $0.flag(2))) }
        return Dictionary(grouping: rows, by: \.thread).mapValues { $0.map(\.offer) }
    }

    /// Those of the mentors who want to be offered questions, may meet the author, and were not asked too often.
    static func willing(
        _ mentors: [String], author: MemberID, since: Timestamp, in transaction: any Transaction
    ) throws -> Set<String> {
        Set(
            try transaction.rows(
                """
                SELECT mentor.account_id FROM mentor_profile AS mentor CROSS JOIN account_standing AS standing
                WHERE \(transaction.dialect.anyOf("mentor.account_id", mentors)) AND mentor.takes_questions = 1
                    AND mentor.listed_at IS NOT NULL AND standing.id = mentor.account_id AND standing.is_good = 1
                    AND NOT EXISTS (SELECT 1 FROM mentoring_apart
                        WHERE mentoring_apart.one_id = \(author) AND mentoring_apart.other_id = mentor.account_id)
                    AND (SELECT count(*) FROM mentor_question AS offer
                        WHERE offer.mentor_id = mentor.account_id AND offer.offered_at > \(since))
                        < \(QuestionLimits.perWeek)
                """
            ) { $0.text(0) })
    }

    static func add(
        _ thread: String, to mentor: String, at now: Timestamp, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO mentor_question (thread_id, mentor_id, offered_at) VALUES (\(thread), \(mentor), \(now))
            """)
    }

    /// What was offered to a mentor and neither passed on nor answered, the newest first.
    static func openQuery(of mentor: MemberID, since: Timestamp) -> Query {
        """
        SELECT offer.thread_id, offer.offered_at FROM mentor_question AS offer
        WHERE offer.mentor_id = \(mentor) AND offer.offered_at > \(since) AND offer.passed_at IS NULL
            AND offer.answered_at IS NULL
        ORDER BY offer.offered_at DESC, offer.thread_id DESC LIMIT \(QuestionLimits.shown)
        """
    }

    static func open(
        of mentor: MemberID, since: Timestamp, in transaction: any Transaction
    ) throws -> [QuestionOffer] {
        try transaction.rows(openQuery(of: mentor, since: since)) {
            QuestionOffer(threadID: $0.text(0), offeredAt: $0.time(1))
        }
    }

    /// All that was ever offered to a mentor, for the export of what is theirs.
    static func all(of mentor: MemberID, in transaction: any Transaction) throws -> [OfferedQuestionExport] {
        try transaction.rows(
            """
            SELECT thread_id, offered_at, passed_at, answered_at FROM mentor_question
            WHERE mentor_id = \(mentor) ORDER BY offered_at, thread_id
            """
        ) {
            OfferedQuestionExport(
                threadId: $0.text(0), offeredAt: $0.time(1), passedAt: $0.timeOrNil(2), answeredAt: $0.timeOrNil(3))
        }
    }

    /// - Returns: whether the question was offered to the mentor.
    static func pass(
        _ thread: String, by mentor: MemberID, at now: Timestamp, in transaction: any WriteTransaction
    ) throws -> Bool {
        try transaction.execute(
            """
            UPDATE mentor_question SET passed_at = COALESCE(passed_at, \(now))
            WHERE thread_id = \(thread) AND mentor_id = \(mentor)
            """) > 0
    }

    /// The mentor wrote an answer in a thread that was offered to them. One without their name counts for nobody: the
    /// count is shown.
    static func answer(_ post: String, at now: Timestamp, in transaction: any WriteTransaction) throws -> Int {
        try transaction.execute(
            """
            UPDATE mentor_question SET answered_at = \(now)
            WHERE answered_at IS NULL AND EXISTS (SELECT 1 FROM forum_post AS post
                WHERE post.id = \(post) AND post.is_opening = 0 AND post.thread_id = mentor_question.thread_id
                    AND post.author_id = mentor_question.mentor_id AND post.pseudonym IS NULL)
                AND thread_id = (SELECT post.thread_id FROM forum_post AS post WHERE post.id = \(post))
            """)
    }

    /// What mentors have done for others, by the mentor's id; who is missing has done nothing yet.
    static func outcomes(
        of mentors: [String], in transaction: any Transaction
    ) throws -> [String: MentorOutcomes] {
        var outcomes: [String: MentorOutcomes] = [:]
        for (mentor, count) in try transaction.rows(
            """
            SELECT mentor_id, count(*) FROM mentorship
            WHERE \(transaction.dialect.anyOf("mentor_id", mentors)) AND state = 'completed' GROUP BY mentor_id
            """, { ($0.text(0), $0.int(1)) })
        { outcomes[mentor, default: MentorOutcomes()].finished = count }
        for (mentor, count) in try transaction.rows(
            """
            SELECT mentor_id, count(*) FROM mentor_question
            WHERE \(transaction.dialect.anyOf("mentor_id", mentors)) AND answered_at IS NOT NULL GROUP BY mentor_id
            """, { ($0.text(0), $0.int(1)) })
        { outcomes[mentor, default: MentorOutcomes()].answered = count }
        for (mentor, count) in try OfficeHourRepository.held(by: mentors, in: transaction) {
            outcomes[mentor, default: MentorOutcomes()].held = count
        }
        return outcomes
    }
}

/// A question that was offered to a member, as their export has it.
struct OfferedQuestionExport: Encodable, Sendable {
    let threadId: String
    let offeredAt: Timestamp
    let passedAt: Timestamp?
    let answeredAt: Timestamp?
}
