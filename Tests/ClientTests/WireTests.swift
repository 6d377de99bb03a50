import Foundation
import TestSupport
import Testing

@testable import KarwanClient

/// Streams of events, pauses, ids, and the bell.
@Suite struct WireTests {
    @Test func eventsAreTakenApartWhereverTheBytesAreCut() {
        var dice = Seeded()
        let text = """
            : here\r\nretry: 1500\r\n\r\nevent: poke\r\nid: 41\r\ndata: {"seq":41}\r\n\r\nevent:revoke\ndata: a\ndata: b\n\n: x\n\
            data\n\nid: 42\n\nevent: lost\ndata: never ended
            """
        for _ in 0..<50 {
            var parser = EventParser()
            var events: [EventParser.Event] = []
            var rest = Array(text.utf8)
            while !rest.isEmpty {
                let count = dice.below(rest.count) + 1
                events += parser.feed(rest.prefix(count))
                rest.removeFirst(count)
            }
            let names = events.map { "\($0.name)=\($0.data)" }
            #expect(names == ["poke={\"seq\":41}", "revoke=a\nb", "message="], "\(dice)")
            #expect(parser.lastID == "42" && parser.retry == 1_500)
        }
    }

    @Test func pausesGrowToALimitAndHaveFullJitter() {
        var dice = Seeded()
        let backoff = Backoff(pauses: .seconds(1) ... .seconds(300))
        for failures in 1...40 {
            let longest = min(300.0, pow(2, Double(failures - 1)))
            let pauses = (0..<50).map { _ in backoff.pause(failures: failures, using: &dice) }
            let isInside = pauses.allSatisfy { $0 >= .zero && $0 <= .seconds(longest) }
            #expect(isInside, "\(dice)")
            #expect(Set(pauses).count > 40, "\(dice)")
        }
        let asked = backoff.pause(failures: 1, atLeast: .seconds(17), using: &dice)
        #expect(asked >= .seconds(17) && asked <= .seconds(18))
    }

    @Test func idsAreUUIDsOfVersionSevenAndSortByTime() {
        let early = NewID.make(at: Date(timeIntervalSince1970: 1_700_000_000))
        let late = NewID.make(at: Date(timeIntervalSince1970: 1_700_000_001))
        #expect(early < late)
        #expect(early.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(Set((0..<1_000).map { _ in NewID.make() }).count == 1_000)
    }

    @Test func aRingIsHeardBeforeDuringAndAfterSleep() async {
        let bell = Bell()
        bell.ring()
        await bell.wait(atMost: .seconds(3600))
        let sleeper = Task { await bell.wait(atMost: .seconds(3600)) }
        await Task.yield()
        bell.ring()
        await sleeper.value
        await bell.wait(atMost: .zero)
        let cancelled = Task { await bell.wait(atMost: .seconds(3600)) }
        cancelled.cancel()
        await cancelled.value
    }
}
