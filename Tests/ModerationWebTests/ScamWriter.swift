import Embedded
import Foundation
import TestSupport

/// Sentences of people who ask and answer, each once.
enum HonestTexts {
    static func all() throws -> [String] {
        var texts: [String] = []
        for name in ["demo", "checklists"] {
            let file = EmbeddedFile.at("Sources/App/Data/\(name).json")?.data ?? Data()
            collect(try JSONSerialization.jsonObject(with: file), into: &texts)
        }
        var seen: Set<String> = []
        return texts.flatMap(sentences).filter { seen.insert($0).inserted }
    }

    /// Texts of a file in a fixed order.
    private static func collect(_ value: Any, into texts: inout [String]) {
        if let text = value as? String { texts.append(text) }
        if let list = value as? [Any] { for item in list { collect(item, into: &texts) } }
        if let fields = value as? [String: Any] {
            for key in fields.keys.sorted() where key != "url" {
                if let field = fields[key] { collect(field, into: &texts) }
            }
        }
    }

    private static func sentences(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).flatMap { line in
            line.replacing(/([.!?۔؟])\s/) { "\($0.output.1)\n" }.split(separator: "\n").map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " -*>#|"))
            }
        }.filter { $0.count >= 25 && $0.contains(" ") }
    }
}

/// Writes what scams say from the shipped patterns, every second time in a disguise.
struct ScamWriter {
    private struct Patterns: Decodable {
        let words: [String: [String: [String]]]
    }

    var random = Seeded(20_261_122)
    private let words: [String: [String: [String]]]
    private var written = 0

    init() throws {
        let file = EmbeddedFile.at("Sources/App/Data/scam-patterns.json")?.data ?? Data()
        words = try JSONDecoder().decode(Patterns.self, from: file).words
    }

    private static let openings = [
        "en": [
            "Dear friends,", "Salam to all IT people!", "Good news for Lahore and Karachi.", "My company helps you:",
        ],
        "ur": ["سب دوستوں کے لیے خوش خبری۔", "السلام علیکم، ہماری کمپنی", "جرمنی اور کینیڈا کے لیے"],
        "roman": ["Salam bhaiyo,", "Germany aur Canada ke liye", "Sab IT walon ke liye khush khabri,"],
    ]

    mutating func next() -> String {
        let language = random.pick(["en", "ur", "roman"])
        var kinds = random.pick([
            ["promise", "payment", "contact"], ["promise", "contact"], ["promise", "payment"], ["payment", "address"],
            ["promise", "address"], ["contact", "payment"], ["address"],
        ])
        kinds.shuffle(using: &random)
        written += 1
        let isDisguised = written.isMultiple(of: 2)
        let parts = kinds.map { kind -> String in
            let part = kind == "address" ? address() : random.pick(words[kind]?[language] ?? [])
            return isDisguised ? disguised(part, isNumber: kind == "address") : part
        }
        let end = random.pick(["", "!", " now", " \(random.below(90) + 10)"])
        return "\(random.pick(Self.openings[language] ?? [])) \(parts.joined(separator: ", "))\(end)"
    }

    private mutating func address() -> String {
        let number =
            "3\(random.below(50))".padding(toLength: 3, withPad: "4", startingAt: 0)
            + String(1_000_000 + random.below(8_999_999))
        return random.pick([
            "0\(number)", "+92 \(number)", "0092-\(number)", "visa.desk\(random.below(99))@gmail.com",
            "https://wa.me/92\(number)", "t.me/visa\(random.below(999))",
        ])
    }

    private mutating func disguised(_ text: String, isNumber: Bool) -> String {
        let isLatin = text.allSatisfy(\.isASCII)
        if isNumber {
            guard text.allSatisfy({ $0.isNumber || "+- ".contains($0) }) else { return text.uppercased() }
            switch random.below(4) {
            case 0: return text.map(String.init).joined(separator: " ")
            case 1: return text.map { $0 == "0" ? "o" : String($0) }.enumerated().map { $0 == 0 ? "0" : $1 }.joined()
            case 2: return text.map { $0.isNumber ? "\($0)\u{FE0F}\u{20E3}" : String($0) }.joined()
            default: return text.replacing(" ", with: "_").map(String.init).joined(separator: ".")
            }
        }
        guard isLatin else {
            return random.below(2) == 0
                ? text.map(String.init).joined(separator: "\u{200C}") : text.replacing("ی", with: "ي")
        }
        switch random.below(6) {
        case 0:
            return text.split(separator: " ").map { $0.map(String.init).joined(separator: "-") }.joined(separator: " ")
        case 1: return text.replacing("a", with: "а").replacing("e", with: "е").replacing("o", with: "о")
        case 2: return text.replacing("a", with: "@").replacing("e", with: "3").replacing("i", with: "1")
        case 3: return text.map(String.init).joined(separator: "\u{200B}")
        case 4: return text.map { $0.isLetter ? "\($0)\($0)" : String($0) }.joined()
        default: return text.uppercased()
        }
    }
}
