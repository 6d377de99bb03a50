import Core
import Foundation
import TestSupport
import Testing

/// `back` leads to a page of this site or home, never elsewhere.
@Suite struct RedirectTests {
    private static let elsewhere = [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "http:/evil",
        "javascript:alert(1)", "evil.example", "", " /threads", "/\tevil", "/a\r\nSet-Cookie: x=1", "/a\nb", "/a b",
        "/\u{202E}x", "/سوال", "/a\0b", "/" + String(repeating: "a", count: 2000), "data:text/html,x",
        "/\\/evil.example",
    ]

    @Test(arguments: elsewhere)
    func signingInNeverLeadsElsewhere(back: String) async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let answer = try await app.submit(
                "/sign-in", ["email": "sana@example.org", "password": TestApp.password, "back": back])
            #expect(answer.status == 303)
            #expect(answer.header("Location") == "/")
            #expect(answer.header("x") == nil && !answer.cookies.contains { $0.hasPrefix("x=") })
        }
    }

    @Test(arguments: elsewhere)
    func thePageNeverCarriesElsewhere(back: String) async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let escaped = back.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let page = try await app.get("/sign-in?back=\(escaped)", headers: ["Sec-Fetch-Site": "none"])
            #expect(page.status == 200)
            #expect(page.text.contains(#"name="back" value="/""#))
            let signedIn = try await app.get("/sign-in?back=\(escaped)", as: member.browser)
            #expect(signedIn.header("Location") == "/")
        }
    }

    @Test(arguments: elsewhere)
    func displaySettingsNeverLeadElsewhere(back: String) async throws {
        try await TestApp.run { app in
            let answer = try await app.submit("/settings/display", ["theme": "dark", "back": back])
            #expect(answer.status == 303 && answer.header("Location") == "/")
        }
    }

    @Test(arguments: ["/", "/threads", "/threads?list=new&after=abc", "/tags/c%2B%2B", "/settings/profile#x", "/@//x"])
    func aPathOfThisSiteIsKept(back: String) async throws {
        try await TestApp.run { app in
            _ = try await app.member("sana")
            let answer = try await app.submit(
                "/sign-in", ["email": "sana@example.org", "password": TestApp.password, "back": back])
            #expect(answer.header("Location") == back)
        }
    }

    @Test func aRefusedFormKeepsWhereToGoBack() async throws {
        try await TestApp.run { app in
            let answer = try await app.submit("/sign-in", ["email": "x", "password": "y", "back": "/threads"])
            #expect(answer.status == 422)
            #expect(answer.text.contains(#"name="back" value="/threads""#))
        }
    }

    @Test func aPathThatLooksLikeAnotherHostIsNotRemembered() async throws {
        try await TestApp.run { app in
            let answer = try await app.get("//evil.example/settings/profile")
            #expect(!(answer.header("Location") ?? "").contains("evil"))
            #expect(!answer.text.contains(#"value="//evil"#))
        }
    }
}
