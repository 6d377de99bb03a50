import Core
import Foundation

/// When a member wants no letters, by the clock of their own zone; over midnight where the end is not after the start.
struct QuietHours: Sendable, Equatable {
    /// Minutes after midnight, not the same.
    let from: Int
    let until: Int

    /// When the quiet ends in which `now` lies; `nil` outside of it.
    func end(at now: Timestamp, in zone: TimeZone) -> Timestamp? {
        let seconds = now.milliseconds / 1000 + Int64(zone.secondsFromGMT(for: now.date))
        let minute = Int(seconds.flooredDivision(by: 86_400).remainder / 60)
        let isQuiet = from < until ? (from..<until).contains(minute) : minute >= from || minute < until
        guard isQuiet else { return nil }
        let begun = Timestamp(milliseconds: now.milliseconds - now.milliseconds.flooredDivision(by: 60_000).remainder)
        return begun.advanced(by: .minutes(Int64((until - minute + 1440) % 1440)))
    }
}
