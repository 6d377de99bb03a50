import Core
import Foundation
import TestSupport
import Testing

@Suite("Corrections of pathways: what is refused")
struct RefusedCorrectionTests {
    @Test func visitorsAndNewMembersCorrectNothing() async throws {
        try await Scene.play { scene in
            #expect(try await scene.app.api(.post, "\(Scene.api)/edits", Scene.edit("summary", "Words")).status == 401)
            let answer = try await scene.writesNothing { try await scene.edit("summary", "Words", by: scene.member) }
            #expect(answer.status == 403)
            #expect(try answer.code() == "edits_need_trust")
            let form = try await scene.app.get("\(Scene.blueCard)/edit?field=fee", as: scene.member.browser)
            #expect(form.status == 403)
            let unknown = try await scene.app.api(
                .post, "/api/v1/pathways/de-green-card/edits", Scene.edit("summary", "Words"),
                as: scene.regular.program)
            #expect(unknown.status == 404)
        }
    }

    @Test func everyFieldThatIsWrongIsNamed() async throws {
        try await Scene.play { scene in
            let bad = try await scene.writesNothing {
                try await scene.app.api(
                    .post, "\(Scene.api)/edits",
                    #"{"field": "fee", "value": "cheap", "sourceURL": "here and there", "asOf": "2026-11-22"}"#,
                    as: scene.regular.program)
            }
            #expect(bad.status == 422)
            #expect(try bad.pointers() == ["#/value", "#/sourceURL", "#/asOf"])
            for field in ["name", "checklistFamily", "colour"] {
                let refused = try await scene.writesNothing { try await scene.edit(field, "x") }
                #expect(try refused.pointers().contains("#/field"), "\(field)")
            }
        }
    }

    @Test func theFormComesBackWithWhatWasTyped() async throws {
        try await Scene.play { scene in
            let form = try await scene.app.submit(
                "\(Scene.blueCard)/edit",
                [
                    "field": "salaryThreshold", "value": "52,100 a year", "sourceURL": "nowhere", "asOf": "2026-11-20",
                    "note": "As the page says.", "version": "1",
                ], as: scene.regular.browser)
            #expect(form.status == 422 && form.text.contains("52,100 a year"))
            #expect(form.text.contains("field-value-error") && form.text.contains("field-sourceURL-error"))
            #expect(form.text.contains("As the page says."))
        }
    }

    @Test func aCorrectionOfWhatChangedMeanwhileIsStale() async throws {
        try await Scene.play { scene in
            _ = try await scene.edit("durationMonths", "36")
            let late = try await scene.writesNothing {
                try await scene.edit("durationMonths", "24", #", "version": 1"#)
            }
            #expect(late.status == 412)
            #expect(try await scene.edit("summary", "Other words.", #", "version": 1"#).status == 201)
        }
    }

    @Test func nobodyConfirmsTheirOwn() async throws {
        try await Scene.play { scene in
            let sent = try await scene.edit("fee", "100 EUR", by: scene.moderator)
            let id = try #require(try sent.json()["id"] as? String)
            let own = try await scene.writesNothing { try await scene.decide("accept", id) }
            #expect(own.status == 403)
            #expect(try own.code() == "own_edit")
            for member in [scene.member, scene.regular] {
                let hidden = try await scene.writesNothing { try await scene.decide("accept", id, by: member) }
                #expect(hidden.status == 404)
            }
            #expect(try await scene.app.get("/moderation/visas", as: scene.regular.browser).status == 404)
            #expect(
                try await scene.app.api(.get, "/api/v1/pathway-edits/\(id)", as: scene.member.program).status == 404)
        }
    }
}

@Suite("Corrections of pathways")
struct CorrectionTests {
    @Test func wordsAreInForceAtOnceAndTheOldOnesStayInTheHistory() async throws {
        try await Scene.play { scene in
            let page = try await scene.app.get("\(Scene.blueCard)/edit", as: scene.regular.browser)
            #expect(page.text.contains("edit?field=summary"))
            let form = try await scene.app.get("\(Scene.blueCard)/edit?field=durationMonths", as: scene.regular.browser)
            #expect(form.text.contains("value=\"48\""))
            let sent = try await scene.app.submit(
                "\(Scene.blueCard)/edit",
                [
                    "field": "durationMonths", "value": "36", "sourceURL": "https://www.example.org/rules",
                    "asOf": "2026-11-20", "confidence": "high", "effectiveFrom": "", "version": "1",
                ], as: scene.regular.browser)
            #expect(sent.status == 303 && sent.header("Location") == Scene.blueCard)
            #expect(try await scene.pathway()["durationMonths"] as? Int == 36)
            let history = try await scene.app.get("\(Scene.blueCard)/history")
            #expect(history.text.contains("<del>48</del>") && history.text.contains("<ins>36</ins>"))
            #expect(history.text.contains("@regular"))
            let versions = try await scene.app.api(.get, "\(Scene.api)/versions").items()
            #expect(versions.map { $0["version"] as? Int } == [2, 1])
            #expect(
                try await scene.app.count(
                    "SELECT count(*) FROM pathway_fact WHERE field = 'durationMonths' AND pathway_id = 'de-eu-blue-card'"
                ) == 2)
        }
    }

    @Test(arguments: [
        ("salaryThreshold", "52100 EUR year"), ("otherThresholds", "47000 EUR year: graduates"), ("fee", "100 EUR"),
        ("status", "restricted"), ("nationalityStatus", "PK: restricted"), ("requirements", "age: Under 45"),
    ])
    func whatPeopleDecideByNeedsTwo(field: String, value: String) async throws {
        try await Scene.play { scene in
            let sent = try await scene.edit(field, value)
            #expect(sent.status == 201)
            #expect(try sent.json()["state"] as? String == "open")
            let path = try #require(sent.header("Location"))
            #expect(try await scene.app.api(.get, path, as: scene.regular.program).status == 200)
            #expect(try await scene.pathway()["version"] as? Int == 1)
            let queue = try await scene.app.get("/moderation/visas", as: scene.moderator.browser)
            #expect(queue.text.contains("Name of regular") && queue.text.contains("<ins>"))
            let id = try #require(try sent.json()["id"] as? String)
            let decided = try await scene.app.submit(
                "/moderation/visas/edits/\(id)/decision", ["decision": "accept"], as: scene.moderator.browser)
            #expect(decided.status == 303)
            #expect(try await scene.pathway()["version"] as? Int == 2)
            let facts = try await scene.pathway()["facts"] as? [[String: Any]]
            let fact = try #require(facts?.first { $0["field"] as? String == field })
            #expect(fact["reviewer"] as? String == "moderator" && fact["needsRecheck"] as? Bool == false)
            let again = try await scene.writesNothing { try await scene.decide("reject", id, by: scene.other) }
            #expect(try again.code() == "already_decided")
        }
    }

    @Test func whatIsRejectedChangesNothing() async throws {
        try await Scene.play { scene in
            let id = try #require(try await scene.edit("fee", "100 EUR").json()["id"] as? String)
            #expect(try await scene.decide("reject", id).status == 200)
            #expect(try await scene.pathway()["version"] as? Int == 1)
            #expect(try await scene.app.api(.get, "/api/v1/pathway-edits", as: scene.moderator.program).items().isEmpty)
        }
    }

    @Test func theSecondOfTwoCorrectionsOfOneFieldIsStale() async throws {
        try await Scene.play { scene in
            let first = try #require(try await scene.edit("fee", "100 EUR").json()["id"] as? String)
            let second = try #require(try await scene.edit("fee", "110 EUR").json()["id"] as? String)
            #expect(try await scene.decide("accept", first).status == 200)
            let late = try await scene.writesNothing { try await scene.decide("accept", second) }
            #expect(late.status == 412)
            #expect(try await scene.decide("reject", second).status == 200)
        }
    }

    @Test func lookingAValueUpAgainMakesItFresh() async throws {
        try await Scene.play { scene in
            let sent = try await scene.edit("salaryThreshold", "50700 EUR year")
            let id = try #require(try sent.json()["id"] as? String)
            _ = try await scene.decide("accept", id)
            let rows = try await scene.app.api(.get, "/api/v1/pathways?country=DE").items()
            let row = rows.first { $0["id"] as? String == "de-eu-blue-card" }
            #expect(row?["salaryNeedsRecheck"] as? Bool == false)
            let history = try await scene.app.get("\(Scene.blueCard)/history")
            #expect(history.text.contains("Looked up again") && history.text.contains("confirmed by"))
            scene.app.clock.advance(.days(41))
            let later = try await scene.app.get(Scene.blueCard)
            #expect(later.text.contains("needs re-check"))
        }
    }
}

@Suite("Reports about pathways")
struct PathwayReportTests {
    @Test func aReportNeedsWordsAndALink() async throws {
        try await Scene.play { scene in
            let visitor = try await scene.app.api(.post, "\(Scene.api)/reports", "{}")
            #expect(visitor.status == 401)
            let bad = try await scene.writesNothing {
                try await scene.app.api(
                    .post, "\(Scene.api)/reports", #"{"field": "colour", "body": "short", "link": "none"}"#,
                    as: scene.member.program)
            }
            #expect(try bad.pointers() == ["#/field", "#/body", "#/link"])
            let form = try await scene.app.submit(
                "\(Scene.blueCard)/report", ["field": "fee", "body": "It is wrong.", "link": ""],
                as: scene.member.browser)
            #expect(form.status == 422 && form.text.contains("It is wrong."))
            #expect(form.text.contains("field-body-error") && form.text.contains("field-link-error"))
        }
    }

    @Test func moderatorsSeeItAndCloseIt() async throws {
        try await Scene.play { scene in
            #expect(try await scene.app.get("\(Scene.blueCard)/report", as: scene.member.browser).status == 200)
            let sent = try await scene.app.submit(
                "\(Scene.blueCard)/report",
                ["field": "fee", "body": "The fee went up this month.", "link": "https://www.example.org/fees"],
                as: scene.member.browser)
            #expect(sent.status == 303)
            let queue = try await scene.app.get("/moderation/visas", as: scene.moderator.browser)
            #expect(queue.text.contains("The fee went up this month."))
            let reports = try await scene.app.api(.get, "/api/v1/pathway-reports", as: scene.moderator.program).items()
            let id = try #require(reports.first?["id"] as? String)
            let path = "/api/v1/pathway-reports/\(id)"
            #expect(try await scene.app.api(.get, path, as: scene.member.program).status == 200)
            #expect(try await scene.app.api(.get, path, as: scene.regular.program).status == 404)
            let decided = try await scene.app.submit(
                "/moderation/visas/reports/\(id)/decision", ["decision": "accept"], as: scene.moderator.browser)
            #expect(decided.status == 303)
            let state = try await scene.app.api(.get, path, as: scene.member.program).json()["state"] as? String
            #expect(state == "accepted")
            let again = try await scene.app.submit(
                "/moderation/visas/reports/\(id)/decision", ["decision": "reject"], as: scene.moderator.browser)
            #expect(again.status == 409)
        }
    }

    @Test func theQueueGoesOnWhereItsPageEnds() async throws {
        try await Scene.play { scene in
            for number in 1...32 {
                let sent = try await scene.app.api(
                    .post, "\(Scene.api)/reports",
                    #"{"body": "The fee went up, says letter \#(number).", "link": "https://www.example.org/fees"}"#,
                    as: (number > 16 ? scene.member : scene.regular).program)
                #expect(sent.status == 201)
            }
            let first = try await scene.app.get("/moderation/visas", as: scene.moderator.browser)
            let link = try #require(first.text.firstMatch(of: /href="(\/moderation\/visas\?reports=[^"]+)"/)).output.1
            let second = try await scene.app.get(String(link), as: scene.moderator.browser)
            let shown = [first, second].map { page in
                page.text.matches(of: /letter \d+\./).map { String($0.output) }
            }
            #expect(shown[0] == (1...30).map { "letter \($0)." } && shown[1] == ["letter 31.", "letter 32."])
            #expect(!second.text.contains("rel=\"next\"") && !first.text.contains("?edits="))
        }
    }

    @Test func twentyMayWait() async throws {
        try await Scene.play { scene in
            let draft = #"{"body": "The fee went up this month.", "link": "https://www.example.org/fees"}"#
            for _ in 0..<20 {
                let sent = try await scene.app.api(.post, "\(Scene.api)/reports", draft, as: scene.member.program)
                #expect(sent.status == 201)
            }
            let one = try await scene.writesNothing {
                try await scene.app.api(.post, "\(Scene.api)/reports", draft, as: scene.member.program)
            }
            #expect(one.status == 429)
        }
    }
}
