import Core
import Embedded
import Forum
import Foundation
import Storage
import TestSupport
import Testing

@Suite("A wave of scams is held before a second member sees it, and honest new members are not")
struct ScamWaveTests {
    /// Fifty accounts, half of which write something harmless first, ten scams each: of the shipped patterns, half of
    /// them disguised.
    @Test func fiftyAccountsWithFiveHundredPosts() async throws {
        try await Scene.play(limits: true) { scene in
            var wave = try ScamWriter()
            print("scam wave: \(wave.random)")
            let harmless = try HonestTexts.all()
            var scams: [(text: String, post: String)] = []
            var scammers: [TestMember] = []
            for number in 0..<50 {
                let scammer = try await scene.app.member("scammer-\(number)", joinedAgo: .days(2))
                scammers.append(scammer)
                if number.isMultiple(of: 2) {
                    #expect(try await scene.isShown(reply(harmless[number], by: scammer, in: scene)))
                }
                for _ in 0..<10 {
                    let text = wave.next()
                    scams.append((text, try await reply(text, by: scammer, in: scene).text))
                }
            }
            var seen: [String] = []
            for scam in scams {
                let answer = try await scene.app.get("/api/v1/posts/\(scam.post)", as: scene.reporter.program)
                if answer.status != 404 { seen.append(scam.text) }
            }
            print("scam wave: \(scams.count - seen.count) of \(scams.count) held")
            #expect(scams.count == 500 && seen.count <= 25, "\(seen.joined(separator: "\n"))")
            try await messages(of: scammers, in: scene, &wave)
            try await undo(of: scene)
        }
    }

    /// The same accounts write to a member who takes messages of everybody: nobody may begin who is new here.
    private func messages(
        of scammers: [TestMember], in scene: Scene, _ wave: inout ScamWriter
    ) async throws {
        let reader = try await scene.app.member("open-to-all")
        let opened = try await scene.app.api(
            .put, "/api/v1/me/message-settings", #"{"allows": "everyone"}"#, as: reader.program)
        #expect(opened.status == 200)
        var arrived = 0
        for scammer in scammers {
            for _ in 0..<2 {
                let body = try String(decoding: JSONEncoder().encode(wave.next()), as: UTF8.self)
                let sent = try await scene.app.api(
                    .post, "/api/v1/me/conversations", #"{"to": "open-to-all", "body": \#(body)}"#, as: scammer.program)
                if sent.status != 403 { arrived += 1 }
            }
        }
        #expect(arrived == 0)
        #expect(try await scene.app.count("SELECT count(*) FROM conversation") == 0)
        #expect(try await scene.app.api(.get, "/api/v1/me/conversations", as: reader.program).items().isEmpty)
    }

    /// One action takes an account's posts away and what waits of them out of the queue; another brings back what
    /// was seen before, and nothing else.
    private func undo(of scene: Scene) async throws {
        let app = scene.app
        let posts: Query = """
            SELECT count(*) FROM forum_post
            WHERE author_id = (SELECT id FROM account WHERE username = 'scammer-0')
            """
        let shown = try await app.count("\(posts) AND state = 'published'")
        let others = try await app.count("SELECT count(*) FROM forum_post WHERE state = 'published'") - shown
        let waiting = try await app.count("SELECT count(*) FROM review_item WHERE decided_at IS NULL")
        let undone = try await app.submit(
            "/moderation/members/scammer-0/suspend",
            ["days": "30", "reason": "You asked members for money.", "hidesPosts": "1"], as: scene.moderator.browser)
        #expect(undone.status == 303 && shown >= 1)
        #expect(try await app.count("\(posts) AND state IN ('published', 'held')") == 0)
        #expect(try await app.count("SELECT count(*) FROM forum_post WHERE state = 'published'") == others)
        let left = try await app.count("SELECT count(*) FROM review_item WHERE decided_at IS NULL")
        #expect(left <= waiting - 9)
        let page = try await app.get("/moderation/members/scammer-0", as: scene.moderator.browser).text
        #expect(page.contains("hidden with the account") && page.contains("Bring them back"))
        let log = try await app.api(.get, "/api/v1/moderation-log").items()
        #expect(log.contains { $0["action"] as? String == "undo" })
        let back = try await app.submit(
            "/moderation/members/scammer-0/restore-posts", [:], as: scene.moderator.browser)
        #expect(back.status == 303)
        #expect(try await app.count("\(posts) AND state = 'published'") == shown)
        #expect(try await app.count("SELECT count(*) FROM undone_post") == 0)
    }

    /// What people write in the demonstration community and its checklists, as if each were new here.
    @Test func ofTwoThousandHonestPostsTwentyAreHeldAtMost() async throws {
        try await Scene.play(limits: true) { scene in
            let texts = Array(try HonestTexts.all().prefix(2_000))
            #expect(texts.count == 2_000)
            var held: [String] = []
            for number in 0..<200 {
                let newcomer = try await scene.app.member("newcomer-\(number)", joinedAgo: .days(2))
                for text in texts[(number * 10)..<(number * 10 + 10)] {
                    let post = try await reply(text, by: newcomer, in: scene)
                    if try await !scene.isShown(post) { held.append(text) }
                }
            }
            print("scam wave: \(held.count) of \(texts.count) honest posts held")
            #expect(held.count <= 20, "\(held.joined(separator: "\n"))")
        }
    }

    private func reply(_ text: String, by author: TestMember, in scene: Scene) async throws -> PostID {
        try await scene.app.answer(scene.thread, by: author, body: text).id
    }
}
