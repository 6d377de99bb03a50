import Foundation

/// A time as a clock on a wall shows it.
package struct WallTime: Sendable, Equatable {
    package let day: CivilDay
    /// Minutes after midnight.
    package let minute: Int

    package init(_ day: CivilDay, minute: Int) { (self.day, self.minute) = (day, minute) }

    /// What clocks of a zone show at an instant; UTC for a zone that is not known.
    package init(_ instant: Timestamp, in zone: String) {
        let ahead = TimeZone(identifier: zone)?.secondsFromGMT(for: instant.date) ?? 0
        let (days, rest) = (instant.milliseconds + Int64(ahead) * 1000).flooredDivision(by: 86_400_000)
        self.init(CivilDay(daysSince1970: days), minute: Int(rest / 60_000))
    }

    /// The same time on a later day: by the clock on the wall, whatever it is set to in between.
    package func adding(days: Int) -> WallTime { WallTime(day.adding(days), minute: minute) }
}

/// Names of the zone database that the machine has.
package enum KnownZones {
    package static let all = TimeZone.knownTimeZoneIdentifiers.sorted()
    private static let known = Set(all).union(["UTC"])

    package static func isKnown(_ name: String) -> Bool { known.contains(name) }
}
