import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Jobs from feeds")
struct FeedImportTests {
    private static func take(
        _ scene: Scene, _ data: Data, feed: String = "https://gleis.example/jobs", skippingBroken: Bool = false
    ) async throws -> ImportReport {
        try await scene.app.services.jobs.importJobs(
            data, feed: feed, country: "DE", by: scene.moderator.id, skippingBroken: skippingBroken)
    }

    /// A JSON Feed of some items.
    private static func feed(_ items: [[String: Any]]) throws -> Data {
        try JSONSerialization.data(withJSONObject: ["version": "https://jsonfeed.org/version/1.1", "items": items])
    }

    private static func item(_ number: Int, _ job: [String: Any] = [:]) -> [String: Any] {
        [
            "id": "\(number)", "url": "https://gleis.example/feed/\(number)", "title": "Engineer number \(number)",
            "content_text": Scene.text, "authors": [["name": "Gleis GmbH"]], "_job": job,
        ]
    }

    @Test func bothSortsOfFeedsAreReadAndTheSameTwiceChangesNothing() async throws {
        try await Scene.play { scene in
            for (name, count) in [("jobs.json", 3), ("jobs.atom", 2)] {
                let first = try await Self.take(scene, Scene.fixture(name), feed: name)
                #expect(first.added == count && first.refused.isEmpty, "\(name): \(first)")
                let before = try await scene.app.contents()
                let second = try await Self.take(scene, Scene.fixture(name), feed: name)
                #expect((second.added, second.changed, second.unchanged) == (0, 0, count))
                #expect(try await scene.app.contents() == before)
            }
            let items = try await scene.app.api(.get, "/api/v1/jobs").items()
            func find(_ title: String) throws -> [String: Any] {
                try #require(items.first { $0["title"] as? String == title })
            }
            // Silence is unknown; what is written is quoted.
            #expect(try find("Rust engineer")["sponsorship"] as? String == "unknown")
            let said = try find("Swift engineer")
            #expect(said["sponsorship"] as? String == "confirmed")
            #expect(said["sponsorshipEvidence"] as? String == "Visa sponsorship is available for this role")
            let denied = try find("Data engineer")
            #expect(denied["sponsorship"] as? String == "excluded" && denied["country"] as? String == "GB")
            let atom = try find("Kotlin engineer")
            #expect(atom["city"] as? String == "Köln" && atom["skills"] as? [String] == ["kotlin", "linux"])
            #expect((atom["body"] as? String)?.contains("You write services & tests") == true)
            #expect((atom["html"] as? String)?.contains("<script") == false)
        }
    }

    @Test func theEmployersPageShowsAllOfThemPageByPage() async throws {
        try await Scene.play { scene in
            let taken = try await Self.take(scene, Self.feed((1...31).map { Self.item($0) }))
            #expect(taken.added == 31 && taken.refused.isEmpty)
            let path = "/employers/gleis-gmbh-de"
            let first = try await scene.app.get(path)
            let link = try #require(first.text.firstMatch(of: /href="\/employers\/gleis-gmbh-de(\?after=[^"]+)"/))
                .output.1
            let second = try await scene.app.get(path + link)
            let shown = [first, second].map { page in
                page.text.matches(of: /Engineer number \d+/).map { String($0.output) }
            }
            #expect(Set(shown[0]).count == 30 && Set(shown[1]).count == 1)
            #expect(Set(shown[0]).isDisjoint(with: shown[1]), "none is shown twice, and none is left out")
            #expect(second.text.contains("href=\"\(path)\"") && !second.text.contains("rel=\"next\""))
            #expect(try await scene.app.get("\(path)?after=nonsense").status == 422)
        }
    }

    @Test func aThreadOfWhoIsHiringGivesTheBeginningOfEachAdvertAndALink() async throws {
        try await Scene.play { scene in
            let data = try Scene.fixture("hiring.json")
            let before = try await scene.app.contents()
            let refused = try await scene.app.services.jobs.importJobs(
                data, feed: "hn", by: scene.moderator.id, skippingBroken: false)
            #expect(
                refused.refused.map(\.pointer) == ["/children/3/text", "/children/6/id", "/children/5/country"],
                "\(refused.refused)")
            #expect(try await scene.app.contents() == before)
            let taken = try await scene.app.services.jobs.importJobs(
                data, feed: "hn", by: scene.moderator.id, skippingBroken: true)
            #expect(taken.added == 3)
            let items = try await scene.app.api(.get, "/api/v1/jobs").items()
            func find(_ employer: String) throws -> [String: Any] {
                try #require(
                    items.first { ($0["employer"] as? [String: Any])?["name"] as? String == employer }, "\(items)")
            }
            let gleis = try find("Gleis GmbH")
            #expect(gleis["title"] as? String == "Senior Swift Engineer")
            #expect(gleis["country"] as? String == "DE" && gleis["city"] as? String == "Berlin")
            #expect(gleis["sponsorship"] as? String == "confirmed" && gleis["sponsorshipEvidence"] as? String == "VISA")
            #expect(gleis["remote"] as? String == "none")
            #expect(gleis["applyURL"] as? String == "https://news.ycombinator.com/item?id=501")
            let body = try #require(gleis["body"] as? String)
            #expect(body.contains("We route freight trains") && body.contains("…") && !body.contains("Last words"))
            let maple = try find("Maple Systems")
            #expect(maple["title"] as? String == "Backend developer" && maple["remote"] as? String == "anywhere")
            #expect(maple["country"] as? String == "CA" && maple["city"] as? String == "Ottawa")
            #expect(maple["sponsorship"] as? String == "excluded")
            // Silence is no answer.
            let lone = try find("Lone Star Health")
            #expect(lone["sponsorship"] as? String == "unknown" && lone["title"] as? String == "Several roles")
            #expect(lone["country"] as? String == "US" && lone["city"] as? String == "Austin")
            let again = try await scene.app.services.jobs.importJobs(
                data, feed: "hn", country: "DE", by: scene.moderator.id, skippingBroken: true)
            #expect((again.added, again.changed, again.unchanged) == (1, 0, 3))
        }
    }

    @Test func whatIsNoFeedIsRefused() async throws {
        try await Scene.play { scene in
            let before = try await scene.app.contents()
            for text in [
                "", "{}", "[]", "<html></html>", "<feed", #"{"items": {}}"#,
                "<!DOCTYPE feed [<!ENTITY a \"b\">]><feed>&a;</feed>",
            ] {
                await #expect(throws: Problem(.malformed, "feed_malformed")) {
                    try await Self.take(scene, Data(text.utf8))
                }
            }
            #expect(try await scene.app.contents() == before)
        }
    }

    @Test func aThousandBrokenAdvertsAreEachNamedAndTheGoodOnesWait() async throws {
        let broken = (100..<1100).map { number in
            var item = Self.item(number)
            switch number % 5 {
            case 0: item["title"] = "x"
            case 1: item["_job"] = ["country": "XX"]
            case 2: item["id"] = 7
            case 3: item["url"] = "http://gleis.example/"
            default: item["content_text"] = "Too short."
            }
            return item
        }
        let data = try Self.feed((0..<5).map { Self.item($0) } + broken)
        try await Scene.play { scene in
            let before = try await scene.app.contents()
            let refused = try await Self.take(scene, data)
            #expect(refused.added == 0 && Set(refused.refused.map(\.pointer)).count >= 1000)
            let pointers = Set(refused.refused.map(\.pointer))
            let fields = ["title", "country", "id", "applyURL", "body"]
            let missing = (0..<1000).map { "/items/\($0 + 5)/\(fields[$0 % 5])" }.filter { !pointers.contains($0) }
            #expect(missing.isEmpty, "\(missing.prefix(3))")
            #expect(try await scene.app.contents() == before)
            let taken = try await Self.take(scene, data, skippingBroken: true)
            #expect(taken.added == 5)
        }
    }

    @Test func oneJobOfTwoFeedsIsOneAndTheRicherWordsStay() async throws {
        try await Scene.play { scene in
            _ = try await Self.take(scene, Self.feed([Self.item(1, ["city": "Berlin"])]), feed: "a")
            var same = Self.item(1, ["city": "Berlin", "weeklyHours": 40, "skills": ["swift"]])
            same["url"] = "https://www.gleis.example/feed/1/?utm_source=b"
            let second = try await Self.take(scene, Self.feed([same]), feed: "b")
            #expect((second.added, second.changed) == (0, 1))
            // By employer, title and city too; poorer words change nothing.
            var poor = Self.item(1, ["city": "berlin", "employerName": "GLEIS"])
            poor["url"] = "https://other.example/9"
            let third = try await Self.take(scene, Self.feed([poor]), feed: "c")
            #expect((third.added, third.changed, third.unchanged) == (0, 0, 1))
            let items = try await scene.app.api(.get, "/api/v1/jobs").items()
            #expect(items.count == 1 && items.first?["weeklyHours"] as? Double == 40)
        }
    }

    @Test func aMembersOwnAdvertIsNeverRewritten() async throws {
        try await Scene.play { scene in
            let own = try await scene.post(1)
            var same = Self.item(1, ["city": "Berlin", "weeklyHours": 40, "skills": ["swift"]])
            same["url"] = "https://gleis.example/jobs/1"
            let report = try await Self.take(scene, Self.feed([same]))
            #expect((report.added, report.changed, report.unchanged) == (0, 0, 1))
            let record = try await scene.app.api(.get, "/api/v1/jobs/\(own.id)").json()
            #expect(record["title"] as? String == "Backend developer number 1" && record["weeklyHours"] == nil)
            scene.app.clock.advance(.days(22))
            try await scene.app.services.jobs.closeUnseen()
            #expect(try await scene.state(of: own) == "open")
        }
    }

    @Test func whatNoFeedNamesForThreeWeeksIsClosedAndComesBackWithIt() async throws {
        try await Scene.play { scene in
            let both = try Self.feed([Self.item(1), Self.item(2)])
            _ = try await Self.take(scene, both)
            scene.app.clock.advance(.days(20))
            let report = try await Self.take(scene, Self.feed([Self.item(1)]))
            #expect(report.unchanged == 1)
            scene.app.clock.advance(.days(1))
            try await scene.app.services.jobs.closeUnseen()
            #expect(try await scene.titles() == ["Engineer number 1"])
            let gone = try await scene.app.services.store.read { transaction in
                try transaction.first("SELECT id FROM job WHERE title = 'Engineer number 2'") { $0.text(0) }
            }
            #expect(try await scene.app.get("/jobs/\(try #require(gone))/engineer-number-2").status == 410)
            let back = try await Self.take(scene, both)
            #expect((back.changed, back.unchanged) == (1, 1))
            #expect(try await scene.titles().count == 2)
        }
    }

    @Test func signsOfFraudHoldThemAndASuspendedEmployerIsRefused() async throws {
        try await Scene.play { scene in
            var fee = Self.item(1)
            fee["content_text"] = "Candidates must pay for the visa before they travel. " + Scene.text
            _ = try await Self.take(scene, Self.feed([fee, Self.item(2)]))
            #expect(try await scene.titles() == ["Engineer number 2"])
            let held = try await scene.app.api(.get, "/api/v1/held-jobs", as: scene.moderator.program).items()
            #expect(held.first?["title"] as? String == "Engineer number 1")
            _ = try await scene.app.services.jobs.decide(
                EmployerDecision(state: "suspended", evidence: "Members paid."), onEmployer: "gleis-gmbh-de",
                as: scene.moderator.principal)
            let report = try await Self.take(scene, Self.feed([Self.item(3)]))
            #expect(report.refused.map(\.pointer) == ["/items/0/employerName"] && report.added == 0)
        }
    }
}
