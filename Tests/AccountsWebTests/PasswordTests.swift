import Core
import TestSupport
import Testing

private let fresh = "another caravan of words"

@Suite("A password that is forgotten")
struct ResetTests {
    private func link(_ app: TestApp, _ address: String) async throws -> String? {
        let bodies = try await app.letters().filter { $0.to == address }.map(\.body)
        return bodies.last?.firstMatch(of: /\/reset\/([A-Za-z0-9_-]{20,})/).map { String($0.output.1) }
    }

    @Test func theAnswerNeverTellsWhoIsAMember() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let known = try await app.submit("/reset", ["email": "sana@example.org"])
            let unknown = try await app.submit("/reset", ["email": "nobody@example.org"])
            #expect(known.status == unknown.status)
            #expect(
                known.text.replacing("sana@example.org", with: "x")
                    == unknown.text.replacing(
                        "nobody@example.org", with: "x"))
            #expect(try await app.letters().map(\.to) == ["sana@example.org"])
            _ = try await app.submit("/reset", ["email": "SANA@example.org"])
            #expect(try await app.letters().count == 1, "one letter in ten minutes")
        }
    }

    @Test func aLinkIsGoodOnceForHalfAnHour() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            _ = try await app.submit("/reset", ["email": "sana@example.org"])
            let token = try #require(try await link(app, "sana@example.org"))
            let weak = try await app.submit("/reset/\(token)", ["password": "short"])
            #expect(weak.status == 422)
            #expect(try await app.get("/reset/\(token)x").status == 404)
            #expect(try await app.submit("/reset/\(token)", ["password": fresh]).status == 303)
            #expect(try await app.submit("/reset/\(token)", ["password": fresh]).status == 404)
            #expect(try await app.get("/settings/profile", as: member.browser).status == 303, "sessions end")
            let old = try await app.submit("/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            #expect(old.status == 422)
            #expect(try await app.submit("/sign-in", ["email": "sana@example.org", "password": fresh]).status == 303)
            app.clock.advance(.minutes(11))
            _ = try await app.submit("/reset", ["email": "sana@example.org"])
            let late = try #require(try await link(app, "sana@example.org"))
            app.clock.advance(.minutes(30))
            #expect(try await app.get("/reset/\(late)").status == 404)
        }
    }
}

@Suite("Password and sessions")
struct SecurityTests {
    @Test func theOldPasswordIsAskedForAndTheOtherSessionsEnd() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let signed = try await app.submit(
                "/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            let other = try #require(signed.session)
            let wrong = try await app.submit(
                "/settings/security", ["password": "not this one", "newPassword": fresh], as: member.browser)
            #expect(wrong.status == 422)
            let weak = try await app.submit(
                "/settings/security", ["password": TestApp.password, "newPassword": "short"], as: member.browser)
            #expect(weak.status == 422 && weak.error(beside: "newPassword") != nil)
            #expect(try await app.get("/settings/security", as: other).status == 200)
            let changed = try await app.submit(
                "/settings/security", ["password": TestApp.password, "newPassword": fresh], as: member.browser)
            #expect(changed.status == 303)
            #expect(try await app.get("/settings/security", as: other).status == 303)
            #expect(try await app.get("/settings/security", as: member.browser).status == 200)
            #expect(try await app.letters().contains { $0.body.contains("was changed") })
        }
    }

    @Test func aSessionOfSomebodyElseIsNotFound() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let omar = try await app.member("omar")
            let list = try await app.api(.get, "/api/v1/me/sessions", as: omar.program).json()
            let id = try #require((list["items"] as? [[String: Any]])?.first?["id"] as? String)
            #expect(try await app.api(.delete, "/api/v1/me/sessions/\(id)", as: sana.program).status == 404)
            #expect(try await app.submit("/settings/sessions/\(id)/revoke", [:], as: sana.browser).status == 404)
            #expect(try await app.get("/settings/security", as: omar.browser).status == 200)
            #expect(try await app.api(.delete, "/api/v1/me/sessions/\(id)", as: omar.program).status == 204)
            #expect(try await app.get("/settings/security", as: omar.browser).status == 303)
        }
    }
}

@Suite("Blocks")
struct BlockTests {
    @Test func theyAreSilentAndOnesOwn() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let omar = try await app.member("omar", displayName: "Omarsname")
            #expect(try await app.api(.put, "/api/v1/me/blocks/\(sana.id)", as: sana.program).status == 409)
            let nobody = "0199f4b0-0000-7000-8000-0000000000ee"
            #expect(try await app.api(.put, "/api/v1/me/blocks/\(nobody)", as: sana.program).status == 404)
            #expect(
                try await app.submit("/members/omar/block", ["block": "on"], as: sana.browser).status == 303)
            #expect(try await app.get("/settings/blocks", as: sana.browser).text.contains("Omarsname"))
            #expect(try await !app.get("/settings/blocks", as: omar.browser).text.contains("sana</bdi>"))
            #expect(try await app.get("/members/sana", as: omar.browser).status == 200)
            let list = try await app.api(.get, "/api/v1/me/blocks", as: sana.program).json()
            #expect((list["items"] as? [[String: Any]])?.first?["username"] as? String == "omar")
            #expect(try await app.api(.delete, "/api/v1/me/blocks/\(omar.id)", as: sana.program).status == 204)
            #expect(try await app.count("SELECT count(*) FROM member_block") == 0)
        }
    }

    @Test func theirPostsAreFoldedUpForTheOneWhoBlocks() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let omar = try await app.member("omar")
            let category = try await app.category()
            let thread = try await app.question("A question of mine for all", in: category, by: sana)
            _ = try await app.answer(thread, by: omar, body: "The answer that omar has for her.")
            _ = try await app.submit("/members/omar/block", ["block": "on"], as: sana.browser)
            let path = thread.path
            let folded = try await app.get(path, as: sana.browser).text
            #expect(folded.components(separatedBy: "<details class=\"blocked\">").count == 2)
            #expect(folded.contains("The answer that omar has"), "it is there for who opens it")
            for viewer in [omar.browser, .nobody] {
                #expect(try await !app.get(path, as: viewer).text.contains("class=\"blocked\""))
            }
        }
    }
}
