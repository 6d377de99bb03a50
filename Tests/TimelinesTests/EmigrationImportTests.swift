import Core
import Foundation
import TestSupport
import Testing

@testable import Timelines

/// The shipped figures as JSON that a test may change.
private func figures(_ change: (inout [[String: Any]]) -> Void) throws -> Data {
    let file = try JSONSerialization.jsonObject(with: EmigrationFigures.shippedData) as? [String: Any] ?? [:]
    var records = file["records"] as? [[String: Any]] ?? []
    change(&records)
    return try JSONSerialization.data(withJSONObject: ["records": records])
}

@Suite("Importing emigration figures")
struct EmigrationImportTests {
    @Test func whatIsNoSuchFileIsRefused() async throws {
        try await TestApp.run { app in
            for text in ["", "{", "[]", #"{"records": 3}"#, #"{"systems": []}"#] {
                await #expect(throws: Problem(.malformed, "file_malformed", arguments: ["member": "records"])) {
                    try await app.services.insight.importEmigration(Data(text.utf8), skippingBroken: true)
                }
            }
        }
    }

    /// 23 periods, four sums of many years, and what belongs to every display.
    @Test func theShippedFileTwiceChangesNothing() async throws {
        try await TestApp.run { app in
            let path = "/api/v1/insight/emigration"
            let shown = try await app.get(path).text
            let insight = app.services.insight
            let first = try await insight.importEmigration(EmigrationFigures.shippedData, skippingBroken: false)
            #expect(first.added == 28 && first.refused.isEmpty, "\(first.refused)")
            let before = try await app.contents()
            app.clock.advance(.days(1))
            let second = try await insight.importEmigration(EmigrationFigures.shippedData, skippingBroken: false)
            #expect(second.added == 0 && second.changed == 0 && second.unchanged == 28)
            #expect(try await app.contents() == before)
            #expect(try await app.get(path).text == shown, "they say what was shown before")
        }
    }

    @Test func aThousandBrokenRecordsAreEachNamedAndTheGoodOnesWait() async throws {
        let data = try figures { records in
            let good = records
            for place in 0..<1000 {
                var broken = good[place % good.count]
                switch place % 5 {
                case 0: broken["total"] = "many"
                case 1: broken["scope"] = "all"
                case 2: broken["from"] = nil
                case 3: broken["to"] = "2031-12-31"
                default: broken["partial_year"] = !(broken["partial_year"] as? Bool ?? false)
                }
                records.append(broken)
            }
        }
        try await TestApp.run { app in
            let refused = try await app.services.insight.importEmigration(data, skippingBroken: false)
            #expect(refused.refused.count == 1000 && refused.added == 0)
            #expect(try await app.count("SELECT count(*) FROM emigration_record") == 0)
            let members = ["total", "scope", "from", "to", "partial_year"]
            #expect(refused.refused.map(\.pointer) == (0..<1000).map { "/records/\($0 + 23)/\(members[$0 % 5])" })
            let taken = try await app.services.insight.importEmigration(data, skippingBroken: true)
            #expect(taken.refused.count == 1000 && taken.added == 23)
        }
    }

    @Test func whatCannotBeIsNamedByItsPlace() async throws {
        let cases: [(member: String, value: any Sendable, pointer: String, code: String)] = [
            ("period", "", "period", "wrong_form"), ("to", "2022-01-01", "to", "below_minimum"),
            ("total", -1, "total", "out_of_range"), ("total_basis", "guessed", "total_basis", "unknown_choice"),
            ("total", 800_000, "total", "sum_differs"),
            ("categories", ["astronauts": 1], "categories/astronauts", "unknown_choice"),
            ("destinations", ["XX": 1], "destinations/XX", "unknown_country"),
            ("occupations", ["a/b": -5], "occupations/a~1b", "out_of_range"),
            ("source", ["name": "A", "as_of": "soon", "confidence": "high"], "source/as_of", "day_form"),
            (
                "source", ["name": "A", "as_of": "2024-01-05", "confidence": "sure"], "source/confidence",
                "unknown_choice"
            ),
        ]
        try await TestApp.run { app in
            for (member, value, pointer, code) in cases {
                let data = try figures { records in
                    records = records.filter { $0["period"] as? String == "2023" }
                    records[0][member] = value
                }
                let report = try await app.services.insight.importEmigration(data, skippingBroken: true)
                #expect(report.refused.map(\.pointer) == ["/records/0/\(pointer)"] && report.added == 0)
                #expect(report.refused.first?.code == code, "\(member)")
            }
            let twice = try figures { $0 = [$0[0], $0[0]] }
            let report = try await app.services.insight.importEmigration(twice, skippingBroken: true)
            #expect(report.refused == [.init("/records/1/period", "listed_twice")] && report.added == 1)
        }
    }

    /// A newer file corrects a year and adds one; what it does not speak of stays.
    @Test func aNewerFileCountsInThePlaceOfWhatIsShipped() async throws {
        let data = try figures { records in
            var corrected = records.last ?? [:]
            corrected["total"] = 762_500
            corrected["total_basis"] = "stated"
            var added = corrected
            added["period"] = "2026 January-June"
            added["from"] = "2026-01-01"
            added["to"] = "2026-06-30"
            added["partial_year"] = true
            added["total"] = 401_234
            added["categories"] = [String: Int]()
            records = [corrected, added]
        }
        try await TestApp.run { app in
            let before = try await app.get("/api/v1/insight/emigration").json()
            let report = try await app.services.insight.importEmigration(data, skippingBroken: false)
            #expect(report.added == 2 && report.refused.isEmpty, "\(report.refused)")
            let page = try await app.get("/insight").text
            #expect(page.contains("762,500") && !page.contains("762,499") && page.contains("401,234"))
            #expect(page.contains("862,625"), "what the file does not speak of stays")
            let answer = try await app.get("/api/v1/insight/emigration").json()
            #expect(answer["caveats"] as? [String] == before["caveats"] as? [String])
            let series = answer["series"] as? [[String: Any]] ?? []
            let unstated = series.first { $0["scope"] as? String == "not stated" }?["records"] as? [[String: Any]]
            #expect(unstated?.last?["total"] as? Int == 401_234 && unstated?.last?["isPartialYear"] as? Bool == true)
            #expect(series.count == 3)
        }
    }

    @Test func caveatsAreTheFilesOwn() async throws {
        let data = Data(#"{"records": [], "caveats": ["Counted anew."], "unit": "persons"}"#.utf8)
        try await TestApp.run { app in
            let report = try await app.services.insight.importEmigration(data, skippingBroken: false)
            #expect(report.added == 1)
            let answer = try await app.get("/api/v1/insight/emigration").json()
            #expect(answer["caveats"] as? [String] == ["Counted anew."] && answer["unit"] as? String == "persons")
            #expect((answer["publisher"] as? String)?.hasPrefix("Bureau of Emigration") == true)
        }
    }
}
