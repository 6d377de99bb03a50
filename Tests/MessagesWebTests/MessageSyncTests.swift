import Core
import Messages
import TestSupport
import Testing

@Suite("Private messages on devices")
struct MessageSyncTests {
    private static func id(_ number: Int) -> String { "019aa5c1-7c00-7000-8000-0000000000d\(number)" }

    private static func words(_ number: Int, to member: TestMember, _ body: String) -> [String: Any] {
        ["id": id(number), "memberId": member.id.text, "body": body]
    }

    @Test func theTwoWriteReadAndHideOffline() async throws {
        try await MessageScene.play { scene in
            var sanas = Device(scene.app, scene.sana)
            var omars = Device(scene.app, scene.omar)
            let sent = Self.words(1, to: scene.omar, "When shall we talk?")
            #expect(try await sanas.push("conversation.send", sent) == "applied")
            #expect(try await sanas.push("conversation.send", sent) == "applied")
            let other = Self.words(1, to: scene.omar, "Something else.")
            #expect(try await sanas.push("conversation.send", other) == "id_conflict")
            try await omars.pull()
            let conversation = try #require(omars.ids("conversation").first)
            let row = try #require(omars.value("conversation/\(conversation)"))
            #expect(row["unread"] as? Int == 1 && row["memberId"] as? String == scene.sana.id.text)
            #expect(omars.value("conversationMessage/\(Self.id(1))")?["body"] as? String == "When shall we talk?")
            #expect(omars.value("member/\(scene.sana.id)")?["displayName"] as? String == "Name of sana")
            let read = try await omars.push("conversation.read", ["conversationId": conversation, "upTo": 1])
            let answer = Self.words(2, to: scene.sana, "On Thursday at six.")
            #expect(read == "applied")
            #expect(try await omars.push("conversation.send", answer) == "applied")
            try await omars.pull()
            #expect(omars.value("conversation/\(conversation)")?["unread"] as? Int == 0)
            try await sanas.pull()
            #expect(sanas.count("conversationMessage") == 2)
            #expect(sanas.value("conversation/\(conversation)")?["unread"] as? Int == 1)
            #expect(sanas.value("conversation/\(conversation)")?["readNumber"] as? Int == 0)
            let hidden = try await sanas.push(
                "conversation.hide", ["conversationId": conversation, "hidden": true])
            #expect(hidden == "applied")
            try await sanas.pull()
            #expect(sanas.value("conversation/\(conversation)")?["isHidden"] as? Bool == true)
            try await scene.block(scene.omar, by: scene.sana)
            let late = try await omars.push("conversation.send", Self.words(3, to: scene.sana, "Hello?"))
            #expect(late == "not_deliverable")
        }
    }

    @Test func whatMayNotBeWrittenIsNotFound() async throws {
        try await MessageScene.play { scene in
            var device = Device(scene.app, scene.sana)
            let pushed = try await device.push(
                ("conversation.send", Self.words(1, to: scene.other, "Hello?")),
                ("conversation.send", ["id": Self.id(2), "memberId": Self.id(2), "body": "Hello?"]),
                ("conversation.send", Self.words(3, to: scene.omar, "")),
                ("conversation.read", ["conversationId": Self.id(4), "upTo": 1]),
                ("conversation.hide", ["conversationId": Self.id(4), "hidden": true]),
                ("conversation.report", ["messageId": Self.id(4), "reason": "scam"]))
            #expect(pushed == ["not_found", "not_found", "invalid", "not_found", "not_found", "not_found"])
            #expect(try await scene.app.count("SELECT count(*) FROM conversation") == 0)
        }
    }

    @Test func whatWaitsIsOnItsAuthorsDevicesAlone() async throws {
        try await MessageScene.play(limits: true) { scene in
            var sanas = Device(scene.app, scene.sana)
            var omars = Device(scene.app, scene.omar)
            let held = try await sanas.push(
                "conversation.send", Self.words(1, to: scene.omar, MessageScene.scam))
            #expect(held == "applied")
            try await sanas.pull()
            try await omars.pull()
            #expect(sanas.value("conversationMessage/\(Self.id(1))")?["state"] as? String == "held")
            #expect(omars.count("conversation") == 0 && omars.count("conversationMessage") == 0)
            #expect(omars.value("member/\(scene.sana.id)") == nil)
            _ = try await scene.decide("grant")
            try await omars.pull()
            #expect(omars.value("conversationMessage/\(Self.id(1))")?["warning"] as? String == "scam")
            let reported = try await omars.push(
                "conversation.report", ["messageId": Self.id(1), "reason": "scam", "note": "Wants money."])
            #expect(reported == "applied")
            _ = try await scene.decide("grant")
            try await omars.pull()
            #expect(omars.count("conversation") == 0 && omars.count("conversationMessage") == 0)
            var others = Device(scene.app, scene.other)
            #expect(try await others.follow("u:\(scene.sana.id)") == ["not_found"])
            try await others.pull()
            #expect(others.count("conversation") == 0 && others.count("conversationMessage") == 0)
        }
    }
}
