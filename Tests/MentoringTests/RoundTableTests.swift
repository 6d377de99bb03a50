import Core
import Testing

@testable import Mentoring

@Suite("What can happen to a round")
struct RoundTableTests {
    @Test func whatIsNotInTheTableIsRefused() {
        var allowed = 0
        for state in RoundState.allCases {
            for event in RoundEvent.allCases {
                for actor in RoundActor.allCases {
                    let rule = try? RoundRule.rule(for: event, from: state, by: actor)
                    if rule != nil { allowed += 1 }
                    let isListed = RoundRule.table.contains {
                        $0.from == state && $0.event == event && $0.actors.contains(actor)
                    }
                    #expect((rule != nil) == isListed)
                }
            }
        }
        #expect(allowed == RoundRule.table.reduce(0) { $0 + $1.actors.count })
    }

    @Test func whatHasEndedStaysSoAndEachStateIsReached() {
        #expect(!RoundRule.table.contains { $0.from.isEnded })
        let reached = Set(RoundRule.table.map(\.to)).union([.draft])
        #expect(reached == Set(RoundState.allCases))
        // Nobody publishes what staff has not looked at.
        let publishing = RoundRule.table.filter { $0.event == .publish }
        #expect(publishing.count == 1 && publishing[0].actors == [.staff])
        #expect(RoundRule.table.filter { $0.event == .match }.allSatisfy { $0.actors == [.program] })
    }

    @Test func aDayThatHasPassedCounts() {
        let day = CivilDay(year: 2026, month: 12, day: 5)
        var round = Round(
            id: RoundID(trusted: "r"), name: "R", track: .career, state: .joining, joinsUntil: day,
            ranksUntil: day.adding(7), listLength: 30, createdAt: Timestamp(milliseconds: 0),
            updatedAt: Timestamp(milliseconds: 0), version: 1)
        #expect(round.takesMembers(on: day) && !round.takesMembers(on: day.adding(1)))
        #expect(!round.takesRankings(on: day) && round.letsGo(on: day))
        round.state = .ranking
        #expect(round.takesRankings(on: day.adding(7)) && !round.takesRankings(on: day.adding(8)))
        #expect(!round.takesMembers(on: day) && !round.letsGo(on: day.adding(8)))
        round.state = .frozen
        #expect(!round.letsGo(on: day) && !round.takesRankings(on: day))
    }

    @Test func namesOfAnInstanceAreNotThoseOfAccounts() {
        let (one, other) = (RoundNames(salt: "a"), RoundNames(salt: "b"))
        #expect(one.name(of: "x") == one.name(of: "x") && one.name(of: "x") != other.name(of: "x"))
        #expect(one.name(of: "x").count == 16 && one.name(of: "x") != one.name(of: "y"))
    }
}
