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

    private static func text(_ piece: TextDifference.Piece) -> String {
        switch piece {
        case .same(let text), .removed(let text), .added(let text): text
        }
    }
}
