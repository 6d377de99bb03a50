import Core
import Foundation
import Mentoring
import TestSupport
import Testing

@Suite("Mentors invite mentees who let themselves be found")
struct InvitationTests {
    private static let api = "/api/v1/mentorship-invitations"
    private static let mentees = "/api/v1/mentees"
    private static let words = "I went the way that you are on four years ago."

    /// The mentor answers in writing; the mentees look for just that.
    private static func play(
        capacity: Int = 2, _ body: @escaping @Sendable (MentorshipScene) async throws -> Void
    ) async throws {
        try await MentorshipScene.play(capacity: capacity) { scene in
            try await scene.app.change("UPDATE mentor_profile SET is_async_only = 1")
            for mentee in [scene.mentee, scene.other] { try await looks(mentee, scene) }
            try await body(scene)
        }
    }

    private static func looks(_ member: TestMember, _ scene: MentorshipScene) async throws {
        let profile = """
            {"goal": "The findablegoal of \(member.username) within a year.", "timeline": "year", "isAsyncOnly": true,
            "topics": ["cv"], "languages": [{"code": "en", "level": 6}], "destinations": [{"country": "DE", "city": ""}],
            "isAdult": true}
            """
        let saved = try await scene.app.api(.put, "/api/v1/me/mentee-profile", profile, as: member.program)
        #expect(saved.status == 200, "\(saved.text)")
    }

    private static func findable(
        _ member: TestMember, _ scene: MentorshipScene, isOn: Bool = true
    ) async throws -> Int {
        try await scene.app.api(isOn ? .put : .delete, "/api/v1/me/findable", as: member.program).status
    }

    private static func found(_ scene: MentorshipScene) async throws -> [String] {
        try await scene.app.api(.get, mentees, as: scene.mentor.program).items()
            .compactMap { ($0["member"] as? [String: Any])?["username"] as? String }
    }

    private static func draft(_ mentee: String, track: String = "career", words: String = words) -> String {
        #"{"mentee": "\#(mentee)", "track": "\#(track)", "message": "\#(words)"}"#
    }

    private static func invite(
        _ mentee: TestMember, track: String = "career", _ scene: MentorshipScene
    ) async throws -> String {
        let made = try await scene.app.api(
            .post, api, draft(mentee.username, track: track), as: scene.mentor.program)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json()["id"] as? String)
    }

    private static func step(
        _ step: String, _ id: String, as member: TestMember, _ scene: MentorshipScene
    ) async throws -> Answer {
        try await scene.app.api(.post, "\(api)/\(id)/\(step)", as: member.program)
    }

    // MARK: Who is found

    @Test func nobodyIsFoundWhoDidNotSaySoAndByNobodyButMentorsWhoFit() async throws {
        try await Self.play { scene in
            #expect(try await Self.found(scene).isEmpty)
            let empty = try await scene.app.get("/mentoring/mentees", as: scene.mentor.browser)
            #expect(empty.status == 200 && empty.text.contains("Nobody who fits"))
            try await scene.refuses(404) {
                try await scene.app.api(.post, Self.api, Self.draft("mentee"), as: scene.mentor.program)
            }
            for member in [scene.mentee, scene.other] {
                #expect(try await Self.findable(member, scene) == 204)
            }
            let names = try await Self.found(scene)
            #expect(Set(names) == ["mentee", "other"])
            let page = try await scene.app.get("/mentoring/mentees", as: scene.mentor.browser)
            #expect(page.text.contains("findablegoal of mentee") && page.header("X-Robots-Tag") == "noindex")
            // Other members do not read who looks for somebody.
            #expect(try await scene.app.api(.get, Self.mentees, as: scene.other.program).status == 403)
            #expect(try await scene.app.get("/mentoring/mentees", as: scene.other.browser).status == 403)
            // A block, and the mentee's rule: neither is told.
            _ = try await scene.app.api(.put, "/api/v1/me/blocks/\(scene.mentor.id)", as: scene.other.program)
            let rules = #"{"genderRule": "women_only"}"#
            _ = try await scene.app.api(.put, "/api/v1/me/matching-rules", rules, as: scene.mentee.program)
            #expect(try await Self.found(scene).isEmpty)
            try await scene.refuses(404) {
                try await scene.app.api(.post, Self.api, Self.draft("mentee"), as: scene.mentor.program)
            }
            _ = try await scene.app.api(
                .put, "/api/v1/me/matching-rules", #"{"genderRule": "anybody"}"#, as: scene.mentee.program)
            #expect(try await Self.found(scene) == ["mentee"])
            #expect(try await Self.findable(scene.mentee, scene, isOn: false) == 204)
            #expect(try await Self.found(scene).isEmpty)
            // Who takes nobody now finds nobody.
            try await scene.app.change("UPDATE mentor_profile SET is_accepting = 0")
            #expect(try await scene.app.api(.get, Self.mentees, as: scene.mentor.program).status == 403)
        }
    }

    // MARK: What is refused

    @Test func whatIsWrongIsNamedAndTheWordsStay() async throws {
        try await Self.play { scene in
            #expect(try await Self.findable(scene.mentee, scene) == 204)
            let short = try await scene.refuses(422) {
                try await scene.app.api(
                    .post, Self.api, Self.draft("mentee", track: "x", words: "Hm"), as: scene.mentor.program)
            }
            #expect(try short.mentorshipFields() == ["#/message", "#/track"])
            let page = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/mentoring/invitations/new",
                    ["formID": "f", "mentee": "mentee", "track": "career", "message": "Too short"],
                    as: scene.mentor.browser)
            }
            #expect(page.text.contains("Too short") && page.text.contains("findablegoal"))
            let id = try await Self.invite(scene.mentee, scene)
            for (code, track) in [("invited_already", "career"), ("invited_already", "language")] {
                let again = try await scene.refuses(409) {
                    try await scene.app.api(
                        .post, Self.api, Self.draft("mentee", track: track), as: scene.mentor.program)
                }
                #expect(try again.json()["code"] as? String == code)
            }
            try await scene.refuses(404) { try await Self.step("accept", id, as: scene.other, scene) }
            for (name, member) in [("accept", scene.mentor), ("decline", scene.mentor), ("withdraw", scene.mentee)] {
                let refused = try await scene.refuses(403) { try await Self.step(name, id, as: member, scene) }
                #expect(try refused.json()["code"] as? String == "invitation_other_side")
            }
            scene.app.clock.advance(.days(8))
            let late = try await scene.refuses(409) { try await Self.step("accept", id, as: scene.mentee, scene) }
            #expect(try late.json()["code"] as? String == "invitation_step")
            try await scene.app.services.mentorships.settleInvitations()
            let open = try await scene.app.count("SELECT count(*) FROM mentorship_invitation WHERE state = 'expired'")
            #expect(open == 1)
        }
    }

    // MARK: What is done

    @Test func aYesBeginsTheMentorshipWithItsSeat() async throws {
        try await Self.play(capacity: 1) { scene in
            for member in [scene.mentee, scene.other] { #expect(try await Self.findable(member, scene) == 204) }
            let form = try await scene.app.get(
                "/mentoring/invitations/new?mentee=mentee", as: scene.mentor.browser)
            #expect(form.status == 200 && form.text.contains("findablegoal of mentee"))
            for _ in 1...2 {
                let sent = try await scene.app.submit(
                    "/mentoring/invitations/new",
                    ["formID": "f", "mentee": "mentee", "track": "career", "message": Self.words],
                    as: scene.mentor.browser)
                #expect(sent.status == 303, "\(sent.text.prefix(500))")
            }
            let second = try await Self.invite(scene.other, scene)
            #expect(try await scene.told(scene.mentee) == ["mentor_invited"])
            #expect(try await scene.letters(to: scene.mentee).count == 1)
            let page = try await scene.app.get("/mentoring/invitations", as: scene.mentee.browser)
            #expect(page.text.contains("Ayesha Mentor") && page.text.contains(Self.words))
            #expect(page.text.contains("Yes, gladly") && !page.text.contains("Take it back"))
            let own = try await scene.app.get("/mentoring/invitations", as: scene.mentor.browser)
            #expect(own.text.contains("Take it back") && !own.text.contains("Yes, gladly"))
            let first = try #require(
                try await scene.app.api(.get, Self.api, as: scene.mentee.program).items().first?["id"] as? String)
            for _ in 1...2 {
                let yes = try await scene.app.submit(
                    "/mentoring/invitations/\(first)/steps", ["step": "accept"], as: scene.mentee.browser)
                #expect(yes.status == 303, "\(yes.text.prefix(500))")
                #expect(yes.header("Location")?.hasPrefix("/mentoring/mentorships/") == true)
            }
            #expect(try await scene.told(scene.mentor) == ["mentor_invitation_accepted"])
            let seats = try await scene.app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1")
            let all = try await scene.app.count("SELECT count(*) FROM mentorship")
            #expect(seats == 1 && all == 1)
            // The seat is counted where it is taken.
            let full = try await scene.refuses(409) { try await Self.step("accept", second, as: scene.other, scene) }
            #expect(try full.json()["code"] as? String == "slot_taken")
            #expect(try full.json()["arguments"] == nil, "there is nobody else")
            let guide = try await scene.app.member("guide")
            try await scene.app.mentor(guide, capacity: 2)
            try await scene.app.change("UPDATE mentor_profile SET is_async_only = 1")
            let late = try await scene.refuses(409) { try await Self.step("accept", second, as: scene.other, scene) }
            #expect(try late.json()["arguments"] as? [String: String] == ["next": "guide"])
            let way = try await scene.refuses(409) {
                try await scene.app.submit(
                    "/mentoring/invitations/\(second)/steps", ["step": "accept"], as: scene.other.browser)
            }
            #expect(way.text.contains("Somebody else who fits you:") && way.text.contains("/mentors/guide"))
            #expect(try await Self.step("decline", second, as: scene.other, scene).status == 200)
            #expect(try await scene.told(scene.mentor).last == "mentor_invitation_declined")
        }
    }

    @Test func aBlockAndAClosedAccountEndWhatIsOpen() async throws {
        try await Self.play { scene in
            for member in [scene.mentee, scene.other] { #expect(try await Self.findable(member, scene) == 204) }
            let blocked = try await Self.invite(scene.mentee, scene)
            let left = try await Self.invite(scene.other, scene)
            _ = try await scene.app.api(.put, "/api/v1/me/blocks/\(scene.mentee.id)", as: scene.mentor.program)
            #expect(try await Self.step("accept", blocked, as: scene.mentee, scene).status == 409)
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentor.program)
            let theirs = try await scene.app.api(.get, "/api/v1/me/export", as: scene.other.program)
            #expect(export.text.contains(Self.words) && !theirs.text.contains(Self.words))
            #expect(theirs.text.contains("menteeFindable"))
            // A letter was asked for by nobody: what is open ends with the account.
            _ = try await scene.app.services.leaving.requestDeletion(.remove, as: scene.mentor.principal)
            try await scene.app.change("UPDATE mentorship_invitation SET deadline_at = 4000000000000")
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            let states = try await scene.app.count(
                "SELECT count(*) FROM mentorship_invitation WHERE state = 'closed' AND message = '—'")
            #expect(states == 2)
            #expect(try await Self.step("accept", left, as: scene.other, scene).status == 409)
        }
    }
}
