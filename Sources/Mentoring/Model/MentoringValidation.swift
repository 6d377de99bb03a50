import Core
import Foundation

/// Checks that mentors' and mentees' drafts share.
extension Validation {
    mutating func whole(_ value: Int, _ field: String, _ range: ClosedRange<Int>) -> Int {
        self.range(value, field, range)
        return min(max(value, range.lowerBound), range.upperBound)
    }

    /// ISO 3166-1 alpha-2, in either case.
    mutating func country(_ value: String, _ field: String) -> String {
        let code = UserText.clean(value, .line).uppercased()
        require(KnownCountries.codes.contains(code), field, "unknown_country")
        return code
    }

    mutating func countryOrNone(_ value: String?, _ field: String) -> String? {
        note(field, .text(0...2))
        let text = UserText.clean(value ?? "", .line)
        return text.isEmpty ? nil : country(text, field)
    }

    /// A day such as `2026-11-21`, or none.
    mutating func dayOrNone(_ value: String?, _ field: String) -> CivilDay? {
        note(field, .text(0...10))
        let text = UserText.clean(value ?? "", .line)
        if text.isEmpty { return nil }
        let day = CivilDay(text).flatMap { (1950...2200).contains($0.year) ? $0 : nil }
        require(day != nil, field, "day_form")
        return day
    }

    /// Values of an enumeration, each once, in its order.
    mutating func choices<Value: RawRepresentable & CaseIterable & Hashable>(
        _ values: [String]?, _ field: String, atLeast least: Int, atMost most: Int = 30
    ) -> [Value] where Value.RawValue == String {
        let values = values ?? []
        note(field, .choice(Value.allCases.map(\.rawValue)))
        count(values.count, field, atMost: most)
        require(values.count >= least, field, "required")
        let chosen = Set(values.compactMap { Value(rawValue: $0) })
        require(values.allSatisfy { Value(rawValue: $0) != nil }, field, "unknown_choice")
        return Value.allCases.filter(chosen.contains)
    }

    /// A text within an element of a list: the description has no limit for it, as it has none for lists of such.
    mutating func part(_ value: String, _ field: String, _ length: ClosedRange<Int>) -> String {
        let cleaned = UserText.clean(value, .line)
        require(!UserText.hasControlCharacters(cleaned), field, "control_characters")
        require(cleaned.count >= length.lowerBound, field, "required")
        require(
            cleaned.count <= length.upperBound && cleaned.utf8.count <= length.upperBound * 4, field, "too_long",
            ["max": "\(length.upperBound)"])
        return cleaned
    }

    /// Words in small letters, each once.
    mutating func words(_ values: [String]?, _ field: String, atMost most: Int) -> [String] {
        count(values?.count ?? 0, field, atMost: most)
        var words: [String] = []
        for value in values ?? [] {
            let word = text(value, field, 0...40).lowercased()
            if !word.isEmpty, !words.contains(word) { words.append(word) }
        }
        return words
    }

    /// Languages with their levels; one at least.
    mutating func languages(_ values: [KnownLanguage]?, _ field: String) -> [KnownLanguage] {
        let values = values ?? []
        count(values.count, field, atMost: 12)
        require(!values.isEmpty, field, "required")
        var known: [KnownLanguage] = []
        for value in values {
            let code = language(value.code, field)
            require((1...6).contains(value.level), field, "language_level")
            require(!known.contains { $0.code == code }, field, "listed_twice")
            known.append(KnownLanguage(code: code, level: value.level))
        }
        return known
    }

    /// `ur`, `zh-hant`: a language and subtags (RFC 5646).
    mutating func language(_ value: String, _ field: String) -> String {
        let code = UserText.clean(value, .line).lowercased()
        let parts = code.split(separator: "-", omittingEmptySubsequences: false)
        let isTag =
            code.utf8.count <= 35 && (2...8).contains(parts.first?.utf8.count ?? 0)
            && (parts.first ?? "").allSatisfy { $0.isASCII && $0.isLetter }
            && parts.dropFirst().allSatisfy { part in
                (1...8).contains(part.utf8.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            }
        require(isTag, field, "unknown_language")
        return code
    }
}

/// ISO 3166-1 alpha-2.
package enum KnownCountries {
    package static let codes: Set<String> = Set(
        Locale.Region.isoRegions.map(\.identifier).filter { code in
            code.count == 2 && code.allSatisfy { $0.isLetter && $0.isASCII }
        }
    ).subtracting(["UN", "EU", "EZ", "XK", "IC", "AC", "TA", "DG", "EA", "CP", "CQ", "QO"])
}

/// Lists that a column holds, one a line.
enum Lines {
    static func text(_ values: [String]) -> String { values.joined(separator: "\n") }
    static func values(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    static func choices<Value: RawRepresentable>(_ text: String) -> [Value] where Value.RawValue == String {
        values(text).compactMap(Value.init)
    }

    static func text(_ languages: [KnownLanguage]) -> String { text(languages.map { "\($0.code) \($0.level)" }) }

    static func languages(_ text: String) -> [KnownLanguage] {
        values(text).compactMap { line in
            let parts = line.split(separator: " ")
            return parts.count == 2 ? Int(parts[1]).map { KnownLanguage(code: String(parts[0]), level: $0) } : nil
        }
    }

    static func text(_ destinations: [MenteeDestination]) -> String {
        text(destinations.map { $0.city.isEmpty ? $0.country : "\($0.country) \($0.city)" })
    }

    static func destinations(_ text: String) -> [MenteeDestination] {
        values(text).map {
            MenteeDestination(country: String($0.prefix(2)), city: String($0.dropFirst(3)))
        }
    }
}
