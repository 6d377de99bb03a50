import Core
import Testing

@testable import Jobs

@Suite("What feeds and adverts say")
struct FeedRuleTests {
    @Test(arguments: [
        "", "a", "<a>", "<a></b>", "</a>", "<a></a", "<a b=\"></a>", "<!DOCTYPE a><a></a>", "<a><!--</a>",
        "<a></a><b></b>",
        "<a><![CDATA[x</a>",
    ])
    func whatIsNoDocumentIsNone(text: String) {
        #expect(PlainXML(text) == nil)
    }

    @Test func deepNestingEnds() {
        let deep = String(repeating: "<a>", count: 100_000) + String(repeating: "</a>", count: 100_000)
        #expect(PlainXML(deep) == nil)
    }

    @Test func elementsTextsAndAttributesAreRead() throws {
        let text =
            "<?xml version='1.0'?><x:a b='1 > 0' c=\"&lt;&#65;&#x42;&unknown;\"><d/>one<!-- no --><d>t<![CDATA[<w>]]>o</d></x:a>"
        let root = try #require(PlainXML(text)?.root)
        #expect(root.name == "a" && root.attributes == ["b": "1 > 0", "c": "<AB&unknown;"])
        #expect(root.all("d").map(\.text) == ["", "t<w>o"] && root.text == "onet<w>o")
    }

    @Test(arguments: [
        ("<p>One</p><p>two <b>three</b></p>", "One\n\ntwo three"), ("a<br>b<br/>c", "a\n\nb\n\nc"),
        ("<ul><li>x</li><li>y</li></ul>", "- x\n- y"), ("<script>bad()</script>good &amp; fine", "good & fine"),
        ("1 &lt; 2", "1 < 2"), ("", ""),
    ])
    func htmlBecomesText(html: String, text: String) {
        #expect(PlainHTML.text(html) == text)
    }

    @Test(
        arguments: [
            ("We build trains.", nil), ("Visa sponsorship is available.", .confirmed),
            ("We sponsor the Blue Card.", .confirmed),
            ("We can not offer visa sponsorship.", .excluded), ("No sponsorship.", .excluded),
            ("You must have the right to work in the UK.", .excluded), ("Our sponsors are banks.", nil),
            ("Visa sponsorship available. No sponsorship for interns.", .excluded),
        ] as [(String, Sponsorship?)])
    func silenceIsNoAnswerAndADenialGoesFirst(text: String, state: Sponsorship?) {
        #expect(WrittenSponsorship(text)?.state == state)
    }

    @Test func filtersOfAQueryAreTheSameAgain() throws {
        let filter = try JobFilter(
            country: "de", sponsorship: "confirmed", remote: "anywhere", skill: "C++ & more", language: "en",
            salary: "50,000.5", currency: "eur")
        #expect(JobFilter(query: filter.query) == filter)
        #expect(JobFilter(query: "") == JobFilter() && JobFilter().query.isEmpty)
        #expect(JobFilter(query: "country=XX&nonsense") == JobFilter())
    }

    @Test(
        arguments: [
            ("Berlin, Germany", "DE", "Berlin"), ("Köln, Germany", "DE", "Köln"), ("Germany", "DE", ""),
            ("NYC or SF", "US", "New York"), ("Portland, OR", "US", "Portland"), ("Ottawa, ON", "CA", "Ottawa"),
            ("REMOTE (UK)", "GB", ""), ("Lahore", "PK", "Lahore"), ("The Netherlands, Utrecht", "NL", ""),
            ("REMOTE", nil, ""), ("Backend engineer", nil, ""), ("", nil, ""), (", ,", nil, ""), ("a, ZZ", nil, ""),
        ] as [(String, String?, String)])
    func placesOfHiringLinesAreUnderstood(part: String, country: String?, city: String) {
        let place = HiringPlace(part)
        #expect(place?.country == country && place?.city ?? "" == city, "\(place as Any)")
    }

    @Test func aCommentWithoutPartsIsNoAdvert() {
        for html in ["", "<p>", "|", "||", "Who hires?", "Gleis |", "Gleis<p>a | b"] {
            #expect(HiringComment(1, html) == nil, "\(html)")
        }
    }

    @Test(
        arguments: [
            ("A | Engineer | VISA", "confirmed"), ("A | Engineer | Visa: no", "excluded"),
            ("A | Engineer | no visas", "excluded"), ("A | Engineer | sponsored", nil),
            ("A | Engineer | visa transfer without delay", "confirmed"),
        ] as [(String, String?)])
    func aVisaIsPromisedOnlyWhereItIsWritten(line: String, state: String?) throws {
        #expect(try #require(HiringComment(1, line)).draft.sponsorship == state)
    }
}
