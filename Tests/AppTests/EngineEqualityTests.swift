import Accounts
import Core
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import App

/// With the same clock and the same ids, people and programs get the same bytes, whichever engine keeps them.
@Suite("Both engines answer alike", .enabled(if: TestEngine.server != nil, "needs both engines"))
struct EngineEqualityTests {
    @Test func theDemonstrationCommunityIsTheSameOnBoth() async throws {
        let server = try #require(TestEngine.server)
        let expected = try await Self.record(on: .sqlite)
        let found = try await Self.record(on: .postgres(server))
        #expect(expected.count > 400 && found.count == expected.count)
        for (one, other) in zip(expected, found) {
            #expect(one.request == other.request)
            // The answers are long: said is only where they differ.
            let isSame = one.answer == other.answer
            #expect(isSame, "\(one.request): \(Self.difference(one.answer, other.answer))")
        }
    }

    private typealias Exchange = (request: String, answer: String)

    private static func record(on engine: TestEngine) async throws -> [Exchange] {
        let exchanges = Mutex<[Exchange]>([])
        try await TestApp.run(on: engine) { app in
            let community = try DemoCommunity.embedded()
            let progress = Progress(label: "test", total: community.steps)
            try await DemoLoader(community: community, services: app.services, progress: progress).load()
            var walk = Walk(app: app)
            try await walk.look()
            try await walk.write()
            try await walk.look()
            let all = walk.exchanges
            exchanges.withLock { $0 = all }
        }
        return exchanges.withLock { $0 }
    }

    /// The first line that differs.
    private static func difference(_ one: String, _ other: String) -> String {
        let lines = zip(one.split(separator: "\n"), other.split(separator: "\n"))
        return lines.first { $0 != $1 }.map { "\($0)\n\($1)" } ?? "\(one.count) and \(other.count) characters"
    }

    /// Goes through the site as a visitor, a member and the staff do.
    private struct Walk {
        let app: TestApp
        private(set) var exchanges: [Exchange] = []
        private var browsers: [(name: String, viewer: Viewer)] = []
        private var programs: [(name: String, viewer: Viewer)] = []
        private static let names = ["demo-member", "demo-moderator", "demo-admin"]

        init(app: TestApp) { self.app = app }

        private mutating func signIn() async throws {
            guard browsers.isEmpty else { return }
            browsers = [("visitor", Viewer(headers: ["Sec-Fetch-Site": "same-origin"]))]
            for name in Self.names {
                let step = try await app.services.sessions.signIn(
                    email: "\(name)@example.org", password: DemoLoader.password, userAgent: "test")
                guard case .signedIn(let session) = step else { throw Problem.notFound }
                let headers = ["Cookie": "karwan_session=\(session.text)", "Sec-Fetch-Site": "same-origin"]
                browsers.append((name, Viewer(headers: headers)))
                let draft = TokenDraft(
                    email: nil, password: nil, name: "test", scopes: ["read", "write", "sync"], expiresInDays: 30)
                let token = try await app.services.sessions.createToken(draft, username: name)
                programs.append((name, Viewer(headers: ["Authorization": "Bearer \(token.secret.text)"])))
            }
        }

        /// What a site makes for itself is left out: the seal of a cursor, and the numbers of commits, which writers
        /// share who happen to wait together.
        private mutating func note(_ request: String, _ answer: Answer) {
            var headers = answer.headers.filter { $0.name.canonicalName != "x-sync-seq" }
            var text = answer.text
            if request.contains("sync") {
                headers = headers.filter { $0.name != .contentLength }
                text = text.replacing(#/"c":"[^"]*"|"(ver|seq|order)":\d+/#, with: "")
            }
            let lines = headers.map(\.description).sorted().joined(separator: "\n")
            exchanges.append((request, "\(answer.status)\n\(lines)\n\n\(text)"))
        }

        // MARK: Reading

        mutating func look() async throws {
            try await signIn()
            for (name, viewer) in browsers {
                for start in ["/", "/threads?list=new", "/threads?list=unanswered", "/tags", "/moderation/queue"] {
                    try await crawl(from: start, upTo: 25, name, viewer)
                }
                for query in Self.queries { try await get("/search?q=\(query)", name, viewer) }
            }
            for (name, viewer) in programs {
                for path in Self.lists { try await follow(path, name, viewer) }
                for query in Self.queries { try await follow("/api/v1/search?q=\(query)", name, viewer) }
                try await pull(name, viewer)
            }
        }

        private static let queries = [
            "blue+card", "visa", "%22blue+card%22", "berl", "tag:visa", "kind:question+work", "is:solved",
            "%D9%88%DB%8C%D8%B2%D8%A7", "a+the+of+to", "author:demo-mentor", "zebra", "c%2B%2B+or+rust",
        ]
        private static let lists = [
            "/api/v1/threads?limit=20", "/api/v1/threads?list=new&limit=30", "/api/v1/threads?list=active",
            "/api/v1/threads?list=unanswered", "/api/v1/categories", "/api/v1/tags?limit=100", "/api/v1/me",
            "/api/v1/me/threads", "/api/v1/me/export", "/api/v1/notifications", "/api/v1/moderation/queue",
            "/api/v1/moderation/log",
        ]

        @discardableResult
        private mutating func get(_ path: String, _ name: String, _ viewer: Viewer) async throws -> Answer {
            let answer = try await app.get(path, as: viewer)
            note("\(name) GET \(path)", answer)
            return answer
        }

        /// Follows links of the site, in the order in which they stand.
        private mutating func crawl(from start: String, upTo most: Int, _ name: String, _ viewer: Viewer) async throws {
            var next = [start]
            var seen: Set<String> = [start]
            var index = 0
            while index < next.count, index < most {
                let answer = try await get(next[index], name, viewer)
                index += 1
                for match in answer.text.matches(of: #/href="(/[^"#]*)/#) {
                    let path = String(match.output.1).replacing("&amp;", with: "&")
                    if seen.insert(path).inserted { next.append(path) }
                }
            }
        }

        /// Follows a list to its end.
        private mutating func follow(_ path: String, _ name: String, _ viewer: Viewer) async throws {
            var path = path
            for _ in 0..<5 {
                let answer = try await get(path, name, viewer)
                guard let next = try? answer.json()["next"] as? String else { return }
                path =
                    next.hasPrefix("/")
                    ? next
                    : path.replacing(#/&after=.*$/#, with: "") + (path.contains("?") ? "&" : "?") + "after=" + next
            }
        }

        private mutating func pull(_ name: String, _ viewer: Viewer) async throws {
            let body = #"{"pullVersion": 1, "clientGroupID": "group-\#(name)", "cookie": null}"#
            note("\(name) POST /sync/v1/pull", try await app.api(.post, "/sync/v1/pull", body, as: viewer))
        }

        // MARK: Writing

        mutating func write() async throws {
            app.clock.advance(.minutes(10))
            let threads = try await app.get("/api/v1/threads?limit=8").items().compactMap { $0["id"] as? String }
            for (index, (name, viewer)) in programs.enumerated() {
                for (number, thread) in threads.enumerated() {
                    let body = #"{"body": "An answer of \#(name) to number \#(number): the embassy wrote back."}"#
                    try await post("/api/v1/threads/\(thread)/posts", body, name, viewer)
                }
                let draft = """
                    {"categoryId": "\(try await category())", "kind": "question", "title": "A question of \(name) about it",
                    "body": "What papers do they ask for nowadays?", "tags": ["visa", "papers-\(index)"]}
                    """
                try await post("/api/v1/threads", draft, name, viewer)
                let push = """
                    {"pushVersion": 1, "clientGroupID": "group-\(name)", "mutations": [{"clientID": "client-\(name)",
                    "id": 1, "name": "scope.set", "args": {"scope": "c:\(try await category())", "on": true}}]}
                    """
                try await post("/sync/v1/push", push, name, viewer)
                try await post("/api/v1/threads", #"{"title": "x"}"#, name, viewer)
                app.clock.advance(.minutes(3))
            }
        }

        private func category() async throws -> String {
            try await app.get("/api/v1/categories").items().first?["id"] as? String ?? ""
        }

        private mutating func post(_ path: String, _ body: String, _ name: String, _ viewer: Viewer) async throws {
            note("\(name) POST \(path)", try await app.api(.post, path, body, as: viewer))
        }
    }
}
