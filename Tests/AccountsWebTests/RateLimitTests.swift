import Core
import Storage
import TestSupport
import Testing

/// A flood from one member is stopped, and nobody else feels it.
@Suite struct RateLimitTests {
    private func write(_ app: TestApp, _ member: TestMember) async throws -> Answer {
        try await app.api(.patch, "/api/v1/me", #"{"about": "x"}"#, as: member.program)
    }

    /// 120 writes at once, then one a second.
    @Test func aFloodIsStoppedAndOthersAreNotAffected() async throws {
        try await TestApp.run(limits: true) { app in
            let sana = try await app.member("sana")
            let bilal = try await app.member("bilal")
            for number in 1...120 { #expect(try await write(app, sana).status == 200, "\(number)") }
            let before = try await app.contents()
            let api = try await write(app, sana)
            #expect(api.status == 429)
            #expect(api.header("Retry-After") == "1")
            #expect(try api.problem().code == "too_many_requests")
            let page = try await app.submit("/settings/profile", ["displayName": "x"], as: sana.browser)
            #expect(page.status == 429 && page.header("Retry-After") == "1")
            #expect(page.text.contains("That was very fast. Please wait 1 seconds."))
            #expect(try await app.contents() == before)
            #expect(try await app.count("SELECT revision FROM account WHERE id = \(sana.id)") == 121)
            #expect(try await write(app, bilal).status == 200)
            #expect(try await app.get("/api/v1/me", as: sana.program).status == 200)
            #expect(try await app.get("/", as: sana.browser).status == 200)
            app.clock.advance(.seconds(1))
            #expect(try await write(app, sana).status == 200)
            #expect(try await write(app, sana).status == 429)
        }
    }

    /// api.md: 429 comes with `RateLimit` fields too.
    @Test func aRefusedRequestNamesTheLimit() async throws {
        try await TestApp.run(limits: true) { app in
            let sana = try await app.member("sana")
            for _ in 1...120 { _ = try await write(app, sana) }
            let answer = try await write(app, sana)
            #expect(answer.status == 429)
            #expect(answer.header("RateLimit") != nil || answer.header("RateLimit-Limit") != nil)
        }
    }

    /// Many share an address: the limit there is five times as wide.
    @Test func anAddressHasALimitOfItsOwn() async throws {
        try await TestApp.run(limits: true) { app in
            func refusals(of count: Int) async throws -> Int {
                var refused = 0
                for _ in 1...count where try await app.submit("/settings/display", ["theme": "dark"]).status == 429 {
                    refused += 1
                }
                return refused
            }
            #expect(try await refusals(of: 600) == 0)
            let before = try await app.contents()
            let answer = try await app.submit("/settings/display", ["theme": "dark"])
            #expect(answer.status == 429 && answer.header("Retry-After") == "1")
            #expect(try await app.get("/").status == 200)
            #expect(try await app.contents() == before)
            app.clock.advance(.minutes(1))
            #expect(try await refusals(of: 301) == 1)
        }
    }

    /// Each costs a letter to somebody or a quarter of a second of a core.
    @Test func whoComesInByAnAddressHasANarrowerOne() async throws {
        try await TestApp.run(limits: true) { app in
            let path = "/api/v1/accounts"
            for number in 1...60 {
                let status = try await app.api(.post, path, "{}").status
                #expect(status == 422, "\(number)")
            }
            let before = try await app.contents()
            #expect(try await app.api(.post, "/api/v1/tokens", "{}").status == 429)
            for other in ["/sign-up", "/sign-in", "/reset"] {
                #expect(try await app.submit(other, ["email": "sana@example.org"]).status == 429)
            }
            #expect(try await app.submit("/settings/display", ["theme": "dark"]).status != 429)
            #expect(try await app.contents() == before)
            app.clock.advance(.seconds(3))
            #expect(try await app.api(.post, path, "{}").status == 422)
            #expect(try await app.api(.post, path, "{}").status == 429)
        }
    }

    @Test func withoutLimitsNobodyIsStopped() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            for _ in 1...150 { #expect(try await write(app, sana).status == 200) }
        }
    }
}
