import Core
import Mentoring
import Storage
import TestSupport
import Testing

@Suite("Meetings of mentorships")
struct MeetingTests {
    @Test func oneProposesByThePageTheOtherConfirmsAndBothReadTheirOwnClock() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            let path = "\(MentorshipScene.pages)/\(id)/meetings"
            let empty = try await scene.app.get(path, as: scene.mentee.browser)
            #expect(empty.status == 200 && empty.text.contains("No meeting yet"))
            let form = try await scene.app.get("\(path)/new", as: scene.mentee.browser)
            #expect(form.text.contains("Asia/Karachi") && form.text.contains("Europe/Berlin"))
            let fields: KeyValuePairs = [
                "formID": "meeting-\(id)", "day": "2026-11-23", "time": "18:00", "zone": "Asia/Karachi",
                "minutes": "45", "place": "By telephone", "repeats": "", "count": "",
            ]
            for _ in 1...2 {
                let sent = try await scene.app.submit("\(path)/new", fields, as: scene.mentee.browser)
                #expect(sent.status == 303 && sent.header("Location") == path, "\(sent.text.prefix(500))")
            }
            #expect(try await scene.app.count("SELECT count(*) FROM meeting") == 1)
            let letter = try #require(try await scene.letters(to: scene.mentor).last)
            #expect(letter.contains("Mon 23 November 2026, 14:00–14:45 (Europe/Berlin)") && letter.contains(path))
            #expect(try await scene.told(scene.mentor).last == "meeting_proposed")
            let page = try await scene.app.get(path, as: scene.mentor.browser)
            #expect(page.text.contains("14:00–14:45 (Europe/Berlin)"))
            #expect(page.text.contains("18:00–18:45 (Asia/Karachi)") && page.text.contains("By telephone"))
            let meeting = try #require(try await scene.meetings(in: id).first?["id"] as? String)
            for _ in 1...2 {
                let confirmed = try await scene.app.submit(
                    "/mentoring/meetings/\(meeting)/steps", ["step": "confirm", "version": "1"],
                    as: scene.mentor.browser)
                #expect(confirmed.status == 303, "\(confirmed.text.prefix(500))")
            }
            #expect(try await scene.told(scene.mentee).last == "meeting_confirmed")
            let shown = try await scene.app.get("\(MentorshipScene.pages)/\(id)", as: scene.mentee.browser)
            #expect(shown.text.contains("18:00–18:45 (Asia/Karachi)") && shown.text.contains("Confirmed"))
            let events = try await scene.app.count("SELECT count(*) FROM meeting_event")
            #expect(events == 2)
        }
    }

    @Test func aSeriesKeepsTheTimeOnTheProposersWallWhenClocksChange() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            // Berlin changes on 28 March 2027.
            let fields: [String: Any] = ["day": "2027-03-18", "time": "18:00", "repeats": "weekly", "count": 3]
            let made = try await scene.propose(fields, in: id, as: scene.mentor)
            try #require(made.count == 3)
            let found = try await scene.meetings(in: id)
            #expect(found.compactMap { $0["id"] as? String } == made.reversed())
            #expect(
                found.compactMap { $0["startsAt"] as? String } == [
                    "2027-04-01T16:00:00.000Z", "2027-03-25T17:00:00.000Z", "2027-03-18T17:00:00.000Z",
                ])
            #expect(Set(found.compactMap { $0["seriesId"] as? String }) == [made[0]])
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)/meetings", as: scene.mentee.browser)
            #expect(
                page.text.contains("22:00–23:00 (Asia/Karachi)") && page.text.contains("21:00–22:00 (Asia/Karachi)"))
            let all = try await scene.meet("confirm", made[0], #"{"series": true}"#, as: scene.mentee)
            #expect(all.status == 200)
            let states = try await scene.states(in: id)
            #expect(states == ["confirmed", "confirmed", "confirmed"])
            #expect(try await scene.meet("cancel", made[1], #"{"series": true}"#, as: scene.mentor).status == 200)
            let left = try await scene.states(in: id)
            #expect(left == ["cancelled", "cancelled", "confirmed"])
        }
    }

    @Test func theFirstThatIsHeldBeginsTheMentorship() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            let meeting = try await scene.confirmed(in: id)
            #expect(try await scene.meet("held", meeting, as: scene.mentor).status == 409)
            // 18:00 in Karachi is 13:00 UTC.
            scene.app.clock.advance(.hours(52))
            #expect(try await scene.state(id) == "accepted")
            #expect(try await scene.meet("held", meeting, as: scene.mentor).status == 200)
            let begun = try await scene.shown(id)
            #expect(begun["state"] as? String == "active" && begun["acceptedAt"] != nil)
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship_event WHERE event = 'begin'") == 1)
            #expect(try await scene.told(scene.mentee).last == "meeting_held")
            // Another breaks the silence of what is under way.
            let deadline = begun["deadlineAt"] as? String
            let next = try await scene.confirmed(in: id, ["day": "2026-11-25"])
            scene.app.clock.advance(.days(2))
            #expect(try await scene.meet("held", next, as: scene.mentee).status == 200)
            #expect(try await scene.shown(id)["deadlineAt"] as? String ?? "" > deadline ?? "~")
        }
    }

    @Test func anotherTimeIsConfirmedAgainAndTheCalendarFollowsToTheEnd() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            let meeting = try await scene.confirmed(in: id)
            let first = try await scene.calendar(meeting)
            #expect(first.contains("METHOD:PUBLISH") && first.contains("UID:\(meeting)@karwan"))
            #expect(first.contains("SEQUENCE:1") && first.contains("STATUS:CONFIRMED"))
            #expect(first.contains("DTSTART:20261123T130000Z") && first.contains("DTEND:20261123T140000Z"))
            let moved = try await scene.meet(
                "move", meeting, #"{"day": "2026-11-24", "time": "15:30", "minutes": 30}"#, as: scene.mentor)
            #expect(try moved.json()["startsAt"] as? String == "2026-11-24T14:30:00.000Z")
            #expect(try moved.json()["proposedBy"] as? String == "mentor" && moved.json()["version"] as? Int == 3)
            #expect(try moved.json()["place"] as? String == "https://meet.example.org/us")
            #expect(try await scene.meet("confirm", meeting, as: scene.mentor).status == 403)
            let second = try await scene.calendar(meeting)
            #expect(second.contains("SEQUENCE:2") && second.contains("STATUS:TENTATIVE"))
            #expect(try await scene.meet("confirm", meeting, as: scene.mentee).status == 200)
            #expect(try await scene.meet("cancel", meeting, as: scene.mentee).status == 200)
            let last = try await scene.calendar(meeting, as: scene.mentor)
            #expect(last.contains("SEQUENCE:4") && last.contains("STATUS:CANCELLED"))
            #expect(last.contains("UID:\(meeting)@karwan") && last.contains("DTSTART:20261124T143000Z"))
            let all = try await scene.app.get(
                "\(MentorshipScene.pages)/\(id)/meetings.ics", as: scene.mentor.browser)
            #expect(all.status == 200 && all.text.contains("UID:\(meeting)@karwan\r\n"))
            let byToken = try await scene.app.api(
                .get, "\(MentorshipScene.meetings)/\(meeting).ics", as: scene.mentor.program)
            #expect(byToken.status == 200 && byToken.text.contains("STATUS:CANCELLED"))
            #expect(try await scene.letters(to: scene.mentee).contains { $0.contains("another time") })
        }
    }

    @Test func bothAreRemindedOnceEachTime() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            _ = try await scene.confirmed(in: id)
            let run = { @Sendable in try await scene.app.services.mentorships.remindOfMeetings() }
            let letters = try await scene.letters(to: scene.mentor).count
            try await run()
            #expect(try await !scene.told(scene.mentor).contains("meeting_tomorrow"))
            scene.app.clock.advance(.hours(28))
            for _ in 1...2 { try await run() }
            for member in [scene.mentor, scene.mentee] {
                #expect(try await scene.told(member).filter { $0 == "meeting_tomorrow" }.count == 1)
            }
            #expect(try await scene.letters(to: scene.mentor).count == letters + 1)
            scene.app.clock.advance(.hours(23))
            for _ in 1...2 { try await run() }
            #expect(try await scene.told(scene.mentor).filter { $0 == "meeting_soon" }.count == 1)
            #expect(try await scene.letters(to: scene.mentor).count == letters + 1)
        }
    }

    @Test func whoSleepsIsRemindedInTheMorning() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            _ = try await scene.confirmed(in: id)
            // The first reminder is due at this time of the day, by the mentor's clock in the middle of the night.
            let start = try await scene.app.services.store.read {
                try $0.number("SELECT starts_at FROM meeting")
            }
            let minute = start / 60_000 % 1440
            let (from, until) = ((minute + 1430) % 1440, (minute + 90) % 1440)
            try await scene.app.change("UPDATE account SET time_zone = 'UTC' WHERE id = \(scene.mentor.id)")
            let hours = [from, until].map { Clockface.text(Int($0)) }
            let quiet = """
                {"replies": true, "mentions": true, "accepted": true, "watched": true, "quietFrom": "\(hours[0])",
                "quietUntil": "\(hours[1])"}
                """
            let set = try await scene.app.api(
                .put, "/api/v1/me/notification-settings", quiet, as: scene.mentor.program)
            #expect(set.status == 200, "\(set.text)")
            let day = Timestamp(milliseconds: start).advanced(by: .hours(-24))
            scene.app.clock.advance(day.since(scene.app.clock.clock.now))
            let run = { @Sendable in try await scene.app.services.mentorships.remindOfMeetings() }
            let letters = try await scene.letters(to: scene.mentor).count
            for _ in 1...2 { try await run() }
            #expect(try await scene.told(scene.mentee).filter { $0 == "meeting_tomorrow" }.count == 1)
            #expect(try await !scene.told(scene.mentor).contains("meeting_tomorrow"))
            scene.app.clock.advance(.minutes(89))
            try await run()
            #expect(try await scene.letters(to: scene.mentor).count == letters)
            scene.app.clock.advance(.minutes(1))
            for _ in 1...2 { try await run() }
            for member in [scene.mentor, scene.mentee] {
                #expect(try await scene.told(member).filter { $0 == "meeting_tomorrow" }.count == 1)
            }
            #expect(try await scene.letters(to: scene.mentor).count == letters + 1)
            // Quiet hours that end when it is about to begin keep nobody from hearing of it.
            scene.app.clock.advance(.minutes(Int64(24 * 60 - 90 - 60)))
            try await run()
            #expect(try await scene.told(scene.mentor).filter { $0 == "meeting_soon" }.count == 1)
        }
    }

    @Test func ofWhatHasBegunNobodyIsReminded() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.accepted()
            _ = try await scene.confirmed(in: id)
            scene.app.clock.advance(.days(3))
            try await scene.app.services.mentorships.remindOfMeetings()
            #expect(try await !scene.told(scene.mentor).contains { $0 == "meeting_tomorrow" || $0 == "meeting_soon" })
        }
    }

    @Test func whoMissesTwoIsWarned() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            let first = try await scene.confirmed(in: id, ["zone": "UTC"])
            let second = try await scene.confirmed(in: id, ["zone": "UTC", "day": "2026-11-24"])
            // Ten minutes after six.
            scene.app.clock.advance(Span.minutes((48 + 9) * 60 + 9))
            #expect(try await scene.meet("no-show", first, as: scene.mentor).status == 409)
            scene.app.clock.advance(.minutes(1))
            let missed = try await scene.meet("no-show", first, as: scene.mentor)
            #expect(try missed.json()["missedBy"] as? String == "mentee")
            #expect(try await scene.told(scene.mentee).last == "meeting_missed")
            scene.app.clock.advance(.hours(22))
            let late = try await scene.meet("cancel", second, as: scene.mentee)
            #expect(try late.json()["isLate"] as? Bool == true)
            #expect(try await scene.told(scene.mentee).last == "meetings_warning")
            #expect(try await !scene.told(scene.mentor).contains("meetings_warning"))
            let page = try await scene.app.get("\(MentorshipScene.pages)/\(id)/meetings", as: scene.mentor.browser)
            #expect(page.text.contains("less than three hours before") && page.text.contains("did not come."))
        }
    }
}
