import Core
import Storage
import TestSupport
import Testing

/// Joining by page and by API: what is wrong is said beside it, and nobody learns who is a member.
@Suite struct SignUpTests {
    private let fields: [(String, String)] = [
        ("email", "sana@example.org"), ("username", "sana"), ("displayName", "ثناء <b>"),
        ("password", "a caravan of many words"),
    ]

    /// The fields with some of them changed.
    private func changed(_ changes: [String: String]) -> [(String, String)] {
        fields.map { ($0, changes[$0] ?? $1) }
    }

    private static let wrong: [(field: String, value: String, message: String, code: String)] = [
        ("email", "", "Please fill this in.", "required"),
        ("email", "sana@localhost", "This is not an e-mail address. One looks like name@example.org.", "email_form"),
        ("username", "sa", "Please write at least 3 characters.", "too_short"),
        ("username", "sana khan", "Please use only letters without accents, digits, - and _.", "username_form"),
        ("username", "BILAL", "Somebody has this username already. Please choose another.", "username_taken"),
        ("displayName", String(repeating: "x", count: 61), "Please write at most 60 characters.", "too_long"),
        ("password", "short", "Please write at least 10 characters.", "too_short"),
        (
            "password", "password123", "This password is one that others try first. Please choose another.",
            "password_common"
        ),
    ]

    @Test(arguments: wrong)
    func aWrongFieldShowsTheFormAgain(field: String, value: String, message: String, code: String) async throws {
        try await TestApp.run { app in
            _ = try await app.member("bilal")
            let before = try await app.contents()
            let sent = changed([field: value])
            let answer = try await app.submit("/sign-up", sent)
            #expect(answer.status == 422)
            #expect(answer.error(beside: field) == message)
            for (name, value) in sent where name != "password" {
                let shown = value.replacing("<", with: "&lt;").replacing(">", with: "&gt;")
                #expect(answer.value(of: name) == shown, "\(name)")
                if name != field { #expect(answer.error(beside: name) == nil, "\(name)") }
            }
            #expect(answer.value(of: "password") == "")
            #expect(!answer.text.contains(sent.first { $0.0 == "password" }?.1 ?? "") || value == "")
            #expect(!answer.text.contains("<b>"))
            #expect(try await app.contents() == before)
        }
    }

    @Test(arguments: wrong)
    func aWrongFieldIsNamedToPrograms(field: String, value: String, message: String, code: String) async throws {
        try await TestApp.run { app in
            _ = try await app.member("bilal")
            let before = try await app.contents()
            let json = changed([field: value]).map { "\"\($0)\": \"\($1)\"" }.joined(separator: ", ")
            let answer = try await app.api(.post, "/api/v1/accounts", "{\(json)}")
            #expect(answer.status == 422)
            #expect(try answer.problem().fields == ["#/\(field)": code])
            #expect(answer.text.contains(message.replacing("\"", with: "\\\"")))
            #expect(!answer.text.contains("caravan"))
            #expect(try await app.contents() == before)
        }
    }

    @Test func everyWrongFieldIsNamedAtOnce() async throws {
        try await TestApp.run { app in
            let before = try await app.contents()
            let page = try await app.submit("/sign-up", [] as [(String, String)])
            #expect(page.status == 422)
            for field in ["email", "username", "displayName", "password"] {
                #expect(page.error(beside: field) == "Please fill this in.", "\(field)")
            }
            let api = try await app.api(.post, "/api/v1/accounts", "{}")
            #expect(api.status == 422)
            #expect(Set(try api.problem().fields.keys) == ["#/email", "#/username", "#/displayName", "#/password"])
            #expect(try await app.contents() == before)
        }
    }

    /// The same answer with or without an account; only the owner of the address is told.
    @Test func aKnownAddressGetsTheSameAnswerAndItsOwnerALetter() async throws {
        try await TestApp.run { app in
            _ = try await app.submit("/sign-up", fields)
            // An address gets one letter in ten minutes.
            app.clock.advance(.minutes(10))
            let before = try await app.contents()
            let known = try await app.submit("/sign-up", changed(["username": "other"]))
            let unknown = try await app.submit("/sign-up", changed(["username": "third", "email": "new@example.org"]))
            #expect(known.status == 200 && unknown.status == 200)
            #expect(known.text == unknown.text.replacing("new@example.org", with: "sana@example.org"))
            let after = try await app.contents()
            #expect(after["account"] == (before["account"] ?? 0) + 1)
            #expect(try await app.count("SELECT count(*) FROM account WHERE username = 'other'") == 0)
            let letters = try await app.letters().suffix(2)
            #expect(letters.map(\.to) == ["sana@example.org", "new@example.org"])
            #expect(letters.first?.body.contains("It has an account already.") == true)
            #expect(letters.first?.body.contains("/verify/") == false)
        }
    }

    @Test func programsGetTheSameAnswerForAKnownAddress() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            func post(_ email: String, _ username: String) async throws -> Answer {
                try await app.api(
                    .post, "/api/v1/accounts",
                    #"{"email": "\#(email)", "username": "\#(username)", "password": "a caravan of many words"}"#)
            }
            let known = try await post("SANA@example.org", "other")
            let unknown = try await post("new@example.org", "third")
            #expect(known.status == 202 && unknown.status == 202)
            #expect(known.bytes == unknown.bytes)
            #expect(try await app.count("SELECT count(*) FROM account") == 2)
            #expect(try await app.letters().map(\.to) == ["sana@example.org", "new@example.org"])
        }
    }

    /// Somebody who sends a name that is taken learns that, but not whether the address is known as well.
    @Test func aTakenNameHidesWhetherTheAddressIsKnown() async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            _ = try await app.member("bilal")
            let before = try await app.contents()
            let known = try await app.submit("/sign-up", changed(["username": "bilal"]))
            let unknown = try await app.submit("/sign-up", changed(["username": "bilal", "email": "new@example.org"]))
            #expect(known.status == unknown.status)
            #expect(known.text == unknown.text.replacing("new@example.org", with: "sana@example.org"))
            #expect(try await app.contents()["account"] == before["account"])
        }
    }

    @Test func whoJoinsHasAnAccountThatWaitsForTheLetter() async throws {
        try await TestApp.run { app in
            let before = try await app.contents()
            let answer = try await app.submit(
                "/sign-up", fields, headers: ["Sec-Fetch-Site": "same-origin", "Accept-Language": "ur"])
            #expect(answer.status == 200)
            #expect(answer.text.contains("sana@example.org"))
            #expect(answer.cookies.isEmpty)
            let after = try await app.contents()
            #expect(after["account"] == (before["account"] ?? 0) + 1)
            #expect(
                after["email_verification"] == 1 && after["mail_message"] == 1 && after["session"] == before["session"])
            #expect(
                try await app.count("SELECT count(*) FROM account WHERE email_verified_at IS NULL AND language = 'ur'")
                    == 1)
            #expect(try await app.text("SELECT display_name FROM account") == "ثناء <b>")
            #expect(try await app.text("SELECT password_hash FROM account")?.hasPrefix("scrypt$") == true)
            #expect(try await app.letters().map(\.to) == ["sana@example.org"])
            #expect(try await app.verifyPath() != nil)
            #expect(try await app.text("SELECT language FROM mail_message") == "ur")
        }
    }

    @Test func theLinkInTheLetterIsNotInTheDatabaseInPlain() async throws {
        try await TestApp.run { app in
            _ = try await app.submit("/sign-up", fields)
            let secret = try #require(try await app.verifyPath()).dropFirst("/verify/".count)
            #expect(secret.count == 43)
            #expect(try await app.text("SELECT token_hash FROM email_verification") != String(secret))
        }
    }
}
