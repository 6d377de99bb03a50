import TestSupport
import Testing

@Suite("Another e-mail address")
struct EmailChangeTests {
    private func ask(_ app: TestApp, _ email: String, _ member: TestMember) async throws -> Answer {
        try await app.submit(
            "/settings/email", ["email": email, "password": TestApp.password], as: member.browser)
    }

    /// The path in the last letter to the address.
    private func link(_ app: TestApp, to address: String) async throws -> String? {
        let body = try await app.letters().last { $0.to == address }?.body
        return body?.firstMatch(of: /http:\/\/[^\/]+(\/[a-z-]+\/[A-Za-z0-9_-]+)/).map { String($0.output.1) }
    }

    @Test func nothingChangesBeforeTheNewAddressAnswers() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let wrong = try await app.submit(
                "/settings/email", ["email": "new@example.org", "password": "wrong"], as: sana.browser)
            #expect(wrong.status == 422 && wrong.text.contains("new@example.org"))
            #expect(try await ask(app, "SANA@example.org", sana).status == 422)
            #expect(try await ask(app, "nonsense", sana).status == 422)
            #expect(try await app.letters().isEmpty)
            #expect(try await ask(app, "new@example.org", sana).status == 200)
            #expect(try await ask(app, "other@example.org", sana).status == 422, "one letter in ten minutes")
            #expect(try await app.api(.get, "/api/v1/me", as: sana.program).text.contains("sana@example.org"))
            let path = try #require(try await link(app, to: "new@example.org"))
            #expect(try await app.submit(path, [:]).status == 303)
            #expect(try await app.submit(path, [:]).status == 404, "a link works once")
            #expect(try await app.api(.get, "/api/v1/me", as: sana.program).text.contains("new@example.org"))
            #expect(try await link(app, to: "sana@example.org") != nil, "the old address is told")
        }
    }

    @Test func theAnswerDoesNotTellWhoIsAMember() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            _ = try await app.member("omar")
            let known = try await ask(app, "omar@example.org", sana)
            app.clock.advance(.minutes(11))
            let unknown = try await ask(app, "nobody@example.org", sana)
            #expect(known.status == 200)
            #expect(
                known.text.replacing("omar@example.org", with: "x")
                    == unknown.text.replacing("nobody@example.org", with: "x"))
            let told = try await app.letters().first { $0.to == "omar@example.org" }
            #expect(told?.body.contains("/verify/") == false, "no link for an address that has an account")
        }
    }

    @Test func theOldAddressTakesTheAccountBackForSevenDays() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            _ = try await ask(app, "thief@example.org", sana)
            let thieves = try #require(try await link(app, to: "thief@example.org"))
            _ = try await app.submit(thieves, [:])
            let undo = try #require(try await link(app, to: "sana@example.org"))
            #expect(try await app.get(undo + "x").status == 404)
            #expect(try await app.get(undo).text.contains("sana@example.org"))
            #expect(try await app.api(.get, "/api/v1/me", as: sana.program).status == 200, "looking changes nothing")
            #expect(try await app.submit(undo, [:]).status == 303)
            #expect(try await app.submit(undo, [:]).status == 404)
            #expect(try await app.get("/settings/security", as: sana.browser).status == 303)
            #expect(try await app.api(.get, "/api/v1/me", as: sana.program).status == 401)
            let reset = try #require(try await link(app, to: "sana@example.org"))
            #expect(reset.hasPrefix("/reset/"))
            let email = try await app.services.store.read {
                try $0.first("SELECT email FROM account WHERE id = \(sana.id)") { $0.text(0) }
            }
            #expect(email == "sana@example.org")
        }
    }

    @Test func afterSevenDaysItIsTooLate() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            _ = try await ask(app, "new@example.org", sana)
            _ = try await app.submit(try #require(try await link(app, to: "new@example.org")), [:])
            let undo = try #require(try await link(app, to: "sana@example.org"))
            app.clock.advance(.days(7))
            #expect(try await app.submit(undo, [:]).status == 404)
        }
    }

    @Test func anAddressTakenMeanwhileIsNotTakenAway() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            _ = try await ask(app, "noor@example.org", sana)
            let path = try #require(try await link(app, to: "noor@example.org"))
            _ = try await app.member("noor")
            #expect(try await app.submit(path, [:]).status == 404)
            let emails = try await app.count("SELECT count(*) FROM account WHERE email = 'sana@example.org'")
            #expect(emails == 1)
        }
    }
}
