import Core
import TestSupport
import Testing

@Suite("Applications on devices")
struct ApplicationSyncTests {
    private static let id = "019aa5c1-7c00-7000-8000-0000000000d1"

    @Test func theyAreBegunMovedAndDeletedOffline() async throws {
        try await Scene.play { scene in
            var phone = Device(scene.app, scene.member)
            let pushed = try await phone.push(
                (
                    "application.create",
                    ["id": Self.id, "employerName": "Acme", "title": "Tester", "stage": "applied"]
                ),
                ("application.move", ["id": Self.id, "stage": "interview", "on": "2026-11-20"]),
                ("application.set", ["id": Self.id, "nextStep": "Send the papers", "nextOn": "2026-11-30"]))
            #expect(pushed == ["applied", "applied", "applied"])
            try await phone.pull()
            let row = try #require(phone.value("application/\(Self.id)"))
            #expect(row["stage"] as? String == "interview" && row["nextStep"] as? String == "Send the papers")
            #expect((row["moves"] as? [[String: Any]])?.count == 2)
            let page = try await scene.app.get("/applications/\(Self.id)", as: scene.member.browser)
            #expect(page.text.contains("Send the papers"))
            #expect(try await phone.push("application.move", ["id": Self.id, "stage": "hired"]) == "invalid")
            #expect(try await phone.push("application.remove", ["id": Self.id]) == "applied")
            #expect(try await phone.push("application.move", ["id": Self.id, "stage": "offer"]) == "not_found")
            try await phone.pull()
            #expect(phone.count("application") == 0)
        }
    }

    @Test func ofEachFieldTheLastCountsButNotesAreNotWrittenOver() async throws {
        try await Scene.play { scene in
            var phone = Device(scene.app, scene.member)
            let made: [String: Any] = ["id": Self.id, "employerName": "Acme", "title": "Tester", "notes": "First"]
            #expect(try await phone.push("application.create", made) == "applied")
            try await phone.pull()
            let base = try #require(phone.value("application/\(Self.id)")?["revision"] as? Int)
            _ = try await scene.move(Self.id, to: "interview")
            // Elsewhere it was moved: that is no quarrel about the notes.
            let second: [String: Any] = ["id": Self.id, "baseRev": base, "notes": "Second"]
            #expect(try await phone.push("application.set", second) == "applied")
            let third: [String: Any] = ["id": Self.id, "baseRev": base, "notes": "Third"]
            #expect(try await phone.push("application.set", third) == "stale_version")
            let title: [String: Any] = ["id": Self.id, "baseRev": base, "title": "Tester of trains"]
            #expect(try await phone.push("application.set", title) == "applied")
            let shown = try await scene.shown(Self.id)
            #expect(shown["notes"] as? String == "Second" && shown["stage"] as? String == "interview")
            #expect(shown["title"] as? String == "Tester of trains")
        }
    }

    @Test func theSameJobFollowedTwiceIsOne() async throws {
        try await Scene.play { scene in
            let job = try await scene.job()
            let first = try await scene.start(#"{"jobId": "\#(job.id)"}"#)
            var phone = Device(scene.app, scene.member)
            _ = try await phone.push("application.create", ["id": Self.id, "jobId": job.id.text])
            try await phone.pull()
            #expect(phone.ids("application") == [first])
        }
    }

    @Test func nobodyHoldsOthersRows() async throws {
        try await Scene.play { scene in
            let id = try await scene.start()
            var device = Device(scene.app, scene.other)
            try await device.pull()
            #expect(device.count("application") == 0)
            #expect(try await device.push("application.move", ["id": id, "stage": "offer"]) == "not_found")
            #expect(try await device.push("application.set", ["id": id, "notes": "Mine"]) == "not_found")
            #expect(try await device.push("application.remove", ["id": id]) == "not_found")
        }
    }
}
