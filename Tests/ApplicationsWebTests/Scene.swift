import Applications
import Core
import Foundation
import Jobs
import TestSupport
import Testing

/// A member who applies, another, and one who posts jobs.
struct Scene: Sendable {
    static let api = "/api/v1/me/applications"
    let app: TestApp
    let member: TestMember
    let other: TestMember
    let poster: TestMember

    static func play(_ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        try await TestApp.run { app in
            var poster = try await app.member("poster")
            try await app.change("UPDATE account SET trust_level = 2 WHERE id = \(poster.id)")
            if case .member(var principal) = poster.principal {
                principal.trust = .regular
                poster.principal = .member(principal)
            }
            try await body(
                Scene(
                    app: app, member: try await app.member("member"), other: try await app.member("other"),
                    poster: poster))
        }
    }

    /// An open job of a day's length and more.
    func job(_ change: (inout JobDraft) -> Void = { _ in }) async throws -> Job {
        var draft = JobDraft()
        draft.employerName = "Gleis GmbH"
        draft.title = "Backend developer"
        draft.body = "We build route planning for freight trains. You write services in Swift with four colleagues."
        draft.country = "DE"
        draft.applyURL = "https://gleis.example/jobs/1"
        change(&draft)
        return try await app.services.jobs.post(draft, as: poster.principal).job
    }

    /// Follows an application by the API; its id.
    func start(_ json: String = #"{"employerName": "Acme", "title": "Tester"}"#) async throws -> String {
        let made = try await app.api(.post, Self.api, json, as: member.program)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json()["id"] as? String)
    }

    func move(_ id: String, to stage: String, on day: String? = nil) async throws -> Answer {
        let on = day.map { #", "on": "\#($0)""# } ?? ""
        return try await app.api(
            .put, "\(Self.api)/\(id)/stage", #"{"stage": "\#(stage)"\#(on)}"#, as: member.program)
    }

    func change(_ id: String, _ json: String, headers: [String: String] = [:]) async throws -> Answer {
        try await app.api(.patch, "\(Self.api)/\(id)", json, as: member.program, headers: headers)
    }

    func shown(_ id: String) async throws -> [String: Any] {
        try await app.api(.get, "\(Self.api)/\(id)", as: member.program).json()
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

extension Answer {
    func pointers() throws -> Set<String> {
        Set((try json()["errors"] as? [[String: Any]] ?? []).compactMap { $0["pointer"] as? String })
    }
}
