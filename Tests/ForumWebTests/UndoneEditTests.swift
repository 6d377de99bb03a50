import App
import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

private let guideWords = "Apply with form A in the first month. The fee is 75 euros, paid in cash."
private let spam = "Apply with form A in the first month. Send the fee of 900 euros to my brother in Dubai."
private let laterWords = "Apply with form A in the first month. The fee is 90 euros, paid by card alone."

@Suite("Texts in guides go and come back with the account that wrote them")
struct UndoneEditTests {
    private func undo(_ name: String, in scene: GuideScene) async throws {
        let undone = try await scene.app.submit(
            "/moderation/members/\(name)/suspend",
            ["days": "30", "reason": "You asked members for money.", "hidesPosts": "1"], as: scene.moderator.browser)
        #expect(undone.status == 303, "\(undone.text)")
    }

    private func redo(_ name: String, in scene: GuideScene) async throws {
        let path = "/moderation/members/\(name)/restore-posts"
        #expect(try await scene.app.submit(path, [:], as: scene.moderator.browser).status == 303)
    }

    private func body(in scene: GuideScene) async throws -> String {
        try await scene.app.get("/api/v1/posts/\(scene.post)").json()["body"] as? String ?? ""
    }

    private func history(in scene: GuideScene) async throws -> String {
        try await scene.app.get("/api/v1/posts/\(scene.post)/revisions").text
            + scene.app.get("/posts/\(scene.post)/history").text
    }

    private func edit(_ words: String, by member: TestMember, from revision: Int64, in scene: GuideScene) async throws {
        let made = try await scene.suggest(words, from: Int(revision), as: member)
        #expect(made.status == 200 && made.text.contains("applied"), "\(made.text)")
        scene.app.clock.advance(.hours(1))
    }

    @Test func theGuideHasTheTextBeforeAgainAndTheHistoryDoesNotShowTheOther() async throws {
        try await GuideScene.play { scene in
            try await edit(spam, by: scene.regular, from: 1, in: scene)
            let member = try await scene.app.get("/moderation/members/regular", as: scene.moderator.browser).text
            #expect(member.contains("hidesPosts"))
            try await undo("regular", in: scene)
            #expect(try await body(in: scene) == guideWords)
            #expect(try await !history(in: scene).contains("900 euros"))
            #expect(try await scene.app.get("/search?q=brother+Dubai").text.contains(scene.thread.path) == false)
            #expect(try await scene.app.get("/search?q=euros+cash").text.contains(scene.thread.path))
            let differences = try await scene.app.services.store.read {
                try ChangeIndex.differences(from: Services.indexedRows, in: $0)
            }
            #expect(differences == [])
            try await redo("regular", in: scene)
            #expect(try await body(in: scene) == spam)
            #expect(try await history(in: scene).contains("75 euros"))
        }
    }

    @Test func whatOthersWroteSinceStays() async throws {
        try await GuideScene.play { scene in
            try await edit(spam, by: scene.regular, from: 1, in: scene)
            let changed = try await scene.app.api(
                .patch, "/api/v1/posts/\(scene.post)", #"{"body": "\#(laterWords)"}"#, as: scene.author.program)
            #expect(changed.status == 200, "\(changed.text)")
            try await undo("regular", in: scene)
            #expect(try await body(in: scene) == laterWords)
            #expect(try await !history(in: scene).contains("900 euros"))
            try await redo("regular", in: scene)
            #expect(try await body(in: scene) == laterWords)
            #expect(try await history(in: scene).contains("900 euros"))
        }
    }

    @Test func oneTextOfTwoDoesNotComeBackWhenTheOtherGoes() async throws {
        try await GuideScene.play { scene in
            let second = try await scene.app.member("second")
            try await scene.app.change("UPDATE account SET trust_level = 2 WHERE id = \(second.id)")
            try await edit(spam, by: scene.regular, from: 1, in: scene)
            try await edit(spam + " Hurry.", by: second, from: 2, in: scene)
            try await undo("regular", in: scene)
            #expect(try await body(in: scene) == spam + " Hurry.")
            try await undo("second", in: scene)
            #expect(try await body(in: scene) == guideWords)
            #expect(try await !history(in: scene).contains("900 euros"))
        }
    }

    @Test func whatWasChangedAfterItWasUndoneIsNotOverwritten() async throws {
        try await GuideScene.play { scene in
            try await edit(spam, by: scene.regular, from: 1, in: scene)
            try await undo("regular", in: scene)
            let changed = try await scene.app.api(
                .patch, "/api/v1/posts/\(scene.post)", #"{"body": "\#(laterWords)"}"#, as: scene.author.program)
            #expect(changed.status == 200)
            try await redo("regular", in: scene)
            #expect(try await body(in: scene) == laterWords)
        }
    }
}
