/// Hours of each week that a member has, by the clock on the wall.
package struct WeeklyWindow: Sendable, Hashable {
    /// Bit 0 for Monday to bit 6 for Sunday.
    package let weekdays: UInt8
    /// Minutes after midnight.
    package let start: Int16
    /// Minutes after midnight up to 1440; not after `start` means on the next day.
    package let end: Int16
    /// IANA's name.
    package let zone: String

    package init(weekdays: UInt8, start: Int, end: Int, zone: String) {
        self.weekdays = weekdays & 0x7F
        self.start = Int16(clamping: min(max(start, 0), 1439))
        self.end = Int16(clamping: min(max(end, 0), 1440))
        self.zone = zone
    }
}

/// Hours of one day that differ from the weekly ones.
package struct DatedException: Sendable, Hashable {
    package let isFree: Bool
    /// The day on the wall's calendar, in days since 1970.
    package let day: Int
    package let start: Int16
    package let end: Int16
    package let zone: String

    package init(isFree: Bool, day: Int, start: Int, end: Int, zone: String) {
        let hours = WeeklyWindow(weekdays: 0, start: start, end: end, zone: zone)
        self.isFree = isFree
        self.day = day
        (self.start, self.end, self.zone) = (hours.start, hours.end, zone)
    }
}

/// When a member has time: weekly windows, less the dated hours that are taken, plus those that are free.
package struct Availability: Sendable, Hashable {
    package var windows: [WeeklyWindow]
    package var exceptions: [DatedException]

    package init(windows: [WeeklyWindow] = [], exceptions: [DatedException] = []) {
        self.windows = windows
        self.exceptions = exceptions
    }

    package var zones: Set<String> { Set(windows.map(\.zone) + exceptions.map(\.zone)) }

    /// The member's hours in a week, merged, in order, cut to it. Hours in zones that the book does not have are none.
    package func segments(in week: ReferenceWeek, _ zones: ZoneBook) -> [TimeSegment] {
        // Zones are at most 14 hours from UTC, and a window lasts a day at most.
        let days = week.day - 2...week.day + 8
        var weekly: [TimeSegment] = []
        for window in windows {
            guard let zone = zones[window.zone] else { continue }
            for day in days where window.weekdays >> UInt8(ReferenceWeek.weekday(of: day)) & 1 == 1 {
                weekly.append(zone.segment(day, window.start, window.end))
            }
        }
        var (taken, free): ([TimeSegment], [TimeSegment]) = ([], [])
        for exception in exceptions where days.contains(exception.day) {
            guard let zone = zones[exception.zone] else { continue }
            let segment = zone.segment(exception.day, exception.start, exception.end)
            if exception.isFree { free.append(segment) } else { taken.append(segment) }
        }
        let kept = TimeSegment.merged(weekly).flatMap { $0.without(TimeSegment.merged(taken)) }
        return TimeSegment.merged(kept + free).compactMap { $0.within(week) }
    }
}

extension ZoneTransitions {
    fileprivate func segment(_ day: Int, _ start: Int16, _ end: Int16) -> TimeSegment {
        let last = end <= start ? Int(end) + 1440 : Int(end)
        return TimeSegment(instant(ofWall: day * 1440 + Int(start)), instant(ofWall: day * 1440 + last))
    }
}
