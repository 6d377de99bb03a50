import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

private let words = "They asked me for the HEC attestation only."

@Suite("Pushing what people do in the forum")
struct ForumPushTests {
    private static func thread(in category: CategoryID) -> (name: String, args: [String: Any]) {
        (
            "thread.create",
            [
                "id": id(1), "postId": id(2), "categoryId": category.text, "kind": "question",
                "title": "Which degree papers does it need?", "body": "I have a BSc from Lahore and an offer.",
                "tags": ["visa"],
            ]
        )
    }

    @Test func eachMutationIsAppliedOnceThoughItIsSentThreeTimes() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let helper = try await app.member("helper")
            var his = Device(app, asker.program, name: "his")
            var hers = Device(app, helper.program, name: "hers")
            let asking = his.pushRequest([Self.thread(in: category)])
            let answering = hers.pushRequest([
                ("post.create", ["id": id(3), "threadId": id(1), "body": words]),
                ("vote.set", ["postId": id(2), "value": 1]),
                ("read.mark", ["threadId": id(1), "upTo": id(3)]),
            ])
            let thanking = his.pushRequest([
                ("post.edit", ["id": id(2), "baseRev": 1, "body": "I have a BSc from Lahore, and an offer now."]),
                ("thread.accept", ["threadId": id(1), "postId": id(3)]),
                ("vote.set", ["postId": id(3), "value": 1]),
            ])
            for (request, viewer, count) in [
                (asking, asker.program, 1), (answering, helper.program, 3), (thanking, asker.program, 3),
            ] {
                let first = try await Device.send(app, "push", request, as: viewer)
                #expect(first.status == 200)
                #expect(Device.outcomes(first) == Array(repeating: "applied", count: count))
                let before = try await app.contents()
                for _ in 0..<2 {
                    let again = try await Device.send(app, "push", request, as: viewer)
                    #expect(Device.outcomes(again) == Array(repeating: "duplicate", count: count))
                }
                #expect(try await app.contents() == before)
            }
            let thread = try await app.get("/api/v1/threads/\(id(1))").json()
            #expect(thread["acceptedPostId"] as? String == id(3) && thread["postCount"] as? Int == 2)
            #expect(thread["score"] as? Int == 1)
            let opening = try await app.get("/api/v1/posts/\(id(2))").json()
            #expect(opening["revision"] as? Int == 2 && opening["score"] as? Int == 1)
            #expect(try await app.count("SELECT count(*) FROM forum_post") == 2)
            #expect(try await app.count("SELECT uses FROM tag WHERE name = 'visa'") == 1)
        }
    }

    @Test func replicasHoldTheRowsThatTheAPIShows() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let helper = try await app.member("helper", roles: [.mentor])
            var his = Device(app, asker.program, name: "his")
            _ = try await his.push(Self.thread(in: category))
            _ = try await app.services.forum.reply(
                ReplyDraft(id: PostID(id(3)), parentId: PostID(id(2)), body: words, trueAsOf: "2026-10"),
                to: ThreadID(trusted: id(1)), as: helper.principal)
            _ = try await app.services.forum.vote(1, on: PostID(trusted: id(3)), as: asker.principal)
            #expect(try await his.follow("t:\(id(1))", "k:\(category)") == ["applied", "applied"])
            try await his.pull()
            var pairs = [
                ("thread/\(id(1))", try await app.get("/api/v1/threads/\(id(1))").json()),
                ("post/\(id(2))", try await app.get("/api/v1/posts/\(id(2))").json()),
                ("post/\(id(3))", try await app.get("/api/v1/posts/\(id(3))").json()),
                ("me/\(asker.id)", try await app.get("/api/v1/me", as: asker.program).json()),
                ("member/\(asker.id)", try await app.get("/api/v1/members/asker").json()),
                ("member/\(helper.id)", try await app.get("/api/v1/members/helper").json()),
            ]
            let categories = try await app.get("/api/v1/categories").items()
            let tags = try await app.get("/api/v1/tags").items()
            pairs += categories.map { ("category/\($0["id"] ?? "")", $0) } + tags.map { ("tag/\($0["id"] ?? "")", $0) }
            for (key, shown) in pairs {
                var row = try #require(his.rows[key], "\(key)")
                #expect(row.removeValue(forKey: "ver") is NSNumber, "\(key)")
                var shown = shown
                shown["author"] = nil
                // Of members, replicas hold what stands beside a post, and no more (sync.md, section 7a).
                if key.hasPrefix("member/") {
                    for name in ["about", "languages", "skills", "createdAt", "trustLevel"] { shown[name] = nil }
                }
                #expect(same(row, shown), "\(key): \(row) is not \(shown)")
            }
            #expect(his.rows["vote/\(id(3))"]?["value"] as? Int == 1)
            #expect(his.rows["read/\(id(1))"]?["upTo"] as? String == id(2))
            #expect(his.rows["subscription/t:\(id(1))"]?["on"] as? Bool == true)
            #expect(his.rows["member/\(helper.id)"]?["email"] == nil)
        }
    }

    @Test func whatOthersDoArrivesWithTheNextPull() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let helper = try await app.member("helper")
            var his = Device(app, asker.program, name: "his")
            _ = try await his.push(Self.thread(in: category))
            _ = try await his.follow("t:\(id(1))")
            try await his.pull()
            #expect(his.ids("post") == [id(2)])
            let thread = try await app.services.forum.thread(ThreadID(trusted: id(1)), as: asker.principal)
            let answer = try await app.answer(thread, by: helper)
            try await his.pull()
            #expect(his.ids("post") == [id(2), answer.id.text])
            #expect(his.rows["thread/\(id(1))"]?["postCount"] as? Int == 2)
            _ = try await app.services.forum.vote(1, on: answer.id, as: asker.principal)
            try await his.pull()
            #expect(his.rows["post/\(answer.id)"]?["score"] as? Int == 1)
            #expect(his.rows["vote/\(answer.id)"]?["value"] as? Int == 1)
        }
    }
}
