import Core
import Matching
import Storage

/// What mentors and mentees did before, as the matcher weighs it: how requests were answered, and what was kept.
enum MatchHistory {
    /// Older than this nothing weighs.
    static let days = 720
    /// An answer within these is one in time.
    static let inTime = Span.hours(72)
    /// Fewer answers than these say nothing of how soon the next one comes.
    static let leastAnswers = 3
    /// Over how many days what is usual is reckoned, and how many requests it takes.
    static let (usualDays, leastUsual) = (180, 50)

    /// What became of requests, by the mentor's answer: an expiry is none. What was accepted in the moment of asking was
    /// found by a round or began with an invitation: nobody waited for it.
    private static let isAnswering: Query = "outcome IS NOT NULL AND outcome_at > requested_at"

    /// How mentors answer, by their ids; who was never asked is missing.
    static func answering(
        of mentors: [String], on day: CivilDay, in transaction: any Transaction
    ) throws -> [String: (share: ShrunkShare, typicalHours: Int?)] {
        let rows = try transaction.rows(
            """
            SELECT mentor_id, requested_at, asked_more_at, outcome_at, CASE WHEN outcome = 'answered' THEN 1 ELSE 0 END
            FROM mentorship
            WHERE \(transaction.dialect.anyOf("mentor_id", mentors)) AND \(isAnswering)
                AND outcome_at > \(day.adding(-days).start)
            """
        ) { row in
            let first = [row.timeOrNil(2), row.time(3)].compactMap { $0 }.min() ?? row.time(3)
            return (
                mentor: row.text(0), on: CivilDay(row.time(3)), waited: first.since(row.time(1)),
                isAnswered: row.flag(4)
            )
        }
        return Dictionary(grouping: rows, by: \.mentor).mapValues { asked in
            let events = asked.map { (daysAgo: age($0.on, on: day), isGood: $0.isAnswered && $0.waited <= inTime) }
            let hours = asked.filter(\.isAnswered).map { ($0.waited.milliseconds + 3_599_999) / 3_600_000 }.sorted()
            return (
                share: ShrunkShare(events),
                typicalHours: hours.count < leastAnswers ? nil : Int(hours[(hours.count - 1) / 2])
            )
        }
    }

    /// The share of all requests that were answered in time in the half year before the month, in millionths: all that
    /// is reckoned in one month begins with the same.
    static func usualAnswers(on day: CivilDay, in transaction: any Transaction) throws -> Int {
        let month = CivilDay(year: day.year, month: day.month, day: 1)
        let found = try transaction.first(
            """
            SELECT count(*), COALESCE(sum(CASE WHEN outcome = 'answered'
                AND COALESCE(asked_more_at, outcome_at) - requested_at <= \(inTime.milliseconds) THEN 1 ELSE 0 END), 0)
            FROM mentorship
            WHERE \(isAnswering) AND outcome_at > \(month.adding(-usualDays).start) AND outcome_at <= \(month.start)
            """
        ) { (all: $0.integer(0), good: $0.integer(1)) }
        guard let found, found.all >= Int64(leastUsual) else { return ShrunkShare.usual }
        return Int((2 * Int64(ShrunkShare.unit) * found.good + found.all) / (2 * found.all))
    }

    /// Meetings that mentees kept or missed, and mentorships that they carried through or fell silent in, by their ids;
    /// of who had none nothing is known.
    static func reliability(
        of mentees: [String], on day: CivilDay, in transaction: any Transaction
    ) throws -> [String: ShrunkShare] {
        let since = day.adding(-days).start
        let isOne = transaction.dialect.anyOf("mentorship.mentee_id", mentees)
        let met = try transaction.rows(
            """
            SELECT mentorship.mentee_id, meeting.starts_at, CASE WHEN meeting.struck = 'mentee' THEN 0 ELSE 1 END
            FROM mentorship CROSS JOIN meeting
            WHERE \(isOne) AND meeting.mentorship_id = mentorship.id
                AND (meeting.state = 'held' OR meeting.struck = 'mentee') AND meeting.starts_at > \(since)
            """
        ) { (mentee: $0.text(0), on: CivilDay($0.time(1)), isGood: $0.flag(2)) }
        let ended = try transaction.rows(
            """
            SELECT mentorship.mentee_id, mentorship.ended_at,
                CASE WHEN mentorship.state = 'completed' THEN 1 ELSE 0 END
            FROM mentorship
            WHERE \(isOne) AND mentorship.ended_at > \(since) AND (mentorship.state = 'completed'
                OR (mentorship.owes = 'mentee' AND mentorship.ending IN ('timed_out', 'expired')))
            """
        ) { (mentee: $0.text(0), on: CivilDay($0.time(1)), isGood: $0.flag(2)) }
        return Dictionary(grouping: met + ended, by: \.mentee).mapValues { known in
            ShrunkShare(known.map { (daysAgo: age($0.on, on: day), isGood: $0.isGood) })
        }
    }

    private static func age(_ past: CivilDay, on day: CivilDay) -> Int {
        Int(day.daysSince1970 - past.daysSince1970)
    }
}
