import Core
import Foundation
import Storage
import Testing

@testable import Sync
@testable import SyncProtocol

/// Streams of a site, heard without a network.
private struct Listening {
    let site: SyncSite
    var now = ContinuousClock.now

    init(_ site: SyncSite) {
        self.site = site
        site.store.commits.gather()
    }

    func open(_ member: Principal.Member, group: String? = nil, heard: Int64? = nil) async throws -> Int {
        let request = StreamRequest(group: group, lastEventID: heard)
        let prepared = try await site.service.prepareStream(request, as: .member(member))
        return try await site.service.openStream(prepared).id
    }

    /// A round after some time; what it tells a stream.
    mutating func round(after pause: Duration = .seconds(1)) async throws {
        now += pause
        try await site.service.speakOnce(at: now)
    }

    func heard(_ stream: Int) -> [LiveEvent] { site.service.live.take(stream, at: now).events }

    func sequence() async throws -> Int64 { try await site.number("SELECT sequence FROM change_counter") }
}

@Suite("Event streams")
struct LiveTests {
    @Test func aCommitIsToldToThoseWhoMaySeeItAndToNobodyElse() async throws {
        let site = try await SyncSite()
        let (ali, zoe) = (try await site.member("ali"), try await site.member("zoe"))
        try await site.subscribe(ali, "s:a")
        var line = Listening(site)
        let (his, hers) = (try await line.open(ali), try await line.open(zoe))
        try await site.write(["n1"], "for all", in: "pub")
        try await line.round()
        let first = try await line.sequence()
        #expect(line.heard(his) == [.poke(first)] && line.heard(hers) == [.poke(first)])
        try await site.write(["n2"], "for him", in: "s:a")
        try await line.round()
        #expect(line.heard(his) == [.poke(try await line.sequence())])
        #expect(line.heard(hers) == [])
        // A row that changed where it is shown: nobody named the scope.
        try await site.execute("UPDATE note SET body = 'other' WHERE id = 'n2'")
        try await site.store.write { $0.touch(.changes(entity: "note", id: "n2")) }
        try await line.round()
        #expect(line.heard(his).count == 1 && line.heard(hers) == [])
        try await line.round()
        #expect(line.heard(his) == [], "nothing is told twice")
    }

    @Test func whoLostAScopeIsToldOnceAndThenNothingOfIt() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        try await site.subscribe(ali, "s:a")
        var line = Listening(site)
        let his = try await line.open(ali)
        try await site.forbid(ali, "s:a")
        try await site.write(["n1"], "secret", in: "s:a")
        try await line.round()
        #expect(line.heard(his) == [.revoke])
        try await site.write(["n2"], "secret", in: "s:a")
        try await line.round()
        #expect(line.heard(his) == [])
        try await site.allow(ali, "s:a")
        try await site.write(["n3"], "again", in: "s:a")
        try await line.round()
        #expect(line.heard(his) == [.poke(try await line.sequence())])
    }

    @Test func aSubscriptionIsHeardFromTheNextRoundOn() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        try await site.allow(ali, "s:a")
        var line = Listening(site)
        let his = try await line.open(ali)
        try await site.write(["n1"], "early", in: "s:a")
        try await line.round()
        #expect(line.heard(his) == [])
        try await site.subscribe(ali, "s:a")
        try await line.round()
        #expect(line.heard(his).count == 1)
        try await site.write(["n2"], "late", in: "s:a")
        try await line.round()
        #expect(line.heard(his).count == 1)
    }

    @Test func pokesAreAQuarterOfASecondApartAndTheLastIsNotLost() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        var line = Listening(site)
        let his = try await line.open(ali)
        var last: Int64 = 0
        for number in 0..<4 {
            try await site.write(["n\(number)"], "text", in: "pub")
            try await line.round(after: .milliseconds(50))
            if number == 0 { #expect(line.heard(his).count == 1) } else { #expect(line.heard(his) == []) }
            last = try await line.sequence()
        }
        try await line.round(after: .milliseconds(250))
        #expect(line.heard(his) == [.poke(last)])
    }

    @Test func aSlowClientHasOnePokeInStoreHoweverManyCommits() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        var line = Listening(site)
        let his = try await line.open(ali)
        for number in 0..<20 {
            try await site.write(["n\(number)"], "text", in: "pub")
            try await line.round()
        }
        #expect(line.heard(his) == [.poke(try await line.sequence())])
    }

    @Test func twentySecondsOfSilenceAreBrokenByAComment() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        var line = Listening(site)
        let his = try await line.open(ali)
        try await line.round(after: .seconds(10))
        #expect(line.heard(his) == [])
        try await line.round(after: .seconds(60))
        #expect(line.heard(his) == [.comment])
        try await line.round(after: .seconds(1))
        #expect(line.heard(his) == [])
        #expect(String(decoding: LiveEvent.comment.bytes, as: UTF8.self) == ":\n\n")
        let poke = String(decoding: LiveEvent.poke(7).bytes, as: UTF8.self)
        #expect(poke == "event: poke\nid: 7\ndata: {\"seq\":7}\n\n")
    }

    @Test func whoMissedSomethingIsPokedAtOnce() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        try await site.write(["n1"], "text", in: "pub")
        let line = Listening(site)
        let present = try await line.sequence()
        for (heard, told) in [(0, true), (present - 1, true), (present, false), (present + 5, false)] {
            let stream = try await line.open(ali, heard: heard)
            #expect(line.heard(stream) == (told ? [.poke(present)] : []))
        }
        #expect(line.heard(try await line.open(ali)) == [])
    }

    @Test func whatIsCommittedWhileAStreamBeginsIsNotMissed() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        let line = Listening(site)
        let prepared = try await site.service.prepareStream(StreamRequest(), as: .member(ali))
        try await site.write(["n1"], "text", in: "pub")
        let stream = try await site.service.openStream(prepared)
        #expect(line.heard(stream.id) == [.poke(try await line.sequence())])
    }

    @Test func whatAStreamBeganWithIsNotToldToItByALateRound() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        var line = Listening(site)
        let other = try await line.open(ali)
        try await site.write(["n1"], "text", in: "pub")
        let present = try await line.sequence()
        let knowing = try await line.open(ali, heard: present)
        let behind = try await line.open(ali, heard: present - 1)
        #expect(line.heard(behind) == [.poke(present)])
        // A commit without a change, between looking and beginning, is nothing to tell either.
        let request = StreamRequest(lastEventID: present)
        let prepared = try await site.service.prepareStream(request, as: .member(ali))
        try await site.write([], "", in: "pub")
        site.store.commits.announce(.unknown)
        let idle = try await site.service.openStream(prepared).id
        try await line.round()
        #expect(line.heard(other) == [.poke(present)])
        for stream in [knowing, behind, idle] { #expect(line.heard(stream) == []) }
        try await site.write(["n2"], "text", in: "pub")
        try await line.round()
        for stream in [knowing, idle] { #expect(line.heard(stream) == [.poke(present + 1)]) }
    }

    @Test func whenNobodyKnowsWhatWasWrittenAllArePoked() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        var line = Listening(site)
        let his = try await line.open(ali)
        site.store.commits.announce(.unknown)
        try await line.round()
        #expect(line.heard(his).count == 1)
    }

    @Test func thereAreNoMoreThanTheLimitsAllow() async throws {
        let site = try await SyncSite()
        let (ali, zoe) = (try await site.member("ali"), try await site.member("zoe"))
        let streams = LiveStreams(most: 3, mostOfMember: 2)
        func open(_ member: Principal.Member) throws -> Int {
            try streams.open(LiveOpening(member: member, group: nil, scopes: ["pub"], due: DueEvents()), at: .now).id
        }
        let first = try open(ali)
        _ = try open(ali)
        #expect(throws: Problem(.tooMany, "too_many_streams", arguments: ["max": "2"], retryAfter: 30)) {
            try open(ali)
        }
        _ = try open(zoe)
        #expect(throws: Problem(.unavailable, "busy", retryAfter: 30)) { try open(zoe) }
        streams.forget(first)
        _ = try open(zoe)
        #expect(streams.count == 3)
        streams.close()
        #expect(streams.count == 0)
        #expect(throws: Problem(.unavailable, "busy", retryAfter: 1)) { try open(ali) }
    }

    @Test func closingEndsEveryBell() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        let prepared = try await site.service.prepareStream(StreamRequest(), as: .member(ali))
        var streams: [LiveStream] = []
        for _ in 0..<5 { streams.append(try await site.service.openStream(prepared)) }
        site.service.live.close()
        for stream in streams {
            var rings = 0
            for await _ in stream.bell { rings += 1 }
            #expect(rings <= 1)
        }
    }
}

@Suite("Who may go on listening")
struct LiveStandingTests {
    @Test func aStreamEndsWithItsSessionItsTokenAndItsDevice() async throws {
        let site = try await SyncSite()
        var (ali, zoe, kim) = (
            try await site.member("ali"), try await site.member("zoe"), try await site.member("kim")
        )
        ali.credential = .session(id: "ended", steppedUpAt: SyncSite.start)
        zoe.credential = .token(id: "good", scopes: [.sync])
        kim.credential = .token(id: "soon", scopes: [.sync])
        let until = ["good": SyncSite.start.advanced(by: .days(9)), "soon": SyncSite.start.advanced(by: .minutes(4))]
        let service = try await site.service(standing: { open, _, _ in
            until.filter { (open.tokens + open.sessions).contains($0.key) }
        })
        try await site.execute(
            """
            INSERT INTO sync_group (id, account_id, user_agent, created_at, last_used_at)
            VALUES ('g', \(zoe.id), '', 0, 0)
            """)
        func open(_ member: Principal.Member, group: String? = nil) async throws -> Int {
            try await service.openStream(
                try await service.prepareStream(StreamRequest(group: group), as: .member(member))
            ).id
        }
        let streams = [
            try await open(ali), try await open(zoe), try await open(zoe, group: "g"), try await open(kim),
        ]
        #expect(service.takeEvents(streams[1]).events == [.token(9 * 86_400)])
        for stream in streams { _ = service.takeEvents(stream) }
        try await service.revokeDevice("g", as: .member(zoe))
        try await LiveStanding(service: service, streams: service.live).run()
        let heard = streams.map { service.takeEvents($0) }
        #expect(heard.map(\.isOver) == [true, false, true, false])
        #expect(heard.map(\.events) == [[.revoke], [], [.revoke], [.token(240)]])
        await #expect(throws: Problem(.gone, "device_revoked")) { try await open(zoe, group: "g") }
        await #expect(throws: Problem(.forbidden, "group_owned_by_other")) { try await open(kim, group: "g") }
    }

    @Test func whoMayNotAskAnyMoreHearsNothing() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali", isSuspended: true)
        await #expect(throws: Problem(.forbidden, "account_suspended")) {
            try await site.service.prepareStream(StreamRequest(), as: .member(ali))
        }
        await #expect(throws: Problem(.signInRequired, "sign_in_required")) {
            try await site.service.prepareStream(StreamRequest(), as: .visitor)
        }
        #expect(throws: Problem(.signInRequired, "sign_in_required")) { try site.service.makeTicket(as: .visitor) }
    }

    @Test func aTicketOpensOneStreamWithinAMinute() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        func open(_ ticket: String) async throws {
            _ = try await site.service.prepareStream(StreamRequest(ticket: ticket), as: .visitor)
        }
        let invalid = Problem(.signInRequired, "token_invalid")
        let ticket = try site.service.makeTicket(as: .member(ali)).ticket
        try await open(ticket)
        await #expect(throws: invalid) { try await open(ticket) }
        // Another node has the same keys and the same database.
        let other = try await site.service()
        let second = try site.service.makeTicket(as: .member(ali)).ticket
        _ = try await other.prepareStream(StreamRequest(ticket: second), as: .visitor)
        await #expect(throws: invalid) { try await open(second) }
        let late = try site.service.makeTicket(as: .member(ali)).ticket
        site.clock.advance(.seconds(60))
        await #expect(throws: invalid) { try await open(late) }
        let good = try site.service.makeTicket(as: .member(ali)).ticket
        for broken in ["", "x", String(good.dropLast()), "A" + good.dropFirst(), good + "AA"] where broken != good {
            await #expect(throws: invalid, "\(broken)") { try await open(broken) }
        }
        #expect(try await site.number("SELECT count(*) FROM submitted_form") == 2)
    }

    @Test func aTicketIsWorthNoMoreThanTheOneWhoMadeIt() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        let service = try await site.service(present: { _, _, _ in nil })
        let ticket = try service.makeTicket(as: .member(ali)).ticket
        await #expect(throws: Problem(.signInRequired, "sign_in_required")) {
            try await service.prepareStream(StreamRequest(ticket: ticket), as: .visitor)
        }
    }
}
