import Core
import TestSupport

@testable import Matching

/// Mentors and mentees at random, few words and countries, so that many fit and every rule is met.
struct RandomCommunity {
    var mentors: [MentorFacts]
    var mentees: [MenteeFacts]
    var settings: MatchSettings

    static let countries = ["DE", "NL", "CA", "GB", "PK", "IN"].compactMap { CountryCode($0) }
    private static let zones = ["Asia/Karachi", "Europe/Berlin", "America/Toronto", "Asia/Kathmandu"]

    init(_ random: inout Seeded, mentors: Int, mentees: Int) {
        let day = CivilDay(year: 2027, month: 1, day: 1).adding(random.below(900))
        let drawn = (0..<mentors).map { Self.mentor($0, &random, Int(day.year)) }
        self.mentors = drawn
        self.mentees = (0..<mentees).map { Self.mentee($0, &random, day, of: drawn) }
        let (de, nl, pk, india) = (Self.countries[0], Self.countries[1], Self.countries[4], Self.countries[5])
        settings = MatchSettings(
            day: day, weights: SkillWeights(of: drawn), areas: [de: 1, nl: 1], originGroups: [pk: 7, india: 7])
    }

    var index: MentorIndex { MentorIndex(mentors, settings: settings) }

    private static func some<Element>(_ random: inout Seeded, of all: [Element], _ most: Int) -> [Element] {
        Array(all.shuffled(using: &random).prefix(random.below(most + 1)))
    }

    private static func languages(_ random: inout Seeded) -> [LanguageLevel] {
        some(&random, of: [0, 1, 2, 65], 4).map { LanguageLevel($0, UInt8(random.below(4) + 3)) }
    }

    private static func availability(_ random: inout Seeded) -> Availability {
        let zone = random.pick(zones)
        return Availability(
            windows: (0...random.below(2)).map { _ in
                WeeklyWindow(
                    weekdays: random.pick([0x1F, 0x60, 0x7F, 0x15]), start: random.below(48) * 30,
                    end: random.below(49) * 30, zone: zone)
            })
    }

    private static func tag(_ random: inout Seeded) -> VisaTag {
        VisaTag(
            country: random.pick(Array(countries.prefix(4))), pathway: UInt16(random.below(3)),
            category: random.pick([.work, .study]))
    }

    private static func gender(_ random: inout Seeded) -> (Gender?, GenderRule) {
        let rule: GenderRule = random.below(8) == 0 ? random.pick(GenderRule.allCases) : .anybody
        return (random.below(3) == 0 ? nil : random.pick(Gender.allCases), rule)
    }

    private static func mentor(_ number: Int, _ random: inout Seeded, _ year: Int) -> MentorFacts {
        var mentor = MentorFacts(id: "mentor-\(number)")
        mentor.identities = [UInt64(random.below(500))]
        mentor.verification = random.below(12) == 0 ? 0 : 2
        mentor.isAccepting = random.below(12) != 0
        mentor.isPaused = random.below(20) == 0
        mentor.isSuspended = random.below(30) == 0
        mentor.isAdult = random.below(30) != 0
        mentor.ratingCount = random.below(9)
        mentor.ratingSum = mentor.ratingCount * (random.below(5) + 1)
        mentor.capacity = random.below(5)
        mentor.taken = random.below(mentor.capacity + 1)
        mentor.openRequests = random.below(6)
        mentor.pastMentees = random.below(8)
        mentor.languages = languages(&random)
        mentor.topics = some(&random, of: [0, 1, 2, 3, 66], 4)
        mentor.skills = some(&random, of: Array(0..<12), 6)
        mentor.stays = some(&random, of: countries, 2).map {
            MentorFacts.Stay(
                country: $0, place: random.below(2) == 0 ? 3 : nil, months: random.below(30),
                since: year - random.below(9))
        }
        mentor.origin = random.below(5) == 0 ? nil : random.pick(countries)
        mentor.experiences = (0..<random.below(3)).map { _ in .init(tag(&random), year: year - random.below(10)) }
        mentor.availability = availability(&random)
        mentor.isAsyncOnly = random.below(4) == 0
        mentor.experienceMonths = random.below(240)
        mentor.answers = ShrunkShare(good: random.below(9) * 1_000_000, all: random.below(12) * 1_000_000)
        mentor.typicalAnswerHours = random.below(2) == 0 ? nil : random.below(300)
        (mentor.gender, mentor.genderRule) = gender(&random)
        mentor.employer = random.below(2) == 0 ? nil : UInt32(random.below(4))
        mentor.refusesSameEmployer = random.below(3) == 0
        mentor.place = random.below(2) == 0 ? nil : UInt32(random.below(4))
        return mentor
    }

    private static func mentee(_ number: Int, _ random: inout Seeded, _ day: CivilDay, of mentors: [MentorFacts])
        -> MenteeFacts
    {
        var mentee = MenteeFacts(id: random.below(15) == 0 ? random.pick(mentors).id : "mentee-\(number)")
        mentee.identities = [UInt64(random.below(500))]
        mentee.isSuspended = random.below(40) == 0
        mentee.isAdult = random.below(40) != 0
        mentee.languages = languages(&random) + [LanguageLevel(5, 6)]
        mentee.neededLanguages = random.below(3) == 0 ? [UInt16(random.below(3))] : []
        mentee.topics = some(&random, of: [0, 1, 2, 3, 66], 3)
        mentee.skills = some(&random, of: Array(0..<14), 4)
        mentee.destinations = some(&random, of: countries, 2).map { .init($0, place: random.below(2) == 0 ? 3 : nil) }
        mentee.origin = random.below(5) == 0 ? nil : random.pick(countries)
        mentee.pathways = (0..<random.below(3)).map { _ in tag(&random) }
        mentee.availability = availability(&random)
        mentee.isAsyncOnly = random.below(4) == 0
        mentee.experienceMonths = random.below(120)
        (mentee.gender, mentee.genderRule) = gender(&random)
        mentee.employer = random.below(2) == 0 ? nil : UInt32(random.below(4))
        mentee.refusesSameEmployer = random.below(3) == 0
        mentee.avoidedEmployers = random.below(4) == 0 ? [UInt32(random.below(4))] : []
        mentee.preparations = random.below(4)
        for mentor in some(&random, of: mentors, 10) { mentee.past[mentor.id] = past(&random, Int(day.daysSince1970)) }
        return mentee
    }

    private static func past(_ random: inout Seeded, _ day: Int) -> PairPast {
        var past = PairPast()
        switch random.below(7) {
        case 0, 1: past.isApart = true
        case 2: past.declinedOn = day - random.below(180)
        case 3: past.isUnwanted = true
        case 4: past.isSuperior = true
        default:
            past.completedOn = day - random.below(120)
            past.isTogether = random.below(3) == 0
        }
        return past
    }
}
