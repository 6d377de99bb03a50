import Core

extension Phrasebook {
    /// `Thu 25 March 2027, 18:00–19:00 (Asia/Karachi)`: from one instant to another by the clock of a zone (IANA).
    package func timeSpan(from start: Timestamp, to end: Timestamp, in zone: String) -> String {
        let (begin, end) = (WallTime(start, in: zone), WallTime(end, in: zone))
        let weekday = (begin.day.daysSince1970 + 3).flooredDivision(by: 7).remainder + 1
        return text(
            "meeting_when",
            [
                "weekday": text("weekday_short_\(weekday)"), "day": "\(begin.day.day)",
                "month": text("month_\(begin.day.month)"), "year": "\(begin.day.year)",
                "start": Clockface.text(begin.minute), "end": Clockface.text(end.minute), "zone": zone,
            ])
    }
}
