/// How often each mentor was shown in the last seven days: at most eight times a free seat, so that few are not asked
/// by all.
package struct ExposureLedger: Sendable {
    package static let days = 7
    package static let timesASeat = 8

    private var shown: [String: [(day: Int, count: Int)]] = [:]

    package init() {}

    /// - Parameter day: in days since 1970.
    package func count(_ mentor: String, on day: Int) -> Int {
        (shown[mentor] ?? []).reduce(0) { $0 + ($1.day > day - Self.days && $1.day <= day ? $1.count : 0) }
    }

    package func mayShow(_ mentor: String, freeSeats: Int, on day: Int) -> Bool {
        count(mentor, on: day) < Self.timesASeat * max(0, freeSeats)
    }

    /// Notes that a mentor is shown; `false`, and nothing noted, when that is too often.
    package mutating func take(_ mentor: String, freeSeats: Int, on day: Int) -> Bool {
        guard mayShow(mentor, freeSeats: freeSeats, on: day) else { return false }
        var days = (shown[mentor] ?? []).filter { $0.day > day - Self.days }
        if let place = days.firstIndex(where: { $0.day == day }) {
            days[place].count += 1
        } else {
            days.append((day, 1))
        }
        shown[mentor] = days
        return true
    }

    /// Notes how often a mentor was shown on a day, as somebody else has counted it.
    package mutating func set(_ mentor: String, count: Int, on day: Int) {
        var days = (shown[mentor] ?? []).filter { $0.day != day }
        days.append((day, count))
        shown[mentor] = days
    }
}
