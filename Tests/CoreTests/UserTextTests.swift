import Core
import Foundation
import TestSupport
import Testing

/// What people type becomes comparable, and cannot deceive.
@Suite struct UserTextTests {
    /// What people paste and what attackers send.
    private static let ranges: [ClosedRange<UInt32>] = [
        0x20...0x7E, 0x09...0x0D, 0x0600...0x06FF, 0x0300...0x036F, 0x00A0...0x00FF, 0x200B...0x200F, 0x2028...0x202E,
        0x2066...0x2069, 0xFEFF...0xFEFF, 0x1F600...0x1F64F, 0xAC00...0xAC20, 0x1100...0x1112, 0x1161...0x1175,
    ]

    @Test(arguments: [0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF] as [UInt32])
    func whatTurnsTheDirectionIsDropped(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let text = "paypal\(Character(scalar))gnp.exe\(Character(scalar))"
        #expect(UserText.clean(text, .line) == "paypalgnp.exe")
        #expect(UserText.clean(text, .block) == "paypalgnp.exe")
    }

    @Test(arguments: ["\u{200E}", "\u{200F}", "\u{061C}", "\u{200C}", "\u{200D}"])
    func marksThatWritingNeedsAreKept(mark: String) {
        #expect(UserText.clean("می\(mark)خواہم", .line) == "می\(mark)خواہم")
    }

    @Test func anAccentTypedAloneJoinsItsLetter() {
        let cleaned = UserText.clean("Cafe\u{301}", .line)
        #expect(Array(cleaned.unicodeScalars) == Array("Caf\u{E9}".unicodeScalars))
    }

    /// An accent after a line end stands alone; it must not vanish with the space.
    @Test func aMarkAfterASpaceIsKept() {
        #expect(Array(UserText.clean("a \u{301}b", .line).unicodeScalars) == Array("a \u{301}b".unicodeScalars))
    }

    /// Dropping a character must not leave an accent apart from its letter.
    @Test func textIsNormalAlsoAfterDropping() {
        let cleaned = UserText.clean("Cafe\u{202A}\u{301}", .line)
        #expect(Array(cleaned.unicodeScalars) == Array("Caf\u{E9}".unicodeScalars))
    }

    @Test(arguments: [
        ("one\r\ntwo", "one\ntwo"), ("one\rtwo", "one\ntwo"), ("one\n\rtwo", "one\n\ntwo"),
        ("one\r\r\ntwo", "one\n\ntwo"),
        ("one\u{2028}two\u{2029}three", "one\ntwo\nthree"), ("\n\n one \n\n\n", "one"),
        ("one\n\n\n\ntwo", "one\n\n\n\ntwo"),
        ("a\tb", "a\tb"), ("", ""), (" \r\n\t ", ""),
    ])
    func lineEndsOfABlockBecomeOne(text: String, expected: String) {
        #expect(Array(UserText.clean(text, .block).utf8) == Array(expected.utf8))
    }

    @Test(arguments: [
        ("  one   two ", "one two"), ("one\r\ntwo", "one two"), ("one\u{A0}two", "one two"), ("a\tb\nc", "a b c"),
        ("\u{3000}one", "one"), ("", ""), ("   ", ""),
    ])
    func aLineHasSingleSpaces(text: String, expected: String) {
        #expect(Array(UserText.clean(text, .line).utf8) == Array(expected.utf8))
    }

    @Test func cleaningAgainChangesNothing() throws {
        var random = Seeded()
        for _ in 0..<3000 {
            let text = random.text(upTo: 30, from: Self.ranges)
            for form in [UserText.Form.line, .block] {
                let once = UserText.clean(text, form)
                let twice = UserText.clean(once, form)
                let note = "\(text.unicodeScalars.map { String($0.value, radix: 16) }), \(form), \(random)"
                try #require(Array(once.unicodeScalars) == Array(twice.unicodeScalars), "\(note)")
                try #require(!once.unicodeScalars.contains("\r"), "\(note)")
            }
        }
    }

    @Test(arguments: ["\0", "a\0b", "\u{1}", "\u{8}", "\u{B}", "\u{C}", "\u{1B}[31m", "\u{7F}", "\u{85}", "\u{9F}"])
    func controlCharactersAreSeen(text: String) {
        #expect(UserText.hasControlCharacters(text))
    }

    @Test(arguments: ["", "plain", "two\nlines", "a\ttab", "سلام", "👩🏽‍💻", "\u{200E}", "\u{A0}"])
    func ordinaryTextHasNoControlCharacters(text: String) {
        #expect(!UserText.hasControlCharacters(text))
    }
}

/// The readable end of a URL.
@Suite struct SlugTests {
    @Test(arguments: [
        ("Which degree papers does the Blue Card need?", "which-degree-papers-does-the-blue-card-need"),
        ("  C++ & .NET -- or Go?  ", "c-net-or-go"), ("H-1B 2026", "h-1b-2026"), ("ÄÖÜ Straße", "äöü-straße"),
        ("جرمنی میں پہلا مہینہ؟", "جرمنی-میں-پہلا-مہینہ"), ("ویزا ۲۰۲۶", "ویزا-۲۰۲۶"), ("???", ""), ("", ""),
        ("a/b\\c?d#e%2F", "a-b-c-d-e-2f"), ("<script>", "script"),
    ])
    func aTitleHasThisSlug(title: String, slug: String) {
        #expect(UserText.slug(title) == slug)
    }

    @Test func aSlugIsShortAndSafeWhateverTheTitle() throws {
        var random = Seeded()
        for _ in 0..<2000 {
            let title = random.text(
                upTo: 150, from: [0x01...0x7E, 0x0600...0x06FF, 0x2000...0x206F, 0x1F600...0x1F64F])
            let slug = UserText.slug(title)
            try #require(slug.count <= 80, "\(title.debugDescription), \(random)")
            #expect(!slug.hasPrefix("-") && !slug.hasSuffix("-") && !slug.contains("--"), "\(slug), \(random)")
            #expect(!slug.contains { "/?#%&\\ .\"<>".contains($0) }, "\(slug), \(random)")
        }
    }
}
