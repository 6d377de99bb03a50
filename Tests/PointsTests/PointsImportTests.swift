import Core
import Foundation
import Points
import Storage
import TestSupport
import Testing

/// The shipped rules as JSON that a test may change.
private func rules(_ change: (inout [[String: Any]]) -> Void) throws -> Data {
    let file = try JSONSerialization.jsonObject(with: PointsService.shipped) as? [String: Any] ?? [:]
    var systems = file["systems"] as? [[String: Any]] ?? []
    change(&systems)
    return try JSONSerialization.data(withJSONObject: ["systems": systems])
}

/// A record with what stands at a pointer changed; `nil` takes it out.
private func changed(_ record: [String: Any], _ pointer: String, _ value: Any?) -> [String: Any] {
    put(record, pointer.split(separator: "/").map(String.init)[...], value) as? [String: Any] ?? [:]
}

private func put(_ tree: Any, _ path: ArraySlice<String>, _ value: Any?) -> Any? {
    guard let first = path.first else { return value }
    if var list = tree as? [Any], let place = Int(first) {
        list[place] = put(list[place], path.dropFirst(), value) ?? NSNull()
        return list
    }
    var members = tree as? [String: Any] ?? [:]
    members[first] = put(members[first] ?? NSNull(), path.dropFirst(), value)
    return members
}

/// Canada's ranking as it might be from 3 November 2026 on: age gives one point less, in examples too.
private func laterRules(_ record: [String: Any]) -> [String: Any] {
    var later = changed(record, "/effective_from", "2026-11-03")
    later = changed(later, "/effective_to", nil)
    later = changed(later, "/status", "current")
    later = changed(later, "/as_of", "2026-11-10")
    later = changed(later, "/worked_examples", nil)
    return changed(later, "/max_total", 1100)
}

@Suite("Importing rules of points systems")
struct PointsImportTests {
    private static let canada = "ca-express-entry-crs-2025"
    private static let germany = "de-opportunity-card"

    /// Germany's rules with another mark.
    private static func germany(passing mark: Int) throws -> Data {
        try rules { systems in
            systems = systems.filter { $0["id"] as? String == germany }.map {
                changed(changed($0, "/pass_mark", mark), "/worked_examples", nil)
            }
        }
    }

    @Test func whatIsNoSuchFileIsRefused() async throws {
        try await TestApp.run { app in
            for text in ["", "{", "[]", #"{"systems": {}}"#, #"{"pathways": []}"#] {
                await #expect(throws: Problem(.malformed, "file_malformed", arguments: ["member": "systems"])) {
                    try await app.services.points.importRules(Data(text.utf8), skippingBroken: true)
                }
            }
        }
    }

    @Test func theShippedFileTwiceChangesNothing() async throws {
        try await TestApp.run { app in
            let first = try await app.services.points.importRules(PointsService.shipped, skippingBroken: false)
            #expect(first.added == 7 && first.refused.isEmpty)
            let before = try await app.contents()
            app.clock.advance(.days(1))
            let second = try await app.services.points.importRules(PointsService.shipped, skippingBroken: false)
            #expect(second.added == 0 && second.changed == 0 && second.unchanged == 7)
            #expect(try await app.contents() == before)
            let latest = try await app.count("SELECT max(revision) FROM points_rules")
            #expect(latest == 1)
        }
    }

    @Test func aThousandBrokenRecordsAreEachNamedAndTheGoodOnesWait() async throws {
        let members = ["factors/0/type", "as_of", "name", "country", "total_of/0"]
        let data = try rules { systems in
            let good = systems
            for place in 0..<1000 {
                let value: Any? = ["guess", "2031-01-01", nil, "XX", "luck"][place % 5]
                var broken = changed(good[place % good.count], "/\(members[place % 5])", value)
                broken["id"] = "broken-\(place)"
                systems.append(broken)
            }
        }
        try await TestApp.run { app in
            let refused = try await app.services.points.importRules(data, skippingBroken: false)
            #expect(refused.refused.count == 1000 && refused.added == 0)
            #expect(try await app.count("SELECT count(*) FROM points_rules") == 0)
            #expect(refused.refused.map(\.pointer) == (0..<1000).map { "/systems/\($0 + 7)/\(members[$0 % 5])" })
            let taken = try await app.services.points.importRules(data, skippingBroken: true)
            #expect(taken.refused.count == 1000 && taken.added == 7)
        }
    }

    /// What the evaluator relies on, each broken once in a record that is sound otherwise.
    @Test(
        arguments: [
            (germany, "/id", "Not A Slug", "wrong_form"), (germany, "/effective_from", "2024-02-30", "day_form"),
            (germany, "/effective_to", "2020-01-01", "below_minimum"), (germany, "/sources", [String](), "required"),
            (germany, "/sources/0/url", "javascript:alert(1)", "link_form"),
            (germany, "/inputs/age/type", "colour", "wrong_form"),
            (germany, "/inputs/german/values", [String](), "required"),
            (germany, "/inputs/german/values/1", "none", "listed_twice"),
            (germany, "/factors/0/input", "age", "unknown_input"),
            (germany, "/factors/0/points", 99_999, "out_of_range"),
            (germany, "/factors/1/id", "partial_recognition", "listed_twice"),
            (germany, "/factors/6/rows/1/min", 35, "rows_order"),
            (germany, "/factors/6/rows/1/max", 20, "below_minimum"),
            (germany, "/factors/6/rows/0/points", nil, "required"),
            (germany, "/groups/0/members/0", "luck", "unknown_part"),
            (germany, "/groups/0/combine", "product", "wrong_form"),
            (germany, "/gates/1/check/any/0/value/0", "c9", "unknown_choice"),
            (germany, "/gates/2/check/op", "about", "wrong_form"),
            (germany, "/pass_mark", 500, "out_of_range"), (germany, "/bypass/when/input", "age", "unknown_input"),
            (germany, "/worked_examples/1/expected/total", 7, "example_differs"),
            (germany, "/worked_examples/1/input/age", "old", "wrong_type"),
            (canada, "/variants/input", "age", "unknown_input"),
            (canada, "/derived/0/input", "age", "unknown_input"),
            (canada, "/factors/15/points/one_or_two_year", 14, "example_differs"),
            (canada, "/factors/1/points/none", ["with_spouse": 1], "wrong_form"),
            (canada, "/factors/8/table/t0", ["sky": 1], "unknown_choice"),
            ("uk-skilled-worker-70", "/factors/3/options/0/conditions", ["luck"], "unknown_input"),
            ("uk-skilled-worker-70", "/factors/3/requires/0", "salary_option", "unknown_part"),
        ] as [(String, String, (any Sendable)?, String)])
    func aBrokenRuleIsNamedByItsPlace(
        system: String, pointer: String, value: (any Sendable)?, code: String
    ) async throws {
        let data = try rules { systems in
            systems = systems.filter { $0["id"] as? String == system }.map { changed($0, pointer, value) }
        }
        try await TestApp.run { app in
            let report = try await app.services.points.importRules(data, skippingBroken: true)
            let refusal = try #require(report.refused.first)
            #expect(refusal.code == code && report.refused.count == 1 && report.added == 0)
            let elsewhere = [
                "/factors/15/points/one_or_two_year": "/worked_examples/5/expected/D",
                "/inputs/german/values/1": "/inputs/german",
            ]
            let place = "/systems/0" + (elsewhere[pointer] ?? pointer)
            #expect(refusal.pointer.hasPrefix(place), "\(refusal.pointer)")
            #expect(try await app.count("SELECT count(*) FROM points_rules") == 0)
        }
    }

    /// Canada changed its rules on 3 November 2026: once they are known, each day has its own.
    @Test func laterRulesCountFromTheirDayOn() async throws {
        let example = try #require(WorkedExample.all.first { $0.system == Self.canada })
        let total = try #require(example.numbers["total"])
        let data = try rules { $0 = [laterRules($0[0])] }
        let path = "/api/v1/points-systems/\(Self.canada)"
        try await TestApp.run { app in
            let today = #"{"input": \#(example.json)}"#
            #expect(try await app.api(.post, "\(path)/evaluate", today).status == 409)
            #expect(try await app.get("/calculators/\(Self.canada)").text.contains("The rules changed"))
            let report = try await app.services.points.importRules(data, skippingBroken: false)
            #expect(report.added == 1)
            let now = try await app.api(.post, "\(path)/evaluate", today).json()
            #expect(now["total"] as? Int == total && now["maxTotal"] as? Int == 1100)
            let before = #"{"input": \#(example.json), "on": "2026-11-02"}"#
            let then = try await app.api(.post, "\(path)/evaluate", before).json()
            #expect(then["total"] as? Int == total && then["maxTotal"] as? Int == 1200, "a result keeps its rules")
            let early = #"{"input": \#(example.json), "on": "2025-03-24"}"#
            #expect(try await app.api(.post, "\(path)/evaluate", early).status == 409)
            let record = try await app.get(path).json()
            #expect(record["effectiveFrom"] as? String == "2026-11-03" && record["maxTotal"] as? Int == 1100)
            #expect((record["ruleSets"] as? [[String: Any]])?.count == 2)
            #expect(try await app.get("\(path)?on=2026-11-02").json()["maxTotal"] as? Int == 1200)
            #expect(try await app.get("\(path)?on=soon").status == 422)
            let systems = try await app.get("/api/v1/points-systems").items()
            #expect(systems.count == 7 && systems[0]["maxTotal"] as? Int == 1100)
        }
    }

    @Test func pagesAndSharedLinksFollow() async throws {
        let data = try rules { $0 = [laterRules($0[0])] }
        try await TestApp.run { app in
            _ = try await app.services.points.importRules(data, skippingBroken: false)
            let page = try await app.get("/calculators/\(Self.canada)").text
            #expect(page.contains("Rules as of 2026-11-10") && page.contains("in force since 2026-11-03"))
            #expect(!page.contains("The rules changed"))
            #expect(page.contains("href=\"/calculators/\(Self.canada)?on=2025-03-25\""))
            let shared = try await app.get("/calculators/\(Self.canada)?on=2026-10-15").text
            #expect(shared.contains("Rules as of 2025-12-08") && shared.contains("today others are in force"))
            #expect(shared.contains("value=\"2026-10-15\""))
            let list = try await app.get("/calculators").text
            #expect(list.contains("Rules as of 2026-11-10") && !list.contains("Rules as of 2025-12-08"))
        }
    }

    /// A file says it anew for the same first day: it counts in the place of what is shipped, and a second one of it.
    @Test func anOperatorsFileCountsInThePlaceOfWhatIsShipped() async throws {
        try await TestApp.run { app in
            for (mark, expected) in [(7, (1, 0)), (8, (0, 1))] {
                let report = try await app.services.points.importRules(
                    try Self.germany(passing: mark), skippingBroken: false)
                #expect(report.added == expected.0 && report.changed == expected.1)
                let record = try await app.get("/api/v1/points-systems/\(Self.germany)").json()
                #expect(record["passMark"] as? Int == mark)
                #expect((record["ruleSets"] as? [Any])?.count == 1)
            }
            let again = try await app.services.points.importRules(PointsService.shipped, skippingBroken: false)
            #expect(again.added == 6 && again.changed == 1)
            let record = try await app.get("/api/v1/points-systems/\(Self.germany)").json()
            #expect(record["passMark"] as? Int == 6)
        }
    }

    @Test func oneRecordTwiceIsRefusedTheSecondTime() async throws {
        let data = try rules { $0.append($0[3]) }
        try await TestApp.run { app in
            let report = try await app.services.points.importRules(data, skippingBroken: true)
            #expect(report.refused == [.init("/systems/7/id", "listed_twice")] && report.added == 7)
        }
    }

    /// Inputs that nobody named yet are shown by their names, and numbers of any size fit.
    @Test func aNewSystemHasAFormAtOnce() async throws {
        let system: [String: Any] = [
            "id": "pt-highly-qualified", "country": "PT", "name": "Portugal highly qualified", "authority": "AIMA",
            "pathway_ids": [String](), "effective_from": "2026-01-01", "effective_to": NSNull(), "status": "current",
            "pass_mark": 10, "inputs": ["salary_eur": ["type": "number"], "has_degree": ["type": "boolean"]],
            "derived": [Any](),
            "factors": [
                [
                    "id": "salary", "type": "bands", "input": "salary_eur",
                    "rows": [
                        ["min": 0, "max": 29_999, "points": 0], ["min": 30_000, "max": NSNull(), "points": 10],
                    ],
                ],
                ["id": "degree", "type": "flag", "input": "has_degree", "points": 5],
            ], "groups": [Any](), "total_of": ["salary", "degree"], "gates": [Any](),
            "sources": [["name": "AIMA", "url": "https://aima.gov.pt/", "as_of": "2026-10-01"]],
            "as_of": "2026-10-01", "confidence": "high",
            "worked_examples": [
                ["input": ["salary_eur": 45_000, "has_degree": false], "expected": ["total": 10, "passes": true]]
            ],
        ]
        let data = try JSONSerialization.data(withJSONObject: ["systems": [system]])
        try await TestApp.run { app in
            let report = try await app.services.points.importRules(data, skippingBroken: false)
            #expect(report.added == 1 && report.refused.isEmpty, "\(report.refused)")
            let page = try await app.submit(
                "/calculators/pt-highly-qualified", ["salary_eur": "45,000", "has_degree": "true"])
            #expect(page.status == 200 && page.text.contains("15 of at most 15 points"))
            #expect(page.text.contains("salary eur"))
        }
    }
}
