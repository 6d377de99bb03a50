import Core
import Storage
import TestSupport
import Testing

/// What a program is told when something does not work (RFC 9457).
@Suite struct ProblemDetailsTests {
    @Test func everyPartIsThere() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let answer = try await app.api(
                .patch, "/api/v1/me", #"{"displayName": "", "timeZone": "x"}"#, as: member.program)
            #expect(answer.status == 422)
            #expect(answer.header("Content-Type") == "application/problem+json; charset=utf-8")
            #expect(answer.header("Cache-Control") == "no-store")
            let json = try answer.json()
            #expect(json["type"] as? String == "/problems/invalid")
            #expect(json["title"] as? String == "Something must be corrected")
            #expect(json["status"] as? Int == 422)
            #expect(json["code"] as? String == "invalid")
            #expect(json["detail"] as? String == "Some fields must be corrected.")
            #expect(json["instance"] as? String == answer.header("X-Request-ID"))
            #expect(
                json["errors"] as? [[String: String]] == [
                    ["pointer": "#/displayName", "code": "required", "detail": "Please fill this in."],
                    [
                        "pointer": "#/timeZone", "code": "unknown_time_zone",
                        "detail": "We do not know this time zone. One looks like Asia/Karachi.",
                    ],
                ])
            #expect(Set(json.keys) == ["type", "title", "status", "code", "detail", "instance", "errors"])
        }
    }

    @Test(arguments: [
        ("/api/v1/nowhere", 404, "not-found", "not_found"), ("/api/v1/me", 401, "sign-in-required", "sign_in_required"),
        ("/api/v1/accounts", 405, "method-not-allowed", "method_not_allowed"), ("/api/", 404, "not-found", "not_found"),
        ("/sync/v1/nowhere", 404, "not-found", "not_found"), ("/api/v1/threads?after=x", 422, "invalid", "invalid"),
        ("/api/v1/threads?limit=0", 422, "invalid", "invalid"),
        ("/api/v1/threads?limit=%25", 422, "invalid", "invalid"),
    ])
    func eachKindHasItsStatusAndType(path: String, status: Int, slug: String, code: String) async throws {
        try await TestApp.run { app in
            let answer = try await app.get(path)
            #expect(answer.status == status)
            #expect(answer.header("Content-Type") == "application/problem+json; charset=utf-8")
            let json = try answer.json()
            #expect(json["status"] as? Int == status)
            #expect(json["type"] as? String == "/problems/\(slug)")
            #expect(json["code"] as? String == code)
            #expect((json["title"] as? String)?.hasPrefix("problem_") == false)
            #expect((json["detail"] as? String)?.hasPrefix("problem_") == false)
        }
    }

    @Test func theWordsAreInTheReadersLanguage() async throws {
        try await TestApp.run { app in
            let english = try await app.get("/api/v1/nowhere").json()
            let urdu = try await app.get("/api/v1/nowhere", headers: ["Accept-Language": "ur-PK, en;q=0.5"]).json()
            #expect(urdu["code"] as? String == english["code"] as? String)
            #expect(urdu["title"] as? String != english["title"] as? String)
            #expect((urdu["title"] as? String)?.unicodeScalars.contains { (0x600...0x6FF).contains($0.value) } == true)
        }
    }

    @Test func eachRequestHasItsOwnName() async throws {
        try await TestApp.run { app in
            let names = [
                try await app.get("/api/v1/nowhere").json()["instance"] as? String,
                try await app.get("/api/v1/nowhere").json()["instance"] as? String,
            ]
            #expect(names[0] != nil && names[0] != names[1])
        }
    }

    @Test func aPersonSeesAPageWithTheNameOfTheRequest() async throws {
        try await TestApp.run { app in
            let answer = try await app.get("/nowhere", headers: ["Sec-Fetch-Site": "none"])
            #expect(answer.status == 404)
            #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
            #expect(answer.header("Cache-Control") == "no-store" && answer.header("ETag") == nil)
            #expect(answer.text.contains("There is nothing here"))
            #expect(answer.text.contains("404 \(answer.header("X-Request-ID") ?? "?")"))
        }
    }

    /// A page, a form and a program: what our own mistake looks like tells nothing of the inside.
    @Test func aMistakeOfOursTellsNothing() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            try await app.change("ALTER TABLE account_skill RENAME COLUMN skill TO broken")
            for answer in [
                try await app.get("/api/v1/me", as: member.program),
                try await app.get("/settings/profile", as: member.browser),
            ] {
                #expect(answer.status == 500)
                #expect(!answer.text.contains("account_skill") && !answer.text.contains("SQL"))
                #expect(answer.text.contains(answer.header("X-Request-ID") ?? "?"))
                #expect(answer.header("Content-Security-Policy") != nil)
            }
        }
    }

    @Test(arguments: [
        ("/sign-in", "GET, HEAD, POST"), ("/settings/profile", "GET, HEAD, POST"), ("/sign-out", "POST"),
        ("/api/v1/me", "DELETE, GET, HEAD, PATCH"), ("/api/v1/tokens", "POST"), ("/app.css", "GET, HEAD"),
        ("/", "GET, HEAD"),
        ("/verify/again", "POST"), ("/api/v1/tokens/x", "DELETE"),
    ])
    func aWrongMethodNamesTheRightOnes(path: String, allow: String) async throws {
        try await TestApp.run { app in
            let before = try await app.contents()
            let answer = try await app.send(.put, path, headers: ["Sec-Fetch-Site": "same-origin"])
            #expect(answer.status == 405)
            #expect(answer.header("Allow") == allow)
            #expect(answer.text.contains("This address takes only: \(allow)."))
            #expect(try await app.contents() == before)
        }
    }
}
