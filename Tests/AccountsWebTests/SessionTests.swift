import Core
import Foundation
import Storage
import TestSupport
import Testing

/// A session lasts while it is used, and not for ever.
@Suite struct SessionTests {
    private func isIn(_ app: TestApp, _ browser: Viewer) async throws -> Bool {
        try await app.get("/settings/profile", as: browser).status == 200
    }

    @Test(arguments: [
        "", "x", "karwan_session=", "karwan_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "karwan_session=' OR 1=1", "__Host-karwan_session=",
    ])
    func aMadeUpCookieIsAVisitor(cookie: String) async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let before = try await app.contents()
            #expect(try await !isIn(app, Viewer.sending(["Cookie": cookie])))
            #expect(try await app.get("/", headers: ["Cookie": cookie]).status == 200)
            #expect(try await app.contents() == before)
        }
    }

    @Test func sixtyIdleDaysEndASession() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            app.clock.advance(Span(milliseconds: Span.days(60).milliseconds - 1))
            #expect(try await isIn(app, member.browser))
            app.clock.advance(Span(milliseconds: Span.days(60).milliseconds - 1))
            #expect(try await isIn(app, member.browser))
            app.clock.advance(.days(60))
            #expect(try await !isIn(app, member.browser))
        }
    }

    @Test func afterHalfAYearASessionEndsHoweverMuchItIsUsed() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            for day in 1..<180 {
                app.clock.advance(.days(1))
                #expect(try await isIn(app, member.browser), "day \(day)")
            }
            app.clock.advance(.days(1))
            #expect(try await !isIn(app, member.browser))
        }
    }

    @Test func whenItWasSeenIsWrittenAtMostHourly() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            func seen() async throws -> Int { try await app.count("SELECT last_seen_at FROM session") }
            let start = try await seen()
            app.clock.advance(.minutes(60))
            #expect(try await isIn(app, member.browser))
            #expect(try await seen() == start)
            app.clock.advance(Span(milliseconds: 1))
            #expect(try await isIn(app, member.browser))
            #expect(try await seen() == start + 3_600_001)
        }
    }

    @Test func signingOutEndsThisSessionOnly() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let second = try await app.submit("/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            let other = try #require(second.session)
            let before = try await app.contents()
            let answer = try await app.submit("/sign-out", [:], as: member.browser)
            #expect(answer.status == 303 && answer.header("Location") == "/")
            let cookie = try #require(answer.cookies.first { $0.hasPrefix("karwan_session=") })
            #expect(cookie.hasPrefix("karwan_session=;") && cookie.contains("Max-Age=0"))
            #expect(try await app.contents() == before.merging(["session": 1]) { $1 })
            #expect(try await !isIn(app, member.browser))
            #expect(try await isIn(app, other))
        }
    }

    @Test func signingOutByALinkDoesNothing() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let answer = try await app.get("/sign-out", as: member.browser)
            #expect(answer.status == 405 && answer.header("Allow") == "POST")
            #expect(try await isIn(app, member.browser))
        }
    }

    @Test func aVisitorMaySignOutToo() async throws {
        try await TestApp.run { app in
            let before = try await app.contents()
            #expect(try await app.submit("/sign-out", [:]).status == 303)
            #expect(try await app.contents() == before)
        }
    }

    @Test func theCookieOnLoopbackHasWhatItNeeds() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let answer = try await app.submit("/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            let cookie = try #require(answer.cookies.first { $0.hasPrefix("karwan_session=") })
            let parts = Set(cookie.components(separatedBy: "; ").dropFirst())
            #expect(parts == ["Path=/", "Max-Age=15552000", "HttpOnly", "SameSite=Lax"])
        }
    }

    @Test func aNewPasswordEndsAllSessions() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            try await app.services.accounts.resetPassword("another caravan of words", username: "SANA")
            #expect(try await !isIn(app, member.browser))
            #expect(
                try await app.submit("/sign-in", ["email": "sana@example.org", "password": TestApp.password]).status
                    == 422)
            #expect(
                try await app.submit("/sign-in", ["email": "sana@example.org", "password": "another caravan of words"])
                    .status == 303)
        }
    }

    @Test func expiredSessionsAreTakenAway() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            app.clock.advance(.days(59))
            _ = try await app.member("bilal")
            app.clock.advance(.days(1))
            try await app.services.sessions.removeExpired()
            #expect(try await app.count("SELECT count(*) FROM session") == 1)
        }
    }
}
