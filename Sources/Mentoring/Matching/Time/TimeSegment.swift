/// Minutes from `start` up to `end`.
package struct TimeSegment: Sendable, Hashable {
    package let start: Int
    package let end: Int

    package init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    package var minutes: Int { end - start }

    /// In order, without empty ones; what overlaps or touches is one.
    package static func merged(_ segments: [TimeSegment]) -> [TimeSegment] {
        var out: [TimeSegment] = []
        for next in segments.filter({ $0.end > $0.start }).sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            if let last = out.last, next.start <= last.end {
                out[out.count - 1] = TimeSegment(last.start, max(last.end, next.end))
            } else {
                out.append(next)
            }
        }
        return out
    }

    /// What is left of it without segments that are merged.
    func without(_ taken: [TimeSegment]) -> [TimeSegment] {
        var (left, begin): ([TimeSegment], Int) = ([], start)
        for other in taken where other.end > begin && other.start < end {
            if other.start > begin { left.append(TimeSegment(begin, other.start)) }
            begin = max(begin, other.end)
        }
        if begin < end { left.append(TimeSegment(begin, end)) }
        return left
    }

    /// The part in a week, counted from its Monday.
    func within(_ week: ReferenceWeek) -> TimeSegment? {
        let part = TimeSegment(max(start, week.start) - week.start, min(end, week.end) - week.start)
        return part.end > part.start ? part : nil
    }

    /// What two sides have in common, each merged.
    package static func common(_ a: some RandomAccessCollection<TimeSegment>, _ b: [TimeSegment]) -> [TimeSegment] {
        var out: [TimeSegment] = []
        WeekOverlap.each(a, b) { out.append(TimeSegment($0, $1)) }
        return out
    }
}

/// What two members have in common in one week.
package struct WeekOverlap: Sendable, Equatable {
    package var minutes: Int
    /// Meetings of 30 minutes that fit: each stretch is counted by itself.
    package var slots: Int

    package static let slotMinutes = 30

    /// Of two sides whose segments are merged.
    package init(_ a: some RandomAccessCollection<TimeSegment>, _ b: some RandomAccessCollection<TimeSegment>) {
        var (minutes, slots) = (0, 0)
        Self.each(a, b) { start, end in
            minutes += end - start
            slots += (end - start) / Self.slotMinutes
        }
        (self.minutes, self.slots) = (minutes, slots)
    }

    @inline(__always) static func each(
        _ a: some RandomAccessCollection<TimeSegment>, _ b: some RandomAccessCollection<TimeSegment>,
        _ body: (Int, Int) -> Void
    ) {
        var (i, j) = (a.startIndex, b.startIndex)
        while i < a.endIndex, j < b.endIndex {
            let (x, y) = (a[i], b[j])
            let (start, end) = (max(x.start, y.start), min(x.end, y.end))
            if start < end { body(start, end) }
            if x.end < y.end { a.formIndex(after: &i) } else { b.formIndex(after: &j) }
        }
    }
}
