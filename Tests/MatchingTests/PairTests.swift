import Core
import TestSupport
import Testing

@testable import Matching

/// A pair that passes every filter, to change one thing at a time.
private struct Pair {
    var mentor = MentorFacts(id: "mentor")
    var mentee = MenteeFacts(id: "mentee")
    var settings = MatchSettings(
        day: CivilDay(year: 2027, month: 3, day: 1), weights: SkillWeights(offers: [], mentors: 1))
    var past = PairPast()

    init() {
        let evening = WeeklyWindow(weekdays: 0x1F, start: 1080, end: 1200, zone: "Asia/Karachi")
        (mentor.languages, mentee.languages) = ([LanguageLevel(1, 5)], [LanguageLevel(1, 4)])
        (mentor.topics, mentee.topics) = ([2], [2, 3])
        (mentor.availability, mentee.availability) = (
            Availability(windows: [evening]), Availability(windows: [evening])
        )
    }

    private var overlaps: [WeekOverlap] {
        var book = ScheduleBook(first: settings.firstWeek)
        let place = book.place(of: mentor.availability)
        return book.overlaps(place, book.schedule(of: mentee.availability))
    }

    var fails: [HardFilter] {
        var mentee = mentee
        mentee.past[mentor.id] = past
        return HardFilter.allCases.filter { !$0.passes(mentor, mentee, settings, overlaps: overlaps) }
    }

    var score: PairScore { PairScore.of(mentor, mentee, settings, overlaps: overlaps) }

    static func changed(_ change: (inout Pair) -> Void) -> Pair {
        var pair = Pair()
        change(&pair)
        return pair
    }
}

private func country(_ text: String) throws -> CountryCode { try #require(CountryCode(text)) }

@Suite("Hard filters")
struct HardFilterTests {
    private static let day = Int(CivilDay(year: 2027, month: 3, day: 1).daysSince1970)
    private static let morning = Availability(windows: [
        WeeklyWindow(weekdays: 0x1F, start: 480, end: 600, zone: "Asia/Karachi")
    ])

    private static let refusing: [(HardFilter, @Sendable (inout Pair) -> Void)] = [
        (.samePerson, { $0.mentee.id = "mentor" }),
        (.samePerson, { ($0.mentor.identities, $0.mentee.identities) = ([4, 9], [9]) }),
        (.state, { $0.mentor.verification = 0 }),
        (.state, { $0.mentor.isAccepting = false }),
        (.state, { $0.mentor.isPaused = true }),
        (.state, { $0.mentor.isSuspended = true }),
        (.state, { $0.mentee.isSuspended = true }),
        (.state, { ($0.mentor.ratingCount, $0.mentor.ratingSum) = (20, 20) }),
        (.seats, { $0.mentor.taken = 2 }),
        (.seats, { $0.mentor.capacity = 0 }),
        (.blocks, { $0.past.isApart = true }),
        (.declined, { $0.past.declinedOn = day - 89 }),
        (.declined, { $0.past.isUnwanted = true }),
        (.language, { $0.mentor.languages = [LanguageLevel(1, 3)] }),
        (.language, { $0.mentee.languages = [LanguageLevel(2, 6)] }),
        (.language, { $0.mentee.neededLanguages = [2] }),
        (.time, { $0.mentor.availability = morning }),
        (.time, { ($0.mentor.availability, $0.mentor.isAsyncOnly) = (morning, true) }),
        (.employer, { ($0.mentor.employer, $0.mentee.employer, $0.mentee.refusesSameEmployer) = (5, 5, true) }),
        (.employer, { ($0.mentor.employer, $0.mentee.employer, $0.mentor.refusesSameEmployer) = (5, 5, true) }),
        (.employer, { ($0.mentor.employer, $0.mentee.avoidedEmployers) = (5, [5]) }),
        (.employer, { $0.past.isSuperior = true }),
        (.gender, { $0.mentee.genderRule = .womenOnly }),
        (.gender, { ($0.mentor.genderRule, $0.mentee.gender) = (.womenAndNonBinaryOnly, .man) }),
        (.topic, { $0.mentee.topics = [3] }),
        (.age, { $0.mentor.isAdult = false }),
        (.age, { $0.mentee.isAdult = false }),
        (.coolDown, { $0.past.completedOn = day - 59 }),
    ]

    @Test(arguments: refusing.indices)
    func eachRuleRefusesByItself(place: Int) {
        let (filter, change) = Self.refusing[place]
        let fails = Pair.changed(change).fails
        #expect(fails == [filter])
    }

    private static let passing: [@Sendable (inout Pair) -> Void] = [
        { _ in },
        { ($0.mentor.ratingCount, $0.mentor.ratingSum) = (4, 4) },
        { ($0.mentor.ratingCount, $0.mentor.ratingSum) = (5, 15) },
        { $0.past.declinedOn = day - 90 },
        { $0.past.completedOn = day - 60 },
        { $0.past.isTogether = true },
        { ($0.mentor.employer, $0.mentee.employer) = (5, 5) },
        { ($0.mentor.gender, $0.mentee.genderRule) = (.nonBinary, .womenAndNonBinaryOnly) },
        { ($0.mentor.isAsyncOnly, $0.mentee.isAsyncOnly, $0.mentor.availability) = (true, true, Availability()) },
        { $0.mentee.neededLanguages = [1, 2] },
    ]

    @Test(arguments: passing.indices)
    func whatComesNearPasses(place: Int) {
        let fails = Pair.changed(Self.passing[place]).fails
        #expect(fails == [])
    }

    @Test func codesAreThoseOfTheRules() {
        #expect(HardFilter.allCases.map(\.rawValue) == (1...12).map { "H\($0)" })
        #expect(HardFilter.secret.isSuperset(of: [.blocks, .gender, .declined, .state]))
        var pair = Pair()
        #expect(Relaxation.of(pair.mentee) == [.times, .topic])
        pair.mentee.neededLanguages = [1]
        pair.mentee.isAsyncOnly = true
        #expect(Relaxation.of(pair.mentee) == [.language, .topic])
    }
}

@Suite("The score")
struct PairScoreTests {
    /// The golden values of mentoring.md, section 2: kotlin 0, jvm 1, python 2, interview-prep 3, salary-negotiation 4.
    @Test func weightsAndSimilarityAreGolden() {
        let weights = SkillWeights(offers: [40, 200, 400, 600, 90], mentors: 1000)
        #expect((0..<5).map { weights[$0] } == [3_234_365, 1_787_605, 1_250_980, 979_789, 2_483_990])
        func similarity(_ wanted: Set<SkillCode>, _ offered: Set<SkillCode>) -> Int {
            SkillWeights.similarity(
                wanted: weights.sum(wanted), offered: weights.sum(offered),
                common: weights.sum(wanted.intersection(offered)))
        }
        #expect(similarity([0, 4], [0, 1, 4]) == 941)
        #expect(similarity([0, 4], [2, 3, 0]) == 525)
        #expect(similarity([0, 4], [2]) == 0 && similarity([], []) == 0 && similarity([0], [0]) == 1000)
        #expect(weights[77] == SkillWeights(offers: [], mentors: 1000)[0])
    }

    @Test func sharesAreGolden() {
        let golden = [(0, 0, 700), (2, 2, 750), (38, 40, 900), (4, 40, 220), (0, 3, 538)]
        for (good, all, expected) in golden {
            let share = ShrunkShare(good: good * ShrunkShare.unit, all: all * ShrunkShare.unit)
            #expect(share.thousandths() == expected)
        }
        let old = ShrunkShare([(0, true), (90, true), (180, false)])
        #expect(old.good == 1_500_000 && old.all == 1_750_000)
    }

    @Test func weightsAddUpToAThousand() {
        #expect(Feature.allCases.reduce(0) { $0 + $1.menteeWeight } == 1000)
        #expect(Feature.allCases.reduce(0) { $0 + $1.mentorWeight } == 1000)
    }

    @Test func everyFeatureIsAsDefined() throws {
        let (de, nl, pk, india, ca) = try (
            country("DE"), country("NL"), country("PK"), country("IN"), country("CA")
        )
        func corridor(_ stays: [MentorFacts.Stay], from: CountryCode?, to: [MenteeFacts.Destination]) -> Int {
            Pair.changed {
                ($0.settings.areas, $0.settings.originGroups) = ([de: 1, nl: 1], [pk: 2, india: 2])
                ($0.mentor.stays, $0.mentor.origin) = (stays, from)
                ($0.mentee.destinations, $0.mentee.origin) = (to, pk)
            }.score[.corridor]
        }
        func stay(_ country: CountryCode, _ months: Int = 6, _ place: PlaceCode? = nil) -> MentorFacts.Stay {
            .init(country: country, place: place, months: months, since: 2020)
        }
        #expect(corridor([stay(de, 6, 1)], from: pk, to: [.init(de, place: 1)]) == 1000)
        #expect(corridor([stay(de, 6, 1)], from: india, to: [.init(de, place: 2)]) == 750)
        #expect(corridor([stay(nl)], from: nil, to: [.init(ca), .init(de)]) == 250)
        #expect(corridor([stay(nl)], from: pk, to: [.init(de)]) == 550)
        #expect(corridor([stay(de, 5)], from: pk, to: [.init(de)]) == 0)
        #expect(corridor([stay(ca)], from: pk, to: [.init(de)]) == 0)
        let tag = VisaTag(country: de, pathway: 1, category: .work)
        func visa(_ wanted: VisaTag, _ year: Int) -> Int {
            Pair.changed {
                $0.mentor.experiences = [.init(tag, year: year)]
                $0.mentee.pathways = [wanted]
            }.score[.visa]
        }
        #expect(visa(tag, 2022) == 1000 && visa(tag, 2021) == 700)
        #expect(visa(VisaTag(country: de, pathway: 2, category: .work), 2026) == 400)
        #expect(visa(VisaTag(country: de, pathway: 2, category: .study), 2026) == 0)
        #expect(visa(VisaTag(country: nl, pathway: 2, category: .work), 2026) == 0)
        let stages = [-1: 200, 0: 600, 23: 600, 24: 1000, 120: 1000, 121: 700]
        for (ahead, expected) in stages { #expect(PairScore.stage(monthsAhead: ahead) == expected) }
        #expect([0, 60, 100, 240, 900].map(PairScore.availability) == [0, 250, 417, 1000, 1000])
        #expect([3, 4, 5, 6].map { PairScore.language($0) } == [0, 600, 800, 1000])
    }

    @Test func headroomShrinksWithOpenRequests() {
        func headroom(_ capacity: Int, _ taken: Int, _ open: Int) -> Int {
            Pair.changed { ($0.mentor.capacity, $0.mentor.taken, $0.mentor.openRequests) = (capacity, taken, open) }
                .score[.headroom]
        }
        #expect(headroom(2, 0, 2) == 1000 && headroom(2, 1, 1) == 500 && headroom(3, 1, 0) == 667)
        #expect(headroom(2, 1, 3) == 300 && headroom(2, 1, 9) == 0 && headroom(0, 0, 0) == 0)
    }

    @Test func asynchronousPairsAndPreparationsCount() {
        let pair = Pair.changed { ($0.mentor.isAsyncOnly, $0.mentee.isAsyncOnly) = (true, true) }
        #expect(pair.score[.availability] == 600 && Pair().score[.availability] == 1000)
        let ready = (0...3).map { count in Pair.changed { $0.mentee.preparations = count }.score[.readiness] }
        #expect(ready == [0, 333, 667, 1000])
    }
}
