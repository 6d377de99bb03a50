import Core
import Forum
import TestSupport
import Testing

@Suite("What a post said before")
struct HistoryPageTests {
    @Test func aLongHistoryComesByPagesOfTwentyChanges() async throws {
        try await TestApp.run { app in
            let (_, helper, thread) = try await app.scene()
            let answer = try await app.answer(thread, by: helper, body: "This is edition number 0.")
            for number in 1...45 {
                app.clock.advance(.minutes(6))
                _ = try await app.services.forum.edit(
                    PostChange(body: "This is edition number \(number).", baseRev: nil), of: answer.id,
                    as: helper.principal)
            }
            var path: String? = "/posts/\(answer.id)/history"
            var changes: [Int] = []
            var originals = 0
            while let next = path {
                let page = try await app.get(next)
                #expect(page.status == 200)
                changes.append(page.text.components(separatedBy: "<ins>").count - 1)
                originals += page.text.components(separatedBy: "This is edition number 0.").count - 1
                path = page.text.firstMatch(of: /href="([^"]*history\?after=[^"]*)"/).map { String($0.output.1) }
            }
            #expect(changes == [20, 20, 5])
            #expect(originals == 1)
        }
    }

    /// What moderators look at must not be read in the history by everybody, nor taken out of it by its author.
    @Test(arguments: ["hidden", "held"]) func whatWasWithheldStaysSoWhenItIsReplaced(state: String) async throws {
        try await TestApp.run { app in
            let (asker, helper, thread) = try await app.scene()
            let moderator = try await app.member("moderator", roles: [.moderator])
            let answer = try await app.answer(thread, by: helper, body: "The offendingwords of this answer.")
            try await app.setState(try #require(PostState(rawValue: state)), ofPost: answer.id)
            // At once: otherwise edits within five minutes leave no trace.
            let sent = try await app.submit(
                "/posts/\(answer.id)/edit", ["body": "The mended words of this answer.", "baseRevision": "2"],
                as: helper.browser)
            #expect(sent.status == 303)
            try await app.setState(.published, ofPost: answer.id)
            for (viewer, isShown) in [
                (Viewer.nobody, false), (asker.browser, false), (helper.browser, true), (moderator.browser, true),
            ] {
                let page = try await app.get("/posts/\(answer.id)/history", as: viewer)
                #expect(page.text.contains("mended") && page.text.contains("offendingwords") == isShown)
            }
            let all = try await app.api(.get, "/api/v1/posts/\(answer.id)/revisions", as: asker.program).items()
            #expect(all.map { $0["body"] as? String } == ["The mended words of this answer."])
            let path = "/api/v1/posts/\(answer.id)/revisions/2"
            let own = try await app.get("/posts/\(answer.id)/history", as: helper.browser)
            #expect(!own.text.contains("/remove\""))
            let refused = try await app.writesNothing { try await app.api(.delete, path, as: helper.program) }
            #expect(refused.status == 403)
            #expect(try refused.code() == "revision_withheld")
            #expect(try await app.api(.delete, path, as: moderator.program).status == 204)
        }
    }
}
