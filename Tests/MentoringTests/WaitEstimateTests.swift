import Core
import Mentoring
import Testing

@Suite("How long others waited")
struct WaitEstimateTests {
    private static func estimate(_ days: [Int64]) -> [Int]? {
        WaitEstimate(days.map { Span.days($0) }).map { [$0.medianDays, $0.mostDays] }
    }

    @Test func itIsTheMedianAndTheEightyPercentPoint() {
        #expect(Self.estimate([]) == nil)
        #expect(Self.estimate([3, 1, 2, 9]) == nil)
        #expect(Self.estimate([5, 1, 4, 2, 3]) == [3, 4])
        // Between two it is their mean, in days that have begun.
        #expect(Self.estimate([1, 2, 3, 4, 5, 6]) == [4, 5])
        #expect(Self.estimate((1...20).map { $0 }) == [11, 16])
        #expect(Self.estimate([0, 0, 0, 0, 0]) == [1, 1])
    }
}
