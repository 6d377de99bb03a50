/// The quarter hours of a week that a member has at least part of: 672 bits.
///
/// As parts count as wholes, the common bits of two members are never fewer than their common time: who has too few
/// can be left out without looking closer, and nobody is left out wrongly.
package struct QuarterMap: Sendable, Equatable {
    package static let words = 11

    package private(set) var bits = [UInt64](repeating: 0, count: words)

    /// Of segments of several weeks, one upon the other: the bound then holds for each of them.
    package init(_ weeks: [[TimeSegment]]) {
        for segment in weeks.joined() {
            for quarter in segment.start / 15..<(segment.end + 14) / 15 { bits[quarter / 64] |= 1 << (quarter % 64) }
        }
    }

    /// Quarter hours in common.
    package func common(_ other: QuarterMap) -> Int {
        var count = 0
        for place in bits.indices { count += (bits[place] & other.bits[place]).nonzeroBitCount }
        return count
    }
}
