import Core
import Storage
import Testing

@testable import Sync
@testable import SyncProtocol

@Suite struct RetentionTests {
    @Test func aCursorAboveTheFloorGetsItsDeltaAndOneBelowAReset() async throws {
        let site = try await SyncSite()
        var early = Replica(site.service, try await site.member("ali"))
        var late = Replica(site.service, try await site.member("zoe"))
        try await site.write(["1", "2", "3"], "text", in: "pub")
        try await early.pullAll()
        try await site.leave("1", "pub")
        site.clock.advance(.days(91))
        try await site.write(["3"], "edited", in: "pub")
        try await late.pullAll()
        try await site.leave("2", "pub")
        try await site.service.expire()
        #expect(try await site.number("SELECT count(*) FROM change_index_entry WHERE state = 0") == 1)
        #expect(try await early.pull().ext?.reset?.reason == .cursorExpired)
        #expect(early.notes == ["3": "edited"])
        #expect(try await late.pull().ext == nil)
        #expect(late.dels == ["note/2"] && late.notes == ["3": "edited"])
    }

    @Test func aDeviceThatPullsDailyIsNeverReset() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.write(["1"], "text", in: "pub")
        try await replica.pullAll()
        for day in 1...200 {
            site.clock.advance(.days(1))
            if day % 10 == 0 { try await site.write(["x\(day)"], "text", in: "s:elsewhere") }
            try await site.service.expire()
            let page = try await replica.pull()
            #expect(page.patch.isEmpty && page.ext == nil, "day \(day)")
        }
    }

    @Test func oldOutcomesAndClientsGo() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        _ = try await replica.push([.fail(1, .conflict, "edit_conflict")])
        try await replica.pullAll()
        for _ in 0..<4 {
            site.clock.advance(.days(30))
            try await replica.pullAll()
        }
        try await site.service.expire()
        try await replica.pullAll()
        #expect(replica.rows["sys/m/c1/1"] == nil)
        site.clock.advance(.days(100))
        try await site.service.expire()
        #expect(try await site.number("SELECT count(*) FROM sync_client") == 0)
        #expect(try await replica.push([.put(2, "a")]).results.map(\.status) == [.applied])
    }

    @Test func aMemberSeesAndRevokesTheirOwnDevicesOnly() async throws {
        let site = try await SyncSite()
        let (ali, zoe) = (try await site.member("ali"), try await site.member("zoe"))
        var replica = Replica(site.service, ali)
        try await replica.pullAll()
        #expect(try await site.service.devices(as: .member(ali)).map(\.id) == ["group-ali"])
        #expect(try await site.service.devices(as: .member(zoe)).isEmpty)
        await #expect(throws: Problem.notFound) {
            try await site.service.revokeDevice("group-ali", as: .member(zoe))
        }
        try await site.service.revokeDevice("group-ali", as: .member(ali))
        #expect(try await site.service.devices(as: .member(ali)).first?.revokedAt == site.clock.now)
        let answer = try await site.service.pull(PullRequest(clientGroupID: "group-ali"), as: .member(ali))
        guard case .refused(.clientStateNotFound) = answer else { return #expect(Bool(false), "was answered") }
    }
}
