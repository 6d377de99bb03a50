import Core
import Matching
import Storage

/// SQL that counts how often mentors are shown; internal to the feature.
enum ExposureRepository {
    /// Notes that mentors are shown to a mentee on a day, each once, and none more often in a week than the cap allows.
    /// - Returns: those who may be shown, and how often each was shown today besides what the cap counts of the days
    ///   before.
    static func show(
        _ mentors: [String], to member: MemberID, on day: Int, freeSeats: [String: Int],
        in transaction: any WriteTransaction
    ) throws -> (shown: Set<String>, today: [String: Int]) {
        let first = day - ExposureLedger.days + 1
        let rows = try transaction.rows(
            """
            SELECT mentor_id, day, shown FROM mentor_exposure
            WHERE \(transaction.dialect.anyOf("mentor_id", mentors)) AND day >= \(first)
            """
        ) { (mentor: $0.text(0), day: $0.int(1), shown: $0.int(2)) }
        let known = try MentorSourceRepository.shown(to: member, on: day, in: transaction)
        var (shown, today): (Set<String>, [String: Int]) = (known, [:])
        for mentor in mentors {
            let own = rows.filter { $0.mentor == mentor }
            let total = own.reduce(0) { $0 + $1.shown }
            today[mentor] = own.first { $0.day == day }?.shown ?? 0
            guard !known.contains(mentor) else { continue }
            guard total < ExposureLedger.timesASeat * max(0, freeSeats[mentor] ?? 0) else { continue }
            try add(mentor, to: member, on: day, in: transaction)
            shown.insert(mentor)
            today[mentor, default: 0] += 1
        }
        return (shown, today)
    }

    static func forget(before day: Int, in transaction: any WriteTransaction) throws {
        try transaction.execute("DELETE FROM mentor_shown WHERE day < \(day)")
        try transaction.execute("DELETE FROM mentor_exposure WHERE day < \(day)")
    }

    private static func add(
        _ mentor: String, to member: MemberID, on day: Int, in transaction: any WriteTransaction
    ) throws {
        try transaction.execute(all: [
            "INSERT INTO mentor_shown (mentee_id, day, mentor_id) VALUES (\(member), \(day), \(mentor))",
            """
            INSERT INTO mentor_exposure (mentor_id, day, shown) VALUES (\(mentor), \(day), 1)
            ON CONFLICT (mentor_id, day) DO UPDATE SET shown = mentor_exposure.shown + 1
            """,
        ])
    }
}
