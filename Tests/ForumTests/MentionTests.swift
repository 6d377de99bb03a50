import Forum
import Markup
import TestSupport
import Testing

@Suite("Names in Markdown")
struct MentionTests {
    private static func names(_ source: String) -> [String] { Markup.withMentions(source).names }

    @Test(arguments: [
        "`@ayesha`", "    @ayesha in a block of code", "write to ayesha@example", "a@ayesha", "/@ayesha", "@@ayesha",
        "@ab", "@ayesha@example", "[@ayesha](https://x.example)", "https://x.example/@ayesha", "a.@ayesha",
        "@a234567890123456789012345678901",
    ])
    func codeAddressesAndLinksNameNobody(source: String) {
        #expect(Self.names(source) == [], "\(source)")
    }

    @Test func wordsListsQuotesAndEmphasisDo() {
        #expect(
            Self.names("@ayesha, ask @Bilal_K. (@c-3po) **@dania** @ayesha") == [
                "ayesha", "Bilal_K", "c-3po", "dania",
            ])
        #expect(Self.names("> @ayesha\n\n- @bilal\n\nشکریہ @dania") == ["ayesha", "bilal", "dania"])
        #expect(Self.names("@a_b_c and *@x-y*") == ["a_b_c", "x-y"])
    }

    @Test func onlyWhomSomebodyKnowsIsALink() {
        let (html, names) = Markup.withMentions("Ask @Ayesha or @nobody & `@Ayesha`.")
        let resolved = Markup.resolve(names, in: html) { $0 == "Ayesha" ? "ayesha" : nil }
        #expect(
            resolved.contains("<a class=\"mention\" dir=\"ltr\" href=\"/members/ayesha\">@ayesha</a> or @nobody &amp;"))
        #expect(Markup.mentions(in: resolved) == ["ayesha"])
        #expect(!Markup.html("Ask @Ayesha").contains("<a"))
    }

    @Test func atMostTenAreNamed() {
        let many = (10...40).map { "@member\($0)" }.joined(separator: " ")
        #expect(Self.names(many).count == 10)
        #expect(Markup.html(many).contains("@member40"))
    }
}
