import Core
import Forum
import Foundation
import TestSupport
import Testing

@Suite("The page of a thread: its address")
struct ThreadAddressTests {
    @Test(arguments: ["/threads/seven", "/threads/0199f4b0-0000-7000-8000-0000000000ee", "/posts/seven"])
    func whatIsNotThereIsNotFound(path: String) async throws {
        try await TestApp.run { app in
            for whole in [path, "/api/v1\(path)"] {
                let answer = try await app.get(whole)
                #expect(answer.status == 404)
            }
        }
    }

    @Test func aWrongSlugLeadsToTheRightOne() async throws {
        try await TestApp.run { app in
            let (_, _, thread) = try await app.scene()
            for path in ["", "/wrong", "/%00", "/Which-Degree"] {
                let answer = try await app.get("/threads/\(thread.id)\(path)")
                if path == "/%00" {
                    #expect(answer.status == 404)
                } else {
                    #expect(answer.status == 303 && answer.header("Location") == thread.path)
                }
            }
            #expect(try await app.get(thread.path).status == 200)
        }
    }

    @Test(arguments: [
        "کیا بلیو کارڈ کے لیے ڈگری کی تصدیق لازمی ہے؟", "Ürün & Çalışma: ¿qué papeles?", "????????????????",
        "日本で働くための書類は何が必要ですか",
        "answers !!!!!", "accepted ?????", "new !!!!!!!!!!!!",
    ])
    func titlesOfAnyScriptMakeWorkingAddresses(title: String) async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene(title)
            for viewer in [.nobody, asker.browser] {
                let (page, path) = try await app.follow("/threads/\(thread.id)", as: viewer)
                #expect(page.status == 200, "\(path)")
                #expect(page.text.contains("id=\"post-\(thread.openingPostID)\""))
                #expect(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "\(path) is no header")
            }
            let shown = try #require(try await app.get("/threads").threadPaths.first)
            let encoded = shown.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? ""
            #expect(try await app.get(encoded).status == 200)
        }
    }

    @Test func everyPieceOfTextIsShownAsText() async throws {
        try await TestApp.run { app in
            let evil = "<script>alert(1)</script>\"'&<b>"
            let category = try await app.services.forum.addCategory(
                slug: "evil", name: evil, description: evil, position: 1)
            let asker = try await app.member("asker", displayName: evil)
            try await app.change("UPDATE account SET about = \(evil) WHERE id = \(asker.id)")
            try await app.change("INSERT INTO account_skill (account_id, skill) VALUES (\(asker.id), \(evil))")
            let thread = try await app.question(
                "Title \(evil)", in: category, by: asker, body: "Some words \(evil) here")
            try await app.change("UPDATE tag SET name = \(evil)")
            _ = try await app.answer(thread, by: asker, body: "An answer \(evil) too")
            let answer = try await app.services.forum.page(of: thread.id, as: .visitor).answers.items[0]
            for path in [
                "/", "/threads", "/categories", "/categories/evil", "/threads/\(thread.id)", "/members/asker",
                "/threads/new?category=evil", "/posts/\(thread.openingPostID)/edit", "/settings/profile",
                "/threads/\(thread.id)/\(thread.slug)?reply=\(answer.id)",
            ] {
                let page = try await app.follow(path, as: asker.browser).answer
                #expect(page.status == 200, "\(path)")
                #expect(!page.text.contains("<script>"), "\(path)")
                #expect(!page.text.contains("\"'&<b>") && !page.text.contains("&<b>"), "\(path)")
                #expect(page.text.contains("&lt;script&gt;alert(1)"), "\(path)")
            }
        }
    }
}

@Suite("The page of a thread: its posts")
struct ThreadPostsTests {
    /// A question with 60 answers, a minute between each, by three members.
    private static func long(_ app: TestApp) async throws -> (asker: TestMember, thread: ForumThread, posts: [PostID]) {
        let (asker, helper, thread) = try await app.scene()
        var posts: [PostID] = []
        for number in 1...60 {
            app.clock.advance(.minutes(1))
            let author = number % 3 == 0 ? asker : helper
            posts.append(try await app.answer(thread, by: author, body: "This is answer number \(number).").id)
        }
        return (asker, thread, posts)
    }

    @Test func aPageHoldsFiftyPostsAndTheNextTheRest() async throws {
        try await TestApp.run { app in
            let (_, thread, posts) = try await Self.long(app)
            let first = try await app.follow("/threads/\(thread.id)").answer
            let expected = [thread.openingPostID.text] + posts.map(\.text)
            #expect(first.posts == Array(expected.prefix(50)))
            let second = try await app.get(try #require(first.next))
            #expect(second.status == 200)
            #expect(second.posts == [expected[0]] + expected.dropFirst(50))
            #expect(second.next == nil && second.text.contains("rel=\"prev\""))
        }
    }

    @Test func theAddressOfAPostLeadsToThePageThatHoldsIt() async throws {
        try await TestApp.run { app in
            let (_, thread, posts) = try await Self.long(app)
            for post in [thread.openingPostID, posts[0], posts[48], posts[49], posts[59]] {
                let (page, path) = try await app.follow("/posts/\(post)")
                #expect(page.status == 200)
                #expect(page.posts.contains(post.text), "\(path)")
                #expect(path.hasSuffix("#post-\(post)"))
            }
        }
    }

    @Test(arguments: [1, 2, 7, 30, 100])
    func theAPIGivesEveryPostOnceInPagesOfTheLimit(limit: Int) async throws {
        try await TestApp.run { app in
            let (asker, thread, posts) = try await Self.long(app)
            var seen: [String] = []
            var query = "limit=\(limit)"
            var late = 0
            while seen.count < 200 {
                let answer = try await app.get("/api/v1/threads/\(thread.id)/posts?\(query)")
                #expect(answer.status == 200)
                let items = try answer.items().compactMap { $0["id"] as? String }
                #expect(items.count <= limit, "a page of \(items.count) for a limit of \(limit)")
                seen += items
                if late < 2 {
                    app.clock.advance(.minutes(1))
                    _ = try await app.answer(thread, by: asker, body: "A late answer, number \(late).")
                    late += 1
                }
                guard let next = try answer.json()["next"] as? String else { break }
                query = "limit=\(limit)&after=\(next)"
            }
            #expect(Array(seen.prefix(61)) == [thread.openingPostID.text] + posts.map(\.text))
            #expect(seen.count == Set(seen).count)
        }
    }

    @Test func aPostIsShownByItselfWithItsAuthor() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            let read = try await app.get("/api/v1/posts/\(answer.id)")
            #expect(read.status == 200 && read.header("ETag")?.hasPrefix("\"1-") == true)
            let fields = try read.json()
            #expect(fields["threadId"] as? String == thread.id.text && fields["isOpening"] as? Bool == false)
            let author = try #require(fields["author"] as? [String: Any])
            #expect(author["username"] as? String == "helper" && author["email"] == nil)
            #expect(!read.text.contains("@example.org"))
        }
    }

    @Test func aHiddenAnswerIsThereForItsAuthorAndStaffAlone() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let moderator = try await app.member("moderator", roles: [.moderator])
            let answer = try await app.answer(thread, by: helper, body: "An answer that is to be hidden.")
            try await app.setState(.hidden, ofPost: answer.id)
            for (member, sees) in [(asker, false), (helper, true), (moderator, true)] {
                let page = try await app.follow("/threads/\(thread.id)", as: member.browser).answer
                #expect(page.posts.contains(answer.id.text) == sees)
                #expect(page.text.contains("is to be hidden") == sees)
                #expect(try await app.get("/posts/\(answer.id)", as: member.browser).status == (sees ? 303 : 404))
                #expect(
                    try await app.get("/api/v1/posts/\(answer.id)", as: member.program).status == (sees ? 200 : 404))
            }
        }
    }

    @Test func readingIsNotedForMembersAndMarksOnlyMoveForward() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper)
            let path = "/api/v1/threads/\(thread.id)/read"
            let before = try await app.count("SELECT count(*) FROM thread_read")
            _ = try await app.follow("/threads/\(thread.id)")
            #expect(try await app.count("SELECT count(*) FROM thread_read") == before)
            let new = try await app.member("reader")
            let mark = try await app.api(.put, path, #"{"upTo": "\#(answer.id)"}"#, as: new.program)
            #expect(mark.status == 204 && mark.bytes.isEmpty)
            _ = try await app.api(.put, path, #"{"upTo": "\#(thread.openingPostID)"}"#, as: new.program)
            #expect(
                try await app.count(
                    "SELECT count(*) FROM thread_read WHERE account_id = \(new.id) AND up_to = \(answer.id)") == 1)
            let wrong = try await app.writesNothing {
                try await app.api(
                    .put, path, #"{"upTo": "0199f4b0-0000-7000-8000-0000000000ee"}"#, as: asker.program)
            }
            #expect(wrong.status == 404)
        }
    }
}
