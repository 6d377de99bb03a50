import Core
import Foundation
import Mentoring
import TestSupport
import Testing

/// A round with mentors, mentees who may ask them, and staff.
struct RoundScene: Sendable {
    static let api = "/api/v1/rounds"
    static let pages = "/mentoring/rounds"
    let scene: Scene
    let mentors: [TestMember]
    let mentees: [TestMember]
    var app: TestApp { scene.app }
    var staff: TestMember { scene.moderator }
    var stranger: TestMember { scene.other }

    /// - Parameters:
    ///   - capacities: of the mentors, who are called `guide0` and so on.
    ///   - mentees: how many, called `seeker0` and so on.
    static func play(
        capacities: [Int] = [1, 1], mentees count: Int = 2,
        _ body: @escaping @Sendable (RoundScene) async throws -> Void
    ) async throws {
        try await Scene.play { scene in
            var (mentors, mentees): ([TestMember], [TestMember]) = ([], [])
            for (number, capacity) in capacities.enumerated() {
                let mentor = try await scene.app.member("guide\(number)")
                try await scene.guides(mentor, ["capacity": capacity])
                mentors.append(mentor)
            }
            for number in 0..<count {
                let mentee = try await scene.app.member("seeker\(number)")
                try await scene.app.trust(mentee, 1)
                try await scene.seeks(mentee)
                mentees.append(mentee)
            }
            try await body(RoundScene(scene: scene, mentors: mentors, mentees: mentees))
        }
    }

    static func json(_ changes: [String: Any] = [:]) throws -> String {
        var fields: [String: Any] = [
            "name": "Spring 2027", "track": "career", "joinsUntil": "2026-12-05", "ranksUntil": "2026-12-19",
        ]
        fields.merge(changes) { $1 }
        return String(
            decoding: try JSONSerialization.data(withJSONObject: fields, options: .sortedKeys), as: UTF8.self)
    }

    /// Makes a round; its id.
    func make(_ changes: [String: Any] = [:]) async throws -> String {
        let made = try await app.api(.post, Self.api, try Self.json(changes), as: staff.program)
        #expect(made.status == 201, "\(made.text)")
        return try #require(try made.json()["id"] as? String)
    }

    @discardableResult
    func step(_ step: String, _ id: String, as member: TestMember? = nil) async throws -> Answer {
        try await app.api(.post, "\(Self.api)/\(id)/\(step)", as: (member ?? staff).program)
    }

    @discardableResult
    func join(_ id: String, _ side: String, as member: TestMember, seats: Int? = nil) async throws -> Answer {
        let seats = seats.map { #", "seats": \#($0)"# } ?? ""
        return try await app.api(
            .put, "\(Self.api)/\(id)/membership", #"{"side": "\#(side)"\#(seats)}"#, as: member.program)
    }

    @discardableResult
    func rank(_ id: String, _ names: [String], as member: TestMember) async throws -> Answer {
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        return try await app.api(
            .put, "\(Self.api)/\(id)/ranking", #"{"mentors": [\#(list)]}"#, as: member.program)
    }

    @discardableResult
    func answer(_ id: String, _ mentee: String, _ answer: String, as member: TestMember) async throws -> Answer {
        try await app.api(
            .put, "\(Self.api)/\(id)/answers", #"{"answers": [{"mentee": "\#(mentee)", "answer": "\#(answer)"}]}"#,
            as: member.program)
    }

    func shown(_ id: String, as member: TestMember? = nil) async throws -> [String: Any] {
        try await app.api(.get, "\(Self.api)/\(id)", as: (member ?? staff).program).json()
    }

    func state(_ id: String) async throws -> String {
        (try await shown(id)["round"] as? [String: Any])?["state"] as? String ?? "?"
    }

    /// A round that everybody has joined, and in which members rank.
    func ranking() async throws -> String {
        let id = try await make()
        try await step("open", id)
        for mentor in mentors {
            let joined = try await join(id, "mentor", as: mentor)
            #expect(joined.status == 200, "\(joined.text)")
        }
        for mentee in mentees {
            let joined = try await join(id, "mentee", as: mentee)
            #expect(joined.status == 200, "\(joined.text)")
        }
        try await step("rank", id)
        try await app.services.rounds.tellWaiting()
        return id
    }

    /// Freezes, matches and publishes.
    func publish(_ id: String) async throws {
        let frozen = try await step("freeze", id)
        #expect(frozen.status == 200, "\(frozen.text)")
        try await app.services.rounds.runDue()
        let published = try await step("publish", id)
        #expect(published.status == 200, "\(published.text)")
        try await app.services.rounds.tellWaiting()
    }

    /// A member's own offers.
    func offers(_ id: String, of member: TestMember) async throws -> [[String: Any]] {
        let answer = try await app.api(.get, "\(Self.api)/\(id)/result", as: member.program)
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.json()["offers"] as? [[String: Any]] ?? []
    }

    /// Who was found for a member, by username.
    func found(_ id: String, for member: TestMember) async throws -> [String] {
        try await offers(id, of: member).compactMap { ($0["other"] as? [String: Any])?["username"] as? String }
    }

    /// Answers the first open offer of a member.
    @discardableResult
    func say(_ answer: String, _ id: String, as member: TestMember) async throws -> Answer {
        let open = try await offers(id, of: member).first { $0["state"] as? String == "open" }
        let offer = try #require(open?["id"] as? String)
        return try await app.api(.post, "\(Self.api)/\(id)/offers/\(offer)/\(answer)", as: member.program)
    }

    func told(_ member: TestMember) async throws -> [String] {
        try await app.services.store.read { transaction in
            try transaction.rows(
                """
                SELECT kind FROM notification_other WHERE account_id = \(member.id) AND kind LIKE 'round%'
                ORDER BY created_at, id
                """
            ) { $0.text(0) }
        }
    }

    func letters(to member: TestMember) async throws -> [String] {
        try await app.letters().filter { $0.to == "\(member.username)@example.org" }.map(\.body)
    }

    @discardableResult
    func refuses(
        _ status: Int, _ code: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let answer = try await scene.refuses(status, sourceLocation: sourceLocation, body)
        if let code { #expect(try answer.code() == code, "\(answer.text)", sourceLocation: sourceLocation) }
        return answer
    }
}
