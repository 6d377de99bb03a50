import Core
import Storage
import TestSupport
import Testing

/// Another site cannot make a member's browser write: every mix of what browsers say, one table.
@Suite struct CrossSiteTests {
    private enum Token: String, CaseIterable {
        case absent, own, ofAnotherSession, ofAVisitor, garbage
    }

    private static let fetchSites: [String?] = [
        nil, "same-origin", "none", "same-site", "cross-site", "", "Same-Origin",
    ]
    private static let origins: [String?] = [
        nil, "http://127.0.0.1:8080", "http://evil.example", "null", "https://127.0.0.1:8080", "http://127.0.0.1:80800",
    ]

    /// community.md: `Sec-Fetch-Site` decides; without it `Origin`; without both the token of this session.
    private func isTaken(_ fetchSite: String?, _ origin: String?, _ token: Token) -> Bool {
        if let fetchSite { return fetchSite == "same-origin" || fetchSite == "none" }
        if let origin { return origin == "http://127.0.0.1:8080" }
        return token == .own
    }

    private func tokens(_ app: TestApp, _ member: TestMember, _ other: TestMember) async throws -> [Token: String] {
        let path = "/settings/profile"
        var tokens = [Token.garbage: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
        tokens[.own] = try await app.get(path, as: member.browser.withoutFetchSite).formToken
        tokens[.ofAnotherSession] = try await app.get(path, as: other.browser.withoutFetchSite).formToken
        tokens[.ofAVisitor] = try await app.get("/sign-in").formToken
        #expect(Set(tokens.values).count == 4)
        return tokens
    }

    @Test func everyMixOfHeadersAndTokens() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let other = try await app.member("bilal")
            let tokens = try await tokens(app, member, other)
            var number = 0
            for fetchSite in Self.fetchSites {
                for origin in Self.origins {
                    for token in Token.allCases {
                        number += 1
                        let note =
                            "Sec-Fetch-Site \(fetchSite ?? "absent"), Origin \(origin ?? "absent"), token \(token)"
                        let contents = try await app.contents()
                        let before = try await app.text("SELECT about FROM account WHERE id = \(member.id)")
                        var headers: [String: String] = [:]
                        headers["Sec-Fetch-Site"] = fetchSite
                        headers["Origin"] = origin
                        let fields = [
                            ("displayName", "Sana"), ("about", "\(number)"), ("timeZone", "UTC"),
                            ("formToken", tokens[token] ?? ""),
                        ]
                        let answer = try await app.submit(
                            "/settings/profile", fields, as: member.browser.withoutFetchSite, headers: headers)
                        let after = try await app.text("SELECT about FROM account WHERE id = \(member.id)")
                        if isTaken(fetchSite, origin, token) {
                            #expect(answer.status == 303, "\(note)")
                            #expect(after == "\(number)", "\(note)")
                        } else {
                            #expect(answer.status == 403, "\(note)")
                            #expect(after == before, "\(note)")
                            #expect(try await app.contents() == contents, "\(note)")
                        }
                    }
                }
            }
        }
    }

    @Test func theAPITakesNoCookie() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            for site in ["same-origin", "cross-site", "none"] {
                let answer = try await app.api(
                    .patch, "/api/v1/me", #"{"about": "x"}"#, as: member.browser, headers: ["Sec-Fetch-Site": site])
                #expect(answer.status == 401, "\(site)")
            }
            #expect(try await app.get("/api/v1/me", as: member.browser).status == 401)
            #expect(try await app.contents() == before)
            #expect(try await app.text("SELECT about FROM account") == "")
        }
    }

    @Test func aBearerTokenNeedsNoProof() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            for (number, site) in [nil, "cross-site", "same-site"].enumerated() {
                var headers = ["Origin": "https://client.example"]
                headers["Sec-Fetch-Site"] = site
                let answer = try await app.api(
                    .patch, "/api/v1/me", "{\"about\": \"\(number)\"}", as: member.program, headers: headers)
                #expect(answer.status == 200)
                #expect(try await app.text("SELECT about FROM account") == "\(number)")
            }
        }
    }

    /// A made-up bearer token must not open the door that a cookie could not.
    @Test func aForgedBearerTokenBesidesACookieWritesNothing() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            let fields: KeyValuePairs = ["displayName": "Sana", "about": "x", "timeZone": "UTC"]
            for forged in ["Bearer x", "Basic x", "bearer ", ""] {
                let answer = try await app.submit(
                    "/settings/profile", fields, as: member.browser,
                    headers: ["Sec-Fetch-Site": "cross-site", "Authorization": forged])
                #expect([303, 401, 403].contains(answer.status), "\(forged)")
            }
            #expect(try await app.text("SELECT about FROM account") == "")
            #expect(try await app.contents() == before)
        }
    }

    @Test func nobodyCanBeSignedInFromAnotherSite() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let before = try await app.contents()
            for headers in [["Sec-Fetch-Site": "cross-site"], ["Origin": "http://evil.example"], [:]] {
                let answer = try await app.submit(
                    "/sign-in", ["email": "sana@example.org", "password": TestApp.password], headers: headers)
                #expect(answer.status == 403 && answer.cookies.isEmpty, "\(headers)")
            }
            #expect(try await app.contents() == before)
        }
    }

    @Test func anOldBrowserJoinsAndSignsInByTheTokensInPages() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let page = try await app.get("/sign-in")
            let visit = try #require(page.cookie("karwan_visit"))
            #expect(page.header("Cache-Control") == "private, no-store" && page.header("ETag") == nil)
            let answer = try await app.submit(
                "/sign-in",
                ["email": "sana@example.org", "password": TestApp.password, "formToken": try #require(page.formToken)],
                headers: ["Cookie": "karwan_visit=\(visit)"])
            #expect(answer.status == 303 && answer.session != nil)
            let browser = try #require(answer.session?.withoutFetchSite).adding(cookie: "karwan_visit=\(visit)")
            let token = try #require(try await app.get("/threads", as: browser).formToken)
            let out = try await app.submit("/sign-out", ["formToken": token], as: browser, headers: [:])
            #expect(out.status == 303)
            #expect(try await app.get("/settings/profile", as: browser).status == 303)
        }
    }

    @Test func aBrowserOfTodayGetsPagesWithoutTokens() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            for (path, viewer) in [("/sign-in", Viewer.sending(["Sec-Fetch-Site": "none"])), ("/", member.browser)] {
                let page = try await app.get(path, as: viewer)
                #expect(page.formToken == nil && !page.text.contains("formToken"))
                #expect(page.cookie("karwan_visit") == nil)
                #expect(page.header("ETag") != nil)
            }
        }
    }
}
