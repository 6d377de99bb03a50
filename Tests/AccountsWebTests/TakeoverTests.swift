import Core
import Foundation
import TestSupport
import Testing

@testable import Accounts

/// Who knows a password, or types somebody's address, gets no further than that.
@Suite("Taking an account over")
struct TakeoverTests {
    private func link(_ app: TestApp, to address: String) async throws -> String {
        let body = try await app.letters().last { $0.to == address }?.body
        let found = body?.firstMatch(of: /http:\/\/[^\/]+(\/[a-z-]+\/[A-Za-z0-9_-]+)/).map { String($0.output.1) }
        return try #require(found, "no link to \(address)")
    }

    private func code(_ app: TestApp, _ member: TestMember) async throws -> String {
        let enrolment = try await app.services.store.read {
            try SecondStepRepository.enrolment(of: member.id, in: $0)
        }
        return OneTimeCode.code(try #require(enrolment).secret, step: OneTimeCode.step(at: app.clock.clock.now))
    }

    private func turnOnSecondStep(_ app: TestApp, _ member: TestMember) async throws {
        _ = try await app.submit("/settings/totp", ["password": TestApp.password], as: member.browser)
        let done = try await app.submit(
            "/settings/totp/confirm", ["code": try await code(app, member)], as: member.browser)
        #expect(done.status == 200)
    }

    private func changeAddress(_ app: TestApp, to address: String, of member: TestMember) async throws {
        let asked = try await app.submit(
            "/settings/email", ["email": address, "password": TestApp.password], as: member.browser)
        #expect(asked.status == 200)
        #expect(try await app.submit(try await link(app, to: address), [:]).status == 303)
    }

    private func askForToken(_ app: TestApp, totp: String) async throws -> Answer {
        let body = """
            {"email": "sana@example.org", "password": "\(TestApp.password)", "totp": "\(totp)", "name": "n",
            "scopes": ["read"]}
            """
        return try await app.api(.post, "/api/v1/tokens", body)
    }

    @Test func codesCannotBeGuessedByWhoeverHasThePassword() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            try await turnOnSecondStep(app, member)
            app.clock.advance(.seconds(30))
            for _ in 1...5 { #expect(try await askForToken(app, totp: "000000").status == 422) }
            let right = try await code(app, member)
            #expect(try await askForToken(app, totp: right).status == 429, "whatever is typed now")
            let page = try await app.submit(
                "/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            let challenge = try #require(page.text.firstMatch(of: /name="challenge" value="([^"]+)"/)).output.1
            let guess = try await app.submit(
                "/sign-in/code", ["challenge": String(challenge), "code": right])
            #expect(guess.status == 429 && guess.session == nil)
            app.clock.advance(.seconds(2))
            #expect(try await askForToken(app, totp: "000000").status == 422)
            app.clock.advance(.seconds(1))
            #expect(try await askForToken(app, totp: "000000").status == 429, "the pause has doubled")
            app.clock.advance(.seconds(30))
            #expect(try await askForToken(app, totp: try await code(app, member)).status == 201)
        }
    }

    @Test func ofManyPasswordsSentAtOnceFiveAreTried() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let statuses = try await withThrowingTaskGroup(of: UInt.self) { group in
                for number in 1...40 {
                    group.addTask {
                        let password = number == 40 ? TestApp.password : "guess number \(number)"
                        let fields: KeyValuePairs = ["email": "sana@example.org", "password": password]
                        return UInt(try await app.submit("/sign-in", fields).status)
                    }
                }
                return try await group.reduce(into: [UInt: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses[422] == 5)
            #expect(statuses[429, default: 0] + statuses[303, default: 0] == 35)
        }
    }

    @Test func aResetEndsTokensAndAChangeOfAddressThatWaits() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            _ = try await app.submit(
                "/settings/email", ["email": "thief@example.org", "password": TestApp.password], as: sana.browser)
            let thieves = try await link(app, to: "thief@example.org")
            _ = try await app.submit("/reset", ["email": "sana@example.org"])
            let reset = try await link(app, to: "sana@example.org")
            #expect(try await app.submit(reset, ["password": "a second caravan of words"]).status == 303)
            #expect(try await app.api(.get, "/api/v1/me", as: sana.program).status == 401)
            #expect(try await app.submit(thieves, [:]).status == 404)
            #expect(try await app.count("SELECT count(*) FROM account WHERE email = 'sana@example.org'") == 1)
        }
    }

    @Test func whoNeverConfirmedTheAddressLeavesNoSecondStepToItsOwner() async throws {
        try await TestApp.run { app in
            let squatter = try await app.member("sana", verified: false)
            try await turnOnSecondStep(app, squatter)
            _ = try await app.submit("/reset", ["email": "sana@example.org"])
            let reset = try await link(app, to: "sana@example.org")
            #expect(try await app.submit(reset, ["password": "a second caravan of words"]).status == 303)
            let owner = try await app.submit(
                "/sign-in", ["email": "sana@example.org", "password": "a second caravan of words"])
            #expect(owner.status == 303 && owner.session != nil)
        }
    }

    @Test func anAddressThatCanBeTakenBackCannotBeOccupied() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            try await turnOnSecondStep(app, sana)
            app.clock.advance(.days(1))
            try await changeAddress(app, to: "thief@example.org", of: sana)
            let undo = try await link(app, to: "sana@example.org")
            let occupying = """
                {"email": "sana@example.org", "username": "squatter", "displayName": "S",
                "password": "a caravan of thieves"}
                """
            #expect(try await app.api(.post, "/api/v1/accounts", occupying).status == 202)
            #expect(try await app.count("SELECT count(*) FROM account WHERE username = 'squatter'") == 0)
            #expect(try await app.submit(undo, [:]).status == 303)
            let thief = try await app.submit(
                "/sign-in", ["email": "sana@example.org", "password": TestApp.password])
            #expect(thief.status == 422, "the password that the thief knows is no password any more")
            let reset = try await link(app, to: "sana@example.org")
            #expect(try await app.submit(reset, ["password": "a second caravan of words"]).status == 303)
            let owner = try await app.submit(
                "/sign-in", ["email": "sana@example.org", "password": "a second caravan of words"])
            #expect(owner.session != nil, "and the second step that came a day before is gone")
        }
    }

    @Test func strangersEndNoLinkOfMine() async throws {
        try await TestApp.run { app in
            let joining = """
                {"email": "sana@example.org", "username": "sana", "displayName": "S", "password": "\(TestApp.password)"}
                """
            #expect(try await app.api(.post, "/api/v1/accounts", joining).status == 202)
            let confirmation = try await link(app, to: "sana@example.org")
            app.clock.advance(.minutes(11))
            let other = joining.replacing("\"sana\"", with: "\"other\"")
            #expect(try await app.api(.post, "/api/v1/accounts", other).status == 202)
            #expect(try await app.letters().count == 2)
            #expect(try await app.submit(confirmation, [:]).status == 303)
        }
    }

    @Test func aNameThatWasGivenUpTellsNothingOfAddresses() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            _ = try await app.submit(
                "/settings/username", ["username": "sana2", "password": TestApp.password], as: sana.browser)
            for address in ["sana@example.org", "unknown@example.org"] {
                let answer = try await app.api(
                    .post, "/api/v1/accounts",
                    """
                    {"email": "\(address)", "username": "sana", "displayName": "S", "password": "a caravan of camels"}
                    """)
                #expect(answer.status == 422, "\(address)")
            }
        }
    }

    @Test func whomTheOperatorShutsOutComesInByNoToken() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            try await app.services.accounts.setSuspended(true, username: "sana")
            #expect(try await app.api(.get, "/api/v1/me", as: sana.program).status == 403)
            #expect(try await app.api(.get, "/api/v1/me/export", as: sana.program).status == 403)
            try await app.services.accounts.setSuspended(false, username: "sana")
            #expect(try await app.api(.get, "/api/v1/me", as: sana.program).status == 200)
        }
    }

    @Test func oneAccountThatCannotBeDeletedKeepsNoOtherWaiting() async throws {
        try await TestApp.run { app in
            let (first, second) = (try await app.member("sana"), try await app.member("omar"))
            for member in [first, second] {
                _ = try await app.submit(
                    "/settings/data/leave", ["password": TestApp.password, "posts": "remove"], as: member.browser)
            }
            #expect(try await app.letters().filter { $0.body.contains("14 days") }.count == 2)
            // What the name of a deleted account once was, and anybody could take.
            _ = try await app.member("gone-\(first.id.text.suffix(24))")
            app.clock.advance(.days(15))
            try await app.services.leaving.eraseDue()
            #expect(try await app.count("SELECT count(*) FROM account WHERE state = 'deleted'") == 2)
        }
    }

    @Test func aRefusedExportSaysSoAtItsOwnForm() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana")
            let page = try await app.submit("/settings/data/export", ["exportPassword": "wrong"], as: sana.browser)
            #expect(page.status == 422)
            #expect(page.error(beside: "exportPassword") != nil && page.error(beside: "password") == nil)
            let summary = try #require(page.text.range(of: "id=\"errors\""))
            let leaving = try #require(page.text.range(of: "/settings/data/leave"))
            #expect(summary.lowerBound < leaving.lowerBound)
        }
    }

    @Test func whoIsConfirmedSeesItWhenAskingAgain() async throws {
        try await TestApp.run { app in
            let sana = try await app.member("sana", verified: false)
            let tag = try #require(try await app.api(.get, "/api/v1/me", as: sana.program).header("ETag"))
            _ = try await app.submit("/verify/again", [:], as: sana.browser)
            _ = try await app.submit(try await link(app, to: "sana@example.org"), [:])
            let after = try await app.api(
                .get, "/api/v1/me", as: sana.program, headers: ["If-None-Match": tag])
            #expect(after.status == 200 && after.text.contains("\"isVerified\":true"))
        }
    }
}
