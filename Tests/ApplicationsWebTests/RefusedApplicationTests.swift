import Core
import HTTPTypes
import Jobs
import TestSupport
import Testing

@Suite("Applications: what is refused")
struct RefusedApplicationTests {
    @Test func visitorsHaveNone() async throws {
        try await Scene.play { scene in
            for path in ["/applications", "/applications/new", "/applications/offers"] {
                #expect(try await scene.app.get(path).status == 303)
            }
            #expect(try await scene.app.api(.get, Scene.api).status == 401)
            #expect(try await scene.app.api(.get, "/api/v1/me/offers").status == 401)
            _ = try await scene.refuses(401) { try await scene.app.api(.post, Scene.api, "{}") }
        }
    }

    @Test func othersApplicationsAreNotThere() async throws {
        try await Scene.play { scene in
            let id = try await scene.start()
            let (program, browser) = (scene.other.program, scene.other.browser)
            for (method, path, json) in [
                (HTTPRequest.Method.get, "", nil), (.delete, "", nil), (.patch, "", #"{"notes": "Mine"}"#),
                (.put, "/stage", #"{"stage": "offer"}"#),
            ] {
                _ = try await scene.refuses(404) {
                    try await scene.app.api(method, "\(Scene.api)/\(id)\(path)", json, as: program)
                }
            }
            for path in ["", "/edit", "/delete"] {
                #expect(try await scene.app.get("/applications/\(id)\(path)", as: browser).status == 404)
            }
            _ = try await scene.refuses(404) {
                try await scene.app.submit("/applications/\(id)/delete", [:], as: browser)
            }
            _ = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, Scene.api, #"{"id": "\#(id)", "employerName": "A", "title": "B"}"#, as: program)
            }
            #expect(try await scene.app.api(.get, Scene.api, as: program).items().isEmpty)
        }
    }

    @Test func whatIsWrongIsNamed() async throws {
        try await Scene.play { scene in
            let bad = try await scene.refuses(422) {
                try await scene.app.api(
                    .post, Scene.api,
                    """
                    {"title": "", "link": "javascript:alert(1)", "stage": "dreaming", "stageOn": "2027-01-01",
                    "nextOn": "soon", "notes": "\(String(repeating: "n", count: 10_001))"}
                    """, as: scene.member.program)
            }
            #expect(
                try bad.pointers() == [
                    "#/employerName", "#/title", "#/link", "#/stage", "#/stageOn", "#/nextOn", "#/notes",
                ])
            let id = try await scene.start()
            for (json, pointer) in [
                (#"{"nextOn": "2026-11-01"}"#, "#/nextOn"), (#"{"nextOn": "2030-01-01"}"#, "#/nextOn"),
                (#"{"title": ""}"#, "#/title"), (#"{"offerHours": 40}"#, "#/offerGross"),
                (#"{"offerGross": "lots", "offerCurrency": "EUR", "offerPeriod": "year"}"#, "#/offerGross"),
                (#"{"offerGross": "500", "offerPeriod": "year"}"#, "#/offerCurrency"),
                (#"{"offerGross": "500", "offerCurrency": "EUR"}"#, "#/offerPeriod"),
                (#"{"offerGross": "500", "offerCurrency": "XXX", "offerPeriod": "year"}"#, "#/offerCurrency"),
                (
                    #"{"offerGross": "5", "offerCurrency": "EUR", "offerPeriod": "hour", "offerHours": 90}"#,
                    "#/offerHours"
                ),
            ] {
                let refused = try await scene.refuses(422) { try await scene.change(id, json) }
                #expect(try refused.pointers() == [pointer], "\(json)")
            }
            let moved = try await scene.refuses(422) { try await scene.move(id, to: "hired", on: "1999-12-31") }
            #expect(try moved.pointers() == ["#/stage", "#/on"])
            #expect(try await scene.app.get("/applications?stage=dreaming", as: scene.member.browser).status == 422)
        }
    }

    @Test func aRefusedFormKeepsItsWords() async throws {
        try await Scene.play { scene in
            let made = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/applications",
                    ["title": "Tester of trains", "employerName": "", "link": "gleis", "notes": "Ask for Bilal."],
                    as: scene.member.browser)
            }
            #expect(made.text.contains("Tester of trains") && made.text.contains("Ask for Bilal."))
            #expect(made.text.contains("field-employerName-error") && made.text.contains("field-link-error"))
            let id = try await scene.start()
            let changed = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/applications/\(id)/edit",
                    ["title": "Tester", "employerName": "Acme", "offerGross": "62000", "offerHours": "many"],
                    as: scene.member.browser)
            }
            #expect(changed.text.contains("62000") && changed.text.contains("many"))
            #expect(changed.text.contains("field-offerCurrency-error"))
            let moved = try await scene.refuses(422) {
                try await scene.app.submit(
                    "/applications/\(id)/stage", ["stage": "offer", "on": "2027-05-05"], as: scene.member.browser)
            }
            #expect(moved.text.contains("2027-05-05") && moved.text.contains("field-on-error"))
        }
    }

    @Test func aChangeOfWhatHasChangedSinceIsRefused() async throws {
        try await Scene.play { scene in
            let id = try await scene.start()
            let tag = try await scene.app.api(.get, "\(Scene.api)/\(id)", as: scene.member.program).header("ETag")
            let match = ["If-Match": try #require(tag)]
            #expect(try await scene.change(id, #"{"notes": "First"}"#, headers: match).status == 200)
            _ = try await scene.refuses(412) {
                try await scene.change(id, #"{"notes": "Second"}"#, headers: match)
            }
            let form = try await scene.refuses(412) {
                try await scene.app.submit(
                    "/applications/\(id)/edit",
                    ["title": "Tester", "employerName": "Acme", "notes": "Third", "revision": "1"],
                    as: scene.member.browser)
            }
            #expect(form.text.contains("Third"))
            #expect(try await scene.shown(id)["notes"] as? String == "First")
        }
    }

    @Test func aJobThatMayNotBeReadIsNotFollowed() async throws {
        try await Scene.play { scene in
            let draft = try await scene.job { $0.isDraft = true }
            _ = try await scene.refuses(404) {
                try await scene.app.api(
                    .post, Scene.api, #"{"jobId": "\#(draft.id)"}"#, as: scene.member.program)
            }
            let closed = try await scene.job { $0.applyURL = "https://gleis.example/jobs/2" }
            _ = try await scene.app.services.jobs.move(
                JobStepDraft(step: "close"), closed.id, as: scene.poster.principal)
            _ = try await scene.refuses(410) {
                try await scene.app.submit("/applications", ["jobId": closed.id.text], as: scene.member.browser)
            }
            _ = try await scene.refuses(404) {
                try await scene.app.submit("/applications", ["jobId": "seven"], as: scene.member.browser)
            }
        }
    }
}
