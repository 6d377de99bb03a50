import Core
import TestSupport
import Testing

@testable import Accounts

/// What may identify an account, as tables.
@Suite struct SignUpDraftTests {
    private let good = SignUpDraft(
        email: "sana@example.org", username: "sana", displayName: "Sana", password: "a caravan of many words",
        locale: "en")

    /// The code beside each refused field.
    private func codes(_ change: (inout SignUpDraft) -> Void) -> [String: String] {
        var draft = good
        change(&draft)
        do {
            _ = try draft.validated()
            return [:]
        } catch let problem as Problem {
            return Dictionary(problem.fields.map { ($0.field, $0.code) }, uniquingKeysWith: { "\($0), \($1)" })
        } catch {
            return ["": "\(error)"]
        }
    }

    @Test func everyWrongFieldIsNamed() {
        let codes = codes { $0 = SignUpDraft(email: nil, username: nil, displayName: nil, password: nil, locale: "de") }
        #expect(
            codes == [
                "email": "required", "username": "required", "displayName": "required", "password": "required",
                "locale": "unknown_choice",
            ])
    }

    @Test(arguments: [
        "sana", "sana@", "@example.org", "sana@example", "sana@@example.org", "sana@exam ple.org", "sana@.org",
        "sana@example.", "sana@example..org", "<sana@example.org>", "sana@example.org, b@example.org",
        "sana@example.org\nBcc: b@example.org", "sana@example.org;b@example.org", "\"sana\"@example.org",
        "sana(x)@example.org", "sänä@example.org", "sana@exämple.org", "sana\u{202E}@ex[1].org", "sana\\@example.org",
        String(repeating: "a", count: 65) + "@example.org",
    ])
    func anAddressThatMailCouldGetWrongIsRefused(email: String) {
        #expect(codes { $0.email = email } == ["email": "email_form"])
    }

    @Test func anAddressWithinLimitsIsTaken() {
        let long = String(repeating: "a", count: 60) + "@" + String(repeating: "b.", count: 96) + "c"
        #expect(long.count == 254)
        for email in ["a@b.c", "sana+karwan@mail.example.org", "S.A.N.A_1@EXAMPLE.org", "o'hara@example.org", long] {
            #expect(codes { $0.email = email }.isEmpty, "\(email)")
        }
        #expect(codes { $0.email = "d" + long } == ["email": "too_long"])
    }

    @Test(arguments: [
        ("sa", "too_short"), (String(repeating: "a", count: 31), "too_long"), ("", "required"),
        ("sana khan", "username_form"),
        ("sana.khan", "username_form"), ("sänä", "username_form"), ("ثناء", "username_form"),
        ("sana/x", "username_form"),
        ("<b>sana", "username_form"), ("sana\u{200B}", "username_form"), ("sаna", "username_form"),
        ("sa\0na", "control_characters"),
    ])
    func aUsernameThatIsNotPlainIsRefused(username: String, code: String) {
        #expect(codes { $0.username = username } == ["username": code])
    }

    @Test(arguments: ["abc", "ABC", "a-b_c", "123", String(repeating: "a", count: 30), " sana "])
    func aPlainUsernameIsTaken(username: String) throws {
        var draft = good
        draft.username = username
        #expect(try draft.validated().username == username.filter { $0 != " " })
    }

    @Test(arguments: [
        ("", "required"), ("123456789", "too_short"), ("short", "too_short"),
        (String(repeating: "ab1!", count: 51), "too_long"),
        ("password123", "password_common"), ("PASSWORD123", "password_common"), ("1234567890", "password_common"),
        ("0987654321", "password_common"), ("abcdefghij", "password_common"), ("aaaaaaaaaaaa", "password_common"),
        ("abcabcabcabc", "password_common"), ("pakistan123", "password_common"), ("qwertyuiop", "password_common"),
        ("sana@example.org", "password_common"), ("SANA@example.ORG", "password_common"),
    ])
    func aPasswordThatOthersTryFirstIsRefused(password: String, code: String) {
        #expect(codes { $0.password = password } == ["password": code])
    }

    @Test func thePasswordMayNotBeTheUsername() {
        let codes = codes {
            $0.username = "sana-from-lahore"
            $0.password = "Sana-From-Lahore"
        }
        #expect(codes == ["password": "password_common"])
    }

    @Test(arguments: ["ten letter", "a caravan of many words", "   spaces   ", "پہلا قافلہ ہے", "🐪🐫🐪🐫🐪🐫🐪🐫🐪🐎"])
    func aPasswordIsTakenAsTyped(password: String) throws {
        var draft = good
        draft.password = password
        #expect(try draft.validated().password == password)
    }

    @Test(arguments: [(String(repeating: "x", count: 61), "too_long"), ("a\0b", "control_characters")])
    func aNameToShowHasItsLimits(name: String, code: String) {
        #expect(codes { $0.displayName = name } == ["displayName": code])
    }

    @Test func withoutANameToShowTheUsernameIsShown() throws {
        var draft = good
        draft.displayName = nil
        #expect(try draft.validated().displayName == "sana")
        draft.displayName = "  ثناء   خان "
        #expect(try draft.validated().displayName == "ثناء خان")
        #expect(try draft.validated().language == "en")
    }
}

/// Passwords that look long and are not.
@Suite struct CommonPasswordsTests {
    @Test(arguments: ["zzzzzzzzzz", "ababababab", "abcabcabca", "23456789012", "jihgfedcba", "karwan12345"])
    func patternsAreCommon(password: String) {
        #expect(CommonPasswords.contains(password))
    }

    @Test func randomWordsAreNotCommon() {
        var random = Seeded()
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789 ")
        for _ in 0..<2000 {
            let password = String((0..<14).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
            #expect(!CommonPasswords.contains(password), "\(password), \(random)")
        }
    }

    @Test func theEmptyTextIsHarmless() {
        #expect(!CommonPasswords.contains(""))
        #expect(!CommonPasswords.contains("a"))
    }
}
