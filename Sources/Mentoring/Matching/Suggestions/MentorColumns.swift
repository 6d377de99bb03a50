/// What a scan reads of every mentor, in columns: some 200 bytes each, so that 100,000 are looked at in a millisecond or
/// two. All that stands here is implied by `MentorFacts`; it leaves nobody out whom the exact rules let pass.
struct MentorColumns: Sendable {
    struct Flags: OptionSet {
        let rawValue: UInt8

        /// Passes H2, H3 and H11, as far as the mentor goes.
        static let takesPart = Flags(rawValue: 1)
        static let isAsyncOnly = Flags(rawValue: 2)
        static let refusesSameEmployer = Flags(rawValue: 4)
        /// Had fewer than three mentees.
        static let isNew = Flags(rawValue: 8)
    }

    /// A stretch of a pool that many mentors share.
    struct Stretch: Sendable {
        var begin: Int32
        var count: Int32

        @inline(__always) var range: Range<Int> { Int(begin)..<Int(begin + count) }
    }

    struct Stay: Sendable {
        let country: UInt16
        let place: PlaceCode
    }

    struct Experience: Sendable {
        let tag: VisaTag
        let worth: Int32
    }

    static let newBelow = 3
    static let noPlace = PlaceCode.max
    static let noEmployer = EmployerCode.max

    var flags: [Flags] = []
    /// Languages at B2 or better, C1 or better, C2: a bit for each, two may share one.
    var languages: [SIMD4<UInt64>] = []
    var topics: [UInt64] = []
    var skills: [Stretch] = []
    var skillPool: [SkillCode] = []
    /// One more than the largest code of a skill.
    private(set) var skillCount = 0
    /// Summed weight of the skills.
    var offered: [Int32] = []
    var stays: [Stretch] = []
    var stayPool: [Stay] = []
    var origins: [UInt16] = []
    var experiences: [Stretch] = []
    var experiencePool: [Experience] = []
    var months: [Int32] = []
    /// Gender and rule: one of 15 combinations.
    var genders: [UInt8] = []
    var employers: [EmployerCode] = []
    var schedules: [Int32] = []
    /// What responsiveness and headroom add to any total.
    var fixed: [Int32] = []
    /// 64 bits of the id's hash, from which ties are broken.
    var digests: [UInt64] = []

    static func bit(_ code: UInt16) -> UInt64 { 1 << UInt64(code % 64) }

    static func languages(_ levels: [LanguageLevel]) -> SIMD4<UInt64> {
        var masks = SIMD4<UInt64>()
        for known in levels {
            for (place, level) in [LanguageLevel.least, 5, 6].enumerated() where known.level >= level {
                masks[place] |= bit(known.language)
            }
        }
        return masks
    }

    static func gender(_ gender: Gender?, _ rule: GenderRule) -> UInt8 {
        (gender?.rawValue ?? UInt8(Gender.allCases.count)) * UInt8(GenderRule.allCases.count) + rule.rawValue
    }

    /// Writes the row of a mentor, a new one at the end. What a row had in the pools stays behind, unused.
    mutating func set(_ row: Int, _ mentor: MentorFacts, _ settings: MatchSettings, schedule: Int32) {
        if row == flags.count { appendEmpty() }
        var flag: Flags = []
        if HardFilter.isReady(mentor, settings) && mentor.freeSeats > 0 && mentor.isAdult { flag.insert(.takesPart) }
        if mentor.isAsyncOnly { flag.insert(.isAsyncOnly) }
        if mentor.refusesSameEmployer { flag.insert(.refusesSameEmployer) }
        if mentor.pastMentees < Self.newBelow { flag.insert(.isNew) }
        flags[row] = flag
        languages[row] = Self.languages(mentor.languages)
        topics[row] = mentor.topics.reduce(0) { $0 | Self.bit($1) }
        skills[row] = Self.put(mentor.skills, into: &skillPool)
        skillCount = max(skillCount, mentor.skills.last.map { Int($0) + 1 } ?? 0)
        offered[row] = Int32(clamping: settings.weights.sum(mentor.skills))
        let lived = mentor.stays.filter { $0.months >= Corridor.leastMonths }
        stays[row] = Self.put(
            lived.map { Stay(country: $0.country.number, place: $0.place ?? Self.noPlace) }, into: &stayPool)
        origins[row] = mentor.origin?.number ?? UInt16(CountryCode.count)
        experiences[row] = Self.put(
            mentor.experiences.map {
                Experience(tag: $0.tag, worth: Int32(VisaExperience.same(settings.year - $0.year)))
            }, into: &experiencePool)
        months[row] = Int32(clamping: mentor.experienceMonths)
        genders[row] = Self.gender(mentor.gender, mentor.genderRule)
        employers[row] = mentor.employer ?? Self.noEmployer
        schedules[row] = schedule
        fixed[row] = Int32(
            Feature.responsiveness.menteeWeight * mentor.answers.thousandths(usual: settings.usualAnswers)
                + Feature.headroom.menteeWeight * PairScore.headroom(mentor))
        digests[row] = Self.digest.number(of: mentor.id)
    }

    private static let digest = KeyedHash(key: "mentor")

    private static func put<Element>(_ elements: [Element], into pool: inout [Element]) -> Stretch {
        let begin = pool.count
        pool += elements
        return Stretch(begin: Int32(begin), count: Int32(elements.count))
    }

    private mutating func appendEmpty() {
        let nothing = Stretch(begin: 0, count: 0)
        flags.append([])
        languages.append(SIMD4())
        topics.append(0)
        skills.append(nothing)
        offered.append(0)
        stays.append(nothing)
        origins.append(0)
        experiences.append(nothing)
        months.append(0)
        genders.append(0)
        employers.append(Self.noEmployer)
        schedules.append(0)
        fixed.append(0)
        digests.append(0)
    }
}
