import Core
import Foundation
import Matching
import Storage
import TestSupport
import Testing

@testable import Mentoring

@Suite("Rounds of the programme")
struct RoundTests {
    // MARK: What is refused

    @Test func aRoundIsMadeByStaffAlone() async throws {
        try await RoundScene.play(capacities: [], mentees: 0) { scene in
            for member in [scene.scene.guide, scene.stranger] {
                let json = try RoundScene.json()
                try await scene.refuses(404) {
                    try await scene.app.api(.post, RoundScene.api, json, as: member.program)
                }
                let page = try await scene.app.get("\(RoundScene.pages)/new", as: member.browser)
                #expect(page.status == 404)
            }
            let wrong: [([String: Any], String)] = [
                (["name": "x"], "#/name"), (["track": "sport"], "#/track"),
                (["joinsUntil": "tomorrow"], "#/joinsUntil"),
                (["joinsUntil": "2026-11-20"], "#/joinsUntil"), (["ranksUntil": "2026-12-05"], "#/ranksUntil"),
                (["ranksUntil": "2028-01-01"], "#/ranksUntil"), (["listLength": 9], "#/listLength"),
            ]
            for (changes, field) in wrong {
                let json = try RoundScene.json(changes)
                let refused = try await scene.refuses(422) {
                    try await scene.app.api(.post, RoundScene.api, json, as: scene.staff.program)
                }
                #expect(try refused.pointers() == [field])
            }
            let form = try await scene.refuses(422) {
                try await scene.app.submit(
                    "\(RoundScene.pages)/new", ["name": "Spring of 2027", "track": "", "formID": "r"],
                    as: scene.staff.browser)
            }
            #expect(form.text.contains("Spring of 2027"))
            let made = try await scene.app.submit(
                "\(RoundScene.pages)/new",
                [
                    "name": "Spring of 2027", "track": "career", "joinsUntil": "2026-12-05",
                    "ranksUntil": "2026-12-19", "listLength": "30", "formID": "r",
                ], as: scene.staff.browser)
            #expect(made.status == 303)
        }
    }

    @Test func aDraftIsSeenByStaffAloneAndStepsFollowTheTable() async throws {
        try await RoundScene.play(capacities: [1], mentees: 1) { scene in
            let id = try await scene.make()
            for path in ["\(RoundScene.api)/\(id)", "\(RoundScene.pages)/\(id)"] {
                let viewer = path.hasPrefix("/api") ? scene.mentees[0].program : scene.mentees[0].browser
                #expect(try await scene.app.get(path, as: viewer).status == 404)
            }
            #expect(try await scene.app.api(.get, RoundScene.api, as: scene.mentees[0].program).items().isEmpty)
            #expect(try await scene.app.api(.get, RoundScene.api, as: scene.staff.program).items().count == 1)
            try await scene.refuses(404) { try await scene.join(id, "mentee", as: scene.mentees[0]) }
            for step in ["rank", "freeze", "publish", "refill", "close"] {
                try await scene.refuses(409, "round_step") { try await scene.step(step, id) }
            }
            try await scene.refuses(404) { try await scene.step("open", id, as: scene.mentees[0]) }
            try await scene.refuses(412) {
                try await scene.app.api(
                    .post, "\(RoundScene.api)/\(id)/open", as: scene.staff.program, headers: ["If-Match": "\"7\""])
            }
            #expect(try await scene.step("open", id).status == 200)
            #expect(try await scene.app.api(.get, RoundScene.api, as: scene.mentees[0].program).items().count == 1)
            #expect(try await scene.step("cancel", id).status == 200)
            try await scene.refuses(409, "round_not_joining") {
                try await scene.join(id, "mentee", as: scene.mentees[0])
            }
        }
    }

    @Test func onlyThoseMayJoinWhoCanBeMatched() async throws {
        try await RoundScene.play(capacities: [1], mentees: 1) { scene in
            let id = try await scene.make()
            try await scene.step("open", id)
            try await scene.refuses(409, "round_mentor_level") {
                try await scene.join(id, "mentor", as: scene.mentees[0])
            }
            try await scene.scene.guides(scene.scene.guide, isGranted: false)
            try await scene.refuses(409, "round_mentor_level") {
                try await scene.join(id, "mentor", as: scene.scene.guide)
            }
            try await scene.refuses(403, "mentor_trust") { try await scene.join(id, "mentee", as: scene.stranger) }
            try await scene.app.trust(scene.stranger, 1)
            try await scene.refuses(409, "mentee_profile_missing") {
                try await scene.join(id, "mentee", as: scene.stranger)
            }
            for (side, seats) in [("guest", 1), ("mentor", 0), ("mentor", 11)] {
                try await scene.refuses(422) {
                    try await scene.join(id, side, as: scene.mentors[0], seats: seats)
                }
            }
            #expect(try await scene.join(id, "mentor", as: scene.mentors[0], seats: 1).status == 200)
            #expect(try await scene.join(id, "mentee", as: scene.mentees[0]).status == 200)
            // A day that has passed counts, whoever has looked in between.
            scene.app.clock.advance(.days(20))
            try await scene.refuses(409, "round_not_joining") {
                try await scene.join(id, "mentee", as: scene.mentees[0])
            }
        }
    }

    @Test func aRankingNamesWhoCanBeRanked() async throws {
        try await RoundScene.play(capacities: [1, 1], mentees: 2) { scene in
            let id = try await scene.make()
            try await scene.step("open", id)
            try await scene.join(id, "mentor", as: scene.mentors[0])
            try await scene.join(id, "mentee", as: scene.mentees[0])
            try await scene.refuses(409, "round_not_ranking") {
                try await scene.rank(id, ["guide0"], as: scene.mentees[0])
            }
            try await scene.step("rank", id)
            try await scene.refuses(404) { try await scene.rank(id, ["guide0"], as: scene.mentees[1]) }
            try await scene.refuses(404) { try await scene.rank(id, ["guide0"], as: scene.mentors[0]) }
            try await scene.refuses(404) {
                try await scene.app.api(.get, "\(RoundScene.api)/\(id)/ranking", as: scene.stranger.program)
            }
            // Who has not joined, who is nobody, and who may not be met: no difference is told.
            var answers: Set<String> = []
            for name in ["guide1", "nobody", "seeker1"] {
                let refused = try await scene.refuses(422) {
                    try await scene.rank(id, [name], as: scene.mentees[0])
                }
                #expect(try refused.pointers() == ["#/mentors/0"])
                answers.insert(
                    try #require(try (refused.json()["errors"] as? [[String: Any]])?.first?["detail"] as? String))
            }
            _ = try await scene.scene.put(
                Scene.rulesPath, #"{"genderRule": "women_only"}"#, as: scene.mentors[0])
            let secret = try await scene.refuses(422) {
                try await scene.rank(id, ["guide0"], as: scene.mentees[0])
            }
            answers.insert(try #require(try (secret.json()["errors"] as? [[String: Any]])?.first?["detail"] as? String))
            #expect(answers.count == 1)
            _ = try await scene.scene.put(Scene.rulesPath, "{}", as: scene.mentors[0])
            for names in [["guide0", "GUIDE0"], (0..<11).map { "m\($0)" }] {
                try await scene.refuses(422) { try await scene.rank(id, names, as: scene.mentees[0]) }
            }
            try await scene.refuses(422) { try await scene.answer(id, "seeker0", "prefer", as: scene.mentors[0]) }
            #expect(try await scene.rank(id, ["guide0"], as: scene.mentees[0]).status == 200)
            try await scene.refuses(422) { try await scene.answer(id, "seeker0", "perhaps", as: scene.mentors[0]) }
            try await scene.refuses(404) { try await scene.answer(id, "seeker0", "prefer", as: scene.mentees[0]) }
            #expect(try await scene.answer(id, "seeker0", "prefer", as: scene.mentors[0]).status == 200)
            scene.app.clock.advance(.days(29))
            try await scene.refuses(409, "round_not_ranking") { try await scene.rank(id, [], as: scene.mentees[0]) }
        }
    }

    // MARK: What works

    @Test func whoLeavesTakesWhatTheySaidWithThem() async throws {
        try await RoundScene.play { scene in
            let id = try await scene.ranking()
            try await scene.rank(id, ["guide0", "guide1"], as: scene.mentees[0])
            try await scene.answer(id, "seeker0", "no", as: scene.mentors[0])
            let left = try await scene.app.api(
                .delete, "\(RoundScene.api)/\(id)/membership", as: scene.mentees[0].program)
            #expect(left.status == 204)
            for table: Query in ["mentoring_round_wish", "mentoring_round_answer"] {
                #expect(try await scene.app.count("SELECT count(*) FROM \(table)") == 0)
            }
            try await scene.step("freeze", id)
            try await scene.refuses(409, "round_frozen") {
                try await scene.app.api(
                    .delete, "\(RoundScene.api)/\(id)/membership", as: scene.mentees[1].program)
            }
        }
    }

    @Test func thePageTakesNumbersAndWords() async throws {
        try await RoundScene.play { scene in
            let id = try await scene.ranking()
            let path = "\(RoundScene.pages)/\(id)/ranking"
            let empty = try await scene.app.get(path, as: scene.mentees[0].browser)
            for text in [
                "Rank honestly: nothing is gained otherwise.", "Name of guide0", "place-guide1", "Not this one",
                "Moved from Pakistan to Germany in 2022",
            ] { #expect(empty.text.contains(text), "\(text)") }
            let twice = try await scene.refuses(422) {
                try await scene.app.submit(
                    path,
                    [
                        "side": "mentee", "mentor": "guide0", "place-guide0": "1", "mentor": "guide1",
                        "place-guide1": "1",
                    ], as: scene.mentees[0].browser)
            }
            #expect(twice.text.contains("Give each number once."))
            let saved = try await scene.app.submit(
                path,
                ["side": "mentee", "mentor": "guide0", "place-guide0": "2", "mentor": "guide1", "place-guide1": "1"],
                as: scene.mentees[0].browser)
            #expect(saved.status == 303)
            let ranking = try await scene.app.api(
                .get, "\(RoundScene.api)/\(id)/ranking", as: scene.mentees[0].program)
            let places = try #require(try ranking.json()["mentors"] as? [[String: Any]])
            #expect(places.map { $0["place"] as? Int } == [1, 2])
            let incoming = try await scene.app.get(path, as: scene.mentors[0].browser)
            #expect(incoming.text.contains("Name of seeker0") && !incoming.text.contains("Name of seeker1"))
            let said = try await scene.app.submit(
                path, ["side": "mentor", "mentee": "seeker0", "answer-seeker0": "no"], as: scene.mentors[0].browser)
            #expect(said.status == 303)
            // What the mentor said is not the mentee's to read, nor the place the mentor's.
            let again = try await scene.app.api(
                .get, "\(RoundScene.api)/\(id)/ranking", as: scene.mentees[0].program)
            #expect(!again.text.contains("\"no\"") && again.text == ranking.text)
            let not = try await scene.app.submit(
                path, ["side": "mentee", "mentor": "guide1", "not": "guide0", "place-guide1": "1"],
                as: scene.mentees[0].browser)
            #expect(not.status == 303)
            #expect(
                try await !scene.app.get(path, as: scene.mentees[0].browser).text.contains("Name of guide0"))
        }
    }

    @Test func timeMovesARoundOnAndMembersAreTold() async throws {
        try await RoundScene.play { scene in
            let id = try await scene.make()
            try await scene.step("open", id)
            for mentor in scene.mentors { try await scene.join(id, "mentor", as: mentor) }
            for mentee in scene.mentees { try await scene.join(id, "mentee", as: mentee) }
            try await scene.app.services.rounds.moveOn()
            #expect(try await scene.state(id) == "joining")
            scene.app.clock.advance(.days(15))
            try await scene.app.services.rounds.moveOn()
            #expect(try await scene.state(id) == "ranking")
            try await scene.app.services.rounds.tellWaiting()
            #expect(try await scene.told(scene.mentees[0]) == ["round_ranking"])
            #expect(try await scene.letters(to: scene.mentors[1]).contains { $0.contains("Rank honestly") })
            scene.app.clock.advance(.days(14))
            try await scene.app.services.rounds.moveOn()
            #expect(try await scene.state(id) == "frozen")
            let page = try await scene.app.get("\(RoundScene.pages)/\(id)", as: scene.staff.browser)
            #expect(page.text.contains("The matching is being made"))
            try await scene.app.services.rounds.runDue()
            #expect(try await scene.state(id) == "matched")
            try await scene.app.services.rounds.moveOn()
            #expect(try await scene.state(id) == "matched")
        }
    }
}
