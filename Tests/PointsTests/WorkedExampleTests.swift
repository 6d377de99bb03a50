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
            for part in try #require(record["factors"] as? [[String: Any]]) {
                guard let id = part["id"] as? String, let expected = example.numbers[id] else { continue }
                #expect(part["points"] as? Int == expected, "\(id)")
            }
            let form = (example.form + [("on", WorkedExample.day)]).map { "\($0.0)=\($0.1)" }.joined(separator: "&")
            let page = try await app.send(
                .post, "/calculators/\(example.system)",
                headers: [
                    "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded",
                ], body: Array(form.utf8))
            #expect(page.status == 200)
            #expect(page.text.contains("<h2 id=\"score\">\(total) of at most "), "\(total)")
        }
    }
}
