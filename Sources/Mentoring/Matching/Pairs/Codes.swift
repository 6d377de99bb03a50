/// A country, ISO 3166-1 alpha-2, as a number below `CountryCode.count`.
package struct CountryCode: Sendable, Hashable {
    package static let count = 676

    let number: UInt16

    init(number: UInt16) { self.number = number }

    /// `nil` unless it is two capital letters.
    package init?(_ text: String) {
        let letters = text.utf8.map { Int($0) - 65 }
        guard letters.count == 2, letters.allSatisfy((0..<26).contains) else { return nil }
        number = UInt16(letters[0] * 26 + letters[1])
    }

    package var text: String {
        String(decoding: [UInt8(number / 26) + 65, UInt8(number % 26) + 65], as: UTF8.self)
    }
}

/// Numbers that stand for words of one snapshot; who makes the snapshot keeps the words.
package typealias SkillCode = UInt16
package typealias TopicCode = UInt16
package typealias LanguageCode = UInt16
package typealias PathwayCode = UInt16
/// A city or region.
package typealias PlaceCode = UInt32
package typealias EmployerCode = UInt32
/// A verified address or a household, hashed: who shares one is the same person, or lives with them.
package typealias IdentityCode = UInt64

/// A language and how well: 1 to 6 as A1 to C2; native counts as 6.
package struct LanguageLevel: Sendable, Hashable {
    package let language: LanguageCode
    package let level: UInt8

    /// What two people need to talk about difficult things (B2).
    package static let least: UInt8 = 4

    package init(_ language: LanguageCode, _ level: UInt8) {
        self.language = language
        self.level = min(max(level, 1), 6)
    }
}

/// What a member says of themselves, if anything. Read by the matcher alone.
package enum Gender: UInt8, Sendable, CaseIterable {
    case woman, nonBinary, man, other
}

/// Whom a member accepts. Read by the matcher alone, and never shown.
package enum GenderRule: UInt8, Sendable, CaseIterable {
    case anybody, womenOnly, womenAndNonBinaryOnly

    /// Nobody who says nothing is accepted by a rule.
    package func accepts(_ gender: Gender?) -> Bool {
        switch self {
        case .anybody: true
        case .womenOnly: gender == .woman
        case .womenAndNonBinaryOnly: gender == .woman || gender == .nonBinary
        }
    }
}

/// Kinds of visa pathways that are alike.
package enum VisaCategory: UInt8, Sendable, CaseIterable {
    case work, study, family, founder, protection
}

/// A pathway that somebody went, or wants to go.
package struct VisaTag: Sendable, Hashable {
    package let country: CountryCode
    package let pathway: PathwayCode
    package let category: VisaCategory

    package init(country: CountryCode, pathway: PathwayCode, category: VisaCategory) {
        self.country = country
        self.pathway = pathway
        self.category = category
    }
}
