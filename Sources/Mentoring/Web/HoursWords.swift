import Core
import Foundation
import Matching
import Mentoring
import Texts
import WebSupport

/// A member's weekly hours in words, on the clocks of both sides.
enum HoursWords {
    /// `Mon, Wed 17:00–20:00 (Europe/Berlin) · 21:00–00:00 (Asia/Karachi)`: as the clocks go on a day.
    static func lines(_ hours: Availability, on day: CivilDay, _ visit: Visit) -> [String] {
        let reader = visit.principal.member?.timeZone ?? "UTC"
        return hours.windows.map { window in
            let days = (0..<7).filter { window.weekdays >> UInt8($0) & 1 == 1 }
            let own = line(days, Int(window.start), Int(window.end), window.zone, visit)
            let shift = offset(of: reader, on: day) - offset(of: window.zone, on: day)
            guard shift != 0, reader != window.zone else { return own }
            let start = Int(window.start) + shift
            let later = start.flooredDay
            return own + " · "
                + line(
                    days.map { ($0 + later + 7) % 7 }.sorted(), start - later * 1440,
                    (Int(window.end) + shift + 2880) % 1440, reader, visit)
        }
    }

    private static func line(_ days: [Int], _ start: Int, _ end: Int, _ zone: String, _ visit: Visit) -> String {
        let names = days.map { visit.phrases.text("weekday_short_\($0 + 1)") }
        return visit.phrases.text(
            "hours_line",
            [
                "days": MentoringWords.list(names, visit.language), "start": Clockface.text(start),
                "end": Clockface.text(end), "zone": zone,
            ])
    }

    /// Minutes that clocks of the zone are ahead of UTC at noon of a day.
    private static func offset(of zone: String, on day: CivilDay) -> Int {
        let noon = Date(timeIntervalSince1970: Double(day.daysSince1970) * 86_400 + 43_200)
        return (TimeZone(identifier: zone)?.secondsFromGMT(for: noon) ?? 0) / 60
    }
}

extension Int {
    /// The day on which a minute lies, counted from the one that has minute 0.
    fileprivate var flooredDay: Int { self >= 0 ? self / 1440 : (self - 1439) / 1440 }
}
