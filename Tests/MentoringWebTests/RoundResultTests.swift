import Core
import Foundation
import Matching
import Storage
import TestSupport
import Testing

@testable import Mentoring

@Suite("What rounds find")
struct RoundResultTests {
    @Test func rankingsDecideAndNothingIsToldBeforeItIsPublished() async throws {
        try await RoundScene.play { scene in
            let id = try await scene.ranking()
            try await scene.rank(id, ["guide1", "guide0"], as: scene.mentees[0])
            try await scene.rank(id, ["guide1", "guide0"], as: scene.mentees[1])
            try await scene.answer(id, "seeker1", "prefer", as: scene.mentors[1])
            try await scene.refuses(409, "round_step") { try await scene.step("publish", id) }
            try await scene.step("freeze", id)
            try await scene.refuses(409, "round_not_ranking") {
                try await scene.rank(id, [], as: scene.mentees[0])
            }
            try await scene.app.services.rounds.runDue()
            for member in scene.mentees + scene.mentors {
                #expect(try await scene.offers(id, of: member).isEmpty)
                try await scene.refuses(404) {
                    try await scene.app.api(.get, "\(RoundScene.api)/\(id)/instance", as: member.program)
                }
            }
            #expect(try await scene.step("publish", id).status == 200)
            try await scene.app.services.rounds.tellWaiting()
            #expect(try await scene.found(id, for: scene.mentees[1]) == ["guide1"])
            #expect(try await scene.found(id, for: scene.mentees[0]) == ["guide0"])
            #expect(try await scene.found(id, for: scene.mentors[1]) == ["seeker1"])
            #expect(try await scene.told(scene.mentors[1]) == ["round_ranking", "round_offer"])
            let page = try await scene.app.get("\(RoundScene.pages)/\(id)", as: scene.mentees[1].browser)
            for text in ["Name of guide1", "Moved from Pakistan to Germany in 2022", "Confirm", "Check it yourself"] {
                #expect(page.text.contains(text), "\(text)")
            }
            let mentors = try await scene.app.get("\(RoundScene.pages)/\(id)", as: scene.mentors[1].browser)
            #expect(mentors.text.contains("A first job as a developer in Germany within a year."))
            let offer = try #require(try await scene.offers(id, of: scene.mentors[1]).first)
            #expect(offer["choice"] is NSNull || offer["choice"] == nil)
        }
    }

    @Test func aRefusalIsKeptAndNobodyLearnsOfIt() async throws {
        try await RoundScene.play(capacities: [1], mentees: 1) { scene in
            let id = try await scene.ranking()
            try await scene.rank(id, ["guide0"], as: scene.mentees[0])
            try await scene.answer(id, "seeker0", "no", as: scene.mentors[0])
            try await scene.publish(id)
            #expect(try await scene.offers(id, of: scene.mentees[0]).isEmpty)
            #expect(try await scene.told(scene.mentees[0]) == ["round_ranking", "round_unmatched"])
            #expect(try await scene.told(scene.mentors[0]) == ["round_ranking"])
        }
    }

    @Test func bothConfirmAndASeatIsTaken() async throws {
        try await RoundScene.play { scene in
            let id = try await scene.ranking()
            try await scene.rank(id, ["guide1"], as: scene.mentees[0])
            try await scene.publish(id)
            let (mentor, mentee) = (scene.mentors[1], scene.mentees[0])
            let offer = try #require(try await scene.offers(id, of: mentee).first?["id"] as? String)
            let path = "\(RoundScene.api)/\(id)/offers/\(offer)"
            for outsider in [scene.stranger, scene.staff, scene.mentors[0], scene.mentees[1]] {
                for answer in ["confirm", "decline"] {
                    try await scene.refuses(404) {
                        try await scene.app.api(.post, "\(path)/\(answer)", as: outsider.program)
                    }
                }
            }
            #expect(try await scene.say("confirm", id, as: mentee).status == 200)
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship") == 0)
            #expect(try await scene.app.api(.post, "\(path)/confirm", as: mentee.program).status == 200)
            let sent = try await scene.app.submit(
                "\(RoundScene.pages)/\(id)/offers/\(offer)", ["answer": "yes"], as: mentor.browser)
            #expect(sent.status == 303, "\(sent.text)")
            let location = try #require(sent.header("Location"))
            let mentorship = try await scene.app.get(location, as: mentee.browser)
            #expect(mentorship.status == 200 && mentorship.text.contains("Accepted"))
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1") == 1)
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship_event") == 2)
            #expect(try await scene.told(mentee).last == "round_confirmed")
            #expect(try await scene.letters(to: mentor).contains { $0.contains("both of you confirmed") })
            try await scene.refuses(409, "offer_over") {
                try await scene.app.api(.post, "\(path)/decline", as: mentee.program)
            }
        }
    }

    @Test func noSeatIsTakenThatIsNotThere() async throws {
        try await RoundScene.play(capacities: [1], mentees: 2) { scene in
            let id = try await scene.ranking()
            try await scene.rank(id, ["guide0"], as: scene.mentees[0])
            try await scene.answer(id, "seeker0", "prefer", as: scene.mentors[0])
            try await scene.publish(id)
            try await scene.say("confirm", id, as: scene.mentees[0])
            // Between the offer and the yes the seat goes to another, by a request.
            let request = try await scene.app.api(
                .post, MentorshipScene.api, MentorshipScene.json("guide0"), as: scene.mentees[1].program)
            let other = try #require(try request.json()["id"] as? String)
            let accepted = try await scene.app.api(
                .post, "\(MentorshipScene.api)/\(other)/accept", "{}", as: scene.mentors[0].program)
            #expect(accepted.status == 200, "\(accepted.text)")
            let refused = try await scene.refuses(409, "slot_taken") {
                try await scene.say("confirm", id, as: scene.mentors[0])
            }
            #expect(try refused.json()["arguments"] == nil, "a mentor has no next choice")
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1") == 1)
            scene.app.clock.advance(.days(6))
            let offers = try await scene.offers(id, of: scene.mentees[0])
            #expect(offers.first?["state"] as? String == "lapsed")
        }
    }

    @Test func whoHasAMentorLeavesTheInstance() async throws {
        try await RoundScene.play(capacities: [2], mentees: 2) { scene in
            let id = try await scene.ranking()
            let request = try await scene.app.api(
                .post, MentorshipScene.api, MentorshipScene.json("guide0"), as: scene.mentees[0].program)
            let mentorship = try #require(try request.json()["id"] as? String)
            _ = try await scene.app.api(
                .post, "\(MentorshipScene.api)/\(mentorship)/accept", "{}", as: scene.mentors[0].program)
            try await scene.publish(id)
            #expect(try await scene.offers(id, of: scene.mentees[0]).isEmpty)
            #expect(try await scene.found(id, for: scene.mentees[1]) == ["guide0"])
            let report = try await scene.app.api(.get, "\(RoundScene.api)/\(id)/report", as: scene.staff.program)
            let run = try #require((try report.json()["runs"] as? [[String: Any]])?.first?["report"] as? [String: Any])
            #expect(run["locked"] as? Int == 1 && run["seats"] as? Int == 1 && run["mentees"] as? Int == 1)
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1") == 1)
        }
    }

    @Test func aBlockHidesAnOfferSilently() async throws {
        try await RoundScene.play(capacities: [1], mentees: 1) { scene in
            let id = try await scene.ranking()
            try await scene.publish(id)
            let offer = try #require(try await scene.offers(id, of: scene.mentees[0]).first?["id"] as? String)
            try await scene.app.services.accounts.setBlock(
                true, on: scene.mentees[0].id, as: scene.mentors[0].principal)
            #expect(try await scene.offers(id, of: scene.mentees[0]).isEmpty)
            try await scene.refuses(404) {
                try await scene.app.api(
                    .post, "\(RoundScene.api)/\(id)/offers/\(offer)/confirm", as: scene.mentees[0].program)
            }
        }
    }

    @Test func aRuleThatWasMadeAfterTheMatchingCountsWhenBothSayYes() async throws {
        try await RoundScene.play(capacities: [1], mentees: 1) { scene in
            let id = try await scene.ranking()
            try await scene.publish(id)
            try await scene.say("confirm", id, as: scene.mentees[0])
            try await scene.app.change(
                """
                INSERT INTO mentoring_private_rule (account_id, gender, gender_rule, refuses_same_employer,
                    avoided_employers, updated_at)
                VALUES (\(scene.mentees[0].id), 'woman', 'women_only', 0, '', 1)
                """)
            try await scene.refuses(409, "mentor_not_open") {
                try await scene.say("confirm", id, as: scene.mentors[0])
            }
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship") == 0)
        }
    }

    @Test func seatsThatNobodyConfirmsGoToTheRestAndTheRoundEnds() async throws {
        try await RoundScene.play(capacities: [1, 1], mentees: 3) { scene in
            let id = try await scene.ranking()
            for mentee in scene.mentees { try await scene.rank(id, ["guide0", "guide1"], as: mentee) }
            try await scene.publish(id)
            let without = try #require(
                await firstOf(scene.mentees) { try await scene.offers(id, of: $0).isEmpty })
            // Both mentors confirm, none of the two mentees does.
            for mentor in scene.mentors { try await scene.say("confirm", id, as: mentor) }
            try await scene.refuses(409, "round_offers_open") { try await scene.step("refill", id) }
            scene.app.clock.advance(.days(6))
            try await scene.app.services.rounds.moveOn()
            #expect(try await scene.state(id) == "published")
            try await scene.app.services.rounds.runDue()
            try await scene.app.services.rounds.tellWaiting()
            let offers = try await scene.offers(id, of: without)
            #expect(offers.count == 1 && offers[0]["state"] as? String == "open")
            #expect(try await scene.told(without).last == "round_offer")
            try await scene.say("confirm", id, as: without)
            let mentor = try #require(
                await firstOf(scene.mentors) { mentor in
                    try await scene.offers(id, of: mentor).contains { $0["state"] as? String == "open" }
                })
            #expect(try await scene.say("confirm", id, as: mentor).status == 200)
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship WHERE holds_seat = 1") == 1)
            scene.app.clock.advance(.days(6))
            try await scene.app.services.rounds.moveOn()
            #expect(try await scene.state(id) == "closed")
            let page = try await scene.app.get("\(RoundScene.pages)/\(id)/report", as: scene.staff.browser)
            #expect(page.status == 200 && page.text.contains("Confirmed by both: 1"))
            #expect(try await scene.app.get("\(RoundScene.pages)/\(id)/report", as: without.browser).status == 404)
        }
    }

    @Test func aNoToOneMenteeLeavesTheSeatForAnother() async throws {
        try await RoundScene.play(capacities: [1, 2], mentees: 3) { scene in
            let id = try await scene.ranking()
            for (mentee, mentor) in zip(scene.mentees, ["guide0", "guide1", "guide1"]) {
                try await scene.rank(id, [mentor], as: mentee)
            }
            try await scene.publish(id)
            let (refused, other, third) = (scene.mentees[0], scene.mentees[1], scene.mentees[2])
            #expect(try await scene.found(id, for: refused) == ["guide0"])
            #expect(try await scene.say("decline", id, as: scene.mentors[0]).status == 200)
            // Who says no to a mentor is asked no more; the mentor keeps the seat.
            #expect(try await scene.say("decline", id, as: other).status == 200)
            try await scene.say("confirm", id, as: third)
            let open = try await scene.offers(id, of: scene.mentors[1]).first { $0["state"] as? String == "open" }
            let offer = try #require(open?["id"] as? String)
            let path = "\(RoundScene.api)/\(id)/offers/\(offer)/confirm"
            #expect(try await scene.app.api(.post, path, as: scene.mentors[1].program).status == 200)
            #expect(try await scene.step("refill", id).status == 200)
            try await scene.app.services.rounds.runDue()
            #expect(try await scene.found(id, for: refused).contains("guide1"), "refused without a word of their own")
            #expect(try await scene.offers(id, of: other).count == 1)
        }
    }

    private func firstOf(
        _ members: [TestMember], _ condition: (TestMember) async throws -> Bool
    ) async rethrows -> TestMember? {
        for member in members where try await condition(member) { return member }
        return nil
    }

    // MARK: What can be checked

    @Test func whoeverHasTheInstanceMakesTheResultAnew() async throws {
        try await RoundScene.play(capacities: [2, 1, 1], mentees: 6) { scene in
            let id = try await scene.ranking()
            for (number, mentee) in scene.mentees.enumerated() where number % 2 == 0 {
                try await scene.rank(id, ["guide\(number / 2)", "guide0"].uniqued, as: mentee)
            }
            try await scene.publish(id)
            let answer = try await scene.app.api(
                .get, "\(RoundScene.api)/\(id)/instance", as: scene.stranger.program)
            #expect(answer.status == 200)
            let file = try await scene.app.get(
                "\(RoundScene.pages)/\(id)/instance?run=0", as: scene.stranger.browser)
            #expect(file.text == answer.text)
            let members = scene.mentors + scene.mentees
            for member in members {
                #expect(!answer.text.contains(member.id.text) && !answer.text.contains(member.username))
            }
            let tree = try #require(JSONTree.all(in: Array(answer.text.utf8))?.first)
            let solved = SolvedInstance(try #require(try NamedInstance.all(in: tree).first))
            let told = try JSONDecoder().decode(RoundInstanceRecord.self, from: Data(answer.text.utf8))
            let found = Dictionary(uniqueKeysWithValues: solved.assigned.map { ($0.mentor, $0.mentees) })
            #expect(solved.verification.holds && found == told.matching && solved.pruned.isEmpty)
            #expect(told.matching.values.joined().count == 4)
            // Nobody here is better than another but by the lottery: equals stand together.
            #expect(told.mentors.values.contains { $0.prefs.contains { $0.count > 1 } })
            let view = try await scene.shown(id, as: scene.stranger)
            let run = try #require((view["runs"] as? [[String: Any]])?.first)
            #expect(run["digest"] as? String == ContentDigest.text(of: answer.text))
            #expect(run["seed"] as? String == told.seed)
            try await scene.refuses(404) {
                try await scene.app.api(.get, "\(RoundScene.api)/\(id)/instance?run=1", as: scene.stranger.program)
            }
        }
    }

    @Test func twoWorkersMakeOneMatching() async throws {
        try await RoundScene.play { scene in
            let id = try await scene.ranking()
            let round = try #require(RoundID(id))
            let report = try await scene.app.services.rounds.run(round) { _, _ in }
            #expect(report?.matched == 2 && report?.mentees == 2)
            #expect(try await scene.state(id) == "matched")
            try await scene.app.services.rounds.runDue()
            #expect(try await scene.app.count("SELECT count(*) FROM mentoring_offer") == 2)
            await #expect(throws: Problem(.conflict, "round_step")) {
                _ = try await scene.app.services.rounds.run(round) { _, _ in }
            }
        }
    }

    @Test func smallGroupsAreNotTold() {
        func mentees(_ count: Int, _ country: String, _ unmatched: Int) -> [(content: MenteeContent, isMatched: Bool)] {
            (0..<count).map { number in
                var content = MenteeContent()
                (content.origin, content.destinations) = ("PK", [MenteeDestination(country: country)])
                return (content, number >= unmatched)
            }
        }
        let told = RoundReport.cells(mentees(9, "DE", 3) + mentees(6, "GB", 1) + mentees(2, "SE", 2))
        // Two are few: the next larger group goes with them, so that nobody can subtract.
        #expect(told.map(\.value) == ["PK-DE", nil])
        #expect(told.map(\.mentees) == [9, 8] && told.map(\.unmatched) == [3, 3])
        #expect(RoundReport.cells(mentees(4, "DE", 4)).isEmpty)
        #expect(RoundReport.cells(mentees(5, "DE", 1)).map(\.unmatchedShare) == [200])
    }

    // MARK: One's own

    @Test func oneTakesOnesPartAlongAndAway() async throws {
        try await RoundScene.play { scene in
            let id = try await scene.ranking()
            try await scene.rank(id, ["guide0"], as: scene.mentees[0])
            try await scene.answer(id, "seeker0", "prefer", as: scene.mentors[0])
            try await scene.publish(id)
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.mentees[0].program)
            for text in ["mentoringRounds", "mentoringRoundWishes", "guide0", "mentoringOffers"] {
                #expect(export.text.contains(text), "\(text)")
            }
            #expect(!export.text.contains("prefer"))
            let personal = RoundPersonalData()
            let (member, now) = (scene.mentees[0].id, scene.app.clock.clock.now)
            try await scene.app.services.store.write {
                try personal.erase(member, posts: .anonymise, at: now, in: $0)
            }
            for (table, column) in [
                ("mentoring_round_member", "account_id"), ("mentoring_round_wish", "mentee_id"),
                ("mentoring_round_answer", "mentee_id"),
            ] as [(Query, Query)] {
                #expect(try await scene.app.count("SELECT count(*) FROM \(table) WHERE \(column) = \(member)") == 0)
            }
            let offers = try await scene.offers(id, of: scene.mentors[0])
            #expect(offers.first?["state"] as? String == "withdrawn")
        }
    }
}

extension [String] {
    fileprivate var uniqued: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
