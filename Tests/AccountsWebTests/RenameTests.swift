import TestSupport
import Testing

@Suite("Another username")
struct RenameTests {
    private func rename(_ app: TestApp, _ member: TestMember, to name: String) async throws -> Answer {
        try await app.submit(
            "/settings/username", ["username": name, "password": TestApp.password], as: member.browser)
    }

    @Test func aNameOfSomebodyElseIsRefusedAndNothingChanges() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            _ = try await app.member("omar")
            let before = try await app.contents()
            for name in ["OMAR", "admin", "no", "a b", "صنا صنا"] {
                let answer = try await rename(app, sana, to: name)
                #expect(answer.status == 422 && answer.error(beside: "username") != nil, "\(name)")
                #expect(answer.text.contains("value=\"\(name)\""), "what was typed is kept")
            }
            let wrong = try await app.submit(
                "/settings/username", ["username": "noor", "password": "wrong"], as: sana.browser)
            #expect(wrong.status == 422)
            #expect(try await app.contents() == before)
            #expect(try await app.get("/members/sana").status == 200)
        }
    }

    @Test func theOldNameLeadsToTheMemberAndIsNobodyElses() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let omar = try await app.member("omar")
            #expect(try await rename(app, sana, to: "sana-k").status == 303)
            let old = try await app.get("/members/Sana")
            #expect(old.status == 301 && old.header("Location") == "/members/sana-k")
            #expect(try await app.get("/members/sana-k").status == 200)
            #expect(try await app.get("/api/v1/members/sana").json()["username"] as? String == "sana-k")
            #expect(try await rename(app, omar, to: "Sana").status == 422)
            let joining = try await app.submit(
                "/sign-up",
                ["email": "x@example.org", "username": "sana", "displayName": "X", "password": "some words nobody has"])
            #expect(joining.status == 422 && joining.error(beside: "username") != nil)
            #expect(try await app.count("SELECT count(*) FROM account WHERE email = 'x@example.org'") == 0)
        }
    }

    @Test func onceAYearButCapitalsAtAnyTime() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            #expect(try await rename(app, sana, to: "sana-k").status == 303)
            #expect(try await rename(app, sana, to: "Sana-K").status == 303)
            #expect(try await rename(app, sana, to: "noor").status == 422)
            app.clock.advance(.days(366))
            let fresh = try await app.submit("/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            let browser = try #require(fresh.session)
            let back = try await app.submit(
                "/settings/username", ["username": "sana", "password": TestApp.password], as: browser)
            #expect(back.status == 303, "one's own former name may be taken up again")
            #expect(try await app.count("SELECT count(*) FROM former_username WHERE name = 'sana'") == 0)
        }
    }

    @Test func programsRenameWithThePassword() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let wrong = try await app.api(
                .put, "/api/v1/me/username", #"{"username": "noor", "password": "wrong"}"#, as: sana.program)
            #expect(wrong.status == 422)
            let done = try await app.api(
                .put, "/api/v1/me/username", #"{"username": "noor", "password": "\#(TestApp.password)"}"#,
                as: sana.program)
            #expect(try done.json()["username"] as? String == "noor")
        }
    }
}
