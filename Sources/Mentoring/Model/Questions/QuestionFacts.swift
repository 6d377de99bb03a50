import Core
import Foundation
import Matching

extension Lexicon {
    /// What a question is about, as if its author looked for a mentor; `nil` when none of its words says anything to
    /// mentors.
    func facts(_ question: WaitingQuestion, categories: [String: VisaCategory]) -> MenteeFacts? {
        var facts = MenteeFacts(id: question.authorID.text)
        facts.isAsyncOnly = true
        let words = Set(question.words)
        facts.skills = words.compactMap { skills.known(Self.skill($0)).map { SkillCode($0) } }
        facts.pathways = categories.compactMap { id, category in
            guard words.contains(id) || words.contains(String(id.dropFirst(3))), let code = pathways.known(id),
                let country = CountryCode(id.prefix(2).uppercased())
            else { return nil }
            return VisaTag(country: country, pathway: PathwayCode(code), category: category)
        }
        let countries = Set(words.compactMap { CountryWords.codes[$0] }).union(
            categories.keys.filter(words.contains).map { $0.prefix(2).uppercased() })
        facts.destinations = countries.sorted().compactMap { CountryCode($0).map { MenteeFacts.Destination($0) } }
        return facts.skills.isEmpty && facts.pathways.isEmpty && facts.destinations.isEmpty ? nil : facts
    }
}

/// Countries as tags and categories name them.
private enum CountryWords {
    /// ISO 3166-1 alpha-2 by English name, with `-` between words.
    static let codes: [String: String] = {
        let english = Locale(identifier: "en")
        var codes = ["uk": "GB", "usa": "US", "us": "US", "uae": "AE", "emirates": "AE", "ksa": "SA"]
        for code in KnownCountries.codes {
            guard let name = english.localizedString(forRegionCode: code) else { continue }
            codes[UserText.slug(name)] = code
        }
        return codes
    }()
}
