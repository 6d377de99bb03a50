import Core
import Foundation
import TestSupport
import Testing

@testable import Matching

/// A pair of the published cases.
private struct OverlapCase {
    let a: Availability
    let b: Availability
    let weeks: [[String: Any]]

    init(_ given: [String: Any]) {
        a = Self.side(given["a"])
        b = Self.side(given["b"])
        weeks = given["weeks"] as? [[String: Any]] ?? []
    }

    private static func side(_ given: Any?) -> Availability {
        let side = given as? [String: Any] ?? [:]
        let windows = (side["windows"] as? [[Any]] ?? []).map { window in
            WeeklyWindow(
                weekdays: (window[0] as? [String] ?? []).reduce(0) {
                    $0 | 1 << UInt8(Self.days.firstIndex(of: $1) ?? 7)
                },
                start: minute(window[1]), end: minute(window[2]), zone: side["tz"] as? String ?? "")
        }
        return Availability(windows: windows)
    }

    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private static func minute(_ text: Any) -> Int {
        let parts = (text as? String ?? "").split(separator: ":").compactMap { Int($0) }
        return parts[0] * 60 + parts[1]
    }
}

private func day(_ text: String) -> CivilDay {
    let parts = text.split(separator: "-").compactMap { Int64($0) }
    return CivilDay(year: parts[0], month: parts[1], day: parts[2])
}

/// `2027-01-11T16:00Z/2027-01-11T16:30Z` in minutes of the week.
private func segment(_ text: String, in week: ReferenceWeek) -> TimeSegment {
    let ends = text.split(separator: "/").map { instant -> Int in
        let clock = instant.dropFirst(11).dropLast().split(separator: ":").compactMap { Int($0) }
        return Int(day(String(instant.prefix(10))).daysSince1970) * 1440 + clock[0] * 60 + clock[1] - week.start
    }
    return TimeSegment(ends[0], ends[1])
}

@Suite("Published overlaps")
struct OverlapCaseTests {
    private static var all: [[String: Any]] { Vectors.cases("matching-overlap-cases.json") }

    @Test(arguments: all.indices)
    func everyWeekIsAsExpected(place: Int) throws {
        let pair = OverlapCase(Self.all[place])
        for given in pair.weeks {
            let week = ReferenceWeek(onOrAfter: day(try #require(given["week_monday_utc"] as? String)))
            var zones = ZoneBook(covering: [week])
            for zone in pair.a.zones.union(pair.b.zones) {
                let found = zones.look(up: zone)
                #expect(found != nil, "\(zone)")
            }
            let (a, b) = (pair.a.segments(in: week, zones), pair.b.segments(in: week, zones))
            let overlap = WeekOverlap(a, b)
            #expect(
                overlap.minutes == given["overlap_minutes"] as? Int && overlap.slots == given["slots_30min"] as? Int)
            let expected = (given["segments_utc"] as? [String] ?? []).map { segment($0, in: week) }
            #expect(TimeSegment.common(a, b) == expected)
            #expect(WeekOverlap(b, a) == overlap)
            #expect(QuarterMap([a]).common(QuarterMap([b])) * 15 >= overlap.minutes)
        }
    }

    @Test func thereAreTwentyNineWeeksOfElevenPairs() {
        let weeks = Self.all.reduce(0) { $0 + (($1["weeks"] as? [Any])?.count ?? 0) }
        #expect(Self.all.count == 11 && weeks == 29)
    }
}

@Suite("Hours of a week")
struct OverlapTests {
    private static let zones = [
        "UTC", "Asia/Karachi", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
        "America/St_Johns", "Pacific/Chatham", "Pacific/Kiritimati", "Africa/Casablanca", "America/Nuuk",
        "Pacific/Niue",
    ]

    private func window(_ random: inout Seeded) -> WeeklyWindow {
        WeeklyWindow(
            weekdays: UInt8(random.below(128)), start: random.below(1440), end: random.below(1441),
            zone: random.pick(Self.zones))
    }

    private func availability(_ random: inout Seeded, around week: ReferenceWeek) -> Availability {
        Availability(
            windows: (0...random.below(4)).map { _ in window(&random) },
            exceptions: (0..<random.below(3)).map { _ in
                DatedException(
                    isFree: random.below(2) == 0, day: week.day + random.below(9) - 1, start: random.below(1440),
                    end: random.below(1441), zone: random.pick(Self.zones))
            })
    }

    private func weeks(_ random: inout Seeded) -> ReferenceWeek {
        ReferenceWeek(onOrAfter: day("2026-01-01").adding(random.below(1500)))
    }

    /// Invariant 17: symmetric, never negative nor more than a side has, the same for split or doubled windows; and the
    /// map of quarter hours loses nobody.
    @Test func propertiesOfOverlapHold() {
        var random = Seeded()
        for _ in 0..<250 {
            var book = ScheduleBook(first: weeks(&random))
            let (a, b) = (availability(&random, around: book.weeks[0]), availability(&random, around: book.weeks[0]))
            let (mine, theirs) = (book.schedule(of: a), book.schedule(of: b))
            let place = book.place(of: a)
            let split = book.schedule(
                of: Availability(windows: a.windows.flatMap(halves), exceptions: a.exceptions))
            let doubled = book.schedule(
                of: Availability(windows: a.windows.flatMap(halves) + a.windows, exceptions: a.exceptions))
            let bound = mine.quarters.common(theirs.quarters)
            for (week, overlap) in book.overlaps(place, theirs).enumerated() {
                let (x, y) = (mine.weeks[week], theirs.weeks[week])
                let sizes = [x, y].map { $0.reduce(0) { $0 + $1.minutes } }
                #expect(overlap == WeekOverlap(y, x), "\(random)")
                #expect(overlap.minutes >= 0 && overlap.minutes <= min(sizes[0], sizes[1]), "\(random)")
                #expect(overlap.slots * 30 <= overlap.minutes, "\(random)")
                #expect(split.weeks[week] == x && doubled.weeks[week] == x, "\(random): \(a)")
                #expect(bound * 15 >= overlap.minutes && bound >= overlap.slots * 2, "\(random)")
                let isOrdered = zip(x, x.dropFirst()).allSatisfy { $0.end < $1.start }
                #expect(isOrdered && x.allSatisfy { $0.start >= 0 && $0.end <= ReferenceWeek.minutes }, "\(random)")
            }
        }
    }

    /// The same hours in two windows that touch.
    private func halves(_ window: WeeklyWindow) -> [WeeklyWindow] {
        let length = Int(window.end) - Int(window.start) + (window.end <= window.start ? 1440 : 0)
        let middle = Int(window.start) + length / 2
        guard length > 1, middle < 1440 else { return [window] }
        return [
            WeeklyWindow(weekdays: window.weekdays, start: Int(window.start), end: middle, zone: window.zone),
            WeeklyWindow(weekdays: window.weekdays, start: middle, end: Int(window.end), zone: window.zone),
        ]
    }

    /// Against the calendar's own search, which is slow: the instants of wall times around changes of clocks.
    @Test func wallTimesAreTheCalendars() throws {
        var random = Seeded()
        for _ in 0..<60 {
            let week = weeks(&random)
            var zones = ZoneBook(covering: [week])
            let name = random.pick(Self.zones)
            let found = zones.look(up: name)
            let zone = try #require(found)
            for _ in 0..<20 {
                let instant = week.start + random.below(ReferenceWeek.minutes)
                let zoneOffset =
                    try #require(TimeZone(identifier: name))
                    .secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant) * 60)) / 60
                #expect(zone.offset(at: instant) == zoneOffset, "\(random) \(name)")
                let back = zone.instant(ofWall: instant + zoneOffset)
                // An hour that comes twice means its first time.
                #expect(back == instant || (back < instant && zone.offset(at: back) > zoneOffset), "\(random) \(name)")
            }
        }
    }

    @Test func datedHoursComeInsteadOfWeeklyOnes() {
        var book = ScheduleBook(first: ReferenceWeek(onOrAfter: day("2027-01-11")))
        let weekly = WeeklyWindow(weekdays: 0b11111, start: 1080, end: 1200, zone: "UTC")
        let monday = book.weeks[0].day
        let hours = book.schedule(
            of: Availability(
                windows: [weekly],
                exceptions: [
                    DatedException(isFree: false, day: monday, start: 0, end: 1440, zone: "UTC"),
                    DatedException(isFree: true, day: monday, start: 600, end: 660, zone: "UTC"),
                    DatedException(isFree: false, day: monday + 1, start: 1110, end: 1140, zone: "UTC"),
                ]))
        #expect(
            hours.weeks[0].prefix(4) == [
                TimeSegment(600, 660), TimeSegment(2520, 2550), TimeSegment(2580, 2640), TimeSegment(3960, 4080),
            ])
        #expect(hours.weeks[1].count == 5)
    }

    @Test func equalWindowsShareASchedule() {
        var book = ScheduleBook(first: ReferenceWeek(onOrAfter: day("2026-11-21")))
        #expect(book.weeks[0].start == Int(day("2026-11-23").daysSince1970) * 1440)
        let windows = [WeeklyWindow(weekdays: 1, start: 0, end: 60, zone: "Asia/Karachi")]
        #expect(book.place(of: Availability(windows: windows)) == 0 && book.place(of: Availability()) == 1)
        #expect(book.place(of: Availability(windows: windows)) == 0)
        let nowhere = book.schedule(
            of: Availability(windows: [.init(weekdays: 127, start: 0, end: 0, zone: "Moon/Sea")]))
        let isEmpty = nowhere.weeks.allSatisfy { $0.isEmpty }
        #expect(isEmpty)
    }
}
