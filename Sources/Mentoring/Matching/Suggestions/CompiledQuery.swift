/// What a mentee wants, laid out so that each mentor costs a few table look-ups.
package struct CompiledQuery: Sendable {
    let mentee: MenteeFacts
    let schedule: Schedule
    let languages: SIMD4<UInt64>
    /// Languages of which one must be shared.
    let needed: UInt64
    let topics: UInt64
    /// Weight of each wanted skill, 0 for others.
    let skills: [Int32]
    let wanted: Int
    /// What having lived in a country is worth.
    let stays: [Int32]
    /// What coming from a country is worth; the last is for mentors who say none.
    let origins: [Int32]
    /// A bit for each combination of gender and rule that goes with the mentee's.
    let genders: UInt16
    /// Rows of mentors who are out by H1, H4, H5, H8 and H12.
    let excluded: Set<Int>
    let employer: EmployerCode
    /// From the day's seed and the mentee: breaks ties.
    let tieKey: UInt64

    /// - Parameter seed: the day's or the round's; it breaks ties.
    package init(_ mentee: MenteeFacts, in index: MentorIndex, seed: String) {
        let settings = index.settings
        self.mentee = mentee
        schedule = index.schedule(of: mentee)
        languages = MentorColumns.languages(mentee.languages)
        needed = mentee.neededLanguages.isEmpty ? .max : mentee.neededLanguages.reduce(0) { $0 | MentorColumns.bit($1) }
        topics = mentee.topics.reduce(0) { $0 | MentorColumns.bit($1) }
        var weights = [Int32](repeating: 0, count: index.columns.skillCount)
        for skill in mentee.skills where Int(skill) < weights.count {
            weights[Int(skill)] = Int32(settings.weights[skill])
        }
        skills = weights
        wanted = settings.weights.sum(mentee.skills)
        stays = Self.stays(mentee.destinations, settings)
        origins = Self.origins(mentee.origin, settings)
        genders = Gender.allCases.map(Optional.some).reduce(Self.genders(nil, mentee)) { $0 | Self.genders($1, mentee) }
        excluded = Self.excluded(mentee, index)
        employer = mentee.employer ?? MentorColumns.noEmployer
        tieKey = KeyedHash(key: seed).number(of: mentee.id)
    }

    private static func stays(_ destinations: [MenteeFacts.Destination], _ settings: MatchSettings) -> [Int32] {
        var worth = [Int32](repeating: 0, count: CountryCode.count + 1)
        func raise(_ country: CountryCode, _ to: MenteeFacts.Destination) {
            let stay = MentorFacts.Stay(country: country, months: Corridor.leastMonths, since: 0)
            let place = Int(country.number)
            worth[place] = max(worth[place], Int32(Corridor.destination(stay, to, settings)))
        }
        for destination in destinations {
            raise(destination.country, destination)
            guard let area = settings.areas[destination.country] else { continue }
            for (country, other) in settings.areas where other == area { raise(country, destination) }
        }
        return worth
    }

    private static func origins(_ origin: CountryCode?, _ settings: MatchSettings) -> [Int32] {
        var worth = [Int32](repeating: 0, count: CountryCode.count + 1)
        guard let origin else { return worth }
        let group = settings.originGroups[origin]
        for (country, other) in settings.originGroups where other == group {
            worth[Int(country.number)] = Int32(Corridor.origin(country, origin, settings))
        }
        worth[Int(origin.number)] = Int32(Corridor.origin(origin, origin, settings))
        return worth
    }

    private static func genders(_ gender: Gender?, _ mentee: MenteeFacts) -> UInt16 {
        guard mentee.genderRule.accepts(gender) else { return 0 }
        return GenderRule.allCases.filter { $0.accepts(mentee.gender) }.reduce(0) {
            $0 | 1 << UInt16(MentorColumns.gender(gender, $1))
        }
    }

    private static func excluded(_ mentee: MenteeFacts, _ index: MentorIndex) -> Set<Int> {
        let apart: [HardFilter] = [.samePerson, .blocks, .declined, .employer, .coolDown]
        let rows = ([mentee.id] + mentee.past.keys).compactMap(index.row)
        return Set(
            rows.filter { row in
                apart.contains { !$0.passes(index.mentors[row].facts, mentee, index.settings, overlaps: []) }
            })
    }

    /// Breaks ties between mentors: `spread(HMAC(day's seed, mentee) xor HMAC("mentor", mentor))`, smaller first.
    @inline(__always) func tie(_ digest: UInt64) -> UInt64 { KeyedHash.spread(tieKey ^ digest) }
}
