import Core
import Foundation

/// What a mentor says of themselves, whole: what is absent is taken back.
package struct MentorDraft: CheckedDraft, Equatable {
    package var capacity: Int?
    package var isAccepting: Bool?
    /// `YYYY-MM-DD`, or empty.
    package var pausedUntil: String?
    package var weeklyRequests: Int?
    /// Whether questions of the forum that wait are offered; `true` when absent.
    package var takesQuestions: Bool?
    package var about: String?
    package var origin: String?
    package var employer: String?
    package var employerKind: String?
    package var experienceYears: Int?
    package var isAsyncOnly: Bool?
    package var topics: [String]?
    package var skills: [String]?
    package var languages: [KnownLanguage]?
    package var stays: [MentorStay]?
    package var experiences: [MentorExperience]?
    package var stages: [String]?
    /// Says that one is 18 or older; said once, it stays said.
    package var isAdult: Bool?

    package init() {}

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case capacity, isAccepting, pausedUntil, weeklyRequests, takesQuestions, about, origin, employer, employerKind
        case experienceYears, isAsyncOnly, topics, skills, languages, stays, experiences, stages, isAdult
    }

    package func check(at now: Timestamp) throws { _ = try validated(at: now) }

    /// - Throws: `invalid` naming every field that is wrong.
    func validated(at now: Timestamp) throws -> MentorContent {
        var validation = Validation()
        var content = MentorContent()
        let today = CivilDay(now)
        content.capacity = validation.whole(capacity ?? 2, "capacity", 0...10)
        content.isAccepting = isAccepting ?? true
        content.pausedUntil = validation.dayOrNone(pausedUntil, "pausedUntil")
        if let until = content.pausedUntil {
            validation.require(until <= today.adding(366), "pausedUntil", "pause_far")
        }
        content.weeklyRequests = validation.whole(weeklyRequests ?? 5, "weeklyRequests", 1...50)
        content.takesQuestions = takesQuestions ?? true
        content.about = validation.text(about, "about", 40...2000, form: .block)
        content.origin = validation.countryOrNone(origin, "origin")
        content.employer = validation.text(employer, "employer", 0...120)
        content.employerKind = validation.text(employerKind, "employerKind", 0...60)
        content.experienceYears = validation.whole(experienceYears ?? 0, "experienceYears", 0...60)
        content.isAsyncOnly = isAsyncOnly ?? false
        content.topics = validation.choices(topics, "topics", atLeast: 1)
        content.skills = validation.words(skills, "skills", atMost: 30)
        content.languages = validation.languages(languages, "languages")
        content.stays = validation.stays(stays, today)
        content.experiences = validation.experiences(experiences, today)
        content.stages = validation.choices(stages, "stages", atLeast: 0)
        try validation.check()
        return content
    }
}

extension Validation {
    /// Where somebody lived, the last first.
    fileprivate mutating func stays(_ values: [MentorStay]?, _ today: CivilDay) -> [MentorStay] {
        let field = "stays"
        count(values?.count ?? 0, field, atMost: 8)
        let now = String(today.description.prefix(7))
        var stays: [MentorStay] = []
        for value in values ?? [] {
            let country = country(value.country, field)
            let city = part(value.city, field, 0...60)
            let until = value.until.flatMap { $0.isEmpty ? nil : $0 }
            require([value.since, until ?? value.since].allSatisfy(Self.isMonth), field, "stay_month")
            require(value.since <= now, field, "month_ahead")
            require(until.map { $0 >= value.since } ?? true, field, "months_swapped")
            // Who says that a stay ends in the future is there still.
            stays.append(MentorStay(country: country, city: city, since: value.since, until: until))
        }
        return stays.sorted { ($1.until ?? "~", $1.since, $1.country) < ($0.until ?? "~", $0.since, $0.country) }
    }

    private static func isMonth(_ text: String) -> Bool {
        CivilDay("\(text)-01").map { (1950...2100).contains($0.year) } ?? false
    }

    fileprivate mutating func experiences(_ values: [MentorExperience]?, _ today: CivilDay) -> [MentorExperience] {
        let field = "experiences"
        count(values?.count ?? 0, field, atMost: 8)
        var experiences: [MentorExperience] = []
        for value in values ?? [] {
            let id = part(value.pathwayId, field, 1...80)
            require((1950...Int(today.year)).contains(value.year), field, "year_form")
            require(!experiences.contains { $0.pathwayId == id }, field, "listed_twice")
            experiences.append(MentorExperience(pathwayId: id, year: value.year))
        }
        return experiences.sorted { ($1.year, $0.pathwayId) < ($0.year, $1.pathwayId) }
    }
}
