import Foundation

/// A share of few events, drawn towards what is usual: `(10 x usual + good) / (10 + all)`. Events lose half their weight
/// in 90 days. Millionths throughout, so that every platform reckons alike.
package struct ShrunkShare: Sendable, Hashable {
    /// Millionths of events that went well.
    package let good: Int
    /// Millionths of events.
    package let all: Int

    package static let unit = 1_000_000
    /// How many events of the usual kind everybody begins with.
    static let weight = 10
    /// What is usual: seven of ten.
    package static let usual = 700_000

    package init(good: Int = 0, all: Int = 0) {
        self.all = max(0, all)
        self.good = min(max(0, good), self.all)
    }

    /// Of events by their age on the snapshot's day.
    package init(_ events: [(daysAgo: Int, isGood: Bool)]) {
        let weighed = events.map { event in
            (Int((pow(0.5, Double(max(0, event.daysAgo)) / 90) * Double(Self.unit)).rounded()), event.isGood)
        }
        self.init(
            good: weighed.reduce(0) { $0 + ($1.1 ? $1.0 : 0) }, all: weighed.reduce(0) { $0 + $1.0 })
    }

    /// The share in thousandths, rounded half up once.
    /// - Parameter usual: what is usual, in millionths: the platform's mean, reckoned anew each month.
    package func thousandths(usual: Int = usual) -> Int {
        let (part, whole) = (Self.weight * usual + good, Self.weight * Self.unit + all)
        return (2000 * part + whole) / (2 * whole)
    }
}
