import Foundation

/// What of a character counts when words are looked for: `É` is `e`, `ي` is `ی`, `７` is `7`, harakat are nothing.
enum SearchFolding {
    /// Hands what is left of `scalar` to `emit`: nothing, one scalar or, for ligatures, several. What comes out is
    /// folded to itself.
    static func fold(_ scalar: Unicode.Scalar, _ emit: (Unicode.Scalar) -> Void) {
        switch scalar.value {
        case 0..<0x41, 0x5B...0x7F: emit(scalar)
        case 0x41...0x5A: emit(lower(scalar))
        // NUL's relatives, and signs whose letters are no part of the word before them: ™, ℠.
        case 0x80...0x9F, 0x2122, 0x2120: emit(" ")
        case 0x0621...0x06FF: foldArabic(scalar, emit)
        // Plain letters of scripts that neither join nor have cases, decomposed by arithmetic alone.
        case 0x4E00...0x9FFF: emit(scalar)
        default: foldOther(scalar, emit)
        }
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value | 0x20))
    }

    /// By Unicode's compatibility decomposition, case mapping and then our own table.
    private static func foldOther(_ scalar: Unicode.Scalar, _ emit: (Unicode.Scalar) -> Void) {
        for part in String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars {
            for small in part.properties.lowercaseMapping.unicodeScalars {
                if (0x0621...0x06FF).contains(small.value) {
                    foldArabic(small, emit)
                } else if let letters = letters[small.value] {
                    for letter in letters.unicodeScalars { emit(letter) }
                } else if let digit = digit(small) {
                    emit(digit)
                } else if !isDropped(small) {
                    emit(small)
                }
            }
        }
    }

    private static func foldArabic(_ scalar: Unicode.Scalar, _ emit: (Unicode.Scalar) -> Void) {
        switch scalar.value {
        // Alef with madda, hamza or wasla.
        case 0x0622, 0x0623, 0x0625, 0x0671...0x0673, 0x0675: emit("\u{0627}")
        case 0x0624, 0x0676: emit("\u{0648}")
        case 0x0677: emit("\u{06C7}")
        // Ye: Arabic, alef maqsura, with hamza, with tail, bari.
        case 0x0626, 0x0649, 0x064A, 0x0678, 0x06CC, 0x06CD, 0x06D0, 0x06D2, 0x06D3: emit("\u{06CC}")
        case 0x0643, 0x06A9, 0x06AA: emit("\u{06A9}")
        // Heh: Arabic, doachashmee, goal, with hamza, teh marbuta, ae.
        case 0x0629, 0x0647, 0x06BE, 0x06C0...0x06C3, 0x06D5: emit("\u{06C1}")
        // Hamza alone, tatweel, harakat and Koranic marks.
        case 0x0621, 0x0640, 0x064B...0x065F, 0x0670, 0x0674, 0x06D6...0x06ED: return
        case 0x0660...0x0669: emit(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value - 0x0660 + 0x30)))
        case 0x06F0...0x06F9: emit(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value - 0x06F0 + 0x30)))
        default: emit(scalar)
        }
    }

    /// Latin letters that decomposition leaves whole, and the two sigmas.
    private static let letters: [UInt32: String] = [
        0x00DF: "ss", 0x00E6: "ae", 0x00F0: "d", 0x00F8: "o", 0x00FE: "th", 0x0111: "d", 0x0127: "h", 0x0131: "i",
        0x0142: "l", 0x0153: "oe", 0x0167: "t", 0x03C2: "\u{03C3}",
    ]

    private static func digit(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue else {
            return nil
        }
        return Unicode.Scalar(UInt8(value) + 0x30)
    }

    /// Accents, points and vowel signs of the scripts that are read without them, and all that only formats: joiners,
    /// soft hyphens, marks that turn the direction, selectors of a variant.
    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0300...0x036F, 0x0483...0x0489, 0x0591...0x05BD, 0x05BF, 0x05C1...0x05C7, 0x0610...0x061A,
            0x0898...0x089F, 0x08CA...0x08FF, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE00...0xFE0F,
            0xFE20...0xFE2F, 0xE0100...0xE01EF, 0x02BE, 0x02BF:
            true
        default: scalar.properties.generalCategory == .format
        }
    }
}
