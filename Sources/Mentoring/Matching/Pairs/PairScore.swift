/// What counts for a pair. Each is 0 to 1000.
package enum Feature: String, Sendable, CaseIterable {
    case skills, corridor, visa, availability, responsiveness, language, stage, headroom, readiness, reliability

    /// Its weight in what the mentee sees; the weights add up to 1000.
    package var menteeWeight: Int {
        switch self {
        case .skills: 280
        case .corridor: 200
        case .visa: 140
        case .availability, .responsiveness: 100
        case .language, .stage, .headroom: 60
        case .readiness, .reliability: 0
        }
    }

    /// Its weight where mentors rank mentees; these add up to 1000, too.
    package var mentorWeight: Int {
        switch self {
        case .skills: 250
        case .corridor, .availability, .readiness: 150
        case .visa, .language: 100
        case .stage, .reliability: 50
        case .responsiveness, .headroom: 0
        }
    }
}

/// The features of a pair, and what they come to. Whole numbers only, so that every platform orders alike.
package struct PairScore: Sendable, Equatable {
    private var values = SIMD16<Int16>()

    package subscript(_ feature: Feature) -> Int {
        get { Int(values[feature.place]) }
        set { values[feature.place] = Int16(min(max(newValue, 0), 1000)) }
    }

    /// 0 to 1,000,000: how well the mentor fits the mentee.
    package var total: Int { Feature.allCases.reduce(0) { $0 + $1.menteeWeight * self[$1] } }

    /// 0 to 1,000,000: how the mentor ranks the mentee in a round. Nothing of origin, gender or fame is in it but what
    /// the mentor offers to help with.
    package var mentorTotal: Int { Feature.allCases.reduce(0) { $0 + $1.mentorWeight * self[$1] } }

    /// What each feature adds to the total.
    package var parts: [(feature: Feature, points: Int)] {
        Feature.allCases.filter { $0.menteeWeight > 0 }.map { ($0, $0.menteeWeight * self[$0]) }
    }

    package init() {}

    /// The features of a pair by their definitions (mentoring.md, section 2). No initialiser, as that would take copies.
    package static func of(
        _ mentor: MentorFacts, _ mentee: MenteeFacts, _ settings: MatchSettings, overlaps: [WeekOverlap]
    ) -> PairScore {
        var score = PairScore()
        var common = 0
        for skill in mentor.skills where mentee.skills.contains(skill) { common += settings.weights[skill] }
        score[.skills] = SkillWeights.similarity(
            wanted: settings.weights.sum(mentee.skills), offered: settings.weights.sum(mentor.skills), common: common)
        score[.corridor] = corridor(mentor, mentee, settings)
        score[.visa] = visa(mentor, mentee, settings.year)
        let isAsync = mentor.isAsyncOnly && mentee.isAsyncOnly
        var minutes = overlaps.first?.minutes ?? 0
        for overlap in overlaps { minutes = min(minutes, overlap.minutes) }
        score[.availability] = isAsync ? 600 : availability(minutes: minutes)
        score[.responsiveness] = mentor.answers.thousandths(usual: settings.usualAnswers)
        var level: UInt8 = 0
        HardFilter.eachLanguage(mentor, mentee) { level = max(level, $0.level) }
        score[.language] = language(level)
        score[.stage] = stage(monthsAhead: mentor.experienceMonths - mentee.experienceMonths)
        score[.headroom] = headroom(mentor)
        score[.readiness] = (2000 * min(max(mentee.preparations, 0), 3) + 3) / 6
        score[.reliability] = mentee.reliability.thousandths(usual: settings.usualReliability)
        return score
    }

    /// Minutes of the poorest week; four hours are enough.
    static func availability(minutes: Int) -> Int { (2000 * min(minutes, 240) + 240) / 480 }

    static func language(_ level: UInt8) -> Int {
        switch level {
        case 6...: 1000
        case 5: 800
        case 4: 600
        default: 0
        }
    }

    /// Two or three steps ahead are enough, and remember best.
    static func stage(monthsAhead: Int) -> Int {
        switch monthsAhead {
        case ..<0: 200
        case ..<24: 600
        case ...120: 1000
        default: 700
        }
    }

    static func headroom(_ mentor: MentorFacts) -> Int {
        let (free, capacity) = (max(mentor.freeSeats, 0), min(max(mentor.capacity, 0), 10))
        guard capacity > 0 else { return 0 }
        return max(0, (2000 * free + capacity) / (2 * capacity) - 100 * max(0, mentor.openRequests - free))
    }

    private static func corridor(_ mentor: MentorFacts, _ mentee: MenteeFacts, _ settings: MatchSettings) -> Int {
        let there =
            mentor.stays.filter { $0.months >= Corridor.leastMonths }.flatMap { stay in
                mentee.destinations.map { Corridor.destination(stay, $0, settings) }
            }.max() ?? 0
        guard there > 0, let from = mentor.origin, let origin = mentee.origin else { return there }
        return min(1000, there + Corridor.origin(from, origin, settings))
    }

    private static func visa(_ mentor: MentorFacts, _ mentee: MenteeFacts, _ year: Int) -> Int {
        var best = 0
        for experience in mentor.experiences {
            for tag in mentee.pathways where tag.country == experience.tag.country {
                if tag == experience.tag {
                    best = max(best, VisaExperience.same(year - experience.year))
                } else if tag.category == experience.tag.category {
                    best = max(best, VisaExperience.alike)
                }
            }
        }
        return best
    }
}

/// How near a mentor's way is to a mentee's.
enum Corridor {
    static let leastMonths = 6

    static func destination(
        _ stay: MentorFacts.Stay, _ destination: MenteeFacts.Destination, _ settings: MatchSettings
    ) -> Int {
        if stay.country == destination.country {
            return 600 + (stay.place != nil && stay.place == destination.place ? 100 : 0)
        }
        guard let area = settings.areas[stay.country] else { return 0 }
        return area == settings.areas[destination.country] ? 250 : 0
    }

    static func origin(_ a: CountryCode, _ b: CountryCode, _ settings: MatchSettings) -> Int {
        if a == b { return 300 }
        guard let group = settings.originGroups[a] else { return 0 }
        return group == settings.originGroups[b] ? 150 : 0
    }
}

/// What having gone a pathway is worth: experience, not advice.
enum VisaExperience {
    static let recentYears = 5
    static let alike = 400

    static func same(_ yearsAgo: Int) -> Int { yearsAgo <= recentYears ? 1000 : 700 }
}

extension Feature {
    fileprivate var place: Int {
        switch self {
        case .skills: 0
        case .corridor: 1
        case .visa: 2
        case .availability: 3
        case .responsiveness: 4
        case .language: 5
        case .stage: 6
        case .headroom: 7
        case .readiness: 8
        case .reliability: 9
        }
    }
}
