import Accounts
import App
import Core
import Foundation
import Measures
import TestSupport
import Testing

@Suite("Metrics: numbers for the operator, and nothing of anybody")
struct MetricsTests {
    private static func token(
        _ username: String, _ scopes: [String], in app: TestApp
    ) async throws -> Viewer {
        let draft = TokenDraft(email: nil, password: nil, name: "metrics", scopes: scopes, expiresInDays: 30)
        let secret = try await app.services.sessions.createToken(draft, username: username).secret
        return Viewer(headers: ["Authorization": "Bearer \(secret.text)"])
    }

    @Test func toEverybodyElseThereIsNoSuchPage() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let moderator = try await app.member("moderator", roles: [.moderator])
            let admin = try await app.member("admin", roles: [.admin])
            let reader = try await Self.token("admin", ["read", "write", "sync"], in: app)
            let former = try await app.member("former", roles: [.admin])
            let formers = try await Self.token("former", ["admin"], in: app)
            try await app.services.accounts.setRole(.admin, on: false, username: "former")
            let viewers = [
                .nobody, member.browser, member.program, moderator.browser, moderator.program, admin.browser,
                admin.program, reader, former.browser, formers,
            ]
            for (number, viewer) in viewers.enumerated() {
                for forwarded in [[:], ["X-Forwarded-For": "127.0.0.1"], ["X-Real-IP": "127.0.0.1"]] {
                    let answer = try await app.get("/metrics", as: viewer, headers: forwarded)
                    #expect(answer.status == 404 && !answer.text.contains("karwan_http"), "viewer \(number)")
                }
            }
        }
    }

    /// Labels are patterns of routes: as many as there are routes, and without an id, a name or a word of anybody.
    @Test func anAdminsTokenReadsWhatHappenedByRoute() async throws {
        try await TestApp.run { app in
            let admin = try await app.member("admin", roles: [.admin])
            let operator_ = try await Self.token("admin", ["admin"], in: app)
            let category = try await app.category()
            let thread = try await app.question(in: category, by: admin)
            for path in [
                "/threads/\(thread.id)", "/members/admin", "/members/nobody", "/threads?after=x", "/secret-path",
            ] {
                _ = try await app.get(path)
            }
            var device = Device(app, admin)
            _ = try await device.push(
                ("vote.set", ["postId": "none", "value": 1]), ("sys.ack", ["clientID": "c", "upTo": 1]))
            let answer = try await app.get("/metrics", as: operator_)
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
            let lines = answer.text.split(separator: "\n").map(String.init)
            for expected in [
                "karwan_http_requests_total{route=\"NotFound\",class=\"4xx\"} 1", "karwan_http_requests_in_flight 1",
                "karwan_sync_mutations_total{outcome=\"rejected\"} 1",
                "karwan_sync_mutations_total{outcome=\"applied\"} 1",
                "karwan_mail_outbox_letters 0", "karwan_store_waiting_writers 0", "karwan_store_failed_commits_total 0",
            ] {
                #expect(lines.contains(expected), "\(expected) in \(answer.text.prefix(3000))")
            }
            #expect(
                lines.contains { $0.hasPrefix("karwan_http_requests_total{route=\"/members/") && $0.hasSuffix(" 1") })
            for word in ["admin\"", "secret", thread.id.text, "Lahore", "nobody", "example.org"] {
                #expect(!answer.text.contains(word), "\(word)")
            }
            let resident = lines.first { $0.hasPrefix("process_resident_memory_bytes ") }?.split(separator: " ").last
            #expect((resident.flatMap { Int($0) } ?? 0) > 1_000_000)
        }
    }

    /// Prometheus' exposition format, version 0.0.4.
    @Test func everyLineIsOfTheFormat() async throws {
        try await TestApp.run { app in
            _ = try await app.member("admin", roles: [.admin])
            let viewer = try await Self.token("admin", ["admin"], in: app)
            _ = try await app.get("/threads")
            let text = try await app.get("/metrics", as: viewer).text
            #expect(text.hasSuffix("\n"))
            var types: [String: String] = [:]
            for line in text.split(separator: "\n") {
                if line.hasPrefix("# ") {
                    let words = line.split(separator: " ", maxSplits: 3).map(String.init)
                    if words[1] == "TYPE" { #expect(types.updateValue(words[3], forKey: words[2]) == nil, "\(line)") }
                    continue
                }
                let sample = try #require(
                    line.wholeMatch(
                        of: /([a-z_]+?)(_bucket|_sum|_count)?(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? (\S+)/),
                    "\(line)")
                let name = String(sample.1)
                #expect(types[name] == "histogram" || types[name + String(sample.2 ?? "")] != nil, "\(line)")
                #expect(Double(sample.5) != nil, "\(line)")
            }
            #expect(types.count > 10)
        }
    }

    @Test func bucketsCountWhatLiesAtOrBelowTheirBound() {
        let histogram = Histogram([1, 2])
        for value in [0.5, 1, 1.5, 2, 7] { histogram.record(value) }
        histogram.record(Duration.milliseconds(1500))
        #expect(histogram.cumulative == [2, 5, 6] && histogram.sum == 13.5)
        var exposition = Exposition()
        exposition.histogram("h", "Help.", [(("a", "x\"\\\n"), histogram)])
        let expected = [
            "# HELP h Help.", "# TYPE h histogram", #"h_bucket{a="x\"\\\n",le="1.0"} 2"#,
            #"h_bucket{a="x\"\\\n",le="2.0"} 5"#, #"h_bucket{a="x\"\\\n",le="+Inf"} 6"#, #"h_sum{a="x\"\\\n"} 13.5"#,
            #"h_count{a="x\"\\\n"} 6"#, "",
        ]
        #expect(exposition.text == expected.joined(separator: "\n"))
    }
}
