import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("What members are told of adverts")
struct JobNoticeTests {
    private static let fee = "Candidates must pay for the visa before they travel. " + Scene.text
    private static let worse = "Azad visa. Candidates must pay for the visa before they travel. " + Scene.text

    private static func told(_ member: TestMember, in scene: Scene) async throws -> [String] {
        try await scene.app.services.store.read { transaction in
            try transaction.rows(
                "SELECT kind FROM notification_other WHERE account_id = \(member.id) ORDER BY created_at, id"
            ) { $0.text(0) }
        }
    }

    private static func decide(_ json: String, _ job: Job, in scene: Scene) async throws {
        let answer = try await scene.app.api(
            .put, "/api/v1/jobs/\(job.id)/decision", json, as: scene.moderator.program)
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test func thePosterHearsWhatAModeratorDecided() async throws {
        try await Scene.play { scene in
            let job = try await scene.post { $0.body = Self.fee }
            #expect(job.state == .held)
            // The page on which it was published says that it waits.
            #expect(try await Self.told(scene.poster, in: scene).isEmpty)
            try await Self.decide(#"{"decision": "approve"}"#, job, in: scene)
            #expect(try await Self.told(scene.poster, in: scene) == ["job_open"])
            let list = try await scene.app.get("/notifications", as: scene.poster.browser)
            #expect(list.text.contains("it is open") && list.text.contains(job.content.title))
            let notices = try await scene.app.api(.get, "/api/v1/notifications", as: scene.poster.program).items()
            #expect(notices.first?["path"] as? String == "/jobs/\(job.id)")
            try await Self.decide(#"{"decision": "remove", "note": "The firm does not know you."}"#, job, in: scene)
            // The last word alone: what was told before is over.
            #expect(try await Self.told(scene.poster, in: scene) == ["job_removed"])
            #expect(try await Self.told(scene.reader, in: scene).isEmpty)
        }
    }

    @Test func whoKeptOrFollowsAnAdvertIsWarnedWhenItIsTakenDown() async throws {
        try await Scene.play { scene in
            let job = try await scene.post()
            let follower = try await Scene.member("follower", trust: 1, scene.app)
            try await scene.app.services.jobs.setSaved(true, job.id, as: scene.reader.principal)
            let followed = try await scene.app.api(
                .post, "/api/v1/me/applications", #"{"jobId": "\#(job.id)"}"#, as: follower.program)
            #expect(followed.status == 201, "\(followed.text)")
            _ = try await scene.app.api(
                .patch, "/api/v1/jobs/\(job.id)", #"{"body": "\#(Self.worse)"}"#, as: scene.poster.program)
            #expect(try await scene.state(of: job) == "removed")
            for member in [scene.reader, follower] {
                #expect(try await Self.told(member, in: scene) == ["job_warning"])
                let list = try await scene.app.get("/notifications", as: member.browser)
                #expect(list.text.contains("Send no money and no papers") && list.text.contains(job.content.title))
            }
            #expect(try await Self.told(scene.moderator, in: scene).isEmpty)
        }
    }

    @Test func whatEndsByItselfSaysSoOnceAndWhatThePosterDoesIsNoNews() async throws {
        try await Scene.play { scene in
            let (expiring, closed) = (try await scene.post(1), try await scene.post(2))
            _ = try await scene.app.api(
                .put, "/api/v1/jobs/\(closed.id)/state", #"{"step": "close"}"#, as: scene.poster.program)
            #expect(try await Self.told(scene.poster, in: scene).isEmpty)
            scene.app.clock.advance(.days(40))
            for _ in 1...2 { try await scene.app.services.jobs.expire() }
            #expect(try await scene.state(of: expiring) == "expired")
            #expect(try await Self.told(scene.poster, in: scene) == ["job_ended"])
        }
    }

    @Test func theWordOfThreeMembersReachesThePoster() async throws {
        try await Scene.play { scene in
            let job = try await scene.post()
            for name in ["one", "two", "three"] {
                let member = try await Scene.member(name, trust: 1, scene.app)
                _ = try await scene.app.api(.put, "/api/v1/jobs/\(job.id)/filled", as: member.program)
            }
            #expect(try await scene.state(of: job) == "filled")
            #expect(try await Self.told(scene.poster, in: scene) == ["job_filled"])
        }
    }

    @Test func whoLeavesIsToldOfNothingAndNothingIsToldOfTheirs() async throws {
        try await Scene.play { scene in
            let job = try await scene.post()
            try await scene.app.services.jobs.setSaved(true, job.id, as: scene.reader.principal)
            _ = try await scene.app.api(
                .patch, "/api/v1/jobs/\(job.id)", #"{"body": "\#(Self.worse)"}"#, as: scene.poster.program)
            #expect(try await Self.told(scene.reader, in: scene) == ["job_warning"])
            let open = try await scene.post(2)
            _ = try await scene.app.services.leaving.requestDeletion(.remove, as: scene.poster.principal)
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            #expect(try await scene.state(of: open) == "closed")
            #expect(try await Self.told(scene.poster, in: scene).isEmpty)
            #expect(try await Self.told(scene.reader, in: scene).isEmpty)
        }
    }
}
