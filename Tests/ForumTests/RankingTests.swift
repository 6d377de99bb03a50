import Core
import TestSupport
import Testing

@testable import Forum

@Suite("Hot rank: votes by the power of ten, and a day's youth for each")
struct HotRankTests {
    private static func hot(_ score: Int, seconds: Int64) -> Int64 {
        Ranking.hot(score: score, createdAt: Timestamp(milliseconds: seconds * 1000))
    }

    /// log10(max(|score|, 1)) × sign + seconds / 79,200, times a million, worked out by hand.
    @Test(arguments: [
        (0, 0, 0), (1, 0, 0), (-1, 0, 0),
        (10, 0, 1_000_000), (-10, 0, -1_000_000),
        (2, 0, 301_030), (100, 79_200, 3_000_000), (0, 39_600, 500_000), (-1000, 79_200, -2_000_000),
        // 79,200 × 22,667 = 1,795,226,400; 25,200 s are left, which is 7/22.
        (0, 1_795_251_600, 22_667_318_182),
    ])
    func hotRankIsTheValueWorkedOutByHand(score: Int, seconds: Int64, expected: Int64) {
        #expect(Self.hot(score, seconds: seconds) == expected)
    }

    @Test func tenVotesWeighAsMuchAsTwentyTwoHours() {
        #expect(Self.hot(10, seconds: 0) == Self.hot(1, seconds: 22 * 3600))
        #expect(Self.hot(100, seconds: 0) == Self.hot(10, seconds: 22 * 3600))
    }
}

@Suite("Worth of an answer: Wilson's lower bound with z = 1.2816")
struct WilsonTests {
    @Test func withoutVotesItIsNothing() { #expect(Ranking.wilson(up: 0, down: 0) == 0) }

    @Test func withVotesDownAloneItIsNothing() { #expect(abs(Ranking.wilson(up: 0, down: 3)) < 1e-9) }

    /// With votes up alone the formula shortens to n / (n + z²), z² = 1.64249856.
    @Test(arguments: [
        (1, 0, 0.378430), (2, 0, 0.549074), (10, 0, 0.858922),
        (1, 1, 0.164245), (9, 1, 0.717547), (100, 10, 0.867687), (3, 9, 0.126867),
    ])
    func worthIsTheValueWorkedOutByHand(up: Int, down: Int, expected: Double) {
        #expect(abs(Ranking.wilson(up: up, down: down) - expected) < 0.000_001)
    }

    @Test func manyGoodVotesBeatOnePerfectVote() {
        #expect(Ranking.wilson(up: 9, down: 1) > Ranking.wilson(up: 1, down: 0))
        #expect(Ranking.wilson(up: 1, down: 0) > Ranking.wilson(up: 1, down: 1))
    }
}

@Suite("Places in a thread: opening, accepted, worth, time")
struct PlaceTests {
    private static let now = Timestamp(milliseconds: 1_795_251_600_000)

    private static func place(
        _ kind: ForumThread.Kind = .question, opening: Bool = false, accepted: Bool = false, up: Int = 0,
        down: Int = 0, after: Int64 = 0
    ) -> Int64 {
        Ranking.place(
            kind: kind, isOpening: opening, isAccepted: accepted, up: up, down: down,
            createdAt: now.advanced(by: .seconds(after)))
    }

    @Test(arguments: ForumThread.Kind.allCases)
    func theOpeningPostComesFirstAndTheAcceptedAnswerNext(kind: ForumThread.Kind) {
        let opening = Self.place(kind, opening: true, down: 50, after: 9000)
        let accepted = Self.place(kind, accepted: true, down: 50, after: 9000)
        let best = Self.place(kind, up: 1_000_000)
        #expect(opening < accepted)
        #expect(accepted < best)
        #expect(opening == .min)
    }

    @Test func inQuestionsWorthComesBeforeTime() {
        #expect(Self.place(up: 1, after: 86_400 * 365) < Self.place())
        #expect(Self.place(up: 9, down: 1, after: 60) < Self.place(up: 1))
    }

    @Test func amongEqualsTheEarlierComesFirst() {
        #expect(Self.place(up: 3, down: 1) < Self.place(up: 3, down: 1, after: 1))
        #expect(Self.place() < Self.place(after: 1))
    }

    @Test(arguments: [ForumThread.Kind.discussion, .guide])
    func inDiscussionsAndGuidesTimeAloneCounts(kind: ForumThread.Kind) {
        #expect(Self.place(kind, down: 9) == Self.place(kind, up: 9))
        #expect(Self.place(kind, down: 9) < Self.place(kind, up: 9, after: 1))
    }

    /// 1 − 0.378430 is 621,570 millionths, moved over 41 bits of time.
    @Test func placesAreTheValuesWorkedOutByHand() {
        #expect(Self.place() == 1_000_000 * 2_199_023_255_552 + 1_795_251_600_000)
        #expect(Self.place(up: 1) == 621_570 * 2_199_023_255_552 + 1_795_251_600_000)
        #expect(Self.place(.guide) == 1_795_251_600_000)
    }

    @Test(arguments: [7, 8, 9] as [UInt64])
    func oneMoreVoteUpNeverSinksAnAnswerAndOneMoreDownNeverLiftsIt(seed: UInt64) {
        var numbers = Seeded(seed)
        for _ in 0..<2000 {
            let most = numbers.pick([3, 20, 400, 20_000])
            let up = numbers.below(most)
            let down = numbers.below(most)
            let place = Self.place(up: up, down: down)
            #expect(Self.place(up: up + 1, down: down) <= place, "seed \(seed): \(up) up, \(down) down")
            #expect(Self.place(up: up, down: down + 1) >= place, "seed \(seed): \(up) up, \(down) down")
        }
    }
}
