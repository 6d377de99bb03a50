import Core
import Foundation
import TestSupport
import Testing

@Suite("Who may sync")
struct SyncAccessTests {
    private static var pull: [String: Any] { ["pullVersion": 1, "clientGroupID": "g", "cookie": NSNull()] }

    @Test func nobodyAndTokensMadeForOtherThingsAreRefused() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let made = try await app.api(
                .post, "/api/v1/tokens",
                """
                {"email": "member@example.org", "password": "\(TestApp.password)", "name": "t",
                "scopes": ["read", "write"], "expiresInDays": 3}
                """)
            let other = Viewer.with(["Authorization": "Bearer \(try made.json()["token"] ?? "")"])
            for endpoint in ["pull", "push"] {
                let nobody = try await Device.send(app, endpoint, Self.pull, as: .nobody)
                #expect(nobody.status == 401 && nobody.header("Content-Type")?.contains("problem+json") == true)
                let wrong = try await Device.send(app, endpoint, Self.pull, as: other)
                #expect(wrong.status == 403)
                #expect(try wrong.json()["code"] as? String == "scope_missing")
                let unknown = try await Device.send(
                    app, endpoint, Self.pull, as: Viewer.with(["Authorization": "Bearer x"]))
                #expect(unknown.status == 401)
            }
            try await app.change("UPDATE account SET state = 'suspended' WHERE id = \(member.id)")
            let suspended = try await Device.send(app, "pull", Self.pull, as: member.program)
            #expect(suspended.status == 403)
            #expect(try suspended.json()["code"] as? String == "account_suspended")
            #expect(try await app.count("SELECT count(*) FROM sync_group") == 0)
        }
    }

    @Test func aCookieCountsOnlyFromOurOwnPages() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let cookie = ["Cookie": member.browser.headers["Cookie"] ?? ""]
            for headers in [
                [:], ["Sec-Fetch-Site": "cross-site"], ["Sec-Fetch-Site": "same-site"],
                ["Origin": "https://evil.example"],
            ] {
                let answer = try await Device.send(app, "pull", Self.pull, as: Viewer.with(cookie), headers: headers)
                #expect(answer.status == 403, "\(headers)")
            }
            #expect(try await app.count("SELECT count(*) FROM sync_group") == 0)
            for headers in [["Sec-Fetch-Site": "same-origin"], ["Origin": "http://127.0.0.1:8080"]] {
                let answer = try await Device.send(app, "pull", Self.pull, as: Viewer.with(cookie), headers: headers)
                #expect(answer.status == 200, "\(headers)")
            }
        }
    }

    @Test func aDeviceIsOneMembers() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let other = try await app.member("other")
            #expect(try await Device.send(app, "pull", Self.pull, as: member.program).status == 200)
            let taken = try await Device.send(app, "pull", Self.pull, as: other.program)
            #expect(taken.status == 403)
            #expect(try taken.json()["code"] as? String == "group_owned_by_other")
            let push: [String: Any] = [
                "pushVersion": 1, "clientGroupID": "g",
                "mutations": [["clientID": "c", "id": 1, "name": "sys.ack", "args": ["clientID": "c", "upTo": 1]]],
            ]
            #expect(try await Device.send(app, "push", push, as: other.program).status == 403)
            #expect(try await app.count("SELECT count(*) FROM sync_client") == 0)
        }
    }

    @Test func anotherMembersCookieGivesNothingOfTheirs() async throws {
        try await TestApp.run { app in
            let member = try await app.member("member")
            let other = try await app.member("other")
            let first = try await Device.send(app, "pull", Self.pull, as: member.program).json()
            var request = Self.pull
            request["clientGroupID"] = "other"
            request["cookie"] = first["cookie"]
            let answer = try await Device.send(app, "pull", request, as: other.program)
            #expect(answer.status == 200)
            #expect(!answer.text.contains(member.id.text) && !answer.text.contains("member@example.org"))
            #expect(answer.text.contains("\"op\":\"clear\"") && answer.text.contains("other@example.org"))
        }
    }

    @Test func theVersionsOfTheProtocolAreToldToAnybody() async throws {
        try await TestApp.run { app in
            let info = try await app.get("/sync/v1/info")
            #expect(info.status == 200)
            #expect(try info.json()["pullVersions"] as? [Int] == [1])
            let member = try await app.member("member")
            for (name, value) in [("pullVersion", 2), ("schemaVersion", "s99")] as [(String, Any)] {
                var request = Self.pull
                request[name] = value
                let answer = try await Device.send(app, "pull", request, as: member.program)
                #expect(answer.status == 200)
                #expect(try answer.json()["error"] as? String == "VersionNotSupported")
            }
        }
    }
}
