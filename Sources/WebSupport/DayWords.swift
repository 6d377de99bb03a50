import Core
import Texts

/// Days as people read them: written with figures alone they break at the end of a line, and Urdu turns them round.
extension Phrasebook {
    /// `1 January 2026`
    package func day(_ day: CivilDay) -> String {
        text("day_full", ["day": "\(day.day)", "month": text("month_\(day.month)"), "year": "\(day.year)"])
    }

    /// `January 2026`
    package func month(_ day: CivilDay) -> String {
        text("month_full", ["month": text("month_\(day.month)"), "year": "\(day.year)"])
    }
}
