import Core
import Foundation
import TestSupport
import Testing

/// Our own calendar arithmetic against Foundation's, for days on which both are defined.
@Suite struct CalendarTests {
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// 1900-01-01 to 2200-12-31 as days since 1970.
    private static let days: ClosedRange<Int64> = -25_567...84_370

    private func date(_ day: Int64) -> Date { Date(timeIntervalSince1970: Double(day) * 86_400) }

    @Test func aDayIsTheOneThatFoundationNames() throws {
        var random = Seeded()
        for _ in 0..<5000 {
            let number = Int64.random(in: Self.days, using: &random)
            let day = CivilDay(daysSince1970: number)
            let parts = Self.calendar.dateComponents([.year, .month, .day], from: date(number))
            let expected = CivilDay(
                year: Int64(parts.year ?? 0), month: Int64(parts.month ?? 0), day: Int64(parts.day ?? 0))
            try #require(day == expected, "day \(number), \(random)")
            try #require(day.daysSince1970 == number, "day \(number) and back, \(random)")
        }
    }

    @Test func aWeekIsTheOneThatFoundationNames() throws {
        var random = Seeded()
        for _ in 0..<5000 {
            let number = Int64.random(in: Self.days, using: &random)
            let instant = Timestamp(
                milliseconds: number * 86_400_000 + Int64.random(in: 0..<86_400_000, using: &random))
            let parts = Self.calendar.dateComponents([.yearForWeekOfYear, .weekOfYear], from: date(number))
            let (year, week) = (parts.yearForWeekOfYear ?? 0, parts.weekOfYear ?? 0)
            try #require(instant.isoWeek == "\(year)-W\(week < 10 ? "0" : "")\(week)", "\(instant.rfc3339), \(random)")
        }
    }

    /// The week at the turn of the year belongs to the year of its Thursday.
    @Test(arguments: [
        ("2020-12-31", "2020-W53"), ("2021-01-03", "2020-W53"), ("2021-01-04", "2021-W01"),
        ("2024-12-30", "2025-W01"), ("2026-12-31", "2026-W53"), ("2027-01-01", "2026-W53"),
        ("1969-12-31", "1970-W01"), ("1970-01-04", "1970-W01"), ("1970-01-05", "1970-W02"),
    ])
    func weekAtTheTurnOfTheYear(day: String, week: String) throws {
        let parts = day.split(separator: "-").compactMap { Int64($0) }
        let civil = CivilDay(year: parts[0], month: parts[1], day: parts[2])
        #expect(Timestamp(milliseconds: civil.daysSince1970 * 86_400_000).isoWeek == week)
        #expect(civil.description == day)
    }

    @Test(arguments: [
        "", "2026-11-2", "2026-11-211", "2026-1-021", "20261121xx", "2026/11/21", "-026-11-21", "+026-11-21",
        "2026-11--1", "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-11-2a", "2026-11-2\u{0}",
        "۲۰۲۶-۱۱-۲۱", "2026-11-0\u{301}", " 026-11-21",
    ])
    func whatIsNoDayIsNoDay(text: String) {
        #expect(CivilDay(text) == nil)
    }

    @Test func aDayIsReadAsItIsWritten() throws {
        var random = Seeded()
        for _ in 0..<5000 {
            let day = CivilDay(daysSince1970: Int64.random(in: Self.days, using: &random))
            try #require(CivilDay(day.description) == day, "\(day), \(random)")
        }
        #expect(CivilDay("2028-02-29") == CivilDay(year: 2028, month: 2, day: 29))
    }

    @Test func everyDayOfALeapCenturyFollowsTheOneBefore() {
        var before = CivilDay(year: 1999, month: 12, day: 31)
        for number in before.daysSince1970 + 1...before.daysSince1970 + 36_890 {
            let day = CivilDay(daysSince1970: number)
            let isNext = day.year == before.year && day.month == before.month && day.day == before.day + 1
            let isNewMonth = day.year == before.year && day.month == before.month + 1 && day.day == 1
            let isNewYear = day.year == before.year + 1 && day.month == 1 && day.day == 1 && before.month == 12
            #expect(isNext || isNewMonth || isNewYear, "\(before) is followed by \(day)")
            before = day
        }
        #expect(before == CivilDay(year: 2100, month: 12, day: 31))
        #expect(
            CivilDay(year: 2000, month: 3, day: 1).daysSince1970 == CivilDay(year: 2000, month: 2, day: 29)
                .daysSince1970 + 1)
        #expect(
            CivilDay(year: 2100, month: 3, day: 1).daysSince1970 == CivilDay(year: 2100, month: 2, day: 28)
                .daysSince1970 + 1)
    }
}

/// Instants as text: RFC 3339, in UTC, with milliseconds, and nothing else.
@Suite struct InstantTests {
    private struct Box: Codable, Equatable {
        var at: Timestamp
    }

    private func decode(_ text: String) throws -> Timestamp {
        try JSONDecoder().decode(Box.self, from: Data("{\"at\":\"\(text)\"}".utf8)).at
    }

    @Test(arguments: [
        "", "yesterday", "2026-11-21", "2026-11-21T09:30:00", "2026-13-01T00:00:00.000Z", "09:30:00Z", "1795253400000",
    ])
    func whatIsNoInstantIsRefused(text: String) {
        #expect(throws: DecodingError.self) { try decode(text) }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1, "1970-01-01T00:00:00.001Z"),
            (1_795_251_600_000, "2026-11-21T09:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func anInstantHasThisText(milliseconds: Int64, text: String) throws {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
        #expect(try decode(text).milliseconds == milliseconds)
    }

    @Test func textAgreesWithFoundationAndComesBack() throws {
        var random = Seeded()
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<3000 {
            let instant = Timestamp(
                milliseconds: Int64.random(in: -2_208_988_800_000...7_289_654_399_999, using: &random))
            #expect(try decode(instant.rfc3339) == instant, "\(instant.milliseconds), \(random)")
            let whole = Timestamp(milliseconds: instant.milliseconds / 1000 * 1000)
            #expect(whole.rfc3339 == whole.date.formatted(style), "\(whole.milliseconds), \(random)")
        }
    }

    @Test func textsSortAsInstantsDo() {
        var random = Seeded()
        let instants = (0..<500).map { _ in
            Timestamp(milliseconds: Int64.random(in: -2_208_988_800_000...7_289_654_399_999, using: &random))
        }
        #expect(instants.sorted().map(\.rfc3339) == instants.map(\.rfc3339).sorted(), "\(random)")
    }

    @Test func spansAddUp() {
        let start = Timestamp(milliseconds: 5)
        #expect(start.advanced(by: .days(1)).since(start) == .hours(24))
        #expect(Span.hours(1) == .minutes(60) && Span.minutes(1) == .seconds(60))
        #expect(start.advanced(by: -Span.days(2)) < start)
        #expect(Span.seconds(1).milliseconds == 1000)
    }
}
