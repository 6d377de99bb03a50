import Core
import Foundation
import Mentoring
import Storage
import TestSupport
import Testing

@Suite("What the two thought of a mentorship")
struct MentorshipFeedbackTests {
    private static func give(
        _ json: String, on id: String, as member: TestMember, _ scene: MentorshipScene
    ) async throws -> Answer {
        try await scene.app.api(.post, "\(MentorshipScene.api)/\(id)/feedback", json, as: member.program)
    }

    @Test func bothAreAskedOnceItIsCompletedByBothOrByItsLastDay() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            try await scene.step("complete", id, as: scene.mentor)
            #expect(try await scene.told(scene.mentee).last == "mentor_completed")
            #expect(try await !scene.told(scene.mentor).contains("mentor_feedback"))
            try await scene.step("complete", id, as: scene.mentee)
            for member in [scene.mentor, scene.mentee] {
                let told = try await scene.told(member)
                #expect(told.last == "mentor_feedback" && told.filter { $0 == "mentor_completed" }.count < 2)
                let notices = try await scene.app.get("/notifications", as: member.browser)
                #expect(notices.text.contains("what did you think of it?"))
            }
        }
        try await MentorshipScene.play { scene in
            let id = try await scene.mentorship(in: .paused)
            scene.app.clock.advance(.days(60))
            try await scene.app.services.mentorships.settleDue()
            let completed = try await scene.app.count(
                "SELECT count(*) FROM mentorship WHERE id = \(id) AND state = 'completed'")
            #expect(completed == 1)
            for member in [scene.mentor, scene.mentee] {
                #expect(try await scene.told(member).last == "mentor_feedback")
            }
        }
    }

    @Test func eachSaysItOnceByThePageAndTheOtherNeverReadsIt() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.mentorship(in: .completed)
            let path = "\(MentorshipScene.pages)/\(id)"
            let form = try await scene.app.get(path, as: scene.mentee.browser)
            #expect(form.text.contains("What you thought of it") && form.text.contains("name=\"rating\""))
            let empty = try await scene.refuses(422) {
                try await scene.app.submit(
                    "\(path)/feedback", ["rating": "", "body": "Mine alone, kept", "isProblematic": "on"],
                    as: scene.mentee.browser)
            }
            #expect(empty.text.contains("Mine alone, kept") && empty.text.contains("value=\"on\" checked"))
            let fields: KeyValuePairs = ["rating": "4", "body": "The canary words of mine."]
            for _ in 1...2 {
                let sent = try await scene.app.submit("\(path)/feedback", fields, as: scene.mentee.browser)
                #expect(sent.status == 303, "\(sent.text.prefix(400))")
            }
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship_feedback") == 1)
            let own = try await scene.app.get(path, as: scene.mentee.browser)
            #expect(own.text.contains("canary words") && !own.text.contains("name=\"rating\""))
            let mine = try await scene.app.api(
                .get, "\(MentorshipScene.api)/\(id)/feedback", as: scene.mentee.program)
            #expect(try mine.json()["rating"] as? Int == 4)
            let again = try await scene.refuses(409) {
                try await scene.app.submit(
                    "\(path)/feedback", ["rating": "1", "body": "Other words"], as: scene.mentee.browser)
            }
            #expect(again.text.contains("You have said already") && again.text.contains("Other words"))
            try await scene.refuses(409) { try await Self.give(#"{"rating": 5}"#, on: id, as: scene.mentee, scene) }
            let others = try await scene.app.get(path, as: scene.mentor.browser)
            #expect(!others.text.contains("canary words") && others.text.contains("name=\"rating\""))
            let shown = try await scene.app.api(
                .get, "\(MentorshipScene.api)/\(id)/feedback", as: scene.mentor.program)
            #expect(shown.status == 404)
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentee.program)
            let exported = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentor.program)
            #expect(export.text.contains("canary words") && !exported.text.contains("canary words"))
        }
    }

    @Test func onlyTheTwoOnlyAfterTheEndAndOnlyForFourteenDays() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            let five = #"{"rating": 5}"#
            try await scene.refuses(409) { try await Self.give(five, on: id, as: scene.mentee, scene) }
            for member in [scene.mentor, scene.mentee] { try await scene.step("complete", id, as: member) }
            try await scene.refuses(404) { try await Self.give(five, on: id, as: scene.other, scene) }
            let others = try await scene.app.api(
                .get, "\(MentorshipScene.api)/\(id)/feedback", as: scene.other.program)
            #expect(others.status == 404)
            for wrong in ["{}", #"{"rating": 0}"#, #"{"rating": 6}"#, #"{"rating": 3, "stars": 3}"#] {
                try await scene.refuses(422) { try await Self.give(wrong, on: id, as: scene.mentee, scene) }
            }
            #expect(try await Self.give(five, on: id, as: scene.mentor, scene).status == 201)
            #expect(try await Self.give(five, on: id, as: scene.mentor, scene).status == 200)
            scene.app.clock.advance(.days(14))
            try await scene.refuses(409) { try await Self.give(five, on: id, as: scene.mentee, scene) }
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            #expect(page.status == 200 && !page.text.contains("name=\"rating\""))
        }
    }

    @Test func whatDevicesSendIsTakenOnceAndHeldByNobodyElse() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.mentorship(in: .completed)
            let feedback = "019aa5c1-7c00-7000-8000-0000000000f2"
            let sent: [String: Any] = [
                "id": feedback, "mentorshipId": id, "rating": 5, "body": "It went well.",
            ]
            var first = Device(scene.app, scene.mentee.program, name: "first")
            var second = Device(scene.app, scene.mentee.program, name: "second")
            var mentors = Device(scene.app, scene.mentor)
            var outsiders = Device(scene.app, scene.other)
            let wrong = try await first.push(
                ("mentorship.feedback", ["mentorshipId": id, "rating": 5]),
                ("mentorship.feedback", ["id": feedback, "mentorshipId": id, "rating": 9]))
            #expect(wrong == ["invalid", "invalid"])
            for _ in 1...2 { #expect(try await first.push("mentorship.feedback", sent) == "applied") }
            var other = sent
            (other["id"], other["rating"]) = ("019aa5c1-7c00-7000-8000-0000000000f3", 1)
            #expect(try await second.push("mentorship.feedback", other) == "invalid")
            #expect(try await outsiders.push("mentorship.feedback", other) == "not_found")
            // An id of somebody else's is no way to their words.
            other["id"] = feedback
            #expect(try await mentors.push("mentorship.feedback", other) == "id_conflict")
            try await first.pull()
            try await mentors.pull()
            #expect(first.value("feedback/\(feedback)")?["rating"] as? Int == 5)
            #expect(mentors.count("feedback") == 0 && mentors.value("mentorship/\(id)") != nil)
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship_feedback") == 1)
        }
    }

    private static func draft() -> MentorshipDraft {
        var draft = MentorshipDraft()
        (draft.mentor, draft.track, draft.goal) = ("mentor", "career", MentorshipScene.goal)
        (draft.background, draft.question) = (MentorshipScene.background, MentorshipScene.question)
        return draft
    }

    @Test func whatWasProblematicKeepsTheTwoApartForEver() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.mentorship(in: .completed)
            // A request the other way round waits meanwhile.
            try await scene.app.mentor(scene.mentee)
            try await scene.app.trust(scene.mentor, 1)
            try await scene.app.mentee(scene.mentor)
            let asked = try await scene.ask("language", of: scene.mentee, as: scene.mentor)
            let given = try await scene.app.submit(
                "\(MentorshipScene.pages)/\(id)/feedback", ["rating": "1", "isProblematic": "on", "asksAgain": "on"],
                as: scene.mentor.browser)
            #expect(given.status == 303)
            let asking = try await scene.app.count("SELECT count(*) FROM mentorship_feedback WHERE asks_again = 1")
            #expect(asking == 0, "never again is the stronger word")
            let own = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentor.browser)
            #expect(own.text.contains("Nobody brings you two together") && own.text.contains("/\(id)/report"))
            let others = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            #expect(!others.text.contains("Nobody brings you two together"))
            #expect(try await scene.state(asked) == "cancelled")
            // The cool-down of a completed one is over, and the mentee is told nothing but what others are.
            scene.app.clock.advance(.days(70))
            let mentorships = scene.app.services.mentorships
            let refused = await Self.problem {
                _ = try await mentorships.ask(Self.draft(), as: scene.mentee.principal)
            }
            #expect(refused?.code == "mentor_not_open")
            let stranger = try await mentorships.ask(Self.draft(), as: scene.other.principal)
            #expect(stranger.isNew)
        }
    }

    @Test func whereBothWouldGoOnTheTwoMayBeginAnewAtOnce() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.mentorship(in: .completed)
            let path = "\(MentorshipScene.pages)/\(id)"
            let given = try await scene.app.submit(
                "\(path)/feedback", ["rating": "5", "asksAgain": "on"], as: scene.mentee.browser)
            #expect(given.status == 303)
            let own = try await scene.app.get(path, as: scene.mentee.browser)
            #expect(own.text.contains("You would like to go on with the same person."))
            let others = try await scene.app.get(path, as: scene.mentor.browser)
            #expect(!others.text.contains("You would like to go on"))
            // One alone changes nothing.
            let mentorships = scene.app.services.mentorships
            let refused = await Self.problem {
                _ = try await mentorships.ask(Self.draft(), as: scene.mentee.principal)
            }
            #expect(refused?.code == "mentor_not_open")
            // What was said stands; this can be added to it, and nothing else.
            let five = #"{"rating": 5}"#
            #expect(try await Self.give(five, on: id, as: scene.mentor, scene).status == 201)
            let both = #"{"rating": 5, "asksAgain": true}"#
            for _ in 1...2 { #expect(try await Self.give(both, on: id, as: scene.mentor, scene).status == 200) }
            let other = #"{"rating": 4, "asksAgain": true}"#
            for json in [five, other] {
                try await scene.refuses(409) { try await Self.give(json, on: id, as: scene.mentor, scene) }
            }
            #expect(try await mentorships.ask(Self.draft(), as: scene.mentee.principal).isNew)
        }
    }

    private static func problem(of body: () async throws -> Void) async -> Problem? {
        do {
            try await body()
            return nil
        } catch { return error as? Problem }
    }

    /// A mentorship of two that was completed long ago, and what the mentee thought of it.
    private static func rate(
        _ mentor: TestMember, _ stars: Int, number: Int, by mentee: TestMember, _ app: TestApp
    ) async throws {
        let id = "0199f4b0-0000-7000-8000-\(String(format: "%012d", number))"
        let now = app.clock.clock.now.advanced(by: .days(-70))
        try await app.services.store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO mentorship (id, mentor_id, mentee_id, track, state, goal, background, question, weeks,
                    requested_at, accepted_at, ended_at, ending, updated_at)
                VALUES (\(id), \(mentor.id), \(mentee.id), 'career', 'completed', 'G', 'B', 'Q', 12, 1, 1, \(now),
                    'finished', 1)
                """)
            try transaction.execute(
                """
                INSERT INTO mentorship_feedback (id, mentorship_id, side, rating, is_problematic, body, created_at)
                VALUES (\(id), \(id), 'mentee', \(stars), 0, '', \(now))
                """)
            MentorRepository.touch(mentor.id, in: transaction)
        }
    }

    /// Fewer than five say nothing; more are drawn towards what is usual: seven single stars are under three.
    @Test(arguments: [(1, 4, true), (1, 6, true), (1, 7, false), (3, 12, true)])
    func whoIsRatedBadlyByManyIsAskedNoMore(stars: Int, times: Int, isOpen: Bool) async throws {
        try await MentorshipScene.play(tampering: true) { scene in
            for number in 1...times {
                try await Self.rate(scene.mentor, stars, number: number, by: scene.other, scene.app)
            }
            let asked = try await scene.app.api(
                .post, MentorshipScene.api, MentorshipScene.json(), as: scene.mentee.program)
            #expect(asked.status == (isOpen ? 201 : 409), "\(asked.text)")
            #expect(!asked.text.contains("rating"))
        }
    }

    @Test func norAreTheySuggestedNorWhoHadTrouble() async throws {
        try await TestApp.run(tampering: true) { app in
            try await app.importPathways()
            let scene = Scene(
                app: app, guide: try await app.member("guide"), seeker: try await app.member("seeker"),
                other: try await app.member("other"), moderator: try await app.member("moderator", roles: [.moderator]))
            try await scene.seeks(scene.seeker)
            try await scene.seeks(scene.other)
            try await scene.guides(scene.guide)
            #expect(try await scene.suggested() == ["guide"])
            try await Self.rate(scene.guide, 5, number: 1, by: scene.seeker, app)
            #expect(try await scene.suggested() == ["guide"])
            try await app.change("UPDATE mentorship_feedback SET is_problematic = 1")
            #expect(try await scene.suggested().isEmpty)
            #expect(try await scene.suggested(to: scene.other) == ["guide"])
            for number in 2...9 { try await Self.rate(scene.guide, 1, number: number, by: scene.moderator, app) }
            #expect(try await scene.suggested(to: scene.other).isEmpty)
        }
    }

    @Test func whoLeavesLeavesTheStarsAndTakesTheWords() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.mentorship(in: .completed)
            let json = #"{"rating": 2, "body": "The canary words of mine."}"#
            #expect(try await Self.give(json, on: id, as: scene.mentee, scene).status == 201)
            _ = try await scene.app.services.leaving.requestDeletion(.anonymise, as: scene.mentee.principal)
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            let left = try await scene.app.count(
                "SELECT count(*) FROM mentorship_feedback WHERE account_id IS NULL AND body = '' AND rating = 2")
            #expect(left == 1)
        }
    }
}
