import App
import Core
import Foundation
import HTTPTypes
import TestSupport
import Testing
import WebSupport

@Suite("What anybody may send is decoded or refused, and never breaks the program")
struct FuzzTests {
    /// Fields of people, percent-encoded as browsers do it, come back as they were; broken ones are refused.
    @Test func forms() throws {
        var random = Seeded()
        for _ in 0..<3_000 {
            let fields = (0..<random.below(5)).map { number in
                ("f\(number)", random.text(upTo: 40, from: [0x1...0x7F, 0x600...0x6FF, 0x1F600...0x1F64F]))
            }
            let body = fields.map { name, value in
                name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
            }.joined(separator: "&")
            let form = try Form(body.utf8)
            for (name, value) in fields { #expect(form[name] == value, "\(random)") }
            for bytes in [random.spoilt(body), random.bytes(upTo: 200)] {
                do {
                    _ = try Form(bytes)
                } catch {
                    #expect((error as? Problem)?.kind == .malformed, "\(bytes) \(error) \(random)")
                }
            }
        }
    }

    @Test func cursors() {
        var random = Seeded()
        for _ in 0..<5_000 {
            let cursor = PageCursor(
                key: Int64.random(in: .min ... .max, using: &random),
                id: random.text(upTo: 20, from: [0x20...0x7F, 0x600...0x6FF]))
            let again = try? PageCursor(cursor.text)
            #expect(again == cursor || cursor.text.utf8.count > 200, "\(cursor) \(random)")
            let spoilt = String(decoding: random.spoilt(cursor.text), as: UTF8.self)
            do {
                _ = try PageCursor(spoilt)
            } catch {
                #expect((error as? Problem)?.fields.first?.code == "bad_cursor", "\(spoilt) \(random)")
            }
        }
    }

    /// Every operation that takes JSON, with its own example spoilt.
    @Test func jsonOfTheAPI() async throws {
        let random = Seeded()
        try await TestApp.run { app in
            var random = random
            let member = try await app.member("sana")
            let category = try await app.category()
            let thread = try await app.question(in: category, by: member)
            let routes = try buildRouter(app.services).routes
            let document = try OpenAPI.document(of: routes, at: "http://127.0.0.1")
            let examples = try Self.examples(document)
            #expect(examples.count > 10)
            for _ in 0..<2_500 {
                let (method, pattern, example) = random.pick(examples)
                if method == "DELETE", pattern == "/api/v1/me" { continue }
                let path = pattern.replacing("{id}", with: random.pick([thread.id.text, "x", "%00"]))
                let body = random.spoilt(example.replacing("019aa5c1-7c00-7000-8000-0000000000c1", with: category.text))
                let answer = try await app.send(
                    try #require(.init(rawValue: method)), path, as: member.program,
                    headers: ["Content-Type": "application/json"], body: body)
                #expect(
                    answer.status < 500,
                    "\(method) \(path) \(answer.status) \(answer.text) \(random)\n\(String(decoding: body, as: UTF8.self))"
                )
                let isProblem = answer.header("Content-Type") == "application/problem+json; charset=utf-8"
                #expect((answer.status >= 400) == isProblem, "\(method) \(path) \(answer.status) \(random)")
            }
        }
    }

    private static func examples(_ document: Data) throws -> [(method: String, path: String, example: String)] {
        let object = try JSONSerialization.jsonObject(with: document) as? [String: Any]
        let paths = object?["paths"] as? [String: [String: [String: Any]]] ?? [:]
        return try paths.flatMap { path, methods in
            try methods.compactMap { method, operation in
                let content = (operation["requestBody"] as? [String: Any])?["content"] as? [String: [String: Any]]
                guard let example = content?["application/json"]?["example"] else { return nil }
                let text = try JSONSerialization.data(withJSONObject: example, options: .sortedKeys)
                return (method.uppercased(), path, String(decoding: text, as: UTF8.self))
            }
        }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    }

    /// Who sends a credential that is none is a visitor on pages and refused by the API; nothing else happens.
    @Test func credentials() async throws {
        let random = Seeded()
        try await TestApp.run { app in
            var random = random
            let member = try await app.member("sana")
            let token = member.program.headers["Authorization"] ?? ""
            let cookie = member.browser.headers["Cookie"] ?? ""
            let before = try await app.contents()
            for _ in 0..<1_500 {
                let spoiltToken = Self.line(random.spoilt(token))
                let spoiltCookie = Self.line(random.spoilt(cookie))
                if spoiltToken != token {
                    let answer = try await app.get("/api/v1/me", headers: ["Authorization": spoiltToken])
                    // A space more is no other token.
                    #expect(answer.status == 401 || spoiltToken.hasSuffix(token.suffix(43)), "\(spoiltToken) \(random)")
                    #expect(answer.status < 500, "\(random)")
                }
                if !spoiltCookie.contains(cookie) {
                    let answer = try await app.get("/settings/profile", headers: ["Cookie": spoiltCookie])
                    // Nor is a cookie with some equals signs more.
                    #expect(
                        answer.status == 303 || Self.bare(spoiltCookie) == Self.bare(cookie),
                        "\(spoiltCookie) \(answer.status) \(random)")
                }
            }
            #expect(try await app.contents() == before)
        }
    }

    /// Without what stands between name and value.
    private static func bare(_ cookie: String) -> String { cookie.filter { !" =".contains($0) } }

    /// As a header can hold it.
    private static func line(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.filter { (0x20..<0x7F).contains($0) }, as: UTF8.self).trimmingCharacters(
            in: .whitespaces)
    }
}
