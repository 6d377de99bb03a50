import Core
import Forum
import Storage
import TestSupport
import Testing

@Suite("How much to hear of it: what is refused")
struct RefusedLevelTests {
    @Test func whatMayNotBeSeenIsNotFollowed() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let staffs = try await app.category("staff-room", audience: .staff)
            try await app.setState(.hidden, ofThread: thread.id)
            for path in ["threads/\(thread.id)", "categories/\(staffs)", "tags/nowhere"] {
                let refused = try await app.writesNothing {
                    try await app.api(
                        .put, "/api/v1/\(path)/level", #"{"level": "watching"}"#, as: helper.program)
                }
                #expect(refused.status == 404, "\(path)")
            }
            for path in ["/threads/\(thread.id)/level", "/categories/staff-room/level", "/tags/nowhere/level"] {
                #expect(try await app.get(path, as: helper.browser).status == 404)
                let sent = try await app.writesNothing {
                    try await app.submit(path, ["level": "watching"], as: helper.browser)
                }
                #expect(sent.status == 404, "\(path)")
            }
            #expect(try await app.get("/threads/\(thread.id)/unread", as: helper.browser).status == 404)
            #expect(try await app.api(.put, "/api/v1/threads/\(thread.id)/level", "{}").status == 401)
        }
    }

    @Test(arguments: ["", "loud", "watching-first-post"])
    func aLevelThatAThreadDoesNotHaveIsRefused(level: String) async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let refused = try await app.writesNothing {
                try await app.api(
                    .put, "/api/v1/threads/\(thread.id)/level", #"{"level": "\#(level)"}"#, as: helper.program)
            }
            #expect(refused.status == 422)
            #expect(try refused.errors() == ["#/level \(level.isEmpty ? "required" : "unknown_choice")"])
            let form = try await app.writesNothing {
                try await app.submit("/threads/\(thread.id)/level", ["level": level], as: helper.browser)
            }
            #expect(form.status == 422 && form.complaint(about: "level") != nil)
        }
    }
}

@Suite("How much to hear of it")
struct LevelTests {
    @Test func ownThreadsAreWatchedAndAnsweredOnesTrackedButAChoiceWins() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            _ = try await app.answer(thread, by: helper)
            let forum = app.services.forum
            let target = LevelTarget.thread(thread.id)
            let own = try await forum.level(of: target, as: asker.principal)
            #expect(own?.level == .watching && own?.reason == .started)
            let replied = try await forum.level(of: target, as: helper.principal)
            #expect(replied?.level == .tracking && replied?.reason == .replied)
            let sent = try await app.submit(
                "/threads/\(thread.id)/level", ["level": "normal"], as: helper.browser)
            #expect(sent.status == 303 && sent.header("Location") == thread.path)
            _ = try await app.answer(thread, by: helper, body: "A second answer changes no choice.")
            let chosen = try await forum.level(of: target, as: helper.principal)
            #expect(chosen?.level == .normal && chosen?.reason == .chosen)
            #expect(try await app.get("/threads/\(thread.id)/level", as: helper.browser).value(of: "level") == "normal")
        }
    }

    @Test func whatIsMutedStaysOutOfTheListOfAllThreads() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let other = try await app.category("canada")
            let elsewhere = try await app.question("How long does Express Entry take?", in: other, by: asker)
            _ = try await app.submit("/categories/canada/level", ["level": "muted"], as: helper.browser)
            #expect(try await app.get("/threads?list=new", as: helper.browser).titles == [thread.title])
            #expect(try await app.get("/threads?list=new", as: asker.browser).titles.count == 2)
            #expect(try await app.get("/categories/canada", as: helper.browser).titles == [elsewhere.title])
            // The thread's own level goes before its category's.
            _ = try await app.api(
                .put, "/api/v1/threads/\(elsewhere.id)/level", #"{"level": "tracking"}"#, as: helper.program)
            _ = try await app.api(
                .put, "/api/v1/threads/\(thread.id)/level", #"{"level": "muted"}"#, as: helper.program)
            #expect(try await app.get("/threads?list=new", as: helper.browser).titles == [elsewhere.title])
        }
    }

    @Test func categoriesTagsAndThreadsAreListedAndSynced() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let (asker, helper) = (try await app.member("asker"), try await app.member("helper"))
            let thread = try await app.question(in: category, by: asker, tags: ["visa"])
            for path in ["categories/\(category)", "tags/visa"] {
                let set = try await app.api(
                    .put, "/api/v1/\(path)/level", #"{"level": "watching-first-post"}"#, as: helper.program)
                #expect(set.status == 200)
                #expect(try set.json()["reason"] as? String == "chosen")
            }
            var device = Device(app, helper)
            let sent = ["scope": "thread", "targetId": thread.id.text, "level": "watching"]
            #expect(try await device.push("level.set", sent) == "applied")
            #expect(try await device.push("level.set", ["scope": "group", "targetId": "x", "level": "x"]) == "invalid")
            let items = try await app.api(.get, "/api/v1/me/levels", as: helper.program).items()
            #expect(items.map { $0["scope"] as? String } == ["category", "tag", "thread"])
            try await device.pull()
            #expect(device.count("level") == 3)
            #expect(device.value("level/thread:\(thread.id)")?["level"] as? String == "watching")
            #expect(device.count("read") == 1, "whoever follows a thread has a mark in it")
        }
    }
}

@Suite("What is new")
struct UnreadTests {
    @Test func listsCountItLeadToItAndForgetItOnceItIsSeen() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            _ = try await app.get(thread.path, as: asker.browser)
            for number in 1...3 {
                app.clock.advance(.minutes(1))
                _ = try await app.answer(thread, by: helper, body: "Answer number \(number), which is new.")
            }
            let list = try await app.get("/threads", as: asker.browser)
            #expect(list.text.contains("/threads/\(thread.id)/unread\">3 new</a>"))
            #expect(try await !app.get("/threads").text.contains("/unread"))
            #expect(try await !app.get("/threads", as: helper.browser).text.contains("/unread"))
            let own = try await app.get("/threads?list=unread", as: asker.browser)
            #expect(own.titles == [thread.title])
            #expect(try await app.get("/threads?list=unread", as: helper.browser).titles == [])
            let (page, path) = try await app.follow("/threads/\(thread.id)/unread", as: asker.browser)
            #expect(page.text.components(separatedBy: "<b class=\"news\">new</b>").count == 4)
            let oldest = try await app.count("SELECT count(*) FROM forum_post WHERE id = \(String(path.suffix(36)))")
            #expect(oldest == 1 && path.contains("#post-"))
            #expect(try await !app.get("/threads", as: asker.browser).text.contains("/unread"))
            #expect(try await app.get("/threads?list=unread", as: asker.browser).titles == [])
            #expect(try await !app.get(thread.path, as: asker.browser).text.contains("class=\"news\""))
        }
    }

    @Test func theFirstNewReplyOfALongDiscussionIsOnItsPage() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let (asker, helper) = (try await app.member("asker"), try await app.member("helper"))
            let thread = try await app.question(
                "A discussion of many words", in: category, by: asker, kind: "discussion")
            var posts: [ForumPost] = []
            for number in 1...120 {
                app.clock.advance(.minutes(1))
                posts.append(try await app.answer(thread, by: helper, body: "Reply number \(number) of a long talk."))
                if number == 70 {
                    try await app.services.forum.markRead(thread.id, upTo: posts[69].id, as: asker.principal)
                }
            }
            let (page, path) = try await app.follow("/threads/\(thread.id)/unread", as: asker.browser)
            #expect(path.hasSuffix("#post-\(posts[70].id)") && path.contains("?after="))
            let shown = page.posts.filter { $0 != thread.openingPostID.text }
            #expect(shown.first == posts[70].id.text && shown.count == 49)
            let seam = try #require(page.text.firstRange(of: "id=\"first-unread\""))
            let first = try #require(page.text.firstRange(of: "id=\"post-\(posts[70].id)\""))
            #expect(seam.lowerBound < first.lowerBound)
            #expect(page.text.components(separatedBy: "id=\"first-unread\"").count == 2)
            let rest = try await app.get("/threads", as: asker.browser)
            #expect(rest.text.contains(">1 new</a>"), "the page showed 49 of 50")
        }
    }

    @Test func aDatabaseThatTakesNoWritesIsReadAllTheSame() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            try await app.change(
                TestEngine.query(
                    sqlite: "CREATE TRIGGER full BEFORE INSERT ON thread_read BEGIN SELECT RAISE(ABORT, 'full'); END",
                    postgres: "ALTER TABLE thread_read ADD CONSTRAINT is_full CHECK (up_to = '') NOT VALID"))
            let page = try await app.writesNothing { try await app.get(thread.path, as: helper.browser) }
            #expect(page.status == 200 && page.posts == [thread.openingPostID.text])
            try await app.change(
                TestEngine.query(
                    sqlite: "DROP TRIGGER full", postgres: "ALTER TABLE thread_read DROP CONSTRAINT is_full"))
            _ = try await app.get(thread.path, as: helper.browser)
            #expect(try await app.count("SELECT count(*) FROM thread_read WHERE account_id = \(helper.id)") == 1)
        }
    }

    @Test func aVisitorIsAskedToSignInForListsOfTheirOwn() async throws {
        try await TestApp.run { app in
            let (asker, _, thread) = try await app.scene()
            #expect(try await app.get("/threads?list=following").status == 303)
            #expect(try await app.get("/api/v1/me/threads").status == 401)
            #expect(try await app.get("/threads/\(thread.id)/unread").status == 303)
            let wrong = try await app.get("/api/v1/me/threads?list=hot", as: asker.program)
            #expect(wrong.status == 422)
            let mine = try await app.get("/api/v1/me/threads", as: asker.program).items()
            #expect(mine.map { $0["id"] as? String } == [thread.id.text])
            #expect(try await app.get("/threads?list=following", as: asker.browser).titles == [thread.title])
        }
    }

    @Test func theListOfWhatIsFollowedGoesOnPageByPage() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            var ids: [String] = []
            for number in 1...7 {
                if number % 3 == 0 { app.clock.advance(.minutes(1)) }
                ids.append(try await app.question("Question number \(number)", in: category, by: asker).id.text)
            }
            var seen: [String] = []
            var query = "limit=3"
            for _ in 0..<4 {
                let answer = try await app.get("/api/v1/me/threads?\(query)", as: asker.program)
                seen += try answer.items().compactMap { $0["id"] as? String }
                guard let next = try answer.json()["next"] as? String else { break }
                query = "limit=3&after=\(next)"
            }
            #expect(seen == ids.reversed())
        }
    }
}

@Suite("Reading on devices")
struct ReadMutationTests {
    @Test func aResetSetsTheMarkBackAndAMarkFromBeforeItDoesNotWin() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            app.clock.advance(.minutes(1))
            let first = try await app.answer(thread, by: helper)
            app.clock.advance(.minutes(1))
            let second = try await app.answer(thread, by: helper, body: "A second answer to the same.")
            let (id, key) = (thread.id.text, "read/\(thread.id)")
            var device = Device(app, asker)
            #expect(try await device.push("read.mark", ["threadId": id, "upTo": second.id.text]) == "applied")
            #expect(try await device.push("read.reset", ["threadId": id, "upTo": first.id.text]) == "applied")
            try await device.pull()
            #expect(device.value(key)?["upTo"] as? String == first.id.text)
            #expect(device.value(key)?["epoch"] as? Int == 1)
            #expect(try await app.get("/threads", as: asker.browser).text.contains(">1 new</a>"))
            let old: [String: Any] = ["threadId": id, "upTo": second.id.text, "epoch": 0]
            #expect(try await device.push("read.mark", old) == "applied")
            try await device.pull()
            #expect(device.value(key)?["upTo"] as? String == first.id.text)
            #expect(try await device.push("read.reset", ["threadId": id]) == "applied")
            try await device.pull()
            #expect(device.value(key)?["upTo"] as? String == thread.openingPostID.text)
            var other = Device(app, helper)
            try await app.setState(.hidden, ofThread: thread.id)
            #expect(try await other.push("read.reset", ["threadId": id]) == "not_found")
        }
    }

    @Test func marksThatHaveNotMovedForAYearAreForgotten() async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            _ = try await app.get(thread.path, as: helper.browser)
            app.clock.advance(.days(300))
            _ = try await app.answer(thread, by: asker, body: "Nobody answered, so I do it myself.")
            app.clock.advance(.days(66))
            try await app.services.forum.forgetOldReads()
            let left = try await app.services.store.read {
                try $0.rows("SELECT account_id FROM thread_read") { $0.text(0) }
            }
            #expect(left == [asker.id.text])
            let shown = try await app.count(
                "SELECT count(*) FROM change_index_entry WHERE entity = 'read' AND state = 1")
            #expect(shown == 1)
        }
    }
}
