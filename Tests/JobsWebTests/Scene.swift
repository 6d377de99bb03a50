import Core
import Foundation
import Jobs
import TestSupport
import Testing

/// Members who post, read and judge jobs.
struct Scene: Sendable {
    let app: TestApp
    /// A regular member: what they post is open at once.
    let poster: TestMember
    let reader: TestMember
    let moderator: TestMember

    static func play(tampering: Bool = false, _ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        try await TestApp.run(tampering: tampering) { app in
            let scene = Scene(
                app: app, poster: try await member("poster", trust: 2, app),
                reader: try await member("reader", trust: 1, app),
                moderator: try await app.member("moderator", roles: [.moderator]))
            try await body(scene)
        }
    }

    /// A member who is trusted so far.
    static func member(_ name: String, trust: Int, _ app: TestApp) async throws -> TestMember {
        var member = try await app.member(name)
        try await app.change("UPDATE account SET trust_level = \(trust) WHERE id = \(member.id)")
        guard case .member(var principal) = member.principal else { return member }
        principal.trust = TrustLevel(rawValue: trust) ?? .new
        member.principal = .member(principal)
        return member
    }

    static let text = "We build route planning for freight trains. You write services in Swift with four colleagues."

    /// A draft that is taken, with some of its parts set.
    static func draft(_ number: Int = 1, _ change: (inout JobDraft) -> Void = { _ in }) -> JobDraft {
        var draft = JobDraft()
        draft.employerName = "Gleis GmbH"
        draft.title = "Backend developer number \(number)"
        draft.body = text
        draft.country = "DE"
        draft.city = "Berlin"
        draft.applyURL = "https://gleis.example/jobs/\(number)"
        change(&draft)
        return draft
    }

    @discardableResult
    func post(
        _ number: Int = 1, by member: TestMember? = nil, _ change: (inout JobDraft) -> Void = { _ in }
    ) async throws -> Job {
        try await app.services.jobs.post(Self.draft(number, change), as: (member ?? poster).principal).job
    }

    func state(of job: Job) async throws -> String {
        try await app.services.store.read { transaction in
            try transaction.first("SELECT state FROM job WHERE id = \(job.id)") { $0.text(0) } ?? ""
        }
    }

    /// Titles of the jobs that a list of the API shows.
    func titles(_ path: String = "/api/v1/jobs", as viewer: Viewer = .nobody) async throws -> [String] {
        let answer = try await app.api(.get, path, as: viewer)
        #expect(answer.status == 200, "\(path) \(answer.text)")
        return try answer.items().compactMap { $0["title"] as? String }
    }

    /// Everything that shows open jobs to everybody, as one text.
    func everywhere() async throws -> String {
        var texts: [String] = []
        for path in [
            "/jobs", "/api/v1/jobs", "/jobs?country=DE", "/api/v1/jobs?skill=swift", "/api/v1/jobs?language=de",
            "/feeds/jobs.atom", "/sitemap.xml", "/employers/gleis-gmbh-de", "/search?q=developer",
            "/api/v1/search?q=gleis&type=job",
        ] { texts.append(try await app.get(path).text) }
        return texts.joined(separator: "\n")
    }

    /// The block that search engines read; `nil` where there is none.
    static func posting(_ page: Answer) throws -> [String: Any]? {
        guard let match = page.text.firstMatch(of: /(?s)<script type="application\/ld\+json">(.*?)<\/script>/) else {
            return nil
        }
        return try JSONSerialization.jsonObject(with: Data(match.output.1.utf8)) as? [String: Any]
    }

    /// States that `body` is refused so, and writes nothing.
    func refuses(
        _ status: Int, sourceLocation: SourceLocation = #_sourceLocation, _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let before = try await app.contents()
        let answer = try await body()
        #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
        #expect(try await app.contents() == before, sourceLocation: sourceLocation)
        return answer
    }
}
