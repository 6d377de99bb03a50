import Core
import Matching

/// Hours of each week that a member has.
package struct HoursWindow: Codable, Sendable, Hashable {
    /// 1 for Monday to 7 for Sunday.
    package var weekdays: [Int]
    /// `HH:MM` by the clock on the wall; an end that is not after the start is on the next day.
    package var start: String
    package var end: String
    /// IANA's name.
    package var zone: String

    package init(weekdays: [Int], start: String, end: String, zone: String) {
        (self.weekdays, self.start, self.end, self.zone) = (weekdays, start, end, zone)
    }
}

/// Hours of one day that differ from the weekly ones.
package struct HoursException: Codable, Sendable, Hashable {
    package var isFree: Bool
    /// `YYYY-MM-DD`.
    package var on: String
    package var start: String
    package var end: String
    package var zone: String

    package init(isFree: Bool, on: String, start: String, end: String, zone: String) {
        (self.isFree, self.on, self.start, self.end, self.zone) = (isFree, on, start, end, zone)
    }
}

/// When a member has time, as mentor or as mentee, whole.
package struct HoursDraft: CheckedDraft, Equatable {
    package var windows: [HoursWindow]?
    package var exceptions: [HoursException]?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable { case windows, exceptions }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    static let mostWindows = 14
    static let mostExceptions = 30

    /// - Throws: `invalid` naming what is wrong.
    func validated(at now: Timestamp) throws -> Availability {
        var validation = Validation()
        var hours = Availability()
        validation.count(windows?.count ?? 0, "windows", atMost: Self.mostWindows)
        for window in windows ?? [] {
            let days = Set(window.weekdays)
            validation.require(
                !days.isEmpty && days.allSatisfy((1...7).contains), "windows", "weekdays_missing")
            let (start, end) = Self.minutes(window.start, window.end, window.zone, "windows", &validation)
            let bits = days.filter((1...7).contains).reduce(UInt8(0)) { $0 | 1 << UInt8($1 - 1) }
            hours.windows.append(WeeklyWindow(weekdays: bits, start: start, end: end, zone: window.zone))
        }
        validation.count(exceptions?.count ?? 0, "exceptions", atMost: Self.mostExceptions)
        for exception in exceptions ?? [] {
            let day = CivilDay(exception.on)
            validation.require(day.map { (2000...2200).contains($0.year) } ?? false, "exceptions", "day_form")
            let (start, end) = Self.minutes(exception.start, exception.end, exception.zone, "exceptions", &validation)
            hours.exceptions.append(
                DatedException(
                    isFree: exception.isFree, day: Int(day?.daysSince1970 ?? 0), start: start, end: end,
                    zone: exception.zone))
        }
        try validation.check()
        return hours
    }

    private static func minutes(
        _ start: String, _ end: String, _ zone: String, _ field: String, _ validation: inout Validation
    ) -> (Int, Int) {
        validation.require(KnownZones.isKnown(zone), field, "unknown_time_zone")
        let (first, last) = (Clockface.minutes(start), Clockface.minutes(end))
        validation.require(first.map { $0 < 1440 } ?? false, field, "time_form")
        validation.require(last != nil, field, "time_form")
        return (first ?? 0, last ?? 0)
    }
}

/// A member's hours as the API shows them.
package struct HoursRecord: Codable, Sendable {
    package let windows: [HoursWindow]
    package let exceptions: [HoursException]

    package init(_ hours: Availability) {
        windows = hours.windows.map { window in
            HoursWindow(
                weekdays: (1...7).filter { window.weekdays >> UInt8($0 - 1) & 1 == 1 },
                start: Clockface.text(Int(window.start)), end: Clockface.text(Int(window.end)), zone: window.zone)
        }
        exceptions = hours.exceptions.map { exception in
            HoursException(
                isFree: exception.isFree, on: CivilDay(daysSince1970: Int64(exception.day)).description,
                start: Clockface.text(Int(exception.start)), end: Clockface.text(Int(exception.end)),
                zone: exception.zone)
        }
    }
}
