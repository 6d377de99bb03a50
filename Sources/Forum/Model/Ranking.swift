import Core
import Foundation

/// The numbers that lists and threads are ordered by, stored so that an index serves them (community.md).
enum Ranking {
    /// Hot: log10(max(|score|, 1)) × sign + created / 79,200 s; stored as round(10^6 × value).
    static func hot(score: Int, createdAt: Timestamp) -> Int64 {
        let magnitude = log10(Double(max(abs(score), 1))) * Double(score.signum())
        let age = Double(createdAt.milliseconds) / 1000 / 79_200
        return Int64(((magnitude + age) * 1_000_000).rounded())
    }

    /// Lower bound of Wilson's score interval for the share of votes up, with z = 1.2816 (80 % two-sided):
    /// E. B. Wilson 1927. 0 without votes.
    static func wilson(up: Int, down: Int) -> Double {
        let n = Double(up + down)
        guard n > 0 else { return 0 }
        let z = 1.2816
        let share = Double(up) / n
        let centre = share + z * z / (2 * n)
        let margin = z * ((share * (1 - share) + z * z / (4 * n)) / n).squareRoot()
        return max(0, (centre - margin) / (1 + z * z / n))
    }

    /// Ascending place in a thread: the opening post, the accepted answer, then in questions the answers by worth
    /// and, among equals, by time; in discussions and guides by time alone.
    static func place(
        kind: ForumThread.Kind, isOpening: Bool, isAccepted: Bool, up: Int, down: Int, createdAt: Timestamp
    ) -> Int64 {
        if isOpening { return Int64.min }
        if isAccepted { return -1 }
        guard kind == .question else { return createdAt.milliseconds }
        let lack = Int64(((1 - wilson(up: up, down: down)) * 1_000_000).rounded())
        // 41 bits hold the milliseconds until 2039; beyond that worth and time merely blend a little.
        return (lack << 41) + createdAt.milliseconds
    }
}
