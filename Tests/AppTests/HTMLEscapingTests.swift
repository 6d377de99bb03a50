import Core
import TestSupport
import Testing
import WebSupport

/// To Swift a letter and the marks around it are one; to a browser they are not.
@Suite("No sign before and no mark behind it hides what ends an attribute or begins a tag")
struct HTMLEscapingTests {
    /// Marks that join what stands before them (combining, joiner, variation selector), and signs that join what
    /// follows them (Unicode Standard Annex 29, rules GB9 to GB9b).
    private static let joining = [
        "\u{301}", "\u{200D}", "\u{FE0F}", "\u{600}", "\u{6DD}", "\u{110BD}", "\u{64E}",
    ]

    @Test(arguments: joining)
    func everySpecialByteIsEscaped(mark: String) {
        for (special, entity) in [("<", "&lt;"), (">", "&gt;"), ("&", "&amp;"), ("\"", "&quot;"), ("'", "&#39;")] {
            #expect(HTMLEscaping.escaped(mark + special + mark) == mark + entity + mark)
        }
        #expect(HTMLEscaping.escaped("سلام \(mark)x") == "سلام \(mark)x")
    }

    @Test(arguments: joining)
    func pagesShowThemAsText(mark: String) async throws {
        try await TestApp.run { app in
            let category = try await app.category()
            let member = try await app.member("sana", displayName: "Sana \(mark)<script>\(mark)")
            let attack = "What \(mark)<script>\(mark)alert(1)\(mark)\"\(mark) onfocus=x y='\(mark)'\(mark)> is asked"
            let thread = try await app.question(attack, in: category, by: member, body: attack)
            var pages = [
                try await app.get(thread.path), try await app.get("/threads"), try await app.get("/members/sana"),
                try await app.get("/settings/profile", as: member.browser),
            ]
            pages.append(
                try await app.submit(
                    "/sign-in", ["email": attack, "password": "x"], headers: ["Sec-Fetch-Site": "same-origin"]))
            pages.append(try await app.submit("/threads/new", ["title": attack, "body": ""], as: member.browser))
            for page in pages {
                // As browsers read: by scalars.
                let text = page.text.unicodeScalars
                #expect(!text.contains("<script>".unicodeScalars), "\(page.text.prefix(2000))")
                #expect(!text.contains("\"\(mark) onfocus".unicodeScalars))
            }
            #expect(pages[0].text.unicodeScalars.contains("\(mark)&lt;script&gt;\(mark)alert".unicodeScalars))
        }
    }
}
