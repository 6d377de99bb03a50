import Embedded
import Foundation

/// What people read, by key, in one language (`en.json`, `ur.json`).
package struct Phrasebook: Sendable {
    package let language: Language
    private let phrases: [String: Phrase]

    enum Phrase: Codable, Sendable {
        case plain(String)
        /// By CLDR plural category.
        case plural([String: String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .plain(text)
            } else {
                self = .plural(try container.decode([String: String].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .plain(let text): try container.encode(text)
            case .plural(let forms): try container.encode(forms)
            }
        }
    }

    /// The phrases that the binary carries.
    package static func of(_ language: Language) -> Phrasebook {
        language == .urdu ? urdu : english
    }

    private static let english = Phrasebook(.english)
    private static let urdu = Phrasebook(.urdu)

    private init(_ language: Language) {
        self.language = language
        let file = EmbeddedFile.at("Sources/Texts/\(language.rawValue).json")
        phrases = file.flatMap { try? JSONDecoder().decode([String: Phrase].self, from: $0.data) } ?? [:]
    }

    package var keys: Set<String> { Set(phrases.keys) }

    /// The phrases of some keys, in all their forms, as they are encoded for scripts.
    package func forms(where isWanted: (String) -> Bool) -> some Encodable { phrases.filter { isWanted($0.key) } }

    /// The phrase as it is, or `nil` for a key nobody wrote.
    package func phrase(_ key: String) -> String? {
        switch phrases[key] {
        case .plain(let text): text
        case .plural(let forms): forms["other"]
        case nil: nil
        }
    }

    /// The phrase with its `{name}` places filled; the key itself if nobody wrote it, so that it is seen.
    package func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        fill(phrase(key) ?? key, arguments)
    }

    /// The form of the phrase for `count`, which also fills `{count}`.
    package func text(_ key: String, count: Int, _ arguments: [String: String] = [:]) -> String {
        let arguments = arguments.merging(["count": "\(count)"]) { own, _ in own }
        guard case .plural(let forms) = phrases[key] else { return text(key, arguments) }
        return fill(forms[language.pluralCategory(count)] ?? forms["other"] ?? key, arguments)
    }

    /// By bytes: a page fills hundreds of places.
    private func fill(_ text: String, _ arguments: [String: String]) -> String {
        guard !arguments.isEmpty, text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var out = ""
        out.reserveCapacity(text.utf8.count + 32)
        var rest = text[...]
        while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")),
            let close = rest.utf8[open...].firstIndex(of: UInt8(ascii: "}"))
        {
            out += rest[..<open]
            let name = rest[rest.utf8.index(after: open)..<close]
            out += arguments[String(name)] ?? "{\(name)}"
            rest = rest[rest.utf8.index(after: close)...]
        }
        return out + rest
    }
}
