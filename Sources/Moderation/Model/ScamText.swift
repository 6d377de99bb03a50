import Core

/// A text as a person reads it through what hides it from programs: letters of other scripts that look alike, digits
/// for letters, letters set apart, signs nobody sees.
enum ScamText {
    /// Small letters, digits of any script as 0 to 9, and none of what only formats or sits on another sign.
    static func plain(_ text: String) -> String {
        var plain = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            switch scalar.properties.generalCategory {
            case .format, .nonspacingMark, .enclosingMark: continue
            case .decimalNumber:
                plain.append(Unicode.Scalar(UInt8(scalar.properties.numericValue ?? 0) + 0x30))
            default: plain.append(alike[scalar] ?? scalar)
            }
        }
        return String(plain)
    }

    /// The words, with letters in the place of digits and signs that stand for them, nothing else between letters, each
    /// letter once where it is repeated, and letters that stand alone joined: `w h a t s @ p p` is `whatsap`.
    static func bare(_ text: String) -> String {
        var words: [String] = []
        var apart = ""
        func endApart() {
            if !apart.isEmpty { words.append(once(apart)) }
            apart = ""
        }
        for part in plain(text).split(whereSeparator: \.isWhitespace) {
            let word = letters(of: String(part))
            if word.isEmpty { continue }
            if word.unicodeScalars.count == 1 {
                apart += word
            } else {
                endApart()
                words.append(once(word))
            }
        }
        endApart()
        return words.joined(separator: " ")
    }

    /// The letters of a word, with those that digits and signs stand for; of a number nothing.
    static func letters(of word: String) -> String {
        guard word.unicodeScalars.contains(where: \.properties.isAlphabetic) || isSign(word) else { return "" }
        var letters = String.UnicodeScalarView()
        for scalar in word.unicodeScalars {
            if let letter = standingFor[scalar] {
                letters.append(letter)
            } else if scalar.properties.isAlphabetic {
                letters.append(scalar)
            }
        }
        return String(letters)
    }

    /// A sign that stands alone among letters set apart: the `@` of `w h @ t s`.
    private static func isSign(_ word: String) -> Bool {
        word.unicodeScalars.count == 1 && word.unicodeScalars.allSatisfy { standingFor[$0] != nil }
    }

    private static func once(_ word: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in word.unicodeScalars where scalar != kept.last { kept.append(scalar) }
        return String(kept)
    }

    /// A text in which what stands between digits is taken out, and `o` between digits is a zero: a number that is typed
    /// `0 3 o o - 1 2 3`.
    static func joiningDigits(of plain: String) -> String {
        var joined = String.UnicodeScalarView()
        var between = String.UnicodeScalarView()
        for scalar in spelledAsDigits(plain).unicodeScalars {
            if ("0"..."9").contains(scalar) {
                joined.append(scalar)
                between.removeAll()
            } else if between.count < 3, let last = joined.last, ("0"..."9").contains(last),
                separators.contains(scalar)
            {
                between.append(scalar)
            } else if (scalar == "o" || scalar == "l"), let last = joined.last, ("0"..."9").contains(last),
                between.isEmpty
            {
                joined.append(scalar == "o" ? "0" : "1")
            } else {
                joined.append(contentsOf: between)
                between.removeAll()
                joined.append(scalar)
            }
        }
        joined.append(contentsOf: between)
        return String(joined)
    }

    /// `zero three double one` as `0 3 1 1`.
    private static func spelledAsDigits(_ text: String) -> String {
        guard numerals.keys.contains(where: { text.contains($0) }) else { return text }
        var doubles = false
        return text.split(separator: " ").compactMap { part -> String? in
            let word = String(part)
            if word == "double" {
                doubles = true
                return nil
            }
            defer { doubles = false }
            guard let digit = numerals[word] else { return (doubles ? "double " : "") + word }
            return doubles ? "\(digit)\(digit)" : digit
        }.joined(separator: " ")
    }

    /// Names of sites, as a text spells them.
    static func domains(in plain: String) -> [String] {
        plain.matches(of: /(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}/).map { String($0.output) }
    }

    private static let separators: Set<Unicode.Scalar> = [" ", "-", ".", "_", "/", "*", "(", ")", ",", "|", "\u{2013}"]

    private static let numerals = [
        "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
        "eight": "8", "nine": "9",
    ]

    private static let standingFor: [Unicode.Scalar: Unicode.Scalar] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "€": "e",
    ]

    /// Small letters of Cyrillic and Greek that are drawn like Latin ones (Unicode Technical Standard 39, the part of
    /// its table that words of ours can be written with).
    private static let alike: [Unicode.Scalar: Unicode.Scalar] = [
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "i", "ѕ": "s", "к": "k", "м": "m",
        "т": "t", "в": "b", "н": "h", "ј": "j", "ԁ": "d", "ɡ": "g", "ո": "n", "α": "a", "ε": "e", "ο": "o", "ρ": "p",
        "ν": "v", "τ": "t", "ι": "i", "κ": "k", "υ": "u", "ѵ": "v", "ԝ": "w", "ı": "i",
    ]
}
