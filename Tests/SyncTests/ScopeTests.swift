import Core
import Storage
import Testing

@testable import Sync
@testable import SyncProtocol

@Suite struct ScopeTests {
    private func set(_ id: Int64, _ scope: String, _ isOn: Bool) -> ClientMutation {
        ClientMutation(clientID: "c1", id: id, name: "scope.set", args: ["scope": .string(scope), "on": .bool(isOn)])
    }

    @Test func anUnreadableScopeDoesNotExist() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        let scopes = ["s:secret", "nokind:x", "mod", "u:somebody", "group:other", "", "k"]
        let response = try await replica.push(scopes.enumerated().map { set(Int64($0.offset + 1), $0.element, true) })
        let empty = scopes.firstIndex(of: "")
        for (index, result) in response.results.enumerated() {
            #expect(result.code == (index == empty ? .invalid : .notFound), "\(scopes[index])")
        }
        #expect(try await site.number("SELECT count(*) FROM scope_subscription") == 0)
    }

    @Test func whatEveryoneHasCannotBeSet() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        let response = try await Replica(site.service, member).push([
            set(1, "pub", false), set(2, "u:\(member.id)", true),
        ])
        #expect(response.results.map(\.code) == [.invalid, .invalid])
    }

    @Test func moreScopesThanAllowedAreRefusedCountedAfterExpansion() async throws {
        let site = try await SyncSite()
        let service = try await site.service { $0.scopes = 12 }
        var replica = Replica(service, try await site.member("ali"))
        // Two that everyone has, and five for each of these.
        let response = try await replica.push([set(1, "w:a", true), set(2, "w:b", true), set(3, "w:c", true)])
        #expect(response.results.map(\.code) == [nil, nil, .quota])
        #expect(response.results[2].detail?.arguments == ["max": "12"])
        try await replica.pullAll()
        #expect(
            replica.rows.keys.filter { $0.hasPrefix("subscription/") }.sorted() == [
                "subscription/w:a", "subscription/w:b",
            ])
    }

    @Test func subscribingBringsTheRowsAndLeavingTakesThem() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        try await site.allow(member, "s:a")
        try await site.write(["1", "2"], "text", in: "s:a")
        var replica = Replica(site.service, member)
        try await replica.pullAll()
        #expect(replica.notes.isEmpty)
        _ = try await replica.push([set(1, "s:a", true)])
        try await replica.pullAll()
        #expect(replica.notes == ["1": "text", "2": "text"])
        #expect(replica.rows["subscription/s:a"]?["on"] == true)
        // It may be left even after it was lost.
        try await site.forbid(member, "s:a")
        #expect(try await replica.push([set(2, "s:a", false)]).results.map(\.status) == [.applied])
        try await replica.pullAll()
        #expect(replica.notes.isEmpty)
        #expect(replica.rows["subscription/s:a"]?["on"] == false)
    }

    @Test func whatStaffShareIsForStaffAlone() async throws {
        let site = try await SyncSite()
        try await site.write(["flag"], "look", in: "mod")
        try await site.write(["open"], "all", in: "pub")
        var member = Replica(site.service, try await site.member("ali"))
        var moderator = Replica(site.service, try await site.member("mod", roles: [.member, .moderator]))
        try await member.pullAll()
        try await moderator.pullAll()
        #expect(member.notes == ["open": "all"])
        #expect(moderator.notes == ["open": "all", "flag": "look"])
    }

    @Test func aModeratorWhoIsOneNoLongerLosesTheRows() async throws {
        let site = try await SyncSite()
        try await site.write(["flag"], "look", in: "mod")
        let moderator = try await site.member("mod", roles: [.moderator])
        var replica = Replica(site.service, moderator)
        try await replica.pullAll()
        var member = moderator
        member.roles = [.member]
        var later = Replica(site.service, member)
        (later.cookie, later.rows) = (replica.cookie, replica.rows)
        try await later.pullAll()
        #expect(later.dels == ["note/flag"] && later.notes.isEmpty)
    }

    @Test func scopesArriveInTheOrderInWhichPeopleLook() {
        let scopes = ["pub", "k:1:2026-W01", "g:1", "t:1", "u:1", "x:1", "m:1", "c:1", "mod"]
        #expect(
            scopes.sorted(by: ScopeSet.arrivesBefore)
                == ["u:1", "mod", "c:1", "m:1", "t:1", "k:1:2026-W01", "g:1", "x:1", "pub"])
    }
}
