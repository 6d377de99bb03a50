import Core
import Foundation
import Mentoring
import Storage
import TestSupport
import Testing

@Suite("Office hours of mentors")
struct OfficeHourTests {
    private static let api = "/api/v1/office-hours"
    private static let pages = "/mentoring/office-hours"

    private static func draft(_ changes: [String: Any] = [:]) throws -> String {
        var fields: [String: Any] = [
            "title": "How interviews went", "body": "Bring one question each.", "day": "2026-11-24",
            "time": "18:00", "zone": "Europe/Berlin", "minutes": 45, "place": "https://meet.example.org/secret",
            "seats": 2, "language": "ur",
        ]
        fields.merge(changes) { $1 }
        return String(
            decoding: try JSONSerialization.data(withJSONObject: fields, options: .sortedKeys), as: UTF8.self)
    }

    private static func announce(
        _ changes: [String: Any] = [:], scene: MentorshipScene
    ) async throws -> String {
        let made = try await scene.app.api(.post, api, try draft(changes), as: scene.mentor.program)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json()["id"] as? String)
    }

    @discardableResult
    private static func take(_ id: String, _ scene: MentorshipScene, as member: TestMember) async throws -> Answer {
        try await scene.app.api(.put, "\(api)/\(id)/seat", as: member.program)
    }

    private static func give(_ id: String, _ scene: MentorshipScene, as member: TestMember) async throws -> Answer {
        try await scene.app.api(.delete, "\(api)/\(id)/seat", as: member.program)
    }

    // MARK: What is refused

    @Test func onlyMentorsWithALevelAnnounceAndWhatIsWrongIsNamed() async throws {
        try await MentorshipScene.play { scene in
            let json = try Self.draft()
            try await scene.refuses(403) {
                try await scene.app.api(.post, Self.api, json, as: scene.mentee.program)
            }
            try await scene.refuses(401) { try await scene.app.api(.post, Self.api, json) }
            let wrong: [String: Any] = [
                "title": "x", "seats": 21, "place": "", "language": "?", "day": "2026-11-20", "minutes": 5,
            ]
            let bad = try Self.draft(wrong)
            let refused = try await scene.refuses(422) {
                try await scene.app.api(.post, Self.api, bad, as: scene.mentor.program)
            }
            let fields = try refused.mentorshipFields()
            #expect(fields.isSuperset(of: ["#/title", "#/seats", "#/place", "#/language", "#/minutes"]), "\(fields)")
            let page = try await scene.refuses(422) {
                try await scene.app.submit(
                    "\(Self.pages)/new",
                    [
                        "formID": "f", "title": "x", "body": "Words that must stay", "day": "2026-11-24",
                        "time": "18:00", "zone": "Europe/Berlin", "minutes": "45", "place": "", "seats": "2",
                        "language": "ur",
                    ], as: scene.mentor.browser)
            }
            #expect(page.text.contains("Words that must stay") && page.text.contains("2026-11-24"))
            #expect(try await scene.app.get("\(Self.pages)/new", as: scene.mentee.browser).status == 403)
            for number in 1...10 { _ = try await Self.announce(["title": "Number \(number)"], scene: scene) }
            let much = try await scene.refuses(409) {
                try await scene.app.api(.post, Self.api, json, as: scene.mentor.program)
            }
            #expect(try much.json()["code"] as? String == "too_many_office_hours")
        }
    }

    @Test func aSeatIsForMembersOfAgeWhoMayMeetTheMentorAndOnlyBeforeItBegins() async throws {
        try await MentorshipScene.play { scene in
            let id = try await Self.announce(scene: scene)
            let young = try await scene.app.member("young")
            for (member, status) in [(scene.mentor, 403), (young, 403)] {
                try await scene.refuses(status) { try await Self.take(id, scene, as: member) }
            }
            let others = try await scene.app.member("apart")
            try await scene.app.adult(others)
            let block = try await scene.app.api(.put, "/api/v1/me/blocks/\(others.id)", as: scene.mentor.program)
            #expect(block.status == 204)
            try await scene.refuses(404) { try await Self.take(id, scene, as: others) }
            #expect(try await scene.app.get("\(Self.pages)/\(id)", as: others.browser).status == 404)
            #expect(try await scene.app.api(.get, Self.api, as: others.program).items().isEmpty)
            try await scene.refuses(404) {
                try await scene.app.api(.post, "\(Self.api)/\(id)/cancel", as: scene.mentee.program)
            }
            // Women only, as the mentor wants it: nobody reads why not.
            try await scene.app.change(
                """
                INSERT INTO mentoring_private_rule (account_id, gender_rule, refuses_same_employer, avoided_employers,
                    updated_at) VALUES (\(scene.mentor.id), 'women_only', 0, '', 1)
                """)
            let closed = try await scene.refuses(409) { try await Self.take(id, scene, as: scene.mentee) }
            #expect(try closed.json()["code"] as? String == "office_hour_closed")
            try await scene.app.change("DELETE FROM mentoring_private_rule")
            #expect(try await Self.take(id, scene, as: scene.mentee).status == 200)
            scene.app.clock.advance(.days(4))
            for member in [scene.mentee, scene.other] {
                let isOn = member.id == scene.other.id
                let late = try await scene.refuses(409) {
                    try await isOn ? Self.take(id, scene, as: member) : Self.give(id, scene, as: member)
                }
                #expect(try late.json()["code"] as? String == "office_hour_begun")
            }
            try await scene.refuses(409) {
                try await scene.app.api(.post, "\(Self.api)/\(id)/cancel", as: scene.mentor.program)
            }
        }
    }

    // MARK: What is done

    @Test func seatsAreTakenAndGivenBackByThePageAndOnlyThoseWithOneReadWhereItIs() async throws {
        try await MentorshipScene.play { scene in
            let empty = try await scene.app.get(Self.pages, as: scene.mentee.browser)
            #expect(empty.status == 200 && empty.text.contains("None is announced yet"))
            let fields: KeyValuePairs = [
                "formID": "f", "title": "How interviews went", "body": "", "day": "2026-11-24", "time": "18:00",
                "zone": "Europe/Berlin", "minutes": "45", "place": "https://meet.example.org/secret", "seats": "2",
                "language": "ur",
            ]
            var path = ""
            for _ in 1...2 {
                let sent = try await scene.app.submit("\(Self.pages)/new", fields, as: scene.mentor.browser)
                #expect(sent.status == 303, "\(sent.text.prefix(500))")
                path = try #require(sent.header("Location"))
            }
            #expect(try await scene.app.count("SELECT count(*) FROM office_hour") == 1)
            let list = try await scene.app.get(Self.pages, as: scene.mentee.browser)
            #expect(list.text.contains("How interviews went") && list.text.contains("2 seats left"))
            #expect(list.text.contains("Ayesha Mentor") && list.header("X-Robots-Tag") == "noindex")
            let before = try await scene.app.get(path, as: scene.mentee.browser)
            #expect(!before.text.contains("/secret") && before.text.contains("once you have a seat"))
            for member in [scene.mentee, scene.mentee, scene.other] {
                let taken = try await scene.app.submit("\(path)/seat", ["action": "take"], as: member.browser)
                #expect(taken.status == 303, "\(taken.text.prefix(500))")
            }
            let seated = try await scene.app.get(path, as: scene.mentee.browser)
            #expect(seated.text.contains("/secret") && seated.text.contains("You have a seat"))
            let late = try await scene.app.member("late")
            try await scene.app.adult(late)
            let full = try await scene.app.submit("\(path)/seat", ["action": "take"], as: late.browser)
            #expect(full.status == 409 && !full.text.contains("/secret") && full.text.contains("No seat left"))
            let own = try await scene.app.get(path, as: scene.mentor.browser)
            #expect(own.text.contains("2 of 2 seats taken") && own.text.contains("Name of mentee"))
            #expect(!seated.text.contains("Name of other"), "who else comes is for the mentor")
            let given = try await scene.app.submit("\(path)/seat", ["action": "give"], as: scene.other.browser)
            #expect(given.status == 303)
            #expect(try await !scene.app.get(path, as: scene.other.browser).text.contains("/secret"))
            let free = try await scene.app.submit("\(path)/seat", ["action": "take"], as: late.browser)
            #expect(free.status == 303)
            let mine = try await scene.app.api(.get, "/api/v1/me/office-hours", as: late.program).items()
            #expect(mine.count == 1 && mine[0]["place"] as? String == "https://meet.example.org/secret")
        }
    }

    @Test func allWithASeatAreToldThatItIsCancelledAndTheirCalendarsFollow() async throws {
        try await MentorshipScene.play { scene in
            let id = try await Self.announce(scene: scene)
            for member in [scene.mentee, scene.other] { try await Self.take(id, scene, as: member) }
            let first = try await scene.app.get("\(Self.pages)/\(id).ics", as: scene.mentee.browser)
            #expect(first.text.contains("SEQUENCE:0") && first.text.contains("STATUS:CONFIRMED"))
            #expect(first.text.contains("DTSTART:20261124T170000Z") && first.text.contains("UID:\(id)@karwan"))
            #expect(first.text.contains("LOCATION:https://meet.example.org/secret"))
            for _ in 1...2 {
                let cancelled = try await scene.app.submit(
                    "\(Self.pages)/\(id)/cancel", [:], as: scene.mentor.browser)
                #expect(cancelled.status == 303, "\(cancelled.text.prefix(500))")
            }
            for member in [scene.mentee, scene.other] {
                #expect(try await scene.told(member) == ["office_hour_cancelled"])
                let letter = try #require(try await scene.letters(to: member).last)
                #expect(letter.contains("How interviews went") && letter.contains("\(Self.pages)/\(id)"))
            }
            let last = try await scene.app.get("\(Self.pages)/\(id).ics", as: scene.mentee.browser)
            #expect(last.text.contains("SEQUENCE:1") && last.text.contains("STATUS:CANCELLED"))
            let page = try await scene.app.get("\(Self.pages)/\(id)", as: scene.mentee.browser)
            #expect(page.status == 200 && page.text.contains("Cancelled"))
            let stranger = try await scene.app.member("stranger")
            #expect(try await scene.app.get("\(Self.pages)/\(id)", as: stranger.browser).status == 404)
            #expect(try await scene.app.api(.get, Self.api, as: scene.mentee.program).items().isEmpty)
        }
    }

    @Test func allAreRemindedAndWhatTookPlaceCountsAsMentoring() async throws {
        try await MentorshipScene.play { scene in
            let (id, lonely) = (
                try await Self.announce(scene: scene), try await Self.announce(["title": "Nobody came"], scene: scene)
            )
            try await Self.take(id, scene, as: scene.mentee)
            let mentorships = scene.app.services.mentorships
            try await mentorships.remindOfOfficeHours()
            #expect(try await scene.told(scene.mentee).isEmpty)
            // From Saturday at nine to Tuesday at five in the afternoon, UTC: 80 hours.
            scene.app.clock.advance(.hours(57))
            for _ in 1...2 { try await mentorships.remindOfOfficeHours() }
            for member in [scene.mentor, scene.mentee] {
                #expect(try await scene.told(member) == ["office_hour_tomorrow"])
                #expect(try await scene.letters(to: member).count == 1)
            }
            scene.app.clock.advance(.hours(22))
            try await mentorships.remindOfOfficeHours()
            #expect(try await scene.told(scene.mentee) == ["office_hour_tomorrow", "office_hour_soon"])
            func held() async throws -> Int? {
                try await scene.app.api(.get, "/api/v1/mentors/mentor", as: scene.mentee.program)
                    .json()["heldOfficeHours"] as? Int
            }
            #expect(try await held() == 0)
            scene.app.clock.advance(.hours(2))
            for _ in 1...2 { try await mentorships.remindOfOfficeHours() }
            #expect(try await held() == 1)
            let page = try await scene.app.get("/mentors/mentor", as: scene.mentee.browser)
            #expect(page.text.contains("1 office hour held"))
            #expect(try await scene.app.count("SELECT count(*) FROM office_hour WHERE remind_at IS NOT NULL") == 0)
            let own = try await scene.app.get(Self.pages, as: scene.mentor.browser)
            #expect(own.text.contains("Nobody came") && !lonely.isEmpty, "shown for a week")
            let seats = try await scene.app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1")
            #expect(seats == 0)
        }
    }

    @Test func whoIsBlockedLosesTheSeatAndWhoLeavesGivesItBack() async throws {
        try await MentorshipScene.play { scene in
            let id = try await Self.announce(scene: scene)
            for member in [scene.mentee, scene.other] { try await Self.take(id, scene, as: member) }
            let block = try await scene.app.api(
                .put, "/api/v1/me/blocks/\(scene.mentor.id)", as: scene.other.program)
            #expect(block.status == 204)
            #expect(try await scene.app.count("SELECT taken FROM office_hour") == 1)
            #expect(try await scene.app.get("\(Self.pages)/\(id)", as: scene.other.browser).status == 404)
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentee.program)
            #expect(export.text.contains("officeHourSeats") && export.text.contains(id))
            let announced = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentor.program)
            #expect(announced.text.contains("How interviews went") && announced.text.contains("/secret"))
        }
    }

    @Test func ownSeatsAreOnDevices() async throws {
        try await MentorshipScene.play { scene in
            let id = try await Self.announce(scene: scene)
            var device = Device(scene.app, scene.mentee)
            try await device.pull()
            #expect(device.count("officeHour") == 0)
            try await Self.take(id, scene, as: scene.mentee)
            try await device.pull()
            let row = try #require(device.value("officeHour/\(id)"))
            #expect(row["place"] as? String == "https://meet.example.org/secret")
            #expect(row["startsAt"] as? String == "2026-11-24T17:00:00.000Z")
            _ = try await scene.app.api(.post, "\(Self.api)/\(id)/cancel", as: scene.mentor.program)
            try await device.pull()
            #expect(device.value("officeHour/\(id)")?["state"] as? String == "cancelled")
            let other = try await Self.announce(scene: scene)
            try await Self.take(other, scene, as: scene.mentee)
            try await device.pull()
            #expect(try await Self.give(other, scene, as: scene.mentee).status == 200)
            try await device.pull()
            #expect(device.ids("officeHour") == [id])
        }
    }

    @Test(arguments: [PostsAfterwards.anonymise, .remove])
    func aClosedAccountCancelsWhatItAnnouncedAndGivesItsSeatsBack(posts: PostsAfterwards) async throws {
        try await MentorshipScene.play { scene in
            let theirs = try await Self.announce(["day": "2026-12-20"], scene: scene)
            for member in [scene.mentee, scene.other] { try await Self.take(theirs, scene, as: member) }
            let leaving = scene.app.services.leaving
            for member in [scene.other, scene.mentor] {
                _ = try await leaving.requestDeletion(posts, as: member.principal)
                scene.app.clock.advance(.days(14))
                try await leaving.eraseDue()
                let taken = try await scene.app.count("SELECT taken FROM office_hour")
                #expect(taken == 1)
            }
            let shown = try await scene.app.api(.get, "\(Self.api)/\(theirs)", as: scene.mentee.program).json()
            #expect(shown["state"] as? String == "cancelled")
            #expect(shown["title"] as? String == (posts == .remove ? "—" : "How interviews went"))
            let letters = try await scene.letters(to: scene.mentee)
            let isTold = letters.contains { $0.contains("cancelled the office hours") }
            #expect(isTold)
        }
    }
}
