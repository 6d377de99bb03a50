import Core
import Foundation
import HTTPTypes
import Mentoring
import Storage
import TestSupport
import Testing

/// A mentor with two seats, a mentee, and somebody else.
struct MentorshipScene: Sendable {
    static let api = "/api/v1/mentorships"
    static let pages = "/mentoring/mentorships"
    let app: TestApp
    let mentor: TestMember
    let mentee: TestMember
    let other: TestMember

    static func play(
        capacity: Int = 2, tampering: Bool = false, _ body: @escaping @Sendable (MentorshipScene) async throws -> Void
    ) async throws {
        try await TestApp.run(tampering: tampering) { app in
            let mentor = try await app.member("mentor", roles: [.mentor], displayName: "Ayesha Mentor")
            try await app.mentor(mentor, capacity: capacity)
            let mentee = try await member("mentee", in: app)
            try await body(
                MentorshipScene(app: app, mentor: mentor, mentee: mentee, other: try await member("other", in: app)))
        }
    }

    /// One who may ask mentors.
    static func member(_ name: String, in app: TestApp) async throws -> TestMember {
        var member = try await app.member(name)
        try await app.trust(member, 1)
        try await app.mentee(member)
        if case .member(var principal) = member.principal {
            principal.trust = .known
            member.principal = .member(principal)
        }
        return member
    }

    static let goal = "I want to move to Berlin next spring with an offer as a developer of services."
    static let background = "Six years of Kotlin and Swift at a bank in Lahore, a BSc, and German at level A2."
    static let question = "How did you word the letter by which you asked your employer for the papers?"

    static func json(_ mentor: String = "mentor", track: String = "career", id: String? = nil) -> String {
        let id = id.map { #""id": "\#($0)", "# } ?? ""
        return """
            {\(id)"mentor": "\(mentor)", "track": "\(track)", "goal": "\(goal)", "background": "\(background)",
            "question": "\(question)"}
            """
    }

    /// Asks by the API; the id.
    func ask(
        _ track: String = "career", of mentor: TestMember? = nil, as mentee: TestMember? = nil
    ) async throws -> String {
        let json = Self.json(mentor?.username ?? "mentor", track: track)
        let made = try await app.api(.post, Self.api, json, as: (mentee ?? self.mentee).program)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json()["id"] as? String)
    }

    @discardableResult
    func step(
        _ step: String, _ id: String, _ json: String = "{}", as member: TestMember, headers: [String: String] = [:]
    ) async throws -> Answer {
        try await app.api(.post, "\(Self.api)/\(id)/\(step)", json, as: member.program, headers: headers)
    }

    @discardableResult
    func write(_ body: String, in id: String, as member: TestMember) async throws -> Answer {
        try await app.api(.post, "\(Self.api)/\(id)/messages", #"{"body": "\#(body)"}"#, as: member.program)
    }

    func shown(_ id: String, as member: TestMember? = nil) async throws -> [String: Any] {
        try await app.api(.get, "\(Self.api)/\(id)", as: (member ?? mentee).program).json()
    }

    func state(_ id: String) async throws -> String { try await shown(id)["state"] as? String ?? "?" }

    /// One that both have written in.
    func begun() async throws -> String {
        let id = try await ask()
        let accepted = try await step("accept", id, as: mentor)
        #expect(accepted.status == 200, "\(accepted.text)")
        try await write("Thank you. When shall we talk?", in: id, as: mentee)
        try await write("On Thursday at six.", in: id, as: mentor)
        return id
    }

    /// One that has come to a state by the steps that lead there.
    func mentorship(in state: MentorshipState) async throws -> String {
        switch state {
        case .requested: return try await ask()
        case .accepted:
            let id = try await ask()
            try await step("accept", id, as: mentor)
            return id
        case .active: return try await begun()
        case .paused:
            let id = try await begun()
            try await step("pause", id, #"{"until": "2026-12-20"}"#, as: mentor)
            return id
        case .completed:
            let id = try await begun()
            for member in [mentor, mentee] { try await step("complete", id, as: member) }
            return id
        case .declined:
            let id = try await ask()
            try await step("decline", id, #"{"reason": "no_time"}"#, as: mentor)
            return id
        case .cancelled:
            let id = try await ask()
            try await step("withdraw", id, as: mentee)
            return id
        case .expired:
            let id = try await ask()
            app.clock.advance(.days(8))
            return id
        }
    }

    /// Kinds of the notices that a member was told, the first first.
    func told(_ member: TestMember) async throws -> [String] {
        try await app.services.store.read { transaction in
            try transaction.rows(
                "SELECT kind FROM notification_other WHERE account_id = \(member.id) ORDER BY created_at, id"
            ) { $0.text(0) }
        }
    }

    /// Subjects of the letters that wait for a member.
    func letters(to member: TestMember) async throws -> [String] {
        try await app.letters().filter { $0.to == "\(member.username)@example.org" }.map(\.body)
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
}

extension Answer {
    /// Fields that are named as wrong.
    func mentorshipFields() throws -> Set<String> {
        Set((try json()["errors"] as? [[String: Any]] ?? []).compactMap { $0["pointer"] as? String })
    }
}
