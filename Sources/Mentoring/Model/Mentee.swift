import Core

/// When a mentee wants to be there.
package enum MenteeTimeline: String, Codable, Sendable, CaseIterable {
    case threeMonths = "three_months"
    case halfYear = "half_year"
    case year, later
}

/// A country, and a city where that matters.
package struct MenteeDestination: Codable, Sendable, Hashable {
    /// ISO 3166-1 alpha-2.
    package var country: String
    /// Empty for anywhere in it.
    package var city: String

    package init(country: String, city: String = "") { (self.country, self.city) = (country, city) }
}

/// What a mentee wants, checked.
package struct MenteeContent: Sendable, Equatable {
    package var goal = ""
    package var origin: String?
    package var experienceYears = 0
    package var timeline = MenteeTimeline.later
    package var isAsyncOnly = false
    /// They say that they read how mentoring goes here.
    package var isOriented = false
    /// For the matcher alone.
    package var employer = ""
    /// One to three.
    package var topics: [MentoringTopic] = []
    package var skills: [String] = []
    package var languages: [KnownLanguage] = []
    /// A must-have: one of these is to be shared.
    package var neededLanguages: [String] = []
    package var destinations: [MenteeDestination] = []
    /// Pathways that the mentee thinks of.
    package var pathways: [String] = []

    package init() {}
}

/// A member who looks for a mentor.
package struct Mentee: Sendable, Equatable {
    package let id: MemberID
    package let content: MenteeContent
    package let updatedAt: Timestamp
    package let revision: Int64
}

/// What a mentee wants, whole: what is absent is taken back.
package struct MenteeDraft: CheckedDraft, Equatable {
    package var goal: String?
    package var origin: String?
    package var experienceYears: Int?
    package var timeline: String?
    package var isAsyncOnly: Bool?
    package var isOriented: Bool?
    package var employer: String?
    package var topics: [String]?
    package var skills: [String]?
    package var languages: [KnownLanguage]?
    package var neededLanguages: [String]?
    package var destinations: [MenteeDestination]?
    package var pathways: [String]?
    /// Says that one is 18 or older; said once, it stays said.
    package var isAdult: Bool?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case goal, origin, experienceYears, timeline, isAsyncOnly, isOriented, employer, topics, skills, languages
        case neededLanguages, destinations, pathways, isAdult
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated() throws -> MenteeContent {
        var validation = Validation()
        var content = MenteeContent()
        content.goal = validation.text(goal, "goal", 20...1000, form: .block)
        content.origin = validation.countryOrNone(origin, "origin")
        content.experienceYears = validation.whole(experienceYears ?? 0, "experienceYears", 0...60)
        content.timeline = validation.choice(timeline, "timeline", default: .later)
        content.isAsyncOnly = isAsyncOnly ?? false
        content.isOriented = isOriented ?? false
        content.employer = validation.text(employer, "employer", 0...120)
        content.topics = validation.choices(topics, "topics", atLeast: 1, atMost: 3)
        content.skills = validation.words(skills, "skills", atMost: 20)
        content.languages = validation.languages(languages, "languages")
        validation.count(neededLanguages?.count ?? 0, "neededLanguages", atMost: 5)
        for code in neededLanguages ?? [] {
            let code = validation.language(code, "neededLanguages")
            if !content.neededLanguages.contains(code) { content.neededLanguages.append(code) }
        }
        validation.require(
            content.neededLanguages.allSatisfy { code in content.languages.contains { $0.code == code } },
            "neededLanguages", "language_not_spoken")
        content.destinations = destinations(&validation)
        validation.count(pathways?.count ?? 0, "pathways", atMost: 5)
        for id in pathways ?? [] {
            let id = validation.text(id, "pathways", 1...80)
            if !content.pathways.contains(id) { content.pathways.append(id) }
        }
        try validation.check()
        return content
    }

    private func destinations(_ validation: inout Validation) -> [MenteeDestination] {
        let values = destinations ?? []
        validation.count(values.count, "destinations", atMost: 5)
        validation.require(!values.isEmpty, "destinations", "required")
        var found: [MenteeDestination] = []
        for value in values {
            let one = MenteeDestination(
                country: validation.country(value.country, "destinations"),
                city: validation.part(value.city, "destinations", 0...60))
            if !found.contains(one) { found.append(one) }
        }
        return found
    }
}
