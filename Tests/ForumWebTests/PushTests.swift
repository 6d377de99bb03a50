import Core
import Foundation
import Notices
import TestSupport
import Testing

@Suite("Notices on devices: what is refused")
struct RefusedPushTests {
    @Test func whatIsNoDeviceIsRefused() async throws {
        try await PushScene.play { scene in
            let (app, good) = (scene.app, scene.browser)
            for (json, field) in [
                ("{}", "endpoint"), (good.json.replacing(good.auth, with: "x"), "p256dh"),
                (good.json.replacing(good.p256dh, with: good.auth), "p256dh"),
                (good.json.replacing(good.endpoint, with: "push"), "endpoint"),
                (good.json.replacing(good.endpoint, with: "https://localhost/x"), "endpoint"),
                (good.json.replacing(good.endpoint, with: "https://169.254.169.254/x"), "endpoint"),
                (good.json.replacing(good.endpoint, with: "https://push.gleis.page:8443/x"), "endpoint"),
                (good.json.replacing(good.endpoint, with: "http://push.gleis.page/x"), "endpoint"),
                (good.json.replacing(good.endpoint, with: "http://127.0.0.1:1/x"), "endpoint"),
                (good.json.replacing(good.endpoint, with: "https://push.gleis.page/a b"), "endpoint"),
                (#"{"keys": {}}"#, "keys"),
            ] {
                let refused = try await app.writesNothing {
                    try await app.api(.post, "/api/v1/me/push-subscriptions", json, as: scene.helper.program)
                }
                #expect(refused.status == 422 && refused.text.contains(field), "\(json) \(refused.text)")
            }
            let form = try await app.writesNothing {
                try await app.submit(
                    "/settings/push/devices", ["endpoint": "ftp://x", "p256dh": "", "auth": ""],
                    as: scene.helper.browser)
            }
            #expect(form.status == 422 && form.text.contains("Your devices"))
        }
    }

    @Test func devicesAreTheirMembersAlone() async throws {
        try await PushScene.play { scene in
            let app = scene.app
            let list = try await app.get("/api/v1/me/push-subscriptions", as: scene.asker.program)
            let item = try #require(try list.items().first)
            let id = "\(item["id"] ?? "")"
            #expect(item["isPresent"] as? Bool == true && !list.text.contains("127.0.0.1"))
            #expect(try await app.get("/api/v1/me/push-subscriptions", as: scene.helper.program).items().isEmpty)
            let removed = try await app.writesNothing {
                try await app.api(.delete, "/api/v1/me/push-subscriptions/\(id)", as: scene.helper.program)
            }
            let pressed = try await app.writesNothing {
                try await app.submit("/settings/push/devices/\(id)/remove", [:], as: scene.helper.browser)
            }
            #expect(removed.status == 404 && pressed.status == 404)
            // Who knows the address alone cannot take it: the secret is the device's.
            let thief = try await app.writesNothing {
                try await app.api(
                    .post, "/api/v1/me/push-subscriptions",
                    scene.browser.json.replacing(scene.browser.auth, with: "AAAAAAAAAAAAAAAAAAAAAA"),
                    as: scene.helper.program)
            }
            #expect(thief.status == 409)
            #expect(try await app.get("/settings/push").status == 303)
            #expect(try await app.get("/api/v1/me/push-subscriptions").status == 401)
        }
    }

    @Test func aMemberHasTenDevicesAtMost() async throws {
        try await PushScene.play { scene in
            for number in 2...10 {
                let added = try await scene.subscribe(
                    PushBrowser("\(scene.receiver.origin)/push/\(number)"), scene.asker)
                #expect(added.status == 201)
            }
            let refused = try await scene.app.writesNothing {
                try await scene.subscribe(PushBrowser("\(scene.receiver.origin)/push/11"), scene.asker)
            }
            #expect(refused.status == 409)
            // The same once more is none more.
            #expect(try await scene.subscribe(scene.browser, scene.asker).status == 200)
        }
    }
}

@Suite("Notices on devices: what is not sent")
struct UnsentPushTests {
    @Test func whatIsSeenInTimeIsNotSent() async throws {
        try await PushScene.play { scene in
            try await scene.answer()
            #expect(try await scene.sent(after: .seconds(9)).isEmpty)
            _ = try await scene.app.api(.put, "/api/v1/notifications/read", "{}", as: scene.asker.program)
            #expect(try await scene.sent().isEmpty)
            #expect(try await scene.waiting == 0)
        }
    }

    @Test func whatIsNotWantedOrSeenByThemNoLongerIsNotSent() async throws {
        try await PushScene.play { scene in
            let app = scene.app
            try await scene.set(#""pushAnswers": false"#)
            try await scene.answer()
            #expect(try await scene.sent().isEmpty)
            try await scene.set(#""pushAnswers": true"#)
            _ = try await app.api(.put, "/api/v1/notifications/read", "{}", as: scene.asker.program)
            let hidden = try await scene.answer()
            try await app.setState(.hidden, ofPost: hidden)
            #expect(try await scene.sent().isEmpty)
            #expect(try await scene.waiting == 0)
        }
    }

    @Test func quietHoursAreQuiet() async throws {
        try await PushScene.play { scene in
            // It is 9:01 in UTC: 14:01 in Karachi.
            try await scene.app.change("UPDATE account SET time_zone = 'Asia/Karachi'")
            try await scene.set(#""quietFrom": "13:00", "quietUntil": "15:00""#)
            try await scene.answer()
            #expect(try await scene.sent().isEmpty)
            #expect(try await scene.sent(after: .minutes(58)).isEmpty)
            #expect(try await scene.waiting == 1)
            #expect(try await scene.sent(after: .minutes(2)).count == 1)
        }
    }

    @Test func whoHasSignedOutIsToldNothing() async throws {
        try await PushScene.play { scene in
            let app = scene.app
            let browser = PushBrowser("\(scene.receiver.origin)/push/2")
            #expect(try await scene.subscribe(browser, by: scene.asker.browser).status == 303)
            #expect(try await scene.devices == 2)
            try await scene.answer()
            // The token is taken away, then the browser signs out.
            let tokens = try await app.services.sessions.tokens(as: scene.asker.principal)
            for token in tokens { try await app.services.sessions.revokeToken(token.id, as: scene.asker.principal) }
            #expect(try await scene.devices == 1)
            #expect(try await app.submit("/sign-out", [:], as: scene.asker.browser).status == 303)
            #expect(try await scene.devices == 0)
            #expect(try await scene.waiting == 0)
            #expect(try await scene.sent().isEmpty)
        }
    }

    @Test func aSuspendedMemberAndATokenThatIsOverAreToldNothing() async throws {
        try await PushScene.play { scene in
            let app = scene.app
            try await scene.answer()
            try await app.change("UPDATE account SET state = 'suspended' WHERE id = \(scene.asker.id)")
            #expect(try await scene.sent().isEmpty)
            #expect(try await scene.waiting == 0)
            try await app.change("UPDATE account SET state = 'active' WHERE id = \(scene.asker.id)")
            _ = try await app.api(.put, "/api/v1/notifications/read", "{}", as: scene.asker.program)
            try await scene.answer()
            #expect(try await scene.sent(after: .days(31)).isEmpty)
            #expect(try await scene.devices == 0)
        }
    }

    @Test func whatIsOldIsNoNews() async throws {
        try await PushScene.play { scene in
            try await scene.answer()
            #expect(try await scene.sent(after: .days(1)).isEmpty)
            #expect(try await scene.waiting == 0)
        }
    }
}

@Suite("Notices on devices")
struct PushTests {
    @Test func aDeviceIsToldOnceAndTheLockScreenSaysNothingPrivate() async throws {
        try await PushScene.play { scene in
            try await scene.answer()
            try await scene.answer("A second secretword in the same thread.")
            let messages = try await scene.sent()
            let message = try #require(messages.first)
            #expect(messages.count == 1 && message.method == "POST" && message.path == "/push/1")
            #expect(message.headers["content-encoding"] == "aes128gcm" && message.headers["ttl"] == "86400")
            #expect(message.headers["urgency"] == "normal" && message.headers["topic"] == "notices")
            let said = try PushClaims(message.headers["authorization"] ?? "")
            #expect(said.claims["aud"] as? String == scene.receiver.origin)
            let shown = try await scene.app.get("/api/v1/me/push-subscriptions", as: scene.asker.program)
            #expect(try shown.json()["key"] as? String == said.key)
            let content = try scene.browser.open(message)
            #expect(content["title"] as? String == "You have a new notice on 127.0.0.1")
            for word in ["secret", "helper", "answered"] { #expect(!"\(content)".contains(word), "\(word)") }
            let path = "\(content["path"] ?? "")"
            #expect(try await scene.app.get(path, as: scene.asker.browser).status == 303)
            #expect(try await scene.sent(after: .hours(1)).isEmpty, "nor again")
            // It was looked at: the next one is news.
            try await scene.answer("A third secretword for somebody.")
            #expect(try await scene.sent().count == 1)
        }
    }

    @Test func whoWantsItReadsNamesAndTitles() async throws {
        try await PushScene.play { scene in
            try await scene.set(#""pushDetails": true"#)
            try await scene.answer()
            let message = try #require(try await scene.sent().first)
            let content = try scene.browser.open(message)
            #expect("\(content["title"] ?? "")".contains("Name of helper"))
            #expect(content["body"] as? String == "The secrettitle of a question of mine")
            #expect(!"\(content)".contains("secretword"), "what a post says is in no message")
            #expect(message.headers["topic"]?.count == 32)
        }
    }

    @Test func severalAreOneMessageInTheMembersLanguage() async throws {
        try await PushScene.play { scene in
            let app = scene.app
            try await app.change("UPDATE account SET language = 'ur' WHERE id = \(scene.asker.id)")
            try await scene.answer()
            _ = try await app.question(
                "Which papers does another one need?", in: try await app.category("canada"), by: scene.helper,
                body: "Ask @asker, who knows it all.")
            let messages = try await scene.sent()
            let content = try scene.browser.open(try #require(messages.first))
            #expect(messages.count == 1 && content["path"] as? String == "/notifications")
            #expect(content["title"] as? String == "127.0.0.1 پر آپ کے لیے 2 نئی اطلاعات ہیں")
            #expect(content["lang"] as? String == "ur" && content["dir"] as? String == "rtl")
        }
    }

    @Test func eachDeviceIsToldAndOneThatIsGoneIsForgotten() async throws {
        try await PushScene.play { scene in
            let browser = PushBrowser("\(scene.receiver.origin)/push/2")
            #expect(try await scene.subscribe(browser, by: scene.asker.browser).status == 303)
            try await scene.answer()
            let messages = try await scene.sent()
            #expect(Set(messages.map(\.path)) == ["/push/1", "/push/2"])
            // In the same browser another one takes the place of the first.
            let next = PushBrowser("\(scene.receiver.origin)/push/3")
            #expect(try await scene.subscribe(next, by: scene.asker.browser).status == 303)
            #expect(try await scene.devices == 2)
            scene.receiver.answer(410)
            _ = try await scene.app.api(.put, "/api/v1/notifications/read", "{}", as: scene.asker.program)
            try await scene.answer()
            #expect(try await scene.sent().count == 2)
            #expect(try await scene.devices == 0)
            #expect(try await scene.waiting == 0)
        }
    }

    @Test func aServiceThatIsBusyIsAskedLater() async throws {
        try await PushScene.play { scene in
            try await scene.answer()
            scene.receiver.answer(429, retryAfter: "600")
            #expect(try await scene.sent().count == 1)
            // Also what comes meanwhile waits.
            try await scene.app.change("UPDATE notification SET read_at = 1")
            try await scene.answer("More of it, and at some length.")
            #expect(try await scene.sent(after: .minutes(9)).isEmpty)
            scene.receiver.answer(503)
            #expect(try await scene.sent(after: .minutes(1)).count == 1)
            #expect(try await scene.sent(after: .minutes(1)).isEmpty, "two minutes by now")
            scene.receiver.answer(201)
            #expect(try await scene.sent(after: .minutes(1)).count == 1)
            let left = try await scene.app.count("SELECT max(failures) FROM push_subscription")
            #expect(left == 0)
            #expect(try await scene.waiting == 0)
        }
    }

    @Test func whatIsRefusedIsNotSentAgainAndADeviceThatFailsForDaysIsGivenUp() async throws {
        try await PushScene.play { scene in
            scene.receiver.answer(403)
            try await scene.answer()
            #expect(try await scene.sent().count == 1)
            #expect(try await scene.sent(after: .hours(1)).isEmpty)
            try await scene.app.change("UPDATE push_subscription SET failures = 19, paused_until = 0")
            try await scene.app.change("UPDATE notification SET read_at = 1")
            scene.receiver.answer(500)
            try await scene.answer("More of it, and at some length.")
            #expect(try await scene.sent().count == 1)
            #expect(try await scene.devices == 0)
        }
    }

    @Test func onTheSameDeviceAnotherMemberMaySignIn() async throws {
        try await PushScene.play { scene in
            try await scene.answer()
            #expect(try await scene.subscribe(scene.browser, scene.helper).status == 200)
            #expect(try await scene.sent().isEmpty, "what was for the one is not for the other")
            #expect(try await scene.devices == 1)
        }
    }

    @Test func thePageWorksWithoutScripts() async throws {
        try await PushScene.play { scene in
            let app = scene.app
            let page = try await app.get("/settings/push", as: scene.asker.browser)
            #expect(page.status == 200 && page.text.contains("Another program"))
            let path = try #require(
                page.text.firstMatch(of: /action="(\/settings\/push\/devices\/[0-9a-f-]+\/remove)"/))
            let saved = try await app.submit(
                "/settings/push", ["kinds": "pushOther", "kinds": "pushDetails"], as: scene.asker.browser)
            #expect(saved.status == 303)
            let settings = try await app.get("/api/v1/me/notification-settings", as: scene.asker.program).json()
            #expect(settings["pushAnswers"] as? Bool == false && settings["pushDetails"] as? Bool == true)
            #expect(settings["replies"] as? Bool == true, "the others stay")
            // Nor does the other form change these.
            _ = try await app.submit("/settings/notifications", ["kinds": "replies"], as: scene.asker.browser)
            let after = try await app.get("/api/v1/me/notification-settings", as: scene.asker.program).json()
            #expect(after["pushDetails"] as? Bool == true && after["pushAnswers"] as? Bool == false)
            let removed = try await app.submit(String(path.output.1), [:], as: scene.asker.browser)
            #expect(removed.status == 303)
            let empty = try await app.get("/settings/push", as: scene.asker.browser)
            #expect(empty.text.contains("No device yet."))
        }
    }

    @Test func whoLeavesTakesTheDevicesAlongAndLeavesNone() async throws {
        try await PushScene.play { scene in
            let export = try await scene.app.api(.get, "/api/v1/me/export", as: scene.asker.program)
            #expect((try export.json()["pushDevices"] as? [Any])?.count == 1)
            let all = try await scene.app.api(.delete, "/api/v1/me/push-subscriptions", as: scene.asker.program)
            #expect(all.status == 204)
            #expect(try await scene.devices == 0)
        }
    }
}
