import Core
import Forum
import TestSupport
import Testing

@Suite("Vouching")
struct VouchTests {
    @Test func whoIsNotRegularDoesNotVouchAndNobodyForThemselves() async throws {
        try await Scene.play { scene in
            for (member, name) in [(scene.asker, "helper"), (scene.moderator, "moderator")] {
                let answer = try await scene.writesNothing {
                    try await scene.app.api(.put, "/api/v1/members/\(name)/vouch", as: member.program)
                }
                #expect(answer.status == 403)
                #expect(try answer.code() == "vouch_level")
            }
            let missing = try await scene.app.api(.put, "/api/v1/members/nobody/vouch", as: scene.moderator.program)
            #expect(missing.status == 404)
            #expect(try await scene.app.api(.put, "/api/v1/members/helper/vouch").status == 401)
            let page = try await scene.app.get("/members/helper", as: scene.asker.browser)
            #expect(!page.text.contains("/members/helper/vouch"))
        }
    }

    @Test func aVouchMakesAKnownMemberAtOnce() async throws {
        try await Scene.play { scene in
            try await scene.trust(scene.asker, 2)
            let page = try await scene.app.get("/members/helper", as: scene.asker.browser)
            #expect(page.text.contains("New member") && page.text.contains("/members/helper/vouch"))
            let sent = try await scene.app.submit("/members/helper/vouch", ["vouch": "on"], as: scene.asker.browser)
            #expect(sent.status == 303)
            #expect(try await scene.app.api(.get, "/api/v1/members/helper").json()["trustLevel"] as? Int == 1)
            let again = try await scene.writesNothing {
                try await scene.app.api(.put, "/api/v1/members/helper/vouch", as: scene.asker.program)
            }
            #expect(again.status == 204)
            let back = try await scene.app.api(.delete, "/api/v1/members/helper/vouch", as: scene.asker.program)
            #expect(back.status == 204)
            #expect(try await scene.app.count("SELECT count(*) FROM vouch") == 0)
            #expect(try await scene.app.api(.get, "/api/v1/members/helper").json()["trustLevel"] as? Int == 1)
        }
    }
}
