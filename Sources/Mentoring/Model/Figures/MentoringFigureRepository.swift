import Core
import Foundation
import Matching
import Storage

/// SQL over the figures of mentoring; internal to the feature. Counting reads much, once a night; reading them is by
/// their key.
enum MentoringFigureRepository {
    enum Audience: String { case staff, everybody }

    // MARK: Counting

    static func rows(at now: Timestamp, in transaction: any Transaction) throws -> MentoringFigureRows {
        func ago(_ days: Int64) -> Timestamp { now.advanced(by: .days(-days)) }
        return MentoringFigureRows(
            mentees: try mentees(since: ago(MentoringFigureLimits.menteeDays), in: transaction),
            answers: try answers(since: ago(MentoringFigureLimits.answerDays), in: transaction),
            mentors: try mentors(since: ago(MentoringFigureLimits.quietDays), at: now, in: transaction),
            rounds: try rounds(since: ago(MentoringFigureLimits.roundDays), in: transaction))
    }

    /// Who said what they look for, or asked somebody, since a moment.
    private static func mentees(since: Timestamp, in transaction: any Transaction) throws -> [MenteeFigureRow] {
        try transaction.rows(
            """
            SELECT mentee.account_id, mentee.origin, mentee.topics, mentee.languages, mentee.destinations,
                mentee.created_at,
                CASE WHEN EXISTS (SELECT 1 FROM mentorship AS begun
                    WHERE begun.mentee_id = mentee.account_id AND begun.accepted_at > \(since)) THEN 1 ELSE 0 END,
                (SELECT rule.gender FROM mentoring_private_rule AS rule
                    WHERE rule.account_id = mentee.account_id AND rule.counts_gender = 1)
            FROM mentee_profile AS mentee CROSS JOIN account_standing AS standing
            WHERE standing.id = mentee.account_id AND standing.is_good = 1
                AND (mentee.updated_at > \(since) OR EXISTS (SELECT 1 FROM mentorship AS asked
                    WHERE asked.mentee_id = mentee.account_id AND asked.requested_at > \(since)))
            """
        ) { row in
            var content = MenteeContent()
            (content.origin, content.topics) = (row.textOrNil(1), Lines.choices(row.text(2)))
            content.languages = Lines.languages(row.text(3))
            content.destinations = Lines.destinations(row.text(4))
            return MenteeFigureRow(
                id: row.text(0), content: content, createdAt: row.time(5), isMatched: row.flag(6),
                gender: row.textOrNil(7))
        }
    }

    /// Requests since a moment of which something became. What rounds found or began with an invitation was asked for by
    /// nobody.
    private static func answers(since: Timestamp, in transaction: any Transaction) throws -> [AnswerFigureRow] {
        try transaction.rows(
            """
            SELECT mentee_id, mentor_id, requested_at, asked_more_at,
                CASE WHEN outcome = 'answered' THEN outcome_at END
            FROM mentorship
            WHERE requested_at > \(since) AND held_at IS NULL AND (outcome IS NOT NULL OR asked_more_at IS NOT NULL)
                AND id NOT IN (SELECT mentorship_id FROM mentoring_offer WHERE mentorship_id IS NOT NULL)
                AND id NOT IN (SELECT mentorship_id FROM mentorship_invitation WHERE mentorship_id IS NOT NULL)
            """
        ) { row in
            let first = [row.timeOrNil(3), row.timeOrNil(4)].compactMap { $0 }.min()
            let hours = first.map { Int(($0.since(row.time(2)).milliseconds + 3_599_999) / 3_600_000) }
            return AnswerFigureRow(mentee: row.text(0), mentor: row.text(1), hours: hours)
        }
    }

    private static func mentors(
        since: Timestamp, at now: Timestamp, in transaction: any Transaction
    ) throws -> [MentorFigureRow] {
        let today = CivilDay(now)
        let week = Int(today.daysSince1970) - ExposureLedger.days + 1
        return try transaction.rows(
            """
            SELECT mentor.capacity, mentor.is_accepting, mentor.paused_until, mentor.listed_at,
                (SELECT count(*) FROM mentorship AS held WHERE held.mentor_id = mentor.account_id
                    AND held.holds_seat = 1 AND held.deadline_at > \(now)),
                (SELECT count(*) FROM mentorship AS waiting WHERE waiting.mentor_id = mentor.account_id
                    AND waiting.state = 'requested' AND waiting.held_at IS NULL AND waiting.deadline_at > \(now)),
                CASE WHEN EXISTS (SELECT 1 FROM mentorship AS asked WHERE asked.mentor_id = mentor.account_id
                    AND asked.requested_at > \(since) AND asked.held_at IS NULL) THEN 1 ELSE 0 END,
                COALESCE((SELECT sum(seen.shown) FROM mentor_exposure AS seen
                    WHERE seen.mentor_id = mentor.account_id AND seen.day >= \(week)), 0),
                CASE WHEN EXISTS (SELECT 1 FROM mentoring_pause AS pause
                    WHERE pause.account_id = mentor.account_id AND pause.side = 'mentor' AND pause.lifted_at IS NULL
                        AND pause.until_day > \(today.description)) THEN 1 ELSE 0 END
            FROM mentor_profile AS mentor CROSS JOIN account_standing AS standing
            WHERE mentor.listed_at IS NOT NULL AND standing.id = mentor.account_id AND standing.is_good = 1
            """
        ) { row in
            let isPaused = row.flag(8) || row.textOrNil(2).flatMap { CivilDay($0) }.map { today < $0 } ?? false
            return MentorFigureRow(
                capacity: row.int(0), isAccepting: row.flag(1) && row.int(0) > 0 && !isPaused, listedAt: row.time(3),
                taken: row.int(4), openRequests: row.int(5), wasAsked: row.flag(6), shown: row.int(7))
        }
    }

    private static func rounds(since: Timestamp, in transaction: any Transaction) throws -> [RoundReport] {
        try transaction.rows(
            """
            SELECT report FROM mentoring_round_run
            WHERE run = 0 AND published_at > \(since) AND report IS NOT NULL ORDER BY round_id
            """
        ) { RoundReport(text: $0.text(0)) }.compactMap { $0 }
    }

    // MARK: What is kept

    static func night(in transaction: any Transaction) throws -> CivilDay? {
        try transaction.first("SELECT night FROM mentoring_figure WHERE audience = 'staff'") {
            CivilDay($0.text(0))
        } ?? nil
    }

    /// In the place of the night before: nobody is shown what is over.
    static func save(
        _ contents: [(Audience, String)], night: CivilDay, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute("DELETE FROM mentoring_figure")
        try transaction.execute(
            all: contents.map { audience, content in
                """
                INSERT INTO mentoring_figure (audience, night, content)
                VALUES (\(audience.rawValue), \(night.description), \(content))
                """
            })
    }

    static func figures<Figures: Decodable>(
        for audience: Audience, as type: Figures.Type, in transaction: any Transaction
    ) throws -> (night: CivilDay?, figures: Figures)? {
        try transaction.first(
            "SELECT night, content FROM mentoring_figure WHERE audience = \(audience.rawValue)"
        ) { (CivilDay($0.text(0)), try JSONDecoder().decode(type, from: Data($0.text(1).utf8))) }
    }
}
