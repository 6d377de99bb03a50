import Core
import Forum
import Foundation
import TestSupport
import Testing

/// Each kind of write has a limit of its own.
@Suite struct NamedLimitTests {
    @Test func flagsAreTwentyAtOnceAndOtherWritesGoOn() async throws {
        try await Scene.play(limits: true) { scene in
            for _ in 1...20 { #expect(try await scene.flag(reason: "nothing").status == 422) }
            let refused = try await scene.writesNothing { try await scene.flag() }
            #expect(refused.status == 429 && refused.header("Retry-After") == "120")
            #expect(refused.header("RateLimit") == #""flags";r=0;t=120"#)
            #expect(refused.header("RateLimit-Policy") == #""flags";q=20;w=2400"#)
            let me = try await scene.app.api(.patch, "/api/v1/me", #"{"about": "x"}"#, as: scene.reporter.program)
            #expect(me.status == 200)
            #expect(try await scene.flag(by: scene.moderator).status == 201)
        }
    }

    @Test func threadsAndPostsShareALimit() async throws {
        try await Scene.play(limits: true) { scene in
            for _ in 1...30 {
                let thread = try await scene.app.api(.post, "/api/v1/threads", "{}", as: scene.reporter.program)
                let answer = try await scene.app.submit(
                    "/threads/\(scene.thread.id)/answers", ["body": "x"], as: scene.reporter.browser)
                #expect(thread.status == 422 && answer.status == 422)
            }
            let path = "/api/v1/threads/\(scene.thread.id)/posts"
            let refused = try await scene.app.api(.post, path, "{}", as: scene.reporter.program)
            #expect(refused.status == 429 && refused.header("Retry-After") == "60")
            scene.app.clock.advance(.minutes(1))
            #expect(try await scene.app.api(.post, path, "{}", as: scene.reporter.program).status == 422)
        }
    }

    @Test func pushesAreLimitedPullsAreNot() async throws {
        try await Scene.play(limits: true) { scene in
            let push = #"{"pushVersion": 1, "clientGroupID": "g", "mutations": []}"#
            let pull = #"{"pullVersion": 1, "clientGroupID": "g"}"#
            for _ in 1...240 {
                let answer = try await scene.app.api(.post, "/sync/v1/push", push, as: scene.reporter.program)
                #expect(answer.status == 200)
            }
            let refused = try await scene.app.api(.post, "/sync/v1/push", push, as: scene.reporter.program)
            #expect(refused.status == 429 && refused.header("Retry-After") == "1")
            let other = try await scene.app.api(.post, "/sync/v1/pull", pull, as: scene.reporter.program)
            #expect(other.status == 200)
        }
    }
}

@Suite("Flags by sync")
struct FlagPushTests {
    private func push(_ scene: Scene, _ id: Int, _ arguments: String, as member: TestMember) async throws -> [String:
        Any]
    {
        let body = """
            {"pushVersion": 1, "clientGroupID": "g-\(member.id)", "mutations":
            [{"clientID": "c-\(member.id)", "id": \(id), "name": "flag.create", "args": \(arguments), "timestamp": 1}]}
            """
        let answer = try await scene.app.api(.post, "/sync/v1/push", body, as: member.program)
        return (try answer.json()["results"] as? [[String: Any]])?.first ?? [:]
    }

    @Test func aFlagWrittenOfflineIsTheSameFlag() async throws {
        try await Scene.play { scene in
            let arguments = #"{"targetType": "post", "targetId": "\#(scene.answer.id)", "reason": "scam"}"#
            let own = try await push(scene, 1, arguments, as: scene.helper)
            #expect(own["code"] as? String == "own_flag" || own["status"] as? String == "rejected")
            #expect(try await push(scene, 1, arguments, as: scene.reporter)["status"] as? String == "applied")
            #expect(try await push(scene, 2, arguments, as: scene.reporter)["status"] as? String == "applied")
            #expect(try await scene.app.count("SELECT count(*) FROM flag") == 1)
            let queue = try await scene.queue()
            #expect(queue.count == 1)
        }
    }
}
