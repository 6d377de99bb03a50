import Foundation

/// The offsets of a time zone over a span, in minutes: what turns wall times into instants without a calendar.
package struct ZoneTransitions: Sendable, Equatable {
    /// When each offset begins; the first holds for all time before, too.
    let starts: [Int]
    let offsets: [Int]

    /// The instant of a wall time in minutes since 1970 as a clock on the wall counts them. Of two the first; a time
    /// that the clocks skip becomes the moment of the skip.
    package func instant(ofWall minute: Int) -> Int {
        for place in offsets.indices.dropLast() where minute - offsets[place] < starts[place + 1] {
            return max(minute - offsets[place], place == 0 ? .min : starts[place])
        }
        let last = offsets.count - 1
        return max(minute - offsets[last], last == 0 ? .min : starts[last])
    }

    /// Minutes that the wall clock is ahead of UTC.
    package func offset(at instant: Int) -> Int {
        offsets[starts.lastIndex { $0 <= instant } ?? 0]
    }
}

/// The transitions of all zones that are met, each looked up once, over a few weeks.
package struct ZoneBook: Sendable {
    private let span: ClosedRange<Int>
    private var zones: [String: ZoneTransitions] = [:]

    /// For the weeks given and some days around them.
    package init(covering weeks: [ReferenceWeek]) {
        let (first, last) = (weeks.map(\.start).min() ?? 0, weeks.map(\.end).max() ?? 0)
        span = first - 4 * 1440...last + 4 * 1440
    }

    package subscript(_ identifier: String) -> ZoneTransitions? { zones[identifier] }

    /// Looks a zone up, once; `nil` for one that is not known.
    @discardableResult package mutating func look(up identifier: String) -> ZoneTransitions? {
        if let known = zones[identifier] { return known }
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        let found = Self.transitions(of: zone, in: span)
        zones[identifier] = found
        return found
    }

    /// Offsets are asked for every six hours and changes searched by halves: the zone's own search for the next
    /// transition differs between systems, and knows only of summer time.
    private static func transitions(of zone: TimeZone, in span: ClosedRange<Int>) -> ZoneTransitions {
        func offset(_ minute: Int) -> Int {
            zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute) * 60)) / 60
        }
        var (starts, offsets) = ([span.lowerBound], [offset(span.lowerBound)])
        var before = span.lowerBound
        while before < span.upperBound {
            let after = min(before + 360, span.upperBound)
            let old = offsets[offsets.count - 1]
            if offset(after) != old {
                var (low, high) = (before, after)
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if offset(middle) == old { low = middle } else { high = middle }
                }
                starts.append(high)
                offsets.append(offset(high))
                before = high
            } else {
                before = after
            }
        }
        return ZoneTransitions(starts: starts, offsets: offsets)
    }
}
