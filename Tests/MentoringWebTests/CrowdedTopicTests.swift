import Core
import Foundation
import Mentoring
import TestSupport
import Testing

@Suite("Topics for which more ask than mentors can answer")
struct CrowdedTopicTests {
    /// Twelve requests to six mentors of one seat each, who all help with the one topic, and a mentor with two seats.
    private static func play(
        _ body: @escaping @Sendable (MentorshipScene) async throws -> Void
    ) async throws {
        try await MentorshipScene.play(capacity: 2) { scene in
            for number in 0..<6 {
                let mentor = try await scene.app.member("mentor\(number)")
                try await scene.app.mentor(mentor, capacity: 1)
                for place in 0..<2 {
                    let mentee = try await MentorshipScene.member("mentee\(number)x\(place)", in: scene.app)
                    _ = try await scene.ask(of: mentor, as: mentee)
                }
            }
            // Whoever looks for mentors brings what is known of them up to date.
            _ = try await scene.app.services.mentoring.suggestions(as: scene.other.principal)
            try await body(scene)
        }
    }

    private static func ask(_ scene: MentorshipScene, as member: TestMember) async throws -> Answer {
        try await scene.app.api(.post, MentorshipScene.api, MentorshipScene.json(), as: member.program)
    }

    @Test func whoNeverHadAMentorWaitsWhileQuestionsAndOfficeHoursStayOpen() async throws {
        try await Self.play { scene in
            let refused = try await scene.refuses(409) { try await Self.ask(scene, as: scene.mentee) }
            #expect(try refused.code() == "mentor_topics_crowded")
            let page = try await scene.refuses(409) {
                try await scene.app.submit(
                    "\(MentorshipScene.pages)/new",
                    [
                        "mentor": "mentor", "track": "career", "goal": MentorshipScene.goal,
                        "background": MentorshipScene.background, "question": MentorshipScene.question,
                    ], as: scene.mentee.browser)
            }
            #expect(page.text.contains("or come to office hours") && page.text.contains(MentorshipScene.goal))
            var device = Device(scene.app, scene.mentee)
            let sent: [String: Any] = [
                "id": "019aa5c1-7c00-7000-8000-0000000000c1", "mentor": "mentor", "track": "career",
                "goal": MentorshipScene.goal, "background": MentorshipScene.background,
                "question": MentorshipScene.question,
            ]
            #expect(try await device.push("mentorship.request", sent) == "invalid")
            for path in ["/threads/new", "/mentoring/office-hours"] {
                #expect(try await scene.app.get(path, as: scene.mentee.browser).status == 200, "\(path)")
            }
        }
    }

    @Test func whoHadAMentorOrWantsSomethingElseBesidesAsks() async throws {
        try await Self.play { scene in
            try await scene.app.change(
                "UPDATE mentee_profile SET topics = 'cv\nhousing' WHERE account_id = \(scene.mentee.id)")
            #expect(try await Self.ask(scene, as: scene.mentee).status == 201)
            try await scene.refuses(409) { try await Self.ask(scene, as: scene.other) }
            // Whoever had a mentor once knows how it goes.
            func wants(_ topics: String) async throws {
                try await scene.app.change(
                    "UPDATE mentee_profile SET topics = \(topics) WHERE account_id = \(scene.other.id)")
            }
            try await wants("cv\nhousing")
            let id = try await scene.ask("language", as: scene.other)
            for step in ["accept", "end"] {
                #expect(try await scene.step(step, id, as: scene.mentor).status == 200)
            }
            try await wants("cv")
            #expect(try await Self.ask(scene, as: scene.other).status == 201)
        }
    }

    @Test func seatsThatBecomeFreeEndTheCrowd() async throws {
        try await Self.play { scene in
            try await scene.refuses(409) { try await Self.ask(scene, as: scene.mentee) }
            let another = try await scene.app.member("another")
            try await scene.app.mentor(another, capacity: 10)
            _ = try await scene.app.services.mentoring.suggestions(as: scene.other.principal)
            #expect(try await Self.ask(scene, as: scene.mentee).status == 201)
        }
    }
}
