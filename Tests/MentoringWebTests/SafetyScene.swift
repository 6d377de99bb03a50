import Core
import Foundation
import TestSupport
import Testing

/// What waits for moderators, and who decides.
extension MentorshipScene {
    static let queue = "/api/v1/mentoring-cases"

    func moderator() async throws -> TestMember { try await app.member("moderator", roles: [.moderator]) }

    /// One who may ask, with an account of an hour.
    func newcomer() async throws -> TestMember {
        let member = try await Self.member("newcomer", in: app)
        try await app.change(
            "UPDATE account SET created_at = \(app.clock.clock.now.advanced(by: -.hours(1))) WHERE id = \(member.id)")
        return member
    }

    func waiting(as moderator: TestMember) async throws -> [[String: Any]] {
        try await app.api(.get, Self.queue, as: moderator.program).items()
    }

    @discardableResult
    func decide(
        _ decision: String, _ id: String, _ answer: String = "", as moderator: TestMember
    ) async throws -> Answer {
        try await app.api(
            .post, "\(Self.queue)/\(id)/decision", #"{"decision": "\#(decision)", "answer": "\#(answer)"}"#,
            as: moderator.program)
    }

    /// Decides what waits longest.
    func decideNext(_ decision: String, _ answer: String = "", as moderator: TestMember) async throws {
        let id = try #require(try await waiting(as: moderator).first?["id"] as? String)
        let decided = try await decide(decision, id, answer, as: moderator)
        #expect(decided.status == 200, "\(decided.text)")
    }

    /// What a member asked moderators for, the newest first.
    func cases(of member: TestMember) async throws -> [[String: Any]] {
        try await app.api(.get, "/api/v1/me/mentoring-cases", as: member.program).items()
    }

    @discardableResult
    func report(_ json: String, in id: String, as member: TestMember) async throws -> Answer {
        try await app.api(.post, "\(Self.api)/\(id)/reports", json, as: member.program)
    }
}
