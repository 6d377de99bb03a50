import Foundation
import Texts

/// Names of countries and languages in the reader's language.
package enum Names {
    package static func country(_ code: String, _ language: Language) -> String {
        (language == .urdu ? urduCountries : englishCountries)[code] ?? code
    }

    package static func language(_ code: String, _ language: Language) -> String {
        locale(language).localizedString(forLanguageCode: code) ?? code
    }

    /// Where somebody comes from and goes: `Pakistan → Germany`; the arrow follows the direction of reading.
    package static func corridor(from origin: String?, to destination: String?, _ language: Language) -> String? {
        let arrow = language.direction == "rtl" ? "←" : "→"
        return switch (origin, destination) {
        case (nil, nil): nil
        case (let origin?, nil): country(origin, language)
        case (nil, let destination?): "\(arrow) \(country(destination, language))"
        case (let origin?, let destination?):
            "\(country(origin, language)) \(arrow) \(country(destination, language))"
        }
    }

    /// By ISO code, looked up once: a list shows dozens, and each look-up costs more than the row around it.
    private static let englishCountries = countries(english)
    private static let urduCountries = countries(urdu)

    private static func countries(_ locale: Locale) -> [String: String] {
        Dictionary(
            Locale.Region.isoRegions.map {
                ($0.identifier, locale.localizedString(forRegionCode: $0.identifier) ?? "")
            },
            uniquingKeysWith: { first, _ in first }
        ).filter { !$0.value.isEmpty }
    }

    private static let english = Locale(identifier: "en")
    private static let urdu = Locale(identifier: "ur")
    private static func locale(_ language: Language) -> Locale { language == .urdu ? urdu : english }
}
