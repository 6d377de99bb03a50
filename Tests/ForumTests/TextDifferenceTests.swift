import Forum
import TestSupport
import Testing

@Suite("What changed between two texts")
struct TextDifferenceTests {
    @Test func wordsAreComparedAndNeighboursJoined() {
        #expect(
            TextDifference.pieces(from: "one two three four", to: "one 2 3 four")
                == [.same("one "), .removed("two three "), .added("2 3 "), .same("four")])
        #expect(TextDifference.pieces(from: "", to: "all new") == [.added("all new")])
        #expect(TextDifference.pieces(from: "gone", to: "") == [.removed("gone")])
        #expect(TextDifference.pieces(from: "same", to: "same") == [.same("same")])
    }

    /// Whatever was done to a text, the pieces hold both texts whole.
    @Test func bothTextsAreInThePieces() {
        var numbers = Seeded()
        let letters = ["a ", "b\n", "ج ", "🙂", "e\u{301} ", "  ", "\n\n", "long-word "]
        for _ in 0..<400 {
            let old = (0..<numbers.below(60)).map { _ in numbers.pick(letters) }.joined()
            let new = (0..<numbers.below(60)).map { _ in numbers.pick(letters) }.joined()
            let pieces = TextDifference.pieces(from: old, to: new)
            let before = pieces.map { if case .added = $0 { "" } else { Self.text($0) } }.joined()
            let after = pieces.map { if case .removed = $0 { "" } else { Self.text($0) } }.joined()
            #expect(before == old && after == new, "\(numbers)")
        }
    }

    /// Two texts that differ in everything cost by the square of their parts: beyond some they are one piece each.
    @Test(arguments: [(" ", 16_000), ("\n", 16_000), (" ", 1_000)])
    func whatDiffersInTooMuchIsOnePiece(space: String, count: Int) {
        let old = (0..<count).map { "\($0 % 10)" }.joined(separator: space)
        let new = (0..<count).map { _ in "x" }.joined(separator: space)
        let pieces = TextDifference.pieces(from: old, to: new)
        #expect(pieces == [.removed(old), .added(new)])
    }

    @Test func aWordInALongTextIsFound() {
        let words = (0..<5_000).map { "word\($0) " }
        let (start, end) = (words.prefix(3_000).joined(), words.suffix(1_999).joined())
        let pieces = TextDifference.pieces(from: words.joined(), to: start + "other " + end)
        #expect(pieces == [.same(start), .removed("word3000 "), .added("other "), .same(end)])
    }

    private static func text(_ piece: TextDifference.Piece) -> String {
        switch piece {
        case .same(let text), .removed(let text), .added(let text): text
        }
    }
}
