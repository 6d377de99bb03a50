/// Why a mentor is suggested, as data: at most three reasons, the weightiest first, one caveat, and a band. Words come
/// from elsewhere. Nothing secret is among it, and nothing says why somebody was not suggested.
package struct Explanation: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        case skills([SkillCode])
        /// Lived in the country since the year, and came from another if that is told.
        case moved(from: CountryCode?, to: CountryCode, year: Int)
        case pathway(VisaTag)
        /// Minutes in common in the poorest of the weeks; most of them after 17 h on the mentee's clock.
        case time(minutes: Int, isEvening: Bool)
        case languages([LanguageCode])
        /// 1, 3 or 7.
        case answers(withinDays: Int)
        case seatsFree

        /// What texts are found by.
        package var code: String {
            switch self {
            case .skills: "common_skills"
            case .moved: "moved_there"
            case .pathway: "same_pathway"
            case .time: "common_time"
            case .languages: "common_languages"
            case .answers: "answers_soon"
            case .seatsFree: "seats_free"
            }
        }
    }

    package let reasons: [Reason]
    /// The weakest feature, when it is weak.
    package let caveat: Feature?
    /// 1 to 5.
    package let band: Int

    static let mostReasons = 3
    static let weakBelow = 300

    init(
        _ mentor: MentorFacts, _ mentee: MenteeFacts, _ score: PairScore, hours: [[TimeSegment]],
        settings: MatchSettings, zones: ScheduleBook
    ) {
        var found: [Reason] = []
        for (feature, _) in Self.ordered(score) where found.count < Self.mostReasons {
            if let reason = Self.reason(feature, mentor, mentee, hours, settings, zones) { found.append(reason) }
        }
        reasons = found
        caveat = Feature.allCases.filter { $0.menteeWeight > 0 && score[$0] < Self.weakBelow }
            .min { score[$0] < score[$1] }
        band = min(score.total / 200_000 + 1, 5)
    }

    /// Parts that add something, the largest first; those that add alike in the order of the features.
    private static func ordered(_ score: PairScore) -> [(feature: Feature, points: Int)] {
        score.parts.filter { $0.points > 0 }.enumerated()
            .sorted { ($1.element.points, $0.offset) < ($0.element.points, $1.offset) }.map(\.element)
    }

    private static func reason(
        _ feature: Feature, _ mentor: MentorFacts, _ mentee: MenteeFacts, _ hours: [[TimeSegment]],
        _ settings: MatchSettings, _ book: ScheduleBook
    ) -> Reason? {
        switch feature {
        case .skills:
            let common = Set(mentor.skills).intersection(mentee.skills)
            let ordered = common.sorted { (-settings.weights[$0], $0) < (-settings.weights[$1], $1) }
            return ordered.isEmpty ? nil : .skills(ordered)
        case .corridor:
            let there = mentor.stays.filter { stay in
                stay.months >= Corridor.leastMonths && mentee.destinations.contains { $0.country == stay.country }
            }
            return there.min { $0.since < $1.since }.map {
                .moved(from: mentor.origin == $0.country ? nil : mentor.origin, to: $0.country, year: $0.since)
            }
        case .visa:
            return mentor.experiences.first { mentee.pathways.contains($0.tag) }.map { .pathway($0.tag) }
        case .availability: return time(hours, mentee, book)
        case .language:
            var shared: [LanguageLevel] = []
            HardFilter.eachLanguage(mentor, mentee) { shared.append($0) }
            return .languages(shared.sorted { ($1.level, $0.language) < ($0.level, $1.language) }.map(\.language))
        case .responsiveness:
            return mentor.typicalAnswerHours.flatMap { hours in
                [1, 3, 7].first { hours <= $0 * 24 }.map { .answers(withinDays: $0) }
            }
        case .headroom: return .seatsFree
        case .stage, .readiness, .reliability: return nil
        }
    }

    private static func time(_ hours: [[TimeSegment]], _ mentee: MenteeFacts, _ book: ScheduleBook) -> Reason? {
        let sums = hours.map { $0.reduce(0) { $0 + $1.minutes } }
        guard let least = sums.min(), least > 0, let week = sums.firstIndex(of: least) else { return nil }
        guard let zone = mentee.availability.windows.first.flatMap({ book.zones[$0.zone] }) else {
            return .time(minutes: least, isEvening: false)
        }
        let evening = hours[week].reduce(0) { sum, segment in
            let wall = book.weeks[week].start + segment.start + zone.offset(at: book.weeks[week].start + segment.start)
            let begin = (wall % 1440 + 1440) % 1440
            return sum + max(0, min(begin + segment.minutes, 1440) - max(begin, 17 * 60))
        }
        return .time(minutes: least, isEvening: 2 * evening >= least)
    }
}
