import Core
import Foundation
import TestSupport
import Testing

/// The shipped pathways, a member, a regular one who corrects, and two moderators.
struct Scene: Sendable {
    static let blueCard = "/visas/de/eu-blue-card"
    static let api = "/api/v1/pathways/de-eu-blue-card"

    let app: TestApp
    let member: TestMember
    let regular: TestMember
    let moderator: TestMember
    let other: TestMember

    static func play(_ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        try await TestApp.run { app in
            try await app.importPathways()
            let regular = try await app.member("regular")
            try await app.trust(regular, 2)
            try await body(
                Scene(
                    app: app, member: try await app.member("member"), regular: regular,
                    moderator: try await app.member("moderator", roles: [.moderator]),
                    other: try await app.member("other", roles: [.moderator])))
        }
    }

    /// A correction as JSON.
    static func edit(_ field: String, _ value: String, _ more: String = "") -> String {
        """
        {"field": "\(field)", "value": "\(value)", "sourceURL": "https://www.example.org/rules", "asOf": "2026-11-20"
        \(more)}
        """
    }

    func edit(_ field: String, _ value: String, _ more: String = "", by member: TestMember? = nil) async throws
        -> Answer
    {
        try await app.api(
            .post, "\(Self.api)/edits", Self.edit(field, value, more), as: (member ?? regular).program)
    }

    func decide(_ decision: String, _ edit: String, by moderator: TestMember? = nil) async throws -> Answer {
        try await app.api(
            .post, "/api/v1/pathway-edits/\(edit)/decision", #"{"decision": "\#(decision)"}"#,
            as: (moderator ?? self.moderator).program)
    }

    func pathway() async throws -> [String: Any] { try await app.api(.get, Self.api).json() }

    /// States that `body` writes nothing.
    func writesNothing(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let before = try await app.contents()
        let answer = try await body()
        #expect(try await app.contents() == before, sourceLocation: sourceLocation)
        return answer
    }
}

extension Answer {
    func code() throws -> String? { try json()["code"] as? String }
    func pointers() throws -> [String] {
        (try json()["errors"] as? [[String: Any]] ?? []).compactMap { $0["pointer"] as? String }
    }
}
