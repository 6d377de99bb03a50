import Core
import Foundation
import Mentoring
import TestSupport
import Testing

@Suite("Missed meetings, pauses and appeals")
struct StrikeTests {
    /// As many meetings that one of the two missed, an hour each on days in a row.
    private static func miss(_ count: Int, _ side: String, in scene: MentorshipScene) async throws -> String {
        let id = try await scene.accepted()
        let present = side == "mentor" ? scene.mentee : scene.mentor
        for day in 0..<count {
            let meeting = try await scene.confirmed(in: id, ["day": "2026-11-\(23 + day)"])
            scene.app.clock.advance(day == 0 ? .days(3) : .days(1))
            let missed = try await scene.meet("no-show", meeting, as: present)
            #expect(missed.status == 200, "\(missed.text)")
        }
        return id
    }

    private static func pauses(of member: TestMember, in scene: MentorshipScene) async throws -> [[String: Any]] {
        try await scene.app.api(.get, "/api/v1/me/mentoring-pauses", as: member.program).items()
    }

    @Test func fourMissedMeetingsPauseAMenteeUntilTheDayOrAnAppeal() async throws {
        try await MentorshipScene.play { scene in
            try await scene.app.mentor(scene.other)
            _ = try await Self.miss(4, "mentee", in: scene)
            #expect(try await scene.told(scene.mentee).contains("meetings_warning"))
            #expect(try await scene.told(scene.mentee).contains("meetings_stopped"))
            let ask = { @Sendable in
                try await scene.app.api(
                    .post, MentorshipScene.api, MentorshipScene.json("other", track: "language"),
                    as: scene.mentee.program)
            }
            let refused = try await scene.refuses(409) { try await ask() }
            #expect(try refused.code() == "mentor_requests_paused")
            let pause = try #require(try await Self.pauses(of: scene.mentee, in: scene).first)
            let id = try #require(pause["id"] as? String)
            let page = try await scene.app.get("/mentoring/cases", as: scene.mentee.browser)
            let until = try #require(CivilDay(pause["until"] as? String ?? ""))
            let said = page.text.range(
                of: "\\b\(until.day) [A-Z][a-z]+ \(until.year)\\b", options: .regularExpression)
            #expect(said != nil, "in words: a day of figures alone breaks, and Urdu turns it round")
            let path = "/mentoring/pauses/\(id)/appeal"
            let short = try await scene.refuses(422) {
                try await scene.app.submit(path, ["text": "Not fair."], as: scene.mentee.browser)
            }
            #expect(short.text.contains("Not fair."))
            try await scene.refuses(404) {
                try await scene.app.submit(
                    path, ["text": "It was not my fault at all."], as: scene.other.browser)
            }
            let sent = try await scene.app.submit(
                path, ["text": "The power was out in the whole city."], as: scene.mentee.browser)
            #expect(sent.status == 303)
            let again = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, "/api/v1/me/mentoring-pauses/\(id)/appeal",
                    #"{"text": "The power was out in the whole city."}"#, as: scene.mentee.program)
            }
            #expect(try again.code() == "pause_appealed")
            let moderator = try await scene.moderator()
            let queue = try await scene.app.get("/moderation/mentorships", as: moderator.browser)
            #expect(queue.text.contains("The power was out"))
            try await scene.decideNext("grant", as: moderator)
            #expect(try await Self.pauses(of: scene.mentee, in: scene).isEmpty)
            #expect(try await scene.told(scene.mentee).last == "mentor_case")
            #expect(try await ask().status == 201)
        }
    }

    @Test func whoPausesNeitherJoinsARoundNorTakesAnInvitation() async throws {
        try await MentorshipScene.play { scene in
            try await scene.app.mentor(scene.other, capacity: 2)
            let moderator = try await scene.moderator()
            let made = try await scene.app.api(.post, RoundScene.api, RoundScene.json(), as: moderator.program)
            let round = try #require(try made.json()["id"] as? String)
            for step in ["open"] {
                let opened = try await scene.app.api(.post, "\(RoundScene.api)/\(round)/\(step)", as: moderator.program)
                #expect(opened.status == 200, "\(opened.text)")
            }
            try await scene.app.change("UPDATE mentor_profile SET is_async_only = 1")
            try await scene.app.change("UPDATE mentee_profile SET is_async_only = 1")
            #expect(try await scene.app.api(.put, "/api/v1/me/findable", as: scene.mentee.program).status == 204)
            let words = "I went the way that you are on four years ago."
            let invited = try await scene.app.api(
                .post, "/api/v1/mentorship-invitations",
                #"{"mentee": "mentee", "track": "language", "message": "\#(words)"}"#, as: scene.other.program)
            let invitation = try #require(try invited.json()["id"] as? String, "\(invited.text)")
            _ = try await Self.miss(4, "mentee", in: scene)
            let joined = try await scene.refuses(409) {
                try await scene.app.api(
                    .put, "\(RoundScene.api)/\(round)/membership", #"{"side": "mentee"}"#, as: scene.mentee.program)
            }
            #expect(try joined.code() == "mentor_requests_paused")
            let accepted = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, "/api/v1/mentorship-invitations/\(invitation)/accept", as: scene.mentee.program)
            }
            #expect(try accepted.code() == "mentor_requests_paused")
            let found = try await scene.app.api(.get, "/api/v1/mentees", as: scene.other.program).items()
            #expect(found.isEmpty)
        }
    }

    @Test func aMentorWhoMissesFourIsAskedByNobodyForThirtyDays() async throws {
        try await MentorshipScene.play { scene in
            _ = try await Self.miss(4, "mentor", in: scene)
            #expect(try await Self.pauses(of: scene.mentor, in: scene).count == 1)
            let ask = { @Sendable (member: TestMember) in
                try await scene.app.api(.post, MentorshipScene.api, MentorshipScene.json(), as: member.program)
            }
            let refused = try await scene.refuses(409) { try await ask(scene.other) }
            #expect(try refused.code() == "mentor_not_open")
            let shown = try await scene.app.api(.get, "/api/v1/mentors/mentor", as: scene.other.program).json()
            #expect(shown["takesRequests"] as? Bool == false)
            scene.app.clock.advance(.days(30))
            let left = try await scene.app.services.mentoringCases.pauses(as: scene.mentor.principal)
            #expect(left.isEmpty)
            var draft = MentorshipDraft()
            (draft.mentor, draft.track, draft.goal) = ("mentor", "career", MentorshipScene.goal)
            (draft.background, draft.question) = (MentorshipScene.background, MentorshipScene.question)
            let asked = try await scene.app.services.mentorships.ask(draft, as: scene.other.principal)
            #expect(asked.isNew)
        }
    }

    @Test func threeMissedMeetingsWarnAndNoMore() async throws {
        try await MentorshipScene.play { scene in
            _ = try await Self.miss(3, "mentee", in: scene)
            #expect(try await scene.told(scene.mentee).contains("meetings_warning"))
            #expect(try await Self.pauses(of: scene.mentee, in: scene).isEmpty)
            let page = try await scene.app.get("/mentoring/cases", as: scene.mentee.browser)
            #expect(page.status == 200 && page.text.contains("nothing with moderators"))
        }
    }

    @Test func anAppealThatIsRefusedLeavesThePause() async throws {
        try await MentorshipScene.play { scene in
            _ = try await Self.miss(4, "mentee", in: scene)
            let id = try #require(try await Self.pauses(of: scene.mentee, in: scene).first?["id"] as? String)
            let sent = try await scene.app.api(
                .post, "/api/v1/me/mentoring-pauses/\(id)/appeal",
                #"{"text": "I had other things to do on these days."}"#, as: scene.mentee.program)
            #expect(sent.status == 201, "\(sent.text)")
            try await scene.decideNext("refuse", "Others waited for you four times.", as: try await scene.moderator())
            let own = try #require(try await scene.cases(of: scene.mentee).first)
            #expect(own["answer"] as? String == "Others waited for you four times.")
            #expect(try await Self.pauses(of: scene.mentee, in: scene).first?["appeal"] as? String == "refused")
        }
    }
}
