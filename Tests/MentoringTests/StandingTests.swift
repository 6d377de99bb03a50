import Core
import Mentoring
import Testing

@Suite("How a mentor stands")
struct StandingTests {
    private func standing(
        isAccepting: Bool = true, isPaused: Bool = false, verification: Int = 1, isAdult: Bool = true,
        isGood: Bool = true
    ) -> MentorStanding {
        MentorStanding(
            id: MemberID(trusted: "m"), capacity: 2, isAccepting: isAccepting, isPaused: isPaused,
            verification: verification, weeklyRequests: 5, isAdult: isAdult, isGood: isGood)
    }

    @Test("Requests reach only who accepts, is verified, is of age and takes part")
    func takesRequests() {
        #expect(standing().takesRequests)
        #expect(!standing(isAccepting: false).takesRequests)
        #expect(!standing(isPaused: true).takesRequests)
        #expect(!standing(verification: 0).takesRequests)
        #expect(!standing(isAdult: false).takesRequests)
        #expect(!standing(isGood: false).takesRequests)
    }
}
