import Matching

/// Countries that are alike for the matcher.
enum MatchGeography {
    /// Within each one may move freely, or nearly so.
    private static let areas = [
        // European Union, European Economic Area, Switzerland.
        [
            "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IS", "IT", "LI",
            "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
        ],
        // The Common Travel Area. Ireland is nearer to it by language than to the Union.
        ["GB", "IE", "IM", "JE", "GG"],
        ["AU", "NZ"],
        ["AE", "BH", "KW", "OM", "QA", "SA"],
    ]

    /// Groups of countries of origin.
    private static let origins = [
        ["AF", "BD", "BT", "IN", "LK", "MV", "NP", "PK"],
        ["BH", "EG", "IQ", "JO", "LB", "LY", "PS", "SY", "YE", "DZ", "MA", "TN", "SD"],
        ["ID", "MY", "PH", "TH", "VN", "MM", "KH", "LA"],
        ["CM", "CI", "GH", "ML", "NE", "NG", "SN"],
        ["ET", "KE", "RW", "SO", "TZ", "UG"],
        ["AM", "AZ", "GE", "KG", "KZ", "TJ", "TM", "UZ"],
        ["BY", "MD", "RU", "UA"],
        ["AR", "BO", "BR", "CL", "CO", "EC", "MX", "PE", "PY", "UY", "VE"],
    ]

    static let areaOf = numbered(areas)
    static let originGroupOf = numbered(origins)

    private static func numbered(_ groups: [[String]]) -> [CountryCode: Int] {
        var numbers: [CountryCode: Int] = [:]
        for (number, group) in groups.enumerated() {
            for country in group.compactMap({ CountryCode($0) }) { numbers[country] = number }
        }
        return numbers
    }

    /// Kinds of pathways as the matcher compares them, by the category that the data gives.
    static func category(_ name: String) -> VisaCategory {
        switch name {
        case "study": .study
        case "startup": .founder
        case "family": .family
        case "protection": .protection
        default: .work
        }
    }
}
