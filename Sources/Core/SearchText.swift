/// The terms that a text is found by: the same function for what is written and for what is looked for.
///
/// A term is a run of letters and digits, folded (`SearchFolding`), so that `Zürich` is found by `zurich` and
/// `کتاب` by `كتاب`. Terms keep the signs that belong to them: `c++`, `c#`, `.net`; `H-1B` is `h1b`, `U.K.` is `uk`.
package enum SearchText {
    /// Rises when the same text gives other terms, or documents get other numbers: an index that an older version filled is filled anew.
    package static let version = 3
    /// Scalars of a term that count; what is longer is no word of any language.
    package static let longestTerm = 64

    package struct Term: Sendable, Equatable {
        package let text: String
        /// Where it stands in the text it was read from.
        package let range: Range<String.Index>
    }

    /// The terms of a text between spaces; folding them again changes nothing.
    package static func fold(_ text: String) -> String { terms(text).map(\.text).joined(separator: " ") }

    /// The terms of a text in their order.
    package static func terms(_ text: String) -> [Term] {
        var reader = TermReader(units(of: text))
        return reader.terms()
    }

    private static func units(of text: String) -> [Unit] {
        let scalars = text.unicodeScalars
        var units: [Unit] = []
        units.reserveCapacity(text.utf8.count + 1)
        var index = scalars.startIndex
        while index < scalars.endIndex {
            let next = scalars.index(after: index)
            SearchFolding.fold(scalars[index]) { folded in
                units.append(Unit(scalar: folded, kind: Unit.Kind(folded), range: index..<next))
            }
            index = next
        }
        return units
    }
}

/// A folded scalar, with where it came from.
private struct Unit {
    enum Kind {
        case letter, digit, sign, dot, hyphen, apostrophe, other

        var isWord: Bool { self == .letter || self == .digit }

        init(_ scalar: Unicode.Scalar) {
            self =
                switch scalar {
                case "a"..."z": .letter
                case "0"..."9": .digit
                case "+", "#": .sign
                case ".": .dot
                case "-", "\u{2010}", "\u{2011}": .hyphen
                case "'", "\u{2019}", "\u{02BC}": .apostrophe
                default: scalar.isASCII ? .other : Self(category: scalar.properties.generalCategory)
                }
        }

        private init(category: Unicode.GeneralCategory) {
            self =
                switch category {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                    .nonspacingMark, .spacingMark, .enclosingMark:
                    .letter
                case .decimalNumber, .letterNumber, .otherNumber: .digit
                default: .other
                }
        }
    }

    let scalar: Unicode.Scalar
    let kind: Kind
    let range: Range<String.Index>
}

/// Cuts units into terms.
private struct TermReader {
    private let units: [Unit]
    private var position = 0

    init(_ units: [Unit]) { self.units = units }

    mutating func terms() -> [SearchText.Term] {
        var terms: [SearchText.Term] = []
        while position < units.count {
            if units[position].kind.isWord { terms.append(term()) } else { position += 1 }
        }
        return terms
    }

    private func kind(_ place: Int) -> Unit.Kind {
        units.indices.contains(place) ? units[place].kind : .other
    }

    /// The end of the run of letters and digits that begins at `start`.
    private func endOfRun(_ start: Int) -> Int {
        var end = start
        while kind(end).isWord { end += 1 }
        return end
    }

    private func isOfLetters(_ run: Range<Int>) -> Bool { run.allSatisfy { units[$0].kind == .letter } }

    /// Reads the term that begins here, with its signs.
    private mutating func term() -> SearchText.Term {
        let first = position..<endOfRun(position)
        var taken = Array(first)
        position = first.upperBound
        var isAcronym = first.count == 1 && isOfLetters(first)
        var start = first.lowerBound
        while let run = joined(to: taken, first: first, isAcronym: isAcronym) {
            taken += run
            isAcronym = isAcronym && run.count == 1 && isOfLetters(run)
            position = run.upperBound
        }
        if kind(position) == .apostrophe, let run = nextRun, run.count == 1, units[run.lowerBound].scalar == "s" {
            position = run.upperBound
        }
        let isPlain = taken.allSatisfy { units[$0].kind == .letter }
        let signs = isPlain ? signs(after: taken.count) : ""
        position += signs.unicodeScalars.count
        if isPlain, signs.isEmpty, isAfterLoneDot(start) { start -= 1 }
        let range = units[start].range.lowerBound..<units[position - 1].range.upperBound
        var text = start < first.lowerBound ? "." : ""
        text.unicodeScalars.append(contentsOf: taken.prefix(SearchText.longestTerm).map { units[$0].scalar })
        return SearchText.Term(text: text + signs, range: range)
    }

    /// The run behind the one sign that stands here.
    private var nextRun: Range<Int>? {
        let run = (position + 1)..<max(position + 1, endOfRun(position + 1))
        return run.isEmpty ? nil : run
    }

    /// The next run, if what stands between belongs to the word: `h-1b`, `eb-2`, `e-mail`, `u.k`, `don't`.
    private func joined(to taken: [Int], first: Range<Int>, isAcronym: Bool) -> Range<Int>? {
        guard let run = nextRun else { return nil }
        let isWhole = taken.count == first.count && isOfLetters(first)
        switch kind(position) {
        case .hyphen where isWhole:
            return first.count == 1 || (first.count <= 3 && kind(run.lowerBound) == .digit) ? run : nil
        case .dot: return isAcronym && run.count == 1 && isOfLetters(run) ? run : nil
        case .apostrophe: return run.count == 1 && units[run.lowerBound].scalar == "s" ? nil : run
        default: return nil
        }
    }

    /// `++` behind any word, one `+` or `#` behind a short one: in `resume#` it is no part of it.
    private func signs(after length: Int) -> String {
        var end = position
        while kind(end) == .sign, end - position < 3 { end += 1 }
        let signs = String(String.UnicodeScalarView(units[position..<end].map(\.scalar)))
        guard !kind(end).isWord, length <= SearchText.longestTerm else { return "" }
        return signs == "++" || (signs.count == 1 && length <= 3) ? signs : ""
    }

    /// Whether a dot that ends nothing stands before: in `.net`, not in `end.net`.
    private func isAfterLoneDot(_ start: Int) -> Bool {
        guard kind(start - 1) == .dot else { return false }
        return start == 1 || (kind(start - 2) == .other && units[start - 2].scalar != ")")
    }
}
