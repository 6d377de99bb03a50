import Core

extension WallTime {
    /// The instant by the zone's rules of that day. Of two the first; a time that the clocks skip is the moment of the
    /// skip; `nil` for a zone that is not known.
    package func instant(in zone: String) -> Timestamp? {
        var book = ZoneBook(covering: [ReferenceWeek(onOrAfter: day.adding(-6))])
        guard let transitions = book.look(up: zone) else { return nil }
        let minutes = transitions.instant(ofWall: Int(day.daysSince1970) * 1440 + minute)
        return Timestamp(milliseconds: Int64(minutes) * 60_000)
    }
}
