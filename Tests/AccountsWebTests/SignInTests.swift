import Core
import Storage
import TestSupport
import Testing

/// Signing in tells nobody who is a member, and becomes slow for whoever guesses.
@Suite struct SignInTests {
    private func signIn(
        _ app: TestApp, _ email: String = "sana@example.org", _ password: String = TestApp.password, back: String = "/"
    ) async throws -> Answer {
        try await app.submit("/sign-in", ["email": email, "password": password, "back": back])
    }

    @Test func aWrongPasswordAndAnUnknownAddressAreAnsweredAlike() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let before = try await app.contents()
            let wrong = try await signIn(app, "sana@example.org", "wrong wrong wrong")
            let unknown = try await signIn(app, "nobody@example.org", "wrong wrong wrong")
            #expect(wrong.status == 422 && unknown.status == 422)
            #expect(wrong.error(beside: "password") == "E-mail or password is not right.")
            #expect(wrong.value(of: "email") == "sana@example.org" && wrong.value(of: "password") == "")
            #expect(wrong.text.replacing("sana@example.org", with: "nobody@example.org") == unknown.text)
            #expect(wrong.cookies.isEmpty && unknown.cookies.isEmpty)
            #expect(!wrong.text.contains("wrong wrong"))
            #expect(try await app.contents() == before)
        }
    }

    @Test func programsAreAnsweredAlikeToo() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let before = try await app.contents()
            func post(_ email: String) async throws -> [String: Any] {
                let answer = try await app.api(
                    .post, "/api/v1/tokens", #"{"email": "\#(email)", "password": "wrong wrong wrong", "name": "x"}"#)
                #expect(answer.status == 422)
                return try answer.json().filter { $0.key != "instance" }
            }
            #expect("\(try await post("sana@example.org"))".count == "\(try await post("nobody@example.org"))".count)
            #expect(try await app.contents() == before)
        }
    }

    @Test(arguments: [[:], ["email": "sana@example.org"], ["password": TestApp.password]] as [[String: String]])
    func aFormWithHolesIsRefused(fields: [String: String]) async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let before = try await app.contents()
            let answer = try await app.submit("/sign-in", fields.map { ($0, $1) })
            #expect(answer.status == 422 && answer.cookies.isEmpty)
            #expect(try await app.contents() == before)
        }
    }

    @Test func afterFiveFailuresBothEdgesSayHowLongToWait() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            for _ in 0..<5 { #expect(try await signIn(app, "sana@example.org", "wrong wrong wrong").status == 422) }
            let before = try await app.contents()
            let api = try await app.api(
                .post, "/api/v1/tokens", #"{"email": "sana@example.org", "password": "\#(TestApp.password)"}"#)
            #expect(api.status == 429)
            #expect(api.header("Retry-After").flatMap { Int($0) }.map { (1...2).contains($0) } == true)
            #expect(try api.problem().code == "sign_in_throttled")
            let page = try await signIn(app)
            #expect(page.status == 429)
            #expect(page.text.contains("There were too many wrong passwords."))
            #expect(page.value(of: "email") == "sana@example.org")
            #expect(page.cookies.isEmpty)
            #expect(try await app.contents() == before)
            app.clock.advance(.seconds(2))
            #expect(try await signIn(app).status == 303)
        }
    }

    @Test func thePageNamesTheWaitInItsHeaderToo() async throws {
        try await TestApp.run { app in
            for _ in 0..<5 { _ = try await signIn(app, "nobody@example.org") }
            let page = try await signIn(app, "nobody@example.org")
            #expect(page.status == 429)
            #expect(page.header("Retry-After").flatMap { Int($0) }.map { (1...2).contains($0) } == true)
        }
    }

    @Test func theRightPasswordStartsASession() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            let answer = try await app.submit(
                "/sign-in", ["email": " SANA@example.org ", "password": TestApp.password, "back": "/settings/profile"],
                headers: ["Sec-Fetch-Site": "same-origin", "User-Agent": String(repeating: "u", count: 500)])
            #expect(answer.status == 303 && answer.header("Location") == "/settings/profile")
            #expect(answer.cookie("karwan_flash") == "signed_in")
            let after = try await app.contents()
            #expect(after == before.merging(["session": (before["session"] ?? 0) + 1]) { $1 })
            let secret = try #require(answer.cookie("karwan_session"))
            #expect(secret.count == 43)
            #expect(try await app.count("SELECT count(*) FROM session WHERE token_hash = \(secret)") == 0)
            #expect(
                try await app.count("SELECT max(length(user_agent)) FROM session WHERE account_id = \(member.id)")
                    == 200)
            let page = try await app.get("/settings/profile", as: try #require(answer.session))
            #expect(page.status == 200 && page.text.contains("Name of sana"))
        }
    }

    @Test func whoIsSignedInSkipsTheForms() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            #expect(try await app.get("/sign-in?back=/threads", as: member.browser).header("Location") == "/threads")
            #expect(try await app.get("/sign-up", as: member.browser).header("Location") == "/")
        }
    }

    @Test func aPageForMembersAsksToSignInAndComesBack() async throws {
        try await TestApp.run { app in
            let answer = try await app.get("/settings/tokens?x=1")
            #expect(answer.status == 303)
            #expect(answer.header("Location") == "/sign-in?back=%2Fsettings%2Ftokens%3Fx%3D1")
            let page = try await app.get(answer.header("Location") ?? "")
            #expect(page.text.contains(#"name="back" value="/settings/tokens?x=1""#))
        }
    }
}

/// Who is suspended is out at once, by every door.
@Suite struct SuspendedTests {
    /// By the operator, for good.
    private func suspended(_ app: TestApp) async throws -> TestMember {
        let member = try await app.member("sana")
        try await app.services.accounts.setSuspended(true, username: "sana")
        return member
    }

    /// By a moderator, until tomorrow: may read.
    private func suspendedForADay(_ app: TestApp) async throws -> TestMember {
        let member = try await app.member("sana")
        let end = app.clock.clock.now.advanced(by: .days(1))
        try await app.change(
            "UPDATE account SET state = 'suspended', suspended_until = \(end) WHERE id = \(member.id)")
        return member
    }

    @Test func aSuspendedMemberCannotSignIn() async throws {
        try await TestApp.run { app in
            let member = try await suspended(app)
            let before = try await app.contents()
            #expect(before["session"] == 0)
            let page = try await app.submit("/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            #expect(page.status == 403 && page.text.contains("This account is suspended."))
            #expect(page.cookies.isEmpty)
            let api = try await app.api(
                .post, "/api/v1/tokens", #"{"email": "sana@example.org", "password": "\#(TestApp.password)"}"#)
            #expect(api.status == 403)
            #expect(try api.problem().code == "account_suspended")
            #expect(try await app.get("/settings/profile", as: member.browser).status == 303)
            #expect(try await app.contents() == before)
        }
    }

    @Test func aWrongPasswordDoesNotSayThatTheAccountIsSuspended() async throws {
        try await TestApp.run { app in
            _ = try await suspended(app)
            let page = try await app.submit("/sign-in", ["email": "sana@example.org", "password": "wrong wrong wrong"])
            #expect(page.status == 422 && !page.text.contains("suspended"))
        }
    }

    @Test func aSuspendedMembersTokenWritesNothing() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("bilal")
            let thread = try await app.question(in: category, by: asker)
            let member = try await suspendedForADay(app)
            let before = try await app.contents()
            let post = try await app.api(
                .post, "/api/v1/threads/\(thread.id)/posts", #"{"body": "A body that is long enough."}"#,
                as: member.program)
            #expect(post.status == 403)
            #expect(try post.problem().code == "account_suspended")
            #expect(try await app.contents() == before)
        }
    }

    /// Their public page would be the place where they go on.
    @Test func aSuspendedMembersTokenDoesNotChangeTheProfile() async throws {
        try await TestApp.run { app in
            let member = try await suspendedForADay(app)
            let me = try await app.api(.patch, "/api/v1/me", #"{"about": "still here"}"#, as: member.program)
            #expect(me.status == 403)
            #expect(try await app.text("SELECT about FROM account") == "")
        }
    }

    @Test func whoIsLetBackInSignsInAnew() async throws {
        try await TestApp.run { app in
            let member = try await suspended(app)
            try await app.services.accounts.setSuspended(false, username: "sana")
            #expect(try await app.get("/settings/profile", as: member.browser).status == 303)
            let answer = try await app.submit("/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            #expect(answer.status == 303 && answer.session != nil)
        }
    }
}
