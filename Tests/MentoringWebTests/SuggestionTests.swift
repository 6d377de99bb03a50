import Core
import Foundation
import Matching
import TestSupport
import Testing

@testable import Mentoring

@Suite("Mentors who are suggested")
struct SuggestionTests {
    // MARK: What is refused

    @Test func whoHasNotSaidWhatTheyLookForIsAsked() async throws {
        try await Scene.play { scene in
            let refused = try await scene.refuses(409) {
                try await scene.app.api(.get, Scene.suggestions, as: scene.seeker.program)
            }
            #expect(try refused.code() == "mentee_profile_missing")
            let page = try await scene.app.get("/mentors", as: scene.seeker.browser)
            #expect(page.status == 200 && page.text.contains("/mentoring/mentee-profile"))
        }
    }

    @Test func nobodyIsSuggestedWhoIsNotToBe() async throws {
        try await Scene.play { scene in
            try await scene.seeks(scene.seeker)
            try await scene.guides(scene.guide)
            #expect(try await scene.suggested() == ["guide"])
            let suggests = { () async throws -> Bool in try await scene.suggested() == ["guide"] }
            for changes: [String: Any] in [
                ["isAccepting": false], ["capacity": 0], ["pausedUntil": "2026-11-30"], ["topics": ["housing"]],
                ["languages": [["code": "ur", "level": 3]]],
            ] {
                try await scene.guides(scene.guide, changes, isGranted: false)
                #expect(try await !suggests(), "\(changes.keys)")
            }
            try await scene.guides(scene.guide, isGranted: false)
            #expect(try await suggests())
            // The pause of a mentor who said until when is over on that day.
            try await scene.guides(scene.guide, ["pausedUntil": "2026-11-23"], isGranted: false)
            scene.app.clock.advance(.days(2))
            #expect(try await suggests())
        }
    }

    @Test func blocksAndRefusalsAreKeptAtOnce() async throws {
        try await Scene.play { scene in
            try await scene.seeks(scene.seeker)
            try await scene.guides(scene.guide)
            #expect(try await scene.suggested() == ["guide"])
            try await scene.app.services.accounts.setBlock(true, on: scene.seeker.id, as: scene.guide.principal)
            #expect(try await scene.suggested().isEmpty)
            try await scene.app.services.accounts.setBlock(false, on: scene.seeker.id, as: scene.guide.principal)
            let not = try await scene.app.submit(
                "/mentors/guide/unwanted", ["action": "not"], as: scene.seeker.browser)
            #expect(not.status == 303)
            #expect(try await scene.suggested().isEmpty)
            let rules = try await scene.app.get("/mentoring/rules", as: scene.seeker.browser)
            #expect(rules.text.contains("Name of guide"))
            _ = try await scene.app.submit("/mentors/guide/unwanted", ["action": "again"], as: scene.seeker.browser)
            #expect(try await scene.suggested() == ["guide"])
            // A suspension is not in what the index follows, and counts all the same.
            try await scene.app.change("UPDATE account SET state = 'suspended' WHERE id = \(scene.guide.id)")
            #expect(try await scene.suggested().isEmpty)
        }
    }

    @Test func privateRulesOfBothCountAndAreNeverTold() async throws {
        try await Scene.play { scene in
            try await scene.seeks(scene.seeker)
            try await scene.guides(scene.guide)
            for (rules, member) in [
                (#"{"gender": "woman", "genderRule": "women_only"}"#, scene.seeker),
                (#"{"genderRule": "women_and_non_binary_only"}"#, scene.guide),
                (#"{"avoidedEmployers": ["canaryfirm"]}"#, scene.seeker),
            ] {
                #expect(try await scene.put(Scene.rulesPath, rules, as: member).status == 200)
                let answer = try await scene.app.api(.get, Scene.suggestions, as: scene.seeker.program)
                let page = try await scene.app.get("/mentors", as: scene.seeker.browser)
                #expect(try answer.items().isEmpty)
                #expect(try answer.json()["relaxations"] as? [String] == ["times", "topic"])
                #expect(page.text.contains("relax one of: times, topic"))
                for secret in ["gender", "women", "anaryfirm", "employer", "rule", "block"] {
                    #expect(!answer.text.localizedCaseInsensitiveContains(secret), "\(secret)")
                }
                for secret in ["women", "anaryfirm", "gender"] { #expect(!page.text.contains(secret), "\(secret)") }
                #expect(try await scene.put(Scene.rulesPath, "{}", as: member).status == 200)
            }
            #expect(try await scene.suggested() == ["guide"])
            // Whoever works in the same house, when either does not want that.
            try await scene.seeks(scene.seeker, ["employer": "CANARYFIRM"])
            _ = try await scene.put(Scene.rulesPath, #"{"refusesSameEmployer": true}"#, as: scene.guide)
            #expect(try await scene.suggested().isEmpty)
        }
    }

    // MARK: What is shown

    @Test func reasonsAreInWords() async throws {
        try await Scene.play { scene in
            try await scene.seeks(scene.seeker)
            try await scene.guides(scene.guide)
            let page = try await scene.app.get("/mentors", as: scene.seeker.browser)
            for text in [
                "Mentors who fit you", "Name of guide", "Knows what you want to learn: kotlin",
                "Moved from Pakistan to Germany in 2022",
                "17:00–21:00 (Europe/Berlin) · Mon, Tue, Wed, Thu, Fri 21:00–01:00 (Asia/Karachi)",
            ] { #expect(page.text.contains(text), "\(text)") }
            #expect(!page.text.contains("%"))
            let record = try await scene.app.api(.get, Scene.suggestions, as: scene.seeker.program)
            let codes = (try record.items().first?["reasons"] as? [[String: Any]] ?? []).compactMap {
                $0["code"] as? String
            }
            #expect(codes.count == 3 && codes.first == "common_skills", "\(codes)")
            #expect(!record.text.contains("Canaryfirm") && !record.text.contains("score"))
        }
    }

    @Test func whoFitsNobodyIsToldWhatOfTheirOwnCouldBeRelaxed() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide, ["languages": [["code": "ur", "level": 6]]])
            try await scene.seeks(scene.seeker, ["neededLanguages": ["en"]])
            let answer = try await scene.app.api(.get, Scene.suggestions, as: scene.seeker.program)
            #expect(try answer.json()["relaxations"] as? [String] == ["language", "times", "topic"])
            let page = try await scene.app.get("/mentors", as: scene.seeker.browser)
            #expect(page.text.contains("No mentor meets all your must-haves; relax one of: language, times, topic."))
            try await scene.seeks(scene.seeker)
            #expect(try await scene.suggested() == ["guide"])
        }
    }

    @Test func theSameDayAnswersTheSame() async throws {
        try await Scene.play { scene in
            for number in 1...7 {
                try await scene.guides(try await scene.app.member("mentor\(number)"))
            }
            try await scene.seeks(scene.seeker)
            let first = try await scene.app.api(.get, Scene.suggestions, as: scene.seeker.program)
            let again = try await scene.app.api(.get, Scene.suggestions, as: scene.seeker.program)
            #expect(try first.items().count == MentoringService.suggested)
            #expect(first.bytes == again.bytes)
            // Another node, that has read the tables itself, says the same.
            let node = MentoringService(
                store: scene.app.services.store, clock: scene.app.clock.clock, ids: scene.app.services.ids)
            let here = try await scene.app.services.mentoring.suggestions(as: scene.seeker.principal)
            let there = try await node.suggestions(as: scene.seeker.principal)
            #expect(here == there)
        }
    }

    @Test func whatOneNodeWritesTheOtherKnows() async throws {
        try await Scene.play { scene in
            try await scene.seeks(scene.seeker)
            let node = MentoringService(
                store: scene.app.services.store, clock: scene.app.clock.clock, ids: scene.app.services.ids)
            let none = try await node.suggestions(as: scene.seeker.principal)
            #expect(none.items.isEmpty)
            try await scene.guides(scene.guide)
            let found = try await node.suggestions(as: scene.seeker.principal)
            #expect(found.items.map(\.mentor.member.username) == ["guide"])
            try await scene.guides(scene.guide, ["skills": ["rust"]], isGranted: false)
            let changed = try await node.suggestions(as: scene.seeker.principal)
            #expect(changed.items.map(\.mentor.content.skills) == [["rust"]])
            let isThere = changed.items.first?.reasons.contains(.skills(["kotlin"]))
            #expect(isThere == false)
        }
    }

    @Test func nobodyIsShownMoreOftenThanTheirSeatsBear() async throws {
        try await Scene.play { scene in
            try await scene.guides(scene.guide, ["capacity": 1])
            try await scene.seeks(scene.other, ["topics": ["housing"]])
            let node = MentoringService(
                store: scene.app.services.store, clock: scene.app.clock.clock, ids: scene.app.services.ids)
            let early = try await node.suggestions(as: scene.other.principal)
            #expect(early.items.isEmpty)
            for number in 1...9 {
                let mentee = try await scene.app.member("mentee\(number)")
                try await scene.seeks(mentee)
                let expected = number <= ExposureLedger.timesASeat ? ["guide"] : []
                #expect(try await scene.suggested(to: mentee) == expected, "\(number)")
                // Shown again on the same day, it counts for nothing.
                #expect(try await scene.suggested(to: mentee) == expected, "\(number)")
            }
            #expect(try await scene.app.count("SELECT sum(shown) FROM mentor_exposure") == 8)
            // What another node counted, this one's ledger does not know: the database refuses.
            try await scene.seeks(scene.other)
            let late = try await node.suggestions(as: scene.other.principal)
            #expect(late.items.isEmpty)
            scene.app.clock.advance(.days(7))
            #expect(try await scene.suggested(to: scene.other) == ["guide"])
            try await scene.app.services.mentoring.forgetShown()
            #expect(try await scene.app.count("SELECT count(*) FROM mentor_shown WHERE day < 20779") == 0)
        }
    }
}
