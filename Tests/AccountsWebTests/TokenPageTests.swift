import Core
import Storage
import TestSupport
import Testing

/// Tokens by form: the password is asked again before something that matters.
@Suite struct TokenPageTests {
    private func make(
        _ app: TestApp, _ member: TestMember, name: String = "my bot", scopes: [String] = ["read", "write"],
        days: String = "30", password: String = ""
    ) async throws -> Answer {
        let fields = [("name", name), ("expiresInDays", days), ("password", password)] + scopes.map { ("scopes", $0) }
        return try await app.submit("/settings/tokens", fields, as: member.browser)
    }

    @Test func afterTenMinutesThePasswordIsAsked() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            app.clock.advance(.minutes(10))
            let before = try await app.contents()
            for password in ["", "wrong wrong wrong"] {
                let answer = try await make(app, member, password: password)
                #expect(answer.status == 422)
                #expect(answer.error(beside: "password") == "This is not your password.")
                #expect(answer.value(of: "name") == "my bot" && answer.value(of: "password") == "")
            }
            #expect(try await app.contents() == before)
            let made = try await make(app, member, password: TestApp.password)
            #expect(made.status == 200)
            #expect(try await app.contents()["api_token"] == (before["api_token"] ?? 0) + 1)
            #expect(try await make(app, member).status == 200)
        }
    }

    @Test func guessingThePasswordHereIsSlowedDownToo() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            for _ in 0..<5 { #expect(try await make(app, member, password: "wrong wrong wrong").status == 422) }
            let before = try await app.contents()
            let answer = try await make(app, member, password: TestApp.password)
            #expect(answer.status == 429)
            #expect(try await app.contents() == before)
        }
    }

    @Test(arguments: [
        ("name", "", ["read"], "30", "Please fill this in."),
        ("expiresInDays", "x", ["read"], "0", "Please give a number from 1 to 366."),
        ("expiresInDays", "x", ["read"], "ten", "Please give a number from 1 to 366."),
    ])
    func aWrongFieldShowsTheFormAgain(
        field: String, name: String, scopes: [String], days: String, message: String
    ) async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            let answer = try await make(app, member, name: name, scopes: scopes, days: days)
            #expect(answer.status == 422)
            #expect(answer.error(beside: field) == message)
            #expect(answer.value(of: "expiresInDays") == days)
            #expect(try await app.contents() == before)
        }
    }

    @Test(arguments: [[], ["king"], ["admin"]])
    func withoutARightThatIsTheirsNoTokenIsMade(scopes: [String]) async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            let answer = try await make(app, member, scopes: scopes)
            #expect(answer.status == 422 && answer.text.contains("field-scopes"))
            #expect(try await app.contents() == before)
        }
    }

    @Test func adminIsOfferedToAdminsAlone() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let admin = try await app.member("boss", roles: [.admin])
            #expect(try await !app.get("/settings/tokens", as: member.browser).text.contains(#"value="admin""#))
            #expect(try await app.get("/settings/tokens", as: admin.browser).text.contains(#"value="admin""#))
            #expect(try await make(app, admin, scopes: ["read", "admin"]).status == 200)
        }
    }

    @Test func aNewTokenIsShownThisOnceAndWorks() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let answer = try await make(app, member, name: "my <bot>")
            #expect(answer.status == 200 && answer.header("Cache-Control") == "no-store")
            let secret = try #require(answer.text.firstMatch(of: /<code>([A-Za-z0-9_-]{43})<\/code>/)).output.1
            #expect(answer.text.contains("my &lt;bot&gt;"))
            let program = Viewer.sending(["Authorization": "Bearer \(secret)"])
            #expect(try await app.get("/api/v1/me", as: program).status == 200)
            let later = try await app.get("/settings/tokens", as: member.browser)
            #expect(later.text.contains("my &lt;bot&gt;") && !later.text.contains(secret))
        }
    }

    @Test func onesOwnTokenIsRevoked() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let id = try #require(try await app.text("SELECT id FROM api_token WHERE account_id = \(member.id)"))
            let answer = try await app.submit("/settings/tokens/\(id)/revoke", [:], as: member.browser)
            #expect(answer.status == 303 && answer.header("Location") == "/settings/tokens")
            #expect(answer.cookie("karwan_flash") == "token_revoked")
            #expect(try await app.count("SELECT count(*) FROM api_token") == 0)
            #expect(try await app.get("/api/v1/me", as: member.program).status == 401)
        }
    }

    @Test func anothersTokenIsNotFoundAndNotListed() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let other = try await app.member("bilal")
            let id = try #require(try await app.text("SELECT id FROM api_token WHERE account_id = \(other.id)"))
            let before = try await app.contents()
            #expect(try await app.submit("/settings/tokens/\(id)/revoke", [:], as: member.browser).status == 404)
            #expect(try await !app.get("/settings/tokens", as: member.browser).text.contains(id))
            #expect(try await app.submit("/settings/tokens/\(id)/revoke", [:]).status == 303)
            #expect(try await app.contents() == before)
        }
    }

    /// A token must not make tokens: who steals one would keep the door open.
    @Test func aProgramCannotMakeTokensByThePage() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            let answer = try await app.submit(
                "/settings/tokens",
                ["name": "x", "scopes": "read", "expiresInDays": "30", "password": TestApp.password],
                as: member.program)
            #expect(answer.status == 403)
            #expect(try await app.contents() == before)
        }
    }
}
