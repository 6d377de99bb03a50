import Core
import Storage
import TestSupport
import Testing

/// One's own account for programs: `GET` and `PATCH /api/v1/me`.
@Suite struct MeAPITests {
    /// Sends a change that must be refused, and sees that nothing changed.
    private func refused(
        _ body: [UInt8], _ headers: [String: String] = ["Content-Type": "application/json"], status: Int, code: String,
        fields: [String: String] = [:]
    ) async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            let answer = try await app.send(.patch, "/api/v1/me", as: member.program, headers: headers, body: body)
            #expect(answer.status == status)
            #expect(answer.header("Content-Type") == "application/problem+json; charset=utf-8")
            let problem = try answer.problem()
            #expect(problem.code == code && problem.fields == fields)
            #expect(try await app.contents() == before)
            #expect(try await app.count("SELECT revision FROM account") == 1)
        }
    }

    @Test(arguments: [
        (#"{"nickname": "x"}"#, ["#/nickname": "unknown_field"]),
        (
            #"{"about": "x", "email": "x@example.org", "roles": ["admin"]}"#,
            ["#/email": "unknown_field", "#/roles": "unknown_field"]
        ),
        (#"{"a/b~c": 1}"#, ["#/a~1b~0c": "unknown_field"]), (#"{"displayName": 7}"#, ["#/displayName": "wrong_type"]),
        (#"{"skills": "go"}"#, ["#/skills": "wrong_type"]), (#"{"about": {"a": 1}}"#, ["#/about": "wrong_type"]),
        (#"{"displayName": ""}"#, ["#/displayName": "required"]),
        (#"{"origin": "XX"}"#, ["#/origin": "unknown_country"]),
        (#"{"language": "de"}"#, ["#/language": "unknown_choice"]),
        (#"{"stage": "x", "timeZone": "x"}"#, ["#/stage": "unknown_choice", "#/timeZone": "unknown_time_zone"]),
        (#"{"about": "a\u0000b"}"#, ["#/about": "control_characters"]),
        (#"{"languages": [{"code": "ur", "level": 9}]}"#, ["#/languages": "language_level"]),
    ])
    func aWrongFieldIsNamed(json: String, fields: [String: String]) async throws {
        try await refused(Array(json.utf8), status: 422, code: "invalid", fields: fields)
    }

    /// RFC 6901: each step of the way is a part of the pointer of its own.
    @Test(arguments: [
        (
            #"{"languages": [{"code": "ur", "level": 6}, {"code": "en", "level": "x"}]}"#,
            ["#/languages/1/level": "wrong_type"]
        ),
        (#"{"languages": [{"code": "ur"}]}"#, ["#/languages/0/level": "required"]),
        (#"{"skills": ["go", null]}"#, ["#/skills/1": "wrong_type"]),
    ])
    func aFieldInsideAListIsNamedByItsPointer(json: String, fields: [String: String]) async throws {
        try await refused(Array(json.utf8), status: 422, code: "invalid", fields: fields)
    }

    @Test(arguments: [
        "", "{", "nonsense", #"{"about": "x"}}"#, #"{"about": "\ud800"}"#, "{\"about\": \"a\nb\"}", "{'about': 'x'}",
    ])
    func whatIsNoJSONIsMalformed(text: String) async throws {
        try await refused(Array(text.utf8), status: 400, code: "json_malformed")
    }

    @Test(arguments: ["null", "[]", "7", "\"about\"", "true"])
    func whatIsNoObjectIsMalformed(text: String) async throws {
        try await refused(Array(text.utf8), status: 400, code: "json_object_expected")
    }

    @Test func invalidUTF8IsMalformed() async throws {
        for bytes in [[0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE2, 0x82]] as [[UInt8]] {
            let body = Array(#"{"about": ""#.utf8) + bytes + Array("\"}".utf8)
            try await refused(body, status: 400, code: "json_malformed")
        }
    }

    @Test func endlessNestingIsMalformed() async throws {
        let deep = #"{"about": "# + String(repeating: "[", count: 50_000) + String(repeating: "]", count: 50_000) + "}"
        try await refused(Array(deep.utf8), status: 400, code: "json_malformed")
    }

    @Test(
        arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json", ""]
            as [String?])
    func anotherContentTypeIsRefused(type: String?) async throws {
        var headers: [String: String] = [:]
        headers["Content-Type"] = type
        try await refused(Array(#"{"about": "x"}"#.utf8), headers, status: 415, code: "json_expected")
    }

    @Test func aBodyThatIsTooLargeIsRefused() async throws {
        let large = Array(#"{"about": ""#.utf8) + Array(repeating: 0x61, count: 256 << 10) + Array("\"}".utf8)
        try await refused(large, status: 413, code: "too_large")
    }

    @Test func aChangeFromAnOldVersionIsStale() async throws {
        for tag in ["\"0\"", "\"2\"", "\"x\"", "x", "\"1\", \"9\"", ""] {
            try await refused(
                Array(#"{"about": "x"}"#.utf8), ["Content-Type": "application/json", "If-Match": tag], status: 412,
                code: "stale_version")
        }
    }

    @Test func withoutATokenNothingIsShownOrChanged() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let before = try await app.contents()
            for answer in [
                try await app.get("/api/v1/me"), try await app.api(.patch, "/api/v1/me", #"{"about": "x"}"#),
            ] {
                #expect(answer.status == 401 && answer.header("WWW-Authenticate") == "Bearer")
                #expect(try answer.problem().code == "sign_in_required")
                #expect(!answer.text.contains("sana"))
            }
            #expect(try await app.contents() == before)
        }
    }

    @Test func aChangeFromTheVersionReadIsMade() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let other = try await app.member("bilal")
            let before = try await app.contents()
            let read = try await app.get("/api/v1/me", as: member.program)
            #expect(read.status == 200 && read.header("ETag")?.hasPrefix("\"1-") == true)
            let json =
                #"{"displayName": "ثناء \u202eخان", "origin": "pk", "skills": ["Go"], "languages": [{"code": "UR", "level": 6}]}"#
            let answer = try await app.api(
                .patch, "/api/v1/me", json, as: member.program,
                headers: ["If-Match": read.header("ETag") ?? "", "Content-Type": "Application/JSON; charset=utf-8"])
            #expect(answer.status == 200 && answer.header("ETag")?.hasPrefix("\"2-") == true)
            let me = try answer.json()
            #expect(me["displayName"] as? String == "ثناء خان" && me["origin"] as? String == "PK")
            #expect(me["skills"] as? [String] == ["go"] && me["about"] as? String == "")
            #expect(me["email"] as? String == "sana@example.org" && me["id"] as? String == member.id.text)
            #expect(try await app.get("/api/v1/me", as: member.program).bytes == answer.bytes)
            #expect(try await app.contents()["account"] == before["account"])
            #expect(try await app.count("SELECT revision FROM account WHERE id = \(other.id)") == 1)
            let again = try await app.api(
                .patch, "/api/v1/me", json, as: member.program, headers: ["If-Match": "\"1\""])
            #expect(again.status == 412)
        }
    }

    @Test func nullAndAbsenceChangeNothing() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            for json in ["{}", #"{"displayName": null, "skills": null}"#] {
                let answer = try await app.api(.patch, "/api/v1/me", json, as: member.program)
                #expect(answer.status == 200)
                #expect(try answer.json()["displayName"] as? String == "Name of sana")
            }
        }
    }

    @Test func anUnchangedAccountIsNotSentAgain() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let tag = try #require(try await app.get("/api/v1/me", as: member.program).header("ETag"))
            for known in [tag, "W/\(tag)", "\"7\", \(tag)", "*"] {
                let answer = try await app.get("/api/v1/me", as: member.program, headers: ["If-None-Match": known])
                #expect(answer.status == 304 && answer.bytes.isEmpty && answer.header("ETag") == tag, "\(known)")
            }
            let answer = try await app.get("/api/v1/me", as: member.program, headers: ["If-None-Match": "\"2\""])
            #expect(answer.status == 200)
        }
    }

    @Test func aMemberWhoIsNotThereIsNotFound() async throws {
        try await TestApp.run { app in
            for path in [
                "/api/v1/members/nobody", "/api/v1/members/%00", "/api/v1/members/%FF", "/api/v1/members/a%2Fb",
            ] {
                let answer = try await app.get(path)
                #expect(answer.status == 404, "\(path)")
                #expect(try answer.problem().code == "not_found")
            }
        }
    }
}
