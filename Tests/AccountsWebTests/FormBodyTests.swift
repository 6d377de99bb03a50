import Core
import Storage
import TestSupport
import Testing

/// Bodies that are no form, and forms that are broken: refused without a trace.
@Suite struct FormBodyTests {
    private func refused(_ body: [UInt8], type: String?, status: Int, saying sentence: String) async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            var headers: [String: String] = [:]
            headers["Content-Type"] = type
            for path in ["/settings/profile", "/settings/tokens", "/settings/display"] {
                let answer = try await app.send(.post, path, as: member.browser, headers: headers, body: body)
                #expect(answer.status == status, "\(path)")
                #expect(answer.text.contains(sentence), "\(path)")
                #expect(answer.header("Content-Type") == "text/html; charset=utf-8", "\(path)")
            }
            #expect(try await app.contents() == before)
            #expect(try await app.count("SELECT revision FROM account") == 1)
        }
    }

    private static let type = "application/x-www-form-urlencoded"

    @Test(arguments: [nil, "", "text/plain", "application/json", "multipart/form-data; boundary=x"] as [String?])
    func anotherContentTypeIsRefused(type: String?) async throws {
        let sentence = "We take forms only as application/x-www-form-urlencoded."
        try await refused(Array("displayName=x".utf8), type: type, status: 415, saying: sentence)
    }

    @Test(arguments: ["displayName=%FF", "about=%C0%AF", "displayName=%ED%A0%80", "%FF=x"])
    func textThatIsNotUTF8IsRefused(body: String) async throws {
        try await refused(Array(body.utf8), type: Self.type, status: 400, saying: "The text is not UTF-8.")
        try await refused(
            Array("displayName=".utf8) + [0xFF], type: Self.type, status: 400, saying: "The text is not UTF-8.")
    }

    @Test func aFormThatIsTooLargeIsRefused() async throws {
        let large = Array("about=".utf8) + Array(repeating: 0x61, count: 512 << 10)
        try await refused(large, type: Self.type, status: 413, saying: "The body is too large.")
    }

    /// What browsers send: plus for a space, capitals in the type, parts without a value, a percent sign alone.
    @Test func oddFormsAreReadAsTheStandardSays() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let body = "displayName=a+b%2Bc+100%25+%zz+%4&about&timeZone=UTC&&=x&unknown=1"
            let answer = try await app.send(
                .post, "/settings/profile", as: member.browser,
                headers: ["Content-Type": "Application/X-WWW-Form-URLEncoded; charset=UTF-8"], body: Array(body.utf8))
            #expect(answer.status == 303)
            #expect(try await app.text("SELECT display_name FROM account") == "a b+c 100% %zz %4")
        }
    }
}
