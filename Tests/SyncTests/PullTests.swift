import Core
import Foundation
import Storage
import TestSupport
import Testing

@testable import Sync
@testable import SyncProtocol

@Suite struct PullTests {
    // MARK: - Refused requests

    @Test func aVisitorMustSignIn() async throws {
        let site = try await SyncSite()
        await #expect(throws: Problem(.signInRequired, "sign_in_required")) {
            try await site.service.pull(PullRequest(clientGroupID: "g"), as: .visitor)
        }
    }

    @Test func aSuspendedMemberIsRefused() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali", isSuspended: true)
        await #expect(throws: Problem(.forbidden, "account_suspended")) {
            try await Replica(site.service, member).page()
        }
    }

    @Test func oldVersionsAreToldSo() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        let requests = [
            (PullRequest(pullVersion: 0, clientGroupID: "g"), "pull"),
            (PullRequest(clientGroupID: "g", schemaVersion: "s0"), "schema"),
        ]
        for (request, type) in requests {
            let answer = try await site.service.pull(request, as: .member(member))
            let body = #"{"error":"VersionNotSupported","versionType":"\#(type)"}"#
            let sent = try JSONDecoder().decode(JSONValue.self, from: try answer.body())
            #expect(sent.canonicalText == body)
        }
        #expect(try await site.number("SELECT count(*) FROM sync_group") == 0)
    }

    // MARK: - Cookies that are worth nothing

    private func reason(_ replica: Replica, cookie: JSONValue?) async throws -> ResetReason? {
        var replica = replica
        replica.cookie = cookie
        let page = try await replica.page()
        #expect(page.patch.first == .clear)
        return page.ext?.reset?.reason
    }

    @Test func aForgedCookieIsAReset() async throws {
        let site = try await SyncSite()
        try await site.write(["1"], "text", in: "pub")
        var replica = Replica(site.service, try await site.member("ali"))
        try await replica.pullAll()
        let token = try #require(replica.cookie?["c"]?.stringValue)
        var bytes = try #require(Base64URL.decode(token))
        bytes[3] ^= 1
        let forgeries: [JSONValue] = [
            ["c": .string(Base64URL.encode(bytes)), "order": 7], ["c": "", "order": 7], ["c": 5], "text", 12, [1],
            ["order": 3], ["c": .string(String(token.dropLast()))],
        ]
        for forgery in forgeries { #expect(try await reason(replica, cookie: forgery) == .integrity) }
        replica.cookie = forgeries[0]
        #expect(try await replica.page().cookie["order"] == 8)
    }

    @Test func anotherMembersCookieIsAReset() async throws {
        let site = try await SyncSite()
        var ali = Replica(site.service, try await site.member("ali"))
        try await ali.pullAll()
        let zoe = Replica(site.service, try await site.member("zoe"))
        #expect(try await reason(zoe, cookie: ali.cookie) == .integrity)
    }

    @Test func aCookieOfAnotherEpochIsAReset() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await replica.pullAll()
        try await site.execute("UPDATE change_counter SET epoch = 'restored'")
        #expect(try await reason(replica, cookie: replica.cookie) == .epochChanged)
    }

    @Test(arguments: [
        TestEngine.query(
            sqlite: "UPDATE change_counter SET sequence = sequence - 1",
            postgres: "DELETE FROM change_commit WHERE sequence = (SELECT max(sequence) FROM change_commit)"),
        "UPDATE change_commit SET tag = tag + 1",
    ])
    func aCookieThatRemembersAnotherHistoryRenewsTheEpoch(rewrite: Query) async throws {
        let site = try await SyncSite()
        try await site.write(["1"], "text", in: "pub")
        try await site.write(["2"], "text", in: "pub")
        var replica = Replica(site.service, try await site.member("ali"))
        var other = Replica(site.service, try await site.member("zoe"))
        try await replica.pullAll()
        let before = try await site.service.info().epochHash
        try await site.execute(rewrite)
        #expect(try await reason(replica, cookie: replica.cookie) == .epochChanged)
        #expect(try await site.service.info().epochHash != before)
        // One renewal is enough.
        let after = try await site.service.info().epochHash
        try await replica.pullAll()
        try await other.pullAll()
        #expect(try await site.service.info().epochHash == after)
        #expect(replica.notes == ["1": "text", "2": "text"])
    }

    @Test func aCookieBelowTheFloorHasExpired() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.write(["1"], "text", in: "pub")
        try await replica.pullAll()
        for id in 2...5 { try await site.write(["\(id)"], "text", in: "pub") }
        try await site.execute("DELETE FROM change_commit WHERE sequence < 3")
        #expect(try await reason(replica, cookie: replica.cookie) == .cursorExpired)
    }

    @Test func anUnknownScopeSetIsAReset() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await replica.pullAll()
        try await site.subscribe(replica.member, "s:a")
        try await site.execute("DELETE FROM scope_set")
        #expect(try await reason(replica, cookie: replica.cookie) == .scopesetUnknown)
    }

    // MARK: - At rest

    @Test func anUnchangedPullReturnsTheCookieByteForByteAndWritesNothing() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.write(["1"], "text", in: "pub")
        try await replica.pullAll()
        // Commits elsewhere are none of this member's business.
        try await site.write(["2"], "text", in: "s:elsewhere")
        let cookie = replica.cookie
        let changes = TestEngine.query(
            sqlite: "SELECT total_changes()",
            postgres: """
                SELECT sum(CAST(CAST(written.xmin AS TEXT) AS BIGINT)) FROM (
                    SELECT xmin FROM scope_set UNION ALL SELECT xmin FROM sync_group UNION ALL SELECT xmin FROM sync_client
                    UNION ALL SELECT xmin FROM change_commit UNION ALL SELECT xmin FROM change_index_entry) AS written
                """)
        let before = try await site.number(changes)
        let request = PullRequest(clientGroupID: replica.group, cookie: cookie)
        let body = try await site.service.pull(request, as: .member(replica.member)).body()
        let text = String(decoding: body, as: UTF8.self)
        let sealed = try #require(cookie).canonicalText
        #expect(text.hasPrefix(#"{"cookie":\#(sealed),"hasMore":false,"lastMutationIDChanges":{},"patch":[],"#))
        #expect(try await site.number(changes) == before)
        // A member that the cookie knows nothing of survives too.
        if case .object(var members)? = cookie {
            members["mine"] = 1
            replica.cookie = .object(members)
            #expect(try await replica.page().cookie == replica.cookie)
        }
    }

    @Test func useIsNotedOnceADay() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await replica.pullAll()
        let first = try await site.number("SELECT last_used_at FROM sync_group")
        site.clock.advance(.hours(23))
        try await replica.pullAll()
        #expect(try await site.number("SELECT last_used_at FROM sync_group") == first)
        site.clock.advance(.hours(2))
        try await replica.pullAll()
        #expect(try await site.number("SELECT last_used_at FROM sync_group") == site.clock.now.milliseconds)
        #expect(try await site.number("SELECT min(last_used_at) FROM scope_set") == site.clock.now.milliseconds)
    }

    @Test func aCookieIsRenewedLongBeforeItExpires() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.write(["1"], "text", in: "pub")
        try await replica.pullAll()
        try await site.write(["2"], "text", in: "s:elsewhere")
        site.clock.advance(.days(31))
        let cookie = replica.cookie
        try await replica.pull()
        #expect(replica.cookie != cookie && replica.puts.isEmpty)
    }

    @Test func aLentCookieTellsAnotherGroupItsOwnMutationIDs() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        var first = Replica(site.service, member, group: "g1")
        var second = Replica(site.service, member, group: "g2")
        _ = try await second.push([.put(1, "a", client: "c2")])
        try await first.pullAll()
        second.cookie = first.cookie
        try await second.pullAll()
        #expect(second.lastMutationIDs == ["c2": 1] && first.lastMutationIDs.isEmpty)
    }

    // MARK: - Pages

    @Test func rowsHaveTheirVersionBesideTheirOwnFields() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.write(["1"], "text", in: "pub")
        try await site.write(["1"], "changed", in: "pub")
        try await replica.pullAll()
        #expect(replica.rows["note/1"] == ["id": "1", "body": "changed", "ver": 2])
    }

    @Test func unfinishedPagesAcknowledgeNothing() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        _ = try await replica.push((1...5).map { .put(Int64($0), "n\($0)") })
        var pages: [PullResponse] = []
        repeat { pages.append(try await replica.pull(rows: 2)) } while pages.last?.hasMore == true
        #expect(pages.count == 3)
        #expect(pages.map { $0.lastMutationIDChanges.count } == [0, 0, 1])
        #expect(pages[0].ext?.progress == PullNotes.Progress(done: 2, total: 5))
        #expect(pages.map { $0.phase } == [.snapshot, .snapshot, .delta])
        #expect(replica.rows["sys/sync"]?["partial"] == false)
        #expect(replica.lastMutationIDs == ["c1": 5])
    }

    @Test func rowsOverwrittenBetweenPagesArriveAsTheyAreNow() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.write((1...6).map(String.init), "old", in: "pub")
        try await replica.pull(rows: 3)
        try await site.write(["1", "5"], "new", in: "pub")
        try await site.leave("2", "pub")
        try await replica.pullAll(rows: 3)
        #expect(replica.notes == ["1": "new", "3": "old", "4": "old", "5": "new", "6": "old"])
    }

    @Test func aPageEndsBetweenCommitsUnlessOneAloneIsLarger() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await replica.pullAll()
        try await site.write(["a1", "a2"], "text", in: "pub")
        try await site.write(["b1", "b2"], "text", in: "pub")
        try await site.write(["c1", "c2", "c3", "c4", "c5"], "text", in: "pub")
        var pages: [[String]] = []
        var hasMore = true
        while hasMore {
            hasMore = try await replica.pull(rows: 3).hasMore ?? false
            pages.append(replica.puts.filter { $0 != "sys/sync" })
        }
        #expect(
            pages == [
                ["note/a1", "note/a2"], ["note/b1", "note/b2"], ["note/c1", "note/c2", "note/c3"],
                ["note/c4", "note/c5"],
            ])
    }

    @Test func pagesKeepToTheirBytesAndOneRow() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.write((10..<30).map(String.init), String(repeating: "x", count: 1000), in: "pub")
        let page = try await replica.pull(bytes: 5_000)
        #expect(page.hasMore == true && replica.notes.count == 5)
        try await replica.pullAll()
        #expect(replica.notes.count == 20)
    }

    @Test func aDeltaLargerThanTheSnapshotIsAReset() async throws {
        let site = try await SyncSite()
        let service = try await site.service { $0.smallestReset = 5 }
        var replica = Replica(service, try await site.member("ali"))
        try await site.write((1...9).map(String.init), "text", in: "pub")
        try await replica.pullAll()
        for id in 1...7 { try await site.leave("\(id)", "pub") }
        let page = try await replica.pull(rows: 3)
        #expect(page.ext?.reset?.reason == .deltaTooLarge)
        #expect(replica.notes == ["8": "text", "9": "text"])
    }

    @Test func cookiesAreShort() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.subscribe(replica.member, "s:a", "s:b", "s:c", "s:d")
        let ids = (0..<9).map { "01890000-0000-7000-8000-00000000000\($0)" }
        try await site.write(ids, "text", in: "s:a")
        try await replica.pull(rows: 6)
        #expect(replica.puts.count == 7)
        #expect(try #require(replica.cookie?["c"]?.stringValue).utf8.count <= 200)
    }

    // MARK: - Lost scopes

    @Test func revocationTakesEveryRowHeldOnlyByTheScope() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.subscribe(replica.member, "s:a", "s:b")
        try await site.write(["1", "2"], "text", in: "s:a")
        try await site.write(["shared"], "text", in: "s:a", "s:b")
        try await replica.pullAll()
        try await site.forbid(replica.member, "s:a")
        // Entered after the member had lost the scope: its id is not theirs to know.
        try await site.write(["later"], "text", in: "s:a")
        try await replica.pullAll()
        #expect(replica.dels == ["note/1", "note/2"])
        #expect(replica.notes == ["shared": "text"])
        // The other scope goes as well.
        try await site.forbid(replica.member, "s:b")
        try await replica.pullAll()
        #expect(replica.dels == ["note/shared"] && replica.notes.isEmpty)
    }

    @Test func revocationInTheMiddleOfASnapshotTakesWhatWasSent() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.subscribe(replica.member, "s:a", "s:b")
        try await site.write((1...6).map { "a\($0)" }, "text", in: "s:a")
        try await site.write((1...6).map { "b\($0)" }, "text", in: "s:b")
        // Two subscriptions come first.
        #expect(try await replica.pull(rows: 6).hasMore == true)
        #expect(replica.notes.count == 4)
        try await site.forbid(replica.member, "s:a")
        try await replica.pullAll(rows: 6)
        #expect(replica.notes.keys.allSatisfy { $0.hasPrefix("b") } && replica.notes.count == 6)
    }

    @Test func aRowThatLeftAndCameBackIsStillTaken() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.subscribe(replica.member, "s:a")
        try await site.write(["1"], "text", in: "s:a")
        try await replica.pullAll()
        try await site.leave("1", "s:a")
        try await site.write(["1"], "again", in: "s:a")
        try await site.forbid(replica.member, "s:a")
        try await replica.pullAll()
        #expect(replica.dels == ["note/1"] && replica.notes.isEmpty)
    }

    @Test func aScopeThatComesBackWhileItIsBeingTakenIsSentAgain() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        try await site.subscribe(replica.member, "s:a", "s:b")
        try await site.write((1...6).map { "a\($0)" }, "text", in: "s:a")
        try await site.write((1...6).map { "b\($0)" }, "text", in: "s:b")
        try await replica.pullAll()
        try await site.forbid(replica.member, "s:a")
        try await site.forbid(replica.member, "s:b")
        let page = try await replica.pull(rows: 8)
        #expect(page.hasMore == true && page.phase == .purge)
        #expect(replica.notes.count == 4)
        try await site.allow(replica.member, "s:a")
        try await replica.pullAll(rows: 8)
        #expect(replica.notes.count == 6 && replica.notes.keys.allSatisfy { $0.hasPrefix("a") })
    }

    @Test func infoTellsLimitsAndVersions() async throws {
        let site = try await SyncSite()
        let info = try await site.service.info()
        #expect(info.pullVersions == [1] && info.schemaVersions == ["s1"] && info.retentionDays == 90)
        #expect(info.limits.mutations == 10_000 && info.limits.scopes == 200)
    }
}
