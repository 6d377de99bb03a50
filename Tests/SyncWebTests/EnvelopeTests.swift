import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

@Suite("Envelopes of sync")
struct EnvelopeTests {
    @Test(arguments: [
        ("{", ""), ("[]", ""), ("7", ""), ("", ""), (#"{"clientGroupID": "g"}"#, "/pullVersion"),
        (#"{"pullVersion": "1", "clientGroupID": "g"}"#, "/pullVersion"), (#"{"pullVersion": 1}"#, "/clientGroupID"),
        (#"{"pullVersion": 1, "clientGroupID": ""}"#, "/clientGroupID"),
        (#"{"pullVersion": 1, "schemaVersion": "s99", "clientGroupID": ""}"#, "/clientGroupID"),
        (#"{"pullVersion": 1, "clientGroupID": "a/b"}"#, "/clientGroupID"),
    ])
    func whatIsNoPullIsRefusedByItsPointer(body: String, pointer: String) async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let answer = try await app.api(.post, "/sync/v1/pull", body, as: member.program)
            #expect(answer.status == 400)
            let problem = try answer.json()
            #expect(problem["code"] as? String == "bad_request")
            #expect((problem["arguments"] as? [String: String])?["pointer"] == pointer)
        }
    }

    @Test(arguments: [
        (#"{"pushVersion": 1, "clientGroupID": "g"}"#, "/mutations"),
        (#"{"pushVersion": 2, "clientGroupID": "g", "mutations": []}"#, "/pushVersion"),
        (
            #"{"pushVersion": 1, "clientGroupID": "g", "mutations": [{"clientID": "c", "id": 0, "name": "n"}]}"#,
            "/mutations/0/id"
        ),
        (
            #"{"pushVersion": 1, "clientGroupID": "g", "mutations": [{"clientID": "c", "name": "n"}]}"#,
            "/mutations/0/id"
        ),
    ])
    func whatIsNoPushIsRefusedByItsPointer(body: String, pointer: String) async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let answer = try await app.api(.post, "/sync/v1/push", body, as: member.program)
            #expect(answer.status == 400)
            #expect((try answer.json()["arguments"] as? [String: String])?["pointer"] == pointer)
            #expect(try await app.count("SELECT count(*) FROM sync_client") == 0)
        }
    }

    @Test func gapsAndClonesAreConflicts() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            func push(_ number: Int, _ upTo: Int) async throws -> Answer {
                try await app.api(
                    .post, "/sync/v1/push",
                    """
                    {"pushVersion": 1, "clientGroupID": "g", "unknown": 1, "mutations": [{"clientID": "c",
                    "id": \(number), "name": "sys.ack", "args": {"clientID": "c", "upTo": \(upTo)}}]}
                    """, as: member.program)
            }
            #expect(try await push(1, 1).status == 200)
            let gap = try await push(3, 1)
            #expect(gap.status == 409)
            #expect(try gap.json()["code"] as? String == "mutation_gap")
            #expect((try gap.json()["arguments"] as? [String: String])?["expected"] == "2")
            let forked = try await push(1, 2)
            #expect(forked.status == 409)
            #expect(try forked.json()["code"] as? String == "client_forked")
        }
    }

    @Test func otherTypesAndEncodingsAreRefused() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let body = Array(#"{"pullVersion": 1, "clientGroupID": "g"}"#.utf8)
            for headers in [
                ["Content-Type": "text/plain"], [:], ["Content-Type": "application/json", "Content-Encoding": "br"],
                ["Content-Type": "application/json", "Content-Encoding": "gzip"],
            ] {
                let answer = try await app.send(
                    .post, "/sync/v1/pull", as: member.program, headers: headers, body: body)
                #expect(answer.status == 415, "\(headers)")
            }
        }
    }

    @Test func gzipIsTakenAndItsTruncationIsRefused() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let headers = ["Content-Type": "application/json", "Content-Encoding": "gzip"]
            let packed = HandmadeGzip.stored(Array(#"{"pullVersion": 1, "clientGroupID": "g"}"#.utf8))
            let answer = try await app.send(.post, "/sync/v1/pull", as: member.program, headers: headers, body: packed)
            #expect(answer.status == 200, "\(answer.text)")
            let cut = try await app.send(
                .post, "/sync/v1/pull", as: member.program, headers: headers, body: Array(packed.dropLast(12)))
            #expect(cut.status == 415)
        }
    }

    @Test func aBodyOfMoreThanEightMebibytesIsRefusedPackedOrNot() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let large = Array(repeating: UInt8(ascii: " "), count: (8 << 20) + 1)
            let plain = try await app.send(
                .post, "/sync/v1/push", as: member.program, headers: ["Content-Type": "application/json"], body: large)
            #expect(plain.status == 413)
            #expect((try plain.json()["arguments"] as? [String: String])?["maxBytes"] == "8388608")
            let bomb = HandmadeGzip.repeated(UInt8(ascii: " "), times: 40_000)
            #expect(bomb.count < 80_000)
            let packed = try await app.send(
                .post, "/sync/v1/push", as: member.program,
                headers: ["Content-Type": "application/json", "Content-Encoding": "gzip"], body: bomb)
            #expect(packed.status == 413)
            let small = HandmadeGzip.repeated(UInt8(ascii: " "), times: 100)
            let blank = try await app.send(
                .post, "/sync/v1/push", as: member.program,
                headers: ["Content-Type": "application/json", "Content-Encoding": "gzip"], body: small)
            #expect(blank.status == 400, "it unpacks, and is no JSON")
        }
    }
}
