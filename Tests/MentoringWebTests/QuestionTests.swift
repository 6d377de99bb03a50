import App
import Core
import Forum
import Foundation
import Storage
import TestSupport
import Testing

@Suite("Questions that wait reach mentors")
struct QuestionTests {
    private static let list = "/api/v1/me/mentor-questions"

    /// Titles of what is offered to a member.
    private static func offered(_ scene: Scene, to member: TestMember) async throws -> [String] {
        try await scene.app.api(.get, list, as: member.program).items().compactMap { $0["title"] as? String }
    }

    private static func offers(_ scene: Scene) async throws -> Int {
        try await scene.app.count("SELECT count(*) FROM mentor_question")
    }

    /// A question that has waited for 73 hours.
    private static func waiting(
        _ scene: Scene, _ title: String = "Which papers did you need for the Blue Card?", tags: [String] = ["kotlin"]
    ) async throws -> ForumThread {
        let category = try await scene.app.category("germany")
        let thread = try await scene.app.question(title, in: category, by: scene.seeker, tags: tags)
        scene.app.clock.advance(.hours(73))
        return thread
    }

    // MARK: What is not offered

    @Test func nothingIsOfferedBeforeItsTimeNorOnceSomebodyAnswered() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            let category = try await scene.app.category("germany")
            let answered = try await scene.app.question("Was it hard to find a flat?", in: category, by: scene.seeker)
            let young = try await scene.app.question("Which papers did you need?", in: category, by: scene.seeker)
            _ = try await scene.app.answer(answered, by: scene.other)
            scene.app.clock.advance(.hours(71))
            try await scene.app.services.offerQuestions()
            #expect(try await Self.offers(scene) == 0)
            scene.app.clock.advance(.hours(2))
            try await scene.app.services.offerQuestions()
            #expect(try await Self.offered(scene, to: scene.guide) == [young.title])
            scene.app.clock.advance(.days(31))
            #expect(try await Self.offered(scene, to: scene.guide).isEmpty)
        }
    }

    @Test func itIsOfferedOnlyToMentorsWhoMayKnowAndWantToBeAsked() async throws {
        try await Scene.play { scene in
            let (away, busy, blocked) = (
                try await scene.app.member("away"), try await scene.app.member("busy"),
                try await scene.app.member("blocked")
            )
            try await scene.guides(scene.guide, isGranted: false)
            try await scene.guides(
                scene.other,
                [
                    "stays": [["country": "CA", "city": "Toronto", "since": "2020-01"]], "skills": ["cobol"],
                    "experiences": [],
                ])
            try await scene.guides(away, ["capacity": 0])
            try await scene.guides(busy, ["takesQuestions": false])
            try await scene.guides(blocked)
            let block = try await scene.app.api(
                .put, "/api/v1/me/blocks/\(scene.seeker.id)", as: blocked.program)
            #expect(block.status == 204, "\(block.text)")
            _ = try await Self.waiting(scene)
            try await scene.app.services.offerQuestions()
            #expect(try await Self.offers(scene) == 0)
            // Who asked is no mentor for themselves.
            try await scene.guides(scene.seeker)
            try await scene.app.services.offerQuestions()
            #expect(try await Self.offers(scene) == 0)
            try await scene.grant(to: scene.guide)
            try await scene.app.services.offerQuestions()
            #expect(try await Self.offered(scene, to: scene.guide).count == 1)
        }
    }

    @Test func nobodyIsAskedMoreThanFiveTimesAWeek() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            let category = try await scene.app.category("germany")
            for number in 1...7 {
                _ = try await scene.app.question(
                    "Which papers did you need, number \(number)?", in: category, by: scene.seeker)
            }
            scene.app.clock.advance(.hours(73))
            for _ in 1...2 { try await scene.app.services.offerQuestions() }
            #expect(try await Self.offers(scene) == 5)
            scene.app.clock.advance(.days(7))
            try await scene.app.services.offerQuestions()
            #expect(try await Self.offers(scene) == 7)
        }
    }

    @Test func whatWasNotOfferedToOneIsNotFound() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            let thread = try await Self.waiting(scene)
            try await scene.app.services.offerQuestions()
            for id in [thread.id.text, "01900000-0000-7000-8000-000000000000", "x"] {
                try await scene.refuses(404) {
                    try await scene.app.api(.delete, "\(Self.list)/\(id)", as: scene.other.program)
                }
                try await scene.refuses(404) {
                    try await scene.app.submit("/mentoring/questions/\(id)/pass", [:], as: scene.other.browser)
                }
            }
            #expect(try await scene.app.get("/mentoring/questions").status == 303)
            #expect(try await scene.app.api(.get, Self.list).status == 401)
            #expect(try await Self.offered(scene, to: scene.other).isEmpty)
        }
    }

    @Test func whatMayNotBeSeenAnyMoreIsNotShown() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            let thread = try await Self.waiting(scene)
            try await scene.app.services.offerQuestions()
            #expect(try await Self.offered(scene, to: scene.guide) == [thread.title])
            try await scene.app.setState(.hidden, ofThread: thread.id)
            #expect(try await Self.offered(scene, to: scene.guide).isEmpty)
            let page = try await scene.app.get("/mentoring/questions", as: scene.guide.browser)
            #expect(!page.text.contains(thread.title) && page.text.contains("No question waits for you"))
            let notices = try await scene.app.get("/notifications", as: scene.guide.browser)
            #expect(!notices.text.contains(thread.title) && notices.text.contains("may be one for you"))
        }
    }

    // MARK: What is

    @Test func threeMentorsAreToldAndWhoPassesMakesRoomForAnother() async throws {
        try await Scene.play { scene in
            var mentors: [TestMember] = []
            for name in ["amna", "bilal", "chand", "dawood"] {
                mentors.append(try await scene.app.member(name))
                try await scene.guides(mentors[mentors.count - 1])
            }
            let thread = try await Self.waiting(scene)
            for _ in 1...2 { try await scene.app.services.offerQuestions() }
            #expect(try await Self.offers(scene) == 3)
            var asked: [TestMember] = []
            for mentor in mentors where try await !Self.offered(scene, to: mentor).isEmpty { asked.append(mentor) }
            let first = try #require(asked.first)
            let told = try await scene.app.count(
                "SELECT count(*) FROM notification_other WHERE account_id = \(first.id) AND kind = 'mentor_question'")
            #expect(asked.count == 3 && told == 1)
            let page = try await scene.app.get("/mentoring/questions", as: first.browser)
            #expect(page.text.contains(thread.title) && page.text.contains("/questions/\(thread.id)/pass"))
            for _ in 1...2 {
                let passed = try await scene.app.submit(
                    "/mentoring/questions/\(thread.id)/pass", [:], as: first.browser)
                #expect(passed.status == 303 && passed.header("Location") == "/mentoring/questions")
            }
            #expect(try await Self.offered(scene, to: first).isEmpty)
            try await scene.app.services.offerQuestions()
            #expect(try await Self.offers(scene) == 4)
            for mentor in mentors where mentor.id != first.id {
                #expect(try await Self.offered(scene, to: mentor) == [thread.title])
            }
        }
    }

    @Test func anAnswerCountsAsMentoring() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            try await scene.guides(scene.moderator, isGranted: false)
            let thread = try await Self.waiting(scene)
            try await scene.app.services.offerQuestions()
            // An answer of somebody to whom it was not offered counts for nobody.
            _ = try await scene.app.answer(thread, by: scene.other)
            _ = try await scene.app.answer(thread, by: scene.guide)
            _ = try await scene.app.answer(thread, by: scene.guide, body: "And two photographs, I forgot to say.")
            let mentor = try await scene.app.api(.get, "/api/v1/mentors/guide", as: scene.seeker.program).json()
            #expect(mentor["answeredQuestions"] as? Int == 1 && mentor["finishedMentorships"] as? Int == 0)
            #expect(try await Self.offered(scene, to: scene.guide).isEmpty)
            let page = try await scene.app.get("/mentors", as: scene.seeker.browser)
            #expect(page.text.contains("1 waiting question answered"))
        }
    }
}
