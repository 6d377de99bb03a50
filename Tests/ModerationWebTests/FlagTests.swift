import Core
import Forum
import TestSupport
import Testing

@Suite("Flags: what is refused")
struct RefusedFlagTests {
    @Test func nobodyFlagsTheirOwnOrWhatTheyCannotSee() async throws {
        try await Scene.play { scene in
            let own = try await scene.writesNothing { try await scene.flag(by: scene.helper) }
            #expect(own.status == 403)
            #expect(try own.code() == "own_flag")
            try await scene.app.setState(.hidden, ofPost: scene.answer.id)
            let unseen = try await scene.writesNothing { try await scene.flag() }
            #expect(unseen.status == 404)
            let page = try await scene.app.get("/posts/\(scene.answer.id)/flag", as: scene.reporter.browser)
            #expect(page.status == 404)
        }
    }

    @Test func aFlagNamesAReason() async throws {
        try await Scene.play { scene in
            let bad = try await scene.writesNothing { try await scene.flag(reason: "dislike") }
            #expect(bad.status == 422)
            #expect(try bad.pointers() == ["#/reason"])
            let note = String(repeating: "n", count: 1001)
            let form = try await scene.writesNothing {
                try await scene.app.submit(
                    "/posts/\(scene.answer.id)/flag", ["reason": "", "note": note], as: scene.reporter.browser)
            }
            #expect(form.status == 422 && form.text.contains(note))
            #expect(form.text.contains("field-reason-error") && form.text.contains("field-note-error"))
        }
    }

    @Test func whoIsNewDoesNotFlag() async throws {
        try await Scene.play(limits: true) { scene in
            let new = try await scene.writesNothing { try await scene.flag() }
            #expect(new.status == 403)
            #expect(try new.code() == "trust_too_low")
            let page = try await scene.app.get("/posts/\(scene.answer.id)/flag", as: scene.reporter.browser)
            #expect(page.status == 403 && page.text.contains("Flags open after three days"))
            #expect(try await scene.flag(by: scene.moderator).status == 201)
            try await scene.trust(scene.reporter, 1)
            #expect(try await scene.flag().status == 201)
        }
    }

    @Test func visitorsAndSuspendedMembersDoNotFlag() async throws {
        try await Scene.play(tampering: true) { scene in
            #expect(try await scene.app.api(.post, "/api/v1/flags", "{}").status == 401)
            try await scene.app.change("UPDATE account SET state = 'suspended' WHERE id = \(scene.reporter.id)")
            let answer = try await scene.writesNothing { try await scene.flag() }
            #expect(try answer.code() == "account_suspended")
        }
    }
}

@Suite("Flags")
struct FlagTests {
    @Test func aFlagIsQueuedAndItsSenderLearnsTheOutcome() async throws {
        try await Scene.play { scene in
            let page = try await scene.app.get("/posts/\(scene.answer.id)/flag", as: scene.reporter.browser)
            #expect(page.status == 200 && page.text.contains("They asked me for the HEC attestation only."))
            let sent = try await scene.app.submit(
                "/posts/\(scene.answer.id)/flag", ["reason": "spam", "note": "Posted everywhere."],
                as: scene.reporter.browser)
            #expect(sent.status == 303 && sent.header("Location") == "/flags")
            let list = try await scene.app.get("/flags", as: scene.reporter.browser)
            #expect(list.text.contains("Posted everywhere.") && list.text.contains("Waits for a moderator"))
            #expect(try await scene.isShown())
            let item = try #require(try await scene.queue().first)
            #expect(item["weight"] as? Int == 1 && item["cause"] as? String == "flags")
            let flags = try #require(item["flags"] as? [[String: Any]])
            #expect(flags.count == 1 && flags[0]["note"] as? String == "Posted everywhere.")
            #expect(try await scene.decide("reject").status == 200)
            let own = try await scene.app.api(.get, "/api/v1/flags", as: scene.reporter.program).items()
            #expect(own.map { $0["outcome"] as? String } == ["rejected"])
            #expect(try await scene.app.api(.get, "/api/v1/flags", as: scene.helper.program).items().isEmpty)
        }
    }

    @Test func aSecondFlagOfTheSameMemberIsTheFirst() async throws {
        try await Scene.play { scene in
            let first = try await scene.flag()
            #expect(first.status == 201)
            let path = try #require(first.header("Location"))
            #expect(try await scene.app.api(.get, path, as: scene.reporter.program).status == 200)
            #expect(try await scene.app.api(.get, path, as: scene.helper.program).status == 404)
            let second = try await scene.writesNothing { try await scene.flag(reason: "hate") }
            #expect(second.status == 200)
            #expect(try second.json()["reason"] as? String == "spam")
            _ = try await scene.decide("reject")
            #expect(try await scene.writesNothing { try await scene.flag() }.status == 200)
        }
    }

    @Test func aThreadIsFlaggedByItsOpeningPost() async throws {
        try await Scene.play { scene in
            let answer = try await scene.app.api(
                .post, "/api/v1/flags",
                #"{"targetType": "thread", "targetId": "\#(scene.thread.id)", "reason": "off_topic"}"#,
                as: scene.reporter.program)
            #expect(answer.status == 201)
            #expect(try answer.json()["targetId"] as? String == scene.thread.openingPostID.text)
        }
    }

    @Test func aPostGoesOutOfSightWhenItsFlagsWeighEight() async throws {
        try await Scene.play { scene in
            for (name, level) in [("one", 3), ("two", 2)] {
                let member = try await scene.app.member(name)
                try await scene.trust(member, level)
                #expect(try await scene.flag(by: member).status == 201)
                #expect(try await scene.isShown())
            }
            #expect(try await scene.flag().status == 201)
            #expect(try await !scene.isShown())
            let author = try await scene.app.get(scene.thread.path, as: scene.helper.browser)
            #expect(author.text.contains("This post is hidden.") && author.text.contains(#"href="/standing""#))
            let standing = try await scene.app.get("/standing", as: scene.helper.browser)
            #expect(standing.text.contains("/posts/\(scene.answer.id)/edit"))
            let log = try await scene.app.api(.get, "/api/v1/moderation-log").items()
            #expect(log.map { $0["action"] as? String } == ["auto_hide"])
        }
    }

    @Test func aScamIsHiddenAtFour() async throws {
        try await Scene.play { scene in
            try await scene.trust(scene.reporter, 3)
            #expect(try await scene.flag(reason: "fake_offer").status == 201)
            #expect(try await !scene.isShown())
        }
    }

    @Test func aThreadWhoseOpeningPostIsFlaggedGoesOutOfSight() async throws {
        try await Scene.play { scene in
            try await scene.trust(scene.reporter, 3)
            #expect(try await scene.flag(scene.thread.openingPostID, reason: "scam").status == 201)
            #expect(try await scene.app.get(scene.thread.path).status == 404)
            let own = try await scene.app.get(scene.thread.path, as: scene.asker.browser)
            #expect(own.status == 200 && own.text.contains("This post is hidden."))
        }
    }

    @Test func whoMendsAHiddenPostBringsItBackOnce() async throws {
        try await Scene.play { scene in
            try await scene.trust(scene.reporter, 3)
            _ = try await scene.flag(reason: "scam")
            #expect(try await !scene.isShown())
            scene.app.clock.advance(.minutes(1))
            let edit = try await scene.app.submit(
                "/posts/\(scene.answer.id)/edit",
                ["body": "I meant the fee of the embassy, not mine.", "baseRevision": "2"],
                as: scene.helper.browser)
            #expect(edit.status == 303)
            #expect(try await scene.isShown())
            let item = try #require(try await scene.queue().first)
            #expect(item["state"] as? String == "published")
            let page = try await scene.app.get(
                "/moderation/items/\(item["id"] as? String ?? "")", as: scene.moderator.browser)
            #expect(page.text.contains("Its author has changed it since it was hidden"))
            // Flagged as heavily once more, a second change does not help.
            scene.app.clock.advance(.minutes(1))
            let other = try await scene.app.member("other")
            try await scene.trust(other, 3)
            _ = try await scene.flag(by: other, reason: "scam")
            #expect(try await !scene.isShown())
            _ = try await scene.app.submit(
                "/posts/\(scene.answer.id)/edit",
                ["body": "I still mean the fee of the embassy.", "baseRevision": "9"],
                as: scene.helper.browser)
            #expect(try await !scene.isShown())
        }
    }

    @Test func aNewAccountIsSilencedByThreeAndFreedByTheDecision() async throws {
        try await Scene.play { scene in
            for name in ["one", "two"] { _ = try await scene.flag(by: try await scene.app.member(name)) }
            #expect(try await scene.app.api(.get, "/api/v1/me", as: scene.helper.program).status == 200)
            _ = try await scene.flag()
            let post = try await scene.writesNothing {
                try await scene.app.api(
                    .post, "/api/v1/threads/\(scene.thread.id)/posts", #"{"body": "More of the same, please."}"#,
                    as: scene.helper.program)
            }
            #expect(post.status == 403)
            #expect(try post.code() == "account_silenced")
            let home = try await scene.app.get("/", as: scene.helper.browser)
            #expect(home.text.contains("You may not write until a moderator has looked."))
            #expect(try await scene.decide("reject").status == 200)
            let free = try await scene.app.api(
                .post, "/api/v1/threads/\(scene.thread.id)/posts", #"{"body": "More of the same, please."}"#,
                as: scene.helper.program)
            #expect(free.status == 201)
        }
    }

    @Test func whoIsKnownIsNotSilenced() async throws {
        try await Scene.play { scene in
            try await scene.trust(scene.helper, 1)
            for name in ["one", "two", "three"] { _ = try await scene.flag(by: try await scene.app.member(name)) }
            #expect(try await scene.app.count("SELECT count(*) FROM account WHERE silenced_at IS NOT NULL") == 0)
        }
    }
}
