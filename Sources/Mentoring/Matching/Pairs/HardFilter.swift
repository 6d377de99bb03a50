/// A reason for which two people are never brought together, whatever else fits (mentoring.md, section 1).
package enum HardFilter: String, Sendable, CaseIterable {
    case samePerson = "H1"
    case state = "H2"
    case seats = "H3"
    case blocks = "H4"
    case declined = "H5"
    case language = "H6"
    case time = "H7"
    case employer = "H8"
    case gender = "H9"
    case topic = "H10"
    case age = "H11"
    case coolDown = "H12"

    /// Which are never named to anybody, not even by what follows from them.
    package static let secret: Set<HardFilter> = [
        .samePerson, .state, .blocks, .declined, .employer, .gender, .coolDown,
    ]

    static let declinedDays = 90
    static let coolDownDays = 60
    static let leastSlots = 2

    /// The first that a pair fails, in the order of their numbers; `nil` when it passes all.
    /// - Parameter overlaps: common time in each reference week.
    package static func first(
        _ mentor: MentorFacts, _ mentee: MenteeFacts, _ settings: MatchSettings, overlaps: [WeekOverlap]
    ) -> HardFilter? {
        allCases.first { !$0.passes(mentor, mentee, settings, overlaps: overlaps) }
    }

    /// Whether a pair passes this one: a pure function of what is given.
    package func passes(
        _ mentor: MentorFacts, _ mentee: MenteeFacts, _ settings: MatchSettings, overlaps: [WeekOverlap]
    ) -> Bool {
        let past = mentee.past.isEmpty ? PairPast() : mentee.past[mentor.id] ?? PairPast()
        switch self {
        case .samePerson:
            return mentor.id != mentee.id && !mentor.identities.contains(where: mentee.identities.contains)
        case .state: return Self.isReady(mentor, settings) && !mentee.isSuspended
        case .seats: return mentor.freeSeats > 0
        case .blocks: return !past.isApart
        case .declined:
            return !past.isUnwanted && (past.declinedOn.map { settings.day - $0 >= Self.declinedDays } ?? true)
        case .language: return Self.shareLanguage(mentor, mentee)
        case .time:
            return (mentor.isAsyncOnly && mentee.isAsyncOnly)
                || (!overlaps.isEmpty && overlaps.allSatisfy { $0.slots >= Self.leastSlots })
        case .employer: return Self.areIndependent(mentor, mentee, past)
        case .gender: return mentor.genderRule.accepts(mentee.gender) && mentee.genderRule.accepts(mentor.gender)
        case .topic: return mentor.topics.contains(where: mentee.topics.contains)
        case .age: return mentor.isAdult && mentee.isAdult
        case .coolDown:
            return past.completedOn.map { settings.day - $0 >= Self.coolDownDays } ?? true
        }
    }

    /// Whether a mentor takes part at all. Stars are a gate from five ratings on.
    static func isReady(_ mentor: MentorFacts, _ settings: MatchSettings) -> Bool {
        guard mentor.verification >= 1, mentor.isAccepting, !mentor.isPaused, !mentor.isSuspended else { return false }
        return isRatedWell(count: mentor.ratingCount, sum: mentor.ratingSum, usual: settings.usualRating)
    }

    /// Whether stars let a mentor take part: fewer than five ratings say nothing, more are drawn towards what is usual.
    /// - Parameter usual: stars in hundredths.
    package static func isRatedWell(count: Int, sum: Int, usual: Int = MatchSettings.usualStars) -> Bool {
        let weight = ShrunkShare.weight
        return count < 5 || weight * usual + 100 * sum >= 300 * (weight + count)
    }

    private static func areIndependent(_ mentor: MentorFacts, _ mentee: MenteeFacts, _ past: PairPast) -> Bool {
        if past.isSuperior { return false }
        guard let employer = mentor.employer else { return true }
        if mentee.avoidedEmployers.contains(employer) { return false }
        return employer != mentee.employer || !(mentor.refusesSameEmployer || mentee.refusesSameEmployer)
    }

    /// Calls with each language that both speak well, and the lower of both levels.
    static func eachLanguage(_ mentor: MentorFacts, _ mentee: MenteeFacts, _ body: (LanguageLevel) -> Void) {
        for theirs in mentor.languages where theirs.level >= LanguageLevel.least {
            for mine in mentee.languages where mine.language == theirs.language && mine.level >= LanguageLevel.least {
                body(LanguageLevel(theirs.language, min(mine.level, theirs.level)))
            }
        }
    }

    private static func shareLanguage(_ mentor: MentorFacts, _ mentee: MenteeFacts) -> Bool {
        var found = false
        eachLanguage(mentor, mentee) { shared in
            if mentee.neededLanguages.isEmpty || mentee.neededLanguages.contains(shared.language) { found = true }
        }
        return found
    }
}

/// What a mentee may relax when nobody meets all must-haves: only what they set themselves.
package enum Relaxation: String, Sendable, CaseIterable {
    case language, times, topic

    package static func of(_ mentee: MenteeFacts) -> [Relaxation] {
        (mentee.neededLanguages.isEmpty ? [] : [.language]) + (mentee.isAsyncOnly ? [] : [.times]) + [.topic]
    }
}
