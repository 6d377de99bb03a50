import Core
import Foundation
import Storage
import Testing

@testable import Sync
@testable import SyncProtocol

/// A backup is restored: clients notice, and learn what of theirs is lost.
@Suite("After a restore")
struct RestoredTests {
    /// A client has had `acknowledged` mutations acknowledged; the database that is restored knows the first `kept`.
    private func restored(
        acknowledged: Int64, kept: Int64, renewed: Bool = true, _ site: SyncSite
    ) async throws -> Replica {
        var replica = Replica(site.service, try await site.member("ali"))
        for id in 1...acknowledged {
            _ = try await replica.push([.put(id, "n\(id)")])
            try await replica.pullAll()
        }
        #expect(replica.lastMutationIDs == ["c1": acknowledged])
        try await site.execute("UPDATE sync_client SET last_mutation_id = \(kept)")
        try await site.execute("DELETE FROM mutation_outcome WHERE mutation_id > \(kept)")
        for id in kept + 1...acknowledged { try await site.execute("DELETE FROM note WHERE id = \("n\(id)")") }
        if renewed {
            try await site.execute("UPDATE change_counter SET epoch = 'restored'")
        } else {
            let last = replica.cookie.flatMap { site.service.seal.open($0, for: replica.member.id)?.last } ?? 0
            try await site.execute("UPDATE change_commit SET tag = tag + 1 WHERE sequence = \(last)")
        }
        return replica
    }

    @Test(arguments: [true, false])
    func theResetNamesWhatThisHistoryHolds(renewed: Bool) async throws {
        let site = try await SyncSite()
        var replica = try await restored(acknowledged: 5, kept: 2, renewed: renewed, site)
        let page = try await replica.pull()
        #expect(page.ext?.reset == .init(reason: .epochChanged, lastMutationIDs: ["c1": 2]))
        #expect(page.lastMutationIDChanges == [:], "a number that a client knows never falls")
        #expect(replica.notes.keys.sorted() == ["n1", "n2"])
        #expect(try await replica.pull().ext == nil)
    }

    /// What a client does that keeps what it sent: under a new name, before all that waits.
    @Test func whatWasLostIsSentAgainBeforeWhatStandsOnIt() async throws {
        let site = try await SyncSite()
        var replica = try await restored(acknowledged: 5, kept: 2, site)
        try await replica.pullAll()
        let queue =
            [ClientMutation.put(1, "n3", client: "r"), .put(2, "n4", client: "r"), .put(3, "n5", client: "r")]
            + [.put(6, "n6")]
        for status in [MutationResult.Status.applied, .duplicate] {
            let response = try await replica.push(queue)
            #expect(response.results.map(\.status) == Array(repeating: status, count: 4))
            #expect(response.lastMutationIDs == ["r": 3, "c1": 6])
        }
        try await replica.pullAll()
        #expect(replica.lastMutationIDs == ["r": 3, "c1": 6])
        #expect(replica.notes.count == 6)
        #expect(try await site.number("SELECT count(*) FROM note") == 6)
    }

    @Test(arguments: [true, false])
    func aPushUponAnotherHistoryIsRefusedUntilTheClientKnows(renewed: Bool) async throws {
        let site = try await SyncSite()
        var replica = try await restored(acknowledged: 3, kept: 2, renewed: renewed, site)
        func push() async throws {
            let request = PushRequest(
                clientGroupID: replica.group, mutations: [.put(4, "n4")], ext: .init(cookie: replica.cookie))
            _ = try await site.service.push(request, as: .member(replica.member))
        }
        let stale = Problem(.conflict, "epoch_changed")
        await #expect(throws: stale) { try await push() }
        #expect(try await site.number("SELECT count(*) FROM note") == 2)
        #expect(try await site.number("SELECT last_mutation_id FROM sync_client") == 2)
        try await replica.pullAll()
        try await push()
        #expect(try await site.number("SELECT count(*) FROM note") == 3)
    }

    @Test func aCookieThatIsOldOrOfNobodyIsNoReasonToWaitForever() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        func push(_ id: Int64, _ cookie: JSONValue?) async throws {
            let request = PushRequest(
                clientGroupID: replica.group, mutations: [.put(id, "n\(id)")], ext: .init(cookie: cookie))
            _ = try await site.service.push(request, as: .member(replica.member))
        }
        try await push(1, nil)
        try await push(2, .null)
        try await replica.pullAll()
        let old = replica.cookie
        site.clock.advance(.days(100))
        try await site.write(["x"], "text", in: "pub")
        try await site.service.expire()
        try await push(3, old)
        await #expect(throws: Problem(.conflict, "epoch_changed")) { try await push(4, ["c": "AAAA", "order": 1]) }
        #expect(try await replica.pull().ext?.reset?.reason == .cursorExpired)
        try await push(4, replica.cookie)
    }

    @Test func otherResetsNameNoNumbers() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        _ = try await replica.push([.put(1, "a")])
        try await replica.pullAll()
        replica.cookie = ["c": "AAAA", "order": 7]
        let page = try await replica.pull()
        #expect(page.ext?.reset == .init(reason: .integrity))
        #expect(page.lastMutationIDChanges == ["c1": 1])
    }
}

/// What a replica is told of itself.
@Suite("Control rows")
struct ControlRowTests {
    @Test func aReplicaKnowsWhoseItIsAndHowLargeItsScopesAre() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        try await site.write(["1", "2", "3"], "text", in: "s:a")
        var replica = Replica(site.service, ali)
        try await replica.pullAll()
        #expect(replica.rows["sys/me"]?["id"] == .string(ali.id.text))
        #expect(
            replica.rows.keys.filter { $0.hasPrefix("sys/scope/") }.sorted() == [
                "sys/scope/pub", "sys/scope/u:\(ali.id)",
            ])
        try await site.subscribe(ali, "s:a")
        try await replica.pullAll()
        #expect(replica.rows["sys/scope/s:a"]?["rows"] == 3)
        #expect((replica.rows["sys/scope/s:a"]?["bytes"]?.integerValue ?? 0) > 0)
        let cookie = replica.cookie
        #expect(try await replica.pull().patch.isEmpty && replica.cookie == cookie)
        try await site.forbid(ali, "s:a")
        try await replica.pullAll()
        #expect(replica.rows["sys/scope/s:a"] == nil && replica.notes.isEmpty)
    }

    @Test func lostScopesAreNamedInThePlaceOfTheirRowsForWhoAsks() async throws {
        let site = try await SyncSite()
        let ali = try await site.member("ali")
        try await site.write(["1", "2", "both"], "text", in: "s:a")
        try await site.write(["both", "other"], "text", in: "s:b")
        try await site.subscribe(ali, "s:a", "s:b")
        var replica = Replica(site.service, ali)
        try await replica.pullAll()
        try await site.forbid(ali, "s:a")
        let request = PullRequest(clientGroupID: replica.group, cookie: replica.cookie, ext: .init(purge: "scopes"))
        let answer = try await site.service.pull(request, as: .member(ali))
        let page = try JSONDecoder().decode(PullResponse.self, from: try answer.body())
        #expect(page.ext?.purgedScopes == ["s:a"] && page.cookie != replica.cookie)
        #expect(page.patch == [.del(key: "sys/scope/s:a")])
        replica.cookie = page.cookie
        #expect(try await replica.pull().ext == nil)
    }
}
