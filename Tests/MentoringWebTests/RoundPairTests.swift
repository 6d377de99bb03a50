import Core
import Foundation
import Mentoring
import TestSupport
import Testing

@Suite("Pairs that staff puts together")
struct RoundPairTests {
    private static func pair(
        _ mentee: String, _ mentor: String, _ id: String, _ scene: RoundScene, as member: TestMember? = nil
    ) async throws -> Answer {
        try await scene.app.api(
            .post, "\(RoundScene.api)/\(id)/pairs", #"{"mentee": "\#(mentee)", "mentor": "\#(mentor)"}"#,
            as: (member ?? scene.staff).program)
    }

    @Test func onlyWhoTakesPartIsPutTogetherAndOnlyByStaff() async throws {
        try await RoundScene.play(capacities: [2, 1], mentees: 2) { scene in
            let id = try await scene.ranking()
            for outsider in [scene.stranger, scene.mentees[0], scene.mentors[0]] {
                try await scene.refuses(404) { try await Self.pair("seeker0", "guide0", id, scene, as: outsider) }
                try await scene.refuses(404) {
                    try await scene.app.api(.delete, "\(RoundScene.api)/\(id)/pairs/seeker0", as: outsider.program)
                }
            }
            for (mentee, mentor, field) in [
                ("guide0", "guide1", "mentee"), ("seeker0", "seeker1", "mentor"), ("nobody", "guide0", "mentee"),
                ("seeker0", "", "mentor"),
            ] {
                let refused = try await scene.refuses(422) { try await Self.pair(mentee, mentor, id, scene) }
                #expect(refused.text.contains("#/\(field)"), "\(refused.text)")
            }
            let page = try await scene.refuses(422) {
                try await scene.app.submit(
                    "\(RoundScene.pages)/\(id)/pairs", ["mentee": "nobody", "mentor": "guide0"],
                    as: scene.staff.browser)
            }
            #expect(page.text.contains("Nobody of that name takes part") && page.text.contains(#"value="nobody""#))
            // A block is not told: the two are simply not brought together.
            try await scene.app.services.accounts.setBlock(
                true, on: scene.mentees[0].id, as: scene.mentors[0].principal)
            try await scene.refuses(409, "round_pair_apart") { try await Self.pair("seeker0", "guide0", id, scene) }
        }
    }

    @Test func theyAreMatchedBeforeTheOthersAndAskedLikeThem() async throws {
        try await RoundScene.play(capacities: [1, 1], mentees: 3) { scene in
            let id = try await scene.ranking()
            for mentee in scene.mentees { try await scene.rank(id, ["guide0", "guide1"], as: mentee) }
            for mentee in ["seeker1", "seeker0", "seeker0"] {
                // The second finds no seat left, the one who was taken apart leaves one.
                let answer = try await Self.pair(mentee, "guide0", id, scene)
                #expect(answer.status == (mentee == "seeker1" ? 200 : 409), "\(answer.text)")
            }
            let page = try await scene.app.get("\(RoundScene.pages)/\(id)", as: scene.staff.browser)
            #expect(page.text.contains("Name of seeker1 with Name of guide0"))
            let theirs = try await scene.app.get("\(RoundScene.pages)/\(id)", as: scene.mentees[1].browser)
            #expect(!theirs.text.contains("with Name of guide0"))
            #expect(try await scene.shown(id, as: scene.mentees[1])["pairs"] == nil)
            for _ in 1...2 {
                let removed = try await scene.app.submit(
                    "\(RoundScene.pages)/\(id)/pairs", ["mentee": "seeker1", "action": "remove"],
                    as: scene.staff.browser)
                #expect(removed.status == 303)
            }
            #expect(try await Self.pair("seeker2", "guide0", id, scene).status == 200)
            try await scene.publish(id)
            #expect(try await scene.found(id, for: scene.mentees[2]) == ["guide0"])
            #expect(try await scene.found(id, for: scene.mentors[0]) == ["seeker2"])
            #expect(try await scene.found(id, for: scene.mentors[1]).count == 1)
            #expect(try await scene.told(scene.mentees[2]).last == "round_offer")
            let report = try await scene.app.api(.get, "\(RoundScene.api)/\(id)/report", as: scene.staff.program)
            let run = try #require((try report.json()["runs"] as? [[String: Any]])?.first?["report"] as? [String: Any])
            #expect(run["locked"] as? Int == 1 && run["seats"] as? Int == 1 && run["mentees"] as? Int == 2)
            try await scene.say("confirm", id, as: scene.mentees[2])
            #expect(try await scene.say("confirm", id, as: scene.mentors[0]).status == 200)
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1") == 1)
            try await scene.refuses(409, "round_frozen") { try await Self.pair("seeker0", "guide1", id, scene) }
        }
    }

    @Test func whatKeepsTwoApartIsStrongerThanStaff() async throws {
        try await RoundScene.play(capacities: [1, 1], mentees: 1) { scene in
            let id = try await scene.ranking()
            #expect(try await Self.pair("seeker0", "guide0", id, scene).status == 200)
            let rules = #"{"keptApart": ["seeker0"]}"#
            let kept = try await scene.app.api(.put, Scene.rulesPath, rules, as: scene.mentors[0].program)
            #expect(kept.status == 200, "\(kept.text)")
            try await scene.publish(id)
            #expect(try await scene.found(id, for: scene.mentees[0]) == ["guide1"])
        }
    }

    @Test func aMentorsNoIsStrongerThanStaffAndStaffPairsNotThemselves() async throws {
        try await RoundScene.play(capacities: [1, 1], mentees: 1) { scene in
            let id = try await scene.ranking()
            #expect(try await Self.pair("seeker0", "guide0", id, scene).status == 200)
            try await scene.rank(id, ["guide0"], as: scene.mentees[0])
            try await scene.answer(id, "seeker0", "no", as: scene.mentors[0])
            try await scene.publish(id)
            #expect(try await scene.found(id, for: scene.mentees[0]) == ["guide1"])
        }
        try await RoundScene.play(capacities: [1], mentees: 1) { scene in
            let id = try await scene.ranking()
            try await scene.app.change(
                "UPDATE mentoring_round_member SET account_id = \(scene.staff.id) WHERE side = 'mentee'")
            let own = try await scene.refuses(403, "own_review") {
                try await Self.pair(scene.staff.username, "guide0", id, scene)
            }
            #expect(!own.text.contains("apart"))
        }
    }

    // MARK: Drafts

    @Test func aDraftIsChangedUntilItIsOpened() async throws {
        try await RoundScene.play(mentees: 0) { scene in
            let id = try await scene.make()
            let path = "\(RoundScene.api)/\(id)"
            let changed = try RoundScene.json(["name": "Autumn 2027"])
            try await scene.refuses(404) {
                try await scene.app.api(.put, path, changed, as: scene.stranger.program)
            }
            let form = try await scene.app.get("\(RoundScene.pages)/\(id)/edit", as: scene.staff.browser)
            #expect(form.text.contains("Spring 2027") && form.text.contains("2026-12-05"))
            let empty = try await scene.refuses(422) {
                try await scene.app.submit(
                    "\(RoundScene.pages)/\(id)/edit", ["name": "", "track": "career", "joinsUntil": "2026-12-06"],
                    as: scene.staff.browser)
            }
            #expect(empty.text.contains("2026-12-06"))
            #expect(try await scene.app.api(.put, path, changed, as: scene.staff.program).status == 200)
            let stale = try await scene.refuses(412) {
                try await scene.app.api(
                    .put, path, changed, as: scene.staff.program, headers: ["If-Match": "\"1\""])
            }
            #expect(try stale.code() == "stale_version")
            let saved = try await scene.app.submit(
                "\(RoundScene.pages)/\(id)/edit",
                [
                    "version": "2", "name": "Winter 2027", "track": "relocation", "joinsUntil": "2026-12-06",
                    "ranksUntil": "2026-12-20", "listLength": "20",
                ], as: scene.staff.browser)
            #expect(saved.status == 303, "\(saved.text)")
            let round = try #require(try await scene.shown(id)["round"] as? [String: Any])
            #expect(round["name"] as? String == "Winter 2027" && round["track"] as? String == "relocation")
            try await scene.step("open", id)
            try await scene.refuses(409, "round_step") {
                try await scene.app.api(.put, path, changed, as: scene.staff.program)
            }
        }
    }
}
