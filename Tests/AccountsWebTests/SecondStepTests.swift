import Foundation
import TestSupport
import Testing

@testable import Accounts

@Suite("The second step of signing in")
struct SecondStepTests {
    /// What the app would show now.
    private static func code(_ app: TestApp, _ member: TestMember, later steps: Int64 = 0) async throws -> String {
        let enrolment = try await app.services.store.read {
            try SecondStepRepository.enrolment(of: member.id, in: $0)
        }
        let secret = try #require(enrolment).secret
        return OneTimeCode.code(secret, step: OneTimeCode.step(at: app.clock.clock.now) + steps)
    }

    /// Turns it on by the page; returns the recovery codes.
    private static func turnOn(_ app: TestApp, _ member: TestMember) async throws -> [String] {
        _ = try await app.submit("/settings/totp", ["password": TestApp.password], as: member.browser)
        let page = try await app.submit(
            "/settings/totp/confirm", ["code": try await code(app, member)], as: member.browser)
        return page.text.matches(of: /<code>([a-z2-7-]{19})<\/code>/).map { String($0.output.1) }
    }

    private static func signIn(_ app: TestApp) async throws -> Answer {
        try await app.submit("/sign-in", ["email": "sana@example.org", "password": TestApp.password])
    }

    private static func challenge(in page: Answer) throws -> String {
        String(try #require(page.text.firstMatch(of: /name="challenge" value="([^"]+)"/)).output.1)
    }

    @Test func itIsOnOnlyWhenTheAppHasShownACode() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let refused = try await app.submit("/settings/totp", ["password": "wrong"], as: member.browser)
            #expect(refused.status == 422)
            #expect(try await app.count("SELECT count(*) FROM account_totp") == 0)
            let offered = try await app.submit(
                "/settings/totp", ["password": TestApp.password], as: member.browser)
            #expect(offered.text.contains("otpauth://totp/Karwan:sana?secret="))
            #expect(offered.header("Cache-Control") == "no-store")
            let wrong = try await app.submit("/settings/totp/confirm", ["code": "000000"], as: member.browser)
            #expect(wrong.status == 422 && wrong.error(beside: "code") != nil)
            #expect(try await Self.signIn(app).status == 303, "the password alone is enough still")
            let codes = try await Self.turnOn(app, member)
            #expect(Set(codes).count == 10)
            #expect(try await app.letters().contains { $0.body.contains("asks for a code") })
            let stored = try await app.count("SELECT count(*) FROM recovery_code WHERE code_hash LIKE '%-%'")
            #expect(stored == 0, "only hashes are kept")
        }
    }

    @Test func aPasswordAloneOpensNothing() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            _ = try await Self.turnOn(app, member)
            let sessions = try await app.count("SELECT count(*) FROM session")
            let asked = try await Self.signIn(app)
            #expect(asked.status == 200 && asked.session == nil)
            let challenge = try Self.challenge(in: asked)
            let replayed = try await app.submit(
                "/sign-in/code", ["challenge": challenge, "code": try await Self.code(app, member)])
            #expect(replayed.status == 422, "the code that turned it on was used")
            #expect(try await app.count("SELECT count(*) FROM session") == sessions)
            app.clock.advance(.seconds(30))
            let done = try await app.submit(
                "/sign-in/code", ["challenge": challenge, "code": try await Self.code(app, member)])
            #expect(done.status == 303)
            #expect(try await app.get("/settings/security", as: try #require(done.session)).status == 200)
            let again = try await app.submit(
                "/sign-in/code", ["challenge": challenge, "code": try await Self.code(app, member, later: 1)])
            #expect(again.header("Location") == "/sign-in", "a sign-in is finished once")
        }
    }

    @Test func fiveWrongCodesEndTheSignInAndTenMinutesDoToo() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            _ = try await Self.turnOn(app, member)
            app.clock.advance(.minutes(1))
            let challenge = try Self.challenge(in: try await Self.signIn(app))
            for _ in 0..<5 {
                let wrong = try await app.submit("/sign-in/code", ["challenge": challenge, "code": "12345"])
                #expect(wrong.status == 422)
            }
            let late = try await app.submit(
                "/sign-in/code", ["challenge": challenge, "code": try await Self.code(app, member)])
            #expect(late.header("Location") == "/sign-in" && late.session == nil)
            app.clock.advance(.minutes(16))
            let next = try Self.challenge(in: try await Self.signIn(app))
            app.clock.advance(.minutes(11))
            let expired = try await app.submit(
                "/sign-in/code", ["challenge": next, "code": try await Self.code(app, member)])
            #expect(expired.header("Location") == "/sign-in" && expired.session == nil)
            let forged = try await app.submit("/sign-in/code", ["challenge": "made-up", "code": "123456"])
            #expect(forged.header("Location") == "/sign-in")
        }
    }

    @Test func aRecoveryCodeWorksOnce() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let code = try #require(try await Self.turnOn(app, member).first)
            let first = try Self.challenge(in: try await Self.signIn(app))
            #expect(
                try await app.submit("/sign-in/code", ["challenge": first, "code": code.uppercased()]).status == 303)
            let second = try Self.challenge(in: try await Self.signIn(app))
            #expect(try await app.submit("/sign-in/code", ["challenge": second, "code": code]).status == 422)
            #expect(try await app.get("/settings/totp", as: member.browser).text.contains("9 recovery codes"))
        }
    }

    @Test func programsSendTheCodeWithThePassword() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let password = #"{"password": "\#(TestApp.password)"}"#
            #expect(try await app.api(.delete, "/api/v1/me/totp", password, as: member.program).status == 409)
            let offer = try await app.api(.post, "/api/v1/me/totp", password, as: member.program)
            #expect(offer.status == 200)
            let wrong = try await app.api(.put, "/api/v1/me/totp", #"{"code": "000000"}"#, as: member.program)
            #expect(wrong.status == 422)
            let code = try await Self.code(app, member)
            let on = try await app.api(.put, "/api/v1/me/totp", #"{"code": "\#(code)"}"#, as: member.program)
            #expect((try on.json()["recoveryCodes"] as? [String])?.count == 10)
            #expect(try await app.api(.post, "/api/v1/me/totp", password, as: member.program).status == 409)
            func token(_ more: String) async throws -> Answer {
                try await app.api(
                    .post, "/api/v1/tokens",
                    #"{"email": "sana@example.org", "password": "\#(TestApp.password)", "name": "x"\#(more)}"#)
            }
            let without = try await token("")
            #expect(without.status == 422 && without.text.contains("/totp"))
            #expect(try await token(#", "totp": "\#(code)""#).status == 422, "it was used")
            app.clock.advance(.seconds(30))
            let fresh = try await Self.code(app, member)
            #expect(try await token(#", "totp": "\#(fresh)""#).status == 201)
            #expect(try await app.api(.delete, "/api/v1/me/totp", password, as: member.program).status == 204)
            #expect(try await token("").status == 201)
        }
    }
}
