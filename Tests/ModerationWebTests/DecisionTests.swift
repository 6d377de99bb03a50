import Core
import Forum
import TestSupport
import Testing

@Suite("The queue is there for staff alone")
struct GateTests {
    @Test func forAllOthersItIsNotFound() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            let item = try #require(try await scene.queue().first?["id"] as? String)
            for path in [
                "/moderation", "/moderation/items/\(item)", "/moderation/members/helper", "/moderation/audit",
                "/api/v1/review-items", "/api/v1/review-items/\(item)",
            ] {
                let isAPI = path.hasPrefix("/api")
                for member in [scene.asker, scene.helper, scene.reporter] {
                    let answer = try await scene.app.get(path, as: isAPI ? member.program : member.browser)
                    #expect(answer.status == 404, "\(member.username) \(path)")
                }
                #expect(try await scene.app.get(path).status == 404, "nobody \(path)")
                let staff = try await scene.app.get(
                    path, as: isAPI ? scene.moderator.program : scene.moderator.browser)
                #expect(staff.status == 200, "moderator \(path)")
            }
            for (path, body) in [
                ("/api/v1/review-items/\(item)/decision", #"{"decision": "remove"}"#)
            ] {
                let answer = try await scene.writesNothing {
                    try await scene.app.api(.post, path, body, as: scene.helper.program)
                }
                #expect(answer.status == 404)
            }
            for path in [
                "/moderation/items/\(item)/decision", "/moderation/members/asker/suspend",
                "/moderation/members/asker/lift",
            ] {
                let answer = try await scene.writesNothing {
                    try await scene.app.submit(path, ["decision": "remove"], as: scene.helper.browser)
                }
                #expect(answer.status == 404, "\(path)")
            }
        }
    }
}

@Suite("Decisions: what is refused")
struct RefusedDecisionTests {
    @Test func aDecisionIsOneOfFiveAndASuspensionNamesDaysAndReason() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            let unknown = try await scene.writesNothing { try await scene.decide("forget") }
            #expect(unknown.status == 422)
            #expect(try unknown.pointers() == ["#/decision"])
            let bare = try await scene.writesNothing { try await scene.decide("suspend") }
            #expect(try bare.pointers().sorted() == ["#/days", "#/reason"])
            let item = try #require(try await scene.queue().first?["id"] as? String)
            let form = try await scene.writesNothing {
                try await scene.app.submit(
                    "/moderation/items/\(item)/decision",
                    ["decision": "suspend", "days": "0", "reason": "", "note": "Keep this."],
                    as: scene.moderator.browser)
            }
            #expect(form.status == 422 && form.text.contains("Keep this."))
            #expect(form.text.contains("field-days-error") && form.text.contains("field-reason-error"))
        }
    }

    @Test func whatIsDecidedIsDecided() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            let item = try #require(try await scene.queue().first?["id"] as? String)
            #expect(try await scene.decide("hide").status == 200)
            let again = try await scene.writesNothing { try await scene.decide("reject", on: item) }
            #expect(again.status == 409)
            #expect(try again.code() == "already_decided")
            #expect(try await !scene.isShown())
        }
    }

    @Test func nobodyDecidesAboutThemselves() async throws {
        try await Scene.play { scene in
            let own = try await scene.app.answer(scene.thread, by: scene.moderator)
            _ = try await scene.flag(own.id)
            let answer = try await scene.writesNothing { try await scene.decide("reject") }
            #expect(answer.status == 403)
            #expect(try answer.code() == "own_item")
        }
    }
}

@Suite("Decisions")
struct DecisionTests {
    @Test(arguments: [
        ("reject", "published", "rejected"), ("approve", "published", "settled"), ("hide", "hidden", "upheld"),
        ("remove", "deleted", "upheld"),
    ])
    func eachPutsThePostWhereItBelongs(decision: String, state: String, outcome: String) async throws {
        try await Scene.play { scene in
            try await scene.trust(scene.reporter, 3)
            _ = try await scene.flag(reason: "scam")
            #expect(try await scene.state() == "hidden")
            let item = try #require(try await scene.queue().first?["id"] as? String)
            let sent = try await scene.app.submit(
                "/moderation/items/\(item)/decision", ["decision": decision, "note": "The note of staff."],
                as: scene.moderator.browser)
            #expect(sent.status == 303 && sent.header("Location") == "/moderation")
            #expect(try await scene.state() == state)
            #expect(try await scene.queue().isEmpty)
            let flags = try await scene.app.api(.get, "/api/v1/flags", as: scene.reporter.program).items()
            #expect(flags.map { $0["outcome"] as? String } == [outcome])
            let audit = try await scene.app.get("/moderation/audit", as: scene.moderator.browser)
            #expect(audit.text.contains("The note of staff.") && audit.text.contains("Name of moderator"))
            let log = try await scene.app.get("/moderation-log")
            #expect(!log.text.contains("The note of staff.") && !log.text.contains("Name of"))
            let entries = try await scene.app.api(.get, "/api/v1/moderation-log").items()
            #expect(entries.map { $0["action"] as? String } == [decision, "auto_hide"])
            #expect(entries.first?["reason"] as? String == "scam")
        }
    }

    @Test func theHeaviestComeFirstAndOfEqualOnesTheOldest() async throws {
        try await Scene.play { scene in
            var posts: [PostID] = []
            for _ in 0..<4 { posts.append(try await scene.app.answer(scene.thread, by: scene.helper).id) }
            try await scene.trust(scene.asker, 3)
            for (index, member) in [(0, scene.reporter), (1, scene.asker), (2, scene.reporter), (3, scene.asker)] {
                scene.app.clock.advance(.minutes(1))
                _ = try await scene.flag(posts[index], by: member)
            }
            let expected = [posts[1], posts[3], posts[0], posts[2]].map(\.text)
            #expect(try await scene.queue().map { $0["targetId"] as? String } == expected)
            var found: [String?] = []
            var after = ""
            for _ in 0..<4 {
                let page = try await scene.app.api(
                    .get, "/api/v1/review-items?limit=1&after=\(after)", as: scene.moderator.program)
                found += try page.items().map { $0["targetId"] as? String }
                after = try page.json()["next"] as? String ?? ""
            }
            #expect(found == expected && after.isEmpty)
        }
    }

    @Test func whatItsAuthorDeletedIsNotBroughtBackByADecision() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            try await scene.app.services.forum.deletePost(scene.answer.id, as: scene.helper.principal)
            #expect(try await scene.decide("approve").status == 200)
            #expect(try await scene.state() == "deleted")
        }
    }

    @Test func anAuthorAppealsOnceAndIsHeard() async throws {
        try await Scene.play { scene in
            _ = try await scene.flag()
            let item = try #require(try await scene.queue().first?["id"] as? String)
            let early = try await scene.writesNothing {
                try await scene.app.api(
                    .post, "/api/v1/review-items/\(item)/appeal", #"{"text": "It was not me who did that."}"#,
                    as: scene.helper.program)
            }
            #expect(early.status == 409)
            _ = try await scene.decide("remove")
            let stranger = try await scene.writesNothing {
                try await scene.app.api(
                    .post, "/api/v1/review-items/\(item)/appeal", #"{"text": "It was not me who did that."}"#,
                    as: scene.asker.program)
            }
            #expect(stranger.status == 404)
            let own = try await scene.app.api(.get, "/api/v1/me/review-items", as: scene.helper.program).items()
            #expect(own.map { $0["canAppeal"] as? Bool } == [true])
            #expect(try await scene.app.get("/standing/\(item)/appeal", as: scene.helper.browser).status == 200)
            let short = try await scene.app.submit(
                "/standing/\(item)/appeal", ["text": "No."], as: scene.helper.browser)
            #expect(short.status == 422 && short.text.contains("field-text-error"))
            let sent = try await scene.app.submit(
                "/standing/\(item)/appeal", ["text": "The offer is real, look at their page."],
                as: scene.helper.browser)
            #expect(sent.status == 303)
            let again = try await scene.writesNothing {
                try await scene.app.api(
                    .post, "/api/v1/review-items/\(item)/appeal", #"{"text": "It was not me who did that."}"#,
                    as: scene.helper.program)
            }
            #expect(again.status == 409)
            let appeal = try #require(try await scene.queue().first)
            #expect(appeal["cause"] as? String == "appeal")
            #expect(appeal["appeal"] as? String == "The offer is real, look at their page.")
            let wrong = try await scene.writesNothing { try await scene.decide("hide") }
            #expect(wrong.status == 422)
            #expect(try await scene.decide("approve").status == 200)
            #expect(try await scene.isShown())
            let flags = try await scene.app.api(.get, "/api/v1/flags", as: scene.reporter.program).items()
            #expect(flags.map { $0["outcome"] as? String } == ["settled"])
        }
    }
}
