import Core
import Storage
import TestSupport
import Testing

@testable import Forum

@Suite("What is typed into the search field always means something")
struct SearchQueryTests {
    @Test func wordsPhrasesAndTheBeginningOfTheLastWord() {
        let query = SearchQuery(#"anabin "Blue Card" H-1B degr"#)
        #expect(query.phrases == [["anabin"], ["blue", "card"], ["h1b"]])
        #expect(query.beginning == "degr")
        #expect(
            query.expression
                == .all([.phrase(["anabin"]), .phrase(["blue", "card"]), .phrase(["h1b"]), .prefix("degr")]))
    }

    @Test(arguments: ["C", "Go", "UK", "C++", "c#", "F#", "H-1B", "blue-card"])
    func shortWordsSignsAndPairsAreWholeWords(text: String) {
        let query = SearchQuery(text)
        #expect(query.beginning == nil || text == "H-1B")
        #expect(query.expression != nil)
    }

    @Test func operatorsNarrow() {
        let query = SearchQuery("tag:#H-1B Kind:guide is:solved author:@ayesha category:Germany tag:visa papers")
        #expect(query.tags == ["h-1b", "visa"])
        #expect(query.kind == .guide && query.isSolved && query.author == "ayesha" && query.category == "germany")
        #expect(query.phrases == [] && query.beginning == "papers")
        #expect(SearchQuery("country:uk").category == "uk")
        #expect(SearchQuery(#"tag:"h 1b""#).tags == ["h-1b"])
        #expect(SearchQuery("papers tag:visa").beginning == "papers")
    }

    @Test(arguments: [
        ("kind:nonsense", ["kind", "nonsense"]), ("is:open", ["is", "open"]),
        ("https://anabin.kmk.org", ["https", "anabin", "kmk", "org"]),
        ("12:30", ["12", "30"]), ("Fees: 75", []), ("tag:", []), (":visa", []), ("a:b:c", ["a", "b", "c"]),
    ])
    func whatIsNoOperatorIsWords(text: String, phrase: [String]) {
        let query = SearchQuery(text)
        #expect(!query.hasFilter && query.expression != nil)
        if !phrase.isEmpty { #expect(query.phrases.first == phrase) }
    }

    @Test(arguments: ["", "   ", "\"", "\"\"", "!!! ???", "\u{0}", "\u{202E}", "* OR (", "😀", "ًٌٍ"])
    func nothingIsNothing(text: String) {
        let query = SearchQuery(text)
        #expect(query.isEmpty || query.phrases == [["or"]])
    }

    @Test func wordsThatEveryPostHasCountOnlyAlone() {
        #expect(SearchQuery("how do I get the visa").phrases == [["get"]])
        #expect(SearchQuery("how do I get the visa").beginning == "visa")
        #expect(SearchQuery("how to").expression == .all([.phrase(["how"]), .phrase(["to"])]))
        #expect(SearchQuery("IT jobs in the US").phrases == [["it"], ["jobs"], ["us"]])
        #expect(SearchQuery("ویزا کے لیے").phrases == [[SearchText.fold("ویزا")]])
        #expect(SearchQuery("\"the who\"").phrases == [["the", "who"]])
    }

    @Test func whatIsTooLongIsCutAndSaidToBe() {
        let words = SearchQuery((1...40).map { "w\($0)" }.joined(separator: " "))
        let count = words.phrases.count + (words.beginning == nil ? 0 : 1)
        #expect(count == SearchQuery.mostTerms && words.isCut)
        let long = SearchQuery(String(repeating: "a", count: 2_000))
        #expect(long.isCut && long.beginning?.count == 64)
        let tags = SearchQuery((1...9).map { "tag:t\($0)" }.joined(separator: " "))
        #expect(tags.tags.count == 5 && tags.isCut)
        #expect(!SearchQuery("visa").isCut)
    }

    @Test func whateverIsTypedIsUnderstoodByTheDatabase() async throws {
        var numbers = Seeded()
        let texts = (0..<400).map { _ in Self.text(&numbers) }
        let seed = "\(numbers)"
        try await TestApp.run { app in
            let asker = try await app.member("asker")
            _ = try await app.question(in: try await app.category(), by: asker, tags: ["visa"])
            for text in texts {
                let query = SearchQuery(text)
                do {
                    let page = try await app.services.forum.search(query, as: asker.principal)
                    #expect(page.results.items.count <= 1)
                    _ = try await app.services.forum.similarThreads(to: text, as: .visitor)
                } catch { Issue.record("\(seed) \(text.debugDescription): \(error)") }
            }
        }
    }

    private static func text(_ numbers: inout Seeded) -> String {
        let pieces = [
            "visa", "ویزا", "\"", "“", "tag:", "kind:", "is:solved", "author:", "author:me", "category:", ":", "*", "+",
            "#", "-", "(", ")", "{", "}", "^", "NEAR", "NEAR/2", "AND", "OR", "NOT", "title:", "'", "''", ";", "--",
            "\\",
            "\u{0}", "\u{202E}", "\u{301}", "😀", ".net", "c++", "%", "_", "degree", " ", " ", " ",
        ]
        let known = (0..<numbers.below(12)).map { _ in numbers.pick(pieces) }.joined()
        return known + numbers.text(upTo: 8, from: [0...0x7F, 0x600...0x6FF, 0...0x10FFFF])
    }
}
