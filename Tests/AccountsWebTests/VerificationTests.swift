import Core
import Storage
import TestSupport
import Testing

/// A letter's link confirms an address once, within a day, and never by being looked at.
@Suite struct VerificationTests {
    private func signUp(_ app: TestApp) async throws -> String {
        _ = try await app.submit(
            "/sign-up",
            ["email": "sana@example.org", "username": "sana", "displayName": "Sana", "password": TestApp.password])
        return try #require(try await app.verifyPath())
    }

    private func isVerified(_ app: TestApp) async throws -> Bool {
        try await app.count("SELECT count(*) FROM account WHERE email_verified_at IS NOT NULL") == 1
    }

    @Test(arguments: ["/verify/x", "/verify/%00", "/verify/%FF", "/verify/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
    func aLinkThatIsMadeUpIsNotFound(path: String) async throws {
        try await TestApp.run { app in
            _ = try await signUp(app)
            let before = try await app.contents()
            #expect(try await app.get(path).status == 404)
            let answer = try await app.submit(path, [:])
            #expect(answer.status == 404)
            #expect(try await app.contents() == before)
            #expect(try await !isVerified(app))
        }
    }

    @Test func lookingAtTheLinkChangesNothing() async throws {
        try await TestApp.run { app in
            let path = try await signUp(app)
            let before = try await app.contents()
            for _ in 0..<3 {
                let page = try await app.get(path)
                #expect(page.status == 200)
                #expect(page.text.contains("sana") && page.text.contains("Confirm my e-mail address"))
                #expect(page.header("Cache-Control") == "no-store")
                #expect(try await app.send(.head, path).status == 200)
            }
            #expect(try await app.contents() == before)
            #expect(try await !isVerified(app))
        }
    }

    @Test func afterADayTheLinkIsTooOld() async throws {
        try await TestApp.run { app in
            let path = try await signUp(app)
            app.clock.advance(.hours(24))
            let before = try await app.contents()
            #expect(try await app.get(path).status == 404)
            let answer = try await app.submit(path, [:])
            #expect(answer.status == 404)
            #expect(answer.text.contains("This link was used already or has expired."))
            #expect(try await app.contents() == before)
            #expect(try await !isVerified(app))
        }
    }

    @Test func withinADayTheLinkWorksOnce() async throws {
        try await TestApp.run { app in
            let path = try await signUp(app)
            app.clock.advance(Span(milliseconds: Span.hours(24).milliseconds - 1))
            let first = try await app.submit(path, [:])
            #expect(first.status == 303 && first.header("Location") == "/sign-in")
            #expect(first.cookie("karwan_flash") == "verified")
            #expect(try await isVerified(app))
            let before = try await app.contents()
            #expect(before["email_verification"] == 0)
            #expect(try await app.submit(path, [:]).status == 404)
            #expect(try await app.get(path).status == 404)
            #expect(try await app.contents() == before)
        }
    }

    @Test func aNewLetterReplacesTheOldLink() async throws {
        try await TestApp.run { app in
            let old = try await signUp(app)
            let signIn = try await app.submit("/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            let browser = try #require(signIn.session)
            // Asked for at once, there is none: nobody's mailbox is to be filled from here.
            let before = try await app.letters().count
            let soon = try await app.submit("/verify/again", [:], as: browser)
            #expect(soon.status == 303 && soon.cookie("karwan_flash") == "verification_recent")
            #expect(try await app.letters().count == before)
            app.clock.advance(.minutes(10))
            let again = try await app.submit("/verify/again", [:], as: browser)
            #expect(again.status == 303 && again.cookie("karwan_flash") == "verification_sent")
            let new = try #require(try await app.verifyPath())
            #expect(new != old)
            #expect(try await app.submit(old, [:]).status == 404)
            #expect(try await !isVerified(app))
            #expect(try await app.submit(new, [:]).status == 303)
            #expect(try await isVerified(app))
        }
    }

    @Test func whoIsVerifiedGetsNoLetterAgain() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            #expect(try await app.submit("/verify/again", [:], as: member.browser).status == 303)
            #expect(try await app.submit("/verify/again", [:]).status == 303)
            #expect(try await app.contents() == before)
        }
    }
}

/// Who has not confirmed their address may look, but not write.
@Suite struct UnverifiedTests {
    private static let bar = "Please confirm your e-mail address. After that you can ask and answer."

    @Test func anUnverifiedMemberMayNotWrite() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("bilal")
            let thread = try await app.question(in: category, by: asker)
            let member = try await app.member("sana", verified: false)
            let before = try await app.contents()
            let page = try await app.submit(
                "/threads/new",
                [
                    "categoryId": category.text, "kind": "question", "title": "A title that is long enough",
                    "body": "A body that is long enough.",
                ],
                as: member.browser)
            #expect(page.status == 403)
            #expect(page.text.contains("Please confirm your e-mail address first."))
            let answer = try await app.submit(
                "/threads/\(thread.id)/answers", ["body": "A body that is long enough."], as: member.browser)
            #expect(answer.status == 403)
            let api = try await app.api(
                .post, "/api/v1/threads/\(thread.id)/posts", #"{"body": "A body that is long enough."}"#,
                as: member.program)
            #expect(api.status == 403)
            #expect(try api.problem().code == "email_unverified")
            #expect(try await app.contents() == before)
        }
    }

    @Test func aBarAsksToConfirm() async throws {
        try await TestApp.run { app in
            let unverified = try await app.member("sana", verified: false)
            let verified = try await app.member("bilal")
            for path in ["/", "/threads", "/settings/profile"] {
                #expect(try await app.get(path, as: unverified.browser).text.contains(Self.bar), "\(path)")
                #expect(try await !app.get(path, as: verified.browser).text.contains(Self.bar), "\(path)")
            }
            #expect(try await !app.get("/").text.contains(Self.bar))
        }
    }
}
