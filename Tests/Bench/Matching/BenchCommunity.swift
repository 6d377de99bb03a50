import Core
import Matching

/// Made-up mentors and mentees, the same for every run: few skills and places are wanted by most (Zipf), hours are
/// evenings and weekends of a dozen zones.
struct BenchCommunity {
    private var state: UInt64
    private static let zones = [
        "Asia/Karachi", "Europe/Berlin", "Europe/London", "America/Toronto", "Asia/Dubai", "America/New_York",
        "Australia/Sydney", "Asia/Riyadh", "Europe/Amsterdam", "America/Vancouver", "Asia/Tokyo", "Asia/Kolkata",
    ]
    private static let destinations = ["DE", "GB", "CA", "AE", "NL", "US", "AU", "SA", "SE", "IE", "JP", "AT"]
        .compactMap { CountryCode($0) }
    private static let origins = ["PK", "PK", "PK", "IN", "BD", "NP"].compactMap { CountryCode($0) }
    static let today = CivilDay(year: 2026, month: 11, day: 21)

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    /// Small numbers far more often than large ones.
    mutating func skewed(_ count: Int) -> Int { min(below(count), below(count), below(count)) }

    private mutating func several(_ count: Int, of most: Int) -> [UInt16] {
        Array(Set((0..<count).map { _ in UInt16(skewed(most)) })).sorted()
    }

    private mutating func availability() -> Availability {
        let zone = Self.zones[skewed(Self.zones.count)]
        let evening = 17 * 60 + below(5) * 30
        let weekend = 9 * 60 + below(8) * 30
        return Availability(windows: [
            WeeklyWindow(
                weekdays: below(3) == 0 ? 0x15 : 0x1F, start: evening, end: evening + 120 + below(3) * 30, zone: zone),
            WeeklyWindow(weekdays: 0x60, start: weekend, end: weekend + 180 + below(5) * 60, zone: zone),
        ])
    }

    private mutating func languages() -> [LanguageLevel] {
        [LanguageLevel(0, UInt8(3 + below(4)))] + (below(4) == 0 ? [] : [LanguageLevel(1, 6)])
            + (below(3) == 0 ? [LanguageLevel(UInt16(2 + below(8)), UInt8(2 + below(5)))] : [])
    }

    private mutating func tag() -> VisaTag {
        VisaTag(
            country: Self.destinations[skewed(12)], pathway: UInt16(below(4)), category: below(3) == 0 ? .study : .work)
    }

    mutating func mentor(_ number: Int) -> MentorFacts {
        var mentor = MentorFacts(id: "mentor-\(number)")
        mentor.capacity = 1 + below(4)
        mentor.taken = below(3) == 0 ? below(mentor.capacity + 1) : 0
        mentor.openRequests = skewed(6)
        mentor.pastMentees = below(12)
        mentor.languages = languages()
        mentor.topics = several(4, of: 30)
        mentor.skills = several(6, of: 400)
        mentor.stays = (0...below(2)).map { _ in
            .init(
                country: Self.destinations[skewed(12)], place: UInt32(below(8)), months: 3 + below(90),
                since: 2015 + below(11))
        }
        mentor.origin = Self.origins[below(6)]
        mentor.experiences = [.init(tag(), year: 2015 + below(12))]
        mentor.availability = availability()
        mentor.isAsyncOnly = below(10) == 0
        mentor.experienceMonths = 12 + below(200)
        let asked = below(30)
        mentor.answers = ShrunkShare(good: below(asked + 1) * 1_000_000, all: asked * 1_000_000)
        mentor.employer = UInt32(skewed(5_000))
        mentor.place = UInt32(skewed(200))
        mentor.gender = below(4) == 0 ? .woman : .man
        return mentor
    }

    mutating func mentee(_ number: Int) -> MenteeFacts {
        var mentee = MenteeFacts(id: "mentee-\(number)")
        mentee.languages = languages()
        mentee.topics = several(3, of: 30)
        mentee.skills = several(4, of: 400)
        mentee.destinations = [.init(Self.destinations[skewed(12)], place: UInt32(below(8)))]
        mentee.origin = Self.origins[below(6)]
        mentee.pathways = [tag()]
        mentee.availability = availability()
        mentee.isAsyncOnly = below(10) == 0
        mentee.experienceMonths = below(120)
        mentee.preparations = below(4)
        return mentee
    }

    mutating func index(_ count: Int) -> MentorIndex {
        let mentors = (0..<count).map { mentor($0) }
        let settings = MatchSettings(
            day: Self.today, weights: SkillWeights(of: mentors), areas: Self.group(["DE", "NL", "SE", "IE", "AT"]),
            originGroups: Self.group(["PK", "IN", "BD", "NP"]))
        return MentorIndex(mentors, settings: settings)
    }

    private static func group(_ countries: [String]) -> [CountryCode: Int] {
        Dictionary(uniqueKeysWithValues: countries.compactMap { CountryCode($0) }.map { ($0, 1) })
    }

    /// Lists of a round without people: popular mentors are named far more often.
    mutating func round(mentees: Int, mentors: Int, length: Int) -> RoundInstance {
        var (offsets, entries, ranks): ([Int32], [Int32], [Int32]) = ([0], [], [])
        var named = [Int32](repeating: 0, count: mentors)
        for _ in 0..<mentees {
            var seen: Set<Int32> = []
            while seen.count < length {
                let mentor = Int32(min(below(mentors), below(mentors)))
                if seen.insert(mentor).inserted { entries.append(mentor) }
            }
            offsets.append(Int32(entries.count))
        }
        // Any order without equals: a shuffled number for each entry.
        for mentor in entries {
            ranks.append(named[Int(mentor)])
            named[Int(mentor)] += 1
        }
        var places = [[Int]](repeating: [], count: mentors)
        for (place, mentor) in entries.enumerated() { places[Int(mentor)].append(place) }
        for list in places where list.count > 1 {
            for at in list.indices.dropFirst() { ranks.swapAt(list[at], list[below(at + 1)]) }
        }
        let seats = (0..<mentors).map { _ in Int32(3 + below(5)) }
        return RoundInstance(capacities: seats, offsets: offsets, mentors: entries, ranks: ranks)
    }
}
