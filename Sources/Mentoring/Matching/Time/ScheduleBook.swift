/// The hours of many members in the reference weeks. Members with the same windows share a schedule, so that zone rules
/// are applied once for each that differs.
package struct ScheduleBook: Sendable {
    /// The next weeks, in which two members must have time for each other.
    package static let weekCount = 4

    package let weeks: [ReferenceWeek]
    package private(set) var zones: ZoneBook
    private var places: [Availability: Int32] = [:]
    private var segments: [TimeSegment] = []
    /// Where the segments of a schedule's week begin: `weekCount` numbers a schedule, and the last end.
    private var begins: [Int32] = [0]
    /// `QuarterMap.words` a schedule.
    private(set) var quarters: [UInt64] = []

    /// - Parameter first: the first of the weeks.
    package init(first: ReferenceWeek) {
        weeks = first.run(of: Self.weekCount)
        zones = ZoneBook(covering: weeks)
    }

    /// The place of a schedule, made when it is new.
    package mutating func place(of availability: Availability) -> Int32 {
        if let known = places[availability] { return known }
        let schedule = schedule(of: availability)
        for week in schedule.weeks {
            segments += week
            begins.append(Int32(segments.count))
        }
        quarters += schedule.quarters.bits
        let place = Int32(places.count)
        places[availability] = place
        return place
    }

    /// A schedule that is not kept.
    package mutating func schedule(of availability: Availability) -> Schedule {
        for zone in availability.zones { zones.look(up: zone) }
        let hours = weeks.map { availability.segments(in: $0, zones) }
        return Schedule(weeks: hours, quarters: QuarterMap(hours))
    }

    /// The same weeks and zones without schedules, to make some that are not kept.
    var withoutSchedules: ScheduleBook {
        var book = self
        (book.places, book.segments, book.begins, book.quarters) = ([:], [], [0], [])
        return book
    }

    /// Quarter hours in common with a map, at most.
    @inline(__always) func common(_ place: Int32, _ map: QuarterMap) -> Int {
        let begin = Int(place) * QuarterMap.words
        var count = 0
        for word in 0..<QuarterMap.words { count += (quarters[begin + word] & map.bits[word]).nonzeroBitCount }
        return count
    }

    /// Common hours of a kept schedule and another, by week.
    func hours(_ place: Int32, _ schedule: Schedule) -> [[TimeSegment]] {
        schedule.weeks.indices.map { TimeSegment.common(segments(place, week: $0), schedule.weeks[$0]) }
    }

    func segments(_ place: Int32, week: Int) -> ArraySlice<TimeSegment> {
        let at = Int(place) * Self.weekCount + week
        return segments[Int(begins[at])..<Int(begins[at + 1])]
    }

    /// What a kept schedule and another have in common in each week.
    func overlaps(_ place: Int32, _ schedule: Schedule) -> [WeekOverlap] {
        schedule.weeks.indices.map { WeekOverlap(segments(place, week: $0), schedule.weeks[$0]) }
    }
}

/// The hours of one member in the reference weeks.
package struct Schedule: Sendable {
    /// By week, merged, in minutes from its Monday.
    package let weeks: [[TimeSegment]]
    package let quarters: QuarterMap
}
