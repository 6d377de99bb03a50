import Core
import Foundation
import Mustache
import Synchronization
import Texts

/// An instant as people read it: how long ago, and in full in their own zone.
package struct Moment: MustacheParent, Sendable {
    private let time: Timestamp
    private let visit: Visit

    package init(_ time: Timestamp, _ visit: Visit) {
        self.time = time
        self.visit = visit
    }

    package func child(named name: String) -> Any? {
        switch name {
        case "iso": time.rfc3339
        case "full": full
        case "ago": ago
        default: nil
        }
    }

    /// What its words say: two moments with the same are the same to read.
    package struct Reading: Hashable, Sendable {
        let time: Timestamp
        let unit: String
        let count: Int
    }

    package var reading: Reading {
        let seconds = visit.now.since(time).milliseconds / 1000
        if abs(seconds) < 45 { return Reading(time: time, unit: "now", count: 0) }
        let (unit, count) = Self.unit(abs(seconds))
        return Reading(time: time, unit: unit, count: seconds < 0 ? -count : count)
    }

    /// `in 3 days`, `5 minutes ago`, `2 years ago`.
    private var ago: String {
        let seconds = visit.now.since(time).milliseconds / 1000
        if abs(seconds) < 45 { return visit.phrases.text("time_now") }
        let (unit, count) = Self.unit(abs(seconds))
        return visit.phrases.text("time_\(unit)_\(seconds < 0 ? "ahead" : "ago")", count: count)
    }

    /// The largest unit that fits, and how many of it.
    package static func unit(_ seconds: Int64) -> (name: String, count: Int) {
        switch seconds {
        case ..<3600: ("minute", max(1, Int((seconds + 30) / 60)))
        case ..<86_400: ("hour", Int(seconds / 3600))
        case ..<2_592_000: ("day", Int(seconds / 86_400))
        case ..<31_536_000: ("month", Int(seconds / 2_592_000))
        default: ("year", Int(seconds / 31_536_000))
        }
    }

    /// `21 November 2026, 14:05 (Asia/Karachi)`.
    private var full: String {
        let zone = Zones.zone(visit.timeZone)
        let local = Timestamp(
            milliseconds: time.milliseconds + Int64(zone.secondsFromGMT(for: time.date)) * 1000)
        let text = local.rfc3339
        let day = CivilDay(daysSince1970: Int64((Double(local.milliseconds) / 86_400_000).rounded(.down)))
        return visit.phrases.text(
            "time_full",
            [
                "day": "\(day.day)", "month": visit.phrases.text("month_\(day.month)"), "year": "\(day.year)",
                "time": String(text.dropFirst(11).prefix(5)), "zone": visit.timeZone,
            ])
    }
}

/// Time zones by name; making one costs more than a page can pay for each of its times.
enum Zones {
    private static let known = Mutex<[String: TimeZone]>([:])

    static func zone(_ name: String) -> TimeZone {
        known.withLock { known in
            if let zone = known[name] { return zone }
            let zone = TimeZone(identifier: name) ?? .gmt
            known[name] = zone
            return zone
        }
    }
}
