import Core
import Forum
import Storage
import TestSupport
import Testing

@Suite("What an appeal gives back, and to whom")
struct AppealTests {
    private static let words = #"{"text": "The offer is real, look at their page."}"#

    @Test func aSuspensionForSomethingElseGoesOn() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag(reason: "harassment")
            let item = try #require(try await scene.queue().first?["id"] as? String)
            #expect(
                try await scene.decide("suspend", #", "days": 3, "reason": "You insulted a member.""#).status == 200)
            let other = try await scene.app.submit(
                "/moderation/members/helper/suspend", ["days": "30", "reason": "You asked members for money."],
                as: scene.moderator.browser)
            #expect(other.status == 303)
            let sent = try await scene.app.api(
                .post, "/api/v1/review-items/\(item)/appeal", Self.words, as: scene.helper.program)
            #expect(sent.status == 204)
            #expect(try await scene.decide("approve").status == 200)
            #expect(try await scene.isShown())
            let running = try await scene.app.count("SELECT count(*) FROM suspension WHERE lifted_at IS NULL")
            #expect(running == 1)
            let answer = try await scene.app.api(
                .post, "/api/v1/threads/\(scene.thread.id)/posts", #"{"body": "May I write again so soon?"}"#,
                as: scene.helper.program)
            #expect(answer.status == 403)
        }
    }

    @Test func ofStaffAdminsAloneLiftASuspension() async throws {
        try await Scene.play { scene in
            let admin = try await scene.app.member("admin", roles: [.admin])
            let other = try await scene.app.member("other", roles: [.moderator])
            let post = try await scene.app.answer(scene.thread, by: other)
            _ = try await scene.flag(post.id, reason: "harassment")
            let item = try #require(try await scene.queue().first?["id"] as? String)
            let suspended = try await scene.app.api(
                .post, "/api/v1/review-items/\(item)/decision",
                #"{"decision": "suspend", "days": 3, "reason": "You insulted a member."}"#, as: admin.program)
            #expect(suspended.status == 200)
            let sent = try await scene.app.api(
                .post, "/api/v1/review-items/\(item)/appeal", Self.words, as: other.program)
            #expect(sent.status == 204)
            let refused = try await scene.writesNothing { try await scene.decide("approve") }
            #expect(refused.status == 403)
            #expect(try refused.code() == "staff_target")
            #expect(try await !scene.isShown(post.id))
        }
    }
}

@Suite("Flags that come while an appeal is open")
struct LateFlagTests {
    @Test(arguments: [("approve", "settled"), ("reject", "upheld")])
    func areAnsweredWithIt(decision: String, outcome: String) async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            let item = try #require(try await scene.queue().first?["id"] as? String)
            #expect(try await scene.decide("hide").status == 200)
            _ = try await scene.app.api(
                .post, "/api/v1/review-items/\(item)/appeal",
                #"{"text": "The offer is real, look at their page."}"#, as: scene.helper.program)
            let other = try await scene.app.member("other", roles: [.moderator])
            #expect(try await scene.flag(by: other, reason: "scam").status == 201)
            #expect(try await scene.decide(decision).status == 200)
            let flags = try await scene.app.api(.get, "/api/v1/flags", as: other.program).items()
            #expect(flags.map { $0["outcome"] as? String } == [outcome])
            #expect(try await scene.app.count("SELECT count(*) FROM flag WHERE outcome = 'open'") == 0)
        }
    }
}

@Suite("Moderators who leave")
struct LeavingModeratorTests {
    @Test func leaveTheirActsWithoutTheirWords() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            _ = try await scene.decide("hide", #", "note": "The departingwords of staff.""#)
            let suspended = try await scene.app.submit(
                "/moderation/members/asker/suspend",
                ["days": "3", "reason": "The departingreason told.", "note": "More departingwords."],
                as: scene.moderator.browser)
            #expect(suspended.status == 303)
            let body = #"{"password": "\#(TestApp.password)", "posts": "anonymise"}"#
            #expect(try await scene.app.api(.delete, "/api/v1/me", body, as: scene.moderator.program).status == 202)
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            for (table, column) in [
                ("review_item", "note"), ("moderation_entry", "note"), ("suspension", "reason"),
            ] {
                let query = Query(stringLiteral: "SELECT count(*) FROM \(table) WHERE \(column) LIKE '%departing%'")
                #expect(try await scene.app.count(query) == 0, "\(table)")
            }
            #expect(try await scene.app.count("SELECT count(*) FROM moderation_entry WHERE action = 'hide'") == 1)
        }
    }
}

@Suite("Moderators who are flagged themselves")
struct OwnItemTests {
    @Test func doNotLearnWhoFlaggedThem() async throws {
        try await Scene.play { scene in
            let other = try await scene.app.member("other", roles: [.moderator])
            let post = try await scene.app.answer(scene.thread, by: scene.moderator)
            _ = try await scene.flag(post.id, note: "The words of the reporter.")
            let item = try #require(try await scene.queue().first?["id"] as? String)
            for (viewer, isShown) in [(scene.moderator, false), (other, true)] {
                for path in ["/api/v1/review-items", "/api/v1/review-items/\(item)"] {
                    let answer = try await scene.app.get(path, as: viewer.program)
                    #expect(answer.text.contains("The words of the reporter.") == isShown)
                    #expect(answer.text.contains(scene.reporter.id.text) == isShown)
                }
                for path in ["/moderation/items/\(item)", "/moderation/members/moderator", "/moderation"] {
                    let page = try await scene.app.get(path, as: viewer.browser)
                    #expect(page.status == 200)
                    let isItem = path.hasSuffix(item)
                    #expect(page.text.contains("The words of the reporter.") == (isShown && isItem))
                    #expect(page.text.contains("Name of reporter") == (isShown && isItem))
                }
            }
        }
    }
}
