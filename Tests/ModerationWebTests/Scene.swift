import Core
import Forum
import Foundation
import Moderation
import TestSupport
import Testing

/// A question with an answer, somebody to flag it, and somebody to decide.
struct Scene: Sendable {
    let app: TestApp
    let asker: TestMember
    let helper: TestMember
    let reporter: TestMember
    let moderator: TestMember
    let thread: ForumThread
    let answer: ForumPost

    static func play(
        limits: Bool = false, tampering: Bool = false, _ body: @escaping @Sendable (Scene) async throws -> Void
    ) async throws {
        try await TestApp.run(limits: limits, tampering: tampering) { app in
            let category = try await app.category()
            let asker = try await app.member("asker")
            let helper = try await app.member("helper")
            let thread = try await app.question(in: category, by: asker)
            try await body(
                Scene(
                    app: app, asker: asker, helper: helper, reporter: try await app.member("reporter"),
                    moderator: try await app.member("moderator", roles: [.moderator]), thread: thread,
                    answer: try await app.answer(thread, by: helper)))
        }
    }

    func flag(
        _ post: PostID? = nil, by member: TestMember? = nil, reason: String = "spam", note: String = ""
    ) async throws -> Answer {
        try await app.api(
            .post, "/api/v1/flags",
            #"{"targetType": "post", "targetId": "\#(post ?? answer.id)", "reason": "\#(reason)", "note": "\#(note)"}"#,
            as: (member ?? reporter).program)
    }

    /// The open items, as moderators' programs see them.
    func queue() async throws -> [[String: Any]] {
        try await app.api(.get, "/api/v1/review-items", as: moderator.program).items()
    }

    func decide(_ decision: String, _ more: String = "", on item: String? = nil) async throws -> Answer {
        let first = try await queue().first?["id"] as? String
        return try await app.api(
            .post, "/api/v1/review-items/\(item ?? first ?? "missing")/decision",
            #"{"decision": "\#(decision)"\#(more)}"#, as: moderator.program)
    }

    func isShown(_ post: PostID? = nil) async throws -> Bool {
        try await app.get("/api/v1/posts/\(post ?? answer.id)").status == 200
    }

    func state(_ table: String = "forum_post") async throws -> String {
        try await app.services.store.read { transaction in
            try transaction.first("SELECT state FROM forum_post WHERE id = \(answer.id)") { $0.text(0) } ?? ""
        }
    }

    /// Has the member trusted to a level, as the program would after some time.
    func trust(_ member: TestMember, _ level: Int) async throws {
        try await app.change("UPDATE account SET trust_level = \(level) WHERE id = \(member.id)")
    }

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
