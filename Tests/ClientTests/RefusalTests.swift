import Foundation
import SyncProtocol
import TestSupport
import Testing

@testable import KarwanClient

/// Each row of the protocol's table of errors: what the device does, and that the queue is whole afterwards.
@Suite struct RefusalTests {
    static let faults: [(ScriptedServer.Turn, SyncFault)] = [
        (.problem(400, "bad_request", ["pointer": "/mutations/0/id"]), .malformed("/mutations/0/id")),
        (.problem(401, "token_expired"), .signInNeeded), (.problem(401, "token_invalid"), .signInNeeded),
        (.problem(403, "group_owned_by_other"), .otherMember), (.problem(403, "account_suspended"), .suspended),
        (ScriptedServer.Turn(status: 429, headers: ["Retry-After": "17"], body: "{}"), .busy(retryAfter: 17)),
        (ScriptedServer.Turn(status: 503, body: ""), .busy(retryAfter: nil)),
        (ScriptedServer.Turn(status: 502, body: "<html>"), .failed(status: 502)),
        (ScriptedServer.Turn(status: 415, body: "{}"), .failed(status: 415)),
        (
            ScriptedServer.Turn(body: "<html>Welcome to the station</html>"),
            .unreachable("the answer is none of a Karwan server")
        ),
        (
            ScriptedServer.Turn(status: 302, headers: ["Location": "http://127.0.0.1:1/"], body: ""),
            .failed(status: 302)
        ),
    ]

    @Test(arguments: faults)
    func theQueueStays(_ turn: ScriptedServer.Turn, _ fault: SyncFault) async throws {
        try await run { server, device in
            server.answer("push", turn)
            try device.vote(1, on: "p1")
            await #expect(throws: fault) { try await device.sync() }
            let states = try device.read { try $0.outbox().map(\.state) }
            #expect(states == [.waiting])
            // What may be read no longer must go, whatever becomes of the queue.
            #expect(server.asked == (fault.leavesPullPossible ? ["push", "pull"] : ["push"]))
        }
    }

    @Test func whatIsTooLargeIsSentInParts() async throws {
        try await run { server, device in
            for _ in 0..<7 { try device.mutate("vote.set", ["postId": "p1", "value": 1]) }
            server.answer("push", .problem(413, "too_large"))
            server.answer("push", .problem(413, "too_large"))
            server.answer("pull", .page(2))
            _ = try await device.sync()
            #expect(server.pushes.map(\.count).prefix(5) == [7, 3, 1, 1, 1])
            #expect(server.pushes.flatMap { $0.map(\.id) }.suffix(7) == [1, 2, 3, 4, 5, 6, 7])
        }
    }

    @Test func oneThatIsTooLargeByItselfIsRefusedWithItsText() async throws {
        try await run { server, device in
            try device.answer("t", String(repeating: "x", count: 1_000))
            server.answer("push", .problem(413, "too_large"))
            server.answer("push", .problem(413, "too_large"))
            server.answer("pull", .page(2))
            _ = try await device.sync()
            let items = try device.read { try $0.outbox() }
            #expect(items.first?.state == .refused)
            #expect(items.first?.code == "too_large")
            #expect(items.first?.arguments["body"]?.stringValue?.count == 1_000)
        }
    }

    @Test func aLongQueueIsSplitAtFiveHundred() async throws {
        try await run { server, device in
            try device.replica.write { database in
                for _ in 0..<1_201 { _ = try Outbox(database).add("vote.set", ["value": 1], at: Date()) }
            }
            server.answer("pull", .page(2))
            _ = try await device.sync()
            #expect(server.pushes.map(\.count) == [500, 500, 201])
            #expect(server.pushes.flatMap { $0.map(\.id) } == Array(1...1_201))
        }
    }

    @Test func aParcelIsSmallEnoughForASlowLine() async throws {
        try await run { server, device in
            let body = JSONValue.string(String(repeating: "x", count: 30_000))
            for _ in 0..<5 { try device.mutate("post.edit", ["id": "p1", "baseRev": 1, "body": body]) }
            server.answer("pull", .page(2))
            _ = try? await device.sync()
            #expect(server.pushes.map(\.count) == [2, 2, 1])
        }
    }

    @Test func aRefusalThatThisProgramDoesNotKnowIsOne() async throws {
        try await run { server, device in
            let client = try device.replica.read { try $0.fact(.client) ?? "" }
            try device.answer("t", "Some words that took an hour.")
            let results = """
                {"clientID":"\(client)","id":1,"status":"rejected","code":"moon_in_the_way"},
                {"clientID":"\(client)","id":2,"status":"applied"}
                """
            server.answer(
                "push", ScriptedServer.Turn(body: "{\"results\":[\(results)],\"lastMutationIDs\":{},\"seq\":1}"))
            server.answer("pull", .page(2))
            _ = try? await device.sync()
            let refused = try device.read { try $0.outbox().filter { $0.state == .refused } }
            #expect(refused.map(\.code) == ["invalid"])
            #expect(refused.first?.arguments["body"]?.stringValue == "Some words that took an hour.")
        }
    }

    @Test func aPauseThatNobodyCanWaitForIsNone() async throws {
        for pause in ["inf", "nan", "1e30", "-5", "soon", "31536000"] {
            try await run { server, device in
                try device.vote(1, on: "p1")
                server.answer("push", ScriptedServer.Turn(status: 503, headers: ["Retry-After": pause], body: "{}"))
                do {
                    try await device.sync()
                    Issue.record("\(pause): the server was busy")
                } catch SyncFault.busy(let seconds) {
                    #expect((0...3600).contains(seconds ?? 0), "\(pause)")
                }
            }
        }
    }

    @Test func aForkedClientCountsUnderAnotherName() async throws {
        try await run { server, device in
            try device.vote(1, on: "p1")
            let client = try device.replica.read { try $0.fact(.client) ?? "" }
            server.answer("push", .problem(409, "client_forked", ["clientID": client, "expected": "9"]))
            server.answer("pull", .page(2))
            _ = try await device.sync()
            #expect(server.pushes.count == 2)
            #expect(server.pushes[0].map(\.id) == [1] && server.pushes[1].map(\.id) == [1])
            #expect(server.pushes[0].map(\.client) == [client] && server.pushes[1].map(\.client) != [client])
        }
    }

    @Test func aGapIsFilledAfterAPull() async throws {
        try await run { server, device in
            let client = try device.replica.read { try $0.fact(.client) ?? "" }
            try device.vote(1, on: "p1")
            try device.vote(0, on: "p1")
            server.answer("pull", .page(2, acknowledging: [client: 2]))
            _ = try await device.sync()
            try device.vote(-1, on: "p1")
            server.answer("push", .problem(409, "mutation_gap", ["clientID": client, "expected": "2"]))
            server.answer("pull", .page(3))
            server.answer("pull", .page(4, acknowledging: [client: 3]))
            _ = try await device.sync()
            #expect(server.pushes.map { $0.map(\.id) } == [[1, 2], [3], [2, 3]])
            #expect(server.asked.suffix(4) == ["push", "pull", "push", "pull"])
            let outbox = try device.read { try $0.outbox() }
            #expect(outbox.isEmpty)
        }
    }

    @Test func aRewrittenHistoryIsPulledBeforeAnythingIsPushed() async throws {
        try await run { server, device in
            let client = try device.replica.read { try $0.fact(.client) ?? "" }
            try device.vote(1, on: "p1")
            server.answer("pull", .page(2, acknowledging: [client: 1]))
            _ = try await device.sync()
            try device.bookmark("p1")
            server.answer("push", .problem(409, "epoch_changed"))
            server.answer(
                "pull",
                ScriptedServer.Turn(
                    body: """
                        {"cookie":{"order":3,"c":"new"},"lastMutationIDChanges":{},"patch":[{"op":"clear"}],"seq":1,
                        "ext":{"reset":{"reason":"epoch_changed","lastMutationIDs":{}}}}
                        """))
            server.answer("pull", .page(4))
            _ = try await device.sync()
            #expect(
                server.pushes.map { $0.map(\.name) } == [["vote.set"], ["bookmark.set"], ["vote.set", "bookmark.set"]])
            #expect(server.pushes[2].map(\.id) == [1, 2])
            let told = try device.read { try $0.restoration()?.count }
            #expect(told == 1)
        }
    }

    @Test func aDeviceThatIsShutOutForgetsEverything() async throws {
        try await run { server, device in
            try device.answer("t", "CANARY that nobody else has")
            server.answer("push", ScriptedServer.Turn(body: "{\"error\":\"ClientStateNotFound\"}"))
            let before = try device.read { try $0.deviceID() }
            await #expect(throws: SyncFault.revoked) { try await device.sync() }
            let (keys, outbox, after) = try device.read { (try $0.keys(), try $0.outbox(), try $0.deviceID()) }
            #expect(keys.isEmpty && outbox.isEmpty)
            #expect(after != before)
            // With its token it would be a new device, and fill itself again.
            #expect(device.token == nil)
        }
    }

    @Test func anOldProgramKeepsItsQueueAndDoesNotPullForAnHour() async throws {
        let clock = Mutable(Date(timeIntervalSince1970: 1_800_000_000))
        var options = DeviceOptions.patient
        options.now = { clock.value }
        try await run(options) { server, device in
            let refusal = ScriptedServer.Turn(body: "{\"error\":\"VersionNotSupported\",\"versionType\":\"schema\"}")
            server.answer("pull", refusal)
            try device.vote(1, on: "p1")
            await #expect(throws: SyncFault.updateNeeded) { try await device.sync() }
            await #expect(throws: SyncFault.updateNeeded) { try await device.sync() }
            #expect(server.asked == ["push", "pull"])
            let outbox = try device.read { try $0.outbox().count }
            #expect(outbox == 1)
            clock.value = clock.value.addingTimeInterval(3_601)
            server.answer("pull", .page(2))
            _ = try await device.sync()
            #expect(server.asked.contains("pull") && server.asked.count > 2)
        }
    }

    @Test func nobodyThereIsSaidInWords() async throws {
        try await Folder.use { folder in
            let device = try OverlayTests.device(folder)
            try device.vote(1, on: "p1")
            do {
                try await device.sync()
                Issue.record("nobody is there")
            } catch let fault as SyncFault {
                #expect("\(fault)".hasPrefix("the server cannot be reached"))
            }
        }
    }

    private func run(
        _ options: DeviceOptions = .patient, _ body: (ScriptedServer, Phone) async throws -> Void
    ) async throws {
        let server = ScriptedServer()
        try await serve(server) { url in
            try await Folder.use { folder in
                try OverlayTests.device(folder).replica.close()
                let device = try Phone(folder: folder, server: url, token: "t", options: options)
                try await body(server, device)
                try await device.close()
            }
        }
    }
}
