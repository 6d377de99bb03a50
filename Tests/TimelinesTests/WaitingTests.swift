import Core
import Storage
import TestSupport
import Testing
import Timelines

private let timelines = "/api/v1/me/timelines"

extension TestApp {
    /// Begins to follow an application on a pathway, filed on a day.
    fileprivate func follow(
        _ filedOn: String, _ pathway: String = "de-eu-blue-card", as member: TestMember
    ) async throws -> TimelineID {
        let draft = TimelineDraft(pathwayId: pathway, filedOn: filedOn)
        return try await services.timelines.start(draft, as: member.principal).timeline.id
    }

    /// Lets hours of so many days go by, each with its run; which of the days brought a letter.
    fileprivate func lettersWithin(days: Int) async throws -> [Int] {
        var asked: [Int] = []
        for day in 1...days {
            clock.advance(.days(1))
            let before = try await letters().count
            try await services.timelines.askWaiting()
            try await services.timelines.askWaiting()
            asked += Array(repeating: day, count: try await letters().count - before)
        }
        return asked
    }

    /// What the member is told of, newest first.
    fileprivate func told(_ member: TestMember) async throws -> [String] {
        try await services.notices.notices(as: member.principal).items.map(\.path)
    }
}

@Suite("Who waits is asked whether they still do")
struct WaitingTests {
    @Test func whoSaysNothingIsAskedAtDayThirtyAtSixtyAndThenEverySixty() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let id = try await app.follow("2026-11-21", as: sana)
            let asked = try await app.lettersWithin(days: 200)
            #expect(asked == [30, 60, 120, 180])
            let told = try await app.told(sana)
            #expect(told == ["/timelines/\(id)"], "the question that was not answered gives way to the next")
            let letters = try await app.letters()
            let isAsked = letters.allSatisfy { letter in
                letter.to == "sana@example.org" && letter.body.contains("EU Blue Card")
                    && letter.body.contains("2026-11-21") && letter.body.contains("/timelines/\(id)")
                    && letter.body.contains("/settings/notifications")
            }
            #expect(isAsked, "\(letters)")
        }
    }

    @Test func whoAnswersIsAskedAgainWhenTheNextDayComesAndTheNoticeGoes() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let id = try await app.follow("2026-10-23", as: sana)
            // Begun on the 29th day: that says that they wait.
            let first = try await app.lettersWithin(days: 1)
            #expect(first == [1])
            var phone = Device(app, sana)
            try await phone.pull()
            let notice = try #require(phone.ids("notification").first)
            #expect(phone.value("notification/\(notice)")?["kind"] as? String == "waiting")
            let list = try await app.get("/notifications", as: sana.browser).text
            #expect(list.contains("Are you still waiting?"))
            #expect(list.contains("action=\"/timelines/\(id)/waiting\"") && list.contains("Yes, still waiting"))
            let way = try await app.get("/notifications/\(notice)", as: sana.browser)
            #expect(way.header("Location") == "/timelines/\(id)")
            let answered = try await app.submit("/timelines/\(id)/waiting", [:], as: sana.browser)
            #expect(answered.status == 303)
            #expect(try await app.told(sana).isEmpty)
            try await phone.pull()
            #expect(phone.count("notification") == 0)
            let later = try await app.lettersWithin(days: 35)
            #expect(later == [30], "at day 60 of waiting")
            let byProgram = try await app.services.timelines.confirmWaiting(id, as: sana.principal)
            #expect(byProgram.confirmedOn == CivilDay("2026-12-27"))
            #expect(try await app.told(sana).isEmpty)
        }
    }

    @Test func nobodyElseAnswersAndNothingIsWritten() async throws {
        try await TestApp.runWithPathways { app in
            let (sana, other) = (try await app.member("sana"), try await app.member("other", roles: [.moderator]))
            let id = try await app.follow("2026-10-23", as: sana)
            app.clock.advance(.days(1))
            try await app.services.timelines.askWaiting()
            let notice = try #require(
                try await app.services.notices.notices(as: sana.principal).items.first)
            let before = try await app.contents()
            let refused = try await app.api(.put, "\(timelines)/\(id)/waiting", as: other.program)
            let after = try await app.contents()
            #expect(refused.status == 404 && after == before)
            #expect(try await app.get("/notifications/\(notice.id)", as: other.browser).status == 404)
            #expect(try await app.api(.put, "\(timelines)/\(id)/waiting").status == 401)
            #expect(try await app.told(sana) == ["/timelines/\(id)"])
        }
    }

    @Test func whoTurnedItOffIsNotAskedAndOfWhatWasMissedNothingIsMadeUpFor() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let settings = "/api/v1/me/notification-settings"
            let off = try await app.submit(
                "/settings/notifications", ["kinds": "replies", "kinds": "watched"], as: sana.browser)
            #expect(off.status == 303)
            let page = try await app.get("/settings/notifications", as: sana.browser).text
            #expect(page.contains("value=\"waiting\">") && page.contains("value=\"replies\" checked>"))
            let four = #"{"replies": true, "mentions": true, "accepted": true, "watched": true}"#
            let kept = try await app.api(.put, settings, four, as: sana.program)
            #expect(try kept.json()["waiting"] as? Bool == false, "who does not know of it changes nothing")
            _ = try await app.follow("2026-11-21", as: sana)
            let quiet = try await app.lettersWithin(days: 50)
            #expect(quiet.isEmpty)
            #expect(try await app.told(sana).isEmpty)
            #expect(try await app.services.timelines.asked(as: sana.principal).count == 1, "pages say so all the same")
            let (principal, all) = (sana.principal, try await app.services.notices.settings(as: sana.principal))
            var on = all
            on.waiting = true
            _ = try await app.services.notices.change(on, as: principal)
            let again = try await app.lettersWithin(days: 30)
            #expect(again == [10], "at day 60, not at once")
        }
    }

    @Test func whatHasEndedOrIsGoneOrWasNeverFiledAsksForNothing() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let preparing = TimelineDraft(pathwayId: "at-red-white-red-shortage")
            _ = try await app.services.timelines.start(preparing, as: sana.principal)
            let decided = try await app.follow("2026-10-23", as: sana)
            let removed = try await app.follow("2026-10-23", "gb-skilled-worker", as: sana)
            let asked = try await app.lettersWithin(days: 1)
            #expect(asked == [1], "one letter with both")
            #expect(try await app.told(sana).count == 2)
            try await app.services.timelines.remove(removed, as: sana.principal)
            #expect(try await app.told(sana) == ["/timelines/\(decided)"])
            let draft = TimelineEventDraft(type: "decision_refused", date: "2026-11-20")
            let refusal = try await app.services.timelines.add(draft, to: decided, as: sana.principal).event
            #expect(try await app.told(sana).isEmpty)
            let quiet = try await app.lettersWithin(days: 20)
            #expect(quiet.isEmpty)
            try await app.services.timelines.removeEvent(refusal.id, of: decided, as: sana.principal)
            let reopened = try await app.lettersWithin(days: 20)
            #expect(reopened == [1, 10], "it waits again: asked for the days until now, and at day 60")
        }
    }

    @Test func lettersGoToConfirmedAddressesInTheMembersLanguage() async throws {
        try await TestApp.runWithPathways { app in
            let (sana, nobody) = (try await app.member("sana"), try await app.member("nobody", verified: false))
            try await app.change("UPDATE account SET language = 'ur' WHERE id = \(sana.id)")
            _ = try await app.follow("2026-11-21", as: sana)
            _ = try await app.follow("2026-11-21", as: nobody)
            app.clock.advance(.days(30))
            try await app.services.timelines.askWaiting()
            let letters = try await app.letters()
            #expect(letters.map(\.to) == ["sana@example.org"])
            #expect(letters.first?.body.contains("اب بھی") == true)
            let said = try await [app.told(sana).count, app.told(nobody).count]
            #expect(said == [1, 1], "here both are asked")
        }
    }

    /// What was noted late is asked from then on; another day of filing is another way to count.
    @Test func whatWasFiledLongAgoIsAskedFromNowOn() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let id = try await app.follow("2026-05-01", as: sana)
            try await app.services.timelines.askWaiting()
            #expect(try await app.letters().isEmpty, "on day 204 they said that they wait")
            let next = try await app.lettersWithin(days: 100)
            #expect(next == [36, 96], "days 240 and 300")
            let timeline = try await app.services.timelines.timeline(id, as: sana.principal)
            let filing = try #require(timeline.events.first)
            _ = try await app.services.timelines.changeEvent(
                filing.id, of: id, TimelineEventChange(date: "2027-02-20"), as: sana.principal)
            let moved = try await app.lettersWithin(days: 40)
            #expect(moved == [21])
        }
    }
}
