import Core
import Foundation
import Jobs
import TestSupport
import Testing

@testable import Opportunities

@Suite("The talent directory")
struct TalentTests {
    private static let own = "/api/v1/me/talent-entry"
    private static let entry = """
        {"headline": "Backend developer", "skills": ["Swift", "swift", "SQL"], "destinations": ["DE", "nl"],
        "noticeWeeks": 4, "reason": "laid_off"}
        """

    /// Lists the seeker; the entry's id.
    private static func list(_ scene: Scene, _ json: String = entry) async throws -> String {
        let listed = try await scene.app.api(.put, own, json, as: scene.seeker.program)
        #expect(listed.status == 200, "\(listed.text)")
        return try #require(try listed.json()["id"] as? String)
    }

    private static func headlines(_ scene: Scene, _ viewer: TestMember, _ query: String = "") async throws -> [String] {
        try await scene.app.api(.get, "/api/v1/talent\(query)", as: viewer.program).items()
            .compactMap { $0["headline"] as? String }
    }

    // MARK: What is refused

    @Test func nobodyElseLooks() async throws {
        try await Scene.play { scene in
            let id = try await Self.list(scene)
            let employer = try await scene.app.member("firm", roles: [.employer])
            for member in [scene.other, scene.moderator, scene.seeker, employer] {
                _ = try await scene.refuses(404) {
                    try await scene.app.api(.get, "/api/v1/talent/\(id)", as: member.program)
                }
                #expect(try await scene.app.api(.get, "/api/v1/talent", as: member.program).status == 404)
                #expect(try await scene.app.get("/talent/directory", as: member.browser).status == 404)
                #expect(try await scene.app.get("/talent/directory/\(id)", as: member.browser).status == 404)
                let page = try await scene.app.get("/talent", as: member.browser)
                #expect(page.status == 200 && !page.text.contains("/talent/directory"))
            }
            #expect(try await scene.app.get("/talent/directory").status == 303)
            #expect(try await scene.app.api(.get, "/api/v1/talent/\(id)").status == 401)
        }
    }

    @Test func whatIsWrongIsNamedAndWhatWasTypedStays() async throws {
        try await Scene.play { scene in
            let bad = try await scene.refuses(422) {
                try await scene.app.api(
                    .put, Self.own,
                    #"{"headline": "x", "destinations": ["ZZ"], "noticeWeeks": 53, "reason": "bored"}"#,
                    as: scene.seeker.program)
            }
            #expect(try bad.pointers() == ["#/headline", "#/destinations", "#/noticeWeeks", "#/reason"])
            let form = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/talent",
                    ["headline": "Tester of trains", "destinations": "Mars", "noticeWeeks": "4", "reason": "laid_off"],
                    as: scene.seeker.browser)
            }
            #expect(form.text.contains("Tester of trains") && form.text.contains("field-destinations-error"))
            #expect(try await scene.app.api(.get, Self.own, as: scene.seeker.program).status == 404)
        }
    }

    // MARK: What is done

    @Test func onePressListsWithWhatTheProfileSays() async throws {
        try await Scene.play { scene in
            _ = try await scene.app.api(
                .patch, "/api/v1/me", #"{"skills": ["swift", "postgresql"], "destination": "DE"}"#,
                as: scene.seeker.program)
            let page = try await scene.app.get("/talent", as: scene.seeker.browser)
            #expect(page.text.contains(#"value="postgresql, swift""#) && page.text.contains(#"value="DE""#))
            #expect(page.header("X-Robots-Tag") == "noindex")
            let listed = try await scene.app.submit(
                "/talent",
                [
                    "headline": "swift, postgresql", "skills": "swift, postgresql", "destinations": "DE",
                    "noticeWeeks": "4", "reason": "contract_ended",
                ], as: scene.seeker.browser)
            #expect(listed.status == 303)
            let own = try await scene.app.get("/talent", as: scene.seeker.browser)
            #expect(own.text.contains("in the directory until 20 January 2027"))
            let left = try await scene.app.submit("/talent/leave", [:], as: scene.seeker.browser)
            #expect(left.status == 303)
            #expect(try await Self.headlines(scene, scene.ambassador).isEmpty)
        }
    }

    @Test func ambassadorsFindThemAndEachLookIsListed() async throws {
        try await Scene.play { scene in
            let id = try await Self.list(scene)
            #expect(try await Self.headlines(scene, scene.ambassador, "?destination=NL") == ["Backend developer"])
            #expect(try await Self.headlines(scene, scene.ambassador, "?destination=US").isEmpty)
            let page = try await scene.app.get("/talent/directory?destination=DE", as: scene.ambassador.browser)
            #expect(page.text.contains("Backend developer") && !page.text.contains("Name of seeker"))
            #expect(page.header("X-Robots-Tag") == "noindex")
            #expect(try await scene.app.count("SELECT count(*) FROM talent_look") == 0)
            for _ in 1...2 {
                let entry = try await scene.app.get("/talent/directory/\(id)", as: scene.ambassador.browser)
                #expect(entry.status == 200 && entry.text.contains("Name of seeker"))
            }
            scene.app.clock.advance(.days(1))
            let read = try await scene.app.api(.get, "/api/v1/talent/\(id)", as: scene.ambassador.program)
            let named = try read.json()["member"] as? [String: Any]
            #expect(named?["username"] as? String == "seeker")
            let looks = try await scene.app.api(.get, "\(Self.own)/looks", as: scene.seeker.program).items()
            #expect(looks.compactMap { $0["on"] as? String } == ["2026-11-22", "2026-11-21"])
            let own = try await scene.app.get("/talent", as: scene.seeker.browser)
            #expect(own.text.contains("Name of opener") && own.text.contains("22 November 2026"))
            #expect(try await scene.app.api(.get, "\(Self.own)/looks", as: scene.other.program).items().isEmpty)
        }
    }

    @Test func employersOfVerifiedFirmsFindThemToo() async throws {
        try await Scene.play { scene in
            let id = try await Self.list(scene)
            let firm = try await scene.app.member("firm", roles: [.employer])
            let jobs = scene.app.services.jobs
            var draft = JobDraft()
            (draft.employerName, draft.title, draft.country) = ("Gleis GmbH", "Backend developer", "DE")
            draft.body = String(repeating: "We build route planning for freight trains. ", count: 3)
            draft.applyURL = "https://gleis.example/1"
            let job = try await jobs.post(draft, as: firm.principal).job
            #expect(try await scene.app.get("/talent/directory", as: firm.browser).status == 404)
            _ = try await jobs.decide(
                EmployerDecision(state: "verified", evidence: "Register"), onEmployer: job.employer.slug,
                as: scene.moderator.principal)
            // That somebody posted under the name of a firm says nothing of who they are.
            #expect(try await scene.app.get("/talent/directory", as: firm.browser).status == 404)
            _ = try await jobs.addSpeaker(
                SpeakerDraft(proof: "A letter"), named: "firm", to: job.employer.slug,
                as: scene.moderator.principal)
            #expect(try await Self.headlines(scene, firm) == ["Backend developer"])
            #expect(try await scene.app.get("/talent/directory/\(id)", as: firm.browser).status == 200)
            _ = try await jobs.decide(
                EmployerDecision(state: "suspended", evidence: "Asked for money"), onEmployer: job.employer.slug,
                as: scene.moderator.principal)
            #expect(try await scene.app.get("/talent/directory/\(id)", as: firm.browser).status == 404)
        }
    }

    @Test func whomOneBlocksDoesNotFindOne() async throws {
        try await Scene.play { scene in
            let id = try await Self.list(scene)
            try await scene.app.services.accounts.setBlock(
                true, on: scene.ambassador.id, as: scene.seeker.principal)
            #expect(try await Self.headlines(scene, scene.ambassador).isEmpty)
            _ = try await scene.refuses(404) {
                try await scene.app.api(.get, "/api/v1/talent/\(id)", as: scene.ambassador.program)
            }
        }
    }

    @Test func theyAreListedForSixtyDaysUnlessTheyStay() async throws {
        try await Scene.play { scene in
            let talent = scene.app.services.talent
            let found = { (country: String) in
                try await talent.entries(to: country, as: scene.ambassador.principal).items
            }
            _ = try await Self.list(scene)
            scene.app.clock.advance(.days(59))
            let stays = try await scene.app.submit(
                "/talent",
                ["headline": "Backend developer", "destinations": "DE", "noticeWeeks": "4", "reason": "laid_off"],
                as: scene.seeker.browser)
            #expect(stays.status == 303)
            // To stay moves nobody to the top.
            let listedAt = try await found("").map(\.listedAt)
            #expect(listedAt == [TestApp.start])
            scene.app.clock.advance(.days(59))
            try await talent.expire()
            #expect(try await found("DE").count == 1)
            let own = try await scene.app.get("/talent", as: scene.seeker.browser)
            #expect(own.text.contains("in the directory until 20 March 2027"))
            scene.app.clock.advance(.days(1))
            try await talent.expire()
            #expect(try await found("DE").isEmpty)
            let ended = try await scene.app.get("/talent", as: scene.seeker.browser)
            #expect(ended.text.contains("expired on 20 March 2027"))
        }
    }

    @Test func leavingTakesItAllAlong() async throws {
        try await Scene.play { scene in
            let id = try await Self.list(scene)
            _ = try await scene.app.get("/talent/directory/\(id)", as: scene.ambassador.browser)
            let data = OpportunityPersonalData()
            let exported = try await scene.app.services.store.read { transaction in
                try data.export(try scene.seeker.principal.requireMember(), in: transaction)
            }
            #expect(exported["talentEntry"]?.count == 1 && exported["talentLooks"]?.count == 1)
            try await scene.app.services.store.write { transaction in
                try data.erase(scene.seeker.id, posts: .anonymise, at: scene.app.clock.clock.now, in: transaction)
            }
            for (table, count) in [("talent_entry", 0), ("talent_destination", 0), ("talent_look", 0)] {
                #expect(try await scene.app.contents()[table] == count, "\(table)")
            }
        }
    }
}
