import Core
import Foundation
import TestSupport
import Testing

@Suite("Who asks a mentor directly is held to the rules of the matcher")
struct MentorshipFitTests {
    /// A mentor and somebody who looks for one, who fit and may ask.
    private static func play(_ body: @escaping @Sendable (Scene, TestMember) async throws -> Void) async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide)
            try await scene.app.trust(scene.seeker, 1)
            var seeker = scene.seeker
            if case .member(var principal) = seeker.principal {
                principal.trust = .known
                seeker.principal = .member(principal)
            }
            try await body(scene, seeker)
        }
    }

    private static func ask(_ scene: Scene, as member: TestMember) async throws -> Answer {
        try await scene.app.api(
            .post, MentorshipScene.api, MentorshipScene.json("guide"), as: member.program)
    }

    private static let id = "019aa5c1-7c00-7000-8000-0000000000f1"

    private static func push(_ device: inout Device) async throws -> String {
        try await device.push(
            "mentorship.request",
            [
                "id": id, "mentor": "guide", "track": "career", "goal": MentorshipScene.goal,
                "background": MentorshipScene.background, "question": MentorshipScene.question,
            ])
    }

    @Test func whoHasNotSaidWhatTheyLookForIsAskedFirst() async throws {
        try await Self.play { scene, seeker in
            try await scene.app.adult(seeker)
            let refused = try await scene.refuses(409) { try await Self.ask(scene, as: seeker) }
            #expect(try refused.code() == "mentee_profile_missing")
        }
    }

    @Test(arguments: [
        ("mentor_unfit_language", #"{"languages": [{"code": "ur", "level": 3}, {"code": "en", "level": 3}]}"#),
        (
            "mentor_unfit_language",
            #"{"languages": [{"code": "de", "level": 6}, {"code": "en", "level": 5}], "neededLanguages": ["de"]}"#
        ),
        ("mentor_unfit_topic", #"{"topics": ["housing"]}"#),
    ])
    func aRequestNamesTheMenteesOwnSetting(code: String, changes: String) async throws {
        try await Self.play { scene, seeker in
            let fields = try JSONSerialization.jsonObject(with: Data(changes.utf8)) as? [String: Any]
            try await scene.seeks(seeker, fields ?? [:])
            let refused = try await scene.refuses(409) { try await Self.ask(scene, as: seeker) }
            #expect(try refused.code() == code)
            let page = try await scene.refuses(409) {
                try await scene.app.submit(
                    "\(MentorshipScene.pages)/new",
                    [
                        "mentor": "guide", "track": "career", "goal": MentorshipScene.goal,
                        "background": MentorshipScene.background, "question": MentorshipScene.question,
                    ], as: seeker.browser)
            }
            #expect(page.text.contains(MentorshipScene.question))
            var device = Device(scene.app, seeker)
            #expect(try await Self.push(&device) == "invalid")
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship") == 0)
        }
    }

    @Test func twoNeedTimeForEachOtherUnlessBothOnlyWrite() async throws {
        try await Self.play { scene, seeker in
            try await scene.seeks(seeker)
            let mornings = """
                {"windows": [{"weekdays": [1], "start": "06:00", "end": "07:00", "zone": "Europe/Berlin"}],
                "exceptions": []}
                """
            #expect(try await scene.put(Scene.hoursPath, mornings, as: seeker).status == 200)
            let refused = try await scene.refuses(409) { try await Self.ask(scene, as: seeker) }
            #expect(try refused.code() == "mentor_unfit_times")
            try await scene.guides(scene.guide, ["isAsyncOnly": true], isGranted: false)
            try await scene.refuses(409) { try await Self.ask(scene, as: seeker) }
            try await scene.seeks(seeker, ["isAsyncOnly": true])
            #expect(try await scene.put(Scene.hoursPath, mornings, as: seeker).status == 200)
            #expect(try await Self.ask(scene, as: seeker).status == 201)
        }
    }

    @Test func whatOthersSetIsNeverTold() async throws {
        try await Self.play { scene, seeker in
            // Nothing of the mentee's own would do, either: what is secret comes first.
            try await scene.seeks(seeker, ["topics": ["housing"]])
            for (rules, member) in [
                (#"{"genderRule": "women_and_non_binary_only"}"#, scene.guide),
                (#"{"avoidedEmployers": ["canaryfirm"]}"#, seeker),
                (#"{"keptApart": ["\#(seeker.username)"]}"#, scene.guide),
                (#"{"keptApart": ["\#(scene.guide.username)"]}"#, seeker),
            ] {
                #expect(try await scene.put(Scene.rulesPath, rules, as: member).status == 200)
                let refused = try await scene.refuses(409) { try await Self.ask(scene, as: seeker) }
                #expect(try refused.code() == "mentor_not_open")
                #expect(try await scene.put(Scene.rulesPath, "{}", as: member).status == 200)
            }
            try await scene.app.services.accounts.setBlock(true, on: seeker.id, as: scene.guide.principal)
            try await scene.refuses(404) { try await Self.ask(scene, as: seeker) }
            try await scene.app.services.accounts.setBlock(false, on: seeker.id, as: scene.guide.principal)
            try await scene.seeks(seeker)
            #expect(try await Self.ask(scene, as: seeker).status == 201)
        }
    }
}
