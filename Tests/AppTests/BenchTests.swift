import Accounts
import Core
import Forum
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@testable import App

@Suite("The data to measure with")
struct BenchTests {
    private static func load(_ app: TestApp, seed: UInt64 = 1) async throws -> BenchLoader {
        let community = BenchCommunity(size: .tiny, seed: seed)
        let progress = Progress(label: "test", total: community.posts.count)
        // As the command does it.
        app.clock.advance(BenchCommunity.end.since(app.clock.clock.now))
        let loader = BenchLoader(community: community, services: app.services, progress: progress)
        try await loader.load()
        return loader
    }

    private static func words(_ app: TestApp) async throws -> [String] {
        try await app.services.store.read { transaction in
            try transaction.rows("SELECT id, author_id, html, created_at FROM forum_post ORDER BY id") { row in
                "\(row.text(0)) \(row.text(1)) \(row.text(2)) \(row.integer(3))"
            }
        }
    }

    @Test func aDatabaseWithMembersIsRefused() async throws {
        try await TestApp.run { app in
            _ = try await app.member("somebody")
            let before = try await app.contents()
            do {
                _ = try await Self.load(app)
                Issue.record("it was not refused")
            } catch let problem as Problem {
                #expect(problem == Problem(.conflict, "not_empty"))
            }
            #expect(try await app.contents() == before)
        }
    }

    @Test(arguments: [BenchSize.small, .large, .tiny])
    func itsThreadsHaveAsManyPostsAsPromised(size: BenchSize) {
        let counts = size.postsOfThreads
        #expect(counts.count == size.threads && counts.reduce(0, +) == size.posts)
        #expect(Array(counts.prefix(3)) == [50, size.longest, 20])
        #expect(counts.allSatisfy { (1...size.longest).contains($0) })
    }

    @Test func itsTimelinesGiveFigures() async throws {
        try await TestApp.run { app in
            _ = try await Self.load(app)
            #expect(try await app.count("SELECT count(*) FROM timeline") > BenchSize.tiny.timelines / 2)
            #expect(try await app.count("SELECT count(*) FROM processing_night") == 1)
            #expect(try await app.get("/visas/de/eu-blue-card").status == 200)
            #expect(try await app.get("/processing-times/de-eu-blue-card").status == 200)
        }
    }

    @Test func itsJobsAreOpenAndFound() async throws {
        try await TestApp.run { app in
            _ = try await Self.load(app)
            let (open, found) = try await app.services.store.read { transaction in
                (
                    try transaction.number("SELECT count(*) FROM job WHERE state = 'open'"),
                    try transaction.number("SELECT count(DISTINCT job_id) FROM job_facet")
                )
            }
            #expect(open == BenchSize.tiny.jobs && found == open)
        }
    }

    @Test func itsMentorsAreSuggestedToTheMemberWhoLooksForOne() async throws {
        try await TestApp.run { app in
            let facts = Dictionary(uniqueKeysWithValues: try await Self.load(app).facts)
            try await BenchMentors(count: 60, seed: 1, services: app.services).load()
            let token = try await app.services.sessions.createToken(
                TokenDraft(email: nil, password: nil, name: "bench", scopes: ["read"], expiresInDays: 3),
                username: facts["username"] ?? "")
            let viewer = Viewer(headers: ["Authorization": "Bearer \(token.secret.text)"])
            let answer = try await app.get("/api/v1/mentors/suggestions", as: viewer)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try answer.items().count == 5)
            let listed = try await app.get("/api/v1/mentors?country=DE&language=ur", as: viewer).items()
            #expect(!listed.isEmpty)
        }
    }

    @Test func theSameSeedGivesTheSameDataAndAnotherOther() async throws {
        var seen: [[String]] = []
        for seed: UInt64 in [1, 1, 2] {
            let words = Mutex<[String]>([])
            try await TestApp.run { app in
                _ = try await Self.load(app, seed: seed)
                let found = try await Self.words(app)
                words.withLock { $0 = found }
            }
            seen.append(words.withLock { $0 })
        }
        #expect(seen[0].count == 400 && seen[0] == seen[1] && seen[0] != seen[2])
    }

    @Test func itsKnownPagesAnswerAndItsWordsAreFound() async throws {
        try await TestApp.run { app in
            let facts = Dictionary(uniqueKeysWithValues: try await Self.load(app).facts)
            let contents = try await app.contents()
            #expect(contents["account"] == 20 && contents["forum_thread"] == 30 && contents["forum_post"] == 400)
            let page = try await app.get(facts["thread-50"] ?? "")
            #expect(page.status == 200 && page.text.components(separatedBy: "<article ").count == 51)
            #expect(try await app.get(facts["category"] ?? "").status == 200)
            let found = try await app.get("/api/v1/search?q=\(facts["common-word"] ?? "")").items()
            #expect(!found.isEmpty)
            let signedIn = try await app.submit(
                "/sign-in", ["email": facts["email"] ?? "", "password": facts["password"] ?? ""])
            #expect(signedIn.status == 303)
        }
    }
}
