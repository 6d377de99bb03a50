import Core
import Forum
import TestSupport
import Testing

@Suite("Suspension")
struct SuspensionTests {
    private func write(_ scene: Scene) async throws -> Answer {
        try await scene.app.api(
            .post, "/api/v1/threads/\(scene.thread.id)/posts", #"{"body": "Another answer of some length."}"#,
            as: scene.helper.program)
    }

    private func suspend(_ scene: Scene, days: String = "7") async throws -> Answer {
        try await scene.app.submit(
            "/moderation/members/helper/suspend",
            ["days": days, "reason": "You asked members for money.", "note": "Third time."],
            as: scene.moderator.browser)
    }

    @Test func whoIsSuspendedReadsAndDoesNotWriteUntilItIsOver() async throws {
        try await Scene.play { scene in
            #expect(try await suspend(scene).status == 303)
            let refused = try await scene.writesNothing { try await write(scene) }
            #expect(refused.status == 403)
            #expect(try refused.code() == "account_suspended")
            let page = try await scene.app.get(scene.thread.path, as: scene.helper.browser)
            #expect(page.status == 200 && page.text.contains("You may not write for a while."))
            let standing = try await scene.app.get("/standing", as: scene.helper.browser)
            #expect(standing.text.contains("You asked members for money."))
            #expect(standing.text.contains("28 November 2026") && !standing.text.contains("Third time."))
            let again = try await scene.app.submit(
                "/sign-in", ["email": "helper@example.org", "password": TestApp.password])
            #expect(again.status == 303)
            // It is over at once when its time is, before anything is cleared away.
            scene.app.clock.advance(.days(7))
            #expect(try await write(scene).status == 201)
            try await scene.app.services.moderation.endSuspensions()
            #expect(try await scene.app.count("SELECT count(*) FROM account WHERE state = 'suspended'") == 0)
            #expect(try await scene.app.count("SELECT count(*) FROM suspension WHERE lifted_at IS NULL") == 0)
            #expect(try await write(scene).status == 201)
        }
    }

    @Test func aSuspensionNamesDaysAndReason() async throws {
        try await Scene.play { scene in
            for days in ["", "0", "3651", "many"] {
                let answer = try await scene.writesNothing { try await suspend(scene, days: days) }
                #expect(answer.status == 422 && answer.text.contains("You asked members for money."), "\(days)")
            }
        }
    }

    @Test func staffIsSuspendedByAdminsAloneAndNobodyByThemselves() async throws {
        try await Scene.play { scene in
            let other = try await scene.app.member("other", roles: [.moderator])
            let admin = try await scene.app.member("boss", roles: [.admin])
            for (viewer, name) in [(other, "moderator"), (other, "boss"), (other, "other"), (admin, "boss")] {
                let answer = try await scene.writesNothing {
                    try await scene.app.submit(
                        "/moderation/members/\(name)/suspend", ["days": "3", "reason": "A reason that is given."],
                        as: viewer.browser)
                }
                #expect(answer.status == 403, "\(name)")
            }
            let answer = try await scene.app.submit(
                "/moderation/members/other/suspend", ["days": "3", "reason": "A reason that is given."],
                as: admin.browser)
            #expect(answer.status == 303)
            #expect(try await scene.app.get("/moderation", as: other.browser).status == 404)
        }
    }

    @Test func aModeratorEndsASuspension() async throws {
        try await Scene.play { scene in
            _ = try await suspend(scene)
            let lifted = try await scene.app.submit("/moderation/members/helper/lift", [:], as: scene.moderator.browser)
            #expect(lifted.status == 303)
            #expect(try await write(scene).status == 201)
            let history = try await scene.app.get("/moderation/members/helper", as: scene.moderator.browser)
            #expect(history.text.contains("You asked members for money.") && history.text.contains("Third time."))
            let log = try await scene.app.api(.get, "/api/v1/moderation-log").items()
            #expect(log.map { $0["action"] as? String } == ["lift", "suspend"])
        }
    }

    @Test func aSuspendedMemberAppealsOnceAndIsLetBackIn() async throws {
        try await Scene.play { scene in
            _ = try await suspend(scene)
            let sent = try await scene.app.submit(
                "/standing/appeal", ["text": "That was somebody else with my name."], as: scene.helper.browser)
            #expect(sent.status == 303)
            let again = try await scene.writesNothing {
                try await scene.app.submit(
                    "/standing/appeal", ["text": "That was somebody else with my name."], as: scene.helper.browser)
            }
            #expect(again.status == 409)
            #expect(try await scene.decide("approve").status == 200)
            #expect(try await write(scene).status == 201)
        }
    }

    @Test func aDecisionSuspendsTheAuthorWithThePost() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag(reason: "harassment")
            let decided = try await scene.decide("suspend", #", "days": 3, "reason": "You insulted a member.""#)
            #expect(decided.status == 200)
            #expect(try await scene.state() == "hidden")
            #expect(try await write(scene).status == 403)
            let sent = try await scene.app.submit(
                "/standing/appeal", ["text": "I quoted what they had written."], as: scene.helper.browser)
            #expect(sent.status == 303)
            #expect(try await scene.decide("approve").status == 200)
            #expect(try await write(scene).status == 201)
            #expect(try await scene.isShown())
        }
    }
}
