import App
import Core
import Forum
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

/// Walks every registered route and every kind of scope as each sort of viewer: what a viewer may not see must not
/// be met anywhere (community.md, Visibility).
@Suite("The outsider: nobody meets a word that is not for them")
struct OutsiderTests {
    /// One who walks, by browser and by program.
    private struct Walker: Sendable {
        let name: String
        let browser: Viewer
        let program: Viewer
        /// Whose own words they may meet.
        let isMember: String?
    }

    private static func walkers(_ canaries: Canaries) -> [Walker] {
        [Walker(name: "nobody", browser: .nobody, program: .nobody, isMember: nil)]
            + canaries.members.map {
                Walker(name: $0.username, browser: $0.browser, program: $0.program, isMember: $0.username)
            } + [Walker(name: "token", browser: canaries.reader, program: canaries.reader, isMember: "stranger")]
    }

    private static let words = "Some words that anybody might send, long enough to be taken."

    /// What a walk met.
    private struct Walk: Sendable {
        let words: [Canaries.Word]
        let values: [String: Set<String>]
        /// Words with the requests that gave them.
        var met: [String: [String]] = [:]
        /// Requests that were answered with anything but "not found".
        var found: Set<String> = []
        var broken: [String] = []

        mutating func join(_ other: Walk) {
            #expect(values == other.values, "ids are counted: the same in each walk")
            met.merge(other.met) { $0 + $1 }
            found.formUnion(other.found)
            broken += other.broken
        }
    }

    /// Those who see most try every id in every place: each in parts that go side by side.
    private static let whole = ["owner", "mentor", "moderator"].reduce(into: [String: Task<Walk, any Error>]()) {
        tasks, name in
        tasks[name] = Task {
            let parts = (0..<parts).map { part in Task { try await walk(as: name, among: nil, part: part) } }
            var whole = try await parts[0].value
            for part in parts.dropFirst() { try await whole.join(part.value) }
            return whole
        }
    }

    private static let parts = 4

    /// Where those who see most find something. With an id of another kind than a route is about nobody finds
    /// anything: of such requests each walker tries one for each route.
    private static func inhabited() async throws -> Walk {
        var all: Walk?
        for task in whole.values {
            let walk = try await task.value
            if all == nil { all = walk } else { all?.join(walk) }
        }
        return try #require(all)
    }

    /// - Parameter part: which of the routes, and whether what takes words is looked at too; `nil` for all.
    private static func walk(as name: String, among inhabited: Walk?, part: Int? = nil) async throws -> Walk {
        let box = Mutex<Walk?>(nil)
        try await TestApp.run { app in
            let canaries = try await Canaries.plant(in: app)
            let walker = try #require(walkers(canaries).first { $0.name == name })
            #expect(inhabited == nil || inhabited?.values == canaries.values.mapValues(Set.init))
            let made = try await walk(app, canaries, as: walker, among: inhabited?.found, part: part)
            box.withLock { $0 = made }
        }
        return try #require(box.withLock { $0 })
    }

    /// - Parameter inhabited: requests that are worth while; `nil` for all.
    private static func walk(
        _ app: TestApp, _ canaries: Canaries, as walker: Walker, among inhabited: Set<String>?, part: Int?
    ) async throws -> Walk {
        var walk = Walk(words: canaries.words, values: canaries.values.mapValues(Set.init))
        let own = try buildRouter(app.services).routes.enumerated().filter { place, route in
            !isLeaving(route) && (part ?? place % parts) == place % parts
        }.map(\.element)
        // What is there is read before anything is changed or taken away.
        let routes = own.filter { $0.method == "GET" } + own.filter { $0.method != "GET" }
        for route in routes {
            for (index, path) in paths(of: route.path, canaries.values).enumerated() {
                let request = "\(route.method) \(path)"
                if index > 0, inhabited?.contains(request) == false { continue }
                let answer = try await self.request(app, route, path, as: walker)
                if answer.status == 500 { walk.broken.append(request) }
                if answer.status != 404 { walk.found.insert(request) }
                note(answer, "\(request) → \(answer.status)", canaries, &walk.met)
                if answer.status == 303, let location = answer.header("Location") {
                    note(try await app.get(location, as: walker.browser), "GET \(location)", canaries, &walk.met)
                }
            }
        }
        if part ?? 0 == 0 { try await look(app, canaries, as: walker, &walk.met) }
        return walk
    }

    /// Lists, searches, old addresses and scopes, which take words.
    private static func look(
        _ app: TestApp, _ canaries: Canaries, as walker: Walker, _ met: inout [String: [String]]
    ) async throws {
        for path in ["/api/v1/threads", "/threads"] {
            for list in ThreadList.allCases {
                for filter in [
                    "", "&category=germany", "&category=canaryslug", "&tag=canarystafftag", "&tag=visa",
                    "&pathway=de-eu-blue-card",
                ] {
                    let viewer = path.hasPrefix("/api") ? walker.program : walker.browser
                    let answer = try await app.get("\(path)?list=\(list.rawValue)\(filter)", as: viewer)
                    note(answer, "GET \(path) \(list) \(filter)", canaries, &met)
                }
            }
        }
        for path in [
            // The beginning of every word: the request does not say what it must not meet.
            "/search?q=canary", "/search?q=author:owner", "/search?q=author:former", "/search?q=kind:question",
            "/search?q=category:germany", "/api/v1/search?q=canary&limit=100", "/api/v1/search?q=author:owner",
            "/api/v1/search?q=canary&type=post",
            "/api/v1/search?q=canary&type=pathway", "/search?q=canary&type=pathway",
            "/api/v1/search?q=canary&type=job", "/search?q=canary&type=job",
            "/api/v1/search?q=canary&type=member", "/search?q=canary&type=member",
            "/visas/de/eu-blue-card", "/visas/de/eu-blue-card/threads", "/feeds/new.atom?pathway=de-eu-blue-card",
            "/api/v1/threads/similar?title=of+mine+of+the+staff+question",
            "/api/v1/threads/similar?title=a+question+of+mine+for+everybody+of+the+staff",
        ] {
            let viewer = path.hasPrefix("/api") ? walker.program : walker.browser
            note(try await app.get(path, as: viewer), "GET \(path)", canaries, &met)
        }
        // Where the threads stood in an old community.
        for number in 0..<8 {
            let answer = try await app.get("/t/old/\(number)", as: walker.browser)
            note(answer, "GET /t/old/\(number)", canaries, &met)
            if let location = answer.header("Location") {
                note(try await app.get(location, as: walker.browser), "GET \(location)", canaries, &met)
            }
        }
        for (answer, what) in try await pull(app, canaries, as: walker) { note(answer, what, canaries, &met) }
    }

    /// Words of a request's own address do not count: it may be said back.
    private static func note(_ answer: Answer, _ what: String, _ canaries: Canaries, _ met: inout [String: [String]]) {
        let bytes = answer.bytes + Array(answer.headers.map(\.description).joined().utf8)
        // Looked through by the C library: characters are compared many times slower, and thousands of pages are looked
        // through for each word.
        var text = bytes + [0]
        text.withUnsafeMutableBytes { page in
            // It ends at a NUL: those within a page are made something else.
            while let start = page.baseAddress, let zero = memchr(start, 0, page.count - 1) {
                zero.storeBytes(of: 1, as: UInt8.self)
            }
        }
        let found = text.withUnsafeBytes { page in
            let start = page.bindMemory(to: CChar.self).baseAddress
            return canaries.words.filter { canary in start.map { strstr($0, canary.word) != nil } ?? false }
        }
        for canary in found {
            let own = what.contains(canary.word)
            let times = own ? String(decoding: bytes, as: UTF8.self).components(separatedBy: canary.word).count - 1 : 0
            if !own || times > 3 { met[canary.word, default: []].append(what) }
        }
    }

    /// What would end the walk: signing out, and taking the walker's tokens away. Or not end it: the stream of events,
    /// in which nothing but the names of scopes is told (`LiveTests`).
    private static func isLeaving(_ route: Route) -> Bool {
        route.path == "/sync/v1/events" || route.path == "/sign-out" || route.path.hasSuffix("/revoke")
            || route.path == "/groups/:slug/leave"
            || route.path == "/settings/profile" && route.method == "POST"
            || (route.path == "/api/v1/me" && route.method != "GET")
            || (route.method == "DELETE" && (route.path.contains("tokens") || route.path.contains("sessions")))
    }

    /// The route's path with each of the values in its places: all ids, and the slug that belongs to a thread.
    private static func paths(of pattern: String, _ values: [String: [String]]) -> [String] {
        var paths = [""]
        for part in pattern.split(separator: "/") {
            let choices = part.hasPrefix(":") ? values[String(part.dropFirst())] ?? ["missing"] : [String(part)]
            paths = paths.flatMap { path in choices.map { "\(path)/\($0)" } }
        }
        return pattern == "/" ? ["/"] : paths
    }

    private static func request(_ app: TestApp, _ route: Route, _ path: String, as walker: Walker) async throws
        -> Answer
    {
        let isAPI = path.hasPrefix("/api/") || path.hasPrefix("/sync/")
        let viewer = isAPI ? walker.program : walker.browser
        let type = isAPI ? "application/json" : "application/x-www-form-urlencoded"
        let body = isAPI ? json(for: path) : "body=Too+short&title=x&value=1&post=&baseRevision=1"
        return try await app.send(
            try #require(.init(rawValue: route.method)), path, as: viewer,
            headers: route.method == "GET" ? [:] : ["Content-Type": type, "Sec-Fetch-Site": "same-origin"],
            body: route.method == "GET" ? nil : Array(body.utf8))
    }

    private static func json(for path: String) -> String {
        if path.hasSuffix("/vote") { return #"{"value": 0}"# }
        if path.hasSuffix("/posts") || path.hasSuffix("/markdown") { return #"{"body": "\#(words)", "id": "7"}"# }
        if path.hasSuffix("/pull") { return #"{"pullVersion": 1, "clientGroupID": "walk"}"# }
        return "{}"
    }

    /// Tries to follow every scope, and pulls all there is.
    private static func pull(
        _ app: TestApp, _ canaries: Canaries, as walker: Walker
    ) async throws -> [(Answer, String)] {
        let mutations = canaries.scopes.enumerated().map { index, scope in
            """
            {"clientID": "c-\(walker.name)", "id": \(index + 1), "name": "scope.set",
            "args": {"scope": "\(scope)", "on": true}}
            """
        }
        let push = """
            {"pushVersion": 1, "clientGroupID": "g-\(walker.name)", "mutations": [\(mutations.joined(separator: ","))]}
            """
        let pushed = try await app.api(.post, "/sync/v1/push", push, as: walker.program)
        var answers = [(pushed, "push of scopes")]
        var cookie = "null"
        for _ in 0..<20 {
            let pull = #"{"pullVersion": 1, "clientGroupID": "g-\#(walker.name)", "cookie": \#(cookie)}"#
            let answer = try await app.api(.post, "/sync/v1/pull", pull, as: walker.program)
            answers.append((answer, "pull of all scopes"))
            guard answer.status == 200, try answer.json()["hasMore"] as? Bool == true else { break }
            let next = try answer.json()["cookie"] ?? NSNull()
            cookie = String(
                decoding: try JSONSerialization.data(withJSONObject: next, options: .fragmentsAllowed), as: UTF8.self)
        }
        return answers
    }

    @Test(arguments: ["nobody", "newcomer", "stranger", "banned", "former", "mentor", "token", "owner", "moderator"])
    func everyWordIsMetByThoseItIsForAndByNobodyElse(name: String) async throws {
        let walk =
            if let whole = Self.whole[name] { try await whole.value } else {
                try await Self.walk(as: name, among: try await Self.inhabited())
            }
        #expect(walk.broken.isEmpty, "\(name): \(walk.broken.prefix(5))")
        for canary in walk.words {
            let found = walk.met[canary.word] ?? []
            // The token reads as the stranger.
            if canary.seenBy.contains(name == "token" ? "stranger" : name) {
                // Else the walk would prove nothing.
                #expect(!found.isEmpty, "\(name) should meet \(canary.word) somewhere")
            } else {
                #expect(found.isEmpty, "\(name) meets \(canary.word): \(found.prefix(5))")
            }
        }
    }

    @Test(arguments: ["nobody", "newcomer", "stranger", "banned", "former", "mentor", "token", "owner", "moderator"])
    func aSearchForAWordFindsItForThoseItIsFor(name: String) async throws {
        try await TestApp.run { app in
            let canaries = try await Canaries.plant(in: app)
            let walker = try #require(Self.walkers(canaries).first { $0.name == name })
            for canary in canaries.words where canary.word.hasPrefix("canary") {
                let isPost = ["title", "body", "answer", "reply", "tag", "pollquestion", "polloption"].contains {
                    canary.word.hasSuffix($0)
                }
                let isTheirs = isPost && canary.seenBy.contains(walker.isMember ?? "")
                for query in [canary.word, "\"\(canary.word)\"", "tag:\(canary.word)", "category:\(canary.word)"] {
                    let items = try await app.get("/api/v1/search?q=\(query)", as: walker.program).items()
                    if !isTheirs, !(name == "moderator" && canary.word == "canaryslug") {
                        #expect(items.isEmpty, "\(name) \(query)")
                    }
                    if isTheirs, query == canary.word { #expect(!items.isEmpty, "\(name) \(query)") }
                }
                let title = "The \(canary.word) of the"
                let similar = try await app.get(
                    "/api/v1/threads/similar?title=\(title.replacing(" ", with: "+"))", as: walker.program)
                let isTitle = isTheirs && canary.word.hasSuffix("title")
                #expect(try similar.items().isEmpty != isTitle, "\(name) \(title)")
            }
        }
    }

    @Test(arguments: ["newcomer", "stranger", "former", "mentor", "nobody"])
    func whatMayNotBeSeenIsNotFoundAndNeverForbidden(name: String) async throws {
        try await TestApp.run { app in
            let canaries = try await Canaries.plant(in: app)
            let walker = try #require(Self.walkers(canaries).first { $0.name == name })
            let (threads, posts) = try await Self.unseen(app)
            #expect(threads.count == 4 && posts.count == 10)
            for thread in threads {
                for path in [
                    "/threads/\(thread)", "/threads/\(thread)/x", "/api/v1/threads/\(thread)",
                    "/api/v1/threads/\(thread)/posts",
                ] {
                    let viewer = path.hasPrefix("/api") ? walker.program : walker.browser
                    let answer = try await app.get(path, as: viewer)
                    #expect(answer.status == 404, "\(name) \(path)")
                }
            }
            for post in posts {
                for path in ["/posts/\(post)", "/api/v1/posts/\(post)"] {
                    let viewer = path.hasPrefix("/api") ? walker.program : walker.browser
                    let answer = try await app.get(path, as: viewer)
                    #expect(answer.status == 404, "\(name) \(path)")
                }
                guard name != "nobody", name != "newcomer" else { continue }
                let vote = try await app.api(.put, "/api/v1/posts/\(post)/vote", #"{"value": 1}"#, as: walker.program)
                let edit = try await app.api(
                    .patch, "/api/v1/posts/\(post)", #"{"body": "\#(Self.words)"}"#, as: walker.program)
                let form = try await app.get("/posts/\(post)/edit", as: walker.browser)
                #expect(vote.status == 404 && edit.status == 404 && form.status == 404, "\(name) \(post)")
            }
        }
    }

    @Test(arguments: ["newcomer", "stranger", "former", "banned", "nobody"])
    func aSecretGroupIsNotThereForWhoIsNotInIt(name: String) async throws {
        try await TestApp.run { app in
            let canaries = try await Canaries.plant(in: app)
            let walker = try #require(Self.walkers(canaries).first { $0.name == name })
            let group = try #require(canaries.groups.ids.first)
            for path in [
                "/groups/\(group)", "/api/v1/groups/\(group)", "/api/v1/threads?group=\(group)",
            ] + canaries.groups.threads.flatMap({ ["/threads/\($0.id)", "/api/v1/threads/\($0.id)/posts"] }) {
                let viewer = path.hasPrefix("/api") ? walker.program : walker.browser
                #expect(try await app.get(path, as: viewer).status == 404, "\(name) \(path)")
            }
            guard name != "nobody" else { return }
            for path in ["/groups/\(group)/members", "/groups/\(group)/requests", "/threads/new?group=\(group)"] {
                let status = try await app.get(path, as: walker.browser).status
                #expect(
                    status == 404 || status == 403 && path.hasPrefix("/threads") && name != "stranger",
                    "\(name) \(path)")
            }
            let join = try await app.api(.post, "/api/v1/groups/\(group)/members", "{}", as: walker.program)
            #expect(join.status == 404 || join.status == 403 && ["newcomer", "banned"].contains(name))
        }
    }

    /// Threads and posts that outsiders may not see.
    private static func unseen(_ app: TestApp) async throws -> (threads: [String], posts: [String]) {
        try await app.services.store.read { transaction in
            (
                try transaction.rows(
                    """
                    SELECT thread.id FROM forum_thread AS thread JOIN category ON category.id = thread.category_id
                    WHERE thread.state <> 'published' OR category.audience = 'staff'
                    """
                ) { $0.text(0) },
                try transaction.rows(
                    """
                    SELECT post.id FROM forum_post AS post JOIN forum_thread AS thread ON thread.id = post.thread_id
                    JOIN category ON category.id = thread.category_id
                    WHERE post.state <> 'published' OR thread.state <> 'published' OR category.audience = 'staff'
                    """
                ) { $0.text(0) }
            )
        }
    }
}
