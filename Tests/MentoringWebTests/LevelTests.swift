import Core
import Foundation
import TestSupport
import Testing

@Suite("Levels of mentors")
struct LevelTests {
    // MARK: What is refused

    @Test func onlyStaffDecides() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide, isGranted: false)
            let id = try await scene.asked(by: scene.guide)
            for member in [scene.guide, scene.other] {
                try await scene.refuses(404) {
                    try await scene.decide(id, #"{"decision": "grant", "basis": "profile"}"#, as: member)
                }
                try await scene.refuses(404) {
                    try await scene.put("/api/v1/mentors/guide/level", #"{"level": 0, "note": "Because."}"#, as: member)
                }
                #expect(try await scene.app.get("/moderation/mentors", as: member.browser).status == 404)
            }
        }
    }

    @Test func nobodyDecidesAboutThemselves() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.moderator, isGranted: false)
            let id = try await scene.asked(by: scene.moderator)
            let refused = try await scene.refuses(403) {
                try await scene.decide(id, #"{"decision": "grant", "basis": "profile"}"#)
            }
            #expect(try refused.code() == "own_review")
            let page = try await scene.app.get("/moderation/mentors", as: scene.moderator.browser)
            #expect(page.text.contains("Another moderator decides about you") && !page.text.contains("/decision"))
        }
    }

    @Test func aBasisThatIsNotGoodForTheLevelIsRefused() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            let asked = try await scene.app.api(
                .post, "/api/v1/me/mentor-review", #"{"level": 2, "note": "I can write from my work address."}"#,
                as: scene.guide.program)
            #expect(asked.status == 201, "\(asked.text)")
            let id = try await scene.asked(by: scene.guide)
            let wrong = try await scene.refuses(422) {
                try await scene.decide(id, #"{"decision": "grant", "basis": "profile"}"#)
            }
            #expect(try wrong.pointers() == ["#/basis"])
            let few = try await scene.refuses(409) {
                try await scene.decide(id, #"{"decision": "grant", "basis": "vouches"}"#)
            }
            #expect(try few.code() == "too_few_vouches")
            let silent = try await scene.refuses(422) { try await scene.decide(id, #"{"decision": "refuse"}"#) }
            #expect(try silent.pointers() == ["#/answer"])
            let form = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/moderation/mentors/\(id)/decision",
                    ["decision": "refuse", "basis": "vouches", "answer": "No."], as: scene.moderator.browser)
            }
            #expect(form.text.contains("No.") && form.text.contains("field-answer-error"))
            let twice = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, "/api/v1/me/mentor-review", #"{"level": 2, "note": "I can write from my work address."}"#,
                    as: scene.guide.program)
            }
            #expect(try twice.code() == "mentor_review_open")
        }
    }

    @Test func levelsComeOneAfterTheOther() async throws {
        try await Scene.play { scene in
            try await scene.refuses(404) {
                try await scene.app.api(
                    .post, "/api/v1/me/mentor-review", #"{"level": 2, "note": "I am no mentor at all."}"#,
                    as: scene.other.program)
            }
            try await scene.guides(scene.guide)
            let leap = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, "/api/v1/me/mentor-review", #"{"level": 3, "note": "I can show my papers."}"#,
                    as: scene.guide.program)
            }
            #expect(try leap.code() == "mentor_level_order")
        }
    }

    // MARK: What is done

    @Test func twoRegularMembersWhoVouchAreEnoughForTheSecond() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            for name in ["first", "second"] {
                let voucher = try await scene.app.member(name)
                try await scene.app.trust(voucher, 2)
                let vouched = try await scene.app.api(.put, "/api/v1/members/guide/vouch", as: voucher.program)
                #expect(vouched.status == 204, "\(vouched.text)")
            }
            let asked = try await scene.app.submit(
                "/mentoring/level", ["level": "2", "note": "Two members know me since university."],
                as: scene.guide.browser)
            #expect(asked.status == 303, "\(asked.text)")
            let queue = try await scene.app.get("/moderation/mentors", as: scene.moderator.browser)
            #expect(queue.text.contains("2 regular members vouch") && queue.text.contains("since university"))
            try await scene.grant(to: scene.guide, basis: "vouches")
            let shown = try await scene.app.api(.get, "/api/v1/mentors/guide", as: scene.other.program).json()
            #expect(shown["verification"] as? Int == 2)
            // What was written to be believed is not kept.
            let kept = try await scene.app.count("SELECT count(*) FROM mentor_review WHERE note <> ''")
            #expect(kept == 0)
        }
    }

    @Test func whatIsGrantedAndTakenBackStandsInTheLog() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            #expect(try await scene.listed() == ["guide"])
            let notices = try await scene.app.api(.get, "/api/v1/notifications", as: scene.guide.program).items()
            #expect(notices.compactMap { $0["kind"] as? String } == ["mentor_level"])
            let form = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/mentors/guide/level", ["level": "0", "note": "Short."], as: scene.moderator.browser)
            }
            #expect(form.text.contains("Short.") && form.text.contains("field-note-error"))
            let lowered = try await scene.app.submit(
                "/mentors/guide/level", ["level": "0", "note": "Asked a mentee for money."],
                as: scene.moderator.browser)
            #expect(lowered.status == 303)
            #expect(try await scene.listed().isEmpty)
            #expect(try await scene.app.api(.get, "/api/v1/mentors/guide", as: scene.other.program).status == 404)
            let log = try await scene.app.get("/moderation/audit", as: scene.moderator.browser)
            #expect(log.text.contains("was granted a level as a mentor") && log.text.contains("Profile read"))
            #expect(log.text.contains("were taken back") && log.text.contains("Asked a mentee for money."))
            #expect(!(try await scene.app.get("/moderation-log")).text.contains("as a mentor"))
        }
    }

    @Test func whoWasRefusedMendsItAndWaitsAgain() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide, isGranted: false)
            let refused = try await scene.decide(
                try await scene.asked(by: scene.guide),
                #"{"decision": "refuse", "answer": "Say what you did yourself."}"#)
            #expect(refused.status == 200, "\(refused.text)")
            let own = try await scene.app.get("/mentoring", as: scene.guide.browser)
            #expect(own.text.contains("was not granted") && own.text.contains("Say what you did yourself."))
            #expect(
                try await scene.app.api(.get, "/api/v1/mentor-reviews", as: scene.moderator.program).items().isEmpty)
            try await scene.guides(scene.guide, ["experienceYears": 11])
            #expect(try await scene.listed() == ["guide"])
        }
    }
}
