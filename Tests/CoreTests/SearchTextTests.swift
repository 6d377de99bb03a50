import Core
import Foundation
import TestSupport
import Testing

@Suite("The terms that a text is found by")
struct SearchTextTests {
    @Test(arguments: [
        // What people write, and how they look for it.
        ("Zürich", "zurich"), ("ZÜRICH", "zurich"), ("Zu\u{308}rich", "zurich"), ("Straße", "strasse"),
        ("Łódź", "lodz"), ("İstanbul", "istanbul"), ("ΟΔΟΣ", "οδοσ"), ("ｖｉｓａ", "visa"), ("ﬁnance", "finance"),
        ("کتاب", "كتاب"), ("ویزے کی", "ويزے كى"), ("ہجرت", "هجرت"), ("بھائی", "بہائي"), ("آپ", "اپ"),
        ("مسئلہ", "مسيله"),
        ("جرمنی", "جرمنـــی"), ("مُحَمَّد", "محمد"), ("علماء", "علما"), ("ﻻہور", "لاہور"), ("درجۂ اول", "درجه اول"),
        ("۲۰۲۶", "2026"), ("٢٠٢٦", "2026"), ("نہیں\u{200C}ہے", "نہیںہے"), ("soft\u{AD}ware", "software"),
        ("pay\u{202E}pal", "paypal"), ("naïve café", "naive cafe"),
    ])
    func spellingsOfAWordAreOneTerm(one: String, other: String) {
        #expect(Array(SearchText.fold(one).unicodeScalars) == Array(SearchText.fold(other).unicodeScalars))
        #expect(!SearchText.fold(one).isEmpty)
    }

    @Test(arguments: [
        ("C, Go and UK", ["c", "go", "and", "uk"]), ("C++ or C#?", ["c++", "or", "c#"]),
        ("(.NET) ASP.NET", [".net", "asp", "net"]), ("F# vs. Go.", ["f#", "vs", "go"]),
        ("H-1B h1b", ["h1b", "h1b"]), ("EB-2, I-485", ["eb2", "i485"]), ("U.K. and u.s.a", ["uk", "and", "usa"]),
        ("e-mail", ["email"]), ("blue-card", ["blue", "card"]), ("don't Germany's", ["dont", "germany"]),
        ("node.js 3.5", ["node", "js", "3", "5"]), ("5+ years", ["5", "years"]), ("notepad++", ["notepad++"]),
        ("#visa ##", ["visa"]), ("a+b", ["a", "b"]), ("c+++", ["c"]), ("Java™", ["java"]), ("m² ½", ["m2", "1", "2"]),
        ("…end.Next", ["end", "next"]), ("", []), ("!?\u{0}\n", []), ("😀", []), ("日本 ", ["日本"]),
        ("AND OR NOT NEAR(", ["and", "or", "not", "near"]), ("\"x\"*:{}^", ["x"]),
    ])
    func signsStayWhereTheyBelongToTheWord(text: String, terms: [String]) {
        #expect(SearchText.terms(text).map(\.text) == terms)
    }

    @Test(arguments: ["C++", "c#", ".NET", "H-1B", "U.K.", "Go", "Zürich", "کتاب"])
    func aTermKnowsWhereItStands(word: String) throws {
        let text = "۱ (\(word)) ہے"
        let term = try #require(SearchText.terms(text).dropFirst().first)
        // A dot at the end of an acronym ends the sentence as well.
        #expect(String(text[term.range]) == (word == "U.K." ? "U.K" : word))
    }

    @Test func differentWordsAreDifferentTerms() {
        let words = ["c", "c++", "c#", ".net", "net", "go", "f#", "f", "لڑکا", "لڑکی", "گل", "کل", "j", "java"]
        let folded = words.map(SearchText.fold)
        #expect(Set(folded).count == words.count)
    }

    /// Else a document and a query might never meet.
    @Test func everyCharacterFoldsToWhatFoldsToItself() {
        // By blocks of 256, and without those that hold ideographs, syllables of Hangul or nothing.
        var wrong: [UInt32] = []
        for block in UInt32(0)..<0x200 where !(0x34..<0xD8).contains(block) && !(0xE0..<0xF9).contains(block) {
            let scalars = (0..<256).compactMap { Unicode.Scalar(block << 8 + $0) }
            let text = scalars.map { "a\(Character($0))a \(Character($0))" }.joined(separator: " ")
            let once = SearchText.fold(text)
            if SearchText.fold(once) != once { wrong.append(block) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(20).map { String($0, radix: 16) })")
    }

    private static let ranges: [ClosedRange<UInt32>] = [
        0x0...0x7F, 0x23...0x2E, 0x61...0x66, 0x61...0x66, 0x600...0x6FF, 0xA0...0x24F, 0x300...0x36F, 0x200B...0x202E,
        0xFB50...0xFDFF, 0x1F600...0x1F64F, 0xAC00...0xAC20, 0xFF00...0xFFEF, 0x0...0x10FFFF,
    ]

    @Test func randomTextsFoldToWhatFoldsToItself() {
        var numbers = Seeded()
        for _ in 0..<3_000 {
            let text = numbers.text(upTo: 60, from: Self.ranges)
            let terms = SearchText.terms(text)
            let folded = SearchText.fold(text)
            #expect(SearchText.fold(folded) == folded, "\(numbers) \(text.debugDescription)")
            // Foundation composes scalars beyond the first plane by their lower 16 bits (U+F1F64, U+0345 to U+1FA4).
            let plain = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value < 0x1_0000 }))
            let composed = plain.precomposedStringWithCanonicalMapping
            #expect(SearchText.fold(composed) == SearchText.fold(plain), "\(numbers)")
            var last = text.startIndex..<text.startIndex
            for term in terms {
                // Two terms may come of one character: ½a is 1 and 2a.
                let isInOrder = last.lowerBound <= term.range.lowerBound && last.upperBound <= term.range.upperBound
                #expect(isInOrder && !term.range.isEmpty, "\(numbers)")
                #expect(!term.text.isEmpty && !term.text.contains { $0 == " " || $0 == "\"" }, "\(numbers)")
                last = term.range
            }
        }
    }

    @Test func aTextWithoutSpacesIsOneTermOfBoundedLength() {
        let terms = SearchText.terms(String(repeating: "ab", count: 16_000))
        #expect(terms.map(\.text.count) == [SearchText.longestTerm])
        #expect(SearchText.terms(String(repeating: "\u{301}", count: 1_000)).isEmpty)
    }
}
