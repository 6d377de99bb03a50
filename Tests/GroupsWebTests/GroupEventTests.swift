import Core
import Foundation
import Groups
import Storage
import TestSupport
import Testing

@Suite("Events of groups")
struct GroupEventTests {
    private static let api = "/api/v1/events"

    private static func draft(_ change: [String: Any] = [:]) throws -> String {
        let usual: [String: Any] = [
            "kind": "meetup", "title": "Tea near the station", "body": "We sit at the back.", "day": "2026-12-10",
            "time": "18:00", "zone": "Europe/Berlin", "minutes": 90, "place": "Bahnhofstrasse 1",
        ]
        let data = try JSONSerialization.data(withJSONObject: usual.merging(change) { $1 })
        return String(decoding: data, as: UTF8.self)
    }

    /// A group with two members, and an event in it.
    private static func announced(
        _ scene: Scene, _ visibility: String = "listed", _ change: [String: Any] = [:]
    ) async throws -> (group: String, event: String) {
        let isSecret = visibility == "secret"
        let id = try await scene.found(visibility, isSecret ? "invite" : "open")
        for member in [scene.one, scene.other] {
            if isSecret { _ = try await scene.invite(member.username, to: id) }
            try await scene.join(id, member)
        }
        let made = try await scene.app.api(
            .post, "/api/v1/groups/\(id)/events", try draft(change), as: scene.founder.program)
        #expect(made.status == 201, "\(made.text)")
        return (id, try #require(try made.json()["id"] as? String))
    }

    private static func seat(_ event: String, _ member: TestMember, _ scene: Scene) async throws -> [String: Any] {
        try await scene.app.api(.get, "\(api)/\(event)", as: member.program).json()
    }

    private static func take(_ event: String, _ member: TestMember, _ scene: Scene) async throws -> Answer {
        try await scene.app.api(.put, "\(api)/\(event)/seat", as: member.program)
    }

    private static func give(_ event: String, _ member: TestMember, _ scene: Scene) async throws -> Answer {
        try await scene.app.api(.delete, "\(api)/\(event)/seat", as: member.program)
    }

    // MARK: What is refused

    @Test func whatIsWrongIsNamedAndStaysTyped() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("listed", "open")
            for (change, field) in [
                (["title": "Tea"], "title"), (["kind": "party"], "kind"), (["day": "2026-11-19"], "time"),
                (["day": "2028-01-01"], "day"), (["day": "tomorrow"], "day"), (["time": "25:00"], "time"),
                (["zone": "Moon/Sea"], "zone"), (["minutes": 5], "minutes"), (["minutes": 721], "minutes"),
                (["place": ""], "place"), (["seats": 1001], "seats"), (["seats": -1], "seats"),
            ] as [([String: Any], String)] {
                let json = try Self.draft(change)
                let refused = try await scene.refuses(422) {
                    try await scene.app.api(.post, "/api/v1/groups/\(id)/events", json, as: scene.founder.program)
                }
                #expect(refused.text.contains("#/\(field)"), "\(field): \(refused.text)")
            }
            let page = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/groups/back-ends-in-berlin/events/new",
                    ["title": "Tea near the station", "day": "", "time": "18:00", "place": "Bahnhofstrasse 1"],
                    as: scene.founder.browser)
            }
            #expect(page.text.contains("value=\"Tea near the station\"") && page.text.contains("href=\"#field-day\""))
        }
    }

    @Test func whoModeratesAnnouncesAndMembersAloneComeAndSeeWhere() async throws {
        try await Scene.play { scene in
            let (id, event) = try await Self.announced(scene, "public")
            let json = try Self.draft()
            try await scene.refuses(403, "group_moderators_only") {
                try await scene.app.api(.post, "/api/v1/groups/\(id)/events", json, as: scene.one.program)
            }
            for (method, path, body) in [("PATCH", "", "{}"), ("POST", "/cancellation", "")] {
                try await scene.refuses(403, "group_moderators_only") {
                    try await scene.app.api(
                        try #require(.init(rawValue: method)), "\(Self.api)/\(event)\(path)", body,
                        as: scene.one.program)
                }
            }
            try await scene.refuses(403, "group_members_only") {
                try await Self.take(event, scene.outsider, scene)
            }
            for (viewer, sees) in [(Viewer.nobody, false), (scene.outsider.browser, false), (scene.one.browser, true)] {
                let page = try await scene.app.get("/events/\(event)", as: viewer)
                #expect(page.status == 200 && page.text.contains("Tea near the station"))
                #expect(page.text.contains("Bahnhofstrasse") == sees)
            }
        }
    }

    @Test func ofAGroupThatOneMayNotReadThereIsNoEvent() async throws {
        try await Scene.play { scene in
            let (id, event) = try await Self.announced(scene)
            for member in [scene.outsider] {
                for path in ["/events/\(event)", "/events/\(event).ics", "/groups/\(id)/events"] {
                    #expect(try await scene.app.get(path, as: member.browser).status == 404, "\(path)")
                }
                for path in ["\(Self.api)/\(event)", "/api/v1/groups/\(id)/events"] {
                    #expect(try await scene.app.get(path, as: member.program).status == 404, "\(path)")
                }
                try await scene.refuses(404) { try await Self.take(event, member, scene) }
            }
        }
    }

    // MARK: Seats

    @Test func whoWaitsLongestGetsTheSeatThatIsGivenBack() async throws {
        try await Scene.play { scene in
            let (_, event) = try await Self.announced(scene, "listed", ["seats": 1])
            #expect(try await Self.take(event, scene.one, scene).json()["seat"] as? String == "seat")
            #expect(try await Self.take(event, scene.one, scene).status == 200, "once more is no mistake")
            scene.app.clock.advance(.minutes(1))
            #expect(try await Self.take(event, scene.other, scene).json()["seat"] as? String == "waiting")
            scene.app.clock.advance(.minutes(1))
            #expect(try await Self.take(event, scene.founder, scene).json()["waiting"] as? Int == 2)
            #expect(try await Self.give(event, scene.one, scene).json()["seat"] as? String == "none")
            #expect(try await Self.seat(event, scene.other, scene)["seat"] as? String == "seat")
            #expect(try await scene.told(scene.other) == ["event_seat"])
            #expect(try await scene.told(scene.founder).filter { $0.hasPrefix("event") } == [])
            let now = try await Self.seat(event, scene.founder, scene)
            #expect((now["seat"] as? String, now["waiting"] as? Int, now["freeSeats"] as? Int) == ("waiting", 1, 0))
            // More seats: who waits has one.
            let changed = try await scene.app.api(
                .patch, "\(Self.api)/\(event)", #"{"seats": 2}"#, as: scene.founder.program)
            #expect(try changed.json()["seat"] as? String == "seat")
            try await scene.refuses(422) {
                try await scene.app.api(.patch, "\(Self.api)/\(event)", #"{"seats": 1}"#, as: scene.founder.program)
            }
        }
    }

    @Test func ofManyAtOneTimeOneGetsTheLastSeat() async throws {
        try await Scene.play { scene in
            let (_, event) = try await Self.announced(scene, "listed", ["seats": 1])
            let members = [scene.one, scene.other, scene.founder]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for member in members { group.addTask { _ = try await Self.take(event, member, scene) } }
                try await group.waitForAll()
            }
            #expect(try await scene.app.count("SELECT count(*) FROM event_seat WHERE state = 'seat'") == 1)
            #expect(try await scene.app.count("SELECT taken * 10 + waiting FROM group_event") == 12)
        }
    }

    @Test func whoLeavesTheGroupGivesTheSeatBackAndKeepsNothing() async throws {
        try await Scene.play { scene in
            let (id, event) = try await Self.announced(scene, "secret", ["seats": 1])
            _ = try await Self.take(event, scene.one, scene)
            scene.app.clock.advance(.minutes(1))
            _ = try await Self.take(event, scene.other, scene)
            var device = Device(scene.app, scene.one)
            try await device.pull()
            #expect(device.value("event/\(event)")?["seat"] as? String == "seat")
            #expect(device.value("event/\(event)")?["place"] as? String == "Bahnhofstrasse 1")
            #expect(try await scene.remove(scene.one, from: id).status == 204)
            try await device.pull()
            #expect(device.count("event") == 0)
            #expect(try await Self.seat(event, scene.other, scene)["seat"] as? String == "seat")
            #expect(try await scene.app.get("\(Self.api)/\(event)", as: scene.one.program).status == 404)
            #expect(try await scene.app.count("SELECT count(*) FROM event_seat") == 1)
        }
    }

    // MARK: What changes

    @Test func whoComesHearsOfAnotherPlaceOfTheDayAndOfTheEnd() async throws {
        try await Scene.play { scene in
            let (_, event) = try await Self.announced(scene)
            _ = try await Self.take(event, scene.one, scene)
            func told() async throws -> [String] { try await scene.told(scene.one).filter { $0.hasPrefix("event") } }
            let path = "\(Self.api)/\(event)"
            _ = try await scene.app.api(.patch, path, #"{"body": "By the window."}"#, as: scene.founder.program)
            #expect(try await told() == [])
            let moved = try await scene.app.api(.patch, path, #"{"time": "19:30"}"#, as: scene.founder.program)
            #expect(try moved.json()["startsAt"] as? String == "2026-12-10T18:30:00.000Z")
            #expect(try await told() == ["event_moved"])
            let calendar = try await scene.app.get("/events/\(event).ics", as: scene.one.browser)
            #expect(calendar.text.contains("DTSTART:20261210T183000Z") && calendar.text.contains("SEQUENCE:2"))
            let run = { @Sendable in try await scene.app.services.groups.remindOfEvents() }
            try await run()
            #expect(try await told().count == 1)
            let start = Timestamp(milliseconds: 1_796_927_400_000)
            scene.app.clock.advance(start.advanced(by: .hours(-24)).since(scene.app.clock.clock.now))
            for _ in 1...2 { try await run() }
            scene.app.clock.advance(.hours(23))
            for _ in 1...2 { try await run() }
            #expect(try await told().filter { $0 == "event_soon" }.count == 2)
            let cancelled = try await scene.app.submit("/events/\(event)/cancel", [:], as: scene.founder.browser)
            #expect(cancelled.status == 303)
            #expect(try await told().contains("event_cancelled"))
            let page = try await scene.app.get("/events/\(event)", as: scene.one.browser)
            #expect(page.text.contains("Does not take place") && !page.text.contains("value=\"give\""))
            try await scene.refuses(409, "event_begun") { try await Self.take(event, scene.other, scene) }
        }
    }

    @Test func byPagesWithoutScripts() async throws {
        try await Scene.play { scene in
            let id = try await scene.found("listed", "open")
            try await scene.join(id, scene.one)
            let made = try await scene.app.submit(
                "/groups/back-ends-in-berlin/events/new",
                [
                    "kind": "ama", "title": "Ask a recruiter", "body": "", "day": "2026-12-10", "time": "18:00",
                    "zone": "Europe/Berlin", "minutes": "60", "place": "https://meet.example.org/x", "seats": "",
                ], as: scene.founder.browser)
            let path = try #require(made.header("Location"))
            #expect(made.status == 303 && path.hasPrefix("/events/"))
            let list = try await scene.app.get("/groups/back-ends-in-berlin/events", as: scene.one.browser)
            #expect(list.text.contains("Ask a recruiter") && list.text.contains("href=\"\(path)\""))
            let taken = try await scene.app.submit("\(path)/seat", ["action": "take"], as: scene.one.browser)
            #expect(taken.status == 303)
            let page = try await scene.app.get(path, as: scene.founder.browser)
            #expect(page.text.contains("/members/one") && page.text.contains("https://meet.example.org/x"))
            let edited = try await scene.app.submit(
                "\(path)/edit",
                [
                    "kind": "ama", "title": "Ask two recruiters", "body": "", "day": "2026-12-10", "time": "18:00",
                    "zone": "Europe/Berlin", "minutes": "60", "place": "https://meet.example.org/x", "seats": "",
                    "version": "1",
                ], as: scene.founder.browser)
            #expect(edited.status == 303, "\(edited.text)")
            #expect(try await scene.app.get(path, as: scene.one.browser).text.contains("Ask two recruiters"))
            let given = try await scene.app.submit("\(path)/seat", ["action": "give"], as: scene.one.browser)
            #expect(given.status == 303)
            #expect(try await scene.app.count("SELECT count(*) FROM event_seat") == 0)
        }
    }
}
