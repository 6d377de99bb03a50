import Core
import Forum
import TestSupport
import Testing

@Suite("At the most of what one may keep")
struct MostKeptTests {
    @Test func aLevelThatIsThereMayBeChangedAndNoneAdded() async throws {
        try await TestApp.run(tampering: true) { app in
            let (asker, _, thread) = try await app.scene()
            func set(_ path: String, _ level: String) async throws -> Int {
                try await app.api(.put, "/api/v1/\(path)/level", #"{"level": "\#(level)"}"#, as: asker.program).status
            }
            #expect(try await set("categories/\(thread.category.id)", "watching") == 200)
            try await app.change(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)
                INSERT INTO notice_level (account_id, scope, target_id, level, reason, updated_at)
                SELECT \(asker.id), 'thread', 'x' || i, 'normal', 'chosen', 1 FROM n
                """)
            #expect(try await set("categories/\(thread.category.id)", "muted") == 200)
            #expect(try await set("threads/\(thread.id)", "watching") == 409)
            #expect(
                try await app.count("SELECT count(*) FROM notice_level WHERE reason = 'chosen' AND level = 'watching'")
                    == 0)
        }
    }

    @Test func aBookmarkThatIsThereIsNoNewOne() async throws {
        try await TestApp.run(tampering: true) { app in
            let (asker, helper, thread) = try await app.scene()
            let (first, second) = (try await app.answer(thread, by: helper), try await app.answer(thread, by: helper))
            try await app.services.forum.setBookmark(true, on: first.id, as: asker.principal)
            try await app.change(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)
                INSERT INTO forum_post (id, thread_id, author_id, is_opening, body, html, html_version, state, place,
                    created_at)
                SELECT 'x' || i, \(thread.id), \(helper.id), 0, '', '', 1, 'deleted', i, 1 FROM n
                """)
            try await app.change(
                """
                INSERT INTO bookmark (account_id, post_id, created_at)
                SELECT \(asker.id), id, 1 FROM forum_post WHERE id LIKE 'x%'
                """)
            try await app.services.forum.setBookmark(true, on: first.id, as: asker.principal)
            await #expect(throws: Problem(.conflict, "too_many_bookmarks", arguments: ["max": "2000"])) {
                try await app.services.forum.setBookmark(true, on: second.id, as: asker.principal)
            }
            #expect(try await app.count("SELECT count(*) FROM bookmark") == 2000)
        }
    }

    @Test func aMutedTagIsSilentUnlessItsThreadIsNot() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let (asker, helper) = (try await app.member("asker"), try await app.member("helper"))
            let thread = try await app.question(in: category, by: asker, tags: ["visa"])
            for (path, level) in [("categories/\(category)", "watching"), ("tags/visa", "muted")] {
                let set = try await app.api(
                    .put, "/api/v1/\(path)/level", #"{"level": "\#(level)"}"#, as: helper.program)
                #expect(set.status == 200)
            }
            func titles(_ viewer: Viewer) async throws -> Int {
                try await app.get("/api/v1/threads?list=new", as: viewer).items().count
            }
            _ = try await app.answer(thread, by: asker, body: "Does @helper know more about it?")
            #expect(try await titles(helper.program) == 0)
            #expect(try await titles(asker.program) == 1)
            #expect(try await app.count("SELECT count(*) FROM notification") == 0)
            let own = try await app.api(
                .put, "/api/v1/threads/\(thread.id)/level", #"{"level": "watching"}"#, as: helper.program)
            #expect(own.status == 200)
            _ = try await app.answer(thread, by: asker, body: "And now, does @helper?")
            #expect(try await titles(helper.program) == 1)
            #expect(try await app.count("SELECT count(*) FROM notification") == 1)
        }
    }

    @Test func aSearchWithoutWordsGoesOnWhereAPostIsGone() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            var threads: [ForumThread] = []
            for number in 1...3 {
                app.clock.advance(.minutes(1))
                threads.append(
                    try await app.question("A question with the number \(number)", in: category, by: asker))
            }
            let first = try await app.get("/api/v1/search?q=author:asker&limit=1").json()
            let next = try #require(first["next"] as? String)
            try await app.services.forum.deleteThread(threads[2].id, as: asker.principal)
            let second = try await app.get("/api/v1/search?q=author:asker&limit=1&after=\(next)")
            #expect(second.text.contains("number 2"))
        }
    }
}
