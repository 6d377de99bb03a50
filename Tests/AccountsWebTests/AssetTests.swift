import Core
import TestSupport
import Testing

/// Files of the page's look: kept for good under their content's name, and never cut to pieces.
@Suite struct AssetTests {
    @Test(arguments: [
        "/app.js.map", "/../Package.swift", "/Public/app.css", "/app.css/", "/App.css", "/app.css%00",
        "/%2e%2e/app.css",
    ])
    func whatIsNoFileOfOursIsNotFound(path: String) async throws {
        try await TestApp.run { app in
            let answer = try await app.get(path)
            if path == "/app.css/" {
                // A slash at the end is the same path to the router.
                #expect([200, 404].contains(answer.status))
            } else {
                #expect(answer.status == 404)
            }
        }
    }

    @Test(arguments: [
        ("/app.css", "text/css; charset=utf-8"), ("/favicon.svg", "image/svg+xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
    ])
    func aFileHasItsTypeAndAStrongTag(path: String, type: String) async throws {
        try await TestApp.run { app in
            let answer = try await app.get(path)
            #expect(answer.status == 200 && !answer.bytes.isEmpty)
            #expect(answer.header("Content-Type") == type)
            #expect(answer.header("Content-Length") == "\(answer.bytes.count)")
            #expect(answer.header("Accept-Ranges") == "none")
            #expect(answer.header("Cache-Control") == "public, no-cache")
            let tag = try #require(answer.header("ETag"))
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count == 24)
            #expect(answer.cookies.isEmpty)
            #expect(try await app.get(path).header("ETag") == tag)
            let again = try await app.get(path, headers: ["If-None-Match": tag])
            #expect(again.status == 304 && again.bytes.isEmpty && again.header("ETag") == tag)
            #expect(again.header("Content-Length") == nil && again.header("Content-Type") == nil)
        }
    }

    @Test func packedBytesHaveATagOfTheirOwn() async throws {
        try await TestApp.run { app in
            let plain = try await app.get("/app.css")
            let packed = try await app.get("/app.css", headers: ["Accept-Encoding": "gzip"])
            #expect(packed.header("ETag") != plain.header("ETag"))
            #expect(packed.header("Vary") == "Accept-Encoding" && plain.header("Vary") == "Accept-Encoding")
            let known = ["If-None-Match": packed.header("ETag") ?? ""]
            #expect(try await app.get("/app.css", headers: known).status == 200)
            #expect(
                try await app.get("/app.css", headers: known.merging(["Accept-Encoding": "gzip"]) { $1 }).status == 304)
        }
    }

    @Test func theAddressInPagesIsKeptForGood() async throws {
        try await TestApp.run { app in
            let page = try await app.get("/")
            for name in ["app.css", "favicon.svg"] {
                let link = try #require(
                    page.text.firstMatch(of: try Regex("href=\"(/\(name)\\?v=[A-Za-z0-9_-]{12})\"")))
                let path = String(try #require(link.output[1].substring))
                let answer = try await app.get(path)
                #expect(answer.header("Cache-Control") == "public, max-age=31536000, immutable", "\(path)")
                #expect(try await app.get("/\(name)").bytes == answer.bytes)
            }
        }
    }

    @Test(arguments: ["?v=", "?v=AAAAAAAAAAAA", "?w=1", "?v=../x"])
    func anotherVersionIsNotKept(query: String) async throws {
        try await TestApp.run { app in
            let answer = try await app.get("/app.css\(query)")
            #expect(answer.status == 200 && answer.header("Cache-Control") == "public, no-cache")
        }
    }

    /// A range is ignored, which RFC 9110 allows: none must cut, trap or fail.
    @Test(arguments: [
        "bytes=0-0", "bytes=-1", "bytes=-0", "bytes=5-2", "bytes=0-99999999999999999999", "bytes=99999999-", "bytes=",
        "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "bytes=9223372036854775807-9223372036854775808", "lines=1-2", "",
    ])
    func everyRangeGetsTheWholeFile(range: String) async throws {
        try await TestApp.run { app in
            for path in ["/app.css", "/robots.txt"] {
                let whole = try await app.get(path)
                let answer = try await app.get(path, headers: ["Range": range])
                #expect(answer.status == 200, "\(path)")
                #expect(answer.bytes == whole.bytes, "\(path)")
                #expect(answer.header("Content-Range") == nil, "\(path)")
                let conditional = try await app.get(
                    path, headers: ["Range": range, "If-Range": whole.header("ETag") ?? ""])
                #expect(conditional.status == 200 && conditional.bytes == whole.bytes, "\(path)")
            }
        }
    }
}
