import Core
import Forum
import TestSupport
import Testing

@Suite("Titles are looked at like texts")
struct TitleTests {
    @Test(arguments: ["thread", "post"]) func aNewMembersTitleWithAnAddressWaits(form: String) async throws {
        try await Scene.play(limits: true) { scene in
            let fresh = try await scene.app.member("fresh", joinedAgo: .hours(1))
            let thread = try await scene.app.question(in: scene.thread.category.id, by: fresh)
            #expect(try await scene.isShown(thread.openingPostID))
            let title = "Write to me at quick.visa@example.com about it"
            let path = form == "thread" ? "/api/v1/threads/\(thread.id)" : "/api/v1/posts/\(thread.openingPostID)"
            let body =
                form == "thread"
                ? #"{"title": "\#(title)"}"#
                : #"{"title": "\#(title)", "body": "I have a BSc from Lahore and an offer from Berlin."}"#
            let sent = try await scene.app.api(
                .patch, path, body, as: fresh.program, headers: ["If-Match": "*"])
            #expect(sent.status == 200)
            #expect(try await !scene.isShown(thread.openingPostID))
            #expect(try await scene.queue().map { $0["cause"] as? String } == ["held"])
        }
    }

    @Test func whoMendsATitleThatFlagsHidBringsTheThreadBack() async throws {
        try await Scene.play { scene in
            try await scene.trust(scene.reporter, 3)
            _ = try await scene.flag(scene.thread.openingPostID, reason: "scam")
            #expect(try await !scene.isShown(scene.thread.openingPostID))
            let sent = try await scene.app.api(
                .patch, "/api/v1/threads/\(scene.thread.id)", #"{"title": "A title that nobody minds at all"}"#,
                as: scene.asker.program, headers: ["If-Match": "*"])
            #expect(sent.status == 200)
            #expect(try await scene.isShown(scene.thread.openingPostID))
        }
    }
}

@Suite("What is under review is kept")
struct ReviewedTextTests {
    @Test func aFlaggedTextThatIsReplacedAtOnceIsStillThereForModerators() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            let sent = try await scene.app.submit(
                "/posts/\(scene.answer.id)/edit",
                ["body": "Quite another text for the reviewers.", "baseRevision": "1"],
                as: scene.helper.browser)
            #expect(sent.status == 303)
            let path = "/posts/\(scene.answer.id)/history"
            #expect(try await scene.app.get(path, as: scene.moderator.browser).text.contains("attestation"))
            #expect(try await !scene.app.get(path, as: scene.asker.browser).text.contains("attestation"))
        }
    }
}
