import Core
import Foundation
import TestSupport
import Testing

@Suite("Lists of pathways")
struct PathwayListTests {
    @Test func whatIsNotThereIsNotFound() async throws {
        try await Scene.play { scene in
            for path in ["/visas/xx", "/visas/fr", "/visas/de/green-card", "/visas/de/green-card/history"] {
                let answer = try await scene.app.get(path)
                #expect(answer.status == 404, "\(path)")
            }
            #expect(try await scene.app.api(.get, "/api/v1/pathways/de-green-card").status == 404)
            for query in ["category=magic", "status=ajar", "country=Germany", "limit=0", "after=x"] {
                #expect(try await scene.app.api(.get, "/api/v1/pathways?\(query)").status == 422, "\(query)")
            }
        }
    }

    @Test func pathwaysAreListedByCountryAndCategory() async throws {
        try await Scene.play { scene in
            let all = try await scene.app.get("/visas")
            #expect(all.status == 200 && all.text.contains("EU Blue Card (Germany)"))
            #expect(all.text.contains("EUR 50,700 a year") && all.text.contains("guidance, not legal advice"))
            let germany = try await scene.app.get("/visas/de")
            #expect(germany.text.contains("<h1>Germany</h1>") && !germany.text.contains("Global Talent"))
            let points = try await scene.app.get("/visas?category=points&country=AU")
            #expect(points.text.contains("/visas/au/189-skilled-independent"))
            #expect(!points.text.contains("/visas/au/482-skills-in-demand"))
            let none = try await scene.app.get("/visas?category=study")
            #expect(none.text.contains("No pathway fits."))
        }
    }

    @Test func theListGoesOnWhereItEnded() async throws {
        try await Scene.play { scene in
            var path = "/api/v1/pathways?limit=7"
            var ids: [String] = []
            for _ in 0..<10 {
                let page = try await scene.app.api(.get, path)
                ids += try page.items().compactMap { $0["id"] as? String }
                guard let next = try page.json()["next"] as? String else { break }
                path = "/api/v1/pathways?limit=7&after=\(next)"
            }
            #expect(ids.count == 40 && ids == ids.sorted() && Set(ids).count == 40)
            let second = try await scene.app.get("/visas")
            #expect(second.text.contains("rel=\"next\""))
        }
    }

    @Test func aListGivesTheLineWithItsAge() async throws {
        try await Scene.play { scene in
            let germany = try await scene.app.api(.get, "/api/v1/pathways?country=de").items()
            let card = try #require(germany.first { $0["id"] as? String == "de-eu-blue-card" })
            let salary = try #require(card["salary"] as? [String: Any])
            #expect(salary["amount"] as? String == "50700.00" && salary["currency"] as? String == "EUR")
            #expect(card["salaryPeriod"] as? String == "year" && card["salaryAsOf"] as? String == "2026-01-01")
            #expect(card["salaryNeedsRecheck"] as? Bool == true)
        }
    }
}

@Suite("A pathway")
struct PathwayPageTests {
    @Test func eachValueHasItsSourceAndDateBesideIt() async throws {
        try await Scene.play { scene in
            let page = try await scene.app.get(Scene.blueCard)
            #expect(page.status == 200 && page.text.contains("EUR 50,700 a year"))
            #expect(
                page.text.contains("as of 2026") && page.text.contains("https://www.blaue-karte-eu.de/index-en.html"))
            #expect(page.text.contains("needs re-check"))
            #expect(page.text.contains("https://www.make-it-in-germany.com/en/visa-residence/types/eu-blue-card"))
            #expect(page.text.contains("guidance, not legal advice"))
            #expect(page.text.contains("For citizens of Pakistan") && page.text.contains("Consular Services Portal"))
            #expect(!page.text.contains("\(Scene.blueCard)/edit"))
        }
    }

    @Test func whatNobodyCheckedSaysSo() async throws {
        try await Scene.play { scene in
            let page = try await scene.app.get("/visas/us/l1")
            #expect(page.text.contains("General knowledge: check it on the official page"))
            let facts = try await scene.app.api(.get, "/api/v1/pathways/us-l1").json()["facts"] as? [[String: Any]]
            let checked = (facts ?? []).filter { $0["sourceURL"] != nil || $0["confidence"] as? String != "low" }
            #expect(facts?.isEmpty == false && checked.isEmpty)
        }
    }

    @Test func aClosedRouteStaysAndSaysSo() async throws {
        try await Scene.play { scene in
            let page = try await scene.app.get("/visas/ca/start-up-visa")
            #expect(page.status == 200 && page.text.contains("No new applications are taken."))
        }
    }

    @Test func itsThreadsAreGathered() async throws {
        try await Scene.play { scene in
            let category = try await scene.app.category()
            _ = try await scene.app.question(
                "Does a three-year degree count?", in: category, by: scene.member, tags: ["blue-card"])
            let hidden = try await scene.app.question(
                "A question that is not for everybody", in: category, by: scene.member, tags: ["germany"])
            try await scene.app.setState(.hidden, ofThread: hidden.id)
            let page = try await scene.app.get(Scene.blueCard)
            #expect(page.text.contains("Does a three-year degree count?"))
            #expect(!page.text.contains("A question that is not for everybody"))
        }
    }

    @Test func urduPagesMarkTheEnglishOfTheData() async throws {
        try await Scene.play { scene in
            let page = try await scene.app.get(Scene.blueCard, headers: ["Accept-Language": "ur"])
            #expect(page.text.contains(#"<html lang="ur" dir="rtl""#))
            #expect(page.text.contains(#"<h1 lang="en" dir="ltr">EU Blue Card (Germany)</h1>"#))
            #expect(page.text.contains("سالانہ") && page.text.contains("سرکاری صفحہ"))
        }
    }

    @Test func theNameOfTheDataLeadsThere() async throws {
        try await Scene.play { scene in
            let answer = try await scene.app.get("/visas/de/de-eu-blue-card")
            #expect(answer.status == 303 && answer.header("Location") == Scene.blueCard)
        }
    }

    @Test func upToFourStandSideBySide() async throws {
        try await Scene.play { scene in
            let one = try await scene.app.get("/visas/compare?pathway=de-eu-blue-card")
            #expect(one.text.contains("Pick two to four pathways"))
            let ids = ["de-eu-blue-card", "nl-eu-blue-card", "se-eu-blue-card", "at-eu-blue-card", "us-h1b", "nothing"]
            let query = ids.map { "pathway=\($0)" }.joined(separator: "&")
            let page = try await scene.app.get("/visas/compare?\(query)")
            #expect(page.text.contains("SEK 52,000 a month") && page.text.contains("EUR 55,678 a year"))
            #expect(page.text.contains("Four at most") && !page.text.contains("H-1B"))
        }
    }

    @Test func replicasFollowACountry() async throws {
        try await Scene.play { scene in
            var device = Device(scene.app, scene.member)
            #expect(try await device.follow("v:DE", "v:XX") == ["applied", "not_found"])
            try await device.pull()
            #expect(device.ids("pathway").count == 4)
            #expect(device.value("pathway/de-eu-blue-card")?["version"] as? Int == 1)
            _ = try await scene.edit("summary", "For graduates with a contract.")
            try await device.pull()
            let row = device.value("pathway/de-eu-blue-card")
            #expect(row?["summary"] as? String == "For graduates with a contract.")
        }
    }
}
