import Core
import Forum
import Foundation
import Groups
import Storage
import TestSupport
import Testing

/// A founder who is trusted enough, two members, somebody outside, and staff.
struct Scene: Sendable {
    static let api = "/api/v1/groups"
    static let about = "Those who write back ends in Berlin, or are about to come."
    let app: TestApp
    let category: CategoryID
    let founder: TestMember
    let one: TestMember
    let other: TestMember
    let outsider: TestMember
    let moderator: TestMember

    static func play(_ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        try await TestApp.run { app in
            try await body(
                Scene(
                    app: app, category: try await app.category(), founder: try await regular("founder", in: app),
                    one: try await app.member("one"), other: try await app.member("other"),
                    outsider: try await app.member("outsider"),
                    moderator: try await app.member("staff", roles: [.moderator])))
        }
    }

    static func regular(_ name: String, in app: TestApp) async throws -> TestMember {
        var member = try await app.member(name)
        try await app.change("UPDATE account SET trust_level = 2 WHERE id = \(member.id)")
        if case .member(var principal) = member.principal {
            principal.trust = .regular
            member.principal = .member(principal)
        }
        return member
    }

    /// Founds a group by the API; its id.
    func found(
        _ visibility: String = "listed", _ joining: String = "open", name: String = "Back ends in Berlin",
        questions: [String] = [], days: Int = 0
    ) async throws -> String {
        let asked = questions.map { "\"\($0)\"" }.joined(separator: ",")
        let made = try await app.api(
            .post, Self.api,
            """
            {"name": "\(name)", "about": "\(Self.about)", "visibility": "\(visibility)", "joining": "\(joining)",
            "questions": [\(asked)], "memberDays": \(days), "isWoman": true}
            """, as: founder.program)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json()["id"] as? String)
    }

    @discardableResult
    func join(_ id: String, _ member: TestMember, _ draft: String = "{}") async throws -> Answer {
        try await app.api(.post, "\(Self.api)/\(id)/members", draft, as: member.program)
    }

    func invite(_ name: String, to id: String, by member: TestMember? = nil) async throws -> Answer {
        try await app.api(
            .post, "\(Self.api)/\(id)/invitations", #"{"username": "\#(name)"}"#, as: (member ?? founder).program)
    }

    func set(_ draft: String, _ member: TestMember, in id: String, by actor: TestMember? = nil) async throws -> Answer {
        try await app.api(
            .put, "\(Self.api)/\(id)/members/\(member.id)", draft, as: (actor ?? founder).program)
    }

    func remove(_ member: TestMember, from id: String, by actor: TestMember? = nil) async throws -> Answer {
        try await app.api(.delete, "\(Self.api)/\(id)/members/\(member.id)", as: (actor ?? founder).program)
    }

    func vouch(for member: TestMember, in id: String, by actor: TestMember) async throws -> Answer {
        try await app.api(.put, "\(Self.api)/\(id)/members/\(member.id)/vouch", as: actor.program)
    }

    /// How the member and the group stand, as the API tells the member.
    func state(_ id: String, _ member: TestMember) async throws -> String? {
        let answer = try await app.api(.get, "\(Self.api)/\(id)", as: member.program)
        return (try answer.json()["membership"] as? [String: Any])?["state"] as? String
    }

    /// Asks in a group by the API.
    func ask(_ title: String, in id: String, by member: TestMember, tags: String = "") async throws -> Answer {
        try await app.api(
            .post, "/api/v1/threads",
            """
            {"categoryId": "\(category)", "groupId": "\(id)", "kind": "question", "title": "\(title)",
            "body": "Something that is asked among us alone.", "tags": [\(tags)]}
            """, as: member.program)
    }

    func told(_ member: TestMember) async throws -> [String] {
        try await app.api(.get, "/api/v1/notifications", as: member.program).items()
            .compactMap { $0["kind"] as? String }
    }

    /// States that `body` is refused so, and writes nothing.
    @discardableResult
    func refuses(
        _ status: Int, _ code: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let before = try await app.contents()
        let answer = try await body()
        #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
        if let code { #expect(try answer.json()["code"] as? String == code, sourceLocation: sourceLocation) }
        #expect(try await app.contents() == before, sourceLocation: sourceLocation)
        return answer
    }
}
