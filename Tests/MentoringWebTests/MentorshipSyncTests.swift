import Core
import Mentoring
import TestSupport
import Testing

@Suite("Mentorships on devices")
struct MentorshipSyncTests {
    private static let id = "019aa5c1-7c00-7000-8000-0000000000d1"
    private static let message = "019aa5c1-7c00-7000-8000-0000000000d2"

    private static var request: [String: Any] {
        [
            "id": id, "mentor": "mentor", "track": "career", "goal": MentorshipScene.goal,
            "background": MentorshipScene.background, "question": MentorshipScene.question,
        ]
    }

    @Test func theTwoAskAnswerAndWriteOffline() async throws {
        try await MentorshipScene.play { scene in
            var mentees = Device(scene.app, scene.mentee)
            var mentors = Device(scene.app, scene.mentor)
            #expect(try await mentees.push("mentorship.request", Self.request) == "applied")
            try await mentors.pull()
            let row = try #require(mentors.value("mentorship/\(Self.id)"))
            #expect(row["state"] as? String == "requested" && row["goal"] as? String == MentorshipScene.goal)
            #expect(mentors.value("member/\(scene.mentee.id)")?["displayName"] as? String == "Name of mentee")
            let version = try #require(row["version"] as? Int)
            let accepted = try await mentors.push("mentorship.accept", ["id": Self.id, "version": version])
            #expect(accepted == "applied")
            // Two steps from one version: the second is shown what is there instead.
            let late = try await mentors.push(
                "mentorship.decline", ["id": Self.id, "version": version, "reason": "no_time"])
            #expect(late == "stale_version")
            let sent: [String: Any] = ["id": Self.message, "mentorshipId": Self.id, "body": "When shall we talk?"]
            #expect(try await mentees.push("message.send", sent) == "applied")
            #expect(try await mentees.push("message.send", sent) == "applied")
            #expect(try await scene.app.count("SELECT count(*) FROM mentorship_message") == 1)
            try await scene.write("On Thursday at six.", in: Self.id, as: scene.mentor)
            try await mentees.pull()
            #expect(mentees.value("mentorship/\(Self.id)")?["state"] as? String == "active")
            #expect(mentees.value("message/\(Self.message)")?["number"] as? Int == 1)
            #expect(mentees.count("message") == 2)
            #expect(try await mentees.push("mentorship.end", ["id": Self.id, "reason": "Mine alone."]) == "applied")
            try await mentors.pull()
            #expect(mentors.value("mentorship/\(Self.id)")?["ending"] as? String == "ended")
            let after = try await mentors.push(
                "message.send", ["id": "019aa5c1-7c00-7000-8000-0000000000d3", "mentorshipId": Self.id, "body": "Hm"])
            #expect(after == "not_deliverable")
        }
    }

    @Test func nobodyElseHoldsARowOrMayFollow() async throws {
        try await MentorshipScene.play { scene in
            let id = try await scene.begun()
            var device = Device(scene.app, scene.other)
            #expect(try await device.follow("m:\(id)") == ["not_found"])
            try await device.pull()
            #expect(device.count("mentorship") == 0 && device.count("message") == 0)
            let pushed = try await device.push(
                ("mentorship.end", ["id": id]), ("mentorship.pause", ["id": id, "until": "2026-12-10"]),
                ("message.send", ["id": Self.message, "mentorshipId": id, "body": "Let me in."]))
            #expect(pushed == ["not_found", "not_found", "not_found"])
            let unknown = try await device.push("mentorship.accept", ["id": id, "seat": 1])
            #expect(unknown == "invalid")
        }
    }
}
