import Foundation

/// What people type, made comparable: normalised, trimmed, without characters that only deceive.
package enum UserText {
    package enum Form {
        /// One line: any run of white space becomes one space.
        case line
        /// Several lines: line ends become `\n`, trailing blank lines go.
        case block
    }

    /// Unicode NFC, trimmed. Characters that turn the direction of what follows (U+202A to U+202E, U+2066 to
    /// U+2069) are dropped: pasted text from chats is full of them, and they can disguise a link.
    package static func clean(_ text: String, _ form: Form) -> String {
        var scalars = String.UnicodeScalarView()
        var previousWasReturn = false
        for scalar in text.unicodeScalars {
            defer { previousWasReturn = scalar == "\r" }
            switch scalar.value {
            case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: continue
            case 0x0A where previousWasReturn: continue
            case 0x0D, 0x2028, 0x2029: scalars.append("\n")
            default: scalars.append(scalar)
            }
        }
        // Normal only now: what was dropped may have stood between a letter and its accent.
        let normal = String(scalars).precomposedStringWithCanonicalMapping
        switch form {
        case .line:
            // By scalars: as characters, a mark after a space would go with the space.
            let words = normal.unicodeScalars.split(whereSeparator: \.properties.isWhitespace)
            return words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
        case .block: return normal.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    /// Whether the text holds NUL or another control character that nobody types.
    package static func hasControlCharacters(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            (scalar.value < 0x20 && scalar.value != 0x0A && scalar.value != 0x09)
                || (0x7F...0x9F).contains(scalar.value)
        }
    }

    /// Characters that leave a mark on the page or part words: format characters, lone accents and the blank letters
    /// of a few scripts count for nothing, or a name could be nothing to see.
    package static func visibleLength(_ text: String) -> Int {
        text.count { character in character.unicodeScalars.contains(where: isVisible) }
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .nonspacingMark, .enclosingMark: scalar == "\n"
        // Braille's blank and the fillers of Hangul.
        default: ![0x2800, 0x115F, 0x1160, 0x3164, 0xFFA0].contains(scalar.value)
        }
    }

    /// Lower-case letters and digits of any script joined by dashes, for the readable end of a URL.
    /// At most 80 characters; empty when nothing is left.
    package static func slug(_ text: String) -> String {
        var out = ""
        var pendingDash = false
        for character in text.lowercased() {
            if character.isLetter || character.isNumber {
                let needsDash = pendingDash && !out.isEmpty
                if out.count + (needsDash ? 2 : 1) > 80 { break }
                out += (needsDash ? "-" : "") + String(character)
                pendingDash = false
            } else {
                pendingDash = true
            }
        }
        return out
    }
}
