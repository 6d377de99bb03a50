import Synchronization

/// The first halves of ids, each greater than the one before even within a millisecond and when the clock goes back a
/// little (RFC 9562, section 6.2, method 1).
package final class IdentifierSeries: Sendable {
    /// A clock that goes back further was wrong before: to follow the ids that it gave would never end.
    static let patience: Int64 = 24 * 3_600_000

    private let last = Mutex<(time: Int64, count: UInt64)>((0, 0))

    package init() {}

    package func next(at now: Timestamp) -> UInt64 {
        let wanted = max(0, now.milliseconds)
        return last.withLock { last in
            if wanted > last.time || wanted < last.time - Self.patience {
                // Room to count on, and hard to guess.
                last = (wanted, UInt64.random(in: 0..<0x800))
            } else if last.count < 0xFFF {
                last.count += 1
            } else {
                last = (last.time + 1, 0)
            }
            return UInt64(last.time) << 16 | 0x7000 | last.count
        }
    }
}
