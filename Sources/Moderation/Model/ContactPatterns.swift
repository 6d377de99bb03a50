import Core
import Embedded
import Foundation

/// Ways to get in touch or to pay, as people type them in English, Urdu and Roman Urdu: what scams begin with. The
/// patterns are data (`contact-patterns.json`).
package struct ContactPatterns: Sendable {
    /// Which of the two a text names.
    package enum Kind: String, Sendable, CaseIterable {
        case contact, payment
    }

    private let expressions: [(kind: Kind, expression: NSRegularExpression)]
    /// Folded, each with a space before it: a word counts from its beginning on, whatever its ending.
    private let words: [(kind: Kind, phrase: String)]

    private struct File: Decodable {
        let expressions: [String: [String]]
        let words: [String: [String: [String]]]
    }

    /// Those that the binary carries.
    package static let shipped = ContactPatterns(
        EmbeddedFile.at("Sources/App/Data/contact-patterns.json")?.data ?? Data())

    package init(_ data: Data) {
        let file = try? JSONDecoder().decode(File.self, from: data)
        expressions = Kind.allCases.flatMap { kind in
            (file?.expressions[kind.rawValue] ?? []).compactMap { pattern in
                (try? NSRegularExpression(pattern: pattern)).map { (kind, $0) }
            }
        }
        words = Kind.allCases.flatMap { kind in
            (file?.words[kind.rawValue] ?? [:]).sorted { $0.key < $1.key }.flatMap { _, phrases in
                phrases.map { (kind, " " + SearchText.fold($0)) }
            }
        }
    }

    /// How many there are: a file that cannot be read would hold nothing back.
    package var count: Int { expressions.count + words.count }

    /// What the text names first; `nil` for most texts.
    package func found(in text: String) -> Kind? {
        let folded = " " + SearchText.fold(text)
        if let word = words.first(where: { folded.contains($0.phrase) }) { return word.kind }
        let plain = Self.plain(text)
        let range = NSRange(plain.startIndex..., in: plain)
        return expressions.first { $0.expression.firstMatch(in: plain, range: range) != nil }?.kind
    }

    /// Small letters, and digits of any script as 0 to 9.
    private static func plain(_ text: String) -> String {
        String(
            text.lowercased().map { character in
                guard !character.isASCII, let digit = character.wholeNumberValue, (0...9).contains(digit) else {
                    return character
                }
                return Character("\(digit)")
            })
    }
}
