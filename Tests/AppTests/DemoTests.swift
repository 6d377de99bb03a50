import Accounts
import Core
import Forum
import Storage
import TestSupport
import Testing

@testable import App

extension TestApp {
    /// A browser in which a member of the demonstration is signed in.
    fileprivate func visit(_ username: String) async throws -> Viewer {
        let step = try await services.sessions.signIn(
            email: "\(username)@example.org", password: DemoLoader.password, userAgent: "test")
        guard case .signedIn(let session) = step else { throw Problem(.forbidden, "code_needed") }
        return Viewer(headers: ["Cookie": "karwan_session=\(session.text)", "Sec-Fetch-Site": "same-origin"])
    }
}

@Suite("The demonstration community")
struct DemoTests {
    static func load(_ app: TestApp) async throws {
        let community = try DemoCommunity.embedded()
        let progress = Progress(label: "test", total: community.steps)
        try await DemoLoader(community: community, services: app.services, progress: progress).load()
    }

    @Test func aDatabaseWithOtherMembersIsRefused() async throws {
        try await TestApp.run { app in
            _ = try await app.member("somebody")
            let before = try await app.contents()
            do {
                try await Self.load(app)
                Issue.record("it was not refused")
            } catch let problem as Problem {
                #expect(problem == Problem(.conflict, "not_empty"))
            }
            #expect(try await app.contents() == before)
        }
    }

    /// What `karwan demo` leaves: a server that starts on it tells nobody anything.
    @Test func afterItsFirstHourNothingIsDue() async throws {
        try await TestApp.run { app in
            try await Self.load(app)
            let maintenance = Maintenance(services: app.services)
            let loaded = try await app.contents()
            #expect(await maintenance.cleanUp(emptyingLog: false))
            let first = try await app.contents()
            #expect(
                first["notification_other"] != loaded["notification_other"]
                    && first["mentor_question"] != loaded["mentor_question"])
            #expect(await maintenance.cleanUp(emptyingLog: false))
            #expect(try await app.contents() == first)
        }
    }

    @Test func loadedTwiceItIsThereOnce() async throws {
        try await TestApp.run { app in
            let community = try DemoCommunity.embedded()
            try await Self.load(app)
            let first = try await app.contents()
            #expect(first["account"] == community.members.count && community.members.count >= 40)
            #expect(first["forum_thread"] == community.threads.count)
            #expect(first["forum_post"] == community.threads.reduce(0) { $0 + 1 + $1.answers.count })
            #expect(first["category"] == community.categories.count)
            #expect(first["job"] == 8 && first["employer"] == 8)
            let listings = try DemoListings.embedded()
            let expected = [
                "timeline": listings.timelines.count, "application": listings.applications.count,
                "opportunity": listings.opportunities.count, "talent_entry": listings.talent.count,
                "talent_look": listings.talent.reduce(0) { $0 + $1.lookedAtBy.count },
                "opportunity_interest": listings.opportunities.reduce(0) { $0 + $1.interests.count },
            ]
            for (table, count) in expected { #expect(first[table] == count && count > 3, "\(table)") }
            app.clock.advance(.days(1))
            try await Self.load(app)
            #expect(try await app.contents() == first)
        }
    }

    @Test func whatItsMembersWaitForAndApplyForShowsItself() async throws {
        try await TestApp.run { app in
            try await Self.load(app)
            try await app.services.timelines.makeFigures()
            let times = try await app.get("/api/v1/pathways/de-eu-blue-card/processing-times").json()
            let figure = try #require(times["figure"] as? [String: Any])
            #expect((figure["members"] as? Int ?? 0) >= 10 && (figure["decisions"] as? Int ?? 0) >= 5)
            let median = try await app.get("/processing-times/de-eu-blue-card").text
            #expect(median.contains("<svg"))
            let member = try await app.visit("demo-member")
            let offers = try await app.get("/applications/offers", as: member)
            #expect(offers.status == 200 && offers.text.contains("Bahnplan") && offers.text.contains("Fietsen"))
            let list = try await app.get("/applications", as: member).text
            #expect(list.contains("Misaal Software") && list.contains("Musterbank eG"))
            let opportunities = try await app.get("/api/v1/opportunities").items()
            #expect(opportunities.count == 4, "one found its person")
            let mentor = try await app.visit("demo-mentor")
            let own = try await app.get("/opportunities/mine", as: mentor).text
            #expect(own.contains("Two referrals into back-end teams"))
            let waiting = try await app.visit("fahad-khattak")
            #expect(try await app.get("/timelines", as: waiting).text.contains("Still waiting?"))
        }
    }

    @Test func itsMembersSignInAndItsPagesLive() async throws {
        try await TestApp.run { app in
            try await Self.load(app)
            for name in ["demo-member", "demo-mentor", "demo-moderator", "demo-admin"] {
                let answer = try await app.submit(
                    "/sign-in", ["email": "\(name)@example.org", "password": "karwan-demo-2026"])
                #expect(answer.status == 303, "\(name)")
            }
            for path in [
                "/", "/threads", "/threads?list=waiting", "/categories", "/members/demo-mentor", "/jobs?country=DE",
            ] {
                let answer = try await app.get(path)
                #expect(answer.status == 200, "\(path)")
            }
            let items = try await app.get("/api/v1/threads?limit=100").items()
            #expect(items.contains { $0["acceptedPostId"] != nil } && items.contains { $0["postCount"] as? Int == 1 })
            let urdu = items.filter {
                ($0["title"] as? String ?? "").unicodeScalars.contains { (0x0600...0x06FF).contains($0.value) }
            }
            #expect(!urdu.isEmpty)
            let future = try await app.count(
                "SELECT count(*) FROM forum_post WHERE created_at > \(app.clock.clock.now)")
            #expect(future == 0)
        }
    }
}
