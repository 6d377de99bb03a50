import Core
import Foundation
import Mentoring
import TestSupport
import Testing

@Suite("Waiting for a mentor's seat")
struct WaitlistTests {
    private static let path = "/api/v1/mentors/mentor/waitlist"

    /// A mentor of one seat with two open requests, which is as many as they can answer.
    private static func full(
        _ body: @escaping @Sendable (MentorshipScene, [String]) async throws -> Void
    ) async throws {
        try await MentorshipScene.play(capacity: 1) { scene in
            var asked: [String] = []
            for name in ["early", "second"] {
                asked.append(try await scene.ask(as: try await MentorshipScene.member(name, in: scene.app)))
            }
            try await body(scene, asked)
        }
    }

    private static func join(_ scene: MentorshipScene, as member: TestMember) async throws -> Answer {
        try await scene.app.api(.put, path, as: member.program)
    }

    private static func states(_ scene: MentorshipScene, of member: TestMember) async throws -> [String] {
        try await scene.app.api(.get, "/api/v1/me/waitlist", as: member.program).items()
            .compactMap { $0["state"] as? String }
    }

    private static func ask(_ scene: MentorshipScene, as member: TestMember) async throws -> Answer {
        try await scene.app.api(.post, MentorshipScene.api, MentorshipScene.json(), as: member.program)
    }

    // MARK: What is refused

    @Test func whoeverHasRoomIsAskedAndNotWaitedFor() async throws {
        try await MentorshipScene.play { scene in
            let refused = try await scene.refuses(409) { try await Self.join(scene, as: scene.mentee) }
            #expect(try refused.code() == "mentor_has_room")
            let page = try await scene.app.get("/mentors/mentor", as: scene.mentee.browser)
            #expect(page.text.contains("mentorships/new") && !page.text.contains("Wait for a seat"))
            try await scene.refuses(404) {
                try await scene.app.api(.put, "/api/v1/mentors/nobody/waitlist", as: scene.mentee.program)
            }
            try await scene.refuses(403) { try await Self.join(scene, as: scene.mentor) }
        }
    }

    @Test func onlyWhoFitsWaits() async throws {
        try await Self.full { scene, _ in
            let new = try await scene.app.member("new")
            try await scene.refuses(403) { try await Self.join(scene, as: new) }
            try await scene.app.trust(new, 1)
            try await scene.app.adult(new)
            let refused = try await scene.refuses(409) { try await Self.join(scene, as: new) }
            #expect(try refused.code() == "mentee_profile_missing")
            try await scene.app.services.accounts.setBlock(true, on: scene.mentee.id, as: scene.mentor.principal)
            // Whom one may not see is nowhere: not on a page of their own, not in a line.
            try await scene.refuses(404) { try await Self.join(scene, as: scene.mentee) }
            try await scene.refuses(404) {
                try await scene.app.submit("/mentors/mentor/waitlist", ["action": "join"], as: scene.mentee.browser)
            }
            for path in [Self.path, "/mentors/mentor", "/mentoring/mentorships/new?mentor=mentor"] {
                let viewer = path == Self.path ? scene.mentee.program : scene.mentee.browser
                #expect(try await scene.app.get(path, as: viewer).status == 404, "\(path)")
            }
        }
    }

    @Test func whoHasRoomButWasAskedOftenThisWeekIsWaitedFor() async throws {
        try await MentorshipScene.play(capacity: 4) { scene in
            try await scene.app.change("UPDATE mentor_profile SET weekly_requests = 1")
            let first = try await scene.ask(as: scene.other)
            let busy = try await scene.refuses(409) { try await Self.ask(scene, as: scene.mentee) }
            #expect(try busy.code() == "mentor_busy")
            let page = try await scene.app.get("/mentors/mentor", as: scene.mentee.browser)
            #expect(page.text.contains("Wait for a seat"))
            #expect(try await Self.join(scene, as: scene.mentee).status == 200)
            // An answer makes room, but not another week.
            try await scene.step("decline", first, #"{"reason": "no_time"}"#, as: scene.mentor)
            #expect(try await Self.states(scene, of: scene.mentee) == ["waiting"])
            scene.app.clock.advance(.days(7))
            try await scene.app.services.mentorships.offerSeats()
            #expect(try await Self.states(scene, of: scene.mentee) == ["offered"])
            #expect(try await Self.ask(scene, as: scene.mentee).status == 201)
        }
    }

    // MARK: In line

    @Test func aSeatThatBecomesFreeIsOfferedToTheFirstAndThenToTheNext() async throws {
        try await Self.full { scene, asked in
            let page = try await scene.app.get("/mentors/mentor", as: scene.mentee.browser)
            #expect(page.text.contains("Wait for a seat") && !page.text.contains("mentorships/new"))
            let joined = try await scene.app.submit(
                "/mentors/mentor/waitlist", ["action": "join"], as: scene.mentee.browser)
            #expect(joined.status == 303 && joined.header("Location") == "/mentoring/waitlist")
            scene.app.clock.advance(.hours(1))
            for _ in 1...2 { #expect(try await Self.join(scene, as: scene.other).status == 200) }
            #expect(try await scene.app.count("SELECT count(*) FROM mentor_wait") == 2)
            // A request less, and it is the first one's turn.
            #expect(
                try await scene.step("decline", asked[0], #"{"reason": "no_time"}"#, as: scene.mentor).status == 200)
            #expect(try await Self.states(scene, of: scene.mentee) == ["offered"])
            #expect(try await Self.states(scene, of: scene.other) == ["waiting"])
            #expect(try await scene.told(scene.mentee) == ["mentor_seat"])
            #expect(try await scene.letters(to: scene.mentee).contains { $0.contains("new?mentor=mentor") })
            let offered = try await scene.app.get("/mentors/mentor", as: scene.mentee.browser)
            #expect(offered.text.contains("mentorships/new"))
            let own = try await scene.app.get("/mentoring/waitlist", as: scene.mentee.browser)
            #expect(own.text.contains("A seat is kept for you"))
            // Nobody goes past who waits.
            let late = try await MentorshipScene.member("late", in: scene.app)
            for member in [late, scene.other] {
                let refused = try await scene.refuses(409) { try await Self.ask(scene, as: member) }
                #expect(try refused.code() == "mentor_busy")
            }
            // Three days later it is the next one's, whoever has looked.
            scene.app.clock.advance(.hours(72))
            #expect(try await Self.states(scene, of: scene.mentee).isEmpty)
            try await scene.refuses(409) { try await Self.ask(scene, as: scene.mentee) }
            try await scene.app.services.mentorships.offerSeats()
            #expect(try await Self.states(scene, of: scene.other) == ["offered"])
            #expect(try await Self.ask(scene, as: scene.other).status == 201)
            #expect(try await Self.states(scene, of: scene.other).isEmpty)
            let taken = try await scene.app.count("SELECT count(*) FROM mentor_wait WHERE state = 'taken'")
            let passed = try await scene.app.count("SELECT count(*) FROM mentor_wait WHERE state = 'passed'")
            #expect(taken == 1 && passed == 1)
        }
    }

    @Test func whatIsKeptForOneIsNobodyElsesThoughNobodyElseWaits() async throws {
        try await Self.full { scene, asked in
            #expect(try await Self.join(scene, as: scene.mentee).status == 200)
            for id in asked { try await scene.step("decline", id, #"{"reason": "no_time"}"#, as: scene.mentor) }
            #expect(try await Self.states(scene, of: scene.mentee) == ["offered"])
            let late = try await MentorshipScene.member("late", in: scene.app)
            let refused = try await scene.refuses(409) { try await Self.ask(scene, as: late) }
            #expect(try refused.code() == "mentor_busy")
            let own = try await Self.ask(scene, as: scene.mentee)
            let id = try #require(try own.json()["id"] as? String)
            let page = "\(MentorshipScene.pages)/\(id)"
            let way = "Others who fit you may have room"
            #expect(try await !scene.app.get(page, as: scene.mentee.browser).text.contains(way))
            // Whoever is told no is shown a way on.
            try await scene.step("decline", id, #"{"reason": "no_time"}"#, as: scene.mentor)
            #expect(try await scene.app.get(page, as: scene.mentee.browser).text.contains(way))
            #expect(try await !scene.app.get(page, as: scene.mentor.browser).text.contains(way))
        }
    }

    @Test func whoCannotBeAskedAnyMoreIsPassedOverAndGoesOnWaiting() async throws {
        try await Self.full { scene, asked in
            #expect(try await Self.join(scene, as: scene.mentee).status == 200)
            scene.app.clock.advance(.hours(1))
            #expect(try await Self.join(scene, as: scene.other).status == 200)
            try await scene.app.change(
                "UPDATE mentee_profile SET topics = 'housing' WHERE account_id = \(scene.mentee.id)")
            try await scene.step("decline", asked[0], #"{"reason": "no_time"}"#, as: scene.mentor)
            #expect(try await Self.states(scene, of: scene.mentee) == ["waiting"])
            #expect(try await Self.states(scene, of: scene.other) == ["offered"])
        }
    }

    @Test func whoLeavesMakesRoomForTheNext() async throws {
        try await Self.full { scene, asked in
            #expect(try await Self.join(scene, as: scene.mentee).status == 200)
            scene.app.clock.advance(.hours(1))
            #expect(try await Self.join(scene, as: scene.other).status == 200)
            try await scene.step("decline", asked[0], #"{"reason": "no_time"}"#, as: scene.mentor)
            let left = try await scene.app.submit(
                "/mentors/mentor/waitlist", ["action": "leave"], as: scene.mentee.browser)
            #expect(left.status == 303)
            #expect(try await Self.states(scene, of: scene.mentee).isEmpty)
            #expect(try await Self.states(scene, of: scene.other) == ["offered"])
            #expect(try await scene.app.api(.delete, Self.path, as: scene.mentee.program).status == 204)
        }
    }

    @Test func theEstimateIsOfRealWaitsAndNeverAPlace() async throws {
        try await Self.full { scene, _ in
            let none = try await scene.app.get("/mentors/mentor", as: scene.mentee.browser)
            #expect(none.text.contains("Too few have waited"))
            for (number, days) in [2, 4, 6, 8, 10].enumerated() {
                let member = try await scene.app.member("past\(number)")
                let day: Int64 = 86_400_000
                try await scene.app.change(
                    """
                    INSERT INTO mentor_wait (id, mentor_id, mentee_id, state, joined_at, offered_at, ended_at)
                    VALUES (\("0199f4b0-0000-7000-8000-0000000000e\(number)"), \(scene.mentor.id), \(member.id), 'taken',
                        1, \(1 + Int64(days) * day), \(1 + Int64(days) * day))
                    """)
            }
            let shown = try await scene.app.api(.get, Self.path, as: scene.mentee.program).json()
            let estimate = shown["estimate"] as? [String: Any]
            #expect(estimate?["medianDays"] as? Int == 6 && estimate?["mostDays"] as? Int == 8)
            #expect(shown["isFull"] as? Bool == true)
            let page = try await scene.app.get("/mentors/mentor", as: scene.mentee.browser)
            #expect(page.text.contains("within 6 days"))
        }
    }

    // MARK: Devices, closed accounts

    @Test func aDeviceJoinsAndLeavesAndSeesTheOffer() async throws {
        try await Self.full { scene, asked in
            var device = Device(scene.app, scene.mentee)
            #expect(try await device.push("waitlist.join", ["mentor": "mentor"]) == "applied")
            try await device.pull()
            #expect(device.count("waiting") == 1)
            try await scene.step("decline", asked[0], #"{"reason": "no_time"}"#, as: scene.mentor)
            try await device.pull()
            let id =
                try await scene.app.api(.get, "/api/v1/me/waitlist", as: scene.mentee.program).items()
                .first?["id"] as? String
            #expect(device.value("waiting/\(id ?? "")")?["state"] as? String == "offered")
            #expect(try await device.push("waitlist.leave", ["mentor": "mentor"]) == "applied")
            try await device.pull()
            #expect(device.count("waiting") == 0)
        }
    }

    @Test func aClosedAccountLeavesEveryLine() async throws {
        try await Self.full { scene, _ in
            #expect(try await Self.join(scene, as: scene.mentee).status == 200)
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentee.program)
            #expect(export.text.contains("mentorWaits"))
            _ = try await scene.app.services.leaving.requestDeletion(.remove, as: scene.mentee.principal)
            scene.app.clock.advance(.days(14))
            try await scene.app.services.leaving.eraseDue()
            #expect(try await scene.app.count("SELECT count(*) FROM mentor_wait") == 0)
        }
    }
}
