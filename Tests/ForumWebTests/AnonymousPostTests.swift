import App
import Core
import Forum
import Foundation
import Notices
import Storage
import TestSupport
import Testing

private let title = "Can they fine me for leaving early?"
private let words = "My contract names a fine, and I do not know whom to ask."
private let reply = "They told me that such a clause holds for a year."

/// A question that `quiet` asked without a name, with an answer of `shy` without theirs.
struct Unnamed: Sendable {
    let app: TestApp
    let category: CategoryID
    let quiet: TestMember
    let shy: TestMember
    let reader: TestMember
    let moderator: TestMember
    let thread: ForumThread
    let answer: ForumPost

    static func play(_ body: @escaping @Sendable (Unnamed) async throws -> Void) async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let quiet = try await app.member("quietone")
            let thread = try await ask(as: quiet, in: category, app)
            let shy = try await app.member("shyone")
            let answer = try await app.unnamed(thread, by: shy, body: reply)
            try await body(
                Unnamed(
                    app: app, category: category, quiet: quiet, shy: shy, reader: try await app.member("reader"),
                    moderator: try await app.member("moderator", roles: [.moderator]), thread: thread, answer: answer))
        }
    }

    static func ask(as member: TestMember, in category: CategoryID, _ app: TestApp) async throws -> ForumThread {
        try await app.services.forum.startThread(
            ThreadDraft(
                categoryId: category.text, kind: "question", title: title, body: words, tags: ["contract"],
                anonymous: true), as: member.principal
        ).thread
    }

    /// What must not be met by others.
    var secrets: [String] { [quiet, shy].flatMap { [$0.username, $0.id.text] } }

    /// What is known of those who wrote, as programs see it.
    func name(of post: PostID, as viewer: Viewer = .nobody) async throws -> String {
        try await app.get("/api/v1/posts/\(post)", as: viewer).json()["pseudonym"] as? String ?? "none"
    }
}

extension TestApp {
    /// Answers without the member's name.
    func unnamed(
        _ thread: ForumThread, by author: TestMember, body: String, to parent: PostID? = nil
    ) async throws -> ForumPost {
        try await services.forum.reply(
            ReplyDraft(parentId: parent, body: body, anonymous: true), to: thread.id, as: author.principal
        ).post
    }

    fileprivate func indexDifferences() async throws -> [String] {
        try await services.store.read { try ChangeIndex.differences(from: Services.indexedRows, in: $0) }
    }
}

@Suite("Anonymous posts: nobody learns who it is")
struct HiddenAuthorTests {
    @Test func noPageAndNoAnswerNamesThem() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            _ = try await app.services.forum.edit(
                PostChange(body: words + " It is a lot.", baseRev: 1), of: scene.thread.openingPostID,
                as: scene.quiet.principal)
            app.clock.advance(.minutes(30))
            _ = try await app.services.forum.edit(
                PostChange(body: words + " It is a lot, really.", baseRev: 2), of: scene.thread.openingPostID,
                as: scene.quiet.principal)
            _ = try await app.services.forum.accept(scene.answer.id, in: scene.thread.id, as: scene.quiet.principal)
            for member in [scene.reader, scene.moderator] {
                try await app.services.forum.setBookmark(
                    true, on: scene.thread.openingPostID, as: member.principal)
            }
            let (thread, post) = (scene.thread.id, scene.thread.openingPostID)
            let pages = [
                "/", "/threads", "/threads?list=new", "/categories/germany", "/tags/contract", scene.thread.path,
                "/posts/\(post)/history", "/search?q=contract", "/feeds/new.atom", "/feeds/hot.atom?tag=contract",
            ]
            let answers = [
                "/api/v1/threads", "/api/v1/threads/\(thread)", "/api/v1/threads/\(thread)/posts",
                "/api/v1/posts/\(post)", "/api/v1/posts/\(scene.answer.id)", "/api/v1/posts/\(post)/revisions",
                "/api/v1/search?q=contract", "/api/v1/threads/similar?title=Can+they+fine+me+for+leaving",
            ]
            for member in [nil, scene.reader, scene.moderator] as [TestMember?] {
                let own = member == nil ? [] : ["/bookmarks", "/notifications", "/api/v1/me/bookmarks"]
                for path in pages + answers + own {
                    let viewer = path.hasPrefix("/api") ? member?.program : member?.browser
                    let answer = try await app.get(path, as: viewer ?? .nobody)
                    #expect(answer.status == 200, "\(path)")
                    for secret in scene.secrets {
                        #expect(!answer.text.contains(secret), "\(path) \(member?.username ?? "")")
                    }
                    #expect(!answer.text.contains("\"mine\"") && !answer.text.contains("Only you see"), "\(path)")
                }
            }
            let name = try await scene.name(of: post)
            let page = try await app.get(scene.thread.path)
            #expect(page.text.contains(name) && page.text.contains("/help#anonymous"))
        }
    }

    @Test func whatTheyWroteIsNotFoundByWhoTheyAre() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            for viewer in [Viewer.nobody, scene.reader.browser, scene.moderator.browser, scene.quiet.browser] {
                let profile = try await app.get("/members/quietone", as: viewer)
                #expect(profile.status == 200 && !profile.text.contains(title))
            }
            for member in [scene.reader, scene.moderator] {
                for query in ["author:quietone", "author:quietone+contract", "author:quietone+fine"] {
                    let found = try await app.get("/api/v1/search?q=\(query)", as: member.program)
                    #expect(try found.status == 200 && found.items().isEmpty, "\(query)")
                }
            }
            let own = try await app.get("/api/v1/search?q=author:me", as: scene.quiet.program)
            #expect(try own.items().count == 1)
            let staff = try await app.get("/moderation/members/quietone", as: scene.moderator.browser)
            #expect(staff.status == 200 && !staff.text.contains(title) && !staff.text.contains("1 post is seen"))
        }
    }

    @Test func devicesOfOthersGetNoAuthorAndNoMember() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            let week = "k:\(scene.category)"
            for member in [scene.reader, scene.moderator] {
                var device = Device(app, member)
                try await device.follow("t:\(scene.thread.id)", week, "mod")
                try await device.pull()
                let post = try #require(device.value("post/\(scene.thread.openingPostID)"))
                let thread = try #require(device.value("thread/\(scene.thread.id)"))
                #expect(post["authorId"] == nil && thread["authorId"] == nil && post["author"] == nil)
                #expect(post["pseudonym"] as? String == thread["pseudonym"] as? String && post["pseudonym"] != nil)
                #expect(device.count("ownPost") == 0)
                for (key, value) in device.rows {
                    for secret in scene.secrets { #expect(!"\(key) \(value)".contains(secret), "\(key)") }
                }
            }
            var own = Device(app, scene.quiet)
            try await own.follow("t:\(scene.thread.id)")
            try await own.pull()
            #expect(own.ids("ownPost") == [scene.thread.openingPostID.text])
            #expect(own.value("post/\(scene.thread.openingPostID)")?["authorId"] == nil)
            #expect(try await app.indexDifferences() == [])
        }
    }

    @Test func heldAndHiddenTheyAreTheirAuthorsAndStaffsStillWithoutAName() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            for state in [PostState.held, .published, .hidden] {
                try await app.setState(state, ofPost: scene.answer.id)
                try await app.setState(state, ofThread: scene.thread.id)
                #expect(try await app.indexDifferences() == [], "\(state)")
                var staff = Device(app, scene.moderator.program, name: "\(state)")
                try await staff.follow("t:\(scene.thread.id)", "mod")
                try await staff.pull()
                #expect(staff.value("post/\(scene.answer.id)")?["state"] as? String == state.rawValue)
                for (key, value) in staff.rows {
                    for secret in scene.secrets { #expect(!"\(key) \(value)".contains(secret), "\(state) \(key)") }
                }
                let page = try await app.get(scene.thread.path, as: scene.moderator.browser)
                for secret in scene.secrets { #expect(!page.text.contains(secret), "\(state)") }
                let own = try await app.get("/api/v1/posts/\(scene.answer.id)", as: scene.shy.program)
                // The thread is another's and hidden with it.
                #expect(own.status == (state == .published ? 200 : 404))
                let mine = try await app.get("/api/v1/threads/\(scene.thread.id)", as: scene.quiet.program)
                #expect(mine.status == 200)
            }
        }
    }

    @Test func blocksDoNotGiveThemAway() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            _ = try await app.answer(scene.thread, by: scene.shy, body: "And under my name I say the same of it.")
            let folded = #"<details class="blocked">"#
            for (one, other) in [(scene.reader, "shyone"), (scene.quiet, "shyone")] {
                _ = try await app.submit("/members/\(other)/block", ["block": "on"], as: one.browser)
            }
            #expect(try await app.count("SELECT count(*) FROM member_block") == 2)
            let page = try await app.get(scene.thread.path, as: scene.reader.browser)
            #expect(page.text.components(separatedBy: folded).count == 2)
            app.clock.advance(.minutes(1))
            let more = try await app.unnamed(scene.thread, by: scene.shy, body: "One more thing about that clause.")
            let notices = try await app.get("/api/v1/notifications", as: scene.quiet.program)
            let name = try await scene.name(of: more.id)
            #expect(notices.text.contains(name))
        }
    }
}

@Suite("Anonymous posts")
struct AnonymousPostTests {
    @Test func theFormAsksAndAnswersWithoutAName() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let quiet = try await app.member("quietone")
            let asked = try await app.submit(
                "/threads/new",
                [
                    "categoryId": category.text, "kind": "question", "title": title, "body": words, "tags": "",
                    "formID": "thread-new", "action": "publish", "anonymous": "1",
                ], as: quiet.browser)
            #expect(asked.status == 303)
            let path = try #require(asked.header("Location"))
            let id = try #require(path.split(separator: "/").dropFirst().first.map(String.init))
            let sent = try await app.submit(
                "/threads/\(id)/answers", ["body": reply, "anonymous": "1", "action": "publish"], as: quiet.browser)
            #expect(sent.status == 303)
            let page = try await app.get(path)
            #expect(!page.text.contains("quietone") && page.text.contains("Asked this"))
            #expect(page.text.matches(of: /Anonymous [A-Z][a-z]+</).count >= 2)
            let urdu = try await app.get(path, headers: ["Accept-Language": "ur"])
            #expect(urdu.text.contains("گمنام ") && !urdu.text.contains(">Anonymous"))
            let own = try await app.get(path, as: quiet.browser)
            #expect(own.text.components(separatedBy: "Only you see that this is yours.").count == 3)
            // Who is without a name here goes on so.
            #expect(own.text.contains(#"name="anonymous" value="1" checked"#))
        }
    }

    @Test func aNameIsOnesOwnInAThreadAndAnotherElsewhere() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            let again = try await app.unnamed(scene.thread, by: scene.quiet, body: "I forgot to say that it is a bank.")
            let asker = try await scene.name(of: scene.thread.openingPostID)
            #expect(try await scene.name(of: again.id) == asker)
            let helper = try await scene.name(of: scene.answer.id)
            #expect(helper != asker && helper.hasPrefix("Anonymous "))
            var names: Set<String> = [asker]
            for _ in 0..<12 {
                let thread = try await Unnamed.ask(as: scene.quiet, in: scene.category, app)
                names.insert(try await scene.name(of: thread.openingPostID))
            }
            #expect(names.count == 13)
        }
    }

    @Test func withTheirNameTheyAreSomebodyElse() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            let named = try await app.answer(scene.thread, by: scene.quiet, body: "I am somebody, and I say so here.")
            let answer = try await app.get("/api/v1/posts/\(named.id)").json()
            #expect(answer["pseudonym"] == nil && answer["authorId"] as? String == scene.quiet.id.text)
            let page = try await app.get(scene.thread.path)
            #expect(page.text.contains("Name of quietone") && !page.text.contains("Asked this"))
            var device = Device(app, scene.reader)
            try await device.follow("t:\(scene.thread.id)")
            try await device.pull()
            #expect(device.ids("member").contains(scene.quiet.id.text))
            try await app.setState(.hidden, ofPost: named.id)
            try await device.pull()
            #expect(!device.ids("member").contains(scene.quiet.id.text))
            #expect(try await app.indexDifferences() == [])
        }
    }

    @Test func theirAuthorsSeeChangeAndDeleteThem() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            let post = "/api/v1/posts/\(scene.answer.id)"
            #expect(try await app.get(post, as: scene.shy.program).json()["mine"] as? Bool == true)
            #expect(try await app.get(post, as: scene.quiet.program).json()["mine"] == nil)
            let other = try await app.api(.patch, post, #"{"body": "\#(words)"}"#, as: scene.reader.program)
            #expect(other.status == 403)
            let changed = try await app.api(.patch, post, #"{"body": "\#(words)"}"#, as: scene.shy.program)
            #expect(changed.status == 200 && !changed.text.contains("shyone"))
            let own = try await app.api(.put, "\(post)/vote", #"{"value": 1}"#, as: scene.shy.program)
            #expect(own.status == 403)
            #expect(try await app.api(.delete, post, as: scene.shy.program).status == 204)
            #expect(try await app.get(post, as: scene.reader.program).status == 404)
            #expect(try await app.indexDifferences() == [])
        }
    }

    @Test func devicesPublishThem() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            var device = Device(app, scene.reader)
            let (thread, opening, answer) = (
                "019aa5c1-7c00-7000-8000-0000000000a1", "019aa5c1-7c00-7000-8000-0000000000a2",
                "019aa5c1-7c00-7000-8000-0000000000a3"
            )
            let arguments: [String: Any] = [
                "id": thread, "postId": opening, "categoryId": scene.category.text, "kind": "question",
                "title": "Is a verbal offer worth anything?", "body": words, "tags": [String](), "anonymous": true,
            ]
            #expect(try await device.push("thread.create", arguments) == "applied")
            let said: [String: Any] = ["id": answer, "threadId": thread, "body": reply, "anonymous": true]
            #expect(try await device.push("post.create", said) == "applied")
            #expect(try await device.push("post.create", said) == "applied", "the same again is the same")
            let wrong = said.merging(["id": scene.answer.id.text, "anonymous": "x"]) { $1 }
            #expect(try await device.push("post.create", wrong) == "invalid")
            try await device.follow("t:\(thread)")
            try await device.pull()
            #expect(device.ids("ownPost") == [opening, answer])
            #expect(device.value("post/\(answer)")?["authorId"] == nil)
            let seen = try await app.get("/api/v1/threads/\(thread)/posts")
            #expect(seen.status == 200 && !seen.text.contains("reader") && !seen.text.contains(scene.reader.id.text))
        }
    }

    @Test func noticesAndLettersSayTheOtherName() async throws {
        try await Unnamed.play { scene in
            let app = scene.app
            let named = try await app.question(
                "Which insurance is the right one?", in: scene.category, by: scene.reader)
            app.clock.advance(.minutes(1))
            try await app.change("DELETE FROM mail_message")
            let post = try await app.unnamed(
                named, by: scene.shy, body: "The public one, says @moderator to everybody.")
            let name = try await scene.name(of: post.id)
            let api = try await app.get("/api/v1/notifications", as: scene.reader.program)
            let page = try await app.get("/notifications", as: scene.reader.browser)
            for answer in [api, page] {
                #expect(answer.text.contains(name))
                for secret in scene.secrets { #expect(!answer.text.contains(secret)) }
            }
            var device = Device(app, scene.reader)
            try await device.pull()
            #expect(!"\(device.rows)".contains("shyone") && !"\(device.rows)".contains(scene.shy.id.text))
            // A name in such a post is a link, and tells nobody.
            #expect(try await app.get("/api/v1/notifications", as: scene.moderator.program).items().isEmpty)
            app.clock.advance(.minutes(20))
            try await app.services.notices.sendLetters()
            let letters = try await app.letters()
            #expect(letters.contains { $0.body.contains(name) })
            #expect(letters.allSatisfy { !$0.body.contains("shyone") })
            // Who asked without a name is told as ever.
            let told = try await app.get("/api/v1/notifications", as: scene.quiet.program)
            let answerer = try await scene.name(of: scene.answer.id)
            #expect(told.text.contains(answerer))
        }
    }

    @Test func anExportHasOnesOwnAndNobodyElses() async throws {
        try await Unnamed.play { scene in
            let own = try await scene.app.api(.get, "/api/v1/me/export", as: scene.quiet.program)
            #expect(own.text.contains("My contract names a fine") && own.text.contains("anonymous"))
            #expect(!own.text.contains("holds for a year"))
            let other = try await scene.app.api(.get, "/api/v1/me/export", as: scene.reader.program)
            #expect(!other.text.contains("My contract names a fine"))
        }
    }

    @Test func theyFollowTheChoiceOfWhoLeaves() async throws {
        for (choice, stays) in [("anonymise", true), ("remove", false)] {
            try await Unnamed.play { scene in
                let app = scene.app
                let body =
                    #"{"password": "\#(TestApp.password)", "posts": "\#(choice)"}"#
                let asked = try await app.api(.delete, "/api/v1/me", body, as: scene.shy.program)
                #expect([200, 202, 204].contains(asked.status), "\(asked.text)")
                app.clock.advance(.days(15))
                try await app.services.leaving.eraseDue(emptyingLog: false)
                let seen = try await app.get("/api/v1/posts/\(scene.answer.id)")
                #expect((seen.status == 200 && seen.text.contains("holds for a year")) == stays, "\(choice)")
                #expect(!seen.text.contains(scene.shy.id.text))
            }
        }
    }
}
