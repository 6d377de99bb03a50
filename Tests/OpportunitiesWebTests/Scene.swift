import Core
import Foundation
import HTTPTypes
import Jobs
import Opportunities
import TestSupport
import Testing

/// An ambassador, a member who would go through the door, another, and staff.
struct Scene: Sendable {
    static let api = "/api/v1/opportunities"
    let app: TestApp
    let ambassador: TestMember
    let seeker: TestMember
    let other: TestMember
    let moderator: TestMember

    static func play(_ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        try await TestApp.run { app in
            try await body(
                Scene(
                    app: app, ambassador: try await app.member("opener", roles: [.ambassador]),
                    seeker: try await app.member("seeker"), other: try await app.member("other"),
                    moderator: try await app.member("moderator", roles: [.moderator])))
        }
    }

    static let note = "I write Swift on servers since 2019."

    /// Opens a door by the API; its id.
    func open(_ title: String = "Referral for backend developers", to country: String = "DE", kind: String = "referral")
        async throws -> String
    {
        let made = try await app.api(
            .post, Self.api,
            """
            {"kind": "\(kind)", "title": "\(title)", "body": "Our team looks for *two* people who write Swift.",
            "destination": "\(country)", "seats": 2}
            """, as: ambassador.program)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json()["id"] as? String)
    }

    /// Shows interest by the API; its id.
    @discardableResult
    func showInterest(_ id: String, by member: TestMember? = nil, _ note: String = Scene.note) async throws -> String {
        let shown = try await app.api(
            .put, "\(Self.api)/\(id)/interest", #"{"note": "\#(note)"}"#, as: (member ?? seeker).program)
        #expect(shown.status == 200, "\(shown.text)")
        return try #require(try shown.json()["id"] as? String)
    }

    func move(_ id: String, _ state: String, outcome: String? = nil, by member: TestMember? = nil) async throws
        -> Answer
    {
        let told = outcome.map { #", "outcome": "\#($0)""# } ?? ""
        return try await app.api(
            .put, "\(Self.api)/\(id)/state", #"{"state": "\#(state)"\#(told)}"#, as: (member ?? ambassador).program)
    }

    func titles(_ query: String = "") async throws -> [String] {
        try await app.api(.get, Self.api + query).items().compactMap { $0["title"] as? String }
    }

    /// What a member was told, by kind.
    func told(_ member: TestMember) async throws -> [String] {
        try await app.api(.get, "/api/v1/notifications", as: member.program).items()
            .compactMap { $0["kind"] as? String }
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
    func code() throws -> String? { try json()["code"] as? String }
    func pointers() throws -> Set<String> {
        Set((try json()["errors"] as? [[String: Any]] ?? []).compactMap { $0["pointer"] as? String })
    }
}
