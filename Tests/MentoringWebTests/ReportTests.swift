import Core
import Foundation
import Mentoring
import Storage
import TestSupport
import Testing

@Suite("Reports of mentorships")
struct ReportTests {
    @Test func aMessageIsReportedByThePageAndModeratorsReadItAndNothingElse() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            try await scene.write("For 300 euros I fill in your forms.", in: id, as: scene.mentor)
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            let link = try #require(page.text.firstMatch(of: /report\?message=([0-9a-f-]{36})/))
            let message = String(link.output.1)
            let path = "\(MentorshipScene.pages)/\(id)/report"
            let form = try await scene.app.get("\(path)?message=\(message)", as: scene.mentee.browser)
            #expect(form.status == 200 && form.text.contains("300 euros"))
            let refused = try await scene.refuses(422) {
                try await scene.app.submit(
                    path, ["message": message, "reason": "", "note": "He asked twice."], as: scene.mentee.browser)
            }
            #expect(refused.text.contains("He asked twice.") && refused.text.contains("300 euros"))
            let fields: KeyValuePairs = ["message": message, "reason": "paid_services", "note": "He asked twice."]
            for _ in 1...2 {
                let sent = try await scene.app.submit(path, fields, as: scene.mentee.browser)
                #expect(sent.status == 303 && sent.header("Location") == "/mentoring/cases")
            }
            let moderator = try await scene.moderator()
            let waiting = try await scene.waiting(as: moderator)
            let found = try #require(waiting.first)
            #expect(waiting.count == 1 && found["message"] as? String == "For 300 euros I fill in your forms.")
            #expect(found["goal"] as? String == nil)
            let queue = try await scene.app.get("/moderation/mentorships", as: moderator.browser)
            #expect(queue.text.contains("300 euros") && queue.text.contains("Offered paid or legal services"))
            for other in [MentorshipScene.goal, MentorshipScene.question, "On Thursday at six."] {
                #expect(!queue.text.contains(other))
            }
        }
    }

    @Test func whatIsUpheldEndsItSilentlyAndKeepsTheTwoApart() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            let json = #"{"reason": "harassment", "note": "At night."}"#
            let sent = try await scene.report(json, in: id, as: scene.mentee)
            #expect(sent.status == 201, "\(sent.text)")
            let again = try await scene.report(#"{"reason": "spam"}"#, in: id, as: scene.mentee)
            #expect(again.status == 200)
            let moderator = try await scene.moderator()
            // Nobody else's words: the mentee reports how the mentor behaves.
            #expect(try await scene.waiting(as: moderator).first?["goal"] as? String == nil)
            try await scene.decideNext("grant", "Thank you.", as: moderator)
            let shown = try await scene.shown(id, as: scene.mentor)
            #expect(shown["state"] as? String == "cancelled" && shown["ending"] as? String == "ended")
            #expect(try await scene.told(scene.mentor).last == "mentor_ended")
            #expect(try await scene.told(scene.mentee).last == "mentor_case")
            let refused = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, MentorshipScene.api, MentorshipScene.json(track: "language"), as: scene.mentee.program)
            }
            #expect(try refused.code() == "mentor_not_open")
            let log = try await scene.app.get("/moderation/audit", as: moderator.browser)
            #expect(log.text.contains("A report about a mentorship"))
            #expect(try await !scene.app.get("/moderation-log").text.contains("report about"))
        }
    }

    @Test func whatIsNotUpheldChangesNothing() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            _ = try await scene.report(#"{"reason": "spam"}"#, in: id, as: scene.mentor)
            let moderator = try await scene.moderator()
            // The mentor reports the request: its words are what moderators read.
            #expect(try await scene.waiting(as: moderator).first?["goal"] as? String == MentorshipScene.goal)
            try await scene.decideNext("refuse", "It is a request like others.", as: moderator)
            #expect(try await scene.state(id) == "active")
            let own = try #require(try await scene.cases(of: scene.mentor).first)
            #expect(own["state"] as? String == "refused")
            #expect(try await scene.cases(of: scene.mentee).isEmpty)
        }
    }

    @Test func onlyTheTwoReportAndOnlyTheOthersWords() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            let listed = try await scene.app.api(
                .get, "\(MentorshipScene.api)/\(id)/messages", as: scene.mentee.program
            ).items()
            let own = try #require(
                listed.first { $0["authorId"] as? String == scene.mentee.id.text }?["id"] as? String)
            let json = #"{"reason": "spam"}"#
            try await scene.refuses(404) { try await scene.report(json, in: id, as: scene.other) }
            try await scene.refuses(403) {
                try await scene.report(#"{"reason": "spam", "messageId": "\#(own)"}"#, in: id, as: scene.mentee)
            }
            try await scene.refuses(404) {
                try await scene.report(#"{"reason": "spam", "messageId": "\#(id)"}"#, in: id, as: scene.mentee)
            }
            try await scene.refuses(422) { try await scene.report(#"{"reason": "dull"}"#, in: id, as: scene.mentee) }
            #expect(
                try await scene.app.get("\(MentorshipScene.pages)/\(id)/report", as: scene.other.browser).status
                    == 404)
            var device = Device(scene.app, scene.other)
            let pushed = try await device.push("mentorship.report", ["mentorshipId": id, "reason": "spam"])
            #expect(pushed == "not_found")
            var mentees = Device(scene.app, scene.mentee)
            #expect(
                try await mentees.push("mentorship.report", ["mentorshipId": id, "reason": "spam"]) == "applied")
            #expect(try await scene.cases(of: scene.mentee).count == 1)
        }
    }

    @Test(arguments: [PostsAfterwards.anonymise, .remove])
    func aClosedAccountTakesItsWordsOutOfWhatItReported(posts: PostsAfterwards) async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            _ = try await scene.report(#"{"reason": "spam", "note": "My own words."}"#, in: id, as: scene.mentee)
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentee.program)
            #expect(export.text.contains("My own words."))
            _ = try await scene.app.services.leaving.requestDeletion(posts, as: scene.mentee.principal)
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            let kept = try await scene.app.count(
                "SELECT count(*) FROM mentoring_case WHERE words = '' AND opened_by IS NULL")
            #expect(kept == 1)
        }
    }
}
