import Foundation
import Points
import TestSupport
import Testing

@Suite("Points: what is refused, and what is shown instead of a wrong number")
struct PointsRefusalTests {
    private static let germany = "/api/v1/points-systems/de-opportunity-card/evaluate"

    /// The first example of Germany with a change, and the pointers that are complained of.
    private func pointers(_ app: TestApp, _ change: (inout [String: Any]) -> Void) async throws -> [String] {
        let example = try #require(WorkedExample.all.first { $0.system == "de-opportunity-card" })
        var input = try #require(
            try JSONSerialization.jsonObject(with: Data(example.json.utf8)) as? [String: Any])
        change(&input)
        let body = try JSONSerialization.data(withJSONObject: ["input": input])
        let answer = try await app.api(.post, Self.germany, String(decoding: body, as: UTF8.self))
        let errors = try answer.json()["errors"] as? [[String: Any]] ?? []
        return errors.compactMap { $0["pointer"] as? String }.sorted()
    }

    @Test func eachInputThatDoesNotFitIsNamed() async throws {
        try await TestApp.run { app in
            #expect(try await pointers(app) { _ in } == [])
            #expect(try await pointers(app) { $0["age"] = "old" } == ["#/input/age"])
            #expect(try await pointers(app) { $0["age"] = 30.5 } == ["#/input/age"])
            #expect(try await pointers(app) { $0["age"] = -1 } == ["#/input/age"])
            #expect(try await pointers(app) { $0["age"] = NSNull() } == ["#/input/age"])
            #expect(try await pointers(app) { $0["age"] = [30] } == ["#/input/age"])
            #expect(try await pointers(app) { $0["german"] = "c2" } == ["#/input/german"])
            #expect(try await pointers(app) { $0["fully_recognised"] = 1 } == ["#/input/fully_recognised"])
            #expect(try await pointers(app) { $0["colour"] = "green" } == ["#/input/colour"])
            let both = try await pointers(app) {
                $0["age"] = nil
                $0["funds_eur_per_month"] = true
            }
            #expect(both == ["#/input/age", "#/input/funds_eur_per_month"])
        }
    }

    @Test func abilitiesAreNamedOneByOne() async throws {
        try await TestApp.run { app in
            let path = "/api/v1/points-systems/ca-federal-skilled-worker-67/evaluate"
            let answer = try await app.api(
                .post, path,
                #"{"input": {"first_language_clb": {"listening": 99, "reading": 7, "dancing": 7, "writing": 7.5}}}"#)
            #expect(answer.status == 422)
            let found = try (answer.json()["errors"] as? [[String: Any]] ?? []).compactMap { $0["pointer"] as? String }
            for part in ["dancing", "listening", "speaking", "writing"] {
                #expect(found.contains("#/input/first_language_clb/\(part)"), "\(part)")
            }
            #expect(found.contains("#/input/age") && !found.contains("#/input/first_language_clb/reading"))
        }
    }

    @Test func otherMistakesAreRefusedInOrder() async throws {
        try await TestApp.run { app in
            let unknown = try await app.api(.post, "/api/v1/points-systems/moon/evaluate", #"{"input": {}}"#)
            #expect(unknown.status == 404)
            let noInput = try await app.api(.post, Self.germany, "{}")
            #expect(noInput.status == 422 && noInput.text.contains("#/input\""))
            for day in ["yesterday", "2026-02-30", "2026-13-01", "20261015", "2026-1-1"] {
                let answer = try await app.api(.post, Self.germany, #"{"input": {}, "on": "\#(day)"}"#)
                #expect(answer.status == 422 && answer.text.contains("#/on\""), "\(day)")
            }
            let extra = try await app.api(.post, Self.germany, #"{"input": {}, "name": "Ayesha"}"#)
            #expect(extra.status == 422 && extra.text.contains("#/name\""))
        }
    }

    /// The ranking of Canada after 2 November 2026: no number at all.
    @Test func aDayOutsideTheRulesGetsNoTotal() async throws {
        let example = try #require(WorkedExample.all.first { $0.system == "ca-express-entry-crs-2025" })
        try await TestApp.run { app in
            let path = "/api/v1/points-systems/\(example.system)/evaluate"
            for (day, status) in [
                ("2025-03-24", 409), ("2025-03-25", 200), ("2026-11-02", 200), ("2026-11-03", 409), ("2030-01-01", 409),
            ] {
                let answer = try await app.api(
                    .post, path, #"{"input": \#(example.json), "on": "\#(day)"}"#)
                #expect(answer.status == status, "\(day)")
                #expect((try answer.json()["total"] == nil) == (status == 409))
                guard status == 409 else { continue }
                #expect(try answer.json()["code"] as? String == "rules_changed")
                let dates = try answer.json()["arguments"] as? [String: String]
                #expect(dates?["from"] == "2025-03-25" && dates?["to"] == "2026-11-02")
            }
            // The clock of the test stands in November 2026, after the change.
            let today = try await app.api(.post, path, #"{"input": \#(example.json)}"#)
            #expect(today.status == 409)
            let form = example.form.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
            let page = try await app.send(
                .post, "/calculators/\(example.system)",
                headers: ["Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"],
                body: Array(form.utf8))
            #expect(page.status == 409)
            #expect(page.text.contains("The rules changed") && !page.text.contains("id=\"score\""))
            #expect(page.text.contains("value=\"32\""), "what was typed stays")
        }
    }

    @Test func aRefusedFormKeepsWhatWasTypedAndNamesTheField() async throws {
        try await TestApp.run { app in
            let page = try await app.submit(
                "/calculators/de-opportunity-card",
                ["age": "thirty", "german": "b1", "shortage_occupation": "true", "funds_eur_per_month": "۱٬۲۰۰"])
            #expect(page.status == 422)
            #expect(page.text.contains("value=\"thirty\"") && page.text.contains("id=\"field-age-error\""))
            #expect(page.text.contains("<option value=\"b1\" selected>"))
            #expect(page.text.contains("name=\"shortage_occupation\" value=\"true\" checked"))
            #expect(!page.text.contains("id=\"field-funds_eur_per_month-error\""), "digits of any script are digits")
            #expect(!page.text.contains("id=\"score\""))
        }
    }

    @Test func aSharedLinkHoldsNothingOfThePerson() async throws {
        let example = try #require(WorkedExample.all.first { $0.id == "uk-published-6" })
        try await TestApp.run { app in
            let form = example.form.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
            let page = try await app.send(
                .post, "/calculators/\(example.system)",
                headers: ["Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"],
                body: Array(form.utf8))
            let link = try #require(page.text.firstMatch(of: /href="(\/calculators\/[^"]*\?[^"]*)"/)).output.1
            #expect(link.contains("going_rate_gbp=") && link.contains("weekly_hours="))
            #expect(!link.contains("salary_gbp") && !link.contains("new_entrant") && !link.contains("phd"))
            let opened = try await app.get(
                link.replacing("&amp;", with: "&") + "&salary_gbp=99999&age=30", headers: ["Sec-Fetch-Site": "none"])
            #expect(
                opened.status == 200 && !opened.text.contains("value=\"99999\""), "only what speaks of the job is read")
        }
    }

    @Test func everyInputAndValueHasANameInBothLanguages() {
        let labels = PointsLabels.shipped
        for system in PointsLibrary.shipped.systems {
            #expect(Set(system.inputOrder) == Set(system.inputs.keys))
            for (name, input) in system.inputs {
                for language in ["en", "ur"] {
                    #expect(labels.input(name, language) != nil, "\(name)")
                    for value in input.values ?? [] { #expect(labels.value(value, language) != nil, "\(value)") }
                }
            }
        }
    }
}
