import Core
import Foundation
import Jobs
import TestSupport
import Testing

@Suite("Searches that members keep, and the letters about them")
struct SavedSearchTests {
    private static func keep(_ scene: Scene, _ json: String, as member: TestMember) async throws -> [String: Any] {
        let answer = try await scene.app.api(.post, "/api/v1/me/job-searches", json, as: member.program)
        #expect(answer.status == 201 || answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    /// Lets a day go by and has the letters written.
    private static func nextDay(_ scene: Scene) async throws -> [(to: String, body: String)] {
        try await scene.app.change("DELETE FROM mail_message")
        scene.app.clock.advance(.hours(24))
        try await scene.app.services.jobs.alertSearches()
        return try await scene.app.letters()
    }

    @Test func nonsenseAndStrangersAreRefused() async throws {
        try await Scene.play { scene in
            let app = scene.app
            for json in [#"{"country": "XX"}"#, #"{"salary": "much"}"#, #"{"remote": "moon"}"#, #"{"colour": "red"}"#] {
                _ = try await scene.refuses(422) {
                    try await app.api(.post, "/api/v1/me/job-searches", json, as: scene.reader.program)
                }
            }
            let search = try await Self.keep(scene, #"{"skill": "swift"}"#, as: scene.reader)
            let path = "/me/job-searches/\(try #require(search["id"] as? String))"
            let page = "/jobs/searches/\(try #require(search["id"] as? String))"
            _ = try await scene.refuses(404) { try await app.api(.get, "/api/v1\(path)", as: scene.poster.program) }
            _ = try await scene.refuses(404) {
                try await app.api(.patch, "/api/v1\(path)", #"{"state": "paused"}"#, as: scene.poster.program)
            }
            _ = try await scene.refuses(404) { try await app.api(.delete, "/api/v1\(path)", as: scene.poster.program) }
            _ = try await scene.refuses(404) {
                try await app.submit(page, ["state": "remove"], as: scene.moderator.browser)
            }
            _ = try await scene.refuses(422) {
                try await app.api(.patch, "/api/v1\(path)", #"{"state": "loud"}"#, as: scene.reader.program)
            }
            #expect(try await app.get("/jobs/searches").status == 303)
        }
    }

    @Test func tenAreKeptAndTheSameTwiceIsOne() async throws {
        try await Scene.play { scene in
            let first = try await Self.keep(scene, #"{"skill": "s0", "country": "de"}"#, as: scene.reader)
            for number in 1..<10 { _ = try await Self.keep(scene, #"{"skill": "s\#(number)"}"#, as: scene.reader) }
            let again = try await Self.keep(scene, #"{"country": "DE", "skill": "S0"}"#, as: scene.reader)
            #expect(again["id"] as? String == first["id"] as? String)
            let full = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, "/api/v1/me/job-searches", #"{"skill": "more"}"#, as: scene.reader.program)
            }
            #expect(try full.json()["code"] as? String == "too_many_searches")
            let id = "0199f4b0-0000-7000-8000-00000000abcd"
            for _ in 0..<2 { _ = try await Self.keep(scene, #"{"id": "\#(id)", "skill": "x"}"#, as: scene.poster) }
            _ = try await scene.refuses(409) {
                try await scene.app.api(
                    .post, "/api/v1/me/job-searches", #"{"id": "\#(id)", "skill": "x"}"#, as: scene.moderator.program)
            }
        }
    }

    @Test func theListKeepsItsFiltersAndThePageOpensThem() async throws {
        try await Scene.play { scene in
            let app = scene.app
            let list = "/jobs?country=DE&skill=c%2B%2B&salary=50000&currency=EUR"
            #expect(!(try await app.get(list).text.contains("by letter")))
            #expect(!(try await app.get("/jobs", as: scene.reader.browser).text.contains("by letter")))
            let page = try await app.get(list, as: scene.reader.browser).text
            #expect(page.contains("by letter") && page.contains(#"name="skill" value="c++""#))
            let saved = try await app.submit(
                "/jobs/searches", ["country": "DE", "skill": "c++", "salary": "50000", "currency": "EUR"],
                as: scene.reader.browser)
            #expect(saved.status == 303)
            let own = try await app.get("/jobs/searches", as: scene.reader.browser).text
            #expect(own.contains("Germany") && own.contains("c++") && own.contains("EUR 50000"))
            let path = try #require(own.firstMatch(of: /action="(\/jobs\/searches\/[^"]+)"/)).output.1
            let opened = try await app.get(String(path), as: scene.reader.browser)
            #expect(opened.header("Location") == "/jobs?country=DE&skill=c%2B%2B&salary=50000.00&currency=EUR")
            _ = try await app.submit(String(path), ["state": "paused"], as: scene.reader.browser)
            #expect(try await app.get("/jobs/searches", as: scene.reader.browser).text.contains("Paused"))
            _ = try await app.submit(String(path), ["state": "remove"], as: scene.reader.browser)
            #expect(try await app.get("/jobs/searches", as: scene.reader.browser).text.contains("keep no search"))
        }
    }

    @Test func aDayBringsOneLetterWithAllThatIsNewAndNoneWhenNothingIs() async throws {
        try await Scene.play { scene in
            try await scene.post(1) { $0.skills = ["swift"] }
            _ = try await Self.keep(scene, #"{"skill": "swift"}"#, as: scene.reader)
            _ = try await Self.keep(scene, #"{"country": "NL"}"#, as: scene.reader)
            #expect(try await Self.nextDay(scene).isEmpty)
            scene.app.clock.advance(.minutes(5))
            try await scene.post(2) { $0.skills = ["swift"] }
            try await scene.post(3) { ($0.country, $0.employerName) = ("NL", "Molen") }
            try await scene.post(4)
            try await scene.app.services.jobs.alertSearches()
            #expect(try await scene.app.letters().isEmpty)
            let letters = try await Self.nextDay(scene)
            #expect(letters.map(\.to) == ["reader@example.org"])
            let body = try #require(letters.first?.body)
            #expect(body.contains("developer number 2") && body.contains("developer number 3"))
            #expect(!body.contains("developer number 1") && !body.contains("developer number 4"))
            #expect(body.contains("/jobs/searches"))
            #expect(try await Self.nextDay(scene).isEmpty)
        }
    }

    @Test func pausedUnseenAndUnreachableMembersGetNone() async throws {
        try await Scene.play { scene in
            let members = try await [scene.app.member("paused"), scene.app.member("gone"), scene.app.member("away")]
            for member in members { _ = try await Self.keep(scene, #"{"country": "DE"}"#, as: member) }
            // One's own advert is no news.
            _ = try await Self.keep(scene, #"{"country": "DE"}"#, as: scene.poster)
            try await scene.app.change(
                "UPDATE saved_search SET state = 'paused' WHERE account_id = \(members[0].id)")
            try await scene.app.change("UPDATE account SET state = 'suspended' WHERE id = \(members[1].id)")
            scene.app.clock.advance(.days(89))
            try await scene.app.services.jobs.alertSearches()
            scene.app.clock.advance(.hours(1))
            try await scene.post(1)
            #expect(try await Self.nextDay(scene).isEmpty)
            let states = try await scene.app.services.store.read { transaction in
                try transaction.rows("SELECT state FROM saved_search ORDER BY account_id") { $0.text(0) }
            }
            #expect(states.allSatisfy { $0 == "paused" })
        }
    }

    @Test func whoLooksGoesOnHearing() async throws {
        try await Scene.play { scene in
            _ = try await Self.keep(scene, #"{"country": "DE"}"#, as: scene.reader)
            scene.app.clock.advance(.days(80))
            // The test's own session is too old by then.
            let own = try await scene.app.services.jobs.searches(as: scene.reader.principal)
            #expect(own.count == 1)
            scene.app.clock.advance(.days(20))
            try await scene.app.services.jobs.alertSearches()
            scene.app.clock.advance(.hours(1))
            try await scene.post(1)
            #expect(try await Self.nextDay(scene).count == 1)
        }
    }

    @Test func letterAndExportAreTheMembersOwn() async throws {
        try await Scene.play { scene in
            _ = try await Self.keep(scene, #"{"skill": "swift", "sponsorship": "confirmed"}"#, as: scene.reader)
            try await scene.app.change("UPDATE account SET language = 'ur' WHERE id = \(scene.reader.id)")
            scene.app.clock.advance(.minutes(1))
            try await scene.post(1) {
                ($0.skills, $0.sponsorship, $0.sponsorshipEvidence) = (["swift"], "confirmed", "We sponsor.")
            }
            let letter = try #require(try await Self.nextDay(scene).first)
            #expect(letter.body.contains("السلام علیکم") && letter.body.contains("swift"))
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.reader.program)
            #expect(export.text.contains("savedSearches"))
        }
    }
}
