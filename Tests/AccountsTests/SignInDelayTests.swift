import Accounts
import Core
import Storage
import TestSupport
import Testing

/// Guessing a password becomes slow, whoever is guessed; knowing it does not.
@Suite struct SignInDelayTests {
    private func attempt(_ app: TestApp, _ email: String = "sana@example.org", _ password: String = "wrong wrong wrong")
        async throws -> Problem?
    {
        do {
            _ = try await app.services.sessions.signIn(email: email, password: password, userAgent: "test")
            return nil
        } catch let problem as Problem {
            return problem
        }
    }

    private let refused = Problem.invalid("password", "sign_in_refused")

    @Test(arguments: ["sana@example.org", "nobody@example.org"])
    func afterFiveFailuresTheNextMustWaitLongerAndLonger(email: String) async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let sessions = try await app.count("SELECT count(*) FROM session")
            for _ in 0..<5 { #expect(try await attempt(app, email) == refused) }
            for pause in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900] as [Int64] {
                let problem = try await attempt(app, email)
                #expect(problem?.kind == .tooMany && problem?.code == "sign_in_throttled", "at \(pause)")
                #expect(problem?.retryAfter.map { Int64($0) } == pause, "at \(pause)")
                app.clock.advance(Span(milliseconds: pause * 1000 - 1))
                #expect(try await attempt(app, email)?.kind == .tooMany, "just before \(pause)")
                app.clock.advance(Span(milliseconds: 1))
                #expect(try await attempt(app, email) == refused, "after \(pause)")
            }
            #expect(try await app.count("SELECT count(*) FROM session") == sessions)
            #expect(try await app.count("SELECT count(*) FROM sign_in_failure") == 1)
        }
    }

    @Test func whileItMustWaitTheRightPasswordIsNotEvenTried() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            for _ in 0..<5 { _ = try await attempt(app) }
            #expect(try await attempt(app, "sana@example.org", TestApp.password)?.kind == .tooMany)
            app.clock.advance(.seconds(1))
            #expect(try await attempt(app, "sana@example.org", TestApp.password) == nil)
            #expect(try await app.count("SELECT count(*) FROM sign_in_failure") == 0)
        }
    }

    @Test func theSameAddressInOtherLettersIsTheSame() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            for email in [
                "sana@example.org", "SANA@example.org", " sana@Example.ORG ", "Sana@example.org", "sana@EXAMPLE.org",
            ] {
                #expect(try await attempt(app, email) == refused)
            }
            #expect(try await attempt(app, "sAnA@example.org")?.kind == .tooMany)
            #expect(try await app.count("SELECT count(*) FROM sign_in_failure") == 1)
        }
    }

    @Test func othersAreNotHeldUp() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            _ = try await app.member("bilal")
            for _ in 0..<9 { _ = try await attempt(app) }
            #expect(try await attempt(app, "bilal@example.org", TestApp.password) == nil)
        }
    }

    @Test func tokensCountTheSameFailures() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            for _ in 0..<5 { _ = try await attempt(app) }
            let draft = TokenDraft(
                email: "sana@example.org", password: TestApp.password, name: "x", scopes: ["read"], expiresInDays: 1)
            let tokens = try await app.count("SELECT count(*) FROM api_token")
            await #expect(throws: Problem.self) { _ = try await app.services.sessions.createToken(draft) }
            #expect(try await app.count("SELECT count(*) FROM api_token") == tokens)
        }
    }

    @Test func theTableHoldsNoAddresses() async throws {
        try await TestApp.run { app in
            _ = try await attempt(app, "nobody@example.org")
            let keys = try await app.services.store.read {
                try $0.rows("SELECT key_hash FROM sign_in_failure") { $0.text(0) }
            }
            #expect(keys.count == 1 && keys.allSatisfy { $0.count == 64 && !$0.contains("@") })
        }
    }

    @Test func failuresAreForgottenAfterADay() async throws {
        try await TestApp.run { app in
            for _ in 0..<7 { _ = try await attempt(app, "nobody@example.org") }
            app.clock.advance(.hours(23))
            try await app.services.sessions.removeExpired()
            #expect(try await app.count("SELECT count(*) FROM sign_in_failure") == 1)
            app.clock.advance(.hours(1))
            try await app.services.sessions.removeExpired()
            #expect(try await app.count("SELECT count(*) FROM sign_in_failure") == 0)
        }
    }

    @Test func aHashOfOldParametersIsMadeAnewOnce() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let old = PasswordHasher(cost: PasswordHasher.Cost(logRounds: 3, blockSize: 4, parallelism: 1))
            try await app.change(
                "UPDATE account SET password_hash = \(try await old.hash(TestApp.password)) WHERE id = \(member.id)")
            func hash() async throws -> String? {
                try await app.services.store.read { try $0.first("SELECT password_hash FROM account") { $0.text(0) } }
            }
            #expect(try await attempt(app) == refused)
            #expect(try await hash()?.hasPrefix("scrypt$3$4$1$") == true)
            #expect(try await attempt(app, "sana@example.org", TestApp.password) == nil)
            let renewed = try await hash()
            #expect(renewed?.hasPrefix("scrypt$4$8$1$") == true)
            #expect(try await attempt(app, "sana@example.org", TestApp.password) == nil)
            #expect(try await hash() == renewed)
        }
    }
}
