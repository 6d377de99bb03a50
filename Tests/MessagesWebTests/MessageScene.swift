import Core
import Foundation
import HTTPTypes
import Messages
import Storage
import TestSupport
import Testing

/// Two members of level 1, and somebody else; the second takes messages of everybody.
struct MessageScene: Sendable {
    static let api = "/api/v1/me/conversations"
    let app: TestApp
    let sana: TestMember
    let omar: TestMember
    let other: TestMember
    let moderator: TestMember

    static func play(
        limits: Bool = false, _ body: @escaping @Sendable (MessageScene) async throws -> Void
    ) async throws {
        try await TestApp.run(limits: limits) { app in
            let scene = MessageScene(
                app: app, sana: try await member("sana", in: app), omar: try await member("omar", in: app),
                other: try await member("other", in: app),
                moderator: try await app.member("moderator", roles: [.moderator]))
            try await scene.allow("everyone", scene.omar)
            try await body(scene)
        }
    }

    /// One who may begin conversations.
    static func member(_ name: String, in app: TestApp) async throws -> TestMember {
        var member = try await app.member(name)
        try await app.trust(member, 1)
        if case .member(var principal) = member.principal {
            principal.trust = .known
            member.principal = .member(principal)
        }
        return member
    }

    func allow(_ allows: String, _ member: TestMember) async throws {
        let answer = try await app.api(
            .put, "/api/v1/me/message-settings", #"{"allows": "\#(allows)"}"#, as: member.program)
        #expect(answer.status == 200, "\(answer.text)")
    }

    @discardableResult
    func begin(
        _ body: String = "Thank you for your answer about the papers.", to: TestMember? = nil,
        as member: TestMember? = nil
    ) async throws -> Answer {
        let json = #"{"to": "\#((to ?? omar).username)", "body": "\#(body)"}"#
        return try await app.api(.post, Self.api, json, as: (member ?? sana).program)
    }

    /// The conversation of the two that begins with a message; its id.
    func begun(
        _ body: String = "Thank you for your answer about the papers.", to: TestMember? = nil,
        as member: TestMember? = nil
    ) async throws -> String {
        let made = try await begin(body, to: to, as: member)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json()["conversationId"] as? String)
    }

    @discardableResult
    func write(_ body: String, in id: String, as member: TestMember) async throws -> Answer {
        try await app.api(.post, "\(Self.api)/\(id)/messages", #"{"body": "\#(body)"}"#, as: member.program)
    }

    func shown(_ id: String, as member: TestMember) async throws -> [String: Any] {
        try await app.api(.get, "\(Self.api)/\(id)", as: member.program).json()
    }

    /// What a member reads in a conversation, the newest first.
    func read(_ id: String, as member: TestMember) async throws -> [[String: Any]] {
        try await app.api(.get, "\(Self.api)/\(id)/messages", as: member.program).items()
    }

    func bodies(_ id: String, as member: TestMember) async throws -> [String] {
        try await read(id, as: member).compactMap { $0["body"] as? String }
    }

    func list(_ member: TestMember) async throws -> [[String: Any]] {
        try await app.api(.get, Self.api, as: member.program).items()
    }

    func block(_ other: TestMember, by member: TestMember) async throws {
        let answer = try await app.api(.put, "/api/v1/me/blocks/\(other.id)", as: member.program)
        #expect(answer.status < 300, "\(answer.text)")
    }

    /// Kinds of the notices that a member was told, the first first.
    func told(_ member: TestMember) async throws -> [String] {
        try await app.services.store.read { transaction in
            try transaction.rows(
                "SELECT kind FROM notification_other WHERE account_id = \(member.id) ORDER BY created_at, id"
            ) { $0.text(0) }
        }
    }

    /// Cases that wait, as moderators see them.
    func cases() async throws -> [[String: Any]] {
        try await app.api(.get, "/api/v1/message-cases", as: moderator.program).items()
    }

    @discardableResult
    func decide(_ decision: String, answer: String = "We looked at it.") async throws -> Answer {
        let id = try #require(try await cases().first?["id"] as? String)
        return try await app.api(
            .post, "/api/v1/message-cases/\(id)/decision",
            #"{"decision": "\#(decision)", "answer": "\#(answer)"}"#, as: moderator.program)
    }

    /// States that `body` is refused so, and writes nothing.
    @discardableResult
    func refuses(
        _ status: Int, sourceLocation: SourceLocation = #_sourceLocation, _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let before = try await app.contents()
        let answer = try await body()
        #expect(answer.status == status, "\(answer.text.prefix(600))", sourceLocation: sourceLocation)
        #expect(try await app.contents() == before, sourceLocation: sourceLocation)
        return answer
    }

    /// Words that moderation takes for a scam.
    static let scam =
        "Guaranteed visa, pay the fee by Western Union and write to fastvisa@gmail.com on WhatsApp +92 300 1234567."
}
