import Core

/// The seven days from a Monday 00:00 UTC. Instants here are whole minutes since 1970.
package struct ReferenceWeek: Sendable, Hashable {
    /// The Monday, in days since 1970.
    package let day: Int

    package static let minutes = 7 * 1440

    /// The week that begins on the first Monday at or after a day.
    package init(onOrAfter day: CivilDay) {
        let days = Int(day.daysSince1970)
        self.day = days + (7 - Self.weekday(of: days)) % 7
    }

    private init(day: Int) { self.day = day }

    package var start: Int { day * 1440 }
    package var end: Int { start + Self.minutes }

    /// The week and those after it.
    package func run(of count: Int) -> [ReferenceWeek] { (0..<count).map { Self(day: day + 7 * $0) } }

    /// 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday.
    static func weekday(of day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }
}
