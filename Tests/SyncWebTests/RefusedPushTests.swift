import Core
import Forum
import TestSupport
import Testing

private let words = "They asked me for the HEC attestation only."

@Suite("Pushing what is refused")
struct RefusedPushTests {
    @Test func eachRefusalIsARowOfTheReplicaWithAllThatWasSent() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let helper = try await app.member("helper")
            let moderator = try await app.member("moderator", roles: [.moderator])
            let thread = try await app.question(in: category, by: asker)
            let locked = try await app.question("A question that is closed", in: category, by: asker)
            let answer = try await app.answer(thread, by: helper)
            try await app.change("UPDATE forum_thread SET is_locked = 1 WHERE id = \(locked.id)")
            _ = try await app.services.forum.edit(
                PostChange(body: "What the moderator made of it.", baseRev: 1), of: answer.id, as: moderator.principal)
            let cases: [(name: String, args: [String: Any], code: String)] = [
                ("post.create", ["id": id(9), "threadId": thread.id.text, "body": "Too short"], "invalid"),
                ("post.create", ["id": id(9), "threadId": locked.id.text, "body": words], "thread_locked"),
                ("post.create", ["id": id(9), "threadId": id(8), "body": words], "not_found"),
                (
                    "post.create", ["id": thread.openingPostID.text, "threadId": thread.id.text, "body": words],
                    "id_conflict"
                ),
                (
                    "post.create", ["id": answer.id.text, "threadId": thread.id.text, "body": words + "!"],
                    "id_conflict"
                ),
                ("post.edit", ["id": answer.id.text, "baseRev": 1, "body": words + " Indeed."], "edit_conflict"),
                ("post.edit", ["id": thread.openingPostID.text, "baseRev": 1, "body": words], "forbidden"),
                ("vote.set", ["postId": answer.id.text, "value": 1], "forbidden"),
                ("vote.set", ["postId": thread.openingPostID.text, "value": 7], "invalid"),
                ("thread.accept", ["threadId": thread.id.text, "postId": answer.id.text], "forbidden"),
                ("read.mark", ["threadId": locked.id.text, "upTo": answer.id.text], "not_found"),
                ("thread.create", ["id": id(1), "title": "x"], "invalid"),
                ("post.create", ["id": "7"], "invalid"),
                ("post.make", ["id": id(9)], "unknown_mutation"),
            ]
            var hers = Device(app, helper.program, name: "hers")
            let before = try await app.contents()
            let request = hers.pushRequest(cases.map { ($0.name, $0.args) })
            let pushed = try await Device.send(app, "push", request, as: helper.program)
            #expect(pushed.status == 200)
            #expect(Device.outcomes(pushed) == cases.map(\.code))
            var after = try await app.contents()
            for table in ["change_commit", "change_index_entry"] { after[table] = before[table] }
            #expect(after == before)
            try await hers.pull()
            for (index, each) in cases.enumerated() {
                let row = try #require(hers.rows["sys/m/\(hers.client)/\(index + 1)"])
                #expect(row["code"] as? String == each.code && row["name"] as? String == each.name)
                #expect(row["status"] as? String == "rejected")
                #expect(same(row["args"] as? [String: Any], each.args), "\(each.name) \(each.code)")
            }
            let fields =
                (hers.rows["sys/m/\(hers.client)/1"]?["detail"] as? [String: Any])?["fields"] as? [[String: Any]]
            #expect(fields?.first?["field"] as? String == "body" && fields?.first?["code"] as? String == "too_short")
            var others = Device(app, asker.program, name: "his")
            try await others.pull()
            #expect(others.ids("sys/m").isEmpty)
            #expect(try await hers.push(("sys.ack", ["clientID": hers.client, "upTo": 13])) == ["applied"])
            try await hers.pull()
            #expect(hers.ids("sys/m") == ["\(hers.client)/14"])
        }
    }

    @Test func theSameThreadWithOtherWordsIsAConflict() async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            var his = Device(app, asker.program, name: "his")
            var args: [String: Any] = [
                "id": id(1), "postId": id(2), "categoryId": category.text, "kind": "question",
                "title": "Which degree papers does it need?", "body": words,
            ]
            #expect(try await his.push(("thread.create", args)) == ["applied"])
            #expect(try await his.push(("thread.create", args)) == ["applied"])
            args["body"] = words + " And more."
            #expect(try await his.push(("thread.create", args)) == ["id_conflict"])
            args["postId"] = nil
            #expect(try await his.push(("thread.create", args)) == ["invalid"])
            #expect(try await app.count("SELECT count(*) FROM forum_thread") == 1)
        }
    }
}
