import App
import Core
import Jobs
import NIOCore
import Outbound
import Storage
import TestSupport
import Testing

@Suite("Pages to apply on that are gone")
struct LinkTests {
    private static let name = "jobs.gleis.page"
    private static let answers: OtherSite.Answers = { path in
        switch path {
        case "/jobs/1": (200, nil)
        case "/jobs/2": (404, nil)
        case "/jobs/3": (302, "/jobs")
        case "/jobs/4": (503, nil)
        case "/jobs/5": (403, nil)
        default: (200, nil)
        }
    }

    private static func round(_ scene: Scene, _ site: OtherSite) throws -> LinkRound {
        let here = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        var rules = OutboundRules()
        rules.ports = 1...65_535
        rules.allows = { $0.ipAddress == "127.0.0.1" }
        rules.trust = .file(site.certificate)
        rules.lookup = { host in
            guard host == Self.name else { throw OutboundFailure.unreachable }
            return [here]
        }
        return LinkRound(jobs: scene.app.services.jobs, outbound: OutboundClient(site: "", rules: rules))
    }

    private static func play(_ body: @escaping @Sendable (Scene, OtherSite, LinkRound) async throws -> Void)
        async throws
    {
        try await Scene.play { scene in
            try await OtherSite.run(name, answers) { site in
                try await body(scene, site, try round(scene, site))
            }
        }
    }

    private static func post(_ scene: Scene, _ site: OtherSite, _ numbers: ClosedRange<Int>) async throws -> [Job] {
        var jobs: [Job] = []
        for number in numbers {
            jobs.append(try await scene.post(number) { $0.applyURL = site.address("/jobs/\(number)") })
        }
        return jobs
    }

    private static func states(_ jobs: [Job], _ scene: Scene) async throws -> [String] {
        var states: [String] = []
        for job in jobs { states.append(try await scene.state(of: job)) }
        return states
    }

    @Test func aJobWhosePageIsGoneIsClosedAndItsPosterTold() async throws {
        try await Self.play { scene, site, round in
            let app = scene.app
            let jobs = try await Self.post(scene, site, 1...5)
            try await app.services.jobs.setSaved(true, jobs[1].id, as: scene.reader.principal)
            // Not in the first hour.
            try await round.run()
            #expect(try await Self.states(jobs, scene) == Array(repeating: "open", count: 5))
            app.clock.advance(.hours(2))
            try await round.run()
            #expect(try await Self.states(jobs, scene) == ["open", "closed", "closed", "open", "open"])
            let letters = try await app.letters()
            #expect(letters.count == 1 && letters[0].to.hasPrefix("poster@"))
            #expect(letters[0].body.contains("number 2") && letters[0].body.contains("number 3"))
            #expect(!letters[0].body.contains("number 4"))
            let page = try await app.get(jobs[1].path, as: scene.reader.browser)
            #expect(page.status == 200 && page.text.contains("the page to apply on is gone"))
            #expect(try Scene.posting(page) == nil && !page.text.contains(site.address("/jobs/2")))
            #expect(try await app.get(jobs[1].path).status == 410)
            // The next day nothing is asked again; three days later the second failure counts.
            app.clock.advance(.days(1))
            try await round.run()
            #expect(try await scene.state(of: jobs[3]) == "open")
            app.clock.advance(.days(3))
            try await round.run()
            #expect(try await Self.states(jobs, scene) == ["open", "closed", "closed", "closed", "open"])
            #expect(try await app.letters().count == 2)
        }
    }

    @Test func whatAnsweredIsSaidOnThePageAndByTheAPI() async throws {
        try await Self.play { scene, site, round in
            let app = scene.app
            let job = try await Self.post(scene, site, 1...1)[0]
            #expect(!(try await app.get(job.path).text.contains("was last there")))
            let before = try await app.api(.get, "/api/v1/jobs/\(job.id)").json()
            #expect(before["linkAnsweredAt"] == nil)
            app.clock.advance(.hours(2))
            let time = app.services.clock.now.rfc3339
            try await round.run()
            #expect(try await app.get(job.path).text.contains("was last there"))
            let record = try await app.api(.get, "/api/v1/jobs/\(job.id)").json()
            #expect(record["linkAnsweredAt"] as? String == time)
            #expect(record["revision"] as? Int == before["revision"] as? Int)
        }
    }

    @Test func renewingLooksAnewAndAnotherLinkBeginsAtNought() async throws {
        try await Self.play { scene, site, round in
            let app = scene.app
            let jobs = try await Self.post(scene, site, 2...4)
            app.clock.advance(.hours(2))
            try await round.run()
            #expect(try await Self.states(jobs, scene) == ["closed", "closed", "open"])
            _ = try await app.submit("/jobs/\(jobs[0].id)/state", ["step": "renew"], as: scene.poster.browser)
            #expect(try await scene.state(of: jobs[0]) == "open")
            var draft = Scene.draft(4)
            draft.applyURL = site.address("/jobs/4?again")
            _ = try await app.services.jobs.change(draft, of: jobs[2].id, from: nil, as: scene.poster.principal)
            app.clock.advance(.days(3))
            try await round.run()
            #expect(try await Self.states(jobs, scene) == ["closed", "closed", "open"])
        }
    }

    @Test func aServerWithoutNetworkBlamesNobody() async throws {
        try await Self.play { scene, _, round in
            let app = scene.app
            let job = try await scene.post(1) { $0.applyURL = "https://elsewhere.page/jobs/1" }
            let kept = try await scene.post(2) { $0.applyURL = "https://gleis.example/jobs/2" }
            for _ in 0..<4 {
                app.clock.advance(.days(4))
                try await round.run()
            }
            #expect(try await Self.states([job, kept], scene) == ["open", "open"])
            #expect(try await app.letters().isEmpty)
        }
    }

    @Test func whoIsNotHeardWhileOthersAreIsClosedAfterTheSecondTime() async throws {
        try await Self.play { scene, site, round in
            let app = scene.app
            let job = try await scene.post(9) { $0.applyURL = "https://elsewhere.page/jobs/9" }
            _ = try await Self.post(scene, site, 1...1)
            for state in ["open", "closed"] {
                app.clock.advance(.days(3))
                try await round.run()
                #expect(try await scene.state(of: job) == state)
            }
        }
    }
}
