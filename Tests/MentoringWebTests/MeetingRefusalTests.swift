import Core
import Mentoring
import Storage
import TestSupport
import Testing

@Suite("Meetings: what is refused, and on devices")
struct MeetingRefusalTests {
    @Test func outsidersFindNoneAndVisitorsSignIn() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            let meeting = try await scene.confirmed(in: id)
            let paths = [
                "/mentoring/mentorships/\(id)/meetings", "/mentoring/mentorships/\(id)/meetings.ics",
                "/mentoring/mentorships/\(id)/meetings/new", "/mentoring/meetings/\(meeting).ics",
                "/mentoring/meetings/\(meeting)/move",
            ]
            for path in paths {
                #expect(try await scene.app.get(path, as: scene.other.browser).status == 404, "\(path)")
                #expect(try await scene.app.get(path).status == 303, "\(path)")
            }
            #expect(try await scene.app.get("/mentoring/meetings/\(meeting)", as: scene.mentee.browser).status == 404)
            try await scene.refuses(404) { try await scene.proposal(in: id, as: scene.other) }
            for step in ["confirm", "cancel", "held", "no-show"] {
                try await scene.refuses(404) { try await scene.meet(step, meeting, as: scene.other) }
            }
            let listed = try await scene.app.api(
                .get, "\(MentorshipScene.api)/\(id)/meetings", as: scene.other.program)
            #expect(listed.status == 404)
        }
    }

    @Test func aProposalIsHeldToItsLimitsAndComesBackWithItsWords() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            let path = "\(MentorshipScene.pages)/\(id)/meetings/new"
            let fields: KeyValuePairs = [
                "day": "2026-11-20", "time": "18:00", "zone": "Asia/Karachi", "minutes": "5",
                "place": "Our words stay", "repeats": "weekly", "count": "13",
            ]
            let refused = try await scene.refuses(422) {
                try await scene.app.submit(path, fields, as: scene.mentee.browser)
            }
            #expect(
                refused.text.contains("Our words stay") && refused.text.contains("15") && refused.text.contains("12"))
            let wrong: [([String: Any], String)] = [
                (["day": "2026-11-20"], "time"), (["day": "2027-06-30"], "day"), (["zone": "Mars/Base"], "zone"),
                (["time": "25:00"], "time"), (["minutes": 121], "minutes"), (["repeats": "daily"], "repeats"),
                (["repeats": "weekly"], "count"), (["place": String(repeating: "x", count: 301)], "place"),
                (["day": ""], "day"),
            ]
            for (draft, field) in wrong {
                let answer = try await scene.proposal(draft, in: id)
                #expect(answer.status == 422, "\(draft) \(answer.text)")
                #expect(try answer.mentorshipFields().contains { $0.contains(field) }, "\(draft) \(answer.text)")
            }
            // Twelve and twelve are as many as there may be.
            for day in ["2026-11-23", "2026-11-24"] {
                let series: [String: Any] = ["day": day, "repeats": "weekly", "count": 12]
                #expect(try await scene.proposal(series, in: id).status == 201)
            }
            #expect(try await scene.proposal(in: id).status == 409)
        }
    }

    @Test func onlyWhereTheTwoHaveOneAnother() async throws {
        try await MentorshipScene.play { scene in
            let asked = try await scene.ask()
            try await scene.refuses(409) { try await scene.proposal(in: asked) }
            try await scene.step("accept", asked, as: scene.mentor)
            let meeting = try await scene.confirmed(in: asked, ["zone": "UTC"])
            #expect(try await scene.step("end", asked, as: scene.mentor).status == 200)
            let shown = try #require(try await scene.meetings(in: asked).first)
            #expect(shown["state"] as? String == "cancelled" && shown["version"] as? Int == 3)
            let lines = try await scene.calendar(meeting)
            #expect(lines.contains("STATUS:CANCELLED") && lines.contains("SEQUENCE:2"))
            try await scene.refuses(409) { try await scene.meet("cancel", meeting, as: scene.mentee) }
            try await scene.refuses(409) { try await scene.proposal(in: asked) }
            let page = try await scene.app.get(
                "\(MentorshipScene.pages)/\(asked)/meetings/new", as: scene.mentee.browser)
            #expect(page.status == 409)
        }
    }

    @Test func whatHasLapsedHasNoMeetingsToComeWhoeverHasLooked() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            let meeting = try await scene.confirmed(in: id, ["day": "2026-12-20"])
            // Fourteen days, and nobody met or wrote.
            scene.app.clock.advance(.days(15))
            let before = try await scene.calendar(meeting)
            try await scene.app.services.mentorships.settleDue()
            let after = try await scene.calendar(meeting)
            for lines in [before, after] {
                #expect(lines.contains("STATUS:CANCELLED") && lines.contains("SEQUENCE:2"))
            }
        }
    }

    @Test func aStepIsTakenOnceFromTheVersionThatWasRead() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            let meeting = try #require(try await scene.propose(in: id).first)
            try await scene.refuses(412) {
                try await scene.meet("confirm", meeting, #"{"version": 7}"#, as: scene.mentor)
            }
            try await scene.refuses(403) { try await scene.meet("confirm", meeting, as: scene.mentee) }
            let json = #"{"version": 1, "key": "once"}"#
            let first = try await scene.meet("confirm", meeting, json, as: scene.mentor)
            let again = try await scene.meet("confirm", meeting, json, as: scene.mentor)
            #expect(first.status == 200 && again.status == 200 && first.text == again.text)
            try await scene.refuses(409) { try await scene.meet("cancel", meeting, json, as: scene.mentor) }
            let mine = "019aa5c1-7c00-7000-8000-0000000000e1"
            #expect(try await scene.proposal(["id": mine], in: id).status == 201)
            #expect(try await scene.proposal(["id": mine], in: id).status == 200)
            #expect(try await scene.proposal(["id": mine], in: id, as: scene.mentor).status == 409)
            #expect(try await scene.app.count("SELECT count(*) FROM meeting") == 2)
        }
    }

    @Test func theTwoAgreeOffline() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            let mine = "019aa5c1-7c00-7000-8000-0000000000e2"
            var mentees = Device(scene.app, scene.mentee)
            var mentors = Device(scene.app, scene.mentor)
            let sent: [String: Any] = [
                "id": mine, "mentorshipId": id, "day": "2026-11-23", "time": "18:00", "place": "By telephone",
            ]
            for _ in 1...2 { #expect(try await mentees.push("meeting.propose", sent) == "applied") }
            try await mentors.pull()
            let row = try #require(mentors.value("meeting/\(mine)"))
            #expect(
                row["startsAt"] as? String == "2026-11-23T13:00:00.000Z" && row["place"] as? String == "By telephone")
            #expect(try await mentors.push("meeting.confirm", ["id": mine, "version": 1]) == "applied")
            let late = try await mentors.push("meeting.cancel", ["id": mine, "version": 1])
            #expect(late == "stale_version")
            let moved: [String: Any] = ["id": mine, "version": 2, "day": "2026-11-24", "time": "19:00"]
            #expect(try await mentees.push("meeting.move", moved) == "applied")
            try await mentors.pull()
            #expect(mentors.value("meeting/\(mine)")?["startsAt"] as? String == "2026-11-24T14:00:00.000Z")
            #expect(try await mentees.push("meeting.confirm", ["id": mine]) == "forbidden")
            #expect(try await mentors.push("meeting.confirm", ["id": mine]) == "applied")
            #expect(try await mentees.push("meeting.held", ["id": mine]) == "invalid")
            scene.app.clock.advance(.days(4))
            #expect(try await mentors.push("meeting.noShow", ["id": mine]) == "applied")
            try await mentees.pull()
            #expect(mentees.value("meeting/\(mine)")?["missedBy"] as? String == "mentee")
            var stranger = Device(scene.app, scene.other)
            let theirs = try await stranger.push(
                ("meeting.cancel", ["id": mine]), ("meeting.propose", sent.merging(["id": id]) { $1 }))
            try await stranger.pull()
            #expect(theirs == ["not_found", "not_found"] && stranger.count("meeting") == 0)
        }
    }

    @Test(arguments: [PostsAfterwards.anonymise, .remove])
    func aClosedAccountTakesItsPlacesAndItsNameAway(posts: PostsAfterwards) async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            _ = try await scene.confirmed(in: id, ["day": "2026-12-20", "place": "At my mother's house"])
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentee.program)
            let others = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentor.program)
            #expect(export.text.contains("At my mother's house") && !others.text.contains("At my mother's house"))
            _ = try await scene.app.services.leaving.requestDeletion(posts, as: scene.mentee.principal)
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            let shown = try #require(try await scene.meetings(in: id, as: scene.mentor).first)
            #expect(shown["state"] as? String == "cancelled")
            #expect(shown["place"] as? String == (posts == .remove ? "" : "At my mother's house"))
            let named = try await scene.app.count(
                "SELECT count(*) FROM meeting_event WHERE account_id = \(scene.mentee.id)")
            #expect(named == 0)
        }
    }
}
