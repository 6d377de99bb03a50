import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

private let guideWords = "Apply with form A in the first month. The fee is 75 euros, paid in cash."
private let betterWords = "Apply with form A in the first month. The fee is 80 euros, paid by card."

/// A guide, who wrote it, a member of level 0 and a regular one.
struct GuideScene: Sendable {
    let app: TestApp
    let author: TestMember
    let reader: TestMember
    let regular: TestMember
    let moderator: TestMember
    let thread: ForumThread

    var post: PostID { thread.openingPostID }
    var api: String { "/api/v1/posts/\(post)/suggestions" }

    static func play(_ body: @escaping @Sendable (GuideScene) async throws -> Void) async throws {
        try await TestApp.run { app in
            let author = try await app.member("author")
            let regular = try await app.member("regular")
            try await app.change("UPDATE account SET trust_level = 2 WHERE id = \(regular.id)")
            let category = try await app.category()
            let thread = try await app.question(
                "How one registers an address in Berlin", in: category, by: author, body: guideWords, kind: "guide")
            app.clock.advance(.hours(1))
            try await body(
                GuideScene(
                    app: app, author: author, reader: try await app.member("reader"), regular: regular,
                    moderator: try await app.member("moderator", roles: [.moderator]), thread: thread))
        }
    }

    func suggest(
        _ body: String = betterWords, note: String = "New fee since July.", from revision: Int = 1,
        as member: TestMember? = nil
    ) async throws -> Answer {
        try await app.api(
            .post, api, #"{"body": "\#(body)", "note": "\#(note)", "baseRev": \#(revision)}"#,
            as: (member ?? reader).program)
    }

    func suggested(_ body: String = betterWords, as member: TestMember? = nil) async throws -> String {
        let made = try await suggest(body, as: member)
        #expect(made.status == 200, "\(made.text)")
        return try #require(try made.json()["id"] as? String)
    }

    func decide(_ decision: String, _ id: String, as member: TestMember) async throws -> Answer {
        try await app.api(
            .post, "/api/v1/suggestions/\(id)/decision",
            #"{"decision": "\#(decision)", "reason": "The office says so."}"#, as: member.program)
    }

    func words() async throws -> String {
        try await app.api(.get, "/api/v1/posts/\(post)").json()["body"] as? String ?? ""
    }

    func told(_ member: TestMember) async throws -> [String] {
        try await app.services.store.read { transaction in
            try transaction.rows(
                "SELECT kind FROM notification_other WHERE account_id = \(member.id) ORDER BY created_at, id"
            ) { $0.text(0) }
        }
    }

    @discardableResult
    func refuses(
        _ status: Int, _ code: String = "", sourceLocation: SourceLocation = #_sourceLocation,
        _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let before = try await app.contents()
        let answer = try await body()
        let isNamed = code.isEmpty || answer.text.contains(code)
        #expect(answer.status == status && isNamed, "\(answer.text)", sourceLocation: sourceLocation)
        #expect(try await app.contents() == before, sourceLocation: sourceLocation)
        return answer
    }
}

@Suite("Suggested changes of guides: what is refused")
struct RefusedSuggestionTests {
    @Test func onlyGuidesOfOthersTakeThem() async throws {
        try await GuideScene.play { scene in
            let app = scene.app
            try await scene.refuses(401) {
                try await app.api(.post, scene.api, #"{"body": "\#(betterWords)", "baseRev": 1}"#)
            }
            for member in [scene.author, scene.moderator] {
                try await scene.refuses(403, "not_a_guide") { try await scene.suggest(as: member) }
                let page = try await app.get("/posts/\(scene.post)/suggest", as: member.browser)
                #expect(page.status == 403)
            }
            let question = try await app.question(
                in: try await app.category("canada"), by: scene.author)
            let answer = try await app.answer(scene.thread, by: scene.author)
            for post in [question.openingPostID, answer.id] {
                try await scene.refuses(403, "not_a_guide") {
                    try await app.api(
                        .post, "/api/v1/posts/\(post)/suggestions", #"{"body": "\#(betterWords)", "baseRev": 1}"#,
                        as: scene.reader.program)
                }
                #expect(try await app.get("/posts/\(post)/suggestions", as: scene.author.browser).status == 404)
            }
            try await app.services.forum.deleteThread(scene.thread.id, as: scene.moderator.principal)
            try await scene.refuses(404) { try await scene.suggest() }
        }
    }

    @Test func wrongWordsAreRefusedAndStayTyped() async throws {
        try await GuideScene.play { scene in
            try await scene.refuses(422, "nothing_changed") { try await scene.suggest(guideWords) }
            try await scene.refuses(422, "#/body") { try await scene.suggest("short") }
            try await scene.refuses(422, "#/note") {
                try await scene.suggest(note: String(repeating: "a", count: 501))
            }
            try await scene.refuses(422, "#/baseRev") {
                try await scene.app.api(.post, scene.api, #"{"body": "\#(betterWords)"}"#, as: scene.reader.program)
            }
            let page = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/posts/\(scene.post)/suggest",
                    ["body": "short", "note": "Typed with care.", "baseRevision": "1", "action": "publish"],
                    as: scene.reader.browser)
            }
            #expect(page.value(of: "body") == "short" && page.value(of: "note") == "Typed with care.")
        }
    }

    @Test func whoSawAnotherTextLooksFirst() async throws {
        try await GuideScene.play { scene in
            let changed = try await scene.app.api(
                .patch, "/api/v1/posts/\(scene.post)", #"{"body": "Apply with form B, by letter, and wait a month."}"#,
                as: scene.author.program)
            #expect(changed.status == 200)
            try await scene.refuses(409, "edit_conflict") { try await scene.suggest() }
            let page = try await scene.refuses(409) {
                try await scene.app.submit(
                    "/posts/\(scene.post)/suggest",
                    ["body": betterWords, "note": "", "baseRevision": "1", "action": "publish"],
                    as: scene.reader.browser)
            }
            #expect(page.text.contains("form B") && page.value(of: "body") == betterWords)
            #expect(page.text.contains("name=\"baseRevision\" value=\"2\""))
        }
    }

    @Test func othersNeitherSeeNorDecideThem() async throws {
        try await GuideScene.play { scene in
            let id = try await scene.suggested()
            let other = try await scene.app.member("other")
            for decision in ["apply", "decline", "withdraw"] {
                try await scene.refuses(404) { try await scene.decide(decision, id, as: other) }
            }
            try await scene.refuses(403, "not_yours") { try await scene.decide("apply", id, as: scene.reader) }
            try await scene.refuses(403, "not_yours") { try await scene.decide("withdraw", id, as: scene.author) }
            try await scene.refuses(422, "#/decision") { try await scene.decide("burn", id, as: scene.author) }
            #expect(try await scene.app.api(.get, scene.api, as: other.program).items().isEmpty)
            let page = try await scene.app.get("/posts/\(scene.post)/suggestions", as: other.browser)
            #expect(page.status == 200 && !page.text.contains("80 euros") && page.text.contains("Nothing is suggested"))
            #expect(try await scene.app.get("/posts/\(scene.post)/suggestions").status == 303)
            for path in ["/moderation/suggestions", "/api/v1/suggestions"] {
                let viewer = path.hasPrefix("/api") ? other.program : other.browser
                #expect(try await scene.app.get(path, as: viewer).status == 404)
            }
            #expect(try await scene.words() == guideWords)
        }
    }

    @Test func tenOfAMemberWaitAtMost() async throws {
        try await GuideScene.play { scene in
            let category = try await scene.app.category("canada")
            for number in 0..<10 {
                let guide = try await scene.app.question(
                    "How one finds a flat, part \(number)", in: category, by: scene.author, body: guideWords,
                    kind: "guide")
                let made = try await scene.app.api(
                    .post, "/api/v1/posts/\(guide.openingPostID)/suggestions",
                    #"{"body": "\#(betterWords)", "baseRev": 1}"#, as: scene.reader.program)
                #expect(made.status == 200)
            }
            try await scene.refuses(429, "too_many_suggestions") { try await scene.suggest() }
        }
    }
}

@Suite("Suggested changes of guides: what becomes of them")
struct SuggestionTests {
    @Test func theAuthorReadsAndAppliesOne() async throws {
        try await GuideScene.play { scene in
            let app = scene.app
            let form = try await app.get("/posts/\(scene.post)/suggest", as: scene.reader.browser)
            #expect(form.status == 200 && form.value(of: "body") == guideWords)
            #expect(try await app.get(scene.thread.path, as: scene.reader.browser).text.contains("Suggest a change"))
            let sent = try await app.submit(
                "/posts/\(scene.post)/suggest",
                ["body": betterWords, "note": "New fee since July.", "baseRevision": "1", "action": "publish"],
                as: scene.reader.browser)
            #expect(sent.status == 303)
            #expect(try await scene.words() == guideWords)
            #expect(try await scene.told(scene.author) == ["guide_suggested"])
            let thread = try await app.get(scene.thread.path, as: scene.author.browser)
            #expect(thread.text.contains("1 suggested change<"))
            let others = try await app.get(scene.thread.path, as: scene.reader.browser)
            #expect(!others.text.contains("1 suggested change<"))
            let list = try await app.get("/posts/\(scene.post)/suggestions", as: scene.author.browser).text
            #expect(list.contains("<del>75 </del><ins>80 </ins>") && list.contains("New fee since July."))
            let id = try #require(
                try await app.api(.get, scene.api, as: scene.author.program).items().first?["id"] as? String)
            app.clock.advance(.minutes(1))
            let applied = try await app.submit(
                "/suggestions/\(id)/decision", ["action": "apply", "reason": ""], as: scene.author.browser)
            #expect(applied.status == 303)
            #expect(try await scene.words() == betterWords)
            #expect(try await scene.told(scene.reader) == ["suggestion_applied"])
            let history = try await app.get("/posts/\(scene.post)/history").text
            #expect(history.contains("Name of reader") && history.contains("Name of author"))
            let found = try await app.get("/api/v1/search?q=card").items()
            #expect(found.count == 1)
            try await scene.refuses(409, "already_decided") {
                try await scene.decide("decline", id, as: scene.author)
            }
        }
    }

    @Test func aModeratorDeclinesOneWithAReason() async throws {
        try await GuideScene.play { scene in
            let id = try await scene.suggested()
            let queue = try await scene.app.get("/moderation/suggestions", as: scene.moderator.browser).text
            #expect(queue.contains("How one registers an address") && queue.contains("<ins>80 </ins>"))
            let waiting = try await scene.app.api(.get, "/api/v1/suggestions", as: scene.moderator.program)
            #expect(try waiting.items().count == 1)
            #expect(try await scene.decide("decline", id, as: scene.moderator).status == 200)
            #expect(try await scene.words() == guideWords)
            #expect(try await scene.told(scene.reader) == ["suggestion_declined"])
            let own = try await scene.app.get("/posts/\(scene.post)/suggestions", as: scene.reader.browser).text
            #expect(own.contains("Not applied") && own.contains("The office says so."))
            let list = try await scene.app.api(.get, "/api/v1/me/suggestions", as: scene.reader.program).items()
            #expect(list.first?["state"] as? String == "declined")
        }
    }

    @Test func anotherOfTheSameMemberTakesItsPlaceAndIsTakenBack() async throws {
        try await GuideScene.play { scene in
            let id = try await scene.suggested()
            #expect(try await scene.suggested("Apply with form C in the first month, says the office now.") == id)
            #expect(try await scene.app.count("SELECT count(*) FROM post_suggestion") == 1)
            #expect(try await scene.told(scene.author) == ["guide_suggested"])
            #expect(try await scene.decide("withdraw", id, as: scene.reader).status == 200)
            #expect(try await scene.app.api(.get, scene.api, as: scene.author.program).items().isEmpty)
            #expect(try await scene.words() == guideWords)
        }
    }

    @Test func oneOfAnOlderTextIsNotApplied() async throws {
        try await GuideScene.play { scene in
            let id = try await scene.suggested()
            let newer = "Apply with form B, by letter, and wait a month for the answer."
            let changed = try await scene.app.api(
                .patch, "/api/v1/posts/\(scene.post)", #"{"body": "\#(newer)"}"#, as: scene.author.program)
            #expect(changed.status == 200)
            try await scene.refuses(409, "suggestion_stale") { try await scene.decide("apply", id, as: scene.author) }
            let page = try await scene.app.get("/posts/\(scene.post)/suggestions", as: scene.author.browser).text
            #expect(page.contains("The guide has changed since") && !page.contains("value=\"apply\""))
            #expect(try await scene.words() == newer)
            #expect(try await scene.decide("decline", id, as: scene.author).status == 200)
        }
    }

    @Test func regularMembersWriteAtOnceAndTheHistorySaysSo() async throws {
        try await GuideScene.play { scene in
            let form = try await scene.app.get("/posts/\(scene.post)/suggest", as: scene.regular.browser)
            #expect(form.text.contains("Your text is shown at once"))
            let made = try await scene.suggest(as: scene.regular)
            #expect(try made.json()["state"] as? String == "applied")
            #expect(try await scene.words() == betterWords)
            #expect(try await scene.told(scene.author) == ["guide_edited"])
            let history = try await scene.app.get("/posts/\(scene.post)/history").text
            #expect(history.contains("Name of regular") && history.contains("<del>75 </del>"))
            // The author looks at it before writing over it.
            try await scene.refuses(409, "edit_conflict") {
                try await scene.app.api(
                    .patch, "/api/v1/posts/\(scene.post)", #"{"body": "\#(guideWords)", "baseRev": 1}"#,
                    as: scene.author.program)
            }
        }
    }

    @Test func lockedGuidesAndSuspendedMembersSuggestNothing() async throws {
        try await GuideScene.play { scene in
            _ = try await scene.suggested()
            let suspended = try await scene.app.submit(
                "/moderation/members/reader/suspend", ["days": "30", "reason": "You asked members for money."],
                as: scene.moderator.browser)
            #expect(suspended.status == 303)
            #expect(try await scene.app.api(.get, scene.api, as: scene.author.program).items().isEmpty)
            try await scene.refuses(403) { try await scene.suggest() }
            _ = try await scene.app.services.forum.changeThread(
                ThreadChange(isLocked: true), of: scene.thread.id, as: scene.moderator.principal)
            try await scene.refuses(403, "not_a_guide") { try await scene.suggest(as: scene.regular) }
        }
    }

    @Test func ofALongGuideWhatStaysIsShownByItsEnds() async throws {
        try await GuideScene.play { scene in
            let long = (1...200).map { "Step \($0) of it." }.joined(separator: " ")
            let guide = try await scene.app.question(
                "How one moves with all one has", in: try await scene.app.category("canada"), by: scene.author,
                body: "First \(long) Last.", kind: "guide")
            let made = try await scene.app.api(
                .post, "/api/v1/posts/\(guide.openingPostID)/suggestions",
                #"{"body": "First \#(long) The end.", "baseRev": 1}"#, as: scene.reader.program)
            #expect(made.status == 200)
            let page = try await scene.app.get(
                "/posts/\(guide.openingPostID)/suggestions", as: scene.author.browser
            ).text
            #expect(page.contains("First Step 1 of it.") && page.contains(" … ") && page.contains("Step 200 of it."))
            #expect(!page.contains("Step 100 of it.") && page.contains("<del>Last.</del><ins>The end.</ins>"))
        }
    }

    @Test func listsWalkTheirIndexes() async throws {
        try await GuideScene.play { scene in
            for number in 0..<3 {
                scene.app.clock.advance(.minutes(1))
                _ = try await scene.suggested(as: try await scene.app.member("reader\(number)"))
            }
            var seen: [String] = []
            var next = ""
            repeat {
                let page = try await scene.app.api(
                    .get, "\(scene.api)?limit=1&after=\(next)", as: scene.author.program)
                seen += try page.items().compactMap { ($0["author"] as? [String: Any])?["username"] as? String }
                next = try page.json()["next"] as? String ?? ""
            } while !next.isEmpty
            #expect(seen == ["reader0", "reader1", "reader2"])
        }
    }
}
