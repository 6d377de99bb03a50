import Core
import Foundation
import Storage
import TestSupport
import Testing

/// Programs make and give back their tokens, and each token opens only what it was made for.
@Suite struct TokenAPITests {
    private func make(_ app: TestApp, _ json: String) async throws -> Answer {
        try await app.api(.post, "/api/v1/tokens", json)
    }

    private func token(_ app: TestApp, scopes: String, days: Int = 30) async throws -> Viewer {
        let answer = try await make(
            app,
            #"{"email": "sana@example.org", "password": "\#(TestApp.password)", "scopes": [\#(scopes)], "expiresInDays": \#(days)}"#
        )
        #expect(answer.status == 201)
        return Viewer.sending(["Authorization": "Bearer \(try answer.json()["token"] as? String ?? "")"])
    }

    @Test(arguments: [
        (#""name": """#, "name", "required"), (#""name": "\#(String(repeating: "x", count: 61))""#, "name", "too_long"),
        (#""scopes": []"#, "scopes", "required"), (#""scopes": ["king"]"#, "scopes", "unknown_choice"),
        (#""scopes": ["read", "king"]"#, "scopes", "unknown_choice"),
        (#""scopes": ["admin"]"#, "scopes", "scope_admin"),
        (#""scopes": ["feeds", "read"]"#, "scopes", "scope_feeds_alone"),
        (#""expiresInDays": 0"#, "expiresInDays", "out_of_range"),
        (#""expiresInDays": 367"#, "expiresInDays", "out_of_range"),
        (#""expiresInDays": "7""#, "expiresInDays", "wrong_type"),
        (#""expiresInDays": 1.5"#, "expiresInDays", "wrong_type"),
        (#""admin": true"#, "admin", "unknown_field"), (#""password": 7"#, "password", "wrong_type"),
    ])
    func aWrongFieldIsNamed(json: String, field: String, code: String) async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let before = try await app.contents()
            let password = json.contains("password") ? "" : #", "password": "\#(TestApp.password)""#
            let answer = try await make(app, #"{"email": "sana@example.org"\#(password), \#(json)}"#)
            #expect(answer.status == 422)
            let problem = try answer.problem()
            #expect(Array(problem.fields.keys) == ["#/\(field)"])
            #expect(problem.fields["#/\(field)"] == code)
            #expect(!answer.text.contains(TestApp.password))
            #expect(try await app.contents() == before)
        }
    }

    @Test func aTokenIsShownOnceAndKeptAsAHash() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            let answer = try await make(
                app,
                #"{"email": "SANA@example.org", "password": "\#(TestApp.password)", "name": " my  bot ", "expiresInDays": 7}"#
            )
            #expect(answer.status == 201)
            let json = try answer.json()
            let secret = try #require(json["token"] as? String)
            let id = try #require(json["id"] as? String)
            #expect(secret.count == 43)
            #expect(json["expiresAt"] as? String == TestApp.start.advanced(by: .days(7)).rfc3339)
            #expect(answer.header("Location") == "/api/v1/tokens/\(id)")
            #expect(answer.header("Cache-Control") == "no-store")
            #expect(try await app.contents() == before.merging(["api_token": (before["api_token"] ?? 0) + 1]) { $1 })
            let row = try await app.text(
                """
                SELECT name || '|' || scopes || '|' || CASE WHEN token_hash = \(secret) THEN 1 ELSE 0 END
                FROM api_token WHERE id = \(id) AND account_id = \(member.id)
                """
            )
            #expect(row == "my bot|read|0")
        }
    }

    /// Method and path say what is needed; `write` reads too.
    @Test(arguments: [
        ("\"read\"", [200, 403, 403]), ("\"write\"", [200, 200, 403]), ("\"sync\"", [403, 403, 200]),
        ("\"feeds\"", [403, 403, 403]),
        ("\"read\", \"write\", \"sync\"", [200, 200, 200]),
    ])
    func aTokenOpensOnlyWhatItWasMadeFor(scopes: String, statuses: [Int]) async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let viewer = try await token(app, scopes: scopes)
            let before = try await app.text("SELECT about FROM account")
            let read = try await app.get("/api/v1/me", as: viewer)
            let write = try await app.api(.patch, "/api/v1/me", #"{"about": "changed"}"#, as: viewer)
            let pull =
                #"{"pullVersion": 1, "clientGroupID": "019a0000-0000-7000-8000-000000000001", "cookie": null, "schemaVersion": "1"}"#
            let sync = try await app.api(.post, "/sync/v1/pull", pull, as: viewer)
            #expect([read.status, write.status] == Array(statuses.prefix(2)))
            #expect((sync.status == 403) == (statuses[2] == 403), "\(sync.status) \(sync.text.prefix(200))")
            for answer in [read, write, sync] where answer.status == 403 {
                #expect(try answer.problem().code == "scope_missing")
                #expect(answer.header("Content-Type") == "application/problem+json; charset=utf-8")
            }
            #expect(try await app.text("SELECT about FROM account") == (statuses[1] == 200 ? "changed" : before))
        }
    }

    /// The rule looks at the route, not at how the path is spelled.
    @Test(arguments: ["//sync/v1/pull", "/sync//v1/pull", "///sync/v1/pull", "/sync/v1/pull/", "/%73ync/v1/pull"])
    func anotherSpellingOfThePathOpensNothingMore(path: String) async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let viewer = try await token(app, scopes: "\"write\"")
            let pull =
                #"{"pullVersion": 1, "clientGroupID": "019a0000-0000-7000-8000-000000000001", "cookie": null, "schemaVersion": "1"}"#
            let answer = try await app.api(.post, path, pull, as: viewer)
            #expect([403, 404].contains(answer.status), "\(answer.status) \(answer.text.prefix(300))")
            #expect(try await app.count("SELECT count(*) FROM sync_group") == 0)
        }
    }

    @Test(arguments: [
        "Bearer ", "Bearer x", "Basic c2FuYTp4", "Bearer \(String(repeating: "a", count: 600))", "token", "",
    ])
    func aForgedTokenIsRefused(header: String) async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            for path in ["/api/v1/me", "/api/v1/threads"] {
                let answer = try await app.get(path, as: Viewer.sending(["Authorization": header]))
                #expect(answer.status == 401, "\(path)")
                #expect(answer.header("WWW-Authenticate") == "Bearer")
                #expect(answer.header("Content-Type") == "application/problem+json; charset=utf-8")
                #expect(try answer.problem().code == "token_invalid")
            }
            let answer = try await app.api(
                .patch, "/api/v1/me", #"{"about": "x"}"#, as: member.browser, headers: ["Authorization": header])
            #expect(answer.status == 401)
            #expect(try await app.contents() == before)
        }
    }

    @Test func anExpiredTokenSaysSo() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let viewer = try await token(app, scopes: "\"read\", \"write\"", days: 1)
            app.clock.advance(Span(milliseconds: Span.days(1).milliseconds - 1))
            #expect(try await app.get("/api/v1/me", as: viewer).status == 200)
            app.clock.advance(Span(milliseconds: 1))
            for answer in [
                try await app.get("/api/v1/me", as: viewer),
                try await app.api(.patch, "/api/v1/me", #"{"about": "x"}"#, as: viewer),
            ] {
                #expect(answer.status == 401)
                #expect(try answer.problem().code == "token_expired")
            }
            #expect(try await app.text("SELECT about FROM account") == "")
        }
    }

    @Test func aRevokedTokenOpensNothing() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let id = try #require(try await app.text("SELECT id FROM api_token WHERE account_id = \(member.id)"))
            let before = try await app.contents()
            let answer = try await app.api(.delete, "/api/v1/tokens/\(id)", as: member.program)
            #expect(answer.status == 204 && answer.bytes.isEmpty)
            #expect(try await app.contents() == before.merging(["api_token": 0]) { $1 })
            #expect(try await app.get("/api/v1/me", as: member.program).status == 401)
        }
    }

    @Test func anothersTokenIsNotFound() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let other = try await app.member("bilal")
            let id = try #require(try await app.text("SELECT id FROM api_token WHERE account_id = \(other.id)"))
            let before = try await app.contents()
            for id in [id, "nonsense", "%00"] {
                let answer = try await app.api(.delete, "/api/v1/tokens/\(id)", as: member.program)
                #expect(answer.status == 404, "\(id)")
            }
            #expect(try await app.contents() == before)
            #expect(try await app.get("/api/v1/me", as: other.program).status == 200)
        }
    }

    @Test func whenItWasUsedIsWrittenAtMostHourly() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            func used() async throws -> Int { try await app.count("SELECT coalesce(last_used_at, 0) FROM api_token") }
            #expect(try await used() == 0)
            _ = try await app.get("/api/v1/me", as: member.program)
            let first = try await used()
            #expect(first == Int(TestApp.start.milliseconds))
            app.clock.advance(.minutes(60))
            _ = try await app.get("/api/v1/me", as: member.program)
            #expect(try await used() == first)
            app.clock.advance(Span(milliseconds: 1))
            _ = try await app.get("/api/v1/me", as: member.program)
            #expect(try await used() == first + 3_600_001)
        }
    }
}
