import App
import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

/// An old Discourse as its public addresses answer, in a folder of a test's.
private struct OldDiscourse {
    let folder: URL

    static let words = "We had the same question when we moved, and this is what we did."

    init(_ app: TestApp) throws {
        folder = app.folder.appending(path: "old")
        try FileManager.default.createDirectory(at: folder.appending(path: "t"), withIntermediateDirectories: true)
        let categories: [[String: Any]] = [
            ["id": 5, "name": "Germany", "slug": "germany", "description_text": "All about it"],
            ["id": 6, "name": "Team", "slug": "team", "read_restricted": true],
        ]
        try write("categories.json", ["category_list": ["categories": categories]])
        try write(
            "users.json",
            [
                Self.user(1, "sana", email: "sana@old.example"),
                Self.user(2, "omar", email: "omar@old.example", name: "Omar the elder"),
            ])
        try write("t/10.json", Self.topic(10, posts: [Self.post(10, 1, by: 1), Self.post(10, 2, by: 2, to: 1)]))
    }

    func write(_ name: String, _ object: Any) throws {
        try JSONSerialization.data(withJSONObject: object).write(to: folder.appending(path: name))
    }

    static func user(_ id: Int, _ username: String, email: String? = nil, name: String = "") -> [String: Any] {
        let plain: [String: Any] = [
            "id": id, "username": username, "name": name, "created_at": "2019-02-03T04:05:06.789Z",
        ]
        return plain.merging(email.map { ["email": $0] } ?? [:]) { $1 }
    }

    static func post(
        _ topic: Int, _ number: Int, by user: Int, to parent: Int? = nil, _ words: String = words,
        _ more: [String: Any] = [:]
    ) -> [String: Any] {
        var post: [String: Any] = [
            "id": topic * 1000 + number, "topic_id": topic, "post_number": number, "user_id": user,
            "username": "user\(user)", "created_at": "2020-03-0\(number)T10:00:00.000Z", "raw": words, "cooked": "<p>",
        ]
        if let parent { post["reply_to_post_number"] = parent }
        return post.merging(more) { $1 }
    }

    static func topic(
        _ id: Int, _ title: String = "How to get papers attested", category: Int = 5, posts: [[String: Any]],
        _ more: [String: Any] = [:]
    ) -> [String: Any] {
        let plain: [String: Any] = [
            "id": id, "title": title, "category_id": category,
            "tags": ["visa", ["id": 1, "name": "blue-card"] as [String: Any]] as [Any],
            "created_at": "2020-03-01T10:00:00.000Z", "archetype": "regular", "visible": true,
            "post_stream": ["posts": posts],
        ]
        return plain.merging(more) { $1 }
    }

    func take(
        _ app: TestApp, isDry: Bool = false, skippingBroken: Bool = false
    ) async throws -> MovingReport {
        try await MovingIn.discourse(folder.path, "old.example", app.services)
            .run(isDry: isDry, skippingBroken: skippingBroken)
    }
}

@Suite("Moving an old community in")
struct MovingInTests {
    @Test func aDiscourseComesOnceWithItsTimesAndItsAddresses() async throws {
        try await TestApp.run { app in
            let old = try OldDiscourse(app)
            let before = try await app.contents()
            let looked = try await old.take(app, isDry: true)
            #expect(try await app.contents() == before)
            let taken = try await old.take(app)
            #expect(taken == looked && taken.refused.isEmpty)
            #expect(taken[.members].added == 2 && taken[.categories].added == 2)
            #expect(taken[.threads].added == 1 && taken[.posts].added == 1)
            let after = try await app.contents()
            let again = try await old.take(app)
            #expect(try await app.contents() == after)
            #expect(again[.members].unchanged == 2 && again[.threads].unchanged == 1 && again[.posts].unchanged == 1)
            let thread = try #require(try await app.api(.get, "/api/v1/threads").items().first)
            #expect(thread["title"] as? String == "How to get papers attested")
            #expect(thread["createdAt"] as? String == "2020-03-01T10:00:00.000Z")
            #expect(thread["lastPostAt"] as? String == "2020-03-02T10:00:00.000Z")
            #expect(thread["postCount"] as? Int == 2 && thread["kind"] as? String == "discussion")
            #expect(Set(thread["tags"] as? [String] ?? []) == ["visa", "blue-card"])
            let id = try #require(thread["id"] as? String)
            let posts = try await app.api(.get, "/api/v1/threads/\(id)/posts").items()
            #expect(posts.map { $0["body"] as? String } == [OldDiscourse.words, OldDiscourse.words])
            #expect(posts.last?["parentId"] as? String == posts.first?["id"] as? String)
            let found = try await app.api(.get, "/api/v1/search?q=attested").items()
            #expect(found.count == 1)
            for path in ["/t/old-title/10", "/t/10", "/t/anything/10/", "/t/old-title/10?u=sana", "/t/x/10/1"] {
                let answer = try await app.get(path)
                #expect(
                    answer.status == 301 && answer.header("Location")?.hasPrefix("/threads/\(id)/") == true, "\(path)")
            }
            let second = try #require(posts.last?["id"] as? String)
            for path in ["/t/old-title/10/2", "/t/10/2"] {
                #expect(try await app.get(path).header("Location")?.hasSuffix("#post-\(second)") == true, "\(path)")
            }
            for path in [
                "/t/11", "/t/old-title", "/t/x/y/10", "/t/10/2/3/4", "/api/v1/t/10", "/t/" + "x".repeated(3_000),
            ] {
                #expect(try await app.get(path).status == 404, "\(path)")
            }
            #expect(try await app.submit("/t/old-title/10", [:]).status == 404)
        }
    }

    @Test func whoComesHasNoPasswordAndNoRightsUntilTheAddressIsConfirmed() async throws {
        try await TestApp.run { app in
            _ = try await OldDiscourse(app).take(app)
            #expect(try await app.count("SELECT count(*) FROM account WHERE email_verified_at IS NOT NULL") == 0)
            for password in ["", TestApp.password] {
                let refused = try await app.submit("/sign-in", ["email": "sana@old.example", "password": password])
                #expect(refused.status == 422 && refused.cookies.isEmpty)
            }
            try await app.services.accounts.requestReset(email: "sana@old.example")
            let letter = try #require(try await app.letters().first)
            #expect(letter.to == "sana@old.example")
            let link = try #require(letter.body.firstMatch(of: /\/reset\/[A-Za-z0-9_-]+/).map { String($0.output) })
            let set = try await app.submit(link, ["password": TestApp.password])
            #expect(set.status == 303)
            let entered = try await app.submit(
                "/sign-in", ["email": "sana@old.example", "password": TestApp.password])
            #expect(entered.status == 303)
            #expect(
                try await app.count("SELECT count(*) FROM account WHERE email_verified_at IS NOT NULL") == 1)
        }
    }

    @Test func takenNamesGetANumberAndConfirmedAddressesTheirMembers() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let known = try await app.member("known")
            _ = try await app.member("unsure", verified: false)
            let old = try OldDiscourse(app)
            try old.write(
                "users.json",
                [
                    OldDiscourse.user(1, "Sana", email: "other@old.example"),
                    OldDiscourse.user(2, "omar", email: "KNOWN@example.org"),
                    OldDiscourse.user(3, "third", email: "unsure@example.org"), OldDiscourse.user(4, "محمد علی"),
                    OldDiscourse.user(5, "a.b"), OldDiscourse.user(-1, "system"),
                ])
            let words = "As @Sana and @third said: bring the originals, all of them."
            try old.write(
                "t/10.json",
                OldDiscourse.topic(10, posts: [OldDiscourse.post(10, 1, by: 2, words)]))
            let report = try await old.take(app)
            #expect(report.refused.isEmpty && report[.members].added == 6)
            let said = report.notes.map { "\($0.code) \($0.arguments["name"] ?? "")" }
            let names = ["Sana-2", "member", "a-b", "system-2"].map { "moved_renamed \($0)" }
            #expect(Set(said) == Set(names + ["moved_known known", "moved_without_email "]))
            #expect(report.notes.first?.pointer == "users.json#/0/username")
            let thread = try #require(try await app.api(.get, "/api/v1/threads").items().first)
            #expect((thread["author"] as? [String: Any])?["id"] as? String == known.id.text)
            let page = try await app.get("/t/10")
            let html = try await app.get(try #require(page.header("Location"))).text
            // The old community's Sana is another than ours.
            #expect(html.contains("href=\"/members/third\"") && !html.contains("href=\"/members/sana\""))
            #expect(try await app.count("SELECT count(*) FROM forum_post WHERE author_id = \(sana.id)") == 0)
        }
    }

    @Test func whatIsBrokenIsNamedAndNothingComesUnlessTheOthersShall() async throws {
        try await TestApp.run { app in
            let old = try OldDiscourse(app)
            try old.write(
                "users.json", [OldDiscourse.user(1, "sana", email: "no address"), OldDiscourse.user(2, "omar")])
            var noRaw = OldDiscourse.post(10, 3, by: 2)
            noRaw["raw"] = nil
            try old.write(
                "t/10.json",
                OldDiscourse.topic(
                    10, posts: [OldDiscourse.post(10, 1, by: 2), OldDiscourse.post(10, 2, by: 2, "  "), noRaw]))
            try old.write("t/11.json", OldDiscourse.topic(11, category: 99, posts: [OldDiscourse.post(11, 1, by: 2)]))
            try old.write("t/12.json", OldDiscourse.topic(12, posts: [OldDiscourse.post(12, 2, by: 2)]))
            try old.write(
                "t/13.json",
                ["id": 13, "title": "No number", "post_stream": ["posts": [["post_number": 1]]]] as [String: Any])
            try Data("{".utf8).write(to: old.folder.appending(path: "cut.json"))
            try old.write("other.json", ["something": "else"])
            let before = try await app.contents()
            let report = try await old.take(app)
            #expect(try await app.contents() == before)
            let pointers = Set(report.refused.map(\.pointer))
            for pointer in [
                "users.json#/0/email", "t/10.json#/post_stream/posts/1/raw", "t/10.json#/post_stream/posts/2/raw",
                "t/11.json#/category_id", "t/12.json#/post_stream/posts/0", "cut.json#", "other.json#",
            ] { #expect(pointers.contains(pointer), "\(pointer) of \(pointers)") }
            let taken = try await old.take(app, skippingBroken: true)
            #expect(
                taken[.threads].added == 1 && taken[.posts].added == 0 && taken.refused.count == report.refused.count)
            #expect(try await app.get("/t/10").status == 301)
            #expect(try await app.get("/t/11").status == 404)
        }
    }

    @Test func whatWasNotForEverybodyStaysBehindOrIsStaffs() async throws {
        try await TestApp.run { app in
            let moderator = try await app.member("moderator", roles: [.moderator])
            let old = try OldDiscourse(app)
            let posts = [
                OldDiscourse.post(20, 1, by: 3), OldDiscourse.post(20, 2, by: 3, OldDiscourse.words, ["post_type": 4]),
                OldDiscourse.post(20, 3, by: 3, OldDiscourse.words, ["hidden": true]),
                OldDiscourse.post(20, 4, by: 3, OldDiscourse.words, ["deleted_at": "2020-03-05T00:00:00.000Z"]),
            ]
            try old.write("t/20.json", OldDiscourse.topic(20, "A thread of the team alone", category: 6, posts: posts))
            for (id, more) in [(21, ["archetype": "private_message"]), (22, ["visible": false])]
                as [(Int, [String: Any])]
            {
                let post = OldDiscourse.post(id, 1, by: id)
                try old.write("t/\(id).json", OldDiscourse.topic(id, posts: [post], more))
                try old.write("t/\(id)-more.json", ["post_stream": ["posts": [OldDiscourse.post(id, 2, by: id)]]])
            }
            let report = try await old.take(app)
            #expect(report.refused.isEmpty && report[.threads].added == 2 && report[.posts].added == 1)
            #expect(report.notes.map(\.code) == ["moved_not_public", "moved_not_public"])
            #expect(try await app.count("SELECT count(*) FROM account WHERE username LIKE 'user%'") == 1)
            let outsider = try await app.member("outsider")
            for viewer in [.nobody, outsider.browser] {
                #expect(try await app.get("/t/x/20", as: viewer).status == 404)
                #expect(try await app.get("/t/x/20/1", as: viewer).status == 404)
            }
            #expect(try await app.get("/t/x/20", as: moderator.browser).status == 301)
            #expect(try await app.get("/categories/team").status == 404)
        }
    }

    @Test func anAcceptedAnswerMakesAQuestionAndMorePostsFollow() async throws {
        try await TestApp.run { app in
            let old = try OldDiscourse(app)
            try old.write(
                "t/10.json",
                OldDiscourse.topic(
                    10,
                    posts: [
                        OldDiscourse.post(10, 1, by: 1),
                        OldDiscourse.post(10, 2, by: 2, OldDiscourse.words, ["accepted_answer": true]),
                    ], ["closed": true]))
            let more = [3, 4].map { number in
                let post = OldDiscourse.post(10, number, by: 1, to: 2, "The words of number \(number), and no more.")
                return ["post_stream": ["posts": [post]]] as [String: Any]
            }
            let lines = try more.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
            try Data(lines.joined(separator: "\n").utf8).write(to: old.folder.appending(path: "more.jsonl"))
            let report = try await old.take(app)
            #expect(report.refused.isEmpty && report[.posts].added == 3)
            let thread = try #require(try await app.api(.get, "/api/v1/threads").items().first)
            #expect(thread["kind"] as? String == "question" && thread["isLocked"] as? Bool == true)
            #expect(thread["acceptedPostId"] as? String != nil && thread["postCount"] as? Int == 4)
        }
    }
}

@Suite("Moving tables in")
struct MovingTablesTests {
    private static func take(
        _ app: TestApp, _ tables: [String: String], isDry: Bool = false, skippingBroken: Bool = false
    ) async throws -> MovingReport {
        let folder = app.folder.appending(path: "tables")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in tables { try Data(text.utf8).write(to: folder.appending(path: name)) }
        return try await MovingIn.csv(folder.path, "phpBB", app.services)
            .run(isDry: isDry, skippingBroken: skippingBroken)
    }

    private static let tables = [
        "members.csv":
            "\u{FEFF}id,username,email,name,joined\r\n7,sana,sana@old.example,\"Sana, of Lahore\",2018-01-02\r\n",
        "threads.csv": """
        id,category,title,author,created,body,kind,tags,closed,path
        1,germany,Blue Card and parents,7,2019-05-06 07:08:09,"They said ""no"".

        What now?",question,visa;family,,/viewtopic.php?f=2&t=1
        """,
        "posts.csv":
            "id,thread,author,created,body,parent,accepted,path\n9,1,7,2019-05-07T00:00+05:00,Ok.,,yes,/viewtopic.php?p=9\n",
        "more.csv": "path,thread,post\nhttps://old.example/forum/alte-fragen/,1,\n/old/answer,1,9\n",
    ]

    @Test func tablesComeOnceAndOldAddressesLeadToTheirThreads() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let before = try await app.contents()
            let looked = try await Self.take(app, Self.tables, isDry: true)
            #expect(looked.refused.isEmpty, "\(looked.refused)")
            #expect(try await app.contents() == before)
            let taken = try await Self.take(app, Self.tables)
            #expect(taken[.threads].added == 1 && taken[.posts].added == 1 && taken[.addresses].added == 2)
            #expect(taken[.categories].added == 0)
            let after = try await app.contents()
            #expect(try await Self.take(app, Self.tables)[.addresses].unchanged == 2)
            #expect(try await app.contents() == after)
            let thread = try #require(try await app.api(.get, "/api/v1/threads").items().first)
            #expect(thread["categoryId"] as? String == category.text)
            #expect(thread["lastPostAt"] as? String == "2019-05-06T19:00:00.000Z")
            let id = try #require(thread["id"] as? String)
            let posts = try await app.api(.get, "/api/v1/threads/\(id)/posts").items()
            #expect(posts.map { $0["body"] as? String } == ["They said \"no\".\n\nWhat now?", "Ok."])
            for path in ["/viewtopic.php?f=2&t=1", "/forum/alte-fragen", "/forum/alte-fragen/?utm=1"] {
                let answer = try await app.get(path)
                #expect(
                    answer.status == 301 && answer.header("Location")?.contains("/threads/\(id)/") == true, "\(path)")
            }
            for path in ["/old/answer", "/viewtopic.php?p=9"] {
                #expect(try await app.get(path).header("Location")?.contains("#post-") == true, "\(path)")
            }
            #expect(try await app.get("/viewtopic.php").status == 404)
            try await app.setState(.hidden, ofThread: ThreadID(trusted: id))
            #expect(try await app.get("/forum/alte-fragen").status == 404)
        }
    }

    @Test func brokenLinesAreNamed() async throws {
        try await TestApp.run { app in
            var tables = Self.tables
            tables["threads.csv"]? +=
                "\n2,germany,,7,yesterday,x,question,,,\n3,x,A title,8,2019-01-01,x,riddle,,,\n4,x"
            tables["posts.csv"]? +=
                "10,77,7,2019-01-01,Words,,,\n11,1,8,2019-01-01,Words,,,\n12,1,7,2019-01-01,,,,no path\n"
            tables["more.csv"]? += "nowhere,1,\n/x,5,\n"
            tables["odd.csv"] = "a,b\n1,2\n"
            let before = try await app.contents()
            let report = try await Self.take(app, tables)
            #expect(try await app.contents() == before)
            let pointers = Set(report.refused.map(\.pointer))
            for pointer in [
                "threads.csv#/lines/5/created", "threads.csv#/lines/6/kind", "threads.csv#/lines/7",
                "posts.csv#/lines/3/thread", "posts.csv#/lines/4/author", "posts.csv#/lines/5/path",
                "more.csv#/lines/4/path", "more.csv#/lines/5/thread", "odd.csv",
            ] { #expect(pointers.contains(pointer), "\(pointer) of \(pointers.sorted())") }
            let taken = try await Self.take(app, tables, skippingBroken: true)
            #expect(taken[.threads].added == 1 && taken[.posts].added == 1)
        }
    }

    @Test func whoLeftDoesNotComeBack() async throws {
        try await TestApp.run { app in
            _ = try await app.category()
            _ = try await Self.take(app, Self.tables)
            let stored = try await app.services.store.read { transaction in
                try transaction.first("SELECT id FROM account WHERE username = 'sana'") { $0.text(0) }
            }
            let id = MemberID(trusted: try #require(stored))
            let sana = Principal.member(
                Principal.Member(
                    id: id, username: "sana", displayName: "Sana", roles: [.member],
                    credential: .token(id: "test", scopes: [.write]), isVerified: true, isSuspended: false,
                    joinedAt: TestApp.start, language: "en", timeZone: "UTC"))
            _ = try await app.services.leaving.requestDeletion(.remove, as: sana)
            app.clock.advance(.days(15))
            try await app.services.leaving.eraseDue()
            let again = try await Self.take(app, Self.tables)
            #expect(again[.members].unchanged == 1 && again[.threads].added == 0 && again[.posts].added == 0)
            #expect(try await app.count("SELECT count(*) FROM account WHERE username = 'sana'") == 0)
            #expect(try await !app.everything().contains("sana@old.example"))
        }
    }

    @Test func manyLinesAndWhatIsNoFolder() async throws {
        try await TestApp.run { app in
            _ = try await app.category()
            var tables = Self.tables
            for number in 100..<450 {
                tables["posts.csv"]? +=
                    "\(number),1,7,2020-01-01T00:00:\(number % 60 < 10 ? "0" : "")\(number % 60)Z,Words \(number),9,,\n"
            }
            let report = try await Self.take(app, tables)
            #expect(report.refused.isEmpty && report[.posts].added == 351)
            #expect(
                try await app.count("SELECT answer_count FROM forum_thread") == 351)
            #expect(throws: Problem(.unavailable, "no_such_file", arguments: ["path": "/nowhere"])) {
                _ = try MovingIn.csv("/nowhere", "x", app.services)
            }
        }
    }
}

extension String {
    fileprivate func repeated(_ times: Int) -> String { String(repeating: self, count: times) }
}
