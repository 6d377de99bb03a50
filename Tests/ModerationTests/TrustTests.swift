import Accounts
import Core
import Forum
import TestSupport
import Testing

@testable import Moderation

@Suite("Trust is earned in days, by reading and by what others make of what one wrote")
struct TrustTests {
    private func progress(_ change: (inout TrustProgress) -> Void) -> TrustLevel {
        var progress = TrustProgress()
        change(&progress)
        return progress.level(ModerationLimits())
    }

    @Test func theLevelsAreReachedAsTheTableSays() {
        let known: (inout TrustProgress) -> Void = {
            $0.days = 3
            $0.threadsRead = 5
            $0.postsRead = 15
        }
        #expect(progress { _ in } == .new)
        #expect(progress(known) == .known)
        for change in [
            { $0.days = 2 }, { $0.threadsRead = 4 }, { $0.postsRead = 14 }, { $0.hasUpheldFlag = true },
        ] as [(inout TrustProgress) -> Void] {
            let level = progress {
                known(&$0)
                change(&$0)
            }
            #expect(level == .new)
        }
        #expect(progress { $0.vouches = 1 } == .known)
        let regular: (inout TrustProgress) -> Void = {
            known(&$0)
            $0.activeDays = 15
            $0.acceptedAnswers = 1
        }
        #expect(progress(regular) == .regular)
        let thanked = progress {
            known(&$0)
            $0.activeDays = 15
            $0.thankedPosts = 5
        }
        #expect(thanked == .regular)
        let trusted: (inout TrustProgress) -> Void = {
            regular(&$0)
            $0.days = 60
            $0.vouches = 2
        }
        #expect(progress(trusted) == .trusted)
        let lost = progress {
            trusted(&$0)
            $0.hasUpheldFlag = true
        }
        #expect(lost == .new)
    }

    /// By the pages alone: five threads with three posts each, and three days.
    @Test func whoReadsForThreeDaysMayFlag() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let author = try await app.member("author")
            let reader = try await app.member("reader", joinedAgo: .hours(1))
            var threads: [ForumThread] = []
            for number in 1...5 {
                threads.append(try await app.question("Question number \(number) of five?", in: category, by: author))
            }
            var last: [ForumPost] = []
            for thread in threads {
                for _ in 1...2 { last.append(try await app.answer(thread, by: author)) }
            }
            for thread in threads { _ = try await app.get(thread.path, as: reader.browser) }
            await app.services.forum.settleReads()
            let draft = FlagDraft(targetType: "post", targetId: last[0].id, reason: "spam", note: nil)
            await #expect(throws: Problem(.forbidden, "trust_too_low", arguments: ["level": "1"])) {
                _ = try await app.services.moderation.flag(draft, as: reader.principal)
            }
            app.clock.advance(.days(3))
            _ = try await app.services.moderation.flag(draft, as: reader.principal)
            let me = try await app.api(.get, "/api/v1/me", as: reader.program).json()
            #expect(me["trustLevel"] as? Int == 1)
        }
    }

    @Test func maintenanceRaisesTheLevelOfThoseWhoWereHereAndCountsTheirDays() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let author = try await app.member("author")
            let reader = try await app.member("reader", joinedAgo: .days(10))
            for number in 1...5 {
                let thread = try await app.question("Question number \(number) of five?", in: category, by: author)
                for _ in 1...2 { _ = try await app.answer(thread, by: author) }
                _ = try await app.get(thread.path, as: reader.browser)
            }
            await app.services.forum.settleReads()
            try await app.services.moderation.updateTrust()
            #expect(try await app.count("SELECT trust_level FROM account WHERE id = \(reader.id)") == 1)
            #expect(try await app.count("SELECT trust_level FROM account WHERE id = \(author.id)") == 0)
            let days = try await app.count("SELECT active_days FROM account WHERE id = \(reader.id)")
            for _ in 1...3 {
                app.clock.advance(.days(1))
                _ = try await app.get("/", as: reader.browser)
                _ = try await app.get("/", as: reader.browser)
            }
            #expect(try await app.count("SELECT active_days FROM account WHERE id = \(reader.id)") == days + 3)
        }
    }

    @Test func anUpheldFlagTakesItAwayForSixtyDays() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let author = try await app.member("author")
            let moderator = try await app.member("moderator", roles: [.moderator])
            let reporter = try await app.member("reporter")
            try await app.change("UPDATE account SET trust_level = 2 WHERE id = \(author.id)")
            let thread = try await app.question(in: category, by: author)
            let moderation = app.services.moderation
            let draft = FlagDraft(targetType: "post", targetId: thread.openingPostID, reason: "spam", note: nil)
            _ = try await moderation.flag(draft, as: reporter.principal)
            let item = try #require(try await moderation.queue(as: moderator.principal).items.first)
            _ = try await moderation.decide(DecisionDraft(decision: "hide"), on: item.item.id, as: moderator.principal)
            #expect(try await app.count("SELECT trust_level FROM account WHERE id = \(author.id)") == 0)
            app.clock.advance(.days(61))
            try await moderation.setVouch(true, for: "author", as: moderator.principal)
            #expect(try await app.count("SELECT trust_level FROM account WHERE id = \(author.id)") == 1)
        }
    }
}

@Suite("What a new member may write")
struct NewcomerTests {
    private static func body(links: Int = 0, mentions: Int = 0) -> String {
        "I have a question about papers. " + (0..<links).map { "https://example.org/\($0) " }.joined()
            + (0..<mentions).map { "@member\($0) " }.joined()
    }

    @Test func twoLinksAndTwoMentionsAPost() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let new = try await app.member("newcomer", joinedAgo: .hours(1))
            for (body, code) in [
                (Self.body(links: 3), "too_many_links"), (Self.body(mentions: 3), "too_many_mentions"),
            ] {
                await #expect(throws: Problem.invalid("body", code, ["max": "2"])) {
                    _ = try await app.question(in: category, by: new, body: body)
                }
            }
            let thread = try await app.question(in: category, by: new, body: Self.body(links: 2, mentions: 2))
            await #expect(throws: Problem.invalid("body", "too_many_links", ["max": "2"])) {
                _ = try await app.services.forum.edit(
                    PostChange(body: Self.body(links: 3), baseRev: 1), of: thread.openingPostID, as: new.principal)
            }
            try await app.change("UPDATE account SET trust_level = 1 WHERE id = \(new.id)")
            let answer = try await app.api(
                .post, "/api/v1/threads/\(thread.id)/posts", #"{"body": "\#(Self.body(links: 5, mentions: 5))"}"#,
                as: new.program)
            #expect(answer.status == 201)
        }
    }

    @Test func aFirstPostWithAContactWaitsAndIsPublishedByAModerator() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let new = try await app.member("newcomer", joinedAgo: .hours(1))
            let moderator = try await app.member("moderator", roles: [.moderator])
            let sent = try await app.submit(
                "/threads/new",
                [
                    "categoryId": category.text, "kind": "question", "title": "Jobs in Germany for everybody",
                    "body": "Contact me on WhatsApp for a visa within a week.", "tags": "",
                ], as: new.browser)
            let path = try #require(sent.header("Location"))
            #expect(sent.status == 303 && sent.cookies.contains { $0.contains("post_held") })
            #expect(try await app.get(path).status == 404)
            let own = try await app.get(path, as: new.browser)
            #expect(own.status == 200 && own.text.contains("This post waits for a moderator."))
            let moderation = app.services.moderation
            let item = try #require(try await moderation.queue(as: moderator.principal).items.first)
            #expect(item.item.cause == .held && item.item.weight == 2)
            _ = try await moderation.decide(
                DecisionDraft(decision: "approve"), on: item.item.id, as: moderator.principal)
            #expect(try await app.get(path).status == 200)
            // The second is no first one any more.
            let second = try await app.api(
                .post, "/api/v1/threads",
                """
                {"categoryId": "\(category)", "kind": "question", "title": "Is WhatsApp allowed at work?",
                "body": "My employer says that WhatsApp is not allowed."}
                """, as: new.program)
            #expect(try second.json()["state"] as? String == "published")
        }
    }

    @Test func whatIsTypedInByAnEditWaitsToo() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let new = try await app.member("newcomer", joinedAgo: .hours(1))
            let thread = try await app.question(in: category, by: asker)
            let answer = try await app.answer(thread, by: new)
            #expect(answer.state == .published)
            let edited = try await app.services.forum.edit(
                PostChange(body: "Send an advance by EasyPaisa and you get it.", baseRev: 1), of: answer.id,
                as: new.principal)
            #expect(edited.state == .held)
            #expect(try await app.get("/api/v1/posts/\(answer.id)").status == 404)
            #expect(try await app.api(.get, "/api/v1/threads/\(thread.id)").json()["postCount"] as? Int == 1)
        }
    }

    @Test func whoIsKnownIsNotHeld() async throws {
        try await TestApp.run(limits: true) { app in
            let category = try await app.category()
            let old = try await app.member("old")
            try await app.change("UPDATE account SET trust_level = 1 WHERE id = \(old.id)")
            let made = try await app.api(
                .post, "/api/v1/threads",
                """
                {"categoryId": "\(category)", "kind": "question", "title": "Is WhatsApp allowed at work?",
                "body": "My employer says that WhatsApp is not allowed."}
                """, as: old.program)
            #expect(try made.json()["state"] as? String == "published")
        }
    }
}
