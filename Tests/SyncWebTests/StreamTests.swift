import Core
import Forum
import Foundation
import Storage
import Sync
import TestSupport
import Testing

/// The stream over the router ends with its first poke: there is no line that could stay open.
@Suite("Event streams over HTTP")
struct StreamTests {
    private static let path = "/sync/v1/events?closeafter=poke"
    private static let missed = ["Last-Event-ID": "0"]

    @Test func whoMayNotSyncMayNotListen() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let nobody = try await app.get(Self.path, headers: Self.missed)
            #expect(nobody.status == 401 && nobody.header("Content-Type")?.contains("problem+json") == true)
            let made = try await app.services.sessions.createToken(
                .init(email: nil, password: nil, name: "t", scopes: ["read"], expiresInDays: 3), username: "member")
            let other = Viewer.with(["Authorization": "Bearer \(made.secret.text)"])
            #expect(try await app.get(Self.path, as: other, headers: Self.missed).status == 403)
            #expect(try await app.get(Self.path + "&ticket=x", headers: Self.missed).status == 401)
            try await app.change("UPDATE account SET state = 'suspended' WHERE id = \(member.id)")
            #expect(try await app.get(Self.path, as: member.program, headers: Self.missed).status == 403)
            #expect(app.services.live.count == 0)
        }
    }

    @Test func aStreamSaysThatSomethingHappenedAndNotWhat() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            _ = try await app.question("My whispered title of this question", in: try await app.category(), by: member)
            let sequence = try await app.count("SELECT sequence FROM change_counter")
            for viewer in [member.program, Viewer.with(["Cookie": member.browser.headers["Cookie"] ?? ""])] {
                let answer = try await app.get(Self.path, as: viewer, headers: Self.missed)
                #expect(answer.status == 200)
                #expect(answer.header("Content-Type") == "text/event-stream")
                #expect(answer.header("Cache-Control") == "no-store" && answer.header("X-Accel-Buffering") == "no")
                #expect(answer.header("Content-Encoding") == nil && answer.header("Content-Length") == nil)
                #expect(answer.text.hasSuffix("event: poke\nid: \(sequence)\ndata: {\"seq\":\(sequence)}\n\n"))
                #expect(answer.text.hasPrefix("retry: ") && !answer.text.contains("whispered"))
            }
            let token = try await app.get(Self.path, as: member.program, headers: Self.missed)
            #expect(token.text.contains("event: token\ndata: {\"expiresIn\":\(30 * 86_400)}\n\n"))
            #expect(app.services.live.count == 0)
        }
    }

    @Test func theHeadAloneBeginsNoStream() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let answer = try await app.send(.head, "/sync/v1/events", as: member.program)
            #expect(answer.status == 200 && answer.bytes.isEmpty)
            #expect(app.services.live.count == 0)
        }
    }

    @Test func aTicketOpensOneStreamInTheNameOfWhoAskedForIt() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            #expect(try await app.api(.post, "/sync/v1/events/ticket", as: .nobody).status == 401)
            let cookie = Viewer.with(["Cookie": member.browser.headers["Cookie"] ?? ""])
            #expect(try await app.api(.post, "/sync/v1/events/ticket", as: cookie).status == 403, "from another site")
            for viewer in [member.program, member.browser] {
                let made = try await app.api(.post, "/sync/v1/events/ticket", as: viewer)
                #expect(made.status == 200 && made.header("Cache-Control") == "no-store")
                let ticket = try #require(try made.json()["ticket"] as? String)
                #expect(try made.json()["expiresIn"] as? Int == 60)
                let path = "\(Self.path)&ticket=\(ticket)"
                #expect(try await app.get(path, headers: Self.missed).status == 200)
                let again = try await app.get(path, headers: Self.missed)
                #expect(again.status == 401)
                #expect(try again.json()["code"] as? String == "token_invalid")
            }
            let late = try await app.api(.post, "/sync/v1/events/ticket", as: member.program).json()["ticket"] ?? ""
            try await app.change("DELETE FROM api_token")
            #expect(try await app.get("\(Self.path)&ticket=\(late)", headers: Self.missed).status == 401)
        }
    }

    @Test func aDeviceThatWasShutOutHearsNothing() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let other = try await app.member("other")
            var device = Device(app, member)
            try await device.pull()
            let path = "\(Self.path)&clientGroupID=\(device.group)"
            #expect(try await app.get(path, as: member.program, headers: Self.missed).status == 200)
            #expect(try await app.get(path, as: other.program, headers: Self.missed).status == 403)
            #expect(try await app.api(.delete, "/sync/v1/groups/\(device.group)", as: member.program).status == 204)
            let refused = try await app.get(path, as: member.program, headers: Self.missed)
            #expect(refused.status == 410)
            #expect(try refused.json()["code"] as? String == "device_revoked")
        }
    }

    @Test func whenTheProgramIsAboutToStopNoStreamBegins() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            app.services.draining.begin()
            let answer = try await app.get(Self.path, as: member.program, headers: Self.missed)
            #expect(answer.status == 503 && answer.header("Retry-After") == "1")
        }
    }
}

@Suite("Sync by the session of a browser")
struct BrowserSyncTests {
    private static func pull(_ app: TestApp, _ viewer: Viewer, group: String = "browser") async throws -> Answer {
        let message: [String: Any] = ["pullVersion": 1, "clientGroupID": group, "cookie": NSNull()]
        return try await Device.send(app, "pull", message, as: viewer)
    }

    /// The browser with the cookies that an answer set besides.
    private static func with(_ answer: Answer, _ viewer: Viewer) -> Viewer {
        let cookies = answer.cookies.map { String($0.prefix { $0 != ";" }) }
        var viewer = viewer
        viewer.headers["Cookie"] = ([viewer.headers["Cookie"] ?? ""] + cookies).joined(separator: "; ")
        return viewer
    }

    @Test func aPageOfOursPushesAndPulls() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let category = try await app.category()
            let thread = try await app.question(in: category, by: member)
            var device = Device(app, member.browser, name: "browser")
            #expect(
                try await device.push(
                    "post.create",
                    ["id": id(1), "threadId": thread.id.text, "body": "Written in the browser, offline."]) == "applied")
            try await device.pull()
            #expect(device.rows["me/\(member.id)"] != nil)
            #expect(device.rows["sys/me"]?["id"] as? String == member.id.text)
        }
    }

    @Test func signingOutShutsTheBrowsersCopyOut() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let first = try await Self.pull(app, member.browser)
            #expect(first.status == 200)
            let browser = Self.with(first, member.browser)
            #expect(try await Self.pull(app, browser).cookies == [], "it is told once")
            #expect(try await Self.pull(app, member.program, group: "phone").cookies == [])
            let out = try await app.submit("/sign-out", [:], as: browser)
            #expect(out.status == 303)
            let ended = out.cookies.filter { $0.contains("Max-Age=0") }.map { $0.prefix { $0 != "=" } }
            #expect(Set(ended) == ["karwan_session", "karwan_devices"])
            #expect(try await Self.pull(app, browser).status == 401)
            let again = try await Self.pull(app, member.program)
            #expect(try again.json()["error"] as? String == "ClientStateNotFound")
            #expect(try await Self.pull(app, member.program, group: "phone").text.contains("sys/me"))
        }
    }

    /// A cookie names devices, and gives no power over those of others.
    @Test func nobodySignsTheDevicesOfOthersOut() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let other = try await app.member("other")
            #expect(try await Self.pull(app, other.program, group: "theirs").status == 200)
            var browser = member.browser
            browser.headers["Cookie"] = (browser.headers["Cookie"] ?? "") + "; karwan_devices=theirs/x/y"
            #expect(try await app.submit("/sign-out", [:], as: browser).status == 303)
            #expect(try await app.count("SELECT count(*) FROM sync_group WHERE revoked_at IS NOT NULL") == 0)
        }
    }
}
