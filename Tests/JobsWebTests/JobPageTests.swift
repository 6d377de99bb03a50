import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("The page of a job, and lists of them")
struct JobPageTests {
    private static func whole(_ draft: inout JobDraft) {
        draft.salaryMin = "52000"
        draft.salaryMax = "60000.50"
        (draft.currency, draft.period) = ("EUR", "year")
        draft.weeklyHours = 40
        draft.sponsorship = "confirmed"
        draft.sponsorshipEvidence = "We sponsor the Blue Card."
        draft.skills = ["swift", "c++"]
    }

    @Test func searchEnginesReadWhatGoogleAsksFor() async throws {
        try await Scene.play { scene in
            let job = try await scene.post(1, Self.whole)
            let page = try await scene.app.get(job.path)
            #expect(page.header("Content-Security-Policy")?.contains("script-src 'self'") == true)
            let posting = try #require(try Scene.posting(page))
            #expect(posting["@type"] as? String == "JobPosting" && posting["datePosted"] as? String == "2026-11-21")
            #expect(posting["title"] as? String == "Backend developer number 1")
            #expect((posting["description"] as? String)?.contains("<p dir=\"auto\">We build route") == true)
            #expect((posting["description"] as? String)?.contains("visa") == true, "what the page says of it")
            #expect(posting["validThrough"] as? String == "2026-12-22T00:00:00.000Z")
            #expect((posting["hiringOrganization"] as? [String: Any])?["name"] as? String == "Gleis GmbH")
            let place = try #require(posting["jobLocation"] as? [String: Any])
            #expect((place["address"] as? [String: String])?["addressCountry"] == "DE")
            #expect(posting["jobLocationType"] == nil && posting["employmentType"] as? String == "FULL_TIME")
            let salary = try #require(posting["baseSalary"] as? [String: Any])
            let value = try #require(salary["value"] as? [String: Any])
            #expect(salary["currency"] as? String == "EUR" && value["unitText"] as? String == "YEAR")
            #expect(value["minValue"] as? Double == 52000 && value["maxValue"] as? Double == 60000.5)
            #expect(try Scene.posting(try await scene.app.get("/jobs")) == nil)
        }
    }

    @Test func itsPayIsComparedWithTheRoutesOfItsCountryAndTheRouteNamesIt() async throws {
        try await Scene.play { scene in
            try await scene.app.importPathways()
            let job = try await scene.post(1, Self.whole)
            try await scene.post(2) {
                Self.whole(&$0)
                ($0.salaryMin, $0.salaryMax) = ("40000", "45000")
            }
            let record = try await scene.app.api(.get, "/api/v1/jobs/\(job.id)").json()
            let checks = try #require(record["thresholds"] as? [[String: Any]])
            let card = try #require(checks.first { $0["pathwayId"] as? String == "de-eu-blue-card" })
            #expect(card["verdict"] as? String == "meets" && card["reason"] as? String == "above")
            #expect(card["line"] as? [String: String] == ["amount": "50700.00", "currency": "EUR"])
            let page = try await scene.app.get(job.path)
            #expect(page.text.contains("Meets the line.") && page.text.contains("href=\"/visas/de/eu-blue-card\""))
            let route = try await scene.app.get("/visas/de/eu-blue-card")
            #expect(route.text.contains("Backend developer number 1") && !route.text.contains("developer number 2"))
            #expect(route.text.contains("/jobs?country=DE&amp;salary=50700.00&amp;currency=EUR"))
            #expect(try await scene.titles("/api/v1/jobs?country=DE&salary=50700.00&currency=EUR").count == 1)
        }
    }

    @Test func workFromAfarSaysFromWhere() async throws {
        try await Scene.play { scene in
            let job = try await scene.post {
                ($0.remote, $0.eligibleRegions) = ("anywhere", ["pk", "DE"])
            }
            let posting = try #require(try Scene.posting(try await scene.app.get(job.path)))
            #expect(posting["jobLocationType"] as? String == "TELECOMMUTE")
            let from = posting["applicantLocationRequirements"] as? [[String: String]]
            #expect(from?.compactMap { $0["name"] } == ["DE", "PK"])
        }
    }

    @Test func wordsOfAPosterNeverEndTheBlockOrBecomeMarkup() async throws {
        try await Scene.play { scene in
            let job = try await scene.post {
                $0.title = "Dev </script><script>alert(1)</script>"
                $0.employerName = "A <b>bold</b> firm"
                $0.body = "<script>alert(2)</script> <!-- " + Scene.text
            }
            let page = try await scene.app.get(job.path)
            let posting = try #require(try Scene.posting(page))
            #expect(posting["title"] as? String == "Dev </script><script>alert(1)</script>")
            #expect(!page.text.contains("<script>alert") && !page.text.contains("<b>bold"))
            #expect(page.text.components(separatedBy: "<script").count == 2)
        }
    }

    @Test func visitorsReadAndMembersKeep() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let job = try await scene.post(1, Self.whole)
            let short = try await app.get("/jobs/\(job.id)")
            #expect(short.status == 303 && short.header("Location") == job.path)
            let page = try await app.get(job.path)
            for word in ["We sponsor the Blue Card.", "52,000", "rel=\"nofollow ugc noopener\"", "gleis.example"] {
                #expect(page.text.contains(word), "\(word)")
            }
            #expect(!page.text.contains("/saved\""))
            #expect(try await app.submit("/jobs/\(job.id)/saved", ["saved": "on"]).status == 303)
            #expect(try await app.count("SELECT count(*) FROM saved_job") == 0)
            for _ in 1...2 {
                _ = try await app.submit("/jobs/\(job.id)/saved", ["saved": "on"], as: scene.reader.browser)
            }
            #expect(try await app.get("/jobs/saved", as: scene.reader.browser).text.contains(job.id.text))
            #expect(!(try await app.get("/jobs/saved", as: scene.poster.browser).text.contains(job.id.text)))
            #expect(try await scene.titles("/api/v1/me/saved-jobs", as: scene.reader.program).count == 1)
            _ = try await app.api(.delete, "/api/v1/jobs/\(job.id)/saved", as: scene.reader.program)
            #expect(try await scene.titles("/api/v1/me/saved-jobs", as: scene.reader.program) == [])
        }
    }

    @Test func aListGoesOnWhereItStoppedAlsoWhenNewJobsCome() async throws {
        try await Scene.play { scene in
            for number in 1...5 {
                try await scene.post(number)
                scene.app.clock.advance(.minutes(1))
            }
            let first = try await scene.app.api(.get, "/api/v1/jobs?limit=2").json()
            let next = try #require(first["next"] as? String)
            try await scene.post(6)
            let second = try await scene.titles("/api/v1/jobs?limit=3&after=\(next)")
            #expect(second == [3, 2, 1].map { "Backend developer number \($0)" })
            #expect(try await scene.app.get("/api/v1/jobs?after=rubbish").status == 422)
        }
    }

    @Test func everyFilterNarrowsAndRubbishIsSaid() async throws {
        try await Scene.play { scene in
            try await scene.post(1, Self.whole)
            try await scene.post(2) { ($0.country, $0.languages, $0.remote) = ("NL", ["de"], "anywhere") }
            try await scene.post(3) {
                ($0.country, $0.skills, $0.languages) = ("GB", ["swift"], ["en"])
                ($0.salaryMax, $0.currency, $0.period) = ("4000", "GBP", "month")
            }
            let expected: [(String, [Int])] = [
                ("", [3, 2, 1]), ("country=DE", [1]), ("country=nl", [2]), ("country=FR", []),
                ("sponsorship=confirmed", [1]), ("sponsorship=unknown", [3, 2]), ("remote=anywhere", [2]),
                ("skill=swift", [3, 1]), ("skill=c%2B%2B", [1]), ("language=en", [3]), ("skill=swift&language=en", [3]),
                ("skill=swift&country=DE", [1]), ("salary=55000&currency=EUR", [1]), ("salary=61000&currency=EUR", []),
                ("salary=48000&currency=GBP", [3]), ("salary=48001&currency=GBP", []),
            ]
            for (query, numbers) in expected {
                let found = try await scene.titles("/api/v1/jobs?\(query)")
                #expect(found == numbers.map { "Backend developer number \($0)" }, "\(query)")
                let page = try await scene.app.get("/jobs?\(query)")
                #expect(page.status == 200)
                for number in 1...3 {
                    let isShown = page.text.contains("Backend developer number \(number)<")
                    #expect(isShown == numbers.contains(number), "\(query) \(number)")
                }
            }
            for query in [
                "country=QQ", "sponsorship=maybe", "remote=moon", "salary=many&currency=EUR", "salary=5",
                "salary=5&currency=XXX",
            ] {
                #expect(try await scene.app.get("/api/v1/jobs?\(query)").status == 422, "\(query)")
                let page = try await scene.app.get("/jobs?\(query)")
                #expect(page.status == 422 && page.text.contains("role=\"alert\""), "\(query)")
            }
        }
    }

    @Test func salariesAreComparedInOnesOwnCurrencyAtDatedRates() async throws {
        try await Scene.play { scene in
            try await scene.post(1, Self.whole)
            try await scene.post(2)
            #expect(try await scene.titles("/api/v1/jobs?salary=100&currency=PKR") == [])
            let file = "Date,USD,PKR\n2026-11-20,1.0850,300.5\n2026-11-19,1.0850,1\n"
            for (added, unchanged) in [(4, 0), (0, 4)] {
                let report = try await scene.app.services.jobs.importRates(file, skippingBroken: false)
                #expect(report.added == added && report.unchanged == unchanged && report.changed == 0)
            }
            let before = try await scene.app.contents()
            let broken = "Date,USD,PKR\n2026-11-20,1.2,many\nsome day,1,1\n2026-11-20,1,1,1,1\n2026-11-18,N/A,290\n"
            let refused = try await scene.app.services.jobs.importRates(broken, skippingBroken: false)
            #expect(refused.refused.map(\.pointer) == ["/lines/2/PKR", "/lines/3", "/lines/4"] && refused.added == 0)
            #expect(try await scene.app.contents() == before)
            let taken = try await scene.app.services.jobs.importRates(broken, skippingBroken: true)
            #expect((taken.added, taken.changed, taken.refused.count) == (1, 1, 3))
            _ = try await scene.app.services.jobs.importRates(file, skippingBroken: false)
            // 60,000.50 EUR are 18,030,150.25 PKR.
            #expect(try await scene.titles("/api/v1/jobs?salary=18030150.25&currency=PKR").count == 1)
            #expect(try await scene.titles("/api/v1/jobs?salary=18030300&currency=PKR") == [])
            let page = try await scene.app.get("/jobs?salary=1000000&currency=PKR")
            #expect(page.text.contains("18,030,150.25") && page.text.contains("2026-11-20"))
        }
    }

    @Test func theFeedIsOfOpenJobsAndEscaped() async throws {
        try await Scene.play { scene in
            try await scene.post { $0.title = "Dev & <ops>" }
            try await scene.post(2) { $0.country = "NL" }
            let feed = try await scene.app.get("/feeds/jobs.atom?country=DE")
            #expect(feed.status == 200 && feed.header("Content-Type") == "application/atom+xml; charset=utf-8")
            #expect(feed.text.contains("<title>Dev &amp; &lt;ops&gt; · Gleis GmbH</title>"))
            #expect(!feed.text.contains("number 2"))
            #expect(try await scene.app.get("/feeds/new.atom").status == 200)
        }
    }
}
