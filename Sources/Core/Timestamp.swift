import Foundation

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }

    package func advanced(by span: Span) -> Timestamp { Timestamp(milliseconds: milliseconds + span.milliseconds) }

    package func since(_ earlier: Timestamp) -> Span { Span(milliseconds: milliseconds - earlier.milliseconds) }

    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// RFC 3339 in UTC with milliseconds: `2026-11-21T09:30:00.000Z`.
    package var rfc3339: String {
        let (days, rest) = milliseconds.flooredDivision(by: 86_400_000)
        let day = CivilDay(daysSince1970: days)
        let seconds = rest / 1000
        func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }
        let fraction = "\(rest % 1000 + 1000)".dropFirst()
        return "\(day)T\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60)).\(fraction)Z"
    }

    /// The ISO 8601 week of the instant in UTC: `2026-W47`.
    package var isoWeek: String {
        let days = milliseconds.flooredDivision(by: 86_400_000).quotient
        // The week belongs to the year in which its Thursday lies; 1970-01-01 was one.
        let thursday = days - (days + 3).flooredDivision(by: 7).remainder + 3
        let year = CivilDay(daysSince1970: thursday).year
        let first = CivilDay(year: year, month: 1, day: 1).daysSince1970
        let week = (thursday - first) / 7 + 1
        return "\(year)-W\(week < 10 ? "0" : "")\(week)"
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 instant")
        }
        milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded())
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}

/// A length of time in milliseconds.
package struct Span: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func seconds(_ n: Int64) -> Span { Span(milliseconds: n * 1000) }
    package static func minutes(_ n: Int64) -> Span { seconds(n * 60) }
    package static func hours(_ n: Int64) -> Span { minutes(n * 60) }
    package static func days(_ n: Int64) -> Span { hours(n * 24) }

    package static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }
    package static prefix func - (span: Span) -> Span { Span(milliseconds: -span.milliseconds) }
}

/// A day of the proleptic Gregorian calendar, by the arithmetic of Howard Hinnant's "chrono-compatible
/// low-level date algorithms": years counted from March, eras of 400 years.
package struct CivilDay: Equatable, Sendable, CustomStringConvertible {
    package let year: Int64
    package let month: Int64
    package let day: Int64

    package init(year: Int64, month: Int64, day: Int64) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    package init(daysSince1970: Int64) {
        let (era, dayOfEra) = (daysSince1970 + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    package var daysSince1970: Int64 {
        let y = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = y.flooredDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// `YYYY-MM-DD`.
    package var description: String {
        let y = "\(year)"
        return String(repeating: "0", count: max(0, 4 - y.count)) + y
            + (month < 10 ? "-0" : "-") + "\(month)" + (day < 10 ? "-0" : "-") + "\(day)"
    }
}

extension Int64 {
    /// Division towards minus infinity, so that instants before 1970 fall on the right day.
    package func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (q, r) = quotientAndRemainder(dividingBy: divisor)
        return r < 0 ? (q - 1, r + divisor) : (q, r)
    }
}

/// The clock that is passed in: the machine's in the program, a fixed one in tests.
package struct Clock: Sendable {
    private let read: @Sendable () -> Timestamp

    package init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

    package var now: Timestamp { read() }

    package static let system = Clock {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
