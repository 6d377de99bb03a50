import Core
import Foundation
import Storage
import Testing

@testable import Sync
@testable import SyncProtocol

@Suite struct PushTests {
    private func problem(_ body: () async throws -> PushResponse) async -> Problem? {
        do {
            _ = try await body()
            return nil
        } catch { return error as? Problem }
    }

    // MARK: - Refused requests

    @Test func aVisitorMustSignIn() async throws {
        let site = try await SyncSite()
        await #expect(throws: Problem(.signInRequired, "sign_in_required")) {
            try await site.service.push(PushRequest(clientGroupID: "g", mutations: []), as: .visitor)
        }
    }

    @Test func aSuspendedMemberIsRefused() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali", isSuspended: true)
        await #expect(throws: Problem(.forbidden, "account_suspended")) {
            try await Replica(site.service, member).push([.put(1, "a")])
        }
        #expect(try await site.number("SELECT count(*) FROM sync_group") == 0)
    }

    @Test func malformedRequestsNameTheirPlace() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        let zero = ClientMutation.put(0, "a")
        #expect(await problem { try await replica.push([zero]) } == .badRequest("/mutations/0/id"))
        let slash = ClientMutation.put(1, "a", client: "a/b")
        #expect(await problem { try await replica.push([slash]) } == .badRequest("/mutations/0/clientID"))
        var nameless = replica
        nameless.group = ""
        #expect(await problem { try await nameless.push([]) } == .badRequest("/clientGroupID"))
    }

    @Test func tooManyMutationsAreRefusedWithTheLimits() async throws {
        let site = try await SyncSite()
        let service = try await site.service { $0.mutations = 2 }
        let replica = Replica(service, try await site.member("ali"))
        let refusal = await problem { try await replica.push([.put(1, "a"), .put(2, "b"), .put(3, "c")]) }
        #expect(refusal?.kind == .tooLarge)
        #expect(refusal?.arguments == ["maxBytes": "8388608", "maxMutations": "2"])
    }

    @Test func aGroupBelongsToTheMemberWhoFirstUsedIt() async throws {
        let site = try await SyncSite()
        let ali = Replica(site.service, try await site.member("ali"), group: "shared")
        let zoe = Replica(site.service, try await site.member("zoe"), group: "shared")
        _ = try await ali.push([.put(1, "a")])
        let refusal = Problem(.forbidden, "group_owned_by_other")
        #expect(await problem { try await zoe.push([.put(1, "b", client: "c2")]) } == refusal)
        await #expect(throws: refusal) { try await zoe.page() }
        #expect(try await site.number("SELECT count(*) FROM note") == 1)
    }

    @Test func aClientBelongsToItsGroup() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        _ = try await Replica(site.service, member, group: "g1").push([.put(1, "a")])
        let other = Replica(site.service, member, group: "g2")
        #expect(await problem { try await other.push([.put(2, "b")]) } == Problem(.forbidden, "group_owned_by_other"))
        #expect(try await site.number("SELECT count(*) FROM note") == 1)
    }

    @Test func aRevokedDeviceIsToldToWipeItself() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        var replica = Replica(site.service, member)
        try await replica.pullAll()
        try await site.execute("UPDATE sync_group SET revoked_at = 1")
        let push = try await site.service.push(
            PushRequest(clientGroupID: replica.group, mutations: [.put(1, "a")]), as: .member(member))
        #expect(try push.body() == Data(#"{"error":"ClientStateNotFound"}"#.utf8))
        let pull = try await site.service.pull(
            PullRequest(clientGroupID: replica.group, cookie: replica.cookie), as: .member(member))
        #expect(try pull.body() == Data(#"{"error":"ClientStateNotFound"}"#.utf8))
        #expect(try await site.number("SELECT count(*) FROM note") == 0)
    }

    // MARK: - Order and exactly once

    @Test func aGapStopsThePushAndNamesTheExpectedID() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        let refusal = await problem { try await replica.push([.put(1, "a"), .put(3, "c"), .put(4, "d")]) }
        #expect(
            refusal == Problem(.conflict, "mutation_gap", arguments: ["clientID": "c1", "expected": "2"]))
        // What came before the gap stays.
        let again = try await replica.push([.put(1, "a"), .put(2, "b")])
        #expect(again.results.map(\.status) == [.duplicate, .applied])
        #expect(try await site.number("SELECT count(*) FROM note") == 2)
    }

    @Test func aClonedClientIsTold() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        _ = try await replica.push([.put(1, "a"), .put(2, "b")])
        let refusal = await problem { try await replica.push([.put(2, "other"), .put(3, "c")]) }
        #expect(refusal?.code == "client_forked")
        #expect(refusal?.arguments["clientID"] == "c1")
        #expect(try await site.number("SELECT count(*) FROM note") == 2)
    }

    @Test func aRepeatIsKnownWhateverTheOrderOfItsArguments() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        for arguments in [#"{"key":"k","x":{"a":1,"b":2.0}}"#, #"{"x":{"b":2,"a":1},"key":"k"}"#] {
            let body = """
                {"pushVersion":1,"clientGroupID":"g","profileID":"p","schemaVersion":"s1","future":true,
                "mutations":[{"clientID":"c","id":1,"name":"note.count","args":\(arguments),"timestamp":1.5}]}
                """
            let request = try JSONDecoder().decode(PushRequest.self, from: Data(body.utf8))
            _ = try await site.service.push(request, as: .member(member))
        }
        #expect(try await site.number("SELECT length(body) FROM note") == 1)
    }

    @Test func everyMutationHasItsEffectOnceHoweverOftenItIsSent() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        let queue = (1...120).map { ClientMutation.count(Int64($0), "n\($0 % 7)") }
        let first = try await replica.push(queue)
        #expect(first.results.allSatisfy { $0.status == .applied })
        #expect(first.results.map(\.id) == Array(1...120))
        #expect(first.lastMutationIDs == ["c1": 120])
        let second = try await replica.push(queue)
        #expect(second.results.allSatisfy { $0.status == .duplicate })
        #expect(try await site.number("SELECT sum(length(body)) FROM note") == 120)
    }

    @Test func aRepeatOfARejectionGivesTheSameReason() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        let mutation = ClientMutation.fail(1, .conflict, "thread_locked")
        let first = try await replica.push([mutation]).results
        let second = try await replica.push([mutation]).results
        #expect(first.map(\.status) == [.rejected] && first.map(\.code) == [.threadLocked])
        #expect(second.map(\.status) == [.duplicate] && second.map(\.code) == [.threadLocked])
    }

    @Test func anUnknownClientIsAdoptedWhereItStands() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        let response = try await replica.push([.put(41, "a"), .put(42, "b")])
        #expect(response.results.map(\.status) == [.applied, .applied])
        #expect(response.lastMutationIDs == ["c1": 42])
        #expect(await problem { try await replica.push([.put(44, "c")]) }?.code == "mutation_gap")
    }

    @Test func aClientOfAnotherHistoryIsAdoptedOnce() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        _ = try await replica.push([.put(1, "a")])
        try await site.execute("UPDATE change_counter SET epoch = 'restored'")
        // The lost database had acknowledged 2 to 6.
        #expect(try await replica.push([.put(7, "b")]).lastMutationIDs == ["c1": 7])
        #expect(await problem { try await replica.push([.put(9, "c")]) }?.code == "mutation_gap")
    }

    @Test func onlyTheLastThousandAreRemembered() async throws {
        let site = try await SyncSite()
        let service = try await site.service { $0.rememberedMutations = 10 }
        let replica = Replica(service, try await site.member("ali"))
        _ = try await replica.push((1...60).map { .count(Int64($0), "k") })
        #expect(try await site.number("SELECT count(*) FROM mutation_outcome") == 10)
        #expect(try await replica.push([.count(3, "other")]).results.map(\.status) == [.duplicate])
    }

    // MARK: - Rejections

    @Test func aMachineFaultStopsThePushBeforeAnyNumberIsTaken() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        let queue: [ClientMutation] = [.put(1, "a"), .fail(2, .unavailable, "busy"), .put(3, "c")]
        #expect(await problem { try await replica.push(queue) }?.kind == .unavailable)
        #expect(try await site.number("SELECT count(*) FROM note") == 0)
        #expect(try await site.number("SELECT count(*) FROM sync_client") == 0)
    }

    /// It would fail again each time, and hold up all that waits behind it.
    @Test(arguments: ["before", "inside", "schema"])
    func aMistakeOfOursRejectsOneMutationAndTheQueueGoesOn(place: String) async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        try await site.subscribe(member, "s:a")
        let replica = Replica(site.service, member)
        let mutations = [
            ClientMutation.put(1, "a"),
            ClientMutation(clientID: "c1", id: 2, name: "note.blunder", args: ["place": .string(place)]),
            ClientMutation.put(3, "b"),
        ]
        let answer = try await replica.push(mutations)
        #expect(answer.results.map(\.status) == [.applied, .rejected, .applied])
        #expect(answer.results[1].code == .internalError && answer.lastMutationIDs == ["c1": 3])
        #expect(try await site.number("SELECT count(*) FROM note WHERE id IN ('half', 'other')") == 0)
        #expect(try await site.number("SELECT count(*) FROM note") == 2)
        let kept = try await site.store.read { try MutationOutcomes.find(2, of: "c1", in: $0) }
        #expect(kept?.row?.args == ["place": .string(place)] && kept?.row?.code == .internalError)
        #expect(site.mistakes.all == ["note.blunder"])
        let again = try await replica.push(mutations)
        #expect(again.results.map(\.status) == [.duplicate, .duplicate, .duplicate])
        #expect(again.results[1].code == .internalError && site.mistakes.all.count == 1)
    }

    @Test func aRejectionUndoesItsEffectsAndTheQueueGoesOn() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        let queue: [ClientMutation] = [
            .put(1, "a"), .fail(2, .forbidden, "nope"), ClientMutation(clientID: "c1", id: 3, name: "no.such"),
            .put(4, "d"),
        ]
        let response = try await replica.push(queue)
        #expect(response.results.map(\.status) == [.applied, .rejected, .rejected, .applied])
        #expect(response.results.map(\.code) == [nil, .forbidden, .unknownMutation, nil])
        #expect(response.results[1].detail?.hint == "nope")
        try await replica.pullAll()
        #expect(replica.notes == ["a": "text", "d": "text"])
        #expect(replica.lastMutationIDs == ["c1": 4])
    }

    @Test func aRejectionIsARowUntilItIsAcknowledged() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        _ = try await replica.push([.fail(1, .conflict, "edit_conflict"), .put(2, "b")])
        try await replica.pullAll()
        let row = try #require(replica.rows["sys/m/c1/1"])
        #expect(row["code"] == "edit_conflict" && row["status"] == "rejected" && row["name"] == "note.fail")
        #expect(row["args"]?["code"] == "edit_conflict")
        #expect(replica.rows["sys/m/c1/2"] == nil)
        let acknowledge = ClientMutation(
            clientID: "c1", id: 3, name: "sys.ack", args: ["clientID": "c1", "upTo": 2])
        #expect(try await replica.push([acknowledge]).results.map(\.status) == [.applied])
        try await replica.pullAll()
        #expect(replica.rows["sys/m/c1/1"] == nil)
        // The number stays taken.
        let again = try await replica.push([.fail(1, .conflict, "edit_conflict")])
        #expect(again.results.map(\.status) == [.duplicate])
    }

    @Test func anotherMembersOutcomesCannotBeAcknowledged() async throws {
        let site = try await SyncSite()
        var ali = Replica(site.service, try await site.member("ali"))
        let zoe = Replica(site.service, try await site.member("zoe"))
        _ = try await ali.push([.fail(1, .conflict, "edit_conflict")])
        let acknowledge = ClientMutation(clientID: "z", id: 1, name: "sys.ack", args: ["clientID": "c1", "upTo": 2])
        _ = try await zoe.push([acknowledge])
        try await ali.pullAll()
        #expect(ali.rows["sys/m/c1/1"] != nil)
    }

    @Test func argumentsOfTheWrongShapeNameTheirFields() async throws {
        let site = try await SyncSite()
        let replica = Replica(site.service, try await site.member("ali"))
        let wrong: [(JSONValue, String, String)] = [
            (["id": "a", "body": 1, "scope": "pub"], "body", "wrong_type"),
            (["id": "a", "scope": "pub"], "body", "required"),
            (["id": "a", "body": nil, "scope": "pub"], "body", "required"),
            (["id": "a", "body": "b", "scope": "pub", "extra": 1], "extra", "unknown_field"),
            (["a"], "args", "wrong_type"), (nil, "args", "wrong_type"),
        ]
        for (index, (arguments, field, code)) in wrong.enumerated() {
            let mutation = ClientMutation(clientID: "c1", id: Int64(index + 1), name: "note.put", args: arguments)
            let result = try #require(try await replica.push([mutation]).results.first)
            #expect(result.code == .invalid)
            #expect(result.detail?.fields == [MutationDetail.Field(field: field, code: code)])
        }
    }

    @Test func argumentsThatAreTooLargeAreRejectedAndNotKept() async throws {
        let site = try await SyncSite()
        let service = try await site.service { $0.argumentBytes = 100 }
        var replica = Replica(service, try await site.member("ali"))
        let result = try await replica.push([.put(1, "a", String(repeating: "x", count: 100))]).results.first
        #expect(result?.code == .invalid && result?.detail?.fields?.first?.code == "too_long")
        try await replica.pullAll()
        #expect(replica.rows["sys/m/c1/1"]?["args"] == nil)
    }

    @Test(arguments: [
        (Problem(.notFound, "not_found"), MutationCode.notFound), (Problem(.gone, "gone"), .notFound),
        (Problem(.forbidden, "email_unverified"), .forbidden), (Problem(.conflict, "id_conflict"), .idConflict),
        (Problem(.conflict, "slot_taken"), .slotTaken), (Problem(.conflict, "note_pkey"), .idConflict),
        (Problem(.conflict, "account_email_key"), .invalid), (Problem(.stale, "stale"), .staleVersion),
        (Problem(.tooMany, "too_many"), .rateLimited), (Problem(.tooMany, "quota"), .quota),
        (Problem(.invalid, "invalid"), .invalid), (Problem(.conflict, "not_deliverable"), .notDeliverable),
    ])
    func problemsHaveTheirCodes(problem: Problem, code: MutationCode) {
        #expect(problem.mutationCode == code)
    }

    @Test func anAlteredResultIsAnswerAndRow() async throws {
        let site = try await SyncSite()
        var replica = Replica(site.service, try await site.member("ali"))
        let alter = ClientMutation(clientID: "c1", id: 1, name: "note.alter", args: [:])
        let made = [MutatedRow(key: "note/server", value: ["id": "server", "body": "made"])]
        #expect(try await replica.push([alter]).results.first?.rows == made)
        #expect(try await replica.push([alter]).results.first?.rows == made)
        try await replica.pullAll()
        #expect(replica.rows["sys/m/c1/1"]?["status"] == "applied")
    }

    @Test func pushWritesBySeveralDevicesDoNotMix() async throws {
        let site = try await SyncSite()
        let member = try await site.member("ali")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for device in 0..<8 {
                group.addTask {
                    let replica = Replica(site.service, member, group: "g\(device)")
                    for id in 1...20 {
                        _ = try await replica.push([.count(Int64(id), "k", client: "c\(device)")])
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await site.number("SELECT length(body) FROM note WHERE id = 'k'") == 160)
    }
}
