import Markup
import Testing

@Suite("Markup: what could harm becomes text or nothing")
struct HarmlessMarkupTests {
    @Test func scriptIsShownAsText() {
        let html = Markup.html("before <script>alert(1)</script> after")
        #expect(!html.contains("<script"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(html.contains("before") && html.contains("after"))
    }

    @Test func blocksOfHTMLAreShownAsText() {
        let html = Markup.html("<div onclick=\"x()\">\n<b>bold</b>\n</div>\n\n<!-- hidden -->")
        #expect(!html.contains("<div") && !html.contains("<b>") && !html.contains("<!--"))
        #expect(html.contains("&lt;div onclick=&quot;x()&quot;&gt;"))
        #expect(html.contains("&lt;b&gt;bold&lt;/b&gt;"))
        #expect(html.contains("&lt;!-- hidden --&gt;"))
    }

    @Test(arguments: ["Array<Int>", "List<String>", "Map<String, List<Integer>>", "x <- y", "a < b > c", "<3"])
    func typesOfProgrammersAreNotLost(code: String) {
        let shown = code.replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        #expect(Markup.html("I return a \(code) here").contains("I return a \(shown) here"))
        #expect(Markup.html("Use `\(code)`.").contains(">\(shown)</code>"))
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "data:image/png;base64,AA", "vbscript:x",
        "file:///etc/passwd", "&#106;avascript:alert(1)", "java&#10;script:alert(1)", "&#9;javascript:alert(1)",
        "&#1;javascript:alert(1)", "tel:+49", "blob:https://a.example/1", "unknown:x",
        "https:a.example", "http:%//a.example", "https:/a.example",
    ])
    func linksToAnythingButTheWebOrAMailboxLeadNowhere(address: String) {
        for source in ["[words](<\(address)>)", "![words](<\(address)>)", "[words][1]\n\n[1]: <\(address)>"] {
            let html = Markup.html(source)
            #expect(html.contains("href=\"\"") || !html.contains("<a"), "\(source) → \(html)")
            #expect(html.contains("words"))
        }
    }

    @Test(arguments: [
        "https://karwan.example/a?b=c#d", "http://karwan.example", "mailto:help@karwan.example", "/threads", "#post-1",
        "HTTPS://KARWAN.EXAMPLE",
    ])
    func linksToTheWebAndToMailboxesStay(address: String) {
        #expect(Markup.html("[words](\(address))").contains("href=\"\(address)\">words</a>"))
    }

    @Test func quotesInAddressesAndTitlesEndNoAttribute() {
        let html = Markup.html("[a](https://x.example/\"onmouseover=\"y 't\"i<b>')")
        #expect(!html.contains("\"onmouseover"))
        #expect(!html.contains("<b>"))
    }

    @Test func nulIsReplacedAndUnpairedBytesHarmNobody() {
        #expect(!Markup.html("a\0b").contains("\0"))
        #expect(Markup.html("a\0b").contains("a\u{FFFD}b"))
    }
}

@Suite("Markup: what members may write")
struct WrittenMarkupTests {
    @Test func picturesBecomeLinks() {
        #expect(
            Markup.html("![the form](https://x.example/form.png)")
                == #"<p dir="auto"><a rel="nofollow ugc noopener" href="https://x.example/form.png">the form</a></p>"#
                + "\n"
        )
        #expect(Markup.html("![](https://x.example/form.png)").contains(">https://x.example/form.png</a>"))
    }

    @Test func aPictureInALinkMakesNoLinkInALink() {
        let html = Markup.html("[![badge](https://x.example/b.svg)](https://x.example/ci)")
        #expect(html.components(separatedBy: "<a ").count == 2)
        #expect(html.contains("href=\"https://x.example/ci\""))
        #expect(html.contains("badge"))
    }

    @Test(arguments: [
        "![see [the form](https://x.example/f) here](https://x.example/p.png)",
        "![![inner](https://x.example/i.png)](https://x.example/p.png)",
        "![see https://x.example/f here](https://x.example/p.png)",
        "![see <https://x.example/f> here](https://x.example/p.png)",
    ])
    func aLinkInAPictureMakesNoLinkInALink(source: String) {
        let html = Markup.html(source)
        #expect(html.components(separatedBy: "<a ").count == 2, "\(html)")
        #expect(html.contains("href=\"https://x.example/p.png\""))
    }

    @Test func headingsBeginAtTheThirdLevel() {
        let html = Markup.html("# One\n\n## Two\n\n### Three\n\n#### Four\n\n###### Six\n\nSetext\n===")
        #expect(html.contains("<h3 dir=\"auto\">One</h3>"))
        #expect(html.contains("<h4 dir=\"auto\">Two</h4>"))
        #expect(html.contains("<h5 dir=\"auto\">Three</h5>"))
        #expect(html.contains("<h6 dir=\"auto\">Four</h6>"))
        #expect(html.contains("<h6 dir=\"auto\">Six</h6>"))
        #expect(html.contains("<h3 dir=\"auto\">Setext</h3>"))
        #expect(!html.contains("<h1") && !html.contains("<h2"))
    }

    @Test(arguments: [
        ("## A\n\n## B", "A3 B3"), ("### A\n\n# B\n\n### C\n\n## D", "A3 B3 C4 D4"),
        ("###### A\n\n> ##### B\n>\n> ###### C", "A3 B3 C4"), ("## A\n\n#### B\n\n### C\n\n#### D", "A3 B4 C4 D5"),
    ])
    func noLevelOfHeadingsIsSkipped(source: String, outline: String) {
        let found = Markup.html(source).matches(of: /<h([1-6]) dir="auto">(.)</).map { "\($0.2)\($0.1)" }
        #expect(found.joined(separator: " ") == outline)
    }

    @Test func tablesKeepTheirAlignmentAndEachCellItsDirection() {
        let html = Markup.html("| کاغذ | fee |\n| :-- | --: |\n| نکاح نامہ | 25 € |")
        #expect(html.contains("<table>") && html.contains("<thead>") && html.contains("<tbody>"))
        #expect(html.contains("<th dir=\"auto\" align=\"left\">کاغذ</th>"))
        #expect(html.contains("<td dir=\"auto\" align=\"right\">25 €</td>"))
    }

    @Test func strikethroughTakesTwoTildes() {
        #expect(Markup.html("~~old~~ new").contains("<del>old</del> new"))
        #expect(Markup.html("~one~").contains("~one~"))
    }

    @Test func bareAddressesBecomeLinks() {
        #expect(
            Markup.html("see https://make-it-in-germany.example/visa now").contains(
                "<a rel=\"nofollow ugc noopener\" href=\"https://make-it-in-germany.example/visa\">"))
        #expect(Markup.html("write to help@karwan.example").contains("href=\"mailto:help@karwan.example\""))
    }

    @Test(arguments: [
        "[a](https://x.example)", "<https://x.example>", "https://x.example", "[a](https://x.example 'title')",
        "![a](https://x.example)", "[a][1]\n\n[1]: https://x.example",
    ])
    func everyLinkSaysThatMembersMadeIt(source: String) {
        #expect(Markup.html(source).contains("<a rel=\"nofollow ugc noopener\" href=\"https://x.example\""))
    }

    @Test func everyBlockFindsItsOwnDirection() {
        let html = Markup.html("سلام\n\n> اقتباس\n\n- ایک\n- دو\n\n1. first\n\n## سرخی")
        for tag in [
            "<p dir=\"auto\">سلام", "<blockquote dir=\"auto\">", "<li dir=\"auto\">ایک", "<h3 dir=\"auto\">سرخی",
        ] {
            #expect(html.contains(tag), "\(tag)")
        }
        #expect(!html.contains("<p>") && !html.contains("<li>") && !html.contains("<blockquote>"))
    }

    @Test func codeRunsFromLeftToRight() {
        #expect(Markup.html("`let a = 1`").contains("<code dir=\"ltr\">let a = 1</code>"))
        let block = Markup.html("```swift\nlet a: Array<Int>\n```")
        #expect(block.contains("<pre dir=\"ltr\">"))
        #expect(block.contains("let a: Array&lt;Int&gt;"))
    }

    @Test func theSameSourceAlwaysGivesTheSame() {
        let source = "# a\n\n| a |\n|---|\n| b |\n\n![c](https://x.example) ~~d~~ <e>"
        #expect(Markup.html(source) == Markup.html(source))
        #expect(Markup.html("") == "")
    }

    @Test func textsThatAreRenderedAtOneTimeDisturbNoOther() async {
        let source = String(repeating: "~~d~~ www.example.org | `x` *y* @sana\n\n", count: 20)
        let alone = Markup.html(source)
        #expect(alone.contains("<del>d</del>") && alone.contains("<a "))
        let others = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<100).count { _ in Markup.html(source) != alone } }
            }
            return await group.reduce(0, +)
        }
        #expect(others == 0)
    }
}
