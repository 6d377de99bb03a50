import Accounts
import Core
import TestSupport
import Testing

@Suite("The first admin")
struct FirstAdminTests {
    private func join(_ app: TestApp, _ name: String, code: String, from address: String) async throws {
        try await app.services.accounts.signUpFirstAdmin(
            SignUpDraft(
                email: "\(name)@example.org", username: name, displayName: name, password: "some words nobody has",
                locale: "en"), code: code, from: address)
    }

    @Test func onlyTheCodeAtTheMachineItselfMakesOne() async throws {
        try await TestApp.run { app in
            let code = app.services.accounts.adminCode.text
            let refusal = Problem.invalid("adminCode", "admin_code_wrong")
            for (typed, address) in [
                ("abcd-efgh-ijkl-mnop", "127.0.0.1"), ("", "127.0.0.1"), (code, "192.0.2.7"), (code, ""),
            ] {
                await #expect(throws: refusal) { try await join(app, "sana", code: typed, from: address) }
            }
            #expect(try await app.count("SELECT count(*) FROM account") == 0)
            let page = try await app.get("/sign-up").text
            #expect(!page.contains("adminCode"), "nobody at the machine asks here")
        }
    }

    @Test func thereIsOneAndNoSecond() async throws {
        try await TestApp.run { app in
            let code = app.services.accounts.adminCode.text
            try await join(app, "sana", code: code.uppercased(), from: "::1")
            let refusal = Problem.invalid("adminCode", "admin_code_wrong")
            await #expect(throws: refusal) { try await join(app, "omar", code: code, from: "127.0.0.1") }
            #expect(try await app.count("SELECT count(*) FROM account_role WHERE role = 'admin'") == 1)
            let signed = try await app.submit(
                "/sign-in", ["email": "sana@example.org", "password": "some words nobody has"])
            #expect(signed.status == 303, "no letter is needed")
        }
    }
}
