import Core
import Matching
import Storage
import TestSupport
import Testing

@testable import Mentoring

@Suite("What was done before weighs in a matching")
struct MatchHistoryTests {
    /// Noon of the day from which is counted back.
    private static let now = Timestamp(
        milliseconds: CivilDay(year: 2026, month: 11, day: 21).start.milliseconds + 43_200_000)
    private static let day = CivilDay(now)

    /// A request of `mentee` to `mentor`, asked so long ago; what became of it, and after how many hours.
    private struct Asked {
        var daysAgo: Int64
        var outcome: String?
        var hours: Int64 = 1
        var askedMoreAfter: Int64?
        var state = "declined"
        var owes: String?
        var ending: String?
    }

    private static func play(
        _ body: @escaping @Sendable (TestApp, _ mentor: MemberID, _ mentee: MemberID) async throws -> Void
    ) async throws {
        try await TestApp.run(tampering: true) { app in
            let (mentor, mentee) = (try await app.member("mentor"), try await app.member("mentee"))
            try await body(app, mentor.id, mentee.id)
        }
    }

    @discardableResult
    private static func add(
        _ asked: Asked, _ mentor: MemberID, _ mentee: MemberID, to app: TestApp
    ) async throws -> MentorshipID {
        let id: MentorshipID = app.services.ids.next(at: now)
        let at = now.advanced(by: .days(-asked.daysAgo))
        let decided = at.advanced(by: .hours(asked.hours))
        try await app.services.store.write { transaction in
            _ = try transaction.execute(
                """
                INSERT INTO mentorship (id, mentor_id, mentee_id, track, state, goal, background, question, weeks,
                    requested_at, asked_more_at, outcome, outcome_at, owes, ending, ended_at, updated_at)
                VALUES (\(id), \(mentor), \(mentee), 'career', \(asked.state), 'G', 'B', 'Q', 12, \(at),
                    \(asked.askedMoreAfter.map { at.advanced(by: .hours($0)) }), \(asked.outcome),
                    \(asked.outcome == nil ? nil : decided), \(asked.owes), \(asked.ending), \(decided), \(decided))
                """)
        }
        return id
    }

    private static func answering(
        of mentor: MemberID, in app: TestApp
    ) async throws -> (share: ShrunkShare, typicalHours: Int?)? {
        try await app.services.store.read {
            try MatchHistory.answering(of: [mentor.text], on: day, in: $0)[mentor.text]
        }
    }

    @Test func requestsAnsweredInTimeLiftAMentorAndOthersDoNot() async throws {
        try await Self.play { app, mentor, mentee in
            #expect(try await Self.answering(of: mentor, in: app) == nil)
            // What was accepted in the moment of asking was found by a round: nobody waited.
            try await Self.add(Asked(daysAgo: 0, outcome: "answered", hours: 0), mentor, mentee, to: app)
            // What was withdrawn says nothing of the mentor.
            try await Self.add(Asked(daysAgo: 0, outcome: nil, state: "cancelled"), mentor, mentee, to: app)
            #expect(try await Self.answering(of: mentor, in: app) == nil)
            for _ in 1...2 {
                try await Self.add(Asked(daysAgo: 0, outcome: "answered", hours: 5), mentor, mentee, to: app)
            }
            let two = try #require(try await Self.answering(of: mentor, in: app))
            #expect(two.share.thousandths() == 750 && two.typicalHours == nil)
            // Asking for more is an answer; three days and an hour are too long.
            let late = Asked(daysAgo: 0, outcome: "answered", hours: 73, askedMoreAfter: 70)
            try await Self.add(late, mentor, mentee, to: app)
            let three = try #require(try await Self.answering(of: mentor, in: app))
            #expect(three.share.thousandths() == 769 && three.typicalHours == 5)
            try await Self.add(Asked(daysAgo: 0, outcome: "answered", hours: 73), mentor, mentee, to: app)
            try await Self.add(Asked(daysAgo: 0, outcome: "expired", hours: 168), mentor, mentee, to: app)
            let five = try #require(try await Self.answering(of: mentor, in: app))
            #expect(five.share.thousandths() == 667 && five.typicalHours == 5)
        }
    }

    @Test func whatWasLongAgoWeighsHalf() async throws {
        try await Self.play { app, mentor, mentee in
            try await Self.add(Asked(daysAgo: 90, outcome: "answered"), mentor, mentee, to: app)
            let half = try #require(try await Self.answering(of: mentor, in: app)).share
            #expect(half == ShrunkShare(good: 500_000, all: 500_000))
        }
    }

    @Test func whatIsUsualIsReckonedOnceAMonthFromEnough() async throws {
        try await Self.play { app, mentor, mentee in
            func usual(_ day: CivilDay) async throws -> Int {
                try await app.services.store.read { try MatchHistory.usualAnswers(on: day, in: $0) }
            }
            for number in 0..<49 {
                let outcome = number % 2 == 0 ? "answered" : "expired"
                try await Self.add(Asked(daysAgo: 30, outcome: outcome), mentor, mentee, to: app)
            }
            #expect(try await usual(Self.day) == ShrunkShare.usual)
            try await Self.add(Asked(daysAgo: 30, outcome: "expired"), mentor, mentee, to: app)
            #expect(try await usual(Self.day) == 500_000)
            // Of this month, and so not yet.
            for _ in 1...50 { try await Self.add(Asked(daysAgo: 2, outcome: "answered"), mentor, mentee, to: app) }
            #expect(try await usual(Self.day) == 500_000)
            #expect(try await usual(CivilDay(year: 2026, month: 12, day: 1)) == 750_000)
        }
    }

    @Test func menteesAreKnownByWhatTheyKept() async throws {
        try await Self.play { app, mentor, mentee in
            func share() async throws -> ShrunkShare? {
                try await app.services.store.read {
                    try MatchHistory.reliability(of: [mentee.text], on: Self.day, in: $0)[mentee.text]
                }
            }
            #expect(try await share() == nil)
            let done = Asked(daysAgo: 0, outcome: nil, state: "completed", ending: "term")
            let id = try await Self.add(done, mentor, mentee, to: app)
            for (state, struck) in [("held", nil), ("no_show", "mentee"), ("no_show", "mentor"), ("confirmed", nil)] {
                try await app.services.store.write { transaction in
                    let meeting: MeetingID = app.services.ids.next(at: Self.now)
                    _ = try transaction.execute(
                        """
                        INSERT INTO meeting (id, mentorship_id, state, starts_at, minutes, zone, place, proposed_by,
                            struck, created_at, updated_at)
                        VALUES (\(meeting), \(id), \(state), \(Self.now), 30, 'UTC', '', 'mentor', \(struck), 1, 1)
                        """)
                }
            }
            // Completed, held, and missed by the mentee; what the mentor missed is not the mentee's.
            #expect(try await share() == ShrunkShare(good: 2_000_000, all: 3_000_000))
            for owes in ["mentee", "mentor"] {
                let silent = Asked(daysAgo: 0, outcome: nil, state: "cancelled", owes: owes, ending: "timed_out")
                try await Self.add(silent, mentor, mentee, to: app)
            }
            #expect(try await share() == ShrunkShare(good: 2_000_000, all: 4_000_000))
        }
    }

    @Test func threeThingsMakeAMenteeReady() {
        var content = MenteeContent()
        func count() -> Int {
            MenteeSource(
                id: "m", content: content, isAdult: true, hours: Availability(), rules: PrivateRules(), past: [:]
            ).preparations
        }
        #expect(count() == 0)
        content.goal = "A first job"
        #expect(count() == 1)
        (content.skills, content.pathways) = (["swift"], ["de-eu-blue-card"])
        #expect(count() == 1)
        content.isAsyncOnly = true
        #expect(count() == 2)
        content.isOriented = true
        #expect(count() == 3)
    }
}
