import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Posting jobs")
struct PostJobTests {
    private static let json = #"""
        {"employerName": "Gleis GmbH", "title": "Backend developer", "body": "\#(Scene.text)", "country": "DE",
        "city": "Berlin", "salaryMin": "52000", "salaryMax": "60000", "currency": "EUR", "period": "year",
        "weeklyHours": 38.5, "sponsorship": "confirmed", "sponsorshipEvidence": "We sponsor the Blue Card.",
        "skills": ["Swift"], "languages": ["en"], "applyURL": "https://gleis.example/1", "validThrough": "2026-12-10"}
        """#

    private static let fields: KeyValuePairs<String, String> = [
        "employerName": "Gleis GmbH", "title": "Backend developer", "body": Scene.text, "country": "DE",
        "city": "Berlin", "remote": "none", "contract": "permanent", "seniority": "", "weeklyHours": "38,5",
        "salaryMin": "52,000", "salaryMax": "60,000", "currency": "EUR", "period": "year", "sponsorship": "unknown",
        "sponsorshipEvidence": "", "skills": "Swift، postgresql", "languages": "en", "eligibleRegions": "",
        "repaymentMonths": "", "applyURL": "https://gleis.example/1", "sourceURL": "", "validThrough": "",
        "relocation": "visa", "formID": "job-new", "action": "publish",
    ]

    @Test func visitorsNewMembersAndTheSuspendedPostNothing() async throws {
        try await Scene.play { scene in
            let newcomer = try await Scene.member("newcomer", trust: 0, scene.app)
            #expect(try await scene.app.get("/jobs/new").status == 303)
            #expect(try await scene.app.get("/jobs/new", as: newcomer.browser).status == 403)
            _ = try await scene.refuses(401) { try await scene.app.api(.post, "/api/v1/jobs", Self.json) }
            let low = try await scene.refuses(403) {
                try await scene.app.api(.post, "/api/v1/jobs", Self.json, as: newcomer.program)
            }
            #expect(low.text.contains("Known members post jobs"))
            try await scene.app.change("UPDATE account SET state = 'suspended' WHERE id = \(scene.poster.id)")
            _ = try await scene.refuses(403) {
                try await scene.app.api(.post, "/api/v1/jobs", Self.json, as: scene.poster.program)
            }
        }
    }

    @Test func aRefusedFormComesBackWithItsWords() async throws {
        try await Scene.play { scene in
            let page = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/jobs/new",
                    [
                        "title": "Backend developer", "body": "Too short.", "country": "DE", "weeklyHours": "many",
                        "relocation": "flight", "formID": "job-new",
                    ], as: scene.poster.browser)
            }
            for word in [
                "value=\"Backend developer\"", "Too short.</textarea>", "value=\"many\"", "field-body-error",
                "field-employerName-error", "field-weeklyHours-error", "value=\"flight\" checked",
                "<option value=\"DE\" selected>",
            ] { #expect(page.text.contains(word), "\(word)") }
        }
    }

    @Test func aFormSentTwiceIsOneJob() async throws {
        try await Scene.play { scene in
            for _ in 1...2 {
                let answer = try await scene.app.submit("/jobs/new", Self.fields, as: scene.poster.browser)
                #expect(answer.status == 303, "\(answer.text)")
                #expect(answer.header("Location")?.hasSuffix("/backend-developer") == true)
            }
            #expect(try await scene.app.count("SELECT count(*) FROM job") == 1)
            let item = try #require(try await scene.app.api(.get, "/api/v1/jobs").items().first)
            #expect(item["weeklyHours"] as? Double == 38.5 && item["skills"] as? [String] == ["swift", "postgresql"])
            #expect(item["relocation"] as? [String] == ["visa"] && item["validThrough"] as? String == "2026-12-21")
            let salary = try #require(item["salary"] as? [String: Any])
            #expect(salary["min"] as? [String: String] == ["amount": "52000.00", "currency": "EUR"])
        }
    }

    @Test func aProgramPostsReadsAndChangesIt() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let id = "019aa5c1-7c00-7000-8000-0000000000f1"
            let sent = Self.json.replacing("{\"employerName\"", with: "{\"id\": \"\(id)\", \"employerName\"")
            let made = try await app.api(.post, "/api/v1/jobs", sent, as: scene.poster.program)
            #expect(made.status == 201 && made.header("Location") == "/api/v1/jobs/\(id)", "\(made.text)")
            #expect(try await app.api(.post, "/api/v1/jobs", sent, as: scene.poster.program).status == 200)
            #expect(try await app.api(.post, "/api/v1/jobs", sent, as: scene.moderator.program).status == 409)
            let unknown = try await app.api(
                .post, "/api/v1/jobs", Self.json.replacing("\"city\"", with: "\"town\""), as: scene.poster.program)
            #expect(unknown.status == 422 && unknown.text.contains("#/town"))
            let read = try await app.api(.get, "/api/v1/jobs/\(id)")
            #expect(try read.json()["sponsorshipAsOf"] as? String == "2026-11-21")
            let tag = try #require(read.header("ETag"))
            let stale = try await scene.refuses(412) {
                try await app.api(
                    .patch, "/api/v1/jobs/\(id)", #"{"title": "Other developer"}"#, as: scene.poster.program,
                    headers: ["If-Match": "\"9-x\""])
            }
            #expect(stale.text.contains("problem") || stale.status == 412)
            let changed = try await app.api(
                .patch, "/api/v1/jobs/\(id)", #"{"title": "Backend engineer", "salaryMax": ""}"#,
                as: scene.poster.program, headers: ["If-Match": tag])
            let record = try changed.json()
            #expect(changed.status == 200 && record["title"] as? String == "Backend engineer", "\(changed.text)")
            #expect(record["city"] as? String == "Berlin" && (record["salary"] as? [String: Any])?["max"] == nil)
            _ = try await scene.refuses(403) {
                try await app.api(
                    .patch, "/api/v1/jobs/\(id)", #"{"title": "Not mine to change"}"#, as: scene.reader.program)
            }
        }
    }

    @Test func theFirstJobOfAKnownMemberWaitsForAModeratorAndTheSecondDoesNot() async throws {
        try await Scene.play { scene in
            let job = try await scene.post(by: scene.reader)
            #expect(job.state == .held)
            #expect(try await scene.titles() == [])
            #expect(try await scene.app.get(job.path).status == 404)
            #expect(try await scene.app.get(job.path, as: scene.poster.browser).status == 404)
            #expect(try await scene.app.get(job.path, as: scene.reader.browser).text.contains("waits for a moderator"))
            #expect(try await scene.app.get("/moderation/jobs", as: scene.reader.browser).status == 404)
            let queue = try await scene.app.get("/moderation/jobs", as: scene.moderator.browser)
            #expect(queue.text.contains("Backend developer number 1"))
            let decided = try await scene.app.submit(
                "/moderation/jobs/\(job.id)", ["decision": "approve", "note": ""], as: scene.moderator.browser)
            #expect(decided.status == 303)
            #expect(try await scene.titles() == ["Backend developer number 1"])
            #expect(try await scene.post(2, by: scene.reader).state == .open)
        }
    }

    @Test func twentyJobsAreOpenAndNoMore() async throws {
        try await Scene.play { scene in
            for number in 1...20 { try await scene.post(number) }
            let refused = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, "/api/v1/jobs", Self.json, as: scene.poster.program)
            }
            #expect(refused.text.contains("20 open jobs"))
            #expect(try await scene.post(22) { $0.isDraft = true }.state == .draft)
        }
    }

    @Test func theSameAdvertIsRefusedAndOneThatLooksTheSameIsAskedAbout() async throws {
        try await Scene.play { scene in
            let first = try await scene.post(1)
            let again = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, "/api/v1/jobs",
                    Self.json.replacing("gleis.example/1", with: "www.gleis.example/jobs/1/?utm_source=a"),
                    as: scene.poster.program)
            }
            #expect(again.text.contains("/jobs/\(first.id)"))
            let fields = Self.json.replacing("Backend developer", with: "BACKEND developer number 1")
                .replacing("Gleis GmbH", with: "GLEIS")
            let same = try await scene.refuses(409) {
                try await scene.app.api(.post, "/api/v1/jobs", fields, as: scene.poster.program)
            }
            #expect(same.text.contains("/jobs/\(first.id)") && same.text.contains("another one"))
            let distinct = try await scene.app.api(
                .post, "/api/v1/jobs",
                fields.replacing("{\"employerName\"", with: "{\"isDistinct\": true, \"employerName\""),
                as: scene.poster.program)
            #expect(distinct.status == 201)
            #expect(try await scene.app.count("SELECT count(*) FROM employer") == 1)
        }
    }

    @Test func aDraftIsItsPostersAloneUntilItIsPublished() async throws {
        try await Scene.play { scene in
            let draft = try await scene.post { $0.isDraft = true }
            for viewer in [Viewer.nobody, scene.reader.browser, scene.moderator.browser] {
                #expect(try await scene.app.get(draft.path, as: viewer).status == 404)
            }
            #expect(try await scene.app.get(draft.path, as: scene.poster.browser).text.contains("Only you see it"))
            let moved = try await scene.app.submit(
                "/jobs/\(draft.id)/state", ["step": "publish"], as: scene.poster.browser)
            #expect(moved.status == 303)
            #expect(try await scene.state(of: draft) == "open")
        }
    }
}
