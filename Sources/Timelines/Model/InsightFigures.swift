import Core

/// What the open jobs of a destination ask for, as one night's run counted it.
package struct SkillDemand: Codable, Sendable {
    package struct Wanted: Codable, Sendable {
        /// In small letters, as adverts name it.
        package let skill: String
        package let jobs: Int
        /// Of a hundred jobs that name skills.
        package let percent: Int
    }

    /// ISO 3166-1 alpha-2.
    package let country: String
    /// Open jobs that name a skill.
    package let jobs: Int
    /// The commonest first.
    package let skills: [Wanted]

    /// Jobs below which nothing is said of a destination.
    package static let least = 20
    /// Skills that are kept of a destination.
    static let most = 30

    /// - Parameter counts: jobs that name each skill.
    /// - Returns: `nil` when there are too few jobs.
    init?(country: String, jobs: Int, counts: [String: Int]) {
        guard jobs >= Self.least else { return nil }
        self.country = country
        self.jobs = jobs
        skills = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.most).map { skill, count in
            Wanted(skill: skill, jobs: count, percent: (count * 200 + jobs) / (2 * jobs))
        }
    }

    /// Skills wanted that are not among a member's own.
    package func missing(from own: [String]) -> [Wanted] {
        let own = Set(own.map(Self.folded))
        return skills.filter { !own.contains(Self.folded($0.skill)) }
    }

    static func folded(_ skill: String) -> String {
        skill.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "-" }).joined(separator: " ")
    }
}

/// How far members are who go from one country to another. Where they come from can point at a group: no number is of
/// fewer than twenty, nor can one be reckoned from what is shown.
package struct CorridorFigure: Codable, Sendable {
    package struct Stage: Codable, Sendable {
        /// `preparing`, `waiting` and so on, as in profiles.
        package let stage: String
        package let members: Int
    }

    /// ISO 3166-1 alpha-2.
    package let origin: String
    package let destination: String
    package let members: Int
    /// Those that enough members are at, in the order of a journey.
    package let stages: [Stage]

    package static let least = Disclosure.leastOfGroups
    /// In the order of a journey.
    package static let order = ["considering", "preparing", "applying", "waiting", "moved", "settled", "returned"]

    /// Those who are elsewhere or did not say: nobody, or as many as are needed.
    package var others: Int { members - stages.reduce(0) { $0 + $1.members } }

    /// - Parameter counts: members by stage; those who did not say are under the empty text.
    /// - Returns: `nil` when there are too few.
    init?(origin: String, destination: String, counts: [String: Int]) {
        members = counts.values.reduce(0, +)
        guard members >= Self.least else { return nil }
        (self.origin, self.destination) = (origin, destination)
        let said = counts.filter { Self.order.contains($0.key) }
        let shown = Disclosure.shown(said, of: members, least: Self.least)
        stages = Self.order.compactMap { stage in
            said[stage].flatMap { shown.contains(stage) ? Stage(stage: stage, members: $0) : nil }
        }
    }
}
