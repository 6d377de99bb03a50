import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

private let words = "They asked me for the HEC attestation only."

/// Two devices change the same thing (sync.md, section 7).
@Suite("Conflicts")
struct ConflictTests {
    /// A thread with an answer by `helper`, whose two devices know it.
    private struct Scene {
        let asker: TestMember
        let helper: TestMember
        let thread: ForumThread
        let answer: ForumPost
        var phone: Device
        var laptop: Device

        init(_ app: TestApp) async throws {
            asker = try await app.member("asker")
            helper = try await app.member("helper")
            thread = try await app.question(in: try await app.category(), by: asker)
            answer = try await app.answer(thread, by: helper, body: words)
            phone = Device(app, helper.program, name: "phone")
            laptop = Device(app, helper.program, name: "laptop")
            _ = try await phone.follow("t:\(thread.id)")
            try await phone.pull()
            try await laptop.pull()
        }
    }

    private static func edit(_ post: ForumPost, _ body: String, from base: Int = 1) -> (String, [String: Any]) {
        ("post.edit", ["id": post.id.text, "baseRev": base, "body": body])
    }

    @Test func ofTwoEditsOfTheAuthorTheLastStaysAndTheOtherIsInTheHistory() async throws {
        try await TestApp.run { app in
            var scene = try await Scene(app)
            #expect(try await scene.phone.push(Self.edit(scene.answer, words + " By the phone.")) == ["applied"])
            #expect(try await scene.laptop.push(Self.edit(scene.answer, words + " By the laptop.")) == ["applied"])
            try await scene.phone.pull()
            #expect(scene.phone.rows["post/\(scene.answer.id)"]?["body"] as? String == words + " By the laptop.")
            let history = try await app.get("/api/v1/posts/\(scene.answer.id)/revisions", as: scene.helper.program)
            let bodies = try history.items().compactMap { $0["body"] as? String }
            #expect(bodies.contains(words + " By the phone."))
        }
    }

    @Test func afterAModeratorsEditTheAuthorSeesThePresentTextFirst() async throws {
        try await TestApp.run { app in
            var scene = try await Scene(app)
            let moderator = try await app.member("moderator", roles: [.moderator])
            _ = try await app.services.forum.edit(
                PostChange(body: "What the moderator made of it.", baseRev: 1), of: scene.answer.id,
                as: moderator.principal)
            let request = scene.phone.pushRequest([Self.edit(scene.answer, words + " And mine.")])
            let answer = try await Device.send(app, "push", request, as: scene.helper.program)
            let result = try #require((try answer.json()["results"] as? [[String: Any]])?.first)
            #expect(result["status"] as? String == "rejected" && result["code"] as? String == "edit_conflict")
            let row = try #require((result["rows"] as? [[String: Any]])?.first)
            #expect(row["key"] as? String == "post/\(scene.answer.id)")
            let value = try #require(row["value"] as? [String: Any])
            #expect(value["body"] as? String == "What the moderator made of it." && value["revision"] as? Int == 2)
            try await scene.phone.pull()
            let outcome = try #require(scene.phone.rows["sys/m/\(scene.phone.client)/2"])
            #expect((outcome["args"] as? [String: Any])?["body"] as? String == words + " And mine.")
            #expect(outcome["rows"] == nil, "the words of others are not kept with it")
            #expect(
                try await scene.phone.push(Self.edit(scene.answer, words + " Put together.", from: 2)) == ["applied"])
        }
    }

    /// A restored backup may know an older text than the device: that is no reason to refuse a newer one.
    @Test func aBaseThatTheServerDoesNotKnowIsNoConflict() async throws {
        try await TestApp.run { app in
            var scene = try await Scene(app)
            #expect(try await scene.phone.push(Self.edit(scene.answer, words + " Newer.", from: 7)) == ["applied"])
        }
    }

    @Test func aDeletionBeatsAnEditAndIsNoSurpriseTheSecondTime() async throws {
        try await TestApp.run { app in
            var scene = try await Scene(app)
            let deletion: [String: Any] = ["id": scene.answer.id.text]
            #expect(try await scene.phone.push("post.delete", deletion) == "applied")
            #expect(try await scene.laptop.push(Self.edit(scene.answer, words + " Late.")) == ["not_found"])
            #expect(try await scene.laptop.push("post.delete", deletion) == "applied")
            try await scene.phone.pull()
            #expect(scene.phone.rows["post/\(scene.answer.id)"] == nil)
            #expect(try await scene.laptop.push(("post.delete", ["id": id(77)])) == ["not_found"])
            #expect(
                try await scene.laptop.push(("post.delete", ["id": scene.thread.openingPostID.text])) == ["forbidden"])
        }
    }

    @Test func ofTwoVotesMarksAndBookmarksTheLastStays() async throws {
        try await TestApp.run { app in
            var scene = try await Scene(app)
            let (opening, thread) = (scene.thread.openingPostID.text, scene.thread.id.text)
            #expect(try await scene.phone.push(("vote.set", ["postId": opening, "value": 1])) == ["applied"])
            #expect(try await scene.laptop.push(("vote.set", ["postId": opening, "value": -1])) == ["applied"])
            #expect(try await scene.phone.push(("bookmark.set", ["postId": opening, "on": true])) == ["applied"])
            #expect(try await scene.laptop.push(("bookmark.set", ["postId": opening, "on": true])) == ["applied"])
            // An older mark changes nothing, until the mark was taken back.
            #expect(
                try await scene.phone.push(("read.mark", ["threadId": thread, "upTo": scene.answer.id.text])) == [
                    "applied"
                ])
            #expect(try await scene.laptop.push(("read.mark", ["threadId": thread, "upTo": opening])) == ["applied"])
            try await scene.phone.pull()
            #expect(scene.phone.rows["vote/\(opening)"]?["value"] as? Int == -1)
            #expect(scene.phone.rows["bookmark/\(opening)"] != nil)
            #expect(scene.phone.rows["read/\(thread)"]?["upTo"] as? String == scene.answer.id.text)
            #expect(try await scene.laptop.push(("read.reset", ["threadId": thread, "upTo": opening])) == ["applied"])
            let mark: [String: Any] = ["threadId": thread, "upTo": scene.answer.id.text, "epoch": 0]
            #expect(try await scene.phone.push(("read.mark", mark)) == ["applied"])
            #expect(try await scene.phone.push(("bookmark.set", ["postId": opening, "on": false])) == ["applied"])
            try await scene.phone.pull()
            #expect(scene.phone.rows["read/\(thread)"]?["upTo"] as? String == opening, "an old maximum does not win")
            #expect(scene.phone.rows["bookmark/\(opening)"] == nil)
        }
    }

    @Test func anAnswerToAClosedThreadKeepsItsWordsForADraft() async throws {
        try await TestApp.run { app in
            var scene = try await Scene(app)
            try await app.change("UPDATE forum_thread SET is_locked = 1 WHERE id = \(scene.thread.id)")
            let sent: [String: Any] = ["id": id(1), "threadId": scene.thread.id.text, "body": words + " Late."]
            #expect(try await scene.phone.push("post.create", sent) == "thread_locked")
            try await scene.phone.pull()
            let kept = try #require(scene.phone.rows["sys/m/\(scene.phone.client)/2"]?["args"] as? [String: Any])
            #expect(same(kept, sent))
            let draft: [String: Any] = [
                "id": id(2), "kind": "post", "targetId": scene.thread.id.text, "body": kept["body"] ?? "",
            ]
            #expect(try await scene.phone.push("draft.put", draft) == "applied")
            try await scene.laptop.pull()
            #expect(scene.laptop.rows["draft/\(id(2))"]?["body"] as? String == words + " Late.")
            #expect(try await scene.laptop.push("draft.delete", ["id": id(2)]) == "applied")
            try await scene.phone.pull()
            #expect(scene.phone.rows["draft/\(id(2))"] == nil)
        }
    }

    @Test func ofTwoChangesOfTheProfileEachKeepsItsField() async throws {
        try await TestApp.run { app in
            var scene = try await Scene(app)
            #expect(
                try await scene.phone.push(("profile.patch", ["displayName": "Amna by phone", "origin": "PK"])) == [
                    "applied"
                ])
            #expect(
                try await scene.laptop.push(
                    ("profile.patch", ["displayName": "Amna by laptop", "languages": [["code": "ur", "level": 6]]]))
                    == ["applied"])
            try await scene.phone.pull()
            let me = try #require(scene.phone.rows["me/\(scene.helper.id)"])
            #expect(me["displayName"] as? String == "Amna by laptop" && me["origin"] as? String == "PK")
            #expect((me["languages"] as? [[String: Any]])?.first?["code"] as? String == "ur")
            #expect(scene.phone.rows["member/\(scene.helper.id)"]?["displayName"] as? String == "Amna by laptop")
            for (field, value) in [
                ("displayName", ""), ("origin", "XX"), ("email", "a@example.org"), ("roles", "admin"),
            ] {
                #expect(try await scene.phone.push("profile.patch", [field: value]) == "invalid", "\(field)")
            }
        }
    }

    @Test func twoFlagsOfOneMemberAreOne() async throws {
        try await TestApp.run { app in
            var scene = try await Scene(app)
            let flag: [String: Any] = [
                "targetType": "post", "targetId": scene.thread.openingPostID.text, "reason": "spam",
            ]
            #expect(try await scene.phone.push("flag.create", flag) == "applied")
            #expect(try await scene.laptop.push("flag.create", flag) == "applied")
            #expect(try await app.count("SELECT count(*) FROM flag") == 1)
        }
    }
}
