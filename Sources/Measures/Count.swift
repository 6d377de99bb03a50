import Synchronization

/// A number that many threads change at once and that is read now and then.
package final class Count: Sendable {
    private let value = Atomic(0)

    package init() {}

    package var now: Int { value.load(ordering: .relaxed) }
    package func add(_ amount: Int = 1) { value.add(amount, ordering: .relaxed) }
}

/// How many of the values seen lay at or below each of some bounds, and their sum.
package final class Histogram: Sendable {
    package let bounds: [Double]
    private let buckets: [Count]
    /// In millionths, so that whole numbers add up.
    private let millionths = Count()

    /// - Parameter bounds: rising; values beyond the last are counted too.
    package init(_ bounds: [Double]) {
        self.bounds = bounds
        buckets = (0...bounds.count).map { _ in Count() }
    }

    /// For times, in seconds: a cached page to a whole replica.
    package static func seconds() -> Histogram {
        Histogram([0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30])
    }

    package func record(_ value: Double) {
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        buckets[bucket].add()
        millionths.add(Int(value * 1_000_000))
    }

    package func record(_ time: Duration) {
        record(Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18)
    }

    package var sum: Double { Double(millionths.now) / 1_000_000 }

    /// For each bound, and last without one, how many values lay at or below it.
    package var cumulative: [Int] {
        var total = 0
        return buckets.map { bucket in
            total += bucket.now
            return total
        }
    }
}
