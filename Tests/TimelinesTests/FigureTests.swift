import Core
import Foundation
import Storage
import TestSupport
import Testing
import Timelines

extension TestApp {
    /// So many members with an application each: all filed on 1 August 2026, joined that day, decided as told.
    fileprivate func cohort(
        _ count: Int, named name: String, office: String = "", lane: String = "standard",
        visibility: String = "cohort-only", confirmedOn: String = "2026-11-20",
        decidedAfter: (Int) -> Int? = { 30 + $0 * 3 }
    ) async throws {
        let filed = CivilDay(year: 2026, month: 8, day: 1)
        for number in 0..<count {
            let (id, timeline) = ("\(name)-\(number)", "t-\(name)-\(number)")
            let decided = decidedAfter(number).map { filed.adding($0).description }
            try await services.store.write { transaction in
                try transaction.execute(
                    """
                    INSERT INTO account (id, username, email, password_hash, display_name, state, time_zone, language,
                        consent_version, created_at, updated_at)
                    VALUES (\(id), \(id), \(id + "@example.org"), '', \(id), 'active', 'UTC', 'en', 1, 1, 1)
                    """)
                try transaction.execute(
                    """
                    INSERT INTO timeline (id, account_id, pathway_id, office, lane, visibility, submitted_on, ended_on,
                        ending, confirmed_on, created_at, updated_at)
                    VALUES (\(timeline), \(id), 'de-eu-blue-card', \(office), \(lane), \(visibility),
                        \(filed.description), \(decided), \(decided.map { _ in "approved" }),
                        \(confirmedOn), \(filed.start), \(filed.start))
                    """)
            }
        }
    }

    fileprivate func times(_ query: String = "") async throws -> [String: Any] {
        try await get("/api/v1/pathways/de-eu-blue-card/processing-times?\(query)").json()
    }
}

@Suite("Figures of how long members waited")
struct FigureTests {
    @Test func nineMembersAreNobody() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            try await app.cohort(9, named: "a")
            try await app.cohort(30, named: "b", visibility: "private")
            try await app.services.timelines.makeFigures()
            let times = try await app.times()
            #expect(times["figure"] == nil && times["night"] as? String == "2026-11-21")
            let page = try await app.get("/processing-times/de-eu-blue-card")
            #expect(page.status == 200 && page.text.contains("Fewer than ten members"))
            #expect(try await app.count("SELECT count(*) FROM processing_figure") == 0)
            #expect(try await app.get("/processing-times/moon").status == 404)
            #expect(try await app.get("/api/v1/pathways/moon/processing-times").status == 404)
        }
    }

    /// Who does not say that they wait is counted until they last said so, and no day longer.
    @Test(arguments: [("2026-08-21", [40, 45, 45]), ("2026-11-20", [45])])
    func whoIsSilentIsCountedUntilTheyLastSaidThatTheyWait(confirmedOn: String, expected: [Int]) async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            try await app.cohort(10, named: "decided") { 40 + $0 }
            try await app.cohort(12, named: "silent", confirmedOn: confirmedOn) { _ in nil }
            try await app.services.timelines.makeFigures()
            let figure = try #require(try await app.times()["figure"] as? [String: Any])
            #expect(figure["members"] as? Int == 22 && figure["decisions"] as? Int == 10)
            let percentiles = try #require(figure["percentiles"] as? [[String: Any]])
            let days = percentiles.compactMap { $0["days"] as? Int }
            #expect(days == expected, "\(percentiles)")
        }
    }

    @Test func twelveMembersAreShownRoundedAndStayAsTheyAreUntilTheNextNight() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            try await app.cohort(12, named: "a")
            try await app.services.timelines.makeFigures()
            let first = try await app.times("waited=40")
            let figure = try #require(first["figure"] as? [String: Any])
            #expect(figure["members"] as? Int == 12 && figure["decisions"] as? Int == 12)
            let percentiles = try #require(figure["percentiles"] as? [[String: Any]])
            #expect(percentiles.map { $0["share"] as? Int } == [25, 50, 75], "too few for the ninetieth")
            #expect(percentiles.map { $0["days"] as? Int } == [35, 45, 55])
            try await app.cohort(5, named: "b")
            try await app.services.timelines.makeFigures()
            let again = try await app.times("waited=40")
            #expect((again["figure"] as? [String: Any])?["members"] as? Int == 12, "the night is over")
            app.clock.advance(.days(1))
            try await app.services.timelines.makeFigures()
            let next = try await app.times()
            #expect((next["figure"] as? [String: Any])?["members"] as? Int == 17)
            #expect(try await app.count("SELECT count(*) FROM processing_night") == 2, "the first can be reproduced")
            let page = try await app.get("/processing-times/de-eu-blue-card?waited=30")
            #expect(page.text.contains("<svg") && page.text.contains("<table ") && page.text.contains("17 members"))
            let pathway = try await app.get("/visas/de/eu-blue-card").text
            #expect(pathway.contains("<svg class=\"chart\"") && pathway.contains("17 members"), "as on its own page")
            #expect(try await !app.get("/visas/nl/eu-blue-card").text.contains("<svg class=\"chart\""))
        }
    }

    @Test func whoStillWaitsCountsAndNothingIsInvented() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            try await app.cohort(16, named: "a") { $0 < 6 ? 30 + $0 * 5 : nil }
            try await app.services.timelines.makeFigures()
            let figure = try #require(try await app.times()["figure"] as? [String: Any])
            let percentiles = try #require(figure["percentiles"] as? [[String: Any]])
            #expect(percentiles[1]["days"] == nil, "more than half still wait")
            let page = try await app.get("/processing-times/de-eu-blue-card").text
            #expect(page.contains("more than half are still waiting"))
        }
    }

    @Test func aSmallLaneIsNeitherShownNorToldByTheOther() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            try await app.cohort(40, named: "a")
            try await app.cohort(4, named: "b", lane: "priority")
            try await app.services.timelines.makeFigures()
            for lane in ["standard", "priority"] {
                let times = try await app.times("lane=\(lane)")
                #expect(times["widened"] as? [String] == ["lane"], "\(lane)")
                #expect((times["figure"] as? [String: Any])?["members"] as? Int == 44)
            }
            try await app.cohort(8, named: "c", lane: "priority")
            app.clock.advance(.days(1))
            try await app.services.timelines.makeFigures()
            let standard = try #require(try await app.times("lane=standard")["figure"] as? [String: Any])
            #expect(standard["members"] as? Int == 40 && standard["lane"] as? String == "standard")
        }
    }

    @Test func anOfficeNeedsTwentyAndThreeFiltersAreTooMany() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            try await app.cohort(25, named: "a", office: "Islamabad")
            try await app.cohort(19, named: "b", office: "Karachi")
            try await app.cohort(30, named: "c")
            try await app.services.timelines.makeFigures()
            let known = try await app.times("office=islamabad")
            #expect((known["figure"] as? [String: Any])?["members"] as? Int == 25)
            let small = try await app.times("office=Karachi")
            #expect(small["widened"] as? [String] == ["office"])
            let three = try await app.get(
                "/api/v1/pathways/de-eu-blue-card/processing-times?office=a&lane=standard&nationality=PK")
            #expect(three.status == 422 && three.text.contains("too_many_filters"))
            for bad in ["lane=fast", "waited=-1", "waited=x"] {
                #expect(try await app.get("/api/v1/pathways/de-eu-blue-card/processing-times?\(bad)").status == 422)
                #expect(try await app.get("/processing-times/de-eu-blue-card?\(bad)").status == 422)
            }
        }
    }

    @Test func newAccountsAndMoreThanTwoCasesDoNotCount() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            try await app.cohort(12, named: "a")
            try await app.change("UPDATE account SET created_at = \(app.clock.clock.now) WHERE id = 'a-0'")
            for number in 1...3 {
                try await app.change(
                    """
                    INSERT INTO timeline (id, account_id, pathway_id, office, lane, visibility, submitted_on,
                        confirmed_on, created_at, updated_at)
                    VALUES (\("more-\(number)"), 'a-1', 'de-eu-blue-card', '', 'standard', 'cohort-only',
                        \("2026-09-0\(number)"), '2026-11-20', 1, 1)
                    """)
            }
            try await app.services.timelines.makeFigures()
            let figure = try #require(try await app.times()["figure"] as? [String: Any])
            #expect(figure["members"] as? Int == 11)
        }
    }

    @Test func anUnlikelyLengthIsAskedForThenLeftOut() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            try await app.cohort(14, named: "a") { $0 == 13 ? 1 : 40 + $0 }
            try await app.services.timelines.makeFigures()
            #expect(try await app.count("SELECT count(*) FROM timeline WHERE doubted_at IS NOT NULL") == 1)
            let told = "SELECT count(*) FROM notification_other WHERE kind = 'timeline_doubted' AND account_id = 'a-13'"
            #expect(try await app.count("\(Query(stringLiteral: told))") == 1)
            app.clock.advance(.days(15))
            try await app.services.timelines.makeFigures()
            #expect((try await app.times()["figure"] as? [String: Any])?["members"] as? Int == 13)
            try await app.change("UPDATE timeline SET is_affirmed = 1 WHERE id = 't-a-13'")
            app.clock.advance(.days(1))
            try await app.services.timelines.makeFigures()
            #expect((try await app.times()["figure"] as? [String: Any])?["members"] as? Int == 14)
        }
    }
}

@Suite("Emigration figures")
struct InsightTests {
    @Test func seriesStayApartAndPartsOfYearsAreMarked() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            let series = try #require(
                try await app.get("/api/v1/insight/emigration").json()["series"] as? [[String: Any]])
            #expect(series.map { $0["scope"] as? String } == ["not stated", "BEOE", "BEOE and OEC"])
            for one in series {
                let records = try #require(one["records"] as? [[String: Any]])
                for record in records {
                    let isPart =
                        (record["from"] as? String)?.hasSuffix("-01-01") != true
                        || (record["to"] as? String)?.hasSuffix("-12-31") != true
                    #expect(record["isPartialYear"] as? Bool == isPart)
                }
            }
            let page = try await app.get("/insight").text
            #expect(page.components(separatedBy: "<svg class=\"chart\"").count == 4, "a chart for each series")
            #expect(page.components(separatedBy: "<table ").count == 4, "and a table beside each")
            #expect(page.contains("2023 January-July (part of the year): 450,110"))
            #expect(page.contains("Students, families and those who move on permanent visas"))
        }
    }
}
