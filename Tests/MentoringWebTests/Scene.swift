import Core
import Foundation
import TestSupport
import Testing

/// A mentor, somebody who looks for one, somebody else, and staff.
struct Scene: Sendable {
    static let mentorProfile = "/api/v1/me/mentor-profile"
    static let menteeProfile = "/api/v1/me/mentee-profile"
    static let hoursPath = "/api/v1/me/availability"
    static let rulesPath = "/api/v1/me/matching-rules"
    static let suggestions = "/api/v1/mentors/suggestions"

    let app: TestApp
    let guide: TestMember
    let seeker: TestMember
    let other: TestMember
    let moderator: TestMember

    static func play(_ body: @escaping @Sendable (Scene) async throws -> Void) async throws {
        try await TestApp.run { app in
            try await app.importPathways()
            try await body(
                Scene(
                    app: app, guide: try await app.member("guide"), seeker: try await app.member("seeker"),
                    other: try await app.member("other"),
                    moderator: try await app.member("moderator", roles: [.moderator])))
        }
    }

    /// What a mentor sends; some of it may be said otherwise.
    static func mentor(_ changes: [String: Any] = [:]) throws -> String {
        var fields: [String: Any] = [
            "capacity": 2, "isAccepting": true, "weeklyRequests": 5,
            "about": "Six years of back-end work, then a Blue Card. I read letters and tell how it went for me.",
            "origin": "PK", "employer": "Canaryfirm GmbH", "employerKind": "large bank", "experienceYears": 10,
            "topics": ["cv", "interviews"], "skills": ["Kotlin", "postgresql"],
            "languages": [["code": "ur", "level": 6], ["code": "en", "level": 5]],
            "stays": [["country": "DE", "city": "Berlin", "since": "2022-03"]],
            "experiences": [["pathwayId": "de-eu-blue-card", "year": 2022]], "stages": ["applying"], "isAdult": true,
        ]
        fields.merge(changes) { $1 }
        return try text(fields)
    }

    /// What a mentee sends.
    static func mentee(_ changes: [String: Any] = [:]) throws -> String {
        var fields: [String: Any] = [
            "goal": "A first job as a developer in Germany within a year.", "origin": "PK", "experienceYears": 4,
            "timeline": "year", "employer": "Canaryoffice Ltd", "topics": ["interviews"], "skills": ["kotlin"],
            "languages": [["code": "ur", "level": 6], ["code": "en", "level": 4]],
            "destinations": [["country": "DE", "city": "Berlin"]], "pathways": ["de-eu-blue-card"], "isAdult": true,
        ]
        fields.merge(changes) { $1 }
        return try text(fields)
    }

    static let evenings = """
        {"windows": [{"weekdays": [1, 2, 3, 4, 5], "start": "17:00", "end": "21:00", "zone": "Europe/Berlin"}],
        "exceptions": []}
        """

    private static func text(_ fields: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: fields, options: .sortedKeys), as: UTF8.self)
    }

    func put(_ path: String, _ json: String, as member: TestMember) async throws -> Answer {
        try await app.api(.put, path, json, as: member.program)
    }

    /// Makes a member a mentor whose first level was granted, with time in the evenings.
    func guides(_ member: TestMember, _ changes: [String: Any] = [:], isGranted: Bool = true) async throws {
        let saved = try await put(Self.mentorProfile, try Self.mentor(changes), as: member)
        #expect(saved.status == 200, "\(saved.text)")
        #expect(try await put(Self.hoursPath, Self.evenings, as: member).status == 200)
        if isGranted { try await grant(to: member) }
    }

    func seeks(_ member: TestMember, _ changes: [String: Any] = [:]) async throws {
        let saved = try await put(Self.menteeProfile, try Self.mentee(changes), as: member)
        #expect(saved.status == 200, "\(saved.text)")
        #expect(try await put(Self.hoursPath, Self.evenings, as: member).status == 200)
    }

    /// The id of the level that a mentor asked for last.
    func asked(by member: TestMember) async throws -> String {
        let review = try await app.api(.get, "/api/v1/me/mentor-review", as: member.program)
        return try #require(try review.json()["id"] as? String)
    }

    func decide(_ id: String, _ json: String, as member: TestMember? = nil) async throws -> Answer {
        try await app.api(
            .post, "/api/v1/mentor-reviews/\(id)/decision", json, as: (member ?? moderator).program)
    }

    func grant(to member: TestMember, basis: String = "profile") async throws {
        let decided = try await decide(
            try await asked(by: member), #"{"decision": "grant", "basis": "\#(basis)"}"#)
        #expect(decided.status == 200, "\(decided.text)")
    }

    /// Whom a member is suggested, by username.
    func suggested(to member: TestMember? = nil) async throws -> [String] {
        let answer = try await app.api(.get, Self.suggestions, as: (member ?? seeker).program)
        #expect(answer.status == 200, "\(answer.text)")
        return try answer.items().compactMap { ($0["mentor"] as? [String: Any])?["member"] as? [String: Any] }
            .compactMap { $0["username"] as? String }
    }

    /// Who stands in the list, by username.
    func listed(_ query: String = "", as member: TestMember? = nil) async throws -> [String] {
        try await app.api(.get, "/api/v1/mentors\(query)", as: (member ?? seeker).program).items()
            .compactMap { ($0["member"] as? [String: Any])?["username"] as? String }
    }

    /// States that `body` is refused so, and writes nothing.
    @discardableResult
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
