import Core
import Foundation
import Points
import TestSupport
import Testing

@Suite("Worked examples of the points systems")
struct WorkedExampleTests {
    @Test func allOfThemAreThere() {
        #expect(PointsLibrary.shipped.systems.count == 7)
        #expect(WorkedExample.all.count == 40)
    }

    @Test(arguments: WorkedExample.all)
    func theEvaluatorGivesWhatTheExampleSays(example: WorkedExample) throws {
        let (_, _, result) = try PointsLibrary.shipped.evaluate(
            example.system, example.input, on: WorkedExample.day)
        var points = ["total": result.total]
        for factor in result.factors { points[factor.id] = factor.points }
        for group in result.groups { points[group.id] = group.points }
        for (name, expected) in example.numbers { #expect(points[name] == expected, "\(name)") }
        #expect(result.passes == example.passes)
        if let option = example.option { #expect((result.option ?? "") == option) }
    }

    @Test(arguments: WorkedExample.all)
    func pageAndProgramsGetTheSame(example: WorkedExample) async throws {
        try await TestApp.run { app in
            let answer = try await app.api(
                .post, "/api/v1/points-systems/\(example.system)/evaluate",
                #"{"input": \#(example.json), "on": "\#(WorkedExample.day)"}"#)
            #expect(answer.status == 200)
            let record = try answer.json()
            let total = try #require(example.numbers["total"])
            #expect(record["total"] as? Int == total)
            #expect(record["passes"] as? Bool == example.passes)
            let parts = ["factors", "groups"].flatMap { record[$0] as? [[String: Any]] ?? [] }
            let points = Dictionary(
                uniqueKeysWithValues: parts.compactMap { part in (part["id"] as? String).map { ($0, part["points"]) } })
            for (id, expected) in example.numbers where id != "total" {
                #expect(points[id] as? Int == expected, "\(id)")
            }
            let form = (example.form + [("on", WorkedExample.day)]).map { "\($0.0)=\($0.1)" }.joined(separator: "&")
            let page = try await app.send(
                .post, "/calculators/\(example.system)",
                headers: [
                    "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded",
                ], body: Array(form.utf8))
            #expect(page.status == 200)
            #expect(page.text.contains("<h2 id=\"score\">\(total) of at most "), "\(total)")
            for (id, expected) in example.numbers where id != "total" {
                #expect(Self.points(of: id, on: page.text) == expected, "\(id)")
            }
            let verdicts = ["You need no points", "Enough: "].contains { page.text.contains("<p><b>\($0)") }
            if let passes = example.passes { #expect(verdicts == passes) }
        }
    }

    /// What the page says that a factor or a group brings.
    private static func points(of id: String, on page: String) -> Int? {
        let lines = page.split(separator: "\n")
        if let row = lines.first(where: { $0.hasPrefix("<tr id=\"factor-\(id)\">") }) {
            return row.firstMatch(of: /<td>(\d+)<\/td><td>\d+<\/td><\/tr>/).flatMap { Int($0.output.1) }
        }
        let group = lines.first { $0.hasPrefix("<li id=\"group-\(id)\">") }
        return group?.firstMatch(of: /: (\d+)<\/b>/).flatMap { Int($0.output.1) }
    }
}
