import Core
import Foundation
import Storage
import TestSupport
import Testing

/// What every answer carries, and how answers are saved from being sent again.
@Suite struct HeaderTests {
    private static let paths: [(path: String, status: Int)] = [
        ("/", 200), ("/sign-in", 200), ("/settings/profile", 303), ("/nowhere", 404), ("/app.css", 200),
        ("/api/v1/threads", 200),
        ("/api/v1/me", 401), ("/api/v1/nowhere", 404), ("/sign-out", 405), ("/health", 200), ("/sync/v1/info", 200),
    ]

    @Test(arguments: paths)
    func everyAnswerTellsBrowsersWhatTheyMayDo(path: String, status: Int) async throws {
        try await TestApp.run { app in
            for answer in [try await app.get(path), try await app.send(.head, path)] {
                #expect([status, 405].contains(answer.status))
                #expect(answer.header("Content-Security-Policy")?.hasPrefix("default-src 'none'; ") == true)
                #expect(answer.header("Content-Security-Policy")?.contains("frame-ancestors 'none'") == true)
                #expect(answer.header("Content-Security-Policy")?.contains("unsafe") == false)
                #expect(answer.header("X-Content-Type-Options") == "nosniff")
                #expect(answer.header("Referrer-Policy") == "same-origin")
                #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin")
                #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
                #expect(answer.header("Permissions-Policy")?.contains("camera=()") == true)
                #expect(answer.header("X-Request-ID") != nil)
                #expect(answer.header("Access-Control-Allow-Origin") == nil)
                #expect(answer.header("Cache-Control") != nil)
            }
        }
    }

    @Test func noPageAsksForMoreThanItsRulesAllow() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            for path in [
                "/", "/sign-in", "/settings/profile", "/settings/tokens", "/settings/display", "/help", "/threads",
            ] {
                let text = try await app.get(path, as: member.browser).text
                #expect(!text.contains("<script>") && !text.contains(" style=") && !text.contains("<style"), "\(path)")
                #expect(!text.contains(" onclick=") && !text.contains("javascript:"), "\(path)")
            }
        }
    }

    @Test func anUnchangedPageIsNotSentAgain() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let page = try await app.get("/settings/profile", as: member.browser)
            let tag = try #require(page.header("ETag"))
            #expect(tag.hasPrefix("W/\"") && page.header("Cache-Control") == "private, no-cache")
            for known in [tag, "\"x\", \(tag)", String(tag.dropFirst(2)), "*"] {
                let again = try await app.get(
                    "/settings/profile", as: member.browser, headers: ["If-None-Match": known])
                #expect(again.status == 304 && again.bytes.isEmpty, "\(known)")
                #expect(again.header("ETag") == tag && again.header("Cache-Control") == "private, no-cache")
                #expect(again.header("Vary")?.contains("Cookie") == true)
            }
            _ = try await app.api(.patch, "/api/v1/me", #"{"about": "new"}"#, as: member.program)
            let changed = try await app.get("/settings/profile", as: member.browser, headers: ["If-None-Match": tag])
            #expect(changed.status == 200 && changed.header("ETag") != tag)
        }
    }

    @Test func twoReadersNeverShareATag() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let bilal = try await app.member("bilal")
            let tag = try #require(try await app.get("/", as: sana.browser).header("ETag"))
            #expect(try await app.get("/", as: bilal.browser, headers: ["If-None-Match": tag]).status == 200)
            #expect(try await app.get("/", headers: ["Sec-Fetch-Site": "none", "If-None-Match": tag]).status == 200)
        }
    }

    @Test(arguments: ["/", "/sign-in", "/app.css", "/api/v1/threads", "/nowhere"])
    func headIsGetWithoutTheBody(path: String) async throws {
        try await TestApp.run { app in
            let headers = ["Sec-Fetch-Site": "none"]
            let get = try await app.get(path, headers: headers)
            let head = try await app.send(.head, path, headers: headers)
            #expect(head.status == get.status && head.bytes.isEmpty)
            for name in ["Content-Type", "ETag", "Cache-Control", "Vary", "Content-Language"] {
                #expect(head.header(name) == get.header(name), "\(name)")
            }
        }
    }

    @Test(arguments: ["/", "/app.css", "/help", "/api/v1/me"])
    func longTextIsPackedForThoseWhoTakeIt(path: String) async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let about = (0..<150).map { "word\($0)" }.joined(separator: " ")
            let fields = ["displayName": "Sana", "about": about]
            try await app.change("UPDATE account SET about = \(fields["about"] ?? "")")
            var viewer = path.hasPrefix("/api") ? member.program : member.browser
            viewer.headers["Sec-Fetch-Site"] = "same-origin"
            let plain = try await app.get(path, as: viewer)
            let packed = try await app.get(path, as: viewer, headers: ["Accept-Encoding": "br, gzip;q=0.8"])
            #expect(plain.header("Content-Encoding") == nil && plain.bytes.count >= 1024)
            #expect(packed.status == 200 && packed.header("Content-Encoding") == "gzip")
            #expect(packed.bytes.count < plain.bytes.count)
            #expect(packed.header("Content-Length").map { Int($0) == packed.bytes.count } ?? true)
            #expect(packed.header("Vary")?.contains("Accept-Encoding") == true)
            #expect(try packed.unpacked(in: app.folder) == plain.text)
        }
    }

    @Test(arguments: [nil, "", "br", "identity", "gzip;q=0", "gzip; q=0.0", "gzip;q=0.000", "xgzip"] as [String?])
    func nothingIsPackedForThoseWhoDoNot(accepted: String?) async throws {
        try await TestApp.run { app in
            for path in ["/", "/app.css"] {
                var headers = ["Sec-Fetch-Site": "none"]
                headers["Accept-Encoding"] = accepted
                let answer = try await app.get(path, headers: headers)
                #expect(answer.header("Content-Encoding") == nil, "\(path)")
                #expect(answer.text.contains(path == "/" ? "<!doctype html>" : "{"), "\(path)")
            }
        }
    }

    @Test func shortTextIsNotPacked() async throws {
        try await TestApp.run { app in
            let answer = try await app.get("/health", headers: ["Accept-Encoding": "gzip"])
            #expect(answer.header("Content-Encoding") == nil && answer.text == #"{"status":"ok"}"#)
        }
    }
}
