import Core
import Forum
import Storage
import TestSupport
import Testing

@testable import App

@Suite("The demonstration community")
struct DemoTests {
    private static func load(_ app: TestApp) async throws {
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
            app.clock.advance(.days(1))
            try await Self.load(app)
            #expect(try await app.contents() == first)
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
