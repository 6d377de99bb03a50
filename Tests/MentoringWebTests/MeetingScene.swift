import Core
import Foundation
import TestSupport
import Testing

/// Meetings of a mentorship that was accepted: the mentor in Berlin, the mentee in Karachi.
extension MentorshipScene {
    static let meetings = "/api/v1/meetings"

    func accepted() async throws -> String {
        for (member, zone) in [(mentor, "Europe/Berlin"), (mentee, "Asia/Karachi")] {
            try await app.change("UPDATE account SET time_zone = \(zone) WHERE id = \(member.id)")
        }
        let id = try await ask()
        #expect(try await step("accept", id, as: mentor).status == 200)
        return id
    }

    /// Proposes by the API; ids, the first first.
    func propose(
        _ fields: [String: Any] = [:], in id: String, as member: TestMember? = nil
    ) async throws -> [String] {
        let made = try await proposal(fields, in: id, as: member)
        #expect(made.status == 201, "\(made.text)")
        return try made.items().compactMap { $0["id"] as? String }
    }

    /// In two days at six in the evening, unless told otherwise.
    func proposal(_ fields: [String: Any] = [:], in id: String, as member: TestMember? = nil) async throws -> Answer {
        var draft: [String: Any] = ["day": "2026-11-23", "time": "18:00", "place": "https://meet.example.org/us"]
        draft.merge(fields) { $1 }
        let json = String(
            decoding: try JSONSerialization.data(withJSONObject: draft, options: .sortedKeys), as: UTF8.self)
        return try await app.api(.post, "\(Self.api)/\(id)/meetings", json, as: (member ?? mentee).program)
    }

    @discardableResult
    func meet(
        _ step: String, _ id: String, _ json: String = "{}", as member: TestMember, headers: [String: String] = [:]
    ) async throws -> Answer {
        try await app.api(.post, "\(Self.meetings)/\(id)/\(step)", json, as: member.program, headers: headers)
    }

    /// A meeting that both agreed on.
    func confirmed(in id: String, _ fields: [String: Any] = [:]) async throws -> String {
        let made = try #require(try await propose(fields, in: id).first)
        let agreed = try await meet("confirm", made, as: mentor)
        #expect(agreed.status == 200, "\(agreed.text)")
        return made
    }

    func meetings(in id: String, as member: TestMember? = nil) async throws -> [[String: Any]] {
        try await app.api(.get, "\(Self.api)/\(id)/meetings", as: (member ?? mentee).program).items()
    }

    /// Where the meetings stand, the latest first.
    func states(in id: String) async throws -> [String] {
        try await meetings(in: id).compactMap { meeting in meeting["state"] as? String }
    }

    /// The calendar of one meeting, a line an element, unfolded.
    func calendar(_ id: String, as member: TestMember? = nil) async throws -> [String] {
        let answer = try await app.get("/mentoring/meetings/\(id).ics", as: (member ?? mentee).browser)
        #expect(answer.status == 200 && answer.header("Content-Type")?.hasPrefix("text/calendar") == true)
        return answer.text.replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
    }
}
