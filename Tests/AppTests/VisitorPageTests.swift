import Accounts
import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing
import WebSupport

@testable import App

/// A browser of today, of somebody who never signed in.
private let visitor = Viewer(headers: ["Sec-Fetch-Site": "none"])

/// Somebody whose session has long ended: a visitor, but never from memory.
private let stranger = Viewer(headers: ["Sec-Fetch-Site": "none", "Cookie": "karwan_session=ended"])

private struct Scene: Sendable {
    let app: TestApp
    let author: TestMember
    let reader: TestMember
    let moderator: TestMember
    let thread: ForumThread
    let answer: ForumPost

    init(_ app: TestApp) async throws {
        self.app = app
        author = try await app.member("author")
        reader = try await app.member("reader")
        moderator = try await app.member("moderator", roles: [.moderator])
        let category = try await app.category()
        thread = try await app.question(in: category, by: author, tags: ["visa"])
        answer = try await app.answer(thread, by: reader, body: "A word nobody else says: marzipan.")
    }

    /// Pages that show something of the thread.
    var paths: [String] {
        [
            thread.path, "/", "/threads", "/threads?list=new", "/categories/germany", "/tags/visa", "/members/reader",
            "/api/v1/threads", "/api/v1/threads/\(thread.id)", "/api/v1/threads/\(thread.id)/posts",
            "/api/v1/posts/\(answer.id)", "/api/v1/search?q=marzipan", "/search?q=marzipan",
        ]
    }

    /// Pages kept in memory now.
    var kept: Int { app.services.pageCache?.size.pages ?? -1 }

    /// The pages as a visitor gets them are the pages as they are read anew.
    func compare(_ note: String) async throws {
        for path in paths {
            let shown = try await app.get(path, as: visitor)
            let read = try await app.get(path, as: stranger)
            // A page that is not there names the request.
            let isSame = shown.status == 404 || shown.text == read.text
            #expect(shown.status == read.status && isSame, "\(note): \(path)")
        }
    }
}

@Suite("Visitors' pages from memory")
struct VisitorPageTests {
    private static func run(_ body: @Sendable (Scene) async throws -> Void) async throws {
        try await TestApp.run { app in try await body(try await Scene(app)) }
    }

    // MARK: What was committed since

    /// What makes a word disappear from a page, or another appear.
    private static let changes: [(String, @Sendable (Scene) async throws -> Void)] = [
        ("hidden", { try await $0.app.setState(.hidden, ofPost: $0.answer.id) }),
        ("held", { try await $0.app.setState(.held, ofPost: $0.answer.id) }),
        (
            "deleted by its author",
            { try await $0.app.services.forum.deletePost($0.answer.id, as: $0.reader.principal) }
        ),
        ("its thread hidden", { try await $0.app.setState(.hidden, ofThread: $0.thread.id) }),
        (
            "edited",
            {
                let change = PostChange(body: "Something else altogether, of twenty letters.", baseRev: nil)
                _ = try await $0.app.services.forum.edit(change, of: $0.answer.id, as: $0.reader.principal)
            }
        ),
        (
            "changed by another process",
            { scene in
                let other = try TestDatabase.open(
                    scene.app.services.settings.database, alone: false, clock: scene.app.clock.clock)
                let id = scene.answer.id
                _ = try await other.write { transaction in
                    try transaction.execute("UPDATE forum_post SET html = 'gone' WHERE id = \(id)")
                }
                try await other.close()
            }
        ),
    ]

    @Test(arguments: changes.indices)
    func whatIsThereNoLongerIsShownNoLonger(index: Int) async throws {
        let (name, change) = Self.changes[index]
        try await TestApp.run(tampering: true) { app in
            let scene = try await Scene(app)
            let before = try await app.get(scene.thread.path, as: visitor)
            #expect(before.status == 200 && before.text.contains("marzipan"), "\(name)")
            try await change(scene)
            let after = try await app.get(scene.thread.path, as: visitor)
            #expect(!after.text.contains("marzipan"), "\(name)")
            try await scene.compare(name)
        }
    }

    @Test func whatIsNewIsShownAtOnce() async throws {
        try await Self.run { scene in
            let app = scene.app
            for number in 1...3 {
                _ = try await app.get(scene.thread.path, as: visitor)
                _ = try await app.answer(scene.thread, by: scene.author, body: "The answer with the number \(number).")
                let page = try await app.get(scene.thread.path, as: visitor)
                #expect(page.text.contains("The answer with the number \(number)."))
            }
            _ = try await app.services.forum.vote(1, on: scene.answer.id, as: scene.author.principal)
            try await scene.compare("a vote")
            var change = ProfileChange()
            change.displayName = "Another Name"
            _ = try await app.services.accounts.changeProfile(change, as: scene.reader.principal)
            #expect(try await app.get(scene.thread.path, as: visitor).text.contains("Another Name"))
        }
    }

    /// The seed of a failure repeats it.
    @Test func afterAnyWalkMemoryShowsWhatReadingShows() async throws {
        try await Self.run { scene in
            var random = Seeded()
            let forum = scene.app.services.forum
            var posts = [scene.answer.id]
            for step in 0..<60 {
                let post = random.pick(posts)
                let member = random.pick([scene.author, scene.reader, scene.moderator]).principal
                switch random.below(6) {
                case 0:
                    let draft = ReplyDraft(body: "One more answer, number \(step), to be found again.")
                    if let made = try? await forum.reply(draft, to: scene.thread.id, as: member) {
                        posts.append(made.post.id)
                    }
                case 1: _ = try? await forum.vote(random.below(3) - 1, on: post, as: member)
                case 2: try? await forum.setState(random.pick([.hidden, .published, .held]), ofPost: post, as: member)
                case 3:
                    let change = PostChange(body: "Written anew in step \(step), long enough.", baseRev: nil)
                    _ = try? await forum.edit(change, of: post, as: member)
                case 4: _ = try? await forum.accept(post, in: scene.thread.id, as: member)
                default: scene.app.clock.advance(.seconds(Int64(10 * random.below(30))))
                }
                try await scene.compare("step \(step), \(random)")
            }
        }
    }

    // MARK: What is somebody's

    @Test(.enabled(if: TestEngine.isSQLite, "kept where another process's commits are seen at once"))
    func aMembersPageIsNeitherKeptNorTakenFromMemory() async throws {
        try await Self.run { scene in
            let app = scene.app
            let own = try await app.get(scene.thread.path, as: scene.author.browser)
            #expect(own.text.contains("Name of author") && scene.kept == 0)
            let open = try await app.get(scene.thread.path, as: visitor)
            #expect(scene.kept == 1 && open.text.contains("/sign-in"))
            for viewer in [scene.author.browser, scene.moderator.browser, scene.reader.program, stranger] {
                _ = try await app.get(scene.thread.path, as: viewer)
            }
            let again = try await app.get(scene.thread.path, as: scene.author.browser)
            #expect(again.text.contains("action=\"/sign-out\"") && !open.text.contains("action=\"/sign-out\""))
            #expect(try await app.get(scene.thread.path, as: visitor).text == open.text)
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "kept where another process's commits are seen at once"))
    func withATokenNothingComesFromMemory() async throws {
        try await Self.run { scene in
            let path = "/api/v1/threads/\(scene.thread.id)/posts"
            try await scene.app.setState(.hidden, ofPost: scene.answer.id)
            for _ in 1...2 {
                let open = try await scene.app.get(path, as: visitor)
                let own = try await scene.app.get(path, as: scene.reader.program)
                #expect(open.status == 200 && !open.text.contains("marzipan"))
                #expect(own.status == 200 && own.text.contains("marzipan") && scene.kept == 1)
            }
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "kept where another process's commits are seen at once"))
    func whoTakesNoJSONIsRefusedAsBefore() async throws {
        try await Self.run { scene in
            for _ in 1...2 {
                let taken = try await scene.app.get("/api/v1/threads")
                let refused = try await scene.app.get("/api/v1/threads", headers: ["Accept": "text/html"])
                #expect(taken.status == 200 && refused.status == 406)
            }
            #expect(scene.kept == 1)
        }
    }

    @Test func theMessageOfAnActionIsShownToWhoActedAlone() async throws {
        try await Self.run { scene in
            let told = Viewer(headers: ["Sec-Fetch-Site": "none", "Cookie": "karwan_flash=signed_out"])
            for viewers in [[told, visitor, told], [visitor, told, visitor]] {
                for viewer in viewers {
                    let page = try await scene.app.get(scene.thread.path, as: viewer)
                    let isTold = viewer.headers["Cookie"] != nil
                    #expect(page.text.contains("<div class=\"flashes\" role=\"status\"><p>") == isTold)
                    #expect(page.cookies.isEmpty != isTold)
                }
            }
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "kept where another process's commits are seen at once"))
    func aFormsTokenIsOfOneVisitorAlone() async throws {
        try await Self.run { scene in
            _ = try await scene.app.get(scene.thread.path, as: visitor)
            let first = try await scene.app.get(scene.thread.path)
            let second = try await scene.app.get(scene.thread.path)
            #expect(first.cookies.count == 1 && second.cookies.count == 1 && first.cookies != second.cookies)
            #expect(first.text.contains("name=\"formToken\"") && first.text != second.text)
            let open = try await scene.app.get(scene.thread.path, as: visitor)
            #expect(!open.text.contains("name=\"formToken\"") && open.cookies.isEmpty && scene.kept == 1)
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "kept where another process's commits are seen at once"))
    func languageAndThemeHavePagesOfTheirOwn() async throws {
        try await Self.run { scene in
            let wishes: [([String: String], String, String)] = [
                ([:], "en", "auto"), (["Accept-Language": "ur"], "ur", "auto"),
                (["Accept-Language": "de, ur;q=0.5"], "ur", "auto"),
                (["Cookie": "karwan_language=ur"], "ur", "auto"), (["Cookie": "karwan_theme=dark"], "en", "dark"),
                (["Cookie": "karwan_language=en", "Accept-Language": "ur"], "en", "auto"),
                (["Cookie": "karwan_theme=light; karwan_language=ur"], "ur", "light"),
                (["Cookie": "karwan_theme=pink; other=1"], "en", "auto"),
            ]
            for round in 1...2 {
                for (headers, language, theme) in wishes {
                    let page = try await scene.app.get(scene.thread.path, as: visitor, headers: headers)
                    #expect(page.text.contains("<html lang=\"\(language)\""), "round \(round): \(headers)")
                    #expect(page.text.contains("data-theme=\"\(theme)\""), "round \(round): \(headers)")
                }
            }
            #expect(scene.kept == 4)
        }
    }

    // MARK: What the protocol asks for

    @Test func whoHasThePageIsToldSoUntilItChanges() async throws {
        try await Self.run { scene in
            let app = scene.app
            let page = try await app.get(scene.thread.path, as: visitor)
            let tag = try #require(page.header("ETag"))
            for _ in 1...2 {
                let same = try await app.get(scene.thread.path, as: visitor, headers: ["If-None-Match": tag])
                #expect(same.status == 304 && same.bytes.isEmpty && same.header("ETag") == tag)
                #expect(same.header("Content-Security-Policy") != nil && same.header("X-Request-ID") != nil)
            }
            _ = try await app.answer(scene.thread, by: scene.author)
            let fresh = try await app.get(scene.thread.path, as: visitor, headers: ["If-None-Match": tag])
            #expect(fresh.status == 200 && fresh.header("ETag") != tag)
        }
    }

    @Test func fromMemoryItHasTheSameHeadersAndAnIdOfItsOwn() async throws {
        try await Self.run { scene in
            for encoding in ["identity", "gzip"] {
                let headers = ["Accept-Encoding": encoding]
                let first = try await scene.app.get(scene.thread.path, as: visitor, headers: headers)
                let second = try await scene.app.get(scene.thread.path, as: visitor, headers: headers)
                #expect(first.bytes == second.bytes)
                #expect(first.header("Content-Encoding") == (encoding == "gzip" ? "gzip" : nil))
                let names = ["X-Request-ID"]
                let differing = zip(first.headers, second.headers).filter { $0 != $1 }.map(\.0.name.rawName)
                #expect(differing == names)
            }
        }
    }

    @Test func timesOnPagesGoOn() async throws {
        try await Self.run { scene in
            _ = try await scene.app.get(scene.thread.path, as: visitor)
            scene.app.clock.advance(.minutes(5))
            let page = try await scene.app.get(scene.thread.path, as: visitor)
            #expect(page.text.contains("5 minutes ago"))
            try await scene.compare("after five minutes")
        }
    }

    @Test(.enabled(if: TestEngine.isSQLite, "kept where another process's commits are seen at once"))
    func whatIsNoPageOfEverybodyIsNotKept() async throws {
        try await Self.run { scene in
            for path in ["/sign-in", "/sign-up", "/nowhere", "/threads/\(scene.thread.id)", "/health", "/app.css"] {
                _ = try await scene.app.get(path, as: visitor)
            }
            _ = try await scene.app.send(.head, scene.thread.path, as: visitor)
            #expect(scene.kept == 0)
        }
    }

    @Test func theRoutesWhosePagesAreKeptAreThere() async throws {
        try await TestApp.run { app in
            let known = try buildRouter(app.services).routes.filter { $0.method == "GET" && $0.gate == .visitor }
                .map { $0.path.split(separator: "/").map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) } }
                .map { "/" + $0.joined(separator: "/") }
            #expect(visitorPages.isSubset(of: known))
        }
    }
}
