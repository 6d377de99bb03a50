import Core
import Foundation
import Storage
import TestSupport
import Testing
import Timelines

private let path = "/api/v1/me/timelines"

extension TestApp {
    /// Rows of timelines and of their events.
    fileprivate func kept() async throws -> [Int] {
        [try await count("SELECT count(*) FROM timeline"), try await count("SELECT count(*) FROM timeline_event")]
    }

    fileprivate func begin(_ json: String, as member: TestMember) async throws -> Answer {
        try await api(.post, path, json, as: member.program)
    }
}

@Suite("One's own timelines")
struct TimelineTests {
    private static let draft = #"{"pathwayId": "de-eu-blue-card", "filedOn": "2026-09-01", "office": "Islamabad"}"#

    @Test func whatDoesNotFitIsRefusedAndNothingIsKept() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            for (json, field) in [
                ("{}", "pathwayId"), (#"{"pathwayId": "moon-visa"}"#, "pathwayId"),
                (#"{"pathwayId": "de-eu-blue-card", "filedOn": "2026-11-23"}"#, "filedOn"),
                (#"{"pathwayId": "de-eu-blue-card", "filedOn": "1999-12-31"}"#, "filedOn"),
                (#"{"pathwayId": "de-eu-blue-card", "filedOn": "2026-02-30"}"#, "filedOn"),
                (#"{"pathwayId": "de-eu-blue-card", "lane": "fast"}"#, "lane"),
                (#"{"pathwayId": "de-eu-blue-card", "visibility": "everybody"}"#, "visibility"),
                (#"{"pathwayId": "de-eu-blue-card", "nationality": "XX1"}"#, "nationality"),
                (#"{"pathwayId": "de-eu-blue-card", "passport": "AB123"}"#, "passport"),
            ] {
                let answer = try await app.begin(json, as: sana)
                #expect(answer.status == 422 && answer.text.contains("#/\(field)\""), "\(json)")
            }
            #expect(try await app.api(.post, path, Self.draft).status == 401)
            #expect(try await app.kept() == [0, 0])
        }
    }

    @Test func itKeepsTheVersionOfThePathwayThatWasInForce() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let first = try await app.begin(Self.draft, as: sana)
            #expect(try first.json()["pathwayVersion"] as? Int == 1)
            try await app.change(
                """
                INSERT INTO pathway_version (pathway_id, version, cause, effective_from, note, created_at)
                VALUES ('de-eu-blue-card', 2, 'edit', '2026-11-01', '', 0),
                    ('de-eu-blue-card', 3, 'edit', '2027-01-01', '', 0)
                """)
            let second = try await app.begin(#"{"pathwayId": "de-eu-blue-card", "another": true}"#, as: sana)
            #expect(try second.json()["pathwayVersion"] as? Int == 2)
            let id = try #require(try first.json()["id"] as? String)
            let again = try await app.api(.get, "\(path)/\(id)", as: sana.program)
            #expect(try again.json()["pathwayVersion"] as? Int == 1)
            let page = try await app.get("/timelines/\(id)", as: sana.browser).text
            #expect(page.contains("version 1 of") && page.contains("href=\"/visas/de/eu-blue-card/history\""))
        }
    }

    @Test func itIsPrivateUnlessOneSaysOtherwiseAndNobodyElseFindsIt() async throws {
        try await TestApp.runWithPathways { app in
            let (sana, other) = (try await app.member("sana"), try await app.member("other", roles: [.moderator]))
            let answer = try await app.begin(Self.draft, as: sana)
            #expect(answer.status == 201)
            #expect(try answer.json()["visibility"] as? String == "private")
            #expect(try answer.json()["submittedOn"] as? String == "2026-09-01")
            let id = try #require(try answer.json()["id"] as? String)
            #expect(answer.header("Location") == "\(path)/\(id)")
            #expect(try await app.get("\(path)/\(id)", as: sana.program).status == 200)
            for (method, place) in [("GET", ""), ("DELETE", ""), ("PUT", "/waiting")] {
                let refused = try await app.api(
                    method == "GET" ? .get : method == "PUT" ? .put : .delete, "\(path)/\(id)\(place)",
                    as: other.program)
                #expect(refused.status == 404, "\(method)")
            }
            for page in ["", "/edit", "/delete"] {
                #expect(try await app.get("/timelines/\(id)\(page)", as: other.browser).status == 404)
                #expect(try await app.get("/timelines/\(id)\(page)", as: sana.browser).status == 200)
            }
            #expect(try await app.get(path, as: other.program).items().isEmpty)
            #expect(try await app.kept() == [1, 1])
        }
    }

    @Test func oneOpenApplicationOfAPathwayUnlessItIsMeant() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            #expect(try await app.begin(Self.draft, as: sana).status == 201)
            let second = try await app.begin(
                #"{"pathwayId": "de-eu-blue-card", "filedOn": "2026-10-01"}"#, as: sana)
            #expect(second.status == 409 && second.text.contains("timeline_open"))
            let page = try await app.submit(
                "/timelines/new", ["pathwayId": "de-eu-blue-card", "office": "Lahore"], as: sana.browser)
            #expect(page.status == 409 && page.text.contains("name=\"another\"") && page.text.contains("Lahore"))
            #expect(try await app.kept() == [1, 1])
            let meant = try await app.submit(
                "/timelines/new", ["pathwayId": "de-eu-blue-card", "another": "true", "filedOn": "2026-10-01"],
                as: sana.browser)
            #expect(meant.status == 303)
            let same = try await app.begin(
                #"{"pathwayId": "de-eu-blue-card", "filedOn": "2026-10-01", "another": true}"#, as: sana)
            #expect(same.status == 409 && same.text.contains("timeline_same"))
            #expect(try await app.kept() == [2, 2], "the same twice is not kept, nor half of it")
        }
    }

    @Test func eventsKeepTheirOrder() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let id = try #require(try await app.begin(Self.draft, as: sana).json()["id"] as? String)
            func add(_ type: String, _ date: String) async throws -> Answer {
                try await app.api(
                    .post, "\(path)/\(id)/events", #"{"type": "\#(type)", "date": "\#(date)"}"#, as: sana.program)
            }
            #expect(try await add("decision_approved", "2026-08-31").text.contains("events_out_of_order"))
            #expect(try await add("acknowledged", "2026-12").status == 422, "in the future")
            #expect(try await add("acknowledged", "2026-09").status == 201, "of the month of filing")
            #expect(try await add("submitted", "2026-09-02").text.contains("happens_once"))
            #expect(try await add("decision_approved", "2026-10-15").status == 201)
            #expect(try await add("decision_refused", "2026-10-16").text.contains("happens_once"))
            #expect(try await add("passport_returned", "2026-10-14").status == 422)
            #expect(try await add("visa_issued", "2026-10-20").status == 201)
            let timeline = try await app.get("\(path)/\(id)", as: sana.program).json()
            #expect(timeline["ending"] as? String == "approved" && timeline["endedOn"] as? String == "2026-10-15")
            #expect((timeline["events"] as? [Any])?.count == 4)
            let events = try #require(timeline["events"] as? [[String: Any]])
            let issued = try #require(events.first { $0["type"] as? String == "visa_issued" }?["id"] as? String)
            let moved = try await app.api(
                .patch, "\(path)/\(id)/events/\(issued)", #"{"date": "2026-10-21"}"#, as: sana.program)
            #expect(try moved.json()["type"] as? String == "visa_issued", "what is absent stays")
            let early = try await app.api(
                .patch, "\(path)/\(id)/events/\(issued)", #"{"date": "2026-09-21"}"#, as: sana.program)
            #expect(early.status == 422)
            let late = try await app.api(.put, "\(path)/\(id)/waiting", as: sana.program)
            #expect(late.status == 409 && late.text.contains("timeline_ended"))
        }
    }

    @Test func aRefusedEventKeepsWhatWasTyped() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let id = try #require(try await app.begin(Self.draft, as: sana).json()["id"] as? String)
            let page = try await app.submit(
                "/timelines/\(id)/events",
                ["type": "interview", "date": "soon", "note": "They asked about my degree."], as: sana.browser)
            #expect(page.status == 422 && page.text.contains("value=\"soon\""))
            #expect(page.text.contains("They asked about my degree.") && page.text.contains("field-date-error"))
            #expect(try await app.kept() == [1, 1])
            let added = try await app.submit(
                "/timelines/\(id)/events", ["type": "interview", "date": "2026-10"], as: sana.browser)
            #expect(added.status == 303)
            let whole = try await app.get("/timelines/\(id)", as: sana.browser)
            #expect(whole.text.contains("Interview") && whole.text.contains("2026-10"))
        }
    }

    /// At day 30, at day 60, and then every 60 days.
    @Test func whoWaitsIsAskedAndAnswersWithOneClick() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let answer = try await app.begin(
                #"{"pathwayId": "de-eu-blue-card", "filedOn": "2026-11-21"}"#, as: sana)
            let id = try #require(try answer.json()["id"] as? String)
            var asked: [Int] = []
            for day in 1...200 {
                app.clock.advance(.days(1))
                // The session of a browser ends meanwhile; the service says the same.
                guard try await app.services.timelines.asked(as: sana.principal).count == 1 else { continue }
                asked.append(day)
                let timeline = try await app.services.timelines.confirmWaiting(
                    TimelineID(trusted: id), as: sana.principal)
                #expect(timeline.isOpen)
            }
            #expect(asked == [30, 60, 120, 180])
        }
    }

    @Test func thePageAsksAndTakesTheAnswer() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            app.clock.advance(.days(-31))
            let id = try #require(
                try await app.begin(#"{"pathwayId": "de-eu-blue-card", "filedOn": "2026-10-20"}"#, as: sana)
                    .json()["id"] as? String)
            app.clock.advance(.days(31))
            #expect(try await app.get("/", as: sana.browser).text.contains("/timelines/\(id)"))
            #expect(try await app.get("/timelines/\(id)", as: sana.browser).text.contains("Yes, still waiting"))
            let answer = try await app.submit("/timelines/\(id)/waiting", [:], as: sana.browser)
            #expect(answer.status == 303)
            let after = try await app.get("/timelines/\(id)", as: sana.browser)
            #expect(!after.text.contains("Yes, still waiting"))
            let record = try await app.get("\(path)/\(id)", as: sana.program).json()
            #expect(record["confirmedOn"] as? String == "2026-11-21")
        }
    }

    @Test func changesAreSafeFromOneAnotherAndRemovalTakesAll() async throws {
        try await TestApp.runWithPathways { app in
            let sana = try await app.member("sana")
            let first = try await app.begin(Self.draft, as: sana)
            let id = try #require(try first.json()["id"] as? String)
            let tag = try #require(first.header("ETag"))
            let changed = try await app.api(
                .patch, "\(path)/\(id)", #"{"visibility": "cohort-only"}"#, as: sana.program,
                headers: ["If-Match": tag])
            #expect(changed.status == 200)
            #expect(try changed.json()["office"] as? String == "Islamabad", "what is absent stays")
            let stale = try await app.api(
                .patch, "\(path)/\(id)", #"{"lane": "priority"}"#, as: sana.program, headers: ["If-Match": tag])
            #expect(stale.status == 412)
            #expect(try await app.get("/timelines/\(id)/delete", as: sana.browser).text.contains("class=\"danger\""))
            #expect(try await app.submit("/timelines/\(id)/delete", [:], as: sana.browser).status == 303)
            #expect(try await app.kept() == [0, 0])
        }
    }

    @Test func itIsInTheExportAndGoesWithTheMember() async throws {
        try await TestApp.runWithPathways(tampering: true) { app in
            let sana = try await app.member("sana")
            _ = try await app.begin(Self.draft, as: sana)
            let export = try await app.get("/api/v1/me/export", as: sana.program)
            #expect(export.text.contains("de-eu-blue-card") && export.text.contains("Islamabad"))
            try await app.services.store.write { transaction in
                try TimelinePersonalData().erase(
                    sana.id, posts: .anonymise, at: Timestamp(milliseconds: 1), in: transaction)
            }
            #expect(try await app.kept() == [0, 0])
        }
    }
}
