import Core
import Foundation
import TestSupport
import Testing
import Timelines

extension TestApp {
    /// A community that knows the pathways that the program ships.
    static func runWithPathways(
        tampering: Bool = false, _ body: @Sendable (TestApp) async throws -> Void
    ) async throws {
        try await run(tampering: tampering) { app in
            try await app.importPathways()
            try await body(app)
        }
    }
}

/// Timelines follow the pathways of this community, as they stand today.
struct FollowedPathwayTests {
    /// A route that the program does not ship, and the Blue Card with another time that it takes.
    private static func file() throws -> Data {
        try TestApp.pathwayFile { pathways in
            guard let card = pathways.firstIndex(where: { $0["id"] as? String == "de-eu-blue-card" }) else { return }
            pathways[card]["typical_processing_days"] = ["min": 33, "max": 44]
            pathways[card]["as_of"] = "2026-11-15"
            var own = pathways[card]
            own["id"] = "de-own-route"
            own["name"] = "A route of our own"
            pathways.append(own)
        }
    }

    @Test func whereNoPathwayIsKnownNoneCanBeFollowedAndThePageSaysSo() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let refused = try await app.api(
                .post, "/api/v1/me/timelines", #"{"pathwayId": "de-eu-blue-card"}"#, as: sana.program)
            #expect(refused.status == 422 && refused.text.contains("#/pathwayId"))
            #expect(try await app.count("SELECT count(*) FROM timeline") == 0)
            #expect(try await app.get("/processing-times").text.contains("no pathways yet"))
            #expect(try await app.get("/processing-times/de-eu-blue-card").status == 404)
        }
    }

    @Test func aRouteOfTheCommunityItselfIsFollowedByItsName() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            _ = try await app.services.visas.importPathways(try Self.file(), skippingBroken: false)
            #expect(try await app.get("/timelines/new", as: sana.browser).text.contains("A route of our own"))
            let answer = try await app.submit("/timelines/new", ["pathwayId": "de-own-route"], as: sana.browser)
            #expect(answer.status == 303)
            let path = try #require(answer.header("Location"))
            let page = try await app.get(path, as: sana.browser).text
            #expect(page.contains("A route of our own") && page.contains("href=\"/visas/de/own-route/history\""))
            #expect(try await app.get("/timelines", as: sana.browser).text.contains("A route of our own"))
            #expect(try await app.get("/processing-times").text.contains("A route of our own"))
            #expect(try await app.get("/processing-times/de-own-route").status == 200)
        }
    }

    @Test func whatTheAuthoritySaysIsWhatThePathwayHoldsToday() async throws {
        try await TestApp.runWithPathways { app in
            let shipped = try await app.get("/api/v1/pathways/de-eu-blue-card/processing-times").json()
            let before = try #require(shipped["official"] as? [String: Any])
            #expect(before["min"] as? Int != 33)
            _ = try await app.services.visas.importPathways(try Self.file(), skippingBroken: false)
            let changed = try await app.get("/api/v1/pathways/de-eu-blue-card/processing-times").json()
            let official = try #require(changed["official"] as? [String: Any])
            #expect(official["min"] as? Int == 33 && official["max"] as? Int == 44)
            #expect(official["asOf"] as? String == "2026-11-15" && official["needsRecheck"] as? Bool == false)
            let page = try await app.get("/processing-times/de-eu-blue-card").text
            #expect(page.contains("33 to 44 days") && !page.contains("needs re-check"))

            app.clock.advance(.days(30))
            let stale = try await app.get("/api/v1/pathways/de-eu-blue-card/processing-times").json()
            #expect((stale["official"] as? [String: Any])?["needsRecheck"] as? Bool == true)
            #expect(try await app.get("/processing-times/de-eu-blue-card").text.contains("needs re-check"))
        }
    }
}
