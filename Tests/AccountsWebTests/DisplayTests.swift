import Core
import Storage
import TestSupport
import Testing

/// Language and colours: this device's wish, then the member's, then the browser's.
@Suite struct DisplayTests {
    private func language(_ answer: Answer) -> String {
        if answer.text.contains(#"<html lang="ur" dir="rtl""#) { return "ur" }
        return answer.text.contains(#"<html lang="en" dir="ltr""#) ? "en" : "?"
    }

    @Test(
        arguments: [
            (nil, "en"), ("", "en"), ("ur", "ur"), ("ur-PK", "ur"), ("UR-pk", "ur"), ("de, fr", "en"),
            ("de, ur;q=0.3", "ur"),
            ("en;q=0.4, ur;q=0.9", "ur"), ("en, ur", "en"), ("ur;q=0.1, en-GB;q=0.2", "en"), (" ur ; q=0.5 , de", "ur"),
            ("*", "en"),
            (";;;,,,q=", "en"), (String(repeating: "x,", count: 5000) + "ur", "en"), ("urx", "en"),
            ("de, ur;q=0", "en"),
            ("ur;q=abc", "ur"),
        ] as [(String?, String)])
    func theBrowserIsAskedFirst(header: String?, expected: String) async throws {
        try await TestApp.run { app in
            var headers = ["Sec-Fetch-Site": "none"]
            headers["Accept-Language"] = header
            let answer = try await app.get("/sign-in", headers: headers)
            #expect(language(answer) == expected)
            #expect(answer.header("Content-Language") == expected)
            #expect(answer.header("Vary")?.contains("Accept-Language") == true)
        }
    }

    @Test func theMembersWishComesBeforeTheBrowsers() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            try await app.change("UPDATE account SET language = 'ur' WHERE id = \(member.id)")
            #expect(language(try await app.get("/", as: member.browser, headers: ["Accept-Language": "en"])) == "ur")
            let english = member.browser.adding(cookie: "karwan_language=en")
            #expect(language(try await app.get("/", as: english, headers: ["Accept-Language": "ur"])) == "en")
            let nonsense = member.browser.adding(cookie: "karwan_language=<script>")
            #expect(language(try await app.get("/", as: nonsense)) == "ur")
        }
    }

    @Test(arguments: [("light", "light"), ("dark", "dark"), ("auto", "auto"), ("\"><script>", "auto"), ("", "auto")])
    func theColoursAreThoseOfTheCookie(value: String, theme: String) async throws {
        try await TestApp.run { app in
            let answer = try await app.get("/", headers: ["Cookie": "karwan_theme=\(value)"])
            #expect(answer.text.contains(#"data-theme="\#(theme)""#))
            #expect(!answer.text.contains("<script>"))
        }
    }

    @Test func aWishThatIsNotOfferedIsIgnored() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let before = try await app.contents()
            let answer = try await app.submit(
                "/settings/display", ["language": "de", "theme": "pink", "back": "/threads"], as: member.browser)
            #expect(answer.status == 303 && answer.cookies.isEmpty)
            #expect(try await app.contents() == before)
            #expect(try await app.text("SELECT language FROM account") == "en")
        }
    }

    @Test func aVisitorsWishStaysInTwoCookies() async throws {
        try await TestApp.run { app in
            let before = try await app.contents()
            let answer = try await app.submit(
                "/settings/display", ["language": "ur", "theme": "dark", "back": "/threads"])
            #expect(answer.status == 303 && answer.header("Location") == "/threads")
            #expect(answer.cookie("karwan_language") == "ur" && answer.cookie("karwan_theme") == "dark")
            #expect(
                answer.cookies.allSatisfy {
                    $0.contains("HttpOnly") && $0.contains("SameSite=Lax") && $0.contains("Max-Age=31536000")
                })
            #expect(try await app.contents() == before)
            let page = try await app.get("/threads", headers: ["Cookie": "karwan_language=ur; karwan_theme=dark"])
            #expect(language(page) == "ur" && page.text.contains(#"data-theme="dark""#))
        }
    }

    @Test func aMembersLanguageIsThatOfTheirLettersToo() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let other = try await app.member("bilal")
            let answer = try await app.submit("/settings/display", ["language": "ur"], as: member.browser)
            #expect(answer.status == 303)
            #expect(try await app.text("SELECT language FROM account WHERE id = \(member.id)") == "ur")
            #expect(try await app.text("SELECT language FROM account WHERE id = \(other.id)") == "en")
            #expect(language(try await app.get("/", as: member.browser)) == "ur")
        }
    }

    @Test func everyAccountPageSpeaksUrduFromTheRight() async throws {
        try await TestApp.run { app in
            let member = try await app.member("sana")
            let urdu = [
                "Accept-Language": "ur", "Cookie": (member.browser.headers["Cookie"] ?? "") + "; karwan_language=ur",
            ]
            for path in ["/settings/profile", "/settings/display", "/settings/tokens", "/members/sana", "/nowhere"] {
                #expect(language(try await app.get(path, as: member.browser, headers: urdu)) == "ur", "\(path)")
            }
            for path in ["/sign-up", "/sign-in", "/help"] {
                #expect(language(try await app.get(path, headers: ["Accept-Language": "ur"])) == "ur", "\(path)")
            }
            let refused = try await app.submit(
                "/sign-up", [:] as KeyValuePairs, headers: ["Sec-Fetch-Site": "same-origin", "Accept-Language": "ur"])
            #expect(refused.status == 422 && language(refused) == "ur")
            #expect(refused.error(beside: "email")?.contains("Please") == false)
        }
    }
}
