import Core
import Foundation

/// A partial change of one's own profile: what is absent stays.
package struct ProfileChange: CheckedDraft {
    package var displayName: String?
    package var about: String?
    /// ISO 3166-1 alpha-2; an empty text takes it back. The same for `destination` and `stage`.
    package var origin: String?
    package var destination: String?
    package var stage: String?
    package var timeZone: String?
    package var language: String?
    package var languages: [Profile.SpokenLanguage]?
    package var skills: [String]?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case displayName, about, origin, destination, stage, timeZone, language, languages, skills
    }

    package func check(at now: Timestamp) throws {
        var (name, profile) = ("", Profile.empty)
        try apply(to: &name, &profile)
    }

    /// The account with the change made.
    /// - Throws: `invalid` naming every field that is wrong.
    func applied(to account: Account) throws -> Account {
        var account = account
        try apply(to: &account.displayName, &account.profile)
        return account
    }

    private func apply(to name: inout String, _ profile: inout Profile) throws {
        var validation = Validation()
        if let displayName { name = validation.text(displayName, "displayName", 1...60) }
        if let about { profile.about = validation.text(about, "about", 0...2000, form: .block) }
        if let origin { profile.origin = country(origin, "origin", &validation) }
        if let destination { profile.destination = country(destination, "destination", &validation) }
        if let stage {
            profile.stage = validation.choiceOrNone(stage, "stage")
        }
        if let timeZone {
            profile.timeZone = timeZone
            validation.note("timeZone", .text(1...64))
            validation.require(TimeZones.isKnown(timeZone), "timeZone", "unknown_time_zone")
        }
        if let language {
            profile.language = language
            validation.choice(language, "language", of: AccountRules.languages)
        }
        if let languages { profile.languages = spoken(languages, &validation) }
        if let skills { profile.skills = cleaned(skills, &validation) }
        try validation.check()
    }

    private func country(_ value: String, _ field: String, _ validation: inout Validation) -> String? {
        validation.note(field, .text(0...2))
        let code = UserText.clean(value, .line).uppercased()
        if code.isEmpty { return nil }
        validation.require(Countries.codes.contains(code), field, "unknown_country")
        return code
    }

    private func spoken(
        _ values: [Profile.SpokenLanguage], _ validation: inout Validation
    ) -> [Profile.SpokenLanguage] {
        validation.count(values.count, "languages", atMost: 12)
        var seen: Set<String> = []
        for value in values {
            validation.require(Self.isLanguageTag(value.code), "languages", "unknown_language")
            validation.require((1...6).contains(value.level), "languages", "language_level")
            validation.require(seen.insert(value.code.lowercased()).inserted, "languages", "listed_twice")
        }
        return values.map { Profile.SpokenLanguage(code: $0.code.lowercased(), level: $0.level) }
    }

    /// `ur`, `zh-Hant`, `es-419`: a language and subtags of letters and digits (RFC 5646, section 2.1).
    private static func isLanguageTag(_ code: String) -> Bool {
        let parts = code.split(separator: "-", omittingEmptySubsequences: false)
        guard let language = parts.first, (2...8).contains(language.utf8.count), code.utf8.count <= 35 else {
            return false
        }
        return language.allSatisfy { $0.isASCII && $0.isLetter }
            && parts.dropFirst().allSatisfy { part in
                (1...8).contains(part.utf8.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            }
    }

    private func cleaned(_ values: [String], _ validation: inout Validation) -> [String] {
        var skills: [String] = []
        validation.count(values.count, "skills", atMost: 30)
        for value in values {
            let skill = validation.text(value, "skills", 0...40).lowercased()
            if !skill.isEmpty, !skills.contains(skill) { skills.append(skill) }
        }
        return skills
    }
}

/// Names of the zone database that the machine has.
package enum TimeZones {
    package static let all = TimeZone.knownTimeZoneIdentifiers.sorted()
    private static let known = Set(all).union(["UTC"])

    package static func isKnown(_ name: String) -> Bool { known.contains(name) }
}

/// ISO 3166-1 alpha-2.
package enum Countries {
    package static let codes: Set<String> = Set(
        Locale.Region.isoRegions.map(\.identifier).filter { code in
            code.count == 2 && code.allSatisfy { $0.isLetter && $0.isASCII }
        }
    ).subtracting(notCountries)

    /// Codes that ICU knows besides: groupings, reserved ones, and parts of countries.
    private static let notCountries: Set<String> = [
        "UN", "EU", "EZ", "XK", "IC", "AC", "TA", "DG", "EA", "CP", "CQ", "QO",
    ]
}
