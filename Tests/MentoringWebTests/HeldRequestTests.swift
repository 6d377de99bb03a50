import Core
import Foundation
import Mentoring
import Storage
import TestSupport
import Testing

@Suite("Requests that wait for a moderator")
struct HeldRequestTests {
    /// Nothing anywhere tells the mentor.
    private static func hidden(_ id: String, in scene: MentorshipScene) async throws {
        let api = "\(MentorshipScene.api)/\(id)"
        #expect(try await scene.app.api(.get, api, as: scene.mentor.program).status == 404)
        #expect(try await scene.app.api(.get, "\(api)/messages", as: scene.mentor.program).status == 404)
        #expect(
            try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentor.browser).status == 404)
        #expect(try await scene.app.api(.get, MentorshipScene.api, as: scene.mentor.program).items().isEmpty)
        #expect(try await scene.told(scene.mentor).isEmpty)
        #expect(try await scene.letters(to: scene.mentor).isEmpty)
        for step in ["accept", "decline"] {
            let json = step == "decline" ? #"{"reason": "no_time"}"# : "{}"
            try await scene.refuses(404) { try await scene.step(step, id, json, as: scene.mentor) }
        }
        var device = Device(scene.app, scene.mentor)
        #expect(try await device.follow("m:\(id)") == ["not_found"])
        try await device.pull()
        #expect(device.count("mentorship") == 0)
        let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentor.program)
        #expect(!export.text.contains(id))
    }

    @Test func aYoungAccountsRequestReachesTheMentorOnceAModeratorLetsItThrough() async throws {
        try await MentorshipScene.play { scene in
            let newcomer = try await scene.newcomer()
            let moderator = try await scene.moderator()
            var device = Device(scene.app, newcomer)
            let id = try await scene.ask(as: newcomer)
            try await device.pull()
            #expect(device.value("mentorship/\(id)")?["isHeld"] as? Bool == true)
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: newcomer.browser)
            #expect(page.text.contains("Waits for a moderator") && page.text.contains("value=\"withdraw\""))
            try await Self.hidden(id, in: scene)
            let waiting = try #require(try await scene.waiting(as: moderator).first)
            #expect(waiting["kind"] as? String == "held" && waiting["goal"] as? String == MentorshipScene.goal)
            #expect(waiting["reason"] as? String == "new_account")
            let found = try #require(waiting["id"] as? String)
            // The clock has not begun.
            scene.app.clock.advance(.days(3))
            let queue = try await scene.app.get("/moderation/mentorships", as: moderator.browser)
            #expect(queue.text.contains(MentorshipScene.question))
            let path = "/moderation/mentorships/\(found)/decision"
            let released = try await scene.app.submit(
                path, ["decision": "grant", "answer": ""], as: moderator.browser)
            #expect(released.status == 303, "\(released.text)")
            let shown = try await scene.shown(id, as: scene.mentor)
            #expect(shown["isHeld"] as? Bool == false && shown["state"] as? String == "requested")
            #expect(shown["deadlineAt"] as? String == "2026-12-01T09:00:00.000Z")
            #expect(try await scene.told(scene.mentor) == ["mentor_request"])
            #expect(try await scene.letters(to: scene.mentor).count == 1)
            #expect(try await scene.told(newcomer) == ["mentor_released"])
            var mentors = Device(scene.app, scene.mentor)
            try await mentors.pull()
            #expect(mentors.value("mentorship/\(id)")?["goal"] as? String == MentorshipScene.goal)
            #expect(try await scene.step("accept", id, as: scene.mentor).status == 200)
            try await scene.refuses(409) { try await scene.decide("grant", found, as: moderator) }
        }
    }

    @Test func whatIsRefusedEndsWithAReasonAndTheMentorNeverLearns() async throws {
        try await MentorshipScene.play { scene in
            let newcomer = try await scene.newcomer()
            let moderator = try await scene.moderator()
            let id = try await scene.ask(as: newcomer)
            let found = try #require(try await scene.waiting(as: moderator).first?["id"] as? String)
            // A no without a reason comes back with the form.
            let empty = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/moderation/mentorships/\(found)/decision", ["decision": "refuse", "answer": "No."],
                    as: moderator.browser)
            }
            #expect(empty.text.contains("No."))
            let answer = "You sent the same words to many."
            #expect(try await scene.decide("refuse", found, answer, as: moderator).status == 200)
            #expect(try await scene.shown(id, as: newcomer)["state"] as? String == "cancelled")
            try await Self.hidden(id, in: scene)
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: newcomer.browser)
            #expect(page.text.contains(answer))
            #expect(try await scene.told(newcomer) == ["mentor_refused"])
            #expect(try await scene.letters(to: newcomer).contains { $0.contains(answer) })
            let own = try #require(try await scene.cases(of: newcomer).first)
            #expect(own["state"] as? String == "refused" && own["answer"] as? String == answer)
            #expect(try await scene.waiting(as: moderator).isEmpty)
        }
    }

    @Test func whatCannotBeAnsweredAnyMoreIsNotLetThrough() async throws {
        try await MentorshipScene.play(capacity: 1) { scene in
            let newcomer = try await scene.newcomer()
            let moderator = try await scene.moderator()
            let id = try await scene.ask(as: newcomer)
            let found = try #require(try await scene.waiting(as: moderator).first?["id"] as? String)
            let taken = try await scene.ask()
            try await scene.step("accept", taken, as: scene.mentor)
            let full = try await scene.refuses(409) { try await scene.decide("grant", found, as: moderator) }
            #expect(try full.code() == "held_no_seat")
            try await scene.app.change("UPDATE mentor_profile SET is_accepting = 0")
            let page = try await scene.refuses(409) {
                try await scene.app.submit(
                    "/moderation/mentorships/\(found)/decision", ["decision": "grant", "answer": ""],
                    as: moderator.browser)
            }
            #expect(page.text.contains("The mentor takes no requests now"))
            let api = "\(MentorshipScene.api)/\(id)"
            #expect(try await scene.app.api(.get, api, as: scene.mentor.program).status == 404)
            #expect(try await scene.shown(id, as: newcomer)["isHeld"] as? Bool == true)
        }
    }

    @Test func theEleventhRequestInAWeekWaits() async throws {
        try await MentorshipScene.play { scene in
            for _ in 1...10 {
                let id = try await scene.ask()
                try await scene.step("withdraw", id, as: scene.mentee)
            }
            #expect(try await scene.shown(try await scene.ask())["isHeld"] as? Bool == true)
            let moderator = try await scene.moderator()
            let reason = try await scene.waiting(as: moderator).first?["reason"] as? String
            #expect(reason == "many_requests")
        }
    }

    @Test func whatIsTakenBackOrForgottenIsOver() async throws {
        try await MentorshipScene.play { scene in
            let moderator = try await scene.moderator()
            let newcomer = try await scene.newcomer()
            let first = try await scene.ask(as: newcomer)
            #expect(try await scene.step("withdraw", first, as: newcomer).status == 200)
            #expect(try await scene.waiting(as: moderator).isEmpty)
            let second = try await scene.ask("language", as: newcomer)
            let found = try #require(try await scene.waiting(as: moderator).first?["id"] as? String)
            scene.app.clock.advance(.days(14))
            #expect(try await scene.shown(second, as: newcomer)["state"] as? String == "expired")
            try await scene.app.services.mentorships.settleDue()
            try await scene.refuses(409) { try await scene.decide("grant", found, as: moderator) }
            try await Self.hidden(second, in: scene)
            let path = "\(MentorshipScene.api)/\(first)"
            #expect(try await scene.app.api(.get, path, as: scene.mentor.program).status == 404)
            // It was not the mentor who did not answer.
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship WHERE outcome IS NOT NULL") == 0)
        }
    }

    @Test func onlyStaffSeesTheQueueAndNobodyDecidesAboutThemselves() async throws {
        try await MentorshipScene.play { scene in
            let newcomer = try await scene.newcomer()
            _ = try await scene.ask(as: newcomer)
            let moderator = try await scene.moderator()
            let found = try #require(try await scene.waiting(as: moderator).first?["id"] as? String)
            for member in [scene.mentor, newcomer, scene.other] {
                #expect(try await scene.app.api(.get, MentorshipScene.queue, as: member.program).status == 404)
                #expect(try await scene.app.get("/moderation/mentorships", as: member.browser).status == 404)
                try await scene.refuses(404) { try await scene.decide("grant", found, as: member) }
            }
            try await scene.app.change(
                "INSERT INTO account_role (account_id, role, granted_at) VALUES (\(scene.mentor.id), 'moderator', 1)")
            try await scene.refuses(403) { try await scene.decide("grant", found, as: scene.mentor) }
        }
    }
}
