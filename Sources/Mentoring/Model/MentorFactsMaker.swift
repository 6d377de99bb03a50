import Core
import Matching
import Storage

/// All that the database knows of a mentor for the matcher.
struct MentorSource: Sendable {
    let id: String
    let content: MentorContent
    /// The first day after a pause for missed meetings.
    var stoppedUntil: CivilDay?
    let verification: Int
    let isAdult: Bool
    let isGood: Bool
    let hours: Availability
    let rules: PrivateRules
    let load: MentorSeats.Load
}

extension Lexicon {
    /// A mentor as the matcher reads them.
    mutating func facts(
        _ source: MentorSource, categories: [String: VisaCategory], on day: CivilDay
    ) -> MentorFacts {
        let content = source.content
        var facts = MentorFacts(id: source.id)
        facts.verification = source.verification
        facts.isAccepting = content.isAccepting
        facts.isPaused = [content.pausedUntil, source.stoppedUntil].contains { $0.map { day < $0 } ?? false }
        facts.isSuspended = !source.isGood
        facts.isAdult = source.isAdult
        facts.capacity = content.capacity
        (facts.taken, facts.openRequests) = (source.load.taken, source.load.openRequests)
        facts.pastMentees = source.load.pastMentees
        (facts.ratingCount, facts.ratingSum) = (source.load.ratingCount, source.load.ratingSum)
        (facts.answers, facts.typicalAnswerHours) = (source.load.answers, source.load.typicalAnswerHours)
        facts.languages = content.languages.compactMap { known in
            languages.code(of: Self.language(known.code)).map {
                LanguageLevel(LanguageCode($0), UInt8(clamping: known.level))
            }
        }
        facts.topics = content.topics.compactMap(Self.topic)
        facts.skills = content.skills.compactMap { skills.code(of: Self.skill($0)).map { SkillCode($0) } }
        facts.stays = content.stays.compactMap { stay(of: $0, on: day) }
        facts.origin = content.origin.flatMap { CountryCode($0) }
        facts.experiences = content.experiences.compactMap { went in
            tag(went.pathwayId, categories).map { MentorFacts.Experience($0, year: went.year) }
        }
        facts.availability = source.hours
        facts.isAsyncOnly = content.isAsyncOnly
        facts.experienceMonths = content.experienceYears * 12
        facts.employer = Self.employer(content.employer).flatMap { employers.code(of: $0).map { EmployerCode($0) } }
        facts.place = content.stays.first { $0.until == nil }.flatMap { place(of: $0.country, $0.city) }
        facts.gender = source.rules.gender
        facts.genderRule = source.rules.genderRule
        facts.refusesSameEmployer = source.rules.refusesSameEmployer
        return facts
    }

    private mutating func stay(of stay: MentorStay, on day: CivilDay) -> MentorFacts.Stay? {
        guard let country = CountryCode(stay.country), let since = Self.months(stay.since) else { return nil }
        let today = Int(day.year) * 12 + Int(day.month) - 1
        let until = min(stay.until.flatMap(Self.months) ?? today, today)
        return MentorFacts.Stay(
            country: country, place: place(of: stay.country, stay.city), months: max(0, until - since),
            since: since / 12)
    }

    private mutating func place(of country: String, _ city: String) -> PlaceCode? {
        Self.place(country, city).flatMap { places.code(of: $0).map { PlaceCode($0) } }
    }

    private mutating func tag(_ pathway: String, _ categories: [String: VisaCategory]) -> VisaTag? {
        guard let category = categories[pathway], let country = CountryCode(pathway.prefix(2).uppercased()),
            let code = pathways.code(of: pathway)
        else { return nil }
        return VisaTag(country: country, pathway: PathwayCode(code), category: category)
    }

    /// Months since the year 0 of `YYYY-MM`.
    static func months(_ text: String) -> Int? {
        CivilDay("\(text)-01").map { Int($0.year) * 12 + Int($0.month) - 1 }
    }

    /// The place of a topic in the list of all.
    static func topic(_ topic: MentoringTopic) -> TopicCode? {
        MentoringTopic.allCases.firstIndex(of: topic).map { TopicCode($0) }
    }
}

/// All that the database knows of a mentee for the matcher.
struct MenteeSource: Sendable {
    let id: String
    let content: MenteeContent
    let isAdult: Bool
    let hours: Availability
    let rules: PrivateRules
    let past: [String: PairPast]
    /// What they kept of what was agreed: for rounds.
    var reliability = ShrunkShare()

    /// How many of three things they did to be ready: a goal in words, a whole profile, and reading how mentoring goes.
    var preparations: Int {
        let hasHours = content.isAsyncOnly || !hours.windows.isEmpty
        let isWhole = hasHours && !content.skills.isEmpty && !content.pathways.isEmpty
        return [!content.goal.isEmpty, isWhole, content.isOriented].count { $0 }
    }

    /// `nil` for who has not said what they look for.
    static func of(_ member: MemberID, in transaction: any Transaction) throws -> MenteeSource? {
        guard let mentee = try MenteeRepository.mentee(member, in: transaction) else { return nil }
        let id = member.text
        return MenteeSource(
            id: id, content: mentee.content,
            isAdult: try MenteeRepository.adults([id], in: transaction).contains(id),
            hours: try MenteeRepository.hours(of: [id], in: transaction)[id] ?? Availability(),
            rules: try PrivateRuleRepository.rules(of: [id], in: transaction)[id] ?? PrivateRules(),
            past: try PrivateRuleRepository.pasts(of: member, in: transaction))
    }
}

extension Lexicon {
    /// A mentee as the matcher reads them. Words that no mentor has get numbers of their own and are forgotten.
    func facts(_ source: MenteeSource, categories: [String: VisaCategory]) -> MenteeFacts {
        var book = self
        let content = source.content
        var facts = MenteeFacts(id: source.id)
        facts.isAdult = source.isAdult
        facts.languages = content.languages.compactMap { known in
            book.languages.code(of: Self.language(known.code)).map {
                LanguageLevel(LanguageCode($0), UInt8(clamping: known.level))
            }
        }
        facts.neededLanguages = content.neededLanguages.compactMap { code in
            book.languages.code(of: Self.language(code)).map { LanguageCode($0) }
        }
        facts.topics = content.topics.compactMap(Self.topic)
        facts.skills = content.skills.compactMap { book.skills.code(of: Self.skill($0)).map { SkillCode($0) } }
        facts.destinations = content.destinations.compactMap { destination in
            CountryCode(destination.country).map {
                MenteeFacts.Destination($0, place: book.place(of: destination.country, destination.city))
            }
        }
        facts.origin = content.origin.flatMap { CountryCode($0) }
        facts.pathways = content.pathways.compactMap { book.tag($0, categories) }
        facts.availability = source.hours
        facts.isAsyncOnly = content.isAsyncOnly
        facts.experienceMonths = content.experienceYears * 12
        facts.gender = source.rules.gender
        facts.genderRule = source.rules.genderRule
        facts.refusesSameEmployer = source.rules.refusesSameEmployer
        facts.employer = book.employer(of: content.employer)
        facts.avoidedEmployers = source.rules.avoidedEmployers.compactMap { book.employer(of: $0) }
        (facts.preparations, facts.reliability) = (source.preparations, source.reliability)
        facts.past = source.past
        return facts
    }

    private mutating func employer(of name: String) -> EmployerCode? {
        Self.employer(name).flatMap { employers.code(of: $0).map { EmployerCode($0) } }
    }
}
